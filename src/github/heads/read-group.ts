/**
 * The pull requests of a merge queue's group. No one field names them all, so that every documented trace is followed:
 * the group's branch (`gh-readonly-queue/main/pr-12-<base>`), the queue's entries, and the commits between base and head
 * with the pull requests they belong to.
 * Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
 */
import { closedByCommits } from "../../core/pulls/closing-words.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { groupQuery, pullsQuery } from "../queries/heads.ts";
import type { Raw } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { listAll } from "../write/write-context.ts";
import {
  isAbsence,
  isProblem,
  placeProblems,
  present,
  problemIn,
  unreadable,
  unreadableFrom,
} from "../request/problems.ts";
import { Unavailable } from "../request/errors.ts";
import { type Closings, closingsOf, type RawPullFacts } from "./read-closings.ts";

export interface GroupPlace {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
  readonly base: string;
  /** `refs/heads/gh-readonly-queue/main/pr-12-…`. */
  readonly ref: string;
}

export interface Group {
  /** Numbers of its pull requests, sorted. */
  readonly pulls: readonly number[];
  /** Whether it lands on the default branch: only there anything is closed. */
  readonly intoDefault: boolean;
  readonly closings: Closings;
}

/** GitHub lists 250 commits of a comparison; a group is of a few pull requests. */
const MOST_COMMITS = 300;
const MOST_LOOKED_UP = 50;
const MOST_PULLS = 100;

/** The branch of a group and the pull request that it is named by; null where the name is not a queue's. */
export function queueRef(ref: string): { readonly branch: string; readonly pull: number } | null {
  const [, branch, number] = /^(?:refs\/heads\/)?gh-readonly-queue\/(.+)\/pr-(\d{1,9})-[0-9a-f]+$/.exec(ref) ?? [];
  return branch === undefined ? null : { branch, pull: Number(number) };
}

interface ListedCommit {
  readonly sha: string;
  readonly commit: { readonly message: string };
}

interface Associated {
  readonly number: number;
  readonly state: string;
  readonly baseRefName: string;
  readonly headRefOid: string;
  readonly repository: { readonly nameWithOwner: string };
}

type Traces = Raw<
  Record<
    string,
    Raw<{ readonly associatedPullRequests?: Raw<{ readonly nodes: Raw<readonly Raw<Associated>[]> }> }>
  > & {
    readonly queue?: Raw<{
      readonly entries: Raw<{
        readonly nodes: Raw<
          readonly Raw<{
            readonly headCommit: Raw<{ readonly oid: string }>;
            readonly pullRequest: Raw<{ readonly number: number }>;
          }>[]
        >;
      }>;
    }>;
  }
>;

/** @throws `RateLimited`; what was not read is told. */
export async function readGroup(client: GitHubClient, place: GroupPlace): Promise<Readable<Group>> {
  try {
    return await read(client, place);
  } catch (error) {
    return unreadableFrom(error, "merge group");
  }
}

async function read(client: GitHubClient, place: GroupPlace): Promise<Readable<Group>> {
  const { owner, repo, sha, ref } = place;
  const nameWithOwner = `${owner}/${repo}`;
  const named = queueRef(ref);
  const commits = await commitsOf(client, place);
  const shas = [...new Set([sha, ...commits.map((commit) => commit.sha)])];
  const numbers = new Set(named === null ? [] : [named.pull]);
  const branch = named?.branch ?? "";
  for (const number of await traced(client, { owner, name: repo, branch }, shas, commits)) numbers.add(number);
  const pulls = [...numbers].sort((a, b) => a - b);
  // A group without a pull request is none: something was not found.
  if (pulls.length === 0) return { unreadable: "merge group: its pull requests were not found", transient: true };
  if (pulls.length > MOST_PULLS) return { unreadable: `merge group: it holds more than ${MOST_PULLS} pull requests` };
  const answer = await client.graphql<{
    repository: Raw<{ defaultBranchRef: Raw<{ name: string }> } & Record<string, Raw<RawPullFacts>>>;
  }>(pullsQuery(pulls), { owner, name: repo });
  placeProblems(answer.data, answer.errors);
  const repository = answer.data?.repository;
  if (isProblem(repository) || repository === null || repository === undefined)
    return unreadable(repository, "merge group");
  const home = repository.defaultBranchRef;
  if (isProblem(home)) return unreadable(home, "defaultBranchRef");
  const intoDefault = branch === "" || home?.name === branch;
  // Of a squash or a rebase the group's own messages count, beside those of the pull requests.
  const byCommit = [
    ...closedByCommits(
      commits.map((commit) => ({ oid: commit.sha, message: commit.commit.message })),
      nameWithOwner,
    ),
  ];
  const byBody = [];
  for (const number of pulls) {
    const raw = repository[`p${number}`];
    if (isProblem(raw) && isAbsence(raw)) continue;
    if (isProblem(raw) || raw === null || raw === undefined) return unreadable(raw, "pull request");
    // A message may name one that landed before, or that goes elsewhere.
    if (number !== named?.pull && !(raw.state === "OPEN" && (branch === "" || raw.baseRefName === branch))) continue;
    const problem = problemIn([raw.closes]);
    if (problem !== null) return unreadable(problem, "closing references");
    const closings = closingsOf(raw, nameWithOwner);
    if (isUnreadable(closings)) return closings;
    byBody.push(...closings.byBody);
  }
  return { pulls, intoDefault, closings: intoDefault ? { byBody, byCommit } : { byBody: [], byCommit: [] } };
}

/** What the group adds to its base, oldest first. */
async function commitsOf(
  client: GitHubClient,
  { owner, repo, base, sha }: GroupPlace,
): Promise<readonly ListedCommit[]> {
  const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
  const compared = { owner, repo, basehead: `${base}...${sha}` };
  const listed = await listAll(client, route, compared, { under: "commits", pages: MOST_COMMITS / 100 });
  return listed as readonly ListedCommit[];
}

/** Numbers of the pull requests that the queue's entries and the commits lead to. */
async function traced(
  client: GitHubClient,
  place: { readonly owner: string; readonly name: string; readonly branch: string },
  shas: readonly string[],
  commits: readonly ListedCommit[],
): Promise<readonly number[]> {
  const asked = shas.filter((sha) => /^[0-9a-f]{40,64}$/.test(sha)).slice(0, MOST_LOOKED_UP);
  const { data, errors } = await client.graphql<{ repository: Traces }>(groupQuery(asked), place);
  placeProblems(data, errors);
  // What lands here must not be missed for a moment's failure; without a permission the other traces are left.
  const passing = errors.find(({ type }) => type !== "NOT_FOUND" && type !== "FORBIDDEN");
  if (passing !== undefined) throw new Unavailable("merge group", 200, passing.message);
  const repository = present(data?.repository);
  if (repository === null) throw new Unavailable("merge group", 200, "its repository was left out");
  const entries = present(present(present(repository.queue)?.entries)?.nodes) ?? [];
  const found = new Set<number>();
  for (const raw of entries) {
    const entry = present(raw);
    const head = present(entry?.headCommit)?.oid;
    const number = present(entry?.pullRequest)?.number;
    if (head !== undefined && number !== undefined && shas.includes(head)) found.add(number);
  }
  const told = new Set(commits.flatMap(({ commit }) => numbersIn(commit.message)));
  // The queue is out of our sight, or was built anew: then the messages that it writes itself tell.
  if (found.size === 0) for (const number of told) found.add(number);
  for (const index of asked.keys()) {
    for (const raw of present(present(present(repository[`c${index}`])?.associatedPullRequests)?.nodes) ?? []) {
      const pull = present(raw);
      if (pull === null || pull.state !== "OPEN") continue;
      if (pull.repository.nameWithOwner.toLowerCase() !== `${place.owner}/${place.name}`.toLowerCase()) continue;
      // One that is merely built on the same commits does not land with them.
      const lands = shas.includes(pull.headRefOid) || told.has(pull.number);
      if (lands && (place.branch === "" || pull.baseRefName === place.branch)) found.add(pull.number);
    }
  }
  return [...found];
}

/** Numbers that GitHub writes into the first line of what it merges: `… (#12)`, `Merge pull request #12 from …`. */
function numbersIn(message: string): readonly number[] {
  const line = message.split("\n", 1)[0] ?? "";
  const [, squashed] = /\(#(\d{1,9})\)\s*$/.exec(line) ?? [];
  const [, merged] = /^Merge pull request #(\d{1,9}) from /.exec(line) ?? [];
  return [squashed, merged].flatMap((number) => (number === undefined ? [] : [Number(number)]));
}
