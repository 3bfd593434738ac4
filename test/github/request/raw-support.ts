/** Answers of GitHub as they arrive, made by hand, and a client that gives them. */
import type { GitHubClient, GraphqlOptions, GraphqlProblem } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";
import type { RawCommit, RawIssue, RawList, RawPull } from "../../../src/github/raw.ts";

export interface Asked {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly tries: number | undefined;
}

export interface Scripted extends GitHubClient {
  readonly asked: Asked[];
  readonly looked: string[];
}

type Answer = { readonly data: unknown; readonly errors?: readonly GraphqlProblem[] };

/** A GitHub that answers GraphQL as told; `rest` by route with its parameters filled in, everything else is 404. */
export function scripted(
  graphql: (asked: Asked, index: number) => Answer,
  rest: Readonly<Record<string, unknown>> = {},
): Scripted {
  const asked: Asked[] = [];
  const looked: string[] = [];
  return {
    asked,
    looked,
    async graphql<T>(query: string, variables: Record<string, unknown>, options?: GraphqlOptions) {
      const one = { query, variables, tries: options?.tries };
      asked.push(one);
      const { data, errors = [] } = graphql(one, asked.length - 1);
      return { data: data as T, errors, date: "2026-03-02T09:00:00Z" };
    },
    async rest(route, parameters = {}) {
      const path = route.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name]));
      const { page } = parameters;
      const key = typeof page === "number" ? `${path}?page=${page}` : path;
      looked.push(key);
      const found = rest[key];
      if (found instanceof Error) throw found;
      if (found === undefined) throw new Refused(key, 404, { message: "Not Found" }, {});
      return { status: 200, data: found, headers: {} };
    },
  };
}

/** A GitHub that must not be asked. */
export const silent = (): Scripted => scripted(({ query }) => fail(query));

function fail(query: string): never {
  throw new Error(`nothing should be asked: ${query}`);
}

export function rawList<T>(nodes: readonly T[], next: string | null = null): RawList<T> {
  return { nodes: [...nodes], pageInfo: { hasNextPage: next !== null, endCursor: next } };
}

/** Every id of a request by id, in the order of its fields. */
export function idsOf({ variables }: Asked): readonly string[] {
  return Object.values(variables).flatMap((value) => (Array.isArray(value) ? (value as string[]) : []));
}

/** The answer to a request by id: one field per list of ids. */
export function nodesBy(asked: Asked, make: (id: string) => unknown): Record<string, unknown> {
  const fields = Object.entries(asked.variables).filter(([, value]) => Array.isArray(value));
  return Object.fromEntries(fields.map(([name, ids]) => [name.replace("ids", "n"), (ids as string[]).map(make)]));
}

const who = (login: string) => ({ __typename: "User", login, id: `U_${login}` });

export function rawCommit(
  id: string,
  over: Partial<RawCommit> & { by?: string | null; with?: string | null } = {},
): RawCommit {
  const { by = "andy", with: committer = by, ...more } = over;
  const person = (login: string | null | undefined) => ({ user: typeof login === "string" ? { login } : null });
  return { id, oid: id.padEnd(40, "0"), message: "Fix", author: person(by), committer: person(committer), ...more };
}

/** A merged pull request of andy's into `main`, merged by maya. */
export function rawPull(number: number, over: Partial<RawPull> = {}): RawPull {
  return {
    id: `PR_${number}`,
    number,
    url: `https://github.com/acme/shop/pull/${number}`,
    title: `Pull ${number}`,
    body: "",
    isDraft: false,
    state: "MERGED",
    createdAt: "2026-03-01T09:00:00Z",
    mergedAt: "2026-03-02T09:00:00Z",
    author: who("andy"),
    mergedBy: who("maya"),
    repository: { nameWithOwner: "acme/shop", defaultBranchRef: { name: "main" } },
    baseRefName: "main",
    headRefOid: `head${number}`,
    headRepository: { nameWithOwner: "acme/shop" },
    changedFiles: 1,
    files: rawList([{ path: "tests/a.test.js", changeType: "ADDED", additions: 3, deletions: 0 }]),
    head: { nodes: [{ commit: { id: `C_${number}`, oid: `head${number}`, statusCheckRollup: null } }] },
    mergeCommit: rawCommit(`M_${number}`, { with: "web-flow" }),
    commits: rawList([{ commit: rawCommit(`C_${number}`) }]),
    closes: rawList([]),
    reverts: rawList([]),
    ...over,
  };
}

export function rawIssue(number: number, over: Partial<RawIssue> = {}): RawIssue {
  return {
    __typename: "Issue",
    id: `I_${number}`,
    fullDatabaseId: String(1000 + number),
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    title: `Issue ${number}`,
    body: "",
    locked: false,
    state: "OPEN",
    stateReason: null,
    createdAt: "2026-03-01T09:00:00Z",
    closedAt: null,
    lastEditedAt: null,
    author: who("olu"),
    editor: null,
    repository: { nameWithOwner: "acme/shop" },
    parent: null,
    labels: rawList([]),
    assignees: rawList([]),
    comments: rawList([]),
    events: rawList([]),
    closers: rawList([]),
    developed: rawList([]),
    references: rawList([]),
    ...over,
  };
}

/** A cross reference from a pull request, read whole. */
export function referenceOf(pull: RawPull, willCloseTarget = false) {
  return {
    __typename: "CrossReferencedEvent",
    willCloseTarget,
    source: { __typename: "PullRequest" as const, ...pull },
  };
}

export function refOf(number: number, nameWithOwner = "acme/shop") {
  return {
    id: `PR_${number}`,
    number,
    url: `https://github.com/${nameWithOwner}/pull/${number}`,
    repository: { nameWithOwner },
  };
}
