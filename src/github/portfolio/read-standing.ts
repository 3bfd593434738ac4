/** What a repository is and says: its policy, and which reports were decided on. One request, one point. */
import { readDecided } from "../../core/portfolio/decided.ts";
import { REPORT_LABEL } from "../../core/portfolio/report.ts";
import type { PortfolioFacts } from "../../core/portfolio/types.ts";
import { POLICY_PATH } from "../../core/policy/parse.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { Identity } from "../identity.ts";
import { readPolicy } from "../incident/read-policy.ts";
import { PORTFOLIO_QUERY } from "../queries/portfolio.ts";
import type { Raw, RawList, RawPolicyHolder } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { isAbsence, isForbidden, isProblem, listOf, placeProblems, present, problemIn } from "../request/problems.ts";

export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** All but our own issues. `closed` to us: the repository, its issues or its files, and why. */
export type Standing = Omit<PortfolioFacts, "own" | "ledger"> | { readonly closed: string };

interface RawPortfolio {
  repository: Raw<
    {
      id: string;
      name: string;
      url: string;
      isPrivate: boolean;
      isArchived: boolean;
      owner: { login: string };
      labels: Raw<RawList<{ name: string }>>;
      report: Raw<{ description: string | null }>;
    } & RawPolicyHolder
  >;
  organization: Raw<{ id: string } & RawPolicyHolder>;
}

/** @throws {RateLimited} @throws {Unavailable} where GitHub could not tell. */
export async function readStanding(client: GitHubClient, place: Place, identity: Identity): Promise<Standing> {
  const { owner, repo } = place;
  const variables = { owner, repo, path: POLICY_PATH, expression: `HEAD:${POLICY_PATH}`, label: REPORT_LABEL };
  const answer = await client.graphql<RawPortfolio>(PORTFOLIO_QUERY, variables);
  placeProblems(answer.data, answer.errors);
  const raw = answer.data?.repository;
  if (isProblem(raw)) {
    if (isAbsence(raw) || isForbidden(raw)) return { closed: raw.problem };
    throw new Unavailable(`${owner}/${repo}`, 200, raw.problem);
  }
  const repository = present(raw);
  if (repository === null) return { closed: `there is no repository ${owner}/${repo}` };
  const { id, name, url, isPrivate, isArchived, labels, report } = repository;
  const problem = problemIn([id, name, url, isPrivate, isArchived, repository.owner, report]);
  if (problem !== null) throw new Unavailable(`${owner}/${repo}`, 200, problem.problem);
  const nameWithOwner = `${repository.owner.login}/${name}`;
  const policy = await readPolicy(client, repository, answer.data?.organization, nameWithOwner);
  if (isUnreadable(policy)) {
    if (policy.transient === true) throw new Unavailable(nameWithOwner, 200, policy.unreadable);
    return { closed: policy.unreadable };
  }
  const label = present(report);
  return {
    now: answer.date,
    repository: {
      owner: repository.owner.login,
      name,
      nodeId: id,
      url,
      defaultBranch: present(repository.defaultBranchRef)?.name ?? "",
      private: isPrivate,
      archived: isArchived,
      labels: listOf(labels, "labels", (each) => each.name),
    },
    self: { login: identity.login, kind: identity.kind, appId: identity.appId },
    policy,
    decided: label === null ? null : readDecided(label.description),
  };
}
