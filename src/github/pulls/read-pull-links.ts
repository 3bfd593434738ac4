/** How each pull request came to be linked to an issue (R-H1). */
import type { LinkKind, PullLink } from "../../core/snapshot/issue.ts";
import type { PullRequest } from "../../core/snapshot/pull.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { type Aliases, sameOwner } from "../incident/aliases.ts";
import { hardeningLines } from "./hardening-lines.ts";
import { entries, isForbidden, isProblem, listOf, present, problemIn, unreadable } from "../request/problems.ts";
import type { Problem, Raw, RawIssue, RawPullRef, RawReference } from "../raw.ts";
import { pullKey } from "./read-pull.ts";

export type Pulls = Readonly<Record<string, Readable<PullRequest>>>;

export interface LinkSources {
  /** Keys of the pull requests that a command on this issue calls an implementation. */
  readonly commanded: readonly string[];
  readonly pulls: Pulls;
  readonly aliases: Aliases;
  /** Why we may read no pull request at all, not even of the incident's repository; left out where we may. */
  readonly refused?: Problem | null;
}

/**
 * Every link of an issue, sorted, each kind apart. Whoever gave a command or wrote a body is not judged here; what stands
 * in a repository of another owner is no link at all.
 */
export function pullLinksOf(
  raw: RawIssue,
  { commanded, pulls, aliases, refused = null }: LinkSources,
): Readable<readonly PullLink[]> {
  const references = entries(raw.references, "links", true);
  if ("unreadable" in references) return references;
  // Whatever refers here and is refused may be a pull request of ours then, and not something elsewhere.
  if (refused !== null && present(raw.references)?.nodes?.some(isRefused) === true) return unreadable(refused, "links");
  const closers = listOf(raw.closers, "links", (ref) => ref);
  if ("unreadable" in closers) return closers;
  const developed = listOf(raw.developed, "links", (ref) => ref);
  if ("unreadable" in developed) return developed;

  const links = new Map<string, PullLink>();
  const isHere = (ref: RawPullRef): boolean => sameOwner(ref.repository.nameWithOwner, raw.repository.nameWithOwner);
  const add = (pull: string, kind: LinkKind): void => void links.set(`${pull} ${kind}`, { pull, kind });
  const inPanel = developed.filter(isHere).map(pullKey);
  for (const pull of inPanel) add(pull, "development");
  for (const pull of closers.filter(isHere).map(pullKey)) if (!inPanel.includes(pull)) add(pull, "closing_keyword");
  for (const entry of present(raw.events)?.nodes ?? []) {
    // A keyword in a squash commit's message links nothing, and yet the pull request closed the issue.
    const closer = present(present(entry)?.closer);
    if (closer?.__typename === "PullRequest" && problemIn(closer) === null && isHere(closer)) {
      add(pullKey(closer), "closing_keyword");
    }
  }
  for (const pull of commanded) add(pull, "command");
  for (const { source: reference, willCloseTarget } of references) {
    const source = present(reference);
    if (source?.__typename !== "PullRequest") continue;
    const problem = problemIn([source.number, source.repository]);
    if (problem !== null) return unreadable(problem, "links");
    if (!isHere(source)) continue;
    const pull = pullKey(source);
    if (willCloseTarget === true) add(pull, "closing_keyword");
    const line = hasLine(pulls[pull], raw, aliases);
    const isLinked = [...links.values()].some((link) => link.pull === pull);
    // Linked anyhow, it is unread itself; otherwise nobody can tell whether it is linked.
    if (typeof line === "object" && !isLinked) return line;
    if (line === true) add(pull, "body_line");
    else if (!isLinked) add(pull, "mentioned");
  }
  return [...links.keys()].sort().map((key) => links.get(key) as PullLink);
}

function isRefused(entry: Raw<RawReference>): boolean {
  const problem = problemIn([isProblem(entry) ? entry : entry?.source]);
  return problem !== null && isForbidden(problem);
}

/** Whether a pull request's body has a `Hardening:` line for the issue, by any name that its repository had. */
function hasLine(pull: Readable<PullRequest> | undefined, raw: RawIssue, aliases: Aliases): Readable<boolean> {
  if (pull === undefined) return false;
  if (isUnreadable(pull)) return { ...pull, unreadable: `links: ${pull.unreadable}` };
  const self = raw.repository.nameWithOwner.toLowerCase();
  const names = namedLines(pull).flatMap(({ name, number }) => (number === raw.number ? [name] : []));
  if (names.some((name) => aliases.nameOf(name).toLowerCase() === self)) return true;
  return names.map((name) => aliases.unread(name)).find((unread) => unread !== null) ?? false;
}

function namedLines({
  body,
  repository,
  url,
}: PullRequest): readonly { readonly name: string; readonly number: number }[] {
  return hardeningLines(body, repository, url).map((line) => {
    const at = line.lastIndexOf("#");
    return { name: line.slice(0, at), number: Number(line.slice(at + 1)) };
  });
}

/**
 * Names that `Hardening:` lines give to the repository of an issue of that number, and that no pull request's repository
 * has: one of them may be what it was called before.
 */
export function doubtfulNames(pulls: Pulls, numbers: readonly number[]): readonly string[] {
  const read = Object.values(pulls).flatMap((pull) => (isUnreadable(pull) ? [] : [pull]));
  const known = new Set(read.map(({ repository }) => repository.toLowerCase()));
  return read
    .flatMap((pull) => namedLines(pull))
    .filter(({ name, number }) => numbers.includes(number) && !known.has(name))
    .map(({ name }) => name);
}
