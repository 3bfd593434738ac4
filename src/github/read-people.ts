/** The rights of everybody whom the incident names: role, and whether they are still there. */
import { isLogin } from "../core/login.ts";
import type { Person, Readable, Role } from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { inParallel, look } from "./look.ts";
import { unreadableFrom } from "./problems.ts";

interface Permission {
  readonly permission?: string;
  readonly role_name?: string;
  readonly user?: { login?: string; node_id?: string; permissions?: Record<string, boolean> } | null;
}

const ROLES: readonly Role[] = ["admin", "maintain", "write", "triage", "read", "none"];

/**
 * Folds what GitHub says of a collaborator into a role. `permission` folds triage into read and maintain into write,
 * so `role_name` leads; a custom role's name says nothing, then the single permissions do.
 * Source: https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export function roleOf(data: unknown): Role {
  const answer = (typeof data === "object" && data !== null ? data : {}) as Permission;
  const named = ROLES.find((role) => role === answer.role_name);
  if (named !== undefined) return named;
  const granted = answer.user?.permissions;
  if (granted !== undefined) {
    if (granted["admin"] === true) return "admin";
    if (granted["maintain"] === true) return "maintain";
    if (granted["push"] === true) return "write";
    if (granted["triage"] === true) return "triage";
    return granted["pull"] === true ? "read" : "none";
  }
  return ROLES.find((role) => role === answer.permission) ?? "none";
}

export interface PeopleReader {
  /** Looks people up; who was looked up before is not again. Bots are no people: they have no role to give a word weight. */
  read(logins: Iterable<string>): Promise<void>;
  /** Everybody looked up so far, by lower-case login. */
  known(): Record<string, Person>;
  /** Looked up, and without a say: neither a collaborator's role nor assignable. Nobody of whom that is unknown. */
  isOutsider(login: string): boolean;
}

/** Reads people's rights in one repository. */
export function createPeopleReader(client: GitHubClient, owner: string, repo: string): PeopleReader {
  const people = new Map<string, Person>();
  let assignable: Promise<ReadonlySet<string> | null> | undefined;
  return {
    async read(logins) {
      const wanted = new Map<string, string>();
      for (const login of logins) {
        if (isLogin(login) && !people.has(login.toLowerCase())) wanted.set(login.toLowerCase(), login);
      }
      if (wanted.size === 0) return;
      assignable ??= readAssignable(client, owner, repo);
      const listed = await assignable;
      await inParallel([...wanted], async ([key, login]) => {
        people.set(key, await readPerson(client, owner, repo, login, listed));
      });
    },
    known: () => Object.fromEntries([...people].sort(([a], [b]) => (a < b ? -1 : 1))),
    isOutsider(login) {
      const person = people.get(login.toLowerCase());
      // On a public repository everybody reads.
      return person !== undefined && (person.role === "none" || person.role === "read") && person.member === false;
    },
  };
}

/**
 * Who may be assigned, in lower case; null where one page does not hold them all. The list can be asked for
 * conditionally, while the test of a single person answers 204 or 404 without an ETag each time anew.
 */
async function readAssignable(client: GitHubClient, owner: string, repo: string): Promise<ReadonlySet<string> | null> {
  try {
    const { data, headers } = await client.rest("GET /repos/{owner}/{repo}/assignees", { owner, repo, per_page: 100 });
    if (!Array.isArray(data) || headers["link"]?.includes('rel="next"') === true) return null;
    return new Set(data.map((account: { login?: string }) => String(account.login).toLowerCase()));
  } catch (error) {
    unreadableFrom(error, "assignees");
    return null;
  }
}

async function readPerson(
  client: GitHubClient,
  owner: string,
  repo: string,
  login: string,
  listed: ReadonlySet<string> | null,
): Promise<Person> {
  const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
  const [permission, member] = await Promise.all([
    look(client, route, { owner, repo, username: login }, `role of ${login}`),
    listed === null ? isAssignable(client, owner, repo, login) : listed.has(login.toLowerCase()),
  ]);
  const role: Readable<Role> =
    "found" in permission ? roleOf(permission.found) : "absent" in permission ? "none" : permission;
  const user = "found" in permission ? (permission.found as Permission).user : null;
  return { login: user?.login ?? login, nodeId: user?.node_id ?? "", role, member };
}

async function isAssignable(
  client: GitHubClient,
  owner: string,
  repo: string,
  login: string,
): Promise<Readable<boolean>> {
  const route = "GET /repos/{owner}/{repo}/assignees/{assignee}";
  const looked = await look(client, route, { owner, repo, assignee: login }, `membership of ${login}`);
  return "found" in looked ? true : "absent" in looked ? false : looked;
}
