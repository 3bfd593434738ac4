/**
 * What a merge would close: the incidents among it, each judged as if it were closed now. A part of `pull.ts`; nothing is
 * written.
 */
import { type InForce, resolvePolicy } from "./core/policy/resolve.ts";
import type { ClosingTold } from "./core/render/check-closings.ts";
import { headline } from "./core/render/headline.ts";
import { renderStep } from "./core/render/words.ts";
import { closingOutcome } from "./core/rules/pull-gate.ts";
import { isIncident } from "./core/rules/severity.ts";
import { isUnreadable, type Readable } from "./core/snapshot/types.ts";
import { assess } from "./core/verdict/assess.ts";
import { buildCase } from "./core/verdict/case.ts";
import { judge } from "./core/verdict/evaluate.ts";
import { type ClosedIssue, type Closings, readIssues } from "./github/heads/read-closings.ts";
import type { Identity } from "./github/identity.ts";
import { readSnapshot } from "./github/read.ts";
import type { GitHubClient } from "./github/request/client.ts";

export interface ClosingsDeps {
  readonly client: GitHubClient;
  readonly identity: Identity;
  /**
   * Whether an issue may be an incident, by its repository's policy as last read: only such a one is judged. What is not
   * known to have a policy has none.
   */
  readonly mayBeIncident: (issue: ClosedIssue) => boolean | Promise<boolean>;
  /** The policy where the incident's repository has no file (the Action); absent: none. */
  readonly defaultPolicy?: () => InForce;
}

export interface Closed {
  readonly issue: ClosedIssue;
  /** Null where a body or the page links it. */
  readonly commit: string | null;
}

/** The open issues that would be closed and may be incidents, each once. */
export async function incidentsIn(
  { byBody, byCommit }: Closings,
  deps: ClosingsDeps,
): Promise<Readable<readonly Closed[]>> {
  const known = new Map(byBody.map((issue) => [keyOf(issue), { issue, commit: null as string | null }]));
  const others = byCommit.filter(({ issue }) => !known.has(issue.toLowerCase()));
  const found = await readIssues(
    deps.client,
    others.map(({ issue }) => issue),
  );
  if (isUnreadable(found)) return found;
  for (const issue of found) {
    const commit = others.find((one) => one.issue.toLowerCase() === keyOf(issue))?.commit ?? null;
    known.set(keyOf(issue), { issue, commit });
  }
  const closed: Closed[] = [];
  for (const one of known.values()) if (one.issue.open && (await deps.mayBeIncident(one.issue))) closed.push(one);
  return closed;
}

function keyOf({ repository, number }: ClosedIssue): string {
  return `${repository}#${number}`.toLowerCase();
}

/** Incidents of one merge that are judged; of more nothing is told, and none is let pass. */
const MOST_JUDGED = 10;

/** What closing each by the merge would come to; what is no incident with a gate is left out. */
export async function judgeAll(closed: readonly Closed[], deps: ClosingsDeps): Promise<readonly ClosingTold[]> {
  const told: ClosingTold[] = [];
  for (const [index, one] of closed.entries()) {
    const { repository, private: isPrivate, number, url } = one.issue;
    const base = { repository, private: isPrivate, number, url, commit: one.commit };
    const judged =
      index < MOST_JUDGED
        ? await judgeIncident(one.issue, deps)
        : { outcome: "unknown" as const, standing: null, next: null };
    if (judged !== null) told.push({ ...base, ...judged });
  }
  return told;
}

/** What closing it by a merge would come to; null where it is no incident with a gate. */
async function judgeIncident(
  { repository, number }: ClosedIssue,
  { client, identity, defaultPolicy }: ClosingsDeps,
): Promise<Pick<ClosingTold, "outcome" | "standing" | "next"> | null> {
  const [owner = "", repo = ""] = repository.split("/");
  const read = await readSnapshot(client, { owner, repo, number }, identity);
  if (read.kind === "gone") return null;
  const { snapshot } = read;
  if (isUnreadable(snapshot.policy)) return { outcome: "unknown", standing: null, next: null };
  const resolved = resolvePolicy(snapshot.policy);
  const inForce = resolved.state === "absent" ? (defaultPolicy?.() ?? resolved) : resolved;
  if (inForce.state !== "in_force") return null;
  const subject = assess(buildCase(snapshot, inForce.policy), inForce);
  if (!isIncident(subject)) return null;
  const verdict = judge(subject);
  return {
    outcome: closingOutcome(subject, true),
    standing: headline(verdict).replace(/^\S+ /, ""),
    next: verdict.next === null ? null : renderStep(verdict.next),
  };
}
