/**
 * `npm run torture -- [--seed N] [--runs N] [--mode memory|postgres|both|twins] [--minutes N] [--kind kill,network,…]
 * [--story early,earned,…] [--draws N] [--draw N] [--hours N] [--logs FOLDER] [--verbose]`: stories played in peace, and
 * then in each mode as often as `--draws` says with everything going wrong, until the time is over.
 */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Mode } from "./cast.ts";
import { differences } from "./ends.ts";
import { type Disturbance, draw, KINDS, type Kind } from "./faults.ts";
import { play, type Played, Stuck } from "./play.ts";
import { build } from "./processes.ts";
import { type Kind as StoryKind, tell } from "./story.ts";

const DEFAULTS = { kind: KINDS.join(), story: undefined, hours: "50" };
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1000" },
    mode: { type: "string", default: "both" },
    draws: { type: "string", default: "2" },
    draw: { type: "string" },
    minutes: { type: "string", default: "10" },
    kind: { type: "string", default: DEFAULTS.kind },
    story: { type: "string" },
    hours: { type: "string", default: DEFAULTS.hours },
    logs: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const kinds = KINDS.filter((kind) => values.kind.split(",").includes(kind));
const stories = values.story?.split(",") as StoryKind[] | undefined;
const modes: readonly Mode[] = values.mode === "both" ? ["memory", "postgres"] : [values.mode as Mode];
const hours = Number(values.hours);
const until = performance.now() + Number(values.minutes) * 60_000;
const first = Number(values.seed);
const draws =
  values.draw === undefined ? Array.from({ length: Number(values.draws) }, (_, at) => at + 1) : [Number(values.draw)];
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const detail = values.verbose ? say : () => undefined;

const built = build(process.cwd());
process.on("exit", () => {
  for (const file of Object.values(built)) if (existsSync(file)) rmSync(file);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));

const struck = new Map<Kind, number>();
const failed: string[] = [];
let tried = 0;
let seed = first;
while (seed < first + Number(values.runs) && performance.now() < until) {
  const story = tell(seed, stories);
  say(`seed ${seed}: ${story.incidents.join(", ")}; ${story.steps.length} steps`);
  let peace: Played;
  try {
    peace = await play({ build: built, story: tell(seed, stories), mode: "memory", hours, tell: detail });
  } catch (error) {
    report({ seed, drawn: 0, mode: "memory", disturbances: [] }, [`undisturbed: ${why(error)}`]);
    seed += 1;
    continue;
  }
  say(`seed ${seed}: in peace ${peace.requests} requests, ${peace.writes} writes`);
  const own = verdictOn(peace, peace);
  if (own.length > 0) {
    const lines = own.map((line) => `undisturbed: ${line}`);
    report({ seed, drawn: 0, mode: "memory", disturbances: [] }, lines);
  }
  for (const [mode, drawn] of draws.flatMap((each) => modes.map((mode) => [mode, each] as const))) {
    if (performance.now() > until) break;
    const disturbances = draw({ seed, drawn, mode, steps: story.steps.length, kinds });
    tried += 1;
    for (const { kind } of disturbances) struck.set(kind, (struck.get(kind) ?? 0) + 1);
    const run = { seed, drawn, mode, disturbances };
    try {
      const played = await play({
        build: built,
        story: tell(seed, stories),
        mode,
        disturbances,
        hours,
        tell: detail,
        ...logsOf(run),
      });
      report(run, verdictOn(peace, played));
    } catch (error) {
      report(run, [why(error)]);
    }
  }
  seed += 1;
}
say("");
say(
  `${tried} runs, ${tried - failed.length} as in peace, ${failed.length} not; ${[...struck].map(([kind, count]) => `${kind} ${count}`).join(", ")}`,
);
for (const line of failed) say(`again: ${line}`);
process.exit(failed.length > 0 ? 1 : 0);

interface Run {
  readonly seed: number;
  readonly drawn: number;
  readonly mode: Mode;
  readonly disturbances: readonly Disturbance[];
}

function logsOf({ seed: of, drawn, mode }: Run): { readonly logs?: string } {
  return values.logs === undefined ? {} : { logs: join(values.logs, `${of}-${drawn}-${mode}`) };
}

function verdictOn(peace: Played, played: Played): readonly string[] {
  return [
    ...differences(peace.end, played.end),
    ...played.twice,
    ...(played.restless > 0 ? [`${played.restless} writes where all is in order`] : []),
  ];
}

function why(error: unknown): string {
  if (error instanceof Stuck) return `${error.message}\n${error.words}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function report({ seed: of, drawn, mode, disturbances }: Run, wrong: readonly string[]): void {
  const what = disturbances.length === 0 ? "nothing" : disturbances.map((each) => each.what).join("; ");
  say(`seed ${of}, draw ${drawn}, ${mode}: ${wrong.length === 0 ? "as in peace" : "NOT AS IN PEACE"} after ${what}`);
  if (wrong.length === 0) return;
  for (const line of wrong) say(`  ${line}`);
  const chosen = (["kind", "story", "hours"] as const).flatMap((name) =>
    values[name] === undefined || values[name] === DEFAULTS[name] ? [] : [` --${name} ${values[name]}`],
  );
  failed.push(`npm run torture -- --seed ${of} --runs 1 --draw ${drawn} --mode ${mode}${chosen.join("")} --verbose`);
}
