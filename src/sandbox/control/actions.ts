/** What the controls do to the box beyond GitHub's own API. */
import { randomBytes } from "node:crypto";
import type { Box } from "../state/box.ts";
import { callerOfAccount } from "../state/callers.ts";
import { BoxError } from "../state/contract.ts";
import type { Account, Repository, Role, Token } from "../state/model.ts";
import { deleteAccount, storeAccount, storeUserToken } from "../state/people.ts";
import { storeRepository } from "../state/repositories.ts";

type Input = Readonly<Record<string, unknown>>;

const text = (input: Input, name: string): string | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new BoxError(422, `"${name}" must be a string.`);
  return value;
};

const needText = (input: Input, name: string): string => {
  const value = text(input, name);
  if (value === undefined || value === "") throw new BoxError(422, `"${name}" is missing.`);
  return value;
};

/** The repository named in the input; the only one where none is named. */
const repositoryIn = (state: Box, input: Input): Repository => {
  const name = text(input, "repository");
  if (name === undefined) {
    const all = [...state.world.repositories.values()];
    const [only] = all;
    if (only === undefined || all.length > 1)
      throw new BoxError(422, `"repository" is missing: say which, as "owner/name".`);
    return only;
  }
  const [owner = "", repo = ""] = name.split("/");
  const found = state.ask.repository(owner, repo);
  if (found === undefined) throw new BoxError(404, `There is no repository ${name}.`);
  return found;
};

const fullName = (state: Box, repository: Repository): string =>
  `${state.ask.actor(repository.ownerId).login}/${repository.name}`;

/** Who acts for the controls where GitHub would have an administrator act. */
const administrator = (state: Box, repository: Repository): Account => {
  const id = [...repository.collaborators].find(([, role]) => role === "admin")?.[0] ?? repository.ownerId;
  return state.ask.actor(id);
};

/** A personal access token in GitHub's shape ("Behind GitHub's new authentication token formats"). */
export const newToken = (prefix: "ghp" | "ghs"): string => `${prefix}_${randomBytes(18).toString("hex")}`;

/** `POST workflow-runs`: the run in a few fields, named as REST names them. */
export const runWorkflow = (state: Box, web: string, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const { repository: _where, ...run } = input;
  if (run.jobs !== undefined && !Array.isArray(run.jobs))
    throw new BoxError(422, `"jobs" must be a list of {"name", "conclusion"?}.`);
  if (run.duration_seconds !== undefined && typeof run.duration_seconds !== "number") {
    throw new BoxError(422, `"duration_seconds" must be a number.`);
  }
  const done = state.do.simulateWorkflowRun(repository, {
    ...run,
    name: needText(input, "name"),
  });
  return {
    id: done.id,
    node_id: done.nodeId,
    name: done.name,
    run_number: done.runNumber,
    run_attempt: done.attempt,
    event: done.event,
    status: done.status,
    conclusion: done.conclusion,
    head_branch: done.headBranch,
    head_sha: done.headSha,
    created_at: done.createdAt,
    run_started_at: done.startedAt,
    updated_at: done.updatedAt,
    html_url: `${web}/${fullName(state, repository)}/actions/runs/${done.id}`,
    jobs: done.jobs.map((job) => ({
      id: job.id,
      name: job.name,
      conclusion: job.conclusion,
      check_run_id: job.checkRunId,
      html_url: `${web}/${fullName(state, repository)}/actions/runs/${done.id}/job/${job.id}`,
    })),
  };
};

/** `POST check-actions`: somebody presses a button of a check run (webhook `check_run`, `requested_action`). */
export const requestAction = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const checkRun = repository.checkRuns.get(Number(input.check_run_id));
  if (checkRun === undefined) throw new BoxError(404, `There is no check run ${String(input.check_run_id)}.`);
  const identifier = needText(input, "identifier");
  if (!checkRun.actions.some((action) => action.identifier === identifier))
    throw new BoxError(422, `The check run has no action ${identifier}.`);
  const sender = state.ask.account(text(input, "actor") ?? administrator(state, repository).login);
  if (sender === undefined) throw new BoxError(404, `There is no account ${text(input, "actor") ?? ""}.`);
  state.emit({
    event: "check_run",
    action: "requested_action",
    repository,
    sender,
    checkRun,
    requestedAction: { identifier },
  });
  return { check_run_id: checkRun.id, identifier };
};

const ROLES: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** `POST people`: a person with a token, and with a role in the repository. */
export const makePerson = (state: Box, input: Input): { login: string; id: number; role: Role; token: string } => {
  const role = ROLES.find((one) => one === (text(input, "role") ?? "none"));
  if (role === undefined) throw new BoxError(422, `"role" must be one of ${ROLES.join(", ")}.`);
  const account = storeAccount(state, { login: needText(input, "login"), name: text(input, "name") ?? null });
  const token: Token = storeUserToken(state, account, newToken("ghp"));
  if (role !== "none") {
    const repository = repositoryIn(state, input);
    state.do.setCollaborator(callerOfAccount(administrator(state, repository)), repository, account.login, role);
  }
  return { login: account.login, id: account.id, role, token: token.token };
};

/** `DELETE people/{login}`: the account is deleted, what it wrote stays under `ghost`. */
export const deletePerson = (state: Box, login: string): { login: string; deleted: true } => {
  deleteAccount(state, login);
  return { login, deleted: true };
};

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
