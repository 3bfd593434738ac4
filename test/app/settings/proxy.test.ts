/** A real proxy between us and a GitHub. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClients } from "../../../src/app/clients.ts";
import { ConfigError, readAddresses, readConfig } from "../../../src/app/settings/config.ts";
import { createLog } from "../../../src/app/log.ts";
import { systemClock } from "../../../src/queue/clock.ts";
import { selfSigned } from "../../support/certificate.ts";

const { privateKey: PEM } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const APP = { APP_ID: "12", PRIVATE_KEY: PEM, WEBHOOK_SECRET: "s" };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  ends.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => void server.close(resolve));
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A GitHub that knows one App and counts who asked. */
function github(asked: string[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers["proxy-authorization"] ?? "-"}`);
    response.writeHead(200, { "content-type": "application/json" }).end('{"slug":"quench"}');
  };
}

/** A proxy: tunnels on CONNECT, passes on what comes with a whole address. */
async function openProxy(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const { authorization } = { authorization: request.headers["proxy-authorization"] ?? "-" };
    seen.push(`${request.method} ${request.url} ${authorization}`);
    const { "proxy-authorization": _password, ...headers } = request.headers;
    const passed = httpRequest(request.url ?? "", { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    seen.push(`CONNECT ${request.url} ${request.headers["proxy-authorization"] ?? "-"}`);
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  return { port: await listening(server), seen };
}

async function slug(env: Record<string, string>, lines: string[] = []): Promise<unknown> {
  const log = createLog({ level: "trace", write: (line) => void lines.push(line) });
  const { app } = createClients(readConfig({ ...APP, ...env }), { clock: systemClock, log });
  const { data } = await app.rest("GET /app");
  return (data as { slug: unknown }).slug;
}

describe("a proxy", () => {
  it("is gone through, with its password, which nothing logs", async () => {
    const asked: string[] = [];
    const port = await listening(createServer(github(asked)));
    const proxy = await openProxy();
    const lines: string[] = [];
    const env = {
      GITHUB_API_URL: `http://127.0.0.1:${port}/api/v3`,
      http_proxy: `http://olga:s3cret-pass@127.0.0.1:${proxy.port}`,
    };
    expect(await slug(env, lines)).toBe("quench");
    const basic = `Basic ${Buffer.from("olga:s3cret-pass").toString("base64")}`;
    expect(proxy.seen).toEqual([`GET http://127.0.0.1:${port}/api/v3/app ${basic}`]);
    expect(asked).toEqual(["GET /api/v3/app -"]);
    expect(lines.join("")).not.toContain("s3cret");
  });

  it("is left out for the hosts of NO_PROXY, and where none is set", async () => {
    const asked: string[] = [];
    const port = await listening(createServer(github(asked)));
    const proxy = await openProxy();
    const env = { GITHUB_API_URL: `http://127.0.0.1:${port}`, HTTP_PROXY: `http://127.0.0.1:${proxy.port}` };
    expect(await slug({ ...env, NO_PROXY: "example.com, 127.0.0.1" })).toBe("quench");
    expect(await slug({ ...env, no_proxy: `127.0.0.1:${port}` })).toBe("quench");
    expect(await slug({ ...env, NO_PROXY: "*" })).toBe("quench");
    expect(await slug({ GITHUB_API_URL: `http://127.0.0.1:${port}` })).toBe("quench");
    // One for https alone says nothing of http.
    expect(await slug({ ...env, HTTP_PROXY: "", HTTPS_PROXY: env.HTTP_PROXY })).toBe("quench");
    expect(proxy.seen).toEqual([]);
    expect(await slug({ ...env, NO_PROXY: "127.0.0.1:1, 27.0.0.1" })).toBe("quench");
    expect(proxy.seen).toHaveLength(1);
    expect(asked).toHaveLength(6);
  });

  it("that cannot be reached is no answer, and says nothing of its password", async () => {
    const lines: string[] = [];
    const env = { GITHUB_API_URL: "http://127.0.0.1:9", HTTP_PROXY: "http://olga:s3cret-pass@127.0.0.1:9" };
    const failure = await slug(env, lines).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "Unavailable" });
    expect(`${String(failure)}${lines.join("")}`).not.toContain("s3cret");
  });

  it("tunnels https to a GitHub Enterprise Server whose authority NODE_EXTRA_CA_CERTS names", async () => {
    const { key, certificate } = selfSigned();
    const asked: string[] = [];
    const port = await listening(createTlsServer({ key, cert: certificate }, github(asked)));
    const proxy = await openProxy();
    const folder = mkdtempSync(join(tmpdir(), "quench-proxy-"));
    ends.push(async () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, "ca.pem");
    writeFileSync(file, certificate);
    const env = {
      ...APP,
      PATH: process.env["PATH"] ?? "",
      GITHUB_API_URL: `https://127.0.0.1:${port}/api/v3`,
      HTTPS_PROXY: `http://olga:s3cret-pass@127.0.0.1:${proxy.port}`,
    };
    const trusting = await ask({ ...env, NODE_EXTRA_CA_CERTS: file });
    expect(trusting).toEqual({ out: "quench\n", err: "GET /app 200\n" });
    const basic = `Basic ${Buffer.from("olga:s3cret-pass").toString("base64")}`;
    expect(proxy.seen).toEqual([`CONNECT 127.0.0.1:${port} ${basic}`]);
    expect(asked).toEqual(["GET /api/v3/app -"]);
    const strange = await ask(env);
    expect(strange.out).toContain("self-signed certificate");
    expect(asked).toHaveLength(1);
    expect(`${strange.out}${strange.err}`).not.toContain("s3cret");
  });
});

function ask(env: Record<string, string>): Promise<{ out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["scripts/run.mjs", "test/support/ask-github.ts"], { env });
    const said = { out: "", err: "" };
    child.stdout.on("data", (chunk: Buffer) => void (said.out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => void (said.err += chunk.toString()));
    child.once("error", reject);
    child.once("close", () => resolve(said));
  });
}

describe("the address of a proxy", () => {
  const problems = (env: Record<string, string>): readonly string[] => {
    try {
      readAddresses(env);
    } catch (error) {
      if (error instanceof ConfigError) return error.problems;
      throw error;
    }
    return [];
  };

  it("is taken in either case, the lower first, with or without a name", () => {
    expect(readAddresses({}).proxy).toBeUndefined();
    expect(readAddresses({ NO_PROXY: "x" }).proxy).toBeUndefined();
    expect(readAddresses({ HTTPS_PROXY: "http://a.test:1", https_proxy: "http://b.test:2" }).proxy).toEqual({
      https: "http://b.test:2",
      http: "",
      none: "",
    });
    expect(readAddresses({ HTTP_PROXY: "https://u:p@a.test", NO_PROXY: "x,.y.test" }).proxy).toEqual({
      https: "https://u:p@a.test",
      http: "https://u:p@a.test",
      none: "x,.y.test",
    });
  });

  it.each([
    "proxy.example.com:3128",
    "socks5://proxy.example.com",
    "http://",
    "http://user:s3cret@",
    "http://user:s3cret@proxy.example.com/path",
    "user:s3cret@proxy.example.com:3128",
  ])("%s is told as wrong, and never shown", (text) => {
    const [problem, ...more] = problems({ HTTPS_PROXY: text });
    expect(more).toEqual([]);
    expect(problem).toBe("HTTPS_PROXY is not the address of a proxy: set a URL such as http://proxy.example.com:3128.");
  });
});
