/** Reading what a control is told. */
import type { Box } from "../state/box.ts";
import { callerOfAccount } from "../state/callers.ts";
import { BoxError, type Caller } from "../state/contract.ts";
import type { Account, Issue, Repository } from "../state/model.ts";

/** A control's JSON body. */
export type Input = Readonly<Record<string, unknown>>;

/** A text, or undefined where there is none. */
export const text = (input: Input, name: string): string | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new BoxError(422, `"${name}" must be a string.`);
  return value;
};

/** A text that must be there. */
export const needText = (input: Input, name: string): string => {
  const value = text(input, name);
  if (value === undefined || value === "") throw new BoxError(422, `"${name}" is missing.`);
  return value;
};

/** The repository named in the input; the only one where none is named. */
export const repositoryIn = (state: Box, input: Input, field = "repository"): Repository => {
  const name = text(input, field);
  if (name === undefined) {
    const all = [...state.world.repositories.values()];
    const [only] = all;
    if (only === undefined || all.length > 1)
      throw new BoxError(422, `"${field}" is missing: say which, as "owner/name".`);
    return only;
  }
  const [owner = "", repo = ""] = name.split("/");
  const found = state.ask.repository(owner, repo);
  if (found === undefined) throw new BoxError(404, `There is no repository ${name}.`);
  return found;
};

/** `acme/shop`. */
export const fullName = (state: Box, repository: Repository): string =>
  `${state.ask.actor(repository.ownerId).login}/${repository.name}`;

/** Who acts for the controls where GitHub would have an administrator act. */
export const administrator = (state: Box, repository: Repository): Account => {
  const id = [...repository.collaborators].find(([, role]) => role === "admin")?.[0] ?? repository.ownerId;
  return state.ask.actor(id);
};

/** Who acts: the named `actor`, else an administrator of the repository. */
export const actorIn = (state: Box, input: Input, repository: Repository): Caller => {
  const login = text(input, "actor");
  const account = login === undefined ? administrator(state, repository) : state.ask.account(login);
  if (account === undefined) throw new BoxError(404, `There is no account ${login ?? ""}.`);
  return callerOfAccount(account);
};

/** A whole number that must be there. */
export const needNumber = (input: Input, name: string): number => {
  const value = input[name];
  if (typeof value !== "number" || !Number.isInteger(value)) throw new BoxError(422, `"${name}" must be a number.`);
  return value;
};

/** The issue or pull request under a number of the input. */
export const issueIn = (state: Box, repository: Repository, input: Input, name: string): Issue =>
  state.ask.issue(repository, needNumber(input, name));

/** A list of texts; empty where there is none. */
export const texts = (input: Input, name: string): string[] => {
  const value = input[name] ?? [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === "string"))
    throw new BoxError(422, `"${name}" must be a list of strings.`);
  return value;
};
