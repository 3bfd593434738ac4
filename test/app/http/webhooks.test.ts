import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createLog } from "../../../src/app/log.ts";
import { type RunningApp, startApp } from "../../../src/app/start.ts";

const SECRET = "a webhook secret";
const FORMER = "the secret before it";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const HEADERS = { "content-type": "application/json", "x-github-event": "issues", "x-github-delivery": "1" };

/** A GitHub that only counts: every request is answered 404. */
async function countingGitHub(): Promise<{ server: Server; url: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not Found"}');
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, requests };
}

describe("the App over HTTP", () => {
  let app: RunningApp;
  let github: Awaited<ReturnType<typeof countingGitHub>>;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    github = await countingGitHub();
    app = await startApp({
      sweep: false,
      log: createLog({ level: "trace", write: (line) => void lines.push(line) }),
      config: {
        appId: 7,
        privateKey,
        webhookSecret: SECRET,
        previousWebhookSecret: FORMER,
        port: 0,
        host: "127.0.0.1",
        logLevel: "trace",
        apiUrl: github.url,
        graphqlUrl: `${github.url}/graphql`,
      },
    });
  });
  afterEach(async () => {
    await app.stop();
    github.server.closeAllConnections();
    await new Promise((resolve) => void github.server.close(resolve));
  });

  const deliver = (name: string, payload: object, headers: Record<string, string> = {}): Promise<Response> => {
    const body = JSON.stringify(payload);
    return fetch(app.webhooksUrl, {
      method: "POST",
      body,
      headers: {
        "content-type": "application/json",
        "x-github-event": name,
        "x-github-delivery": randomUUID(),
        "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
        ...headers,
      },
    });
  };
  const about = (issue: object): object => ({
    action: "labeled",
    installation: { id: 3 },
    repository: { full_name: "acme/shop", default_branch: "main" },
    sender: { login: "olga" },
    issue,
  });

  it("answers an irrelevant event and asks GitHub nothing", async () => {
    const answer = await deliver("issues", about({ number: 4, labels: [{ name: "question" }], body: "see #1" }));
    expect(answer.status).toBe(200);
    expect((await deliver("star", { action: "created", installation: { id: 3 } })).status).toBe(200);
    await app.engine.idle();
    expect(github.requests).toEqual([]);
    expect(await app.engine.size()).toBe(0);
  });

  it("looks at an issue with the incident label", async () => {
    const answer = await deliver("issues", about({ number: 4, labels: [{ name: "Incident" }] }));
    expect(answer.status).toBe(200);
    expect(await app.engine.busy()).toBe(true);
    expect(await app.engine.size()).toBe(1);
  });

  it("refuses a bad signature, enqueues nothing, and logs neither payload nor secret", async () => {
    const answer = await deliver(
      "issues",
      about({ number: 4, title: "s3cret-title", labels: [{ name: "incident" }] }),
      {
        "x-hub-signature-256": `sha256=${"0".repeat(64)}`,
      },
    );
    expect(answer.status).toBe(401);
    expect(await answer.text()).toBe(
      "the signature does not match: is WEBHOOK_SECRET the secret of the App's webhook?\n",
    );
    expect(await app.engine.size()).toBe(0);
    const log = lines.join("");
    expect(log).toContain("signature");
    expect(log).not.toContain("s3cret-title");
    expect(log).not.toContain(SECRET);
  });

  it("takes what the former secret signed, while the two are exchanged, and nothing else", async () => {
    const payload = about({ number: 4, title: "ünïcödé 🔥", labels: [{ name: "incident" }] });
    const signed = (secret: string, text = JSON.stringify(payload)) => ({
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
    });
    expect((await deliver("issues", payload, signed(FORMER))).status).toBe(200);
    expect(await app.engine.size()).toBe(1);
    expect((await deliver("issues", payload, signed(SECRET))).status).toBe(200);
    for (const wrong of [
      signed("another"),
      signed(FORMER, `${JSON.stringify(payload)} `),
      signed(""),
      { "x-hub-signature-256": "" },
      { "x-hub-signature-256": `sha1=${createHmac("sha1", FORMER).update(JSON.stringify(payload)).digest("hex")}` },
      { "x-hub-signature-256": signed(FORMER)["x-hub-signature-256"].slice(0, -1) },
    ]) {
      expect((await deliver("star", payload, wrong)).status).toBe(401);
    }
    expect(lines.join("")).not.toContain(FORMER);
  });

  it("logs no payload of a good event either", async () => {
    await deliver("issues", about({ number: 4, title: "s3cret-title", labels: [{ name: "question" }] }));
    expect(lines.join("")).not.toContain("s3cret-title");
    expect(lines.length).toBeGreaterThan(0);
  });

  it("refuses what is no JSON, and says nothing of it in the log", async () => {
    const body = '{"title": "s3cret-title"';
    const answer = await fetch(app.webhooksUrl, {
      method: "POST",
      body,
      headers: {
        ...HEADERS,
        "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
      },
    });
    expect(answer.status).toBe(400);
    expect(lines.join("")).not.toContain("s3cret-title");
  });

  it("refuses a body above 25 MB, announced or not", async () => {
    const signed = { "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
    const headers = { ...HEADERS, ...signed };
    const body = Buffer.alloc(25 * 1024 * 1024 + 1);
    const answer = await fetch(app.webhooksUrl, { method: "POST", headers, body });
    expect(answer.status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 26; n += 1) controller.enqueue(new Uint8Array(1024 * 1024));
        controller.close();
      },
    });
    const streamed = await fetch(app.webhooksUrl, { method: "POST", headers, body: stream, duplex: "half" }).then(
      (each) => each.status,
      () => 413,
    );
    expect(streamed).toBe(413);
    expect(await app.engine.size()).toBe(0);
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200);
  });

  it("answers /healthz, and 404 to what it does not know", async () => {
    const health = await fetch(`${app.url}/healthz`);
    expect(health.status).toBe(200);
    expect(await health.text()).toBe("ok\n");
    expect((await fetch(`${app.url}/healthz`, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${app.url}/`)).status).toBe(404);
    expect((await fetch(app.webhooksUrl)).status).toBe(404);
    expect((await fetch(`${app.url}/api/github/webhooks`, { method: "POST", body: "x" })).status).toBe(415);
  });

  it("stops: takes no more, and ends", async () => {
    await app.stop();
    await expect(fetch(`${app.url}/healthz`)).rejects.toThrow();
    expect(await app.engine.size()).toBe(0);
  });
});
