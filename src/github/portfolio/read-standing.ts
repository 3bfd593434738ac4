/** What a repository is and says: its policy, and which reports were decided on. One request, one point. */
import { readDecided } from "../../core/portfolio/decided.ts";
import { REPORT_LABEL } from "../../core/portfolio/report.ts";
import type { PortfolioFacts } from "../../core/portfolio/types.ts";
import { POLICY_PATH } from "../../core/policy/parse.ts";
import type { Identity } from "../identity.ts";
import { PORTFOLIO_QUERY } from "../queries/portfolio.ts";
import type { Raw, RawList, RawPolicyHolder } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { listOf, present } from "../request/problems.ts";
import { type Place, type RawPlace, readPlace } from "./read-place.ts";

/** All but our own issues. `closed` to us: the repository, its issues or its files, and why. */
export type Standing = Omit<PortfolioFacts, "own" | "ledger"> | { readonly closed: string };

interface RawStanding extends RawPlace {
  url: string;
  isPrivate: boolean;
  labels: Raw<RawList<{ name: string }>>;
  report: Raw<{ description: string | null }>;
}

interface RawPortfolio {
  repository: Raw<RawStanding>;
  organization: Raw<{ id: string } & RawPolicyHolder>;
}

/** @throws {RateLimited} @throws {Unavailable} where GitHub could not tell. */
export async function readStanding(client: GitHubClient, place: Place, identity: Identity): Promise<Standing> {
  const { owner, repo } = place;
  const variables = { owner, repo, path: POLICY_PATH, expression: `HEAD:${POLICY_PATH}`, label: REPORT_LABEL };
  const answer = await client.graphql<RawPortfolio>(PORTFOLIO_QUERY, variables);
  const read = await readPlace(client, place, answer, (one) => [one.url, one.isPrivate, one.report]);
  if ("closed" in read) return read;
  const { repository, policy } = read;
  const { id, name, url, isPrivate, isArchived, labels, report } = repository;
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
