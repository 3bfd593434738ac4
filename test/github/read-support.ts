/** A box with people who act through its API, and a reader that looks at it as the App does. */
import { createAppAuth } from "@octokit/auth-app";
import type { Issue } from "../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../../src/core/snapshot/types.ts";
import { createClient, type GitHubClient } from "../../src/github/request/client.ts";
import { createEtagCache } from "../../src/github/request/etag-cache.ts";
import { type Identity, memoryKey } from "../../src/github/identity.ts";
import { readSnapshot } from "../../src/github/read.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/start.ts";

export type Role = "admin" | "owner" | "verifier" | "author" | "outsider" | "actions" | "app";

export interface World {
  readonly box: Sandbox;
  readonly identity: Identity;
  login(role: Exclude<Role, "app">): string;
  /** One call as somebody; answers its data. */
  as<T = Record<string, unknown>>(role: Role, route: string, parameters?: Record<string, unknown>): Promise<T>;
  open(
    role: Role,
    title: string,
    body: string,
    labels?: readonly string[],
  ): Promise<{ id: number; number: number; node_id: string }>;
  comment(role: Role, number: number, body: string): Promise<{ id: number; node_id: string }>;
  /** A branch with one commit that writes the files, and a pull request of it. */
  pull(
    role: Role,
    pull: { branch: string; title?: string; body?: string; files: Record<string, string>; message?: string },
  ): Promise<{ number: number; head: { sha: string } }>;
  control(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** GraphQL requests and points since the last call. */
  spent(): Promise<{ requests: number; cost: number; total: number; notModified: number }>;
  read(number: number): Promise<Snapshot>;
  readonly app: GitHubApp;
}
type GitHubApp = GitHubClient;

export async function openWorld(options: Pick<SandboxOptions, "empty" | "app"> = {}): Promise<World> {
  const box = await startSandbox({ ...options, now: Date.parse("2026-03-02T09:00:00Z") });
  const [owner = "", repo = ""] = box.repository.split("/");
  const { appId, privateKey, installationId } = box.credentials;
  const to = { baseUrl: box.url, graphqlUrl: box.graphqlUrl };
  const clients: Record<string, GitHubClient> = Object.fromEntries(
    Object.entries(box.people).map(([role, { token }]) => [role, createClient({ ...to, auth: token })]),
  );
  const auth = { strategy: createAppAuth, options: { appId, privateKey, installationId } };
  const app = createClient({ ...to, auth, etagCache: createEtagCache() });
  clients["app"] = app;
  const identity: Identity = { login: "quench[bot]", appId, kind: "app", key: memoryKey(privateKey) };

  const world: World = {
    box,
    identity,
    app,
    login: (role) => box.people[role].login,
    async as(role, route, parameters = {}) {
      const client = clients[role];
      if (client === undefined) throw new Error(`nobody plays ${role}`);
      return (await client.rest(route, { owner, repo, ...parameters })).data as never;
    },
    open: (role, title, body, labels = []) =>
      world.as(role, "POST /repos/{owner}/{repo}/issues", { title, body, labels }),
    comment: (role, issue_number, body) =>
      world.as(role, "POST /repos/{owner}/{repo}/issues/{issue_number}/comments", { issue_number, body }),
    async pull(role, { branch, title = branch, body = "", files, message = title }) {
      const main = await world.as<{ object: { sha: string } }>(role, "GET /repos/{owner}/{repo}/git/ref/{ref}", {
        ref: "heads/main",
      });
      const tree = await world.as<{ sha: string }>(role, "POST /repos/{owner}/{repo}/git/trees", {
        base_tree: main.object.sha,
        tree: Object.entries(files).map(([path, content]) => ({ path, mode: "100644", type: "blob", content })),
      });
      const commit = await world.as<{ sha: string }>(role, "POST /repos/{owner}/{repo}/git/commits", {
        message,
        tree: tree.sha,
        parents: [main.object.sha],
      });
      await world.as(role, "POST /repos/{owner}/{repo}/git/refs", { ref: `refs/heads/${branch}`, sha: commit.sha });
      return world.as(role, "POST /repos/{owner}/{repo}/pulls", { title, body, head: branch, base: "main" });
    },
    async control(method, path, body) {
      const answer = await fetch(`${box.url}/_sandbox/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    async spent() {
      const {
        graphql,
        total,
        not_modified: notModified,
      } = (await world.control("GET", "requests")) as {
        graphql: { requests: number; cost: number };
        total: number;
        not_modified: number;
      };
      await world.control("DELETE", "requests");
      return { ...graphql, total, notModified };
    },
    async read(number) {
      const result = await readSnapshot(app, { owner, repo, number }, identity);
      if (result.kind === "gone") throw new Error(result.why);
      return result.snapshot;
    },
  };
  return world;
}

/** The value of a fact that must have been read. */
export function known<T>(value: Readable<T> | undefined): T {
  if (value === undefined || isUnreadable(value)) throw new Error(`not read: ${JSON.stringify(value)}`);
  return value;
}

export function itemOf(snapshot: Snapshot, number: number): Issue {
  const item = known(snapshot.items).find((each) => each.number === number);
  if (item === undefined) throw new Error(`no item #${number}`);
  return item;
}

export function pullOf(snapshot: Snapshot, number: number): PullRequest {
  return known(snapshot.pulls[`acme/shop#${number}`]);
}
