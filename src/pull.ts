/**
 * The pass over checks that no incident's pass writes: of a pull request that belongs to none, of a merge queue's group,
 * and of a commit whose checks are asked for again. At the level of `reconcile.ts`, and level-triggered like it: it
 * reads what the merge would close, judges those incidents, and writes the check where it differs.
 */
import { isSameContent } from "./core/plan/checks.ts";
import type { CheckContent, Write } from "./core/plan/write.ts";
import { sectionsOf } from "./core/pulls/sections.ts";
import { renderClosings, renderLooking, renderUnread } from "./core/render/check-closings.ts";
import { CHECK_NAME } from "./core/rules/pull-gate.ts";
import { isUnreadable } from "./core/snapshot/types.ts";
import type { Identity } from "./github/identity.ts";
import { type OwnRun, readOwnRuns } from "./github/heads/own-runs.ts";
import type { ClosedIssue } from "./github/heads/read-closings.ts";
import { type GroupPlace, readGroup } from "./github/heads/read-group.ts";
import { type PullHead, readPullHead } from "./github/heads/read-pull-head.ts";
import type { GitHubClient } from "./github/request/client.ts";
import { applyWrite } from "./github/write/write.ts";
import type { WriteOutcome } from "./github/write/outcome.ts";
import { writeContext, type WriteResult } from "./github/write/write-context.ts";
import { type ClosingsDeps, incidentsIn, judgeAll } from "./merge-closings.ts";

export interface PullDeps extends ClosingsDeps {
  /** Judges, and writes nothing. */
  readonly readOnly?: boolean;
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export interface PullResult {
  /** What the check says now; null where it was left to an incident's pass, or there is nothing to say. */
  readonly content: CheckContent | null;
  /** Incidents whose own pass writes this check: they are to be looked at. */
  readonly incidents: readonly ClosedIssue[];
  /** Whether a policy file is among what it changes. */
  readonly touchesPolicy: boolean;
  /** True where something could not be told: look again soon. */
  readonly unfinished: boolean;
  /** True where an incident that it would close may change without an event that names this pull request. */
  readonly lookLater: boolean;
  /** The check that was written, or in a dry run would be; null where it stands as it should. */
  readonly outcome: WriteOutcome | null;
}

const NOTHING: PullResult = {
  content: null,
  incidents: [],
  touchesPolicy: false,
  unfinished: false,
  lookLater: false,
  outcome: null,
};

/**
 * The check of a pull request that no incident has spoken on: it passes unless its merge would close one. Usually two
 * requests, and one write; one request where the check is as it should be.
 */
export async function checkPull(
  subject: { readonly owner: string; readonly repo: string; readonly number: number },
  deps: PullDeps,
): Promise<PullResult> {
  const { client, identity } = deps;
  const { owner, repo, number } = subject;
  const head = await readPullHead(client, { owner, name: repo, number, app: identity.appId ?? 0 });
  if (head === null) return NOTHING;
  // Not even its head is known: there is nothing that a check could be put on.
  if (isUnreadable(head)) return { ...NOTHING, unfinished: true };
  const { touchesPolicy } = head;
  // Where an incident has spoken, its own pass keeps what it said up to date.
  if (!head.open || (head.check !== null && sectionsOf(head.check.content).length > 0))
    return { ...NOTHING, touchesPolicy };
  const decided = await decide(head, `${owner}/${repo}`, deps);
  const { content } = decided;
  const about = `pull ${number}`;
  const wanted = { owner, repo, sha: head.sha, present: head.check, about };
  const outcome = content === null ? null : await ensure(deps, { ...wanted, content });
  return { ...decided, touchesPolicy, outcome };
}

async function decide(head: PullHead, here: string, deps: PullDeps): Promise<PullResult> {
  const { closings, check } = head;
  if (isUnreadable(closings)) return { ...NOTHING, content: renderUnread("pull request"), unfinished: true };
  const closed = await incidentsIn(closings, deps);
  if (isUnreadable(closed)) return { ...NOTHING, content: renderUnread("pull request"), unfinished: true };
  const linked = closed.filter(({ commit }) => commit === null);
  // Linked by the page, it is the incident's to speak. Where that does not come to pass, it is judged here the next time.
  if (linked.length > 0 && check?.content.status !== "in_progress") {
    return { ...NOTHING, content: renderLooking(), incidents: linked.map(({ issue }) => issue), lookLater: true };
  }
  const told = await judgeAll(closed, deps);
  return {
    ...NOTHING,
    content: renderClosings(told, here, "pull request"),
    unfinished: told.some(({ outcome }) => outcome === "unknown"),
    lookLater: closed.length > 0,
  };
}

/**
 * The check of a merge queue's group, on the group's own commit. It always comes to a conclusion: GitHub waits for it.
 */
export async function checkGroup(place: GroupPlace, deps: PullDeps): Promise<PullResult> {
  const { client, identity } = deps;
  const { owner, repo, sha, base, ref } = place;
  const present = await gateOn(client, place, identity);
  const group = await readGroup(client, place);
  const closed = isUnreadable(group) ? group : await incidentsIn(group.closings, deps);
  const told = isUnreadable(closed) ? null : await judgeAll(closed, deps);
  const content = told === null ? renderUnread("merge group") : renderClosings(told, `${owner}/${repo}`, "merge group");
  const outcome = await ensure(deps, { owner, repo, sha, present, content, about: `group ${base} ${ref}` });
  return { ...NOTHING, content, unfinished: content.status !== "completed", outcome };
}

/** What a check that is asked for again is about. */
export type Asked =
  | { readonly kind: "pull"; readonly number: number }
  | { readonly kind: "group"; readonly base: string; readonly ref: string };

/**
 * Concludes the checks of a commit again, as they are: GitHub may have reset them, and waits until something is said.
 * Whether it still holds is found out by the passes that follow.
 *
 * @returns what they are about, and the pull requests that the commit belongs to.
 */
export async function askedAgain(
  place: { readonly owner: string; readonly repo: string; readonly sha: string },
  deps: Pick<PullDeps, "client" | "identity" | "pause">,
): Promise<readonly Asked[]> {
  const { client, identity } = deps;
  const { owner, repo, sha } = place;
  const runs = await readOwnRuns(client, { owner, repo, sha, app: identity.appId ?? 0 });
  const asked: Asked[] = [];
  for (const run of runs) {
    const content = run.name === CHECK_NAME ? concluded(run.content) : null;
    if (content !== null) {
      const write = { owner, repo, sha, present: run, content, about: run.about ?? undefined };
      await apply(deps, checkWrite(write));
    }
    const about = aboutOf(run.about);
    if (about !== null) asked.push(about);
  }
  if (asked.length > 0) return asked;
  const { data } = await client.rest("GET /repos/{owner}/{repo}/commits/{ref}/pulls", { owner, repo, ref: sha });
  return (data as readonly { readonly number: number; readonly state: string }[])
    .filter(({ state }) => state === "open")
    .map(({ number }) => ({ kind: "pull", number }));
}

/** A check as it was concluded; of one that was reset, by what its sections say. Null where that was nothing. */
function concluded(content: CheckContent): CheckContent | null {
  if (content.status === "completed") return content;
  const outcomes = sectionsOf(content).map(({ outcome }) => outcome);
  if (outcomes.length === 0 || outcomes.includes("unknown")) return null;
  return { ...content, status: "completed", conclusion: outcomes.includes("blocked") ? "failure" : "success" };
}

function aboutOf(about: string | null): Asked | null {
  const [, number] = /^pull (\d{1,9})$/.exec(about ?? "") ?? [];
  if (number !== undefined) return { kind: "pull", number: Number(number) };
  const [, base, ref] = /^group ([0-9a-f]{7,64}) (\S+)$/.exec(about ?? "") ?? [];
  return base === undefined || ref === undefined ? null : { kind: "group", base, ref };
}

async function gateOn(client: GitHubClient, place: GroupPlace, { appId }: Identity): Promise<OwnRun | null> {
  const { owner, repo, sha } = place;
  const runs = await readOwnRuns(client, { owner, repo, sha, app: appId ?? 0 });
  return runs.find(({ name }) => name === CHECK_NAME) ?? null;
}

interface Wanted {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  readonly present: OwnRun | null;
  readonly content: CheckContent;
  readonly about: string | undefined;
}

async function ensure(deps: PullDeps, wanted: Wanted): Promise<WriteOutcome | null> {
  const { present, content } = wanted;
  if (present !== null && isSameContent(present.content, content)) return null;
  // Where an incident's pass has spoken meanwhile, its word stands.
  const write = { ...checkWrite(wanted), over: present?.content.summary ?? null };
  return { write, result: deps.readOnly === true ? "planned" : await apply(deps, write) };
}

function checkWrite({ owner, repo, sha, present, content, about }: Wanted): Extract<Write, { kind: "check" }> {
  return {
    kind: "check",
    key: `check:${sha}`,
    repository: `${owner}/${repo}`,
    sha,
    name: CHECK_NAME,
    existing: present?.id ?? null,
    content,
    ...(about === undefined ? {} : { about }),
  };
}

async function apply(
  deps: Pick<PullDeps, "client" | "identity" | "pause">,
  write: Extract<Write, { kind: "check" }>,
): Promise<WriteResult> {
  const [owner = "", repo = ""] = write.repository.split("/");
  // Two at once may each make one: the newest counts, and each pass over it says the same.
  return applyWrite(deps.client, writeContext({ owner, repo }, deps), write);
}
