/** Addresses and heads of requests that are made to be read in two ways. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { labelled, openReceiver, type Receiver, signatureOf } from "./receiver.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const LARGE = 200 * 1024 * 1024;

function request(target: string, body: string, more: readonly string[] = [], length = body.length): string {
  return [
    `POST ${target} HTTP/1.1`,
    "Host: quench.example.com",
    "Content-Type: application/json",
    "X-GitHub-Event: issues",
    "X-GitHub-Delivery: 1",
    `X-Hub-Signature-256: ${signatureOf(body)}`,
    `Content-Length: ${length}`,
    ...more,
    "",
    body,
  ].join("\r\n");
}

const OTHER_PATHS = [
  "//x/api/github/webhooks",
  "http://evil.example.com/api/github/webhooks",
  "/api/github/./webhooks",
  "/x/../api/github/webhooks",
  "/healthz/../api/github/webhooks",
  "/api%2Fgithub%2Fwebhooks",
  "/api/github/%77ebhooks",
  "/API/github/webhooks",
  "/api/github/webhooks;x",
  "/api/github/webhooks#x",
  "/api/github/webhooks/more",
];

describe("another way to write the receiver's path", () => {
  it.each(OTHER_PATHS)("is not its path: %s", async (path) => {
    expect(await receiver.write(request(path, labelled(), ["Connection: close"]))).toBe("HTTP/1.1 404 Not Found");
    expect(await receiver.app.engine.size()).toBe(0);
  });

  it.each(OTHER_PATHS.slice(0, 4))("is no way around the largest body: %s", async (path) => {
    const before = process.memoryUsage().rss;
    const answer = await receiver.write(request(path, "", [], LARGE), LARGE);
    expect(answer).toBe("HTTP/1.1 404 Not Found");
    expect(process.memoryUsage().rss - before).toBeLessThan(LARGE / 2);
  });

  it.each([
    "/api/github/webhooks",
    "/api/github/webhooks/",
    "/api/github/webhooks?from=proxy",
  ])("that proxies leave is its path: %s", async (path) => {
    expect(await receiver.write(request(path, labelled(), ["Connection: close"]))).toBe("HTTP/1.1 200 OK");
    expect(await receiver.app.engine.size()).toBe(1);
  });
});

describe("a request that is two", () => {
  it.each([
    ["a length and chunks", ["Transfer-Encoding: chunked"]],
    ["two lengths", ["Content-Length: 1"]],
    ["a length of words", ["Content-Length : 5, 6"]],
  ])("is refused: %s", async (_, more) => {
    const smuggled = request("/api/github/webhooks", labelled(), more);
    expect(await receiver.write(`${smuggled}${request("/api/github/webhooks", labelled())}`)).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await receiver.app.engine.size()).toBe(0);
  });
});

describe("a head that is too much", () => {
  it("of 20 kB is refused", async () => {
    const head = `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(20_000)}\r\n\r\n`;
    expect(await receiver.write(head)).toMatch(/^HTTP\/1\.1 431 /);
  });

  it("says nothing about the server, whatever is asked", async () => {
    for (const path of ["/", "/metrics.txt", "/probot", "/probot/stats", "/ping", "/.env", "/package.json"]) {
      const answer = await fetch(`${receiver.app.url}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers.get("server")).toBeNull();
      expect(answer.headers.get("x-powered-by")).toBeNull();
      expect(await answer.text()).toBe("not found\n");
    }
  });
});
