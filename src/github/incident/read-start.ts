/** The first request of a pass, and what becomes of it where there is no incident to read. */
import type { Instant } from "../../core/snapshot/types.ts";
import { POLICY_PATH } from "../../core/policy/parse.ts";
import type { GitHubClient, GraphqlAnswer, GraphqlOptions } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { isProblem, mayPass, placeProblems, present, problemIn, unreadable } from "../request/problems.ts";
import { INCIDENT_QUERY, LEAN_INCIDENT_QUERY } from "../queries/incident.ts";
import type { Problem, RawIncident, RawIssue, RawRepository } from "../raw.ts";

export interface Subject {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** Repository and incident as they were answered, or why there is none. */
export type Start =
  | {
      readonly repository: RawRepository;
      readonly incident: RawIssue;
      /** The owner's `.github` repository. */
      readonly organization: RawIncident["organization"];
      readonly lately: RawIncident["lately"];
      /** GitHub's clock. */
      readonly now: Instant;
    }
  | { readonly gone: string };

/**
 * Reads a usual incident whole, and one with less in it where GitHub cannot make that in its time.
 *
 * @throws {RateLimited} @throws {Unavailable} where not even the incident itself could be read.
 */
export async function readStart(client: GitHubClient, subject: Subject): Promise<Start> {
  const variables = { ...subject, path: POLICY_PATH, expression: `HEAD:${POLICY_PATH}` };
  const ask = async (query: string, options?: GraphqlOptions): Promise<GraphqlAnswer<RawIncident>> => {
    const answer = await client.graphql<RawIncident>(query, variables, options);
    placeProblems(answer.data, answer.errors);
    return answer;
  };
  let answer: GraphqlAnswer<RawIncident> | null = null;
  try {
    answer = await ask(INCIDENT_QUERY, { tries: 2 });
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
  if (answer === null || isCutShort(answer.data)) answer = await ask(LEAN_INCIDENT_QUERY);
  const start = startOf(answer.data, subject);
  return "gone" in start
    ? start
    : { ...start, organization: answer.data?.organization, lately: answer.data?.lately, now: answer.date };
}

/** The issue, or a part of it that the lean answer has less of, was not answered, and may be at another try. */
function isCutShort(data: RawIncident | null): boolean {
  const issue = present(data?.repository)?.issue;
  if (isProblem(issue)) return mayPass(issue);
  return mayPass(problemIn([present(issue)?.subIssues, present(issue)?.references]));
}

function startOf(
  data: RawIncident | null,
  subject: Subject,
): { readonly repository: RawRepository; readonly incident: RawIssue } | { readonly gone: string } {
  const name = `${subject.owner}/${subject.repo}`;
  const repository = data?.repository;
  if (isProblem(repository)) {
    if (repository.type === "NOT_FOUND") return { gone: repository.problem };
    throw unavailable(name, repository);
  }
  if (repository === null || repository === undefined) return { gone: `there is no repository ${name}` };
  const { id, url, isPrivate, isArchived, owner } = repository;
  const problem = problemIn([id, repository.name, url, isPrivate, isArchived, owner]);
  if (problem !== null) throw unavailable(name, problem);
  const incident = repository.issue;
  if (isProblem(incident)) {
    if (incident.type === "NOT_FOUND") return { gone: incident.problem };
    throw unavailable(`${name}#${subject.number}`, incident);
  }
  if (incident === null || incident === undefined) return { gone: `there is no issue #${subject.number} in ${name}` };
  const broken = problemIn([incident.id, incident.number, incident.body, incident.repository, incident.author]);
  if (broken !== null) throw unavailable(`${name}#${subject.number}`, broken);
  const home = `${owner.login}/${repository.name}`;
  // An issue that was transferred is answered under its old number from where it is now.
  if (incident.repository.nameWithOwner !== home)
    return { gone: `it was transferred to ${incident.repository.nameWithOwner}` };
  return { repository, incident };
}

function unavailable(name: string, problem: Problem): Unavailable {
  const { permission } = unreadable(problem, "issue");
  const grant = permission === undefined ? "" : `; grant Quench ${permission}`;
  return new Unavailable(name, 200, `${problem.problem}${grant}`);
}
