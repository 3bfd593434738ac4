/** The tables of docs/explanation/scale.md: from the sources, the mix, and the one file of measured figures. Pure. */
import type { Comparison } from "./fit.ts";
import { costRows, countsFor, type End, LIMITS, needs } from "./limits.ts";
import type { Measured } from "./measured.ts";
import { KINDS, loadOf } from "./mix.ts";
import type { Result } from "./result.ts";
import { ASSUMPTIONS, FIGURES } from "./sources.ts";

export const JSON_FILE = "docs/explanation/scale.json";
export const PAGE = "docs/explanation/scale.md";

/** Share of the cores at work beside the simulation from which on its times say nothing. */
const BUSY = 0.3;

/** Puts every generated part of the page in its place. @throws where the page has no place for one. */
export function fill(page: string, result: Result): string {
  return Object.entries(partsOf(result)).reduce((text, [name, part]) => {
    const place = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!place.test(text)) throw new Error(`${PAGE} has no place for “${name}”.`);
    return text.replace(place, (_whole, from: string, to: string) => `${from}\n${part}\n\n${to}`);
  }, page);
}

function partsOf(result: Result): Readonly<Record<string, string>> {
  return {
    verdict: verdictOf(result),
    sources: table(
      ["what is used", "what the source says", "source"],
      Object.values(FIGURES).map(({ value, unit, says, address }) => [`${shown(value)} ${unit}`, says, `<${address}>`]),
    ),
    assumptions: table(
      ["what is assumed", "why"],
      Object.values(ASSUMPTIONS).map(({ value, unit, why }) => [`${shown(value)} ${unit}`, why]),
    ),
    mix: mixOf(10_000),
    measured: measuredOf(result.points),
    comparison: table(
      ["quantity", "unit", "predicted", "measured", "error"],
      result.comparisons.map(({ label, unit, predicted, measured, error }) => {
        return [label, unit, shown(predicted), shown(measured), error === null ? "–" : `${signed(error)} %`];
      }),
    ),
    costs: table(["what", "how much"], costRows(result.fitted, result.costs)),
    ends: endsTable(result),
    plan: planTable(result),
  };
}

function verdictOf({ machine, points, comparisons, ends }: Result): string {
  const largest = points.reduce((one, other) => (other.repositories > one.repositories ? other : one));
  const [first] = ends.driven;
  const [publicFirst] = ends.public;
  const process = ends.driven.find(({ id }) => LIMITS.find((each) => each.id === id)?.more === "process");
  return [
    `**One process answers the busiest minute of ${shown(largest.repositories)} repositories** ` +
      `(${shown(largest.offered)} deliveries a second) with ${percent(largest.cpu)} of one core, ` +
      `99 % of the deliveries within ${shown(largest.answer.p99)} ms, in ${shown(largest.rss / 1e6)} MB` +
      `${largest.refused503 + largest.failed === 0 ? ", and refuses none." : `; ${largest.refused503} were answered 503 and ${largest.failed} failed.`}`,
    "",
    `**What ends first is ${nameOf(first)}**, at ${about(first)} repositories with the incidents that were driven ` +
      `(${shown(ASSUMPTIONS.incidentFactor.value)} times the public figure). With as many incidents as the public figure has, ` +
      `it is ${nameOf(publicFirst)}, at ${about(publicFirst)}. The first that ends of the process is ${nameOf(process)}, at ${about(process)}.`,
    "",
    `The model was fitted on two points and predicted the third: ${errorsOf(comparisons)}`,
    ...(machine.load / machine.cores < BUSY
      ? []
      : [
          "",
          `**The machine was busy with other work** (load ${shown(machine.load)} on ${machine.cores} cores before it began): ` +
            "the times are far too long. Requests, points, memory and, nearly, CPU seconds hold.",
        ]),
  ].join("\n");
}

function errorsOf(comparisons: readonly Comparison[]): string {
  const errors = comparisons.flatMap(({ error }) => (error === null ? [] : [Math.abs(error)]));
  const worst = comparisons.reduce((one, other) =>
    Math.abs(other.error ?? 0) > Math.abs(one.error ?? 0) ? other : one,
  );
  const sorted = [...errors].sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `half of the errors are below ${shown(middle)} %, the largest is ${signed(worst.error ?? 0)} % (${worst.label.toLowerCase()}).`;
}

function mixOf(repositories: number): string {
  const load = loadOf(repositories);
  const rows = KINDS.map((kind) => [
    `\`${kind}\``,
    shown(load.mean[kind]),
    shown((load.mean[kind] * load.busiestHour) / load.meanAnHour),
    percent(load.mean[kind] / load.meanAnHour),
  ]);
  return [
    table(["delivery", "an hour of a workday", "in its busiest hour", "share"], rows),
    "",
    `In all ${shown(load.meanAnHour)} an hour over eight hours, ${shown(load.busiestHour)} in the busiest one, and ` +
      `${shown(load.peakASecond)} a second in its busiest minute (${shown(load.peakFactor)} times the mean). ` +
      `${shown(load.pulls)} pull requests are opened on a workday, ${percent(load.incidentShare)} of them for an incident; ` +
      `${shown(load.incidentsAMonth)} incidents are opened in a month, and ${shown(load.incidents)} are open at once. ` +
      "Installations, repositories and members change so rarely that they are no load; what a sweep costs is told below.",
  ].join("\n");
}

function measuredOf(points: readonly Measured[]): string {
  const row = (label: string, of: (point: Measured) => string): readonly string[] => [label, ...points.map(of)];
  return table(
    ["busiest minute of", ...points.map(({ repositories }) => `${shown(repositories)} repositories`)],
    [
      row("incidents known", ({ incidents }) => shown(incidents)),
      row("deliveries offered, a second", ({ offered }) => shown(offered)),
      row("answered, a second", ({ answered }) => shown(answered)),
      row("of them about an incident", ({ relevant, offered }) => percent(relevant / offered)),
      row("answered 503; failed", ({ refused503, failed }) => `${refused503}; ${failed}`),
      row("answer p50 / p99 / p99.9, ms", ({ answer: { p50, p99, p999 } }) => [p50, p99, p999].map(shown).join(" / ")),
      row("delivery to look's end p50 / p99, ms", ({ lag: { p50, p99 } }) => [p50, p99].map(shown).join(" / ")),
      row("processor, of one core", ({ cpu }) => percent(cpu)),
      row("CPU of an irrelevant delivery, ms", ({ cpuOfIrrelevant }) => shown(cpuOfIrrelevant * 1000)),
      row("longest standstill of the event loop, ms", ({ longestStall }) => shown(longestStall)),
      row("looks a second", ({ passes }) => shown(passes)),
      row("REST a second (of them 304)", ({ rest, notModified }) => `${shown(rest)} (${shown(notModified)})`),
      row("GraphQL points a second", (point) => shown(point.points)),
      row("heap empty / swept / filled, MB", ({ heap }) =>
        [heap.empty, heap.swept, heap.filled].map((bytes) => shown(bytes / 1e6)).join(" / "),
      ),
      row("resident memory, after a collection, MB", ({ rss, rssResting }) =>
        [rss, rssResting].map((bytes) => shown(bytes / 1e6)).join(", "),
      ),
      row("sweep: REST, points, CPU ms a repository", ({ sweep: { rest, points: spent, cpu, repositories: swept } }) =>
        [rest, spent, cpu * 1000].map((all) => shown(all / swept)).join(", "),
      ),
      row("first look: REST, points, CPU ms", ({ firstLooks: { rest, points: spent, cpu }, incidents }) =>
        [rest, spent, cpu * 1000].map((all) => shown(all / incidents)).join(", "),
      ),
    ],
  );
}

function endsTable({ ends }: Result): string {
  const publicly = new Map(ends.public.map(({ id, repositories }) => [id, repositories]));
  return table(
    ["resource", "limit", "ends at (incidents as driven)", "ends at (incidents as published)"],
    ends.driven.map(({ id, repositories }) => {
      const limit = LIMITS.find((each) => each.id === id);
      return [
        limit?.label ?? id,
        `${shown(limit?.limit ?? 0)} ${limit?.unit ?? ""}`,
        shown(repositories),
        shown(publicly.get(id) ?? 0),
      ];
    }),
  );
}

function planTable({ fitted, costs }: Result): string {
  const sizes = [1_000, 10_000, 100_000];
  const factors = [ASSUMPTIONS.incidentFactor.value, 1];
  const columns = factors.flatMap((factor) =>
    sizes.map((size) => ({ factor, size, needed: needs(fitted, costs, size, factor) })),
  );
  const heads = columns.map(({ factor, size }) => `${shown(size)}${factor === 1 ? " (published)" : ""}`);
  const rows = LIMITS.map(({ id, label, unit, limit }) => [
    `${label}, ${unit} (limit ${shown(limit)})`,
    ...columns.map(({ needed }) => {
      const use = needed[id] ?? 0;
      return use > limit ? `**${shown(use)}**` : shown(use);
    }),
  ]);
  const counts = columns.map(({ needed }) => countsFor(needed));
  return table(
    ["repositories", ...heads],
    [
      ...rows,
      ["processes that it takes", ...counts.map((count) => shown(count.process))],
      ["installations that it takes", ...counts.map((count) => shown(count.installation))],
    ],
  );
}

function nameOf(end: End | undefined): string {
  const label = LIMITS.find(({ id }) => id === end?.id)?.label ?? "nothing";
  return /^[A-Z]{2}|^GraphQL/.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

function about(end: End | undefined): string {
  return shown(end?.repositories ?? 0);
}

/** Three digits, with commas from a thousand on. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return "∞";
  return Number(value.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 4 });
}

function percent(share: number): string {
  return `${shown(share * 100)} %`;
}

function signed(value: number): string {
  return `${value > 0 ? "+" : ""}${shown(value)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
