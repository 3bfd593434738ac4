/**
 * Who had a hand in a pull request (R-H5): authors, co-authors and committers of its commits, of what was pushed over,
 * and who the squash commit names. Somebody known by mail only is nobody here: nobody can sign off by mail.
 * Source: https://docs.github.com/en/pull-requests/committing-changes-to-your-project/creating-and-editing-commits/creating-a-commit-with-multiple-authors
 */
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { entries, present, problemIn, unreadable } from "../request/problems.ts";
import type { Raw, RawCommit, RawList, RawPull, RawRevertReference } from "../raw.ts";
import { readNodes } from "../request/read-nodes.ts";
import { readPushedOver } from "./read-pushed-over.ts";

/** What was looked up of commits, by id. */
export type CommitAuthors = ReadonlyMap<string, Readable<Authorship>>;

interface Authorship {
  readonly logins: readonly string[];
  /** A merge of two lines: its author is who merged. */
  readonly isMerge: boolean;
}

interface RawAuthorship {
  readonly id: string;
  readonly parents?: Raw<{ nodes?: Raw<{ oid: string }>[] | null }>;
  readonly authors: Raw<RawList<{ user: Raw<{ login: string }> }>>;
}

const WHAT = "contributors";
const BATCH = 200;

/** Looks up the authors of those commits whose own fields do not tell them all. */
export async function readAuthors(client: GitHubClient, raws: readonly RawPull[]): Promise<CommitAuthors> {
  const ids = raws.flatMap((raw) => commitsToLookUp(raw).map(({ id }) => id));
  const read = await readNodes<RawAuthorship>(client, { kind: "authors", ids, size: BATCH, what: WHAT });
  const authors = new Map<string, Readable<Authorship>>();
  for (const [id, answer] of read) authors.set(id, isUnreadable(answer) ? answer : authorshipOf(answer.node));
  for (const [id, behind] of await readPushedOver(client, raws, pushedOver)) {
    const named = authors.get(id) ?? { logins: [], isMerge: false };
    if (isUnreadable(named)) continue;
    authors.set(id, isUnreadable(behind) ? behind : { ...named, logins: [...named.logins, ...behind] });
  }
  return authors;
}

function authorshipOf(node: Raw<RawAuthorship>): Readable<Authorship> {
  const problem = problemIn(node);
  const list = present(present(node)?.authors);
  if (problem !== null || list === null) return unreadable(problem, WHAT);
  const logins = (list.nodes ?? []).flatMap((author) => present(present(author)?.user)?.login ?? []);
  return { logins, isMerge: (present(present(node)?.parents)?.nodes ?? []).length > 1 };
}

/** Logins of everybody who had a hand in it, sorted. */
export function contributorsOf(raw: RawPull, authors: CommitAuthors): Readable<readonly string[]> {
  const problem = problemIn([raw.commits, forcePushes(raw)]);
  const commits = entries(raw.commits, WHAT);
  if (isUnreadable(commits)) return commits;
  const timeline = entries(raw.reverts, WHAT, true);
  if (isUnreadable(timeline)) return timeline;
  if (problem !== null) return unreadable(problem, WHAT);
  const logins = new Set([...ownCommits(raw), ...pushedOver(raw)].flatMap((commit) => hands(commit)));
  for (const commit of commitsToLookUp(raw)) {
    const found = authors.get(commit.id);
    if (found === undefined) return { unreadable: `${WHAT}: the co-authors of a commit were not read` };
    if (isUnreadable(found)) return found;
    // Who only pressed the button is the author of a merge, and the committer of a squash.
    if (commit.id === present(raw.mergeCommit)?.id && found.isMerge) continue;
    for (const login of found.logins) logins.add(login);
  }
  for (const { id } of pushedOver(raw)) {
    const found = authors.get(id);
    if (isUnreadable(found)) return found;
    for (const login of found?.logins ?? []) logins.add(login);
  }
  return [...logins].sort();
}

function commitsToLookUp(raw: RawPull): readonly RawCommit[] {
  const own = [...ownCommits(raw), ...pushedOver(raw)];
  const squash = present(raw.mergeCommit);
  const named = own.filter((commit) => namesCoAuthors(commit));
  if (squash === null || named.some(({ id }) => id === squash.id)) return named;
  const author = loginOf(squash.author);
  const known = [present(raw.author)?.login, present(raw.mergedBy)?.login, ...own.flatMap((commit) => hands(commit))];
  const isNew = author !== null && !known.includes(author);
  return isNew || namesCoAuthors(squash) ? [...named, squash] : named;
}

function ownCommits(raw: RawPull): readonly RawCommit[] {
  return (present(raw.commits)?.nodes ?? []).flatMap((entry) => present(present(entry)?.commit) ?? []);
}

function forcePushes(raw: RawPull): readonly RawRevertReference[] {
  return (present(raw.reverts)?.nodes ?? []).flatMap((entry) => {
    const event = present(entry);
    return event?.__typename === "HeadRefForcePushedEvent" ? [event] : [];
  });
}

/** The last commit of each state of the branch that is gone, as far as GitHub still has it. */
function pushedOver(raw: RawPull): readonly RawCommit[] {
  return forcePushes(raw).flatMap(({ beforeCommit }) => present(beforeCommit) ?? []);
}

function hands({ author, committer }: RawCommit): readonly string[] {
  return [loginOf(author), loginOf(committer)].filter((login) => login !== null);
}

function loginOf(person: RawCommit["author"]): string | null {
  return present(present(person)?.user)?.login ?? null;
}

/** True where a commit's message names co-authors, whom only GitHub can tell apart by their addresses. */
function namesCoAuthors({ message }: RawCommit): boolean {
  return typeof message === "string" && /^[ \t]*co-authored-by:/im.test(message);
}
