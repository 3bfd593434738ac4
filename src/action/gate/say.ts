/** What a job says of its passes: outputs, notes, warnings, and whether it fails. Pure. */
import { codeSpan } from "../../core/markdown.ts";
import { POLICY_PATH } from "../../core/policy/extends.ts";
import { describeWrite } from "../../core/render/write.ts";
import { pullStandings, type PullStanding } from "../../core/rules/pull-gate.ts";
import { isIncident } from "../../core/rules/severity.ts";
import type { PullRequest } from "../../core/snapshot/pull.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { assess } from "../../core/verdict/assess.ts";
import { buildCase } from "../../core/verdict/case.ts";
import { type Leader, leaderOf } from "../../core/verdict/instances.ts";
import type { Verdict } from "../../core/verdict/types.ts";
import type { WriteOutcome } from "../../reconcile.ts";
import { explain } from "../failing.ts";
import type { JobAnnotation } from "../job.ts";
import { refusedApart } from "../lacks.ts";
import type { Judged } from "../summary.ts";
import type { Passes } from "./passes.ts";
import type { Watched } from "./watch.ts";

/** One sentence each, of ours. */
export interface Said {
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  /** Why the job fails. */
  readonly failures: readonly string[];
}

export const NOTHING_SAID: Said = { notes: [], warnings: [], failures: [] };

export interface Report extends Said {
  /** The incidents that were judged, the one that needs attention first in front. */
  readonly judged: readonly Judged[];
  readonly outputs: Readonly<Record<"verdict" | "outcome" | "closable" | "next-step" | "reopened", string>>;
  readonly annotations: readonly JobAnnotation[];
  /** Every write of the passes. */
  readonly outcomes: readonly WriteOutcome[];
  /** Incidents whose passes judged the pull request that the job holds up. */
  readonly spoken: ReadonlySet<number>;
}

export interface Looked {
  /** The pull request that the job holds up; null where it holds up none: then nothing of it fails the job. */
  readonly holding: number | null;
  readonly passes: Passes;
  readonly dryRun: boolean;
}

/** An output is an environment of later steps: GitHub allows 1 MB for all of a job's. */
const LONGEST_OUTPUT = 900_000;

type Saying = { -readonly [Kind in keyof Said]: string[] };

/** Reports on every incident that was looked at because of one event. */
export function report({ holding, passes, dryRun }: Looked): Report {
  const said: Saying = { notes: [], warnings: [], failures: [] };
  let reopened = false;
  const judged: (Judged & { readonly rank: number })[] = [];
  const spoken = new Set<number>();
  const problems = new Set<string>();
  let off = false;
  for (const each of passes.watched) {
    const { result } = each;
    if (result.kind === "deferred")
      said.warnings.push(`GitHub could not be read: ${result.why}. The next event looks again.`);
    off ||= result.kind === "no_policy";
    if (result.kind !== "judged") continue;
    const { verdict, snapshot } = result;
    const { policy, standing } = result.inForce;
    const subject = buildCase(snapshot, policy);
    if (!isIncident(subject) && each.outcomes.length === 0) continue;
    if (standing.problem !== null) problems.add(`${standing.problem}${standing.commit === null ? NEVER : LAST}`);
    const undone = sayReopenings(each, verdict, said, dryRun);
    reopened ||= undone;
    const leader = leaderOf(snapshot);
    if (leader === null) sayClosure(verdict, said);
    else said.notes.push(leads(leader, verdict.incident.number));
    sayRefusals(each, said);
    if (result.retryIn !== null) said.warnings.push(unfinished(verdict.incident.number));
    if (holding !== null) {
      const found = pullStandings(assess(subject, result.inForce)).find(({ pull }) => isThis(pull, holding, snapshot));
      if (found !== undefined) {
        spoken.add(verdict.incident.number);
        sayStanding(found, verdict, said);
      }
    }
    judged.push({ verdict, snapshot, policy, rank: undone ? -1 : RANK[verdict.closable.outcome] });
  }
  for (const [number, error] of passes.broken)
    said.warnings.push(`#${number} could not be read: ${explain(error)} The next event looks again.`);
  if (passes.left.length > 0) said.warnings.push(tooMany(passes.left));
  if (off) said.notes.push("Quench is switched off here: the policy says `enabled: false`.");
  judged.sort((a, b) => a.rank - b.rank || a.verdict.incident.number - b.verdict.incident.number);
  const unread = passes.broken.size > 0 || passes.watched.some(({ result }) => result.kind === "deferred");
  const outputs = outputsOf(judged[0]?.verdict, reopened, unread, said.warnings);
  const annotations = [...problems].map((problem) => brokenPolicy(problem));
  const outcomes = passes.watched.flatMap((each) => each.outcomes);
  return { judged, outputs, annotations, spoken, outcomes, ...said };
}

/** A dry run fails no job: its failures are told as warnings. */
export function inDryRun({ notes, warnings, failures }: Said): Said {
  return {
    notes,
    warnings: [...warnings, ...failures.map((failure) => `Dry run, so the job passes: ${failure}`)],
    failures: [],
  };
}

const LAST = " Until then the last valid version stays in force.";
const NEVER = " Until then the defaults hold in shadow mode: nothing is enforced.";

/** `path:line:column: what is wrong`, beside the line. */
function brokenPolicy(problem: string): JobAnnotation {
  const [, path = POLICY_PATH, line = "1", , message = problem] = /^(\S+?):(\d+):(\d+): (.*)$/s.exec(problem) ?? [];
  return { level: "warning", path, line: Number(line), title: "The policy is broken", message };
}

function tooMany(left: readonly number[]): string {
  const names = left.slice(0, 20).map((number) => `#${number}`);
  const more = left.length > 20 ? ` and ${left.length - 20} more` : "";
  return `One job looks at 10 issues; not looked at: ${names.join(", ")}${more}. The sweep finds them.`;
}

function unfinished(number: number): string {
  return `Not everything about incident #${number} could be written now: GitHub's limit, or another run at the same time. The next event or sweep goes on from there.`;
}

function isThis(pull: PullRequest, number: number, { repository }: Snapshot): boolean {
  return (
    pull.number === number && pull.repository.toLowerCase() === `${repository.owner}/${repository.name}`.toLowerCase()
  );
}

/** Said in the log and the summary alone: on the incident nobody needs it. */
function leads({ kind, login, url }: Leader, number: number): string {
  const who = kind === "app" ? `The App ${codeSpan(login, 60)}` : codeSpan(login, 60);
  return `${who} leads here: it speaks and acts on incident #${number} (${url}), and this job changes nothing there.`;
}

const RANK = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 } as const;

function outputsOf(
  verdict: Verdict | undefined,
  reopened: boolean,
  unread: boolean,
  warnings: string[],
): Report["outputs"] {
  const json = verdict === undefined ? "" : JSON.stringify(verdict);
  if (json.length > LONGEST_OUTPUT)
    warnings.push("The verdict is too large for an output: `verdict` is empty. The job's summary has it.");
  return {
    verdict: json.length > LONGEST_OUTPUT ? "" : json,
    outcome: verdict?.closable.outcome ?? (unread ? "unknown" : "not_applicable"),
    closable: String(verdict?.closable.outcome === "pass"),
    "next-step": verdict?.next?.text ?? "",
    reopened: String(reopened),
  };
}

/** True where this job undid a close for which somebody must act: one undone quietly (R-C2) fails no job. */
function sayReopenings({ outcomes }: Watched, verdict: Verdict, said: Saying, dryRun: boolean): boolean {
  let undone = false;
  const next = verdict.next === null ? "" : ` Next: ${verdict.next.text}`;
  for (const { write, result, reason } of outcomes) {
    if (write.kind !== "reopen") continue;
    const incident = write.issue.number === verdict.incident.number;
    const name = `${incident ? "Incident" : "Hardening item"} #${write.issue.number}`;
    const why = incident ? "before it was ready" : "before it was verified";
    if (result === "failed") {
      // Nothing was undone: it stands, and it is told.
      said.warnings.push(`${name} was closed ${why} and could not be reopened: ${reason ?? "refused"}.`);
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

function sayClosure({ closure, incident, next }: Verdict, said: Saying): void {
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

/** Writes that GitHub refused. What the token may not do at all is told for the whole job (`lacks.ts`). */
function sayRefusals({ outcomes }: Watched, said: Saying): void {
  const refused = refusedApart(outcomes).filter(({ write }) => write.kind !== "reopen");
  const [first] = refused;
  if (first === undefined) return;
  const count = refused.length === 1 ? "One write was" : `${refused.length} writes were`;
  said.warnings.push(`${count} refused: ${describeWrite(first.write)} (${first.reason ?? "for no reason told"}).`);
}

function sayStanding({ outcome, pull }: PullStanding, { incident, next }: Verdict, said: Saying): void {
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
      said.failures.push(sayUnread(pull.number, `incident #${incident.number}`));
      return;
    case "clear":
      said.notes.push(`Merging pull request #${pull.number} closes no incident too early.`);
      return;
  }
}

/** @param which `incident #12`, or `an incident`. @param why a clause; null where it is told elsewhere. */
export function sayUnread(pull: number, which: string, why: string | null = null): string {
  const because = why === null ? "" : ` (${why.replace(/\.$/, "")})`;
  return `Whether merging pull request #${pull} would close ${which} too early could not be read${because}. Run this job again.`;
}
