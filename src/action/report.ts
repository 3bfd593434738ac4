/** What a job says of its passes: outputs, notes, warnings, and whether it fails. Pure. */
import { pullStandings, type PullStanding } from "../core/rules/pull-gate.ts";
import { codeSpan } from "../core/markdown.ts";
import { isIncident } from "../core/rules/severity.ts";
import { assess } from "../core/verdict/assess.ts";
import { buildCase } from "../core/verdict/case.ts";
import { type Leader, leaderOf } from "../core/verdict/instances.ts";
import type { Verdict } from "../core/verdict/types.ts";
import type { Look } from "./event.ts";
import type { Judged } from "./summary.ts";
import type { Watched } from "./watch.ts";

export interface Report {
  /** The incidents that were judged, the one that needs attention first in front. */
  readonly judged: readonly Judged[];
  readonly outputs: Readonly<Record<"verdict" | "outcome" | "closable" | "next-step" | "reopened", string>>;
  /** One sentence each, of ours. */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** Why the job fails, one sentence each; empty where it does not. */
  readonly failures: readonly string[];
}

/** An output is an environment of later steps: GitHub allows 1 MB for all of a job's. */
const LONGEST_OUTPUT = 900_000;

type Said = { -readonly [Kind in "notes" | "warnings" | "failures"]: string[] };

/** Reports on everything that was looked at because of one event. */
export function report(look: Look, watched: readonly Watched[], dryRun: boolean): Report {
  const said: Said = { notes: [], warnings: [], failures: [] };
  let reopened = false;
  const judged: (Judged & { readonly rank: number })[] = [];
  for (const each of watched) {
    const { result } = each;
    if (result.kind === "deferred")
      said.warnings.push(`GitHub could not be read: ${result.why}. The next event looks again.`);
    if (result.kind !== "judged") continue;
    const { verdict, snapshot } = result;
    const { policy } = result.inForce;
    const subject = buildCase(snapshot, policy);
    if (!isIncident(subject) && each.outcomes.length === 0) continue;
    const undone = sayReopenings(each, verdict, said, dryRun);
    reopened ||= undone;
    const leader = leaderOf(snapshot);
    if (leader === null) sayClosure(verdict, said);
    else said.notes.push(leads(leader, verdict.incident.number));
    sayRefusals(each, said);
    if (look.kind === "pull_request") {
      const standing = pullStandings(assess(subject, result.inForce)).find(({ pull }) => pull.number === look.number);
      if (standing !== undefined) sayStanding(standing, verdict, said);
    }
    judged.push({ verdict, snapshot, policy, rank: undone ? -1 : RANK[verdict.closable.outcome] });
  }
  judged.sort((a, b) => a.rank - b.rank || a.verdict.incident.number - b.verdict.incident.number);
  if (dryRun) said.warnings.push(...said.failures.splice(0).map((failure) => `Dry run, so the job passes: ${failure}`));
  return { judged, outputs: outputsOf(judged[0]?.verdict, reopened, said.warnings), ...said };
}

/** Said in the log and the summary alone: on the incident nobody needs it. */
function leads({ kind, login, url }: Leader, number: number): string {
  const who = kind === "app" ? `The App ${codeSpan(login, 60)}` : codeSpan(login, 60);
  return `${who} leads here: it speaks and acts on incident #${number} (${url}), and this job changes nothing there.`;
}

const RANK = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 } as const;

function outputsOf(verdict: Verdict | undefined, reopened: boolean, warnings: string[]): Report["outputs"] {
  const json = verdict === undefined ? "" : JSON.stringify(verdict);
  if (json.length > LONGEST_OUTPUT)
    warnings.push("The verdict is too large for an output: `verdict` is empty. The job's summary has it.");
  return {
    verdict: json.length > LONGEST_OUTPUT ? "" : json,
    outcome: verdict?.closable.outcome ?? "not_applicable",
    closable: String(verdict?.closable.outcome === "pass"),
    "next-step": verdict?.next?.text ?? "",
    reopened: String(reopened),
  };
}

/** True where this job undid a close for which somebody must act: one undone quietly (R-C2) fails no job. */
function sayReopenings({ outcomes }: Watched, verdict: Verdict, said: Said, dryRun: boolean): boolean {
  let undone = false;
  const next = verdict.next === null ? "" : ` Next: ${verdict.next.text}`;
  for (const { write, result, reason } of outcomes) {
    if (write.kind !== "reopen") continue;
    const incident = write.issue.number === verdict.incident.number;
    const name = `${incident ? "Incident" : "Hardening item"} #${write.issue.number}`;
    const why = incident ? "before it was ready" : "before it was verified";
    if (result === "failed") {
      said.failures.push(`${name} was closed ${why} and could not be reopened: ${reason ?? "refused"}.`);
    } else if (write.notice === null) {
      if (result === "done") said.notes.push(`${name} stays open until it is verified: it was reopened.`);
    } else if (result === "done") {
      undone = true;
      said.failures.push(`${name} was closed ${why} and is open again.${incident ? next : ""}`);
    } else if (result === "planned" && dryRun) {
      said.failures.push(`${name} was closed ${why} and would be reopened.${incident ? next : ""}`);
    }
  }
  return undone;
}

function sayClosure({ closure, incident, next }: Verdict, said: Said): void {
  const name = `Incident #${incident.number}`;
  switch (closure.kind) {
    case "kept":
      if (closure.early === "told") {
        said.warnings.push(`${name} was closed before it was ready.${next === null ? "" : ` Next: ${next.text}`}`);
      } else {
        said.notes.push(`${name} is closed, and left so: ${closure.why}.`);
      }
      return;
    case "pending":
      said.warnings.push(`${name} is closed, and not judged yet: ${closure.why}.`);
      return;
    case "grace":
      said.warnings.push(`${name} is closed, and its grace was not over in time: it is judged by the next event.`);
      return;
    case "disputed":
      said.warnings.push(`${name} was closed again before it was ready, and is disputed: it is not reopened now.`);
      return;
    case "settled":
      said.notes.push(`${name} is closed, and the fix is proven.`);
      return;
    case "open":
    case "undo":
      return;
  }
}

/** A token that may not write: told once, with what to do. */
function sayRefusals({ outcomes }: Watched, said: Said): void {
  const refused = outcomes.filter(({ write, result }) => result === "failed" && write.kind !== "reopen");
  const [first] = refused;
  if (first === undefined) return;
  const count = refused.length === 1 ? "One write was" : `${refused.length} writes were`;
  said.warnings.push(
    `${count} refused: ${first.reason ?? first.write.kind}. The job needs \`issues: write\` and \`checks: write\`; ` +
      "on pull requests from forks and from Dependabot its token can only read.",
  );
}

function sayStanding({ outcome, pull }: PullStanding, { incident, next }: Verdict, said: Said): void {
  const step = next === null ? "" : ` Next for the incident: ${next.text}`;
  const early = `Merging pull request #${pull.number} would close incident #${incident.number} too early.`;
  switch (outcome) {
    case "blocked":
      said.failures.push(`${early}${step}`);
      return;
    case "told":
      said.warnings.push(`${early}${step}`);
      return;
    case "unknown":
      said.failures.push(
        `Whether merging pull request #${pull.number} would close incident #${incident.number} too early could not be read. Run this job again.`,
      );
      return;
    case "clear":
      said.notes.push(`Merging pull request #${pull.number} closes no incident too early.`);
      return;
  }
}
