/** Ownership evidence: the operator's acknowledgement of on-call duty, and the verifier's sign-off (R-Q1, R-H4, R-H5). */
import type { Heard } from "../commands/hear.ts";
import { memberOf, sameLogin, samePerson } from "../people.ts";
import type { Comment } from "../snapshot/issue.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { runOf } from "./run.ts";
import type { Evidence } from "./types.ts";

const ACK_WORDS = { runbook: "the runbook", oncall: "on-call duty", adoption: "the adoption checklist" } as const;
const ACK_KIND = { runbook: "runbook_ack", oncall: "oncall_ack", adoption: "adoption_ack" } as const;

/** Acknowledgements heard on an issue. An `oncall` one counts while its author is still the named operator. */
export function acknowledgements(heard: readonly Heard[], item: number | null, operator: string | null): Evidence[] {
  const found: Evidence[] = [];
  for (const { command, standing, by, at, comment } of heard) {
    if (command.name !== "ack" || standing.kind !== "accepted") continue;
    const what = command.topic;
    // Both go by the name that the account has now.
    if (what === "oncall" && (operator === null || !sameLogin(by, operator))) continue;
    found.push({
      kind: ACK_KIND[what],
      strength: 2,
      item,
      who: by,
      when: at,
      url: comment.url,
      because: `${by} acknowledged ${ACK_WORDS[what]}`,
    });
  }
  return found;
}

export interface SignOffInput {
  readonly item: number;
  readonly heard: readonly Heard[];
  readonly verifier: string | null;
  readonly owner: string | null;
  /** When the present owner was assigned; null when that is not on the timeline. */
  readonly ownerSince: Instant | null;
  readonly implementing: readonly PullRequest[];
  /** The behavioral evidence that counts, and the runs behind it. */
  readonly behavioral: readonly Evidence[];
  readonly runs: readonly SeenRun[];
  /** Blobs of the files that are cited. */
  readonly blobs: readonly string[];
  /** What could not be read and might make a sign-off stale, or its author no independent verifier. */
  readonly unseen: readonly Unreadable[];
  /** Digests by sign-off as first seen, from our signed memory (R-H7); empty where there is none. */
  readonly seen: Readonly<Record<string, string>>;
}

/** Which attempt of a cited run the evidence rests on, and when it ended; null where that was not read. */
interface SeenRun {
  readonly url: string;
  readonly attempt: number;
  readonly ended: Instant | null;
}

/** The runs behind evidence. */
export function runsOf({ links }: Snapshot, evidence: readonly Evidence[]): readonly SeenRun[] {
  return evidence.flatMap(({ url }) => {
    const found = links[url]?.found;
    const run = found === undefined || isUnreadable(found) ? null : runOf(found);
    return run === null ? [] : [{ url, attempt: run.attempt, ended: run.completedAt }];
  });
}

/** The key under which a sign-off's digest is remembered; an edit makes it another sign-off. */
export function signOffKey(comment: Comment): string {
  return comment.lastEditedAt === null ? comment.nodeId : `${comment.nodeId}@${comment.lastEditedAt}`;
}

/** What a sign-off given now would see: merge commits, behavioral evidence, cited files, and the owner (R-H5). */
export function digestOf(
  input: Pick<SignOffInput, "implementing" | "behavioral" | "runs" | "blobs" | "owner">,
): string {
  const merges = input.implementing.map((pull) => pull.mergeCommit?.slice(0, 12) ?? pull.key).sort();
  // A first attempt goes without saying; a later one may have begun in the same second as far as anybody can tell.
  const again = new Map(input.runs.flatMap(({ url, attempt }) => (attempt > 1 ? [[url, `#${attempt}`]] : [])));
  const runs = input.behavioral.map(({ url, when }) => `${url}@${when ?? ""}${again.get(url) ?? ""}`).sort();
  const files = input.blobs.map((blob) => blob.slice(0, 12));
  return [...merges, ...runs, ...files, input.owner?.toLowerCase() ?? ""].join("|");
}

/**
 * The verifier's sign-offs, each with why it counts or not.
 *
 * A sign-off binds to the evidence it saw. What it saw is derived from time: a fact newer than the sign-off (a later
 * merge, a re-run, another owner) was not seen, so the sign-off is stale and asked for again. GitHub's times have
 * seconds, so the digest that we noted when we first saw the sign-off must agree too, where we have one.
 */
export function signOffs(snapshot: Snapshot, input: SignOffInput): { found: Evidence[]; unreadable: Unreadable[] } {
  const found: Evidence[] = [];
  const unreadable: Unreadable[] = [];
  for (const { command, standing, by, at, comment } of input.heard) {
    if (command.name !== "verify") continue;
    if (standing.kind === "undecided") unreadable.push({ unreadable: standing.why });
    if (standing.kind !== "accepted") continue;
    const base = { kind: "sign_off" as const, item: input.item, who: by, when: at, url: comment.url };
    const judged = independence(snapshot, input, by) ?? freshness(input, at, signOffKey(comment));
    if (isUnreadable(judged)) unreadable.push(judged);
    else if (judged !== null) found.push({ ...base, strength: 0, because: judged });
    else if (input.unseen.length > 0) unreadable.push(...input.unseen);
    else if (input.implementing.length === 0)
      found.push({ ...base, strength: 0, because: "it is early: nothing was merged yet that it could be bound to" });
    else found.push({ ...base, strength: 2, because: `${by} signed off after all of the evidence` });
  }
  return { found, unreadable };
}

/** R-H5: still the verifier, still a member, not the owner, and neither author, co-author nor committer. */
function independence(snapshot: Snapshot, input: SignOffInput, by: string): string | Unreadable | null {
  const same = (login: string): boolean => samePerson(snapshot, login, by);
  if (input.verifier === null || !same(input.verifier)) return `${by} is no longer the named verifier`;
  if (input.owner !== null && same(input.owner)) return `${by} owns the item, and a sign-off is another person's`;
  const member = memberOf(snapshot, by);
  if (isUnreadable(member)) return member;
  if (!member) return `${by} is no longer a member`;
  for (const pull of input.implementing) {
    if (same(pull.author.login)) return `${by} wrote ${pull.key}, and a sign-off is another person's`;
    if (isUnreadable(pull.contributors)) return pull.contributors;
    if (pull.contributors.some(same)) return `${by} contributed to ${pull.key}, and a sign-off is another person's`;
  }
  return null;
}

/** R-H5: why somebody could not sign off as the verifier, before any sign-off; null where nothing shown says so. */
export function dependenceOf(
  snapshot: Snapshot,
  owner: string | null,
  verifier: string,
  pulls: readonly PullRequest[],
): string | null {
  const same = (login: string): boolean => samePerson(snapshot, login, verifier);
  if (owner !== null && same(owner)) return `${verifier} owns the item`;
  if (memberOf(snapshot, verifier) === false) return `${verifier} is no longer a member`;
  const wrote = pulls.find(
    ({ author, contributors }) => same(author.login) || (!isUnreadable(contributors) && contributors.some(same)),
  );
  return wrote === undefined ? null : `${verifier} worked on ${wrote.key}`;
}

function freshness(input: SignOffInput, at: Instant, key: string): string | null {
  const newer = (fact: Instant | null) => fact !== null && fact > at;
  const pull = input.implementing.find((candidate) => newer(candidate.mergedAt));
  if (pull !== undefined) return `it is stale: ${pull.key} was merged after it`;
  if (input.behavioral.some((evidence) => newer(evidence.when)))
    return "it is stale: behavioral evidence came after it";
  if (input.runs.some(({ ended }) => newer(ended))) return "it is stale: a run that it rests on ended after it";
  if (newer(input.ownerSince)) return "it is stale: the owner changed after it";
  // What could not be read is missing from the digest, which says nothing of a change (R-V1).
  const seen = input.unseen.length === 0 ? input.seen[key] : undefined;
  if (seen !== undefined && seen !== digestOf(input)) return "it is stale: the evidence it saw has changed";
  return null;
}
