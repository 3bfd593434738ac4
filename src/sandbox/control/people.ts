/** Accounts, teams and Apps that come, change and go: what people do on GitHub's pages. */
import { callerOfAccount } from "../state/callers.ts";
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import type { Account, Role, Token } from "../state/model.ts";
import { deleteAccount, renameAccount, storeAccount, storeUserToken } from "../state/people.ts";
import { storeTeam, teamOf } from "../state/teams.ts";
import { administrator, type Input, needText, repositoryIn, text, texts } from "./input.ts";
import { newToken } from "./tokens.ts";

const ROLES: readonly Role[] = ["none", "read", "triage", "write", "maintain", "admin"];

/** `POST people`: a person with a token, and with a role in the repository. */
export const makePerson = (state: Box, input: Input): { login: string; id: number; role: Role; token: string } => {
  const role = ROLES.find((one) => one === (text(input, "role") ?? "none"));
  if (role === undefined) throw new BoxError(422, `"role" must be one of ${ROLES.join(", ")}.`);
  const account = storeAccount(state, { login: needText(input, "login"), name: text(input, "name") ?? null });
  const since = text(input, "created_at");
  if (since !== undefined) account.createdAt = since;
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

/** `PATCH people/{login}`: another login (ids stay, the former one is free), or an earlier sign-up. */
export const changePerson = (state: Box, login: string, input: Input): Record<string, unknown> => {
  const account = needAccount(state, login);
  const next = text(input, "login");
  const since = text(input, "created_at");
  if (since !== undefined && Number.isNaN(Date.parse(since)))
    throw new BoxError(422, `"created_at" must be an ISO 8601 instant.`);
  if (next !== undefined) renameAccount(state, account, next);
  if (since !== undefined) account.createdAt = since;
  return { login: account.login, id: account.id, created_at: account.createdAt };
};

const needAccount = (state: Box, login: string): Account => {
  const account = state.ask.account(login);
  if (account === undefined) throw new BoxError(404, `There is no account ${login}.`);
  return account;
};

/** `POST teams`: a team of exactly these members; with `repository` and `role` they get that role there. */
export const makeTeam = (state: Box, input: Input): Record<string, unknown> => {
  const organization = needAccount(state, text(input, "organization") ?? "acme");
  const members = texts(input, "members").map((login) => needAccount(state, login));
  const parentSlug = text(input, "parent");
  const parent = parentSlug === undefined ? undefined : teamOf(state, organization, parentSlug);
  if (parentSlug !== undefined && parent === undefined) throw new BoxError(404, `There is no team ${parentSlug}.`);
  const slug = text(input, "slug");
  const team = storeTeam(state, organization, {
    name: text(input, "name") ?? needText(input, "slug"),
    ...(slug === undefined ? {} : { slug }),
    ...(parent === undefined ? {} : { parent }),
    members,
  });
  const role = ROLES.find((one) => one === (text(input, "role") ?? "none"));
  if (role === undefined) throw new BoxError(422, `"role" must be one of ${ROLES.join(", ")}.`);
  if (role !== "none") {
    const repository = repositoryIn(state, input);
    for (const { id } of members) repository.collaborators.set(id, role);
  }
  return { id: team.id, slug: team.slug, organization: organization.login, members: members.map(({ login }) => login) };
};
