/** The App's tokens go to GitHub's API, and the App fetches code from nowhere. */
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClients } from "../../src/app/clients.ts";
import { createLog } from "../../src/app/log.ts";
import { systemClock } from "../../src/queue/clock.ts";
import { labelled, openReceiver } from "./http/receiver.ts";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Asked {
  readonly path: string;
  readonly authorization: string | null;
}

/** A server that notes who came with which token. */
async function noting(answer: (path: string) => { status: number; headers?: Record<string, string>; body: unknown }) {
  const asked: Asked[] = [];
  const server: Server = createServer((request, response) => {
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization ?? null });
    const { status, headers = {}, body } = answer(request.url ?? "");
    response.writeHead(status, { "content-type": "application/json", date: new Date().toUTCString(), ...headers });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(resolve));
  });
  const address = server.address();
  return { asked, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` };
}

function clientsOf(url: string) {
  const config = { appId: 7, privateKey, apiUrl: url, graphqlUrl: `${url}/graphql` };
  return createClients(config, { clock: systemClock, log: createLog({ level: "silent" }) });
}

const TOKEN = { token: `ghs_${"a".repeat(36)}`, expires_at: "2099-01-01T00:00:00Z", permissions: {} };

describe("a token", () => {
  it("does not follow a redirect to another server", async () => {
    const elsewhere = await noting(() => ({ status: 200, body: { number: 4 } }));
    const github = await noting((path) =>
      path.includes("access_tokens")
        ? { status: 201, body: TOKEN }
        : { status: 301, headers: { location: `${elsewhere.url}/stolen` }, body: { url: elsewhere.url } },
    );
    const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
    await clientsOf(github.url)
      .forInstallation(3)
      .rest(route, { owner: "acme", repo: "shop", issue_number: 4 })
      .catch(() => null);
    expect(github.asked.at(-1)?.authorization).toContain("ghs_");
    expect(elsewhere.asked.filter(({ authorization }) => authorization !== null)).toEqual([]);
  });

  it("of one installation is not used for another, and the private key's own goes to the App's routes alone", async () => {
    const github = await noting((path) => {
      const id = /installations\/(\d+)\/access_tokens/.exec(path)?.[1];
      return id === undefined
        ? { status: 200, body: {} }
        : { status: 201, body: { ...TOKEN, token: `ghs_${id}${"b".repeat(35)}` } };
    });
    const clients = clientsOf(github.url);
    for (const id of [3, 4]) {
      await clients.forInstallation(id).rest("GET /repos/{owner}/{repo}/assignees", { owner: `of-${id}`, repo: "x" });
    }
    await clients.app.rest("GET /app");
    for (const { path, authorization } of github.asked) {
      const own = /^\/repos\/of-(\d)/.exec(path)?.[1];
      expect(authorization).toMatch(own === undefined ? /^bearer eyJ/ : new RegExp(`^token ghs_${own}b`));
      expect(own !== undefined || path.startsWith("/app")).toBe(true);
    }
    expect(github.asked.length).toBe(5);
    const [header = "", claims = ""] = (github.asked.at(-1)?.authorization ?? "").replace("bearer ", "").split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({ alg: "RS256", typ: "JWT" });
    const { iat, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { iat: number; exp: number };
    expect(exp - iat).toBeLessThanOrEqual(600);
  });
});

describe("code from elsewhere", () => {
  it("is never fetched, whatever Probot's own variables name", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quench-npx-"));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ["npx", "npm", "pnpm", "yarn"]) {
      writeFileSync(join(folder, name), `#!/bin/sh\ntouch "${join(folder, "ran")}"\nexit 1\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const before = process.env;
    ends.push(() => {
      process.env = before;
    });
    process.env = {
      ...before,
      PATH: `${folder}${delimiter}${before["PATH"] ?? ""}`,
      REDIS_URL: "redis://127.0.0.1:1",
      WEBHOOK_PROXY_URL: "https://smee.example/x",
      SENTRY_DSN: "https://x@sentry.example/1",
      npm_config_user_agent: "npm/11",
      npm_command: "exec",
    };
    const receiver = await openReceiver();
    ends.push(() => receiver.close());
    expect((await receiver.deliver(labelled())).status).toBe(200);
    expect(existsSync(join(folder, "ran"))).toBe(false);
    expect(receiver.lines.join("")).not.toMatch(/redis|smee|sentry/i);
  });
});
