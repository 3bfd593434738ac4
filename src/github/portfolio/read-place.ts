/** A repository that a pass is to be made over, and its policy, out of one answer; or why it is closed to us. */
import { isUnreadable, type PolicyVersion } from "../../core/snapshot/types.ts";
import { readPolicy } from "../incident/read-policy.ts";
import type { Raw, RawPolicyHolder } from "../raw.ts";
import type { GitHubClient, GraphqlAnswer } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { isAbsence, isForbidden, isProblem, placeProblems, present, problemIn } from "../request/problems.ts";

export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** What every such query asks for. */
export interface RawPlace extends RawPolicyHolder {
  id: string;
  name: string;
  isArchived: boolean;
  owner: { login: string };
}

interface RawAnswer<R extends RawPlace> {
  repository: Raw<R>;
  organization: Raw<{ id: string } & RawPolicyHolder>;
}

/**
 * @param needed what else of the repository must have been read, or nothing is known
 * @returns `closed`: out of our sight, and why.
 * @throws {RateLimited} @throws {Unavailable} where GitHub could not tell.
 */
export async function readPlace<R extends RawPlace>(
  client: GitHubClient,
  { owner, repo }: Place,
  answer: GraphqlAnswer<RawAnswer<R>>,
  needed: (repository: R) => readonly unknown[] = () => [],
): Promise<{ readonly repository: R; readonly policy: readonly PolicyVersion[] } | { readonly closed: string }> {
  placeProblems(answer.data, answer.errors);
  const raw = answer.data?.repository;
  if (isProblem(raw)) {
    if (isAbsence(raw) || isForbidden(raw)) return { closed: raw.problem };
    throw new Unavailable(`${owner}/${repo}`, 200, raw.problem);
  }
  const repository = present(raw);
  if (repository === null) return { closed: `there is no repository ${owner}/${repo}` };
  const { id, name, isArchived } = repository;
  const problem = problemIn([id, name, isArchived, repository.owner, ...needed(repository)]);
  if (problem !== null) throw new Unavailable(`${owner}/${repo}`, 200, problem.problem);
  const nameWithOwner = `${repository.owner.login}/${name}`;
  const policy = await readPolicy(client, repository, answer.data?.organization, nameWithOwner);
  if (!isUnreadable(policy)) return { repository, policy };
  if (policy.transient === true) throw new Unavailable(nameWithOwner, 200, policy.unreadable);
  return { closed: policy.unreadable };
}
