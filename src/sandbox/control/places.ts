/** Repositories that come, and issues that go: what people do on GitHub's pages. */
import type { Box } from "../state/box.ts";
import { callerOfAccount } from "../state/callers.ts";
import { BoxError } from "../state/contract.ts";
import { storeAccount } from "../state/people.ts";
import { storeRepository } from "../state/repositories.ts";
import {
  actorIn,
  administrator,
  fullName,
  type Input,
  issueIn,
  needNumber,
  needText,
  repositoryIn,
  text,
} from "./input.ts";

/** `POST repositories`: a repository with a README, reached by every installation of its owner's Apps. */
export const makeRepository = (state: Box, web: string, input: Input): Record<string, unknown> => {
  const [ownerLogin = "", name = ""] = needText(input, "repository").split("/");
  const owner = state.ask.account(ownerLogin) ?? storeAccount(state, { login: ownerLogin, type: "Organization" });
  const repository = storeRepository(state, owner, {
    name,
    private: input.private === true,
    description: text(input, "description") ?? null,
    files: { "README.md": `# ${name}\n` },
  });
  const admin = state.ask.account(text(input, "admin") ?? "");
  if (admin !== undefined) repository.collaborators.set(admin.id, "admin");
  for (const installation of state.world.installations.values()) {
    if (input.install === false || installation.accountId !== owner.id) continue;
    if (installation.repositorySelection === "selected") installation.repositoryIds.push(repository.id);
    state.emit({
      event: "installation_repositories",
      action: "added",
      repository,
      sender: administrator(state, repository),
      installation,
      repositoriesAdded: [repository],
      repositoriesRemoved: [],
    });
  }
  const full = fullName(state, repository);
  return { id: repository.id, full_name: full, html_url: `${web}/${full}`, default_branch: repository.defaultBranch };
};

/** `POST issue-deletions`: an administrator deletes an issue; REST then answers 410. */
export const deleteIssue = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const number = needNumber(input, "number");
  state.do.deleteIssue(callerOfAccount(administrator(state, repository)), repository, number);
  return { repository: fullName(state, repository), number, deleted: true };
};

/** `POST issue-transfers`: to another repository of the owner; `graphql` tells whether the old number leads there. */
export const transferIssue = (state: Box, web: string, input: Input): Record<string, unknown> => {
  const from = repositoryIn(state, input);
  needText(input, "to");
  const to = repositoryIn(state, input, "to");
  const graphql = text(input, "graphql") ?? "follow";
  if (graphql !== "follow" && graphql !== "not_found")
    throw new BoxError(422, `"graphql" must be "follow" or "not_found".`);
  const caller = actorIn(state, input, from);
  const issue = state.do.transferIssue(caller, from, needNumber(input, "number"), to, graphql === "follow");
  const place = fullName(state, to);
  return {
    id: issue.id,
    node_id: issue.nodeId,
    repository: place,
    number: issue.number,
    html_url: `${web}/${place}/issues/${issue.number}`,
  };
};

/** `POST development-links`: links a pull request to an issue in the development panel, or with `linked: false` not. */
export const linkPull = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const other =
    text(input, "pull_repository") === undefined ? repository : repositoryIn(state, input, "pull_repository");
  const issue = issueIn(state, repository, input, "issue");
  const pull = issueIn(state, other, input, "pull");
  const linked = input.linked !== false;
  state.do.linkPull(
    actorIn(state, input, repository),
    { repository, issue },
    { repository: other, issue: pull },
    linked,
  );
  return { issue: issue.number, pull: pull.number, linked };
};
