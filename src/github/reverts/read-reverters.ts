/**
 * The ground on which reverts are judged: what landed in one repository, and who brought it, asked for only where a text
 * says that something was taken back.
 */
import { inForce, type InForce } from "../../core/evidence/in-force.ts";
import type { LandedPull } from "../../core/evidence/landed-changes.ts";
import { pullTitles, readPullText } from "../../core/evidence/revert-text.ts";
import { isUnreadable, type Readable, type Unreadable } from "../../core/snapshot/types.ts";
import { entries, isAbsence, isForbidden, isProblem, present, problemIn, unreadable } from "../request/problems.ts";
import type { Problem, Raw, RawLanded, RawList, RawPull, RawReverter, RawRevertReference } from "../raw.ts";
import { pullKey } from "../pulls/read-pull.ts";
import type { NodeRead } from "../request/read-nodes.ts";

/** A pull request as `REVERTERS` reads it. */
export interface RawBringer extends RawReverter {
  mergedAt: string | null;
  lastEditedAt?: string | null;
  headRefName?: string | null;
  mergeCommit?: Raw<{ oid: string }>;
  files?: Raw<{ nodes?: Raw<{ path: string }>[] | null }>;
  commits?: Raw<RawList<{ commit: { oid: string; message: string } }>>;
  reverts?: Raw<RawList<RawRevertReference>>;
}

interface RawCommitBrought {
  oid: string;
  pulls?: Raw<{ nodes?: Raw<RawBringer>[] | null }>;
}

/** A commit or a pull request as `REVERTERS` reads it. */
export type RawBrought = RawCommitBrought | RawBringer;

export interface Ground {
  readonly repository: string;
  readonly branch: string;
  /** The pull requests that are judged, by key. */
  readonly subjects: ReadonlyMap<string, RawPull>;
  /** The default branch's commits as far as they were read, newest first. */
  commits: readonly RawLanded[];
  readonly pulls: Map<string, LandedPull>;
  readonly broughtBy: Map<string, string | null>;
  /** By key, what refers to a pull request. */
  readonly references: Map<string, Readable<readonly RawReverter[]>>;
  /** By node id, why a node could not be read. */
  readonly failed: Map<string, Unreadable>;
  readonly asked: Set<string>;
  readonly paths: Set<string>;
}

export function groundOf(repository: string, branch: string, raws: readonly RawPull[]): Ground {
  const ground: Ground = {
    repository,
    branch,
    subjects: new Map(raws.map((raw) => [pullKey(raw), raw])),
    commits: [],
    pulls: new Map(),
    broughtBy: new Map(),
    references: new Map(),
    failed: new Map(),
    asked: new Set(),
    paths: new Set(raws.flatMap((raw) => (present(raw.files)?.nodes ?? []).flatMap((one) => present(one)?.path ?? []))),
  };
  for (const [key, raw] of ground.subjects) {
    ground.pulls.set(key, landedPull(raw, raw.mergedAt ?? "", false));
    ground.references.set(key, referrersOf(raw.reverts));
  }
  return ground;
}

export function judge(ground: Ground): InForce {
  return inForce({
    repository: ground.repository,
    commits: ground.commits.map(({ oid, committedDate, message }) => ({ oid, at: committedDate, message })),
    pulls: [...ground.pulls.values()],
    broughtBy: ground.broughtBy,
  });
}

/** Node ids still to be read before `key` can be judged; those that were asked for already failed. */
export function wanted(ground: Ground, judged: InForce, key: string): readonly string[] {
  const unasked = new Set(judged.unasked(key));
  const commits = unasked.size === 0 ? [] : ground.commits.flatMap(({ id, oid }) => (unasked.has(oid) ? [id] : []));
  const pulls = judged.bearing(key).flatMap((one) => {
    const referrers = ground.references.get(one) ?? [];
    const target = ground.pulls.get(one);
    if (isUnreadable(referrers) || target === undefined) return [];
    return referrers.filter((raw) => isNew(ground, raw) && names(raw, target, ground.repository)).map(({ id }) => id);
  });
  return [...new Set([...commits, ...pulls])];
}

function isNew(ground: Ground, raw: RawReverter): boolean {
  if (raw.merged !== true || raw.baseRefName !== ground.branch) return false;
  if (raw.repository.nameWithOwner !== ground.repository) return false;
  return ground.failed.has(raw.id) || !ground.asked.has(raw.id);
}

/** Whether a pull request's text may say that it takes the other back, or puts it back. */
function names(raw: RawReverter, target: LandedPull, repository: string): boolean {
  const { reverts, restores } = readPullText(raw.title, raw.body);
  return [...reverts, ...restores].some((ref) => {
    if (ref.kind === "title") return target.titles.some((title) => title.startsWith(ref.title.slice(1), 1));
    if (ref.kind === "commit") return true;
    return ref.number === target.number && (ref.repository ?? repository).toLowerCase() === repository.toLowerCase();
  });
}

/** Takes in what was read of a node. */
export function take(ground: Ground, id: string, read: NodeRead<RawBrought> | undefined): void {
  ground.asked.add(id);
  const oid = ground.commits.find((commit) => commit.id === id)?.oid;
  const node = read === undefined || "unreadable" in read ? read : read.node;
  if (isProblem(node) && isAbsence(node)) {
    if (oid !== undefined) ground.broughtBy.set(oid, null);
  } else if (node === null || node === undefined || isProblem(node)) {
    ground.failed.set(id, unreadable(node, "reverts"));
  } else if ("unreadable" in node) {
    ground.failed.set(id, node);
  } else {
    const bringers = "oid" in node ? bringersOf(node) : [node];
    const problem = problemIn(bringers.map((one) => (isProblem(one) ? one : { ...one, reverts: null })));
    if (problem !== null) ground.failed.set(id, unreadable(problem, "reverts"));
    else
      takeBringers(
        ground,
        oid,
        bringers.flatMap((one) => (isProblem(one) ? [] : one)),
      );
  }
}

function bringersOf({ pulls }: RawCommitBrought): readonly (RawBringer | Problem)[] {
  if (isProblem(pulls)) return [pulls];
  return (pulls?.nodes ?? []).flatMap((one) => one ?? []);
}

/** Of several pull requests with the commit, the one whose merge it is, or the first of them, brought it. */
function takeBringers(ground: Ground, oid: string | undefined, bringers: readonly RawBringer[]): void {
  const [bringer] = bringers
    .filter((raw) => raw.merged === true && raw.baseRefName === ground.branch)
    .filter((raw) => raw.repository?.nameWithOwner === ground.repository)
    .sort((a, b) => {
      const [isA, isB] = [a, b].map((raw) => present(raw.mergeCommit)?.oid === oid);
      return Number(isB) - Number(isA) || a.number - b.number;
    });
  if (oid !== undefined) ground.broughtBy.set(oid, bringer === undefined ? null : pullKey(bringer));
  if (bringer !== undefined) add(ground, bringer);
}

function add(ground: Ground, raw: RawBringer): void {
  const { mergedAt } = raw;
  if (mergedAt === null || mergedAt === undefined) return;
  const key = pullKey(raw);
  ground.asked.add(raw.id);
  const files = (present(raw.files)?.nodes ?? []).flatMap((file) => present(file)?.path ?? []);
  // A text that was edited after the merge says nothing of what was merged, unless that touches the same files.
  const edited = raw.lastEditedAt ?? null;
  const isTrusted = edited === null || edited <= mergedAt || files.some((path) => ground.paths.has(path));
  for (const path of files) ground.paths.add(path);
  ground.pulls.set(key, landedPull(raw, mergedAt, isTrusted));
  if (!ground.references.has(key)) ground.references.set(key, referrersOf(raw.reverts));
}

function landedPull(raw: RawPull | RawBringer, mergedAt: string, isTrusted: boolean): LandedPull {
  const list = entries(raw.commits as Raw<RawList<{ commit: { oid: string; message: string } }>>, "commits");
  const branch = "headRefName" in raw ? (raw.headRefName ?? null) : null;
  return {
    key: pullKey(raw),
    number: raw.number,
    titles: pullTitles(raw.title, raw.body),
    mergedAt,
    mergeCommit: present(raw.mergeCommit)?.oid ?? null,
    commits:
      isUnreadable(list) || problemIn(list) !== null
        ? []
        : list.map(({ commit: { oid, message } }) => ({ oid, message })),
    says: isTrusted ? readPullText(raw.title, raw.body, branch) : { reverts: [], restores: [] },
  };
}

/** The pull requests that refer to one; what refers from out of our sight lies in other repositories. */
function referrersOf(list: Raw<RawList<RawRevertReference>>): Readable<readonly RawReverter[]> {
  const read = entries(list, "reverts", true);
  if (isUnreadable(read)) return read;
  const referrers: RawReverter[] = [];
  for (const { __typename, source } of read) {
    if (__typename !== "CrossReferencedEvent") continue;
    const problem = problemIn(source);
    if (problem !== null && !isAbsence(problem) && !isForbidden(problem)) return unreadable(problem, "reverts");
    if (problem === null && isReferrer(source)) referrers.push(source);
  }
  return referrers;
}

function isReferrer(source: RawRevertReference["source"]): source is { __typename: string } & RawReverter {
  const raw = present(source);
  return (
    raw?.__typename === "PullRequest" &&
    typeof raw.id === "string" &&
    typeof raw.number === "number" &&
    typeof raw.title === "string" &&
    typeof raw.body === "string" &&
    raw.repository !== undefined &&
    raw.repository !== null
  );
}
