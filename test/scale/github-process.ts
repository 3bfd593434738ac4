/** GitHub's stand-in in a process of its own: the box, and in front of it the replay with its fixed answer time. */
import { createServer, type IncomingMessage, request as send, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { control } from "../bench/webhooks.ts";
import { answering } from "./channel.ts";
import type { Fleet } from "./fleet.ts";
import { openBox, playIncident } from "./originals.ts";
import { type Answered, type Asked, createReplay, kept } from "./replay.ts";

/** Nothing asked for so long: the App is through. */
const QUIET = 1_500;

const box = await openBox();
const replay = createReplay(askBox);
let answerTime = 0;
let lastAsked = Date.now();
/** Recordings of GraphQL one by one: what one costs is what the box's count grows by. */
let turn: Promise<unknown> = Promise.resolve();

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    response.writeHead(502).end();
  });
});
server.keepAliveTimeout = 60_000;
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

// The runner's bundle is removed at an exit, not at a kill.
process.on("SIGTERM", () => process.exit(0));

const pause = (milliseconds: number): Promise<void> => new Promise((done) => void setTimeout(done, milliseconds));

answering({
  where: () => {
    const { appId, privateKey, webhookSecret, installationId } = box.credentials;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { url, appId, privateKey, webhookSecret, installationId };
  },
  /** Plays the incident with the App at that address; nothing more is sent there after it. */
  incident: async (webhooks: string) => {
    box.setWebhookUrl(webhooks);
    await control(box.url, "DELETE", "requests");
    const facts = await playIncident(box, async () => {
      await pause(QUIET);
      while (Date.now() - lastAsked < QUIET) await pause(100);
    });
    box.setWebhookUrl(null);
    const { by } = (await control(box.url, "GET", "requests")) as { by: Record<string, unknown> };
    return { facts, spent: by["quench[bot]"] };
  },
  fleet: (fleet: Fleet) => replay.play(fleet),
  answerTime: (milliseconds: number) => {
    answerTime = milliseconds;
  },
  counts: () => replay.counts(),
  reads: () => replay.reads(),
  forget: () => replay.forget(),
  sinceAsked: () => Date.now() - lastAsked,
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  lastAsked = Date.now();
  const { method = "GET", url: path = "/" } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const asked: Asked = { method, path, headers, body: Buffer.concat(chunks).toString("utf8") };
  const given = await replay.answer(asked);
  if (answerTime > 0) await pause(answerTime);
  lastAsked = Date.now();
  response.writeHead(given.status, { ...given.headers, "content-length": Buffer.byteLength(given.body) });
  response.end(given.body);
}

async function askBox(asked: Asked): Promise<Answered> {
  if (!asked.path.endsWith("/graphql")) return forward(asked);
  const mine = turn.then(async () => {
    const before = await pointsSpent();
    const given = await forward(asked);
    const cost = (await pointsSpent()) - before;
    return { ...given, headers: { ...given.headers, "x-ratelimit-cost": String(cost) } };
  });
  turn = mine.catch(() => undefined);
  return mine;
}

async function pointsSpent(): Promise<number> {
  const { graphql } = (await control(box.url, "GET", "requests")) as { graphql: { cost: number } };
  return graphql.cost;
}

function forward({ method, path, headers, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { "transfer-encoding": _chunks, ...sent } = headers;
    const length = body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const out = send(new URL(path, box.url), { method, headers: { ...sent, ...length } }, (answered) => {
      const chunks: Buffer[] = [];
      answered.on("data", (chunk: Buffer) => chunks.push(chunk));
      answered.on("error", reject);
      answered.on("end", () => {
        const all = Object.entries(answered.headers).map(([name, value]): [string, string] => [name, String(value)]);
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: answered.statusCode ?? 502, headers: kept(Object.fromEntries(all)), body: text });
      });
    });
    out.on("error", reject);
    out.end(body === "" ? undefined : body);
  });
}
