/** What a command is asked about: an incident or a repository, as people write them. */
import type { Environment } from "../app/settings/config.ts";
import { printable } from "./frame/command.ts";
import type { Subject } from "../github/read.ts";

/** An argument that names nothing: what is wrong, and how it is written. */
export class BadArgument extends Error {
  override readonly name = "BadArgument";
}

export interface Named extends Subject {
  /** Of the address that was given; null where none was. */
  readonly host: string | null;
}

/**
 * @param incident `owner/repo#12`, or the issue's address
 * @param command for the example: `record`
 * @throws BadArgument
 */
export function incidentOf(incident: string | undefined, command: string, env: Environment): Named {
  const example = `as in \`quench ${command} acme/shop#12\`, or its address`;
  if (incident === undefined) throw new BadArgument(`The incident is missing: name it, ${example}.`);
  const named = /^([A-Za-z0-9][\w-]{0,38})\/([\w.-]{1,100})#([1-9]\d{0,8})$/.exec(incident);
  const linked =
    /^(?:https?:\/\/|(?=[^/\s]+\.[^/\s]+\/))([^/\s@]+)\/([\w-]{1,39})\/([\w.-]{1,100})\/issues\/([1-9]\d{0,8})\/?(?:[?#]\S*)?$/.exec(
      incident,
    );
  const [owner, repo, number] = named?.slice(1) ?? linked?.slice(2) ?? [];
  if (owner === undefined || repo === undefined || number === undefined) {
    throw new BadArgument(
      `\`${printable(incident)}\` ${fault(incident)}: write owner, repository and number, ${example}.`,
    );
  }
  return { owner, repo, number: Number(number), host: hostGiven(linked?.[1], incident, env) };
}

function fault(incident: string): string {
  if (/^(?:https?:\/\/)?[^/\s]+\/[^/\s]+\/[^/\s]+\/pull\//.test(incident)) return "is a pull request, and no issue";
  if (/^(?:https?:\/\/[^/\s]+\/)?[\w-]+\/[\w.-]+\/?$/.test(incident))
    return "is a repository, and names no issue in it";
  return "names no issue";
}

/** A repository that a command is asked about. */
export interface NamedRepository {
  readonly owner: string;
  readonly repo: string;
  /** Of the address that was given; null where none was. */
  readonly host: string | null;
}

/**
 * @param repository `owner/repo`, or its address: also a page below it, or what `git remote` shows
 * @param command for the example: `report`
 * @throws BadArgument
 */
export function repositoryOf(repository: string | undefined, command: string, env: Environment): NamedRepository {
  const example = `as in \`quench ${command} acme/shop\`, or its address`;
  if (repository === undefined) throw new BadArgument(`The repository is missing: name it, ${example}.`);
  const incident = /^([\w.-]+\/[\w.-]+)#\d+$/.exec(repository) ?? ISSUE_ADDRESS.exec(repository);
  if (incident !== null) {
    throw new BadArgument(
      `\`${printable(repository)}\` names one ${repository.includes("/pull/") ? "pull request" : "issue"}, and \`quench ${command}\` looks at a whole repository: write \`quench ${command} ${incident[1] ?? ""}\`.`,
    );
  }
  const named = /^([A-Za-z0-9][\w-]{0,38})\/([\w.-]{1,100})\/?$/.exec(repository);
  const linked = ADDRESS.exec(repository) ?? REMOTE.exec(repository);
  const [owner, repo] = named?.slice(1) ?? linked?.slice(2) ?? [];
  const name = linked === null ? repo : repo?.replace(/\.git$/, "");
  if (owner === undefined || name === undefined || /^\.*$/.test(name)) {
    throw new BadArgument(`\`${printable(repository)}\` names no repository: write owner and name, ${example}.`);
  }
  return { owner, repo: name, host: hostGiven(linked?.[1], repository, env) };
}

const ADDRESS =
  /^(?:https?:\/\/|(?=[^/\s]+\.[^/\s]+\/))([^/\s@]+)\/([A-Za-z0-9][\w-]{0,38})\/([\w.-]{1,104})(?:[/?#]\S*)?$/;
const ISSUE_ADDRESS = /^(?:https?:\/\/)?[^/\s]+\/([\w-]+\/[\w.-]+)\/(?:issues|pull)\/\d+/;
const REMOTE = /^(?:ssh:\/\/)?git@([^/\s:]+)[:/]([A-Za-z0-9][\w-]{0,38})\/([\w.-]{1,104})$/;

/** A token is sent only where the environment says, never to whatever host an argument names. */
function hostGiven(given: string | undefined, argument: string, env: Environment): string | null {
  const host = given?.toLowerCase().replace(/^www\.(?=github\.com$)/, "") ?? null;
  if (host !== null && host !== "github.com" && (env["GITHUB_API_URL"] ?? "").trim() === "") {
    throw new BadArgument(
      `\`${printable(argument)}\` is not on github.com: set GITHUB_API_URL=https://${host}/api/v3 to read there.`,
    );
  }
  return host;
}

/** A repository of the same name on another GitHub is another one. @param url of what was read. */
export function checkSameHost({ host }: Pick<NamedRepository, "host">, url: string): void {
  const read = new URL(url).host;
  if (host === null || host === read) return;
  throw new BadArgument(
    `The address is on ${host}, and GITHUB_API_URL answers for ${read}: set GITHUB_API_URL to the API of ${host}.`,
  );
}

/** Quench is an App or a workflow: a person's comments are never taken for its own. */
export function checkBot(login: string): void {
  if (/^[A-Za-z0-9][\w-]{0,99}\[bot\]$/.test(login)) return;
  throw new BadArgument(
    `\`--as\` is \`${printable(login)}\`, which is no bot's login: write one such as \`quench[bot]\`.`,
  );
}
