/** What the server takes of a request, and what it answers where it cannot: everything over real connections. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { createHmac } from "node:crypto";
import { connect, type Socket } from "node:net";
import { createBodies } from "../../../src/app/http/bodies.ts";
import { Overloaded } from "../../../src/app/engine.ts";
import { createLog } from "../../../src/app/log.ts";
import { createReceiver, type ReceiverParts } from "../../../src/app/http/receiver.ts";
import {
  type HttpServer,
  listen,
  type ListenOptions,
  type ServerLimits,
  WEBHOOKS_PATH,
} from "../../../src/app/http/server.ts";
import type { Signal } from "../../../src/app/events/signal.ts";

const SECRET = "a webhook secret";
const BODY = JSON.stringify({ action: "labeled", title: "s3cret-title" });
const SIGNAL = { event: "issues.labeled", installation: 3 } as Signal;

interface Bench {
  readonly server: HttpServer;
  readonly counted: string[];
  readonly lines: string[];
  readonly taken: string[];
  readonly port: number;
}

let server: HttpServer | null = null;
const sockets: Socket[] = [];

async function open(
  more: Partial<ReceiverParts> = {},
  limits: Partial<ServerLimits> = {},
  routes?: ListenOptions["routes"],
): Promise<Bench> {
  const counted: string[] = [];
  const lines: string[] = [];
  const taken: string[] = [];
  const log = createLog({ level: "trace", write: (line) => void lines.push(line) });
  const webhooks = createReceiver({
    secrets: [SECRET],
    signalOf: (name) => (name === "issues" ? SIGNAL : null),
    dispatch: async () => 1,
    log,
    metrics: { delivery: (event, outcome) => void counted.push(`${event} ${outcome}`) },
    onTaken: (id) => void taken.push(id),
    ...more,
  });
  const onRefused = (): void => void counted.push("refused");
  const host = "127.0.0.1";
  server = await listen({
    host,
    port: 0,
    webhooks,
    log,
    limits,
    onRefused,
    ...(routes === undefined ? {} : { routes }),
  });
  return { server, counted, lines, taken, port: Number(new URL(server.url).port) };
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  const closed = server?.close();
  server?.cut();
  await closed;
  server = null;
});

const signatureOf = (body: string | Buffer): string =>
  `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;

function headers(body: string | Buffer, more: Readonly<Record<string, string | null>> = {}): Record<string, string> {
  const usual = {
    "content-type": "application/json",
    "x-github-event": "issues",
    "x-github-delivery": "guid-1",
    "x-hub-signature-256": signatureOf(body),
  };
  return Object.fromEntries(
    Object.entries({ ...usual, ...more }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

const post = (
  { server: { url } }: Bench,
  body: string | Buffer = BODY,
  more: Readonly<Record<string, string | null>> = {},
): Promise<Response> => fetch(`${url}${WEBHOOKS_PATH}`, { method: "POST", body, headers: headers(body, more) });

const head = (length: number | string, more: Readonly<Record<string, string | null>> = {}, body = BODY): string =>
  [
    `POST ${WEBHOOKS_PATH} HTTP/1.1`,
    "Host: x",
    ...Object.entries(headers(body, more)).map(([name, value]) => `${name}: ${value}`),
    ...(typeof length === "number" ? [`Content-Length: ${length}`] : [length]),
    "\r\n",
  ].join("\r\n");

/** A connection; what comes on it, and its end. */
function dial({ port }: Bench): { socket: Socket; ended: Promise<string>; said: (text: RegExp) => Promise<string> } {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  let answer = "";
  const waiting: (() => void)[] = [];
  socket.on("data", (chunk: Buffer) => {
    answer += chunk.toString("latin1");
    for (const tell of waiting) tell();
  });
  socket.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => void socket.once("close", () => resolve(answer)));
  const said = (text: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const tell = (): void => {
        if (text.test(answer)) resolve(answer);
      };
      waiting.push(tell);
      tell();
    });
  return { socket, ended, said };
}

const connected = (socket: Socket): Promise<void> => new Promise((resolve) => void socket.once("connect", resolve));

describe("a delivery", () => {
  it("is answered with success, counted, and told of", async () => {
    const bench = await open();
    const answer = await post(bench);
    expect([answer.status, await answer.text()]).toEqual([200, "ok\n"]);
    expect((await post(bench, BODY, { "x-github-event": "star", "x-github-delivery": "guid-2" })).status).toBe(200);
    expect(bench.counted).toEqual(["issues enqueued", "star irrelevant"]);
    expect(bench.taken).toEqual(["guid-1", "guid-2"]);
  });

  it("that nothing comes of is irrelevant too", async () => {
    const bench = await open({ dispatch: async () => 0 });
    expect((await post(bench)).status).toBe(200);
    expect(bench.counted).toEqual(["issues irrelevant"]);
  });

  it("may come in chunks, with a charset, or after asking", async () => {
    const bench = await open();
    expect((await post(bench, BODY, { "content-type": "Application/JSON; charset=utf-8" })).status).toBe(200);
    const chunked = dial(bench);
    const half = BODY.length >> 1;
    chunked.socket.write(head("Transfer-Encoding: chunked"));
    for (const part of [BODY.slice(0, half), BODY.slice(half)]) {
      chunked.socket.write(`${part.length.toString(16)}\r\n${part}\r\n`);
    }
    chunked.socket.write("0\r\n\r\n");
    expect(await chunked.said(/\r\n\r\nok\n/)).toMatch(/^HTTP\/1\.1 200 OK/);
    const asking = dial(bench);
    asking.socket.write(head(BODY.length, { expect: "100-continue" }));
    expect(await asking.said(/100 Continue\r\n\r\n/)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    asking.socket.write(BODY);
    expect(await asking.said(/\r\n\r\nok\n/)).toContain("HTTP/1.1 200 OK");
    expect(bench.counted).toEqual(Array(3).fill("issues enqueued"));
  });

  it("is judged by its bytes: what is no UTF-8 is what was signed, and another text is not", async () => {
    const bench = await open();
    const bytes = Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')]);
    expect((await post(bench, bytes)).status).toBe(200);
    // As a text the two are the same.
    const decoded = Buffer.from(bytes.toString("utf8"));
    expect((await post(bench, decoded, { "x-hub-signature-256": signatureOf(bytes) })).status).toBe(401);
    expect((await post(bench, Buffer.from('{"title":"🔥\\ud800"}'))).status).toBe(200);
    expect((await post(bench, `\ufeff${BODY}`)).status).toBe(400);
  });
});

describe("what is refused by its head is told why, and its body is not waited for", () => {
  const zeros = `sha256=${"0".repeat(64)}`;
  it.each<[string, Readonly<Record<string, string | null>>, number, RegExp]>([
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415, /^deliveries come as a form: set the/],
    ["a text", { "content-type": "text/plain" }, 415, /^the content type must be application\/json$/m],
    ["json of another kind", { "content-type": "application/jsonx" }, 415, /must be application\/json/],
    ["compressed", { "content-encoding": "gzip" }, 415, /must not be compressed/],
    ["without an event", { "x-github-event": null }, 400, /X-GitHub-Event/],
    ["of an event that is no word", { "x-github-event": "*" }, 400, /X-GitHub-Event/],
    ["without an id", { "x-github-delivery": null }, 400, /X-GitHub-Delivery/],
    ["with an id of markup", { "x-github-delivery": "<i>" }, 400, /X-GitHub-Delivery/],
    ["without a signature", { "x-hub-signature-256": null }, 401, /X-Hub-Signature-256 is missing/],
    ["with another signature", { "x-hub-signature-256": zeros }, 401, /WEBHOOK_SECRET/],
  ])("%s", async (_, more, status, text) => {
    const bench = await open();
    const answer = await post(bench, BODY, more);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(text);
    expect(bench.counted).toHaveLength(1);
    expect(bench.counted[0]).toMatch(/ refused$/);
    expect(bench.taken).toEqual([]);
    expect(bench.lines.join("")).not.toContain("s3cret-title");
    expect(bench.lines.join("")).toContain(`"status":${status}`);
  });

  it("with a body that is still to come, however long", async () => {
    const bench = await open();
    for (const length of [1_000_000_000, "Transfer-Encoding: chunked"]) {
      const { socket, ended } = dial(bench);
      socket.write(head(length, { "x-hub-signature-256": null }));
      expect(await ended).toMatch(/^HTTP\/1\.1 401 /);
    }
  });

  it("compressed on its way", async () => {
    const bench = await open();
    const { socket, ended } = dial(bench);
    socket.write(head("Transfer-Encoding: gzip, chunked"));
    expect(await ended).toMatch(/^HTTP\/1\.1 501 /);
  });

  it("with a length and chunks at once", async () => {
    const bench = await open();
    const { socket, ended } = dial(bench);
    socket.write(head(`Content-Length: ${BODY.length}\r\nTransfer-Encoding: chunked`));
    expect(await ended).toMatch(/^HTTP\/1\.1 400 Bad Request/);
    expect(bench.counted).toEqual(["refused"]);
  });
});

describe("the log", () => {
  it("has one line a second of what anybody can cause, and how often it was", async () => {
    const bench = await open();
    for (let n = 0; n < 20; n += 1) await post(bench, BODY, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
    expect(bench.counted).toHaveLength(20);
    expect(bench.lines.length).toBeLessThan(10);
  });
});

describe("what is no payload is refused, once its signature is good", () => {
  it.each(["null", "[]", "1", '"x"', "", "{", '{"title": "s3cret-title"'])("%s", async (body) => {
    const bench = await open();
    expect((await post(bench, body)).status).toBe(400);
    expect((await post(bench, body, { "x-hub-signature-256": `sha256=${"1".repeat(64)}` })).status).toBe(401);
    expect(bench.lines.join("")).not.toContain("s3cret-title");
  });
});

describe("overload", () => {
  it("is answered 503, so that GitHub notes a failed delivery", async () => {
    const bench = await open({
      dispatch: async () => {
        throw new Overloaded("the queue is full");
      },
    });
    const answer = await post(bench);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("60");
    expect(await answer.text()).toBe("overloaded: not taken\n");
    expect((await post(bench, BODY, { "x-github-event": "star" })).status).toBe(200);
    expect(bench.counted).toEqual(["issues overloaded", "star irrelevant"]);
    expect(bench.taken).toEqual(["guid-1"]);
  });

  it("is what a store that fails, or does not answer in time, comes to", async () => {
    const dispatches = [() => Promise.reject(new Error("no connection")), () => new Promise<number>(() => undefined)];
    const bench = await open({ dispatch: () => dispatches.shift()?.() ?? Promise.resolve(1), answerWithin: 50 });
    expect((await post(bench)).status).toBe(503);
    expect((await post(bench)).status).toBe(503);
    expect((await post(bench)).status).toBe(200);
    expect(bench.counted).toEqual(["issues overloaded", "issues overloaded", "issues enqueued"]);
    expect(bench.lines.join("")).toContain("could not be stored");
  });

  it("of bytes gives up the largest body that is coming, and takes small ones meanwhile", async () => {
    const bodies = createBodies({ largest: 1_000_000, held: 100_000 });
    const bench = await open({ bodies });
    const large = dial(bench);
    const larger = dial(bench);
    large.socket.write(head(900_000) + "x".repeat(40_000));
    larger.socket.write(head(900_000) + "x".repeat(50_000));
    while (bodies.held < 90_000) await new Promise((resolve) => setTimeout(resolve, 1));
    const small = JSON.stringify({ title: "y".repeat(20_000) });
    expect((await post(bench, small)).status).toBe(200);
    const answer = await larger.ended;
    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable/);
    expect(answer).toMatch(/^retry-after: 60\r$/im);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(bench.counted.toSorted()).toEqual(["issues enqueued", "issues overloaded"]);
    expect(bodies.held).toBe(40_000);
    large.socket.destroy();
    while (bodies.held > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });

  it("is told of in its own words where one body alone is too large", async () => {
    const bench = await open({ bodies: createBodies({ largest: 1_000, held: 100_000 }) });
    const announced = await post(bench, "x".repeat(1_001));
    expect(announced.status).toBe(413);
    expect(announced.headers.get("connection")).toBe("close");
    const { socket, ended } = dial(bench);
    socket.write(`${head("Transfer-Encoding: chunked")}7d0\r\n${"x".repeat(2_000)}\r\n`);
    expect(await ended).toMatch(/^HTTP\/1\.1 413 /);
    expect(bench.counted).toEqual(["issues refused", "issues refused"]);
  });
});

describe("whoever is slow", () => {
  const quick = { headWithin: 100, requestWithin: 200, checkEvery: 20 };
  it.each([
    ["with a head", `POST ${WEBHOOKS_PATH} HTTP/1.1\r\nHost: x\r\nX-A: b`],
    ["with a body", `${head(1_000)}x`],
    ["with chunks", `${head("Transfer-Encoding: chunked")}5\r\nab`],
  ])("is answered 408 and cut off: %s", async (_, text) => {
    const bench = await open({}, quick);
    const { socket, ended } = dial(bench);
    socket.write(text);
    expect(await ended).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nConnection: close/);
    expect(bench.counted).toContain("refused");
  });

  it("is cut off where nothing at all is said", async () => {
    const bench = await open({}, quick);
    expect(await dial(bench).ended).toMatch(/^(?:HTTP\/1\.1 408 .*)?/);
    expect((await post(bench)).status).toBe(200);
  });
});

describe("connections", () => {
  it("that wait for nothing make room: a thousand idle ones shut nobody out", async () => {
    const bench = await open();
    const idle = Array.from({ length: 1_000 }, () => dial(bench));
    await Promise.all(idle.map(({ socket }) => connected(socket)));
    expect((await post(bench)).status).toBe(200);
    await idle[0]?.ended;
    expect(idle.filter(({ socket }) => socket.destroyed).length).toBeLessThan(10);
    expect(bench.counted).toContain("refused");
  });

  it("that trickle make room, those that are answered do not", async () => {
    let finish: (found: number) => void = () => undefined;
    const dispatch = (): Promise<number> => new Promise((resolve) => void (finish = resolve));
    const bench = await open({ dispatch }, { connections: 3 });
    const answered = dial(bench);
    answered.socket.write(head(BODY.length) + BODY);
    const trickling = dial(bench);
    trickling.socket.write(`${head(1_000)}x`);
    await connected(trickling.socket);
    const headless = dial(bench);
    headless.socket.write("POST / HT");
    await connected(headless.socket);
    const last = dial(bench);
    await connected(last.socket);
    await trickling.ended;
    expect([answered, headless, last].map(({ socket }) => socket.destroyed)).toEqual([false, false, false]);
    finish(1);
    expect(await answered.said(/ok\n/)).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it("are kept for the next delivery, and the one used last goes last", async () => {
    const bench = await open({}, { connections: 2 });
    const [used, idle] = [dial(bench), dial(bench)];
    await Promise.all([connected(used.socket), connected(idle.socket)]);
    used.socket.write(head(BODY.length) + BODY);
    await used.said(/ok\n/);
    const last = dial(bench);
    await idle.ended;
    used.socket.write(head(BODY.length) + BODY);
    await used.said(/ok\n[^]*ok\n/);
    expect(last.socket.destroyed).toBe(false);
  });
});

describe("a server that goes down", () => {
  it("takes nothing more on connections that are kept, and ends what it began", async () => {
    let finish: (found: number) => void = () => undefined;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => void (begin = resolve));
    const dispatch = (): Promise<number> => {
      begin();
      return new Promise((resolve) => void (finish = resolve));
    };
    const bench = await open({ dispatch });
    const { socket, said, ended } = dial(bench);
    socket.write(head(BODY.length, { "x-github-event": "star" }) + BODY);
    await said(/ok\n/);
    socket.write(head(BODY.length) + BODY);
    await begun;
    const closed = bench.server.close();
    finish(1);
    await said(/ok\n[^]*ok\n/);
    socket.write(head(BODY.length) + BODY);
    expect(await ended).toMatch(/HTTP\/1\.1 503 Service Unavailable[^]*going down\n$/);
    await closed;
    expect(bench.taken).toEqual(["guid-1", "guid-1"]);
  });
});

describe("other paths", () => {
  it("are those that were given, for GET and HEAD", async () => {
    const routes: ListenOptions["routes"] = new Map([
      ["/readyz", async (_, response) => void response.writeHead(503).end("not yet\n")],
    ]);
    const bench = await open({}, {}, routes);
    const { url } = bench.server;
    const ready = await fetch(`${url}/readyz?verbose`);
    expect([ready.status, await ready.text()]).toEqual([503, "not yet\n"]);
    expect((await fetch(`${url}/readyz`, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${url}/healthz`, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`${url}${WEBHOOKS_PATH}`)).status).toBe(404);
    expect(bench.counted).toEqual([]);
  });

  it("have a head of 16 kB at most", async () => {
    const bench = await open();
    const answer = await fetch(`${bench.server.url}/healthz`, { headers: { "x-long": "a".repeat(17_000) } });
    expect(answer.status).toBe(431);
    expect(bench.counted).toEqual(["refused"]);
  });
});
