/** A box with only its REST face, over real HTTP. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RestHooks } from "../../../src/sandbox/rest/answer.ts";
import { createRestHandler } from "../../../src/sandbox/rest/handler.ts";
import { type Credentials, type SeedRole, seed } from "../../../src/sandbox/seed.ts";
import type { Box } from "../../../src/sandbox/state/box.ts";
import { createState } from "../../../src/sandbox/state/create.ts";
import { signedJwt } from "./jwt.ts";

export const START = Date.parse("2026-03-02T09:00:00Z");

export type Asker = SeedRole | "jwt" | "installation" | "nobody";

export interface Reply {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- the tests read fields whose shapes the description checks
  body: any;
}

export interface TestBox {
  state: Box;
  url: string;
  credentials: Credentials;
  people: Record<SeedRole, { login: string; token: string }>;
  /** `GET /repos/acme/shop/…` for paths that begin without a slash. */
  call(asker: Asker, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  close(): Promise<void>;
}

const PERMISSIONS = {
  actions: "read",
  administration: "write",
  checks: "write",
  contents: "write",
  deployments: "write",
  issues: "write",
  members: "read",
  merge_queues: "read",
  pull_requests: "write",
  statuses: "write",
} as const;

const EVENTS = (
  "check_run check_suite issue_comment issue_dependencies issues label member merge_group organization " +
  "pull_request pull_request_review push status sub_issues workflow_run"
).split(" ");

/** @param permissions those of the App; nearly all of them when left out */
export const startBox = async (
  hooks: RestHooks = {},
  permissions: Record<string, "read" | "write" | "admin"> = { ...PERMISSIONS },
): Promise<TestBox> => {
  const state = createState({ now: START });
  const planted = seed(state, { app: { permissions, events: EVENTS, webhookUrl: "http://127.0.0.1:9/hook" } });
  const handle = createRestHandler(state, hooks);
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "box"}`);
      response.sendDate = false;
      handle(request, response, { body: Buffer.concat(chunks), url }).catch((error: unknown) => {
        response.writeHead(500).end(error instanceof Error ? error.stack : String(error));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  state.urls = { api: url, web: "https://github.com" };
  let installationToken: string | undefined;

  const credential = async (asker: Asker): Promise<string | undefined> => {
    if (asker === "nobody") return undefined;
    if (asker === "jwt") return signedJwt(planted.credentials, state.clock.now());
    if (asker !== "installation") return planted.people[asker].token;
    if (installationToken === undefined) {
      const path = `/app/installations/${planted.credentials.installationId}/access_tokens`;
      installationToken = (await call("jwt", "POST", path)).body.token as string;
    }
    return installationToken;
  };

  const call: TestBox["call"] = async (asker, method, path, body, headers = {}) => {
    const token = await credential(asker);
    const response = await fetch(`${url}${path.startsWith("/") ? path : `/repos/acme/shop/${path}`}`, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== "" ? JSON.parse(text) : text,
    };
  };

  return {
    state,
    url,
    credentials: planted.credentials,
    people: planted.people,
    call,
    async close() {
      state.clock.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
