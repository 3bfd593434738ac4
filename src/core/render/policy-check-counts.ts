/** How many incidents a change of the policy would change, in the words of the check `Quench / policy`. */
import { changes } from "../simulate/compare.ts";
import type { PolicyCheckFacts, SimulatedPlace, Stopped } from "./policy-check.ts";

const STOPPED: Readonly<Record<Stopped, string>> = {
  limit: "GitHub's rate limit was reached",
  time: "the job's time was over",
  unread: "GitHub could not be read",
  refused: "the job's token may not read them",
};

export interface Counts {
  readonly open: number;
  readonly changed: number;
  readonly closed: number;
  readonly undone: number;
  readonly unknown: number;
}

export function countsOf(places: readonly SimulatedPlace[]): Counts {
  const rows = places.flatMap(({ incidents }) => incidents.flatMap(({ row }) => row ?? []));
  const open = rows.filter((row) => row.kind === "open");
  const closed = rows.filter((row) => row.kind === "closed");
  return {
    open: open.length,
    changed: open.filter(changes).length,
    closed: closed.length,
    undone: closed.filter(({ close }) => close === "undone").length,
    unknown:
      closed.filter(({ close }) => close === "unknown").length + open.filter(({ to }) => to === "unknown").length,
  };
}

export function titleOf({ open, changed, undone }: Counts): string {
  if (open === 0 && undone === 0) return "nothing changes for any incident";
  const past = undone === 0 ? "" : `; ${closes(undone)} of the last 90 days would have been undone`;
  return `${changed === 0 ? "no open incident changes" : `${incidents(changed)} would change`}${past}`;
}

/** The simulation in a paragraph. */
export function effect(
  { open, changed, closed, undone, unknown }: Counts,
  { places, placesLeft }: PolicyCheckFacts,
): string {
  if (places.every(({ same }) => same)) return "Every setting stays as it is: nothing changes for any incident.";
  const left = places.reduce((sum, place) => sum + place.left, 0);
  return [
    open === 0
      ? "**No incident is open.**"
      : `**${changed === 0 ? "None" : changed} of ${open} open ${open === 1 ? "incident" : "incidents"} would change.**`,
    closed === 0
      ? "None was closed in the last 90 days."
      : `${undone === 0 ? "None" : undone} of ${closes(closed)} in the last 90 days would have been undone in enforce mode.`,
    unknown === 0 ? "" : `Of ${incidents(unknown)} it cannot be told: some facts could not be read.`,
    left === 0
      ? ""
      : `${left} more ${left === 1 ? "incident was" : "incidents were"} not simulated: only the newest are.`,
    placesLeft === 0
      ? ""
      : `${placesLeft} more ${placesLeft === 1 ? "repository" : "repositories"} that it may concern ${placesLeft === 1 ? "was" : "were"} not looked at.`,
  ]
    .filter((line) => line !== "")
    .join(" ");
}

function incidents(count: number): string {
  return `${count} ${count === 1 ? "incident" : "incidents"}`;
}

function closes(count: number): string {
  return `${count} ${count === 1 ? "closure" : "closures"}`;
}

/** What a job that ended too early knows, and how it goes on. */
export function gaveUp(why: Stopped, done: number, all: number): string {
  const so = STOPPED[why];
  const known =
    all === 0
      ? `What it would change for incidents is unknown: ${so}.`
      : `**${done} of ${incidents(all)} ${done === 1 ? "is" : "are"} simulated; of the others it is unknown:** ${so}.`;
  const first = why === "refused" ? "Let the job's token read issues, and run it again" : "Run the job again";
  return `${known}\n\n**Next:** ${first}${done === 0 ? "" : "; it goes on from there"}.`;
}
