/** What merging a pull request would close, read without any incident's snapshot (R-C4). */
import { type CommitClosing, closedByCommits } from "../../core/pulls/closing-words.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { issuesQuery } from "../queries/heads.ts";
import type { Raw, RawList } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { isAbsence, isProblem, listOf, placeProblems, present, problemIn, unreadable } from "../request/problems.ts";

/** An issue that a merge would close. */
export interface ClosedIssue {
  /** `owner/name`. */
  readonly repository: string;
  readonly private: boolean;
  readonly number: number;
  readonly url: string;
  readonly open: boolean;
  readonly labels: readonly string[];
}

/** What a merge into the default branch closes: by the page's links and the body, and by commit messages. */
export interface Closings {
  readonly byBody: readonly ClosedIssue[];
  readonly byCommit: readonly CommitClosing[];
}

interface RawIssue {
  readonly number: number;
  readonly url: string;
  readonly state: string;
  readonly repository: { readonly nameWithOwner: string; readonly isPrivate: boolean };
  readonly labels: Raw<{ readonly nodes: Raw<readonly Raw<{ readonly name: string }>[]> }>;
}

export interface RawPullFacts {
  readonly number: number;
  readonly state: string;
  readonly headRefOid: string;
  readonly baseRefName: string;
  readonly closes: Raw<RawList<RawIssue>>;
  readonly commits: Raw<RawList<{ readonly commit: { readonly oid: string; readonly message: string } }>>;
}

/** @param repository of the pull request, `owner/name`. */
export function closingsOf(raw: RawPullFacts, repository: string): Readable<Closings> {
  const byBody = listOf(raw.closes, "closing references", toIssue);
  if (isUnreadable(byBody)) return byBody;
  // Messages beyond the first hundred are not read: what the body says is what people look at.
  const first = present(raw.commits);
  const list = first === null ? raw.commits : { ...first, pageInfo: { hasNextPage: false } };
  const commits = listOf(list, "commits", ({ commit }) => commit);
  return isUnreadable(commits) ? commits : { byBody, byCommit: closedByCommits(commits, repository) };
}

function toIssue({ repository, number, url, state, labels }: RawIssue): ClosedIssue {
  return {
    repository: repository.nameWithOwner,
    private: repository.isPrivate,
    number,
    url,
    open: state === "OPEN",
    labels: (present(present(labels)?.nodes) ?? []).flatMap((label) => present(label)?.name ?? []),
  };
}

/** Issues that one merge may close by its messages and that are looked up; of more nothing is told. */
const MOST = 100;

/** Issues by key, `owner/name#number`; those that do not exist for us are left out. */
export async function readIssues(
  client: GitHubClient,
  keys: readonly string[],
): Promise<Readable<readonly ClosedIssue[]>> {
  const asked = [...new Set(keys.map((key) => key.toLowerCase()))];
  if (asked.length === 0) return [];
  if (asked.length > MOST) return { unreadable: `closing words: they name more than ${MOST} issues` };
  const variables: Record<string, string | number> = {};
  for (const [index, key] of asked.entries()) {
    const [, owner = "", name = "", number = ""] = /^([^/]+)\/(.+)#(\d+)$/.exec(key) ?? [];
    Object.assign(variables, {
      [`owner${index}`]: owner,
      [`name${index}`]: name,
      [`number${index}`]: Number(number),
    });
  }
  const answer = await client.graphql<Record<string, Raw<{ issue: Raw<RawIssue> }>>>(
    issuesQuery(asked.length),
    variables,
  );
  placeProblems(answer.data, answer.errors);
  const found: ClosedIssue[] = [];
  for (const index of asked.keys()) {
    const holder = answer.data?.[`i${index}`];
    const issue = isProblem(holder) ? holder : holder?.issue;
    if (isProblem(issue)) {
      if (!isAbsence(issue)) return unreadable(issue, "issue");
    } else if (issue !== null && issue !== undefined) {
      const problem = problemIn(issue);
      if (problem !== null) return unreadable(problem, "issue");
      found.push(toIssue(issue));
    }
  }
  return found;
}
