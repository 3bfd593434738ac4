/** How a job ends, whatever its mode: what got in its way, whose token it had, and what it cost. Pure. */
import { Refused } from "../github/request/errors.ts";
import { explain, isMistake, isOutage } from "./failing.ts";
import type { Inputs, Runner } from "./inputs.ts";
import type { JobReport } from "./job.ts";
import type { TokenFacts } from "./lacks.ts";
import type { Meter } from "./meter.ts";
import { member } from "./payload.ts";

/**
 * The report of a mode that came to no end.
 *
 * @param holding whether the job holds up a merge: what could not be read must not pass then (R-V1).
 * @param withoutProxy why a proxy that is set is not used; null where that is not so.
 */
export function sayTrouble(error: unknown, holding: boolean, withoutProxy: string | null): JobReport {
  const why = explain(error);
  const report = { annotations: [], notes: [], warnings: [], failures: [] };
  if (isMistake(error)) return { ...report, outputs: {}, summary: `**${why}**`, failures: [why] };
  const outputs = { outcome: "unknown", closable: "false", reopened: "false" };
  // Anything else is a mistake of ours: it is shown, and passes nothing.
  if (!isOutage(error) && !(error instanceof Refused)) return { ...report, outputs, summary: "", failures: [why] };
  const unread = `GitHub could not be read: ${why}${withoutProxy === null ? "" : ` ${withoutProxy}`}`;
  if (!holding) {
    const warning = `${unread} Nothing is undone or let go on that; the next event looks again.`;
    return { ...report, outputs, summary: `**${warning}**`, warnings: [warning] };
  }
  const failure = `${unread} A gate that could not be read does not pass: run this job again.`;
  return { ...report, outputs, summary: `**${failure}**`, failures: [failure] };
}

/** Events whose token GitHub makes a reading one for pull requests that it does not trust. */
const UNTRUSTED: ReadonlySet<string> = new Set(["pull_request", "pull_request_review"]);
const DEPENDABOT = "dependabot[bot]";

/**
 * Whose pull request took the job's right to write away.
 * Source: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
 */
export function readOnlyFor(
  { eventName, actor }: Pick<Runner, "eventName" | "actor">,
  payload: unknown,
): TokenFacts["readOnly"] {
  if (!UNTRUSTED.has(eventName)) return null;
  if (actor === DEPENDABOT) return "Dependabot";
  const pull = member(payload, "pull_request");
  const [head, base] = ["head", "base"].map((side) => member(member(member(pull, side), "repo"), "full_name"));
  // The repository of a fork may be gone, and is then null.
  return pull !== undefined && member(pull, "head") !== undefined && head !== base ? "fork" : null;
}

/** What the run took: `Mode gate, dry run · 12 requests to GitHub · 3.2 s`. */
export function sayUsage(
  { mode, dryRun }: Pick<Inputs, "mode" | "dryRun">,
  meter: Meter,
  milliseconds: number,
): string {
  const count = meter.requests();
  const requests = `${count} ${count === 1 ? "request" : "requests"} to GitHub`;
  return `Mode ${mode}${dryRun ? ", dry run" : ""} · ${requests} · ${duration(milliseconds)}`;
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${(milliseconds / 1000).toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
