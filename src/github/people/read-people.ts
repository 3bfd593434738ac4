/** The rights of everybody whom the incident names: role, and whether they are still there. */
import { isLogin } from "../../core/login.ts";
import type { Person, Readable, Role, Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { inParallel, look } from "../request/look.ts";
import { unreadableFrom } from "../request/problems.ts";

interface Permission {
  readonly permission?: string;
  readonly role_name?: string;
  readonly user?: RestUser | null;
}

interface RestUser {
  readonly login?: string;
  readonly node_id?: string;
  readonly type?: string;
  readonly created_at?: string;
  readonly permissions?: Record<string, boolean>;
}

/** GitHub's largest page. */
const PAGE = 100;
/** Accounts of which one pass asks when they were made. */
const MOST_DATED = 50;

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
  /** Asks when the accounts of people were made, of those who were looked up and are still members. */
  date(logins: Iterable<string>): Promise<void>;
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
    async date(logins) {
      const asked = new Set([...logins].map((login) => login.toLowerCase()));
      const undated = [...asked].flatMap((key) => {
        const person = people.get(key);
        return person?.member === true && person.createdAt === undefined ? [{ key, person }] : [];
      });
      await inParallel(undated.slice(0, MOST_DATED), async ({ key, person }) => {
        people.set(key, { ...person, ...(await readAge(client, key)) });
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
    const { data, headers } = await client.rest("GET /repos/{owner}/{repo}/assignees", { owner, repo, per_page: PAGE });
    if (!Array.isArray(data) || data.length >= PAGE || headers["link"]?.includes('rel="next"') === true) return null;
    const accounts = data as readonly RestUser[];
    return new Set(accounts.flatMap((account) => (isPerson(account) ? [String(account.login).toLowerCase()] : [])));
  } catch (error) {
    unreadableFrom(error, "assignees");
    return null;
  }
}

/** Bots can be assigned, and answer for nothing. What an account is may be left out. */
function isPerson({ type = "User" }: RestUser): boolean {
  return type === "User";
}

async function readPerson(
  client: GitHubClient,
  owner: string,
  repo: string,
  login: string,
  listed: ReadonlySet<string> | null,
): Promise<Person> {
  const route = "GET /repos/{owner}/{repo}/collaborators/{username}/permission";
  const looked = await look(client, route, { owner, repo, username: login }, `role of ${login}`);
  const answer = "found" in looked ? ((looked.found ?? {}) as Permission) : {};
  const user = answer.user ?? {};
  const base = { login: user.login ?? login, nodeId: user.node_id ?? "" };
  if (!isPerson(user)) return { ...base, role: "none", member: false };
  // Under a former login GitHub may answer for the account that has another one now.
  const names = [login, base.login].map((name) => name.toLowerCase());
  const member =
    listed === null ? await isAssignable(client, owner, repo, login) : names.some((name) => listed.has(name));
  const role: Readable<Role> =
    "found" in looked ? roleOf(answer) : "absent" in looked ? "none" : withPermission(looked, "metadata: read");
  return { ...base, role, member, ...dated(user) };
}

/** GitHub names the permission that would have sufficed; where it does not, this one. */
function withPermission(unread: Unreadable, permission: string): Unreadable {
  return unread.transient === true ? unread : { permission, ...unread };
}

async function isAssignable(
  client: GitHubClient,
  owner: string,
  repo: string,
  login: string,
): Promise<Readable<boolean>> {
  const route = "GET /repos/{owner}/{repo}/assignees/{assignee}";
  const looked = await look(client, route, { owner, repo, assignee: login }, `membership of ${login}`);
  if ("found" in looked) return true;
  return "absent" in looked ? false : withPermission(looked, "issues: read");
}

/** Unknown where it cannot be read: then nothing shows that the account is another one than was meant. */
async function readAge(client: GitHubClient, username: string): Promise<Pick<Person, "createdAt">> {
  const looked = await look(client, "GET /users/{username}", { username }, `account of ${username}`, true);
  return "found" in looked ? dated(looked.found) : {};
}

function dated(answer: unknown): Pick<Person, "createdAt"> {
  const { created_at = "" } = (answer ?? {}) as RestUser;
  const ms = Date.parse(created_at);
  return Number.isNaN(ms) ? {} : { createdAt: instant(ms) };
}
