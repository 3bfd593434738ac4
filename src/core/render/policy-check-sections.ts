/** The incidents whose outcome a change of the policy would change, as lists of the check `Quench / policy`. */
import { codeSpan, inlineText } from "../markdown.ts";
import type { GateName } from "../rules/gates.ts";
import { changes, type ClosedRow, type OpenRow } from "../simulate/compare.ts";
import type { CloseOutcome } from "../simulate/simulate.ts";
import { formatDay } from "../time.ts";
import type { Outcome } from "../verdict/types.ts";
import type { Line, Part } from "./fit.ts";
import type { SimulatedIncident, SimulatedPlace } from "./policy-check.ts";
import { MARK } from "./words.ts";

/** Open incidents first, then closures, place by place; empty where none would change. */
export function incidentSections(places: readonly SimulatedPlace[]): readonly Part[] {
  const parts = places.flatMap((place): readonly Part[] => {
    const name = place.name === null ? "" : ` in ${place.hidden ? "a private repository" : codeSpan(place.name, 150)}`;
    const open: Line[] = [];
    const closed: Line[] = [];
    let hidden = 0;
    for (const incident of place.incidents) {
      const { row } = incident;
      const isOpen = row?.kind === "open" && (changes(row) || row.to === "unknown");
      const isClosed = row?.kind === "closed" && (row.close === "undone" || row.close === "unknown");
      if (place.hidden) hidden += isOpen || isClosed ? 1 : 0;
      else if (isOpen) open.push({ text: `- ${nameOf(incident)}: ${openWords(row)}` });
      else if (isClosed) closed.push({ text: `- ${nameOf(incident)}, ${closedWords(row)}` });
    }
    const noun = ["incident", "incidents"] as const;
    return [
      { head: `**Open incidents${name} that would change**`, lines: open, least: 5, noun, weight: 2 },
      {
        head: `Closures${name} of the last 90 days that would have been undone (${closed.length})`,
        lines: closed,
        noun,
        folded: true,
        weight: 1,
      },
      hidden === 0
        ? ""
        : `${hidden} ${hidden === 1 ? "incident" : "incidents"}${name} would change; not named here, where everybody can read.`,
    ];
  });
  return places.every(({ same }) => same) ? [] : [...parts, HOW];
}

const HOW =
  "<sub>Simulated on what GitHub shows now; a closure on what it shows of the time it was closed. Nothing was written on any incident.</sub>";

function nameOf({ number, url, title }: SimulatedIncident): string {
  return `[#${number}](${url}) ${inlineText(title, 100)}`;
}

const CLOSING: Readonly<Record<CloseOutcome, string>> = {
  held: "would hold",
  undone: "would be undone",
  told: "would be told, not undone",
  recorded: "would only be recorded",
  let_go: "would hold",
  not_judged: "would not be judged",
  unknown: "cannot be told",
};

function openWords({ from, to, gates }: OpenRow): string {
  const close =
    from === to ? `closing it now ${CLOSING[to]}, as before` : `closing it now ${CLOSING[from]} → **${CLOSING[to]}**`;
  const parts = gates.map(([name, was, is]) => `${GATES[name]} ${sign(was)} → ${sign(is)}`);
  return `${close}${parts.length === 0 ? "" : `; ${parts.join(", ")}`}.`;
}

function closedWords({ closedAt, close, unmet }: ClosedRow): string {
  const day = `closed ${formatDay(closedAt.slice(0, 10))}`;
  if (close === "unknown") return `${day}: cannot be told, because some facts could not be read.`;
  return `${day}: would have been undone; not met: ${unmet.map((name) => GATES[name]).join(", ")}.`;
}

const GATES: Readonly<Record<GateName, string>> = {
  scorecard: "scorecard",
  adoption: "a control in the normal workflow",
  owners: "owners' confirmation",
  priorities: "P0 and P1 items",
  items: "other items",
  checklist: "quick checklist",
};

function sign(outcome: Outcome | "none"): string {
  return outcome === "none" ? "➖" : MARK[outcome];
}
