/**
 * One receiver of webhooks in a process of its own, for a client in another: ours, and what it is measured beside. Each
 * checks signatures; none of them asks GitHub anything.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, Probot } from "probot";
import { createClients } from "../../src/app/clients.ts";
import { createMemoryEngine, type Engine } from "../../src/app/engine.ts";
import { createLog } from "../../src/app/log.ts";
import { createPostgresEngine } from "../../src/app/postgres/engine.ts";
import { createReception } from "../../src/app/http/reception.ts";
import { fileKey, issueKey, mergedKey, runKey, shaKey } from "../../src/app/events/references.ts";
import { listen, WEBHOOKS_PATH } from "../../src/app/http/server.ts";
import { systemClock } from "../../src/queue/clock.ts";
import type { Change } from "../../src/queue/known.ts";
import type { Work } from "../../src/queue/queue.ts";
import { answering } from "../scale/channel.ts";
import { INSTALLATION } from "./webhook-mix.ts";

export type Kind = "ours" | "probot" | "octokit" | "http";
export interface Opening {
  readonly kind: Kind;
  readonly secret: string;
  readonly privateKey: string;
  /** Incidents that ours knows. */
  readonly known: number;
  /** Of ours: where its queue and index are; null: in memory. */
  readonly databaseUrl: string | null;
}

const log = createLog({ level: "silent" });
const probotLog = log as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>["log"];
let engine: Engine | null = null;
let looks = 0;

answering({
  open: ({ kind, ...opening }: Opening) => OPENERS[kind](opening),
  looks: () => looks,
  /** Seconds of the processor, since the start. */
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  /** Bytes that are held, garbage collected. */
  memory: () => {
    for (let time = 0; time < 3; time += 1) (globalThis as { gc?: () => void }).gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  },
  known: () => engine?.index.size() ?? 0,
});

const OPENERS: Readonly<Record<Kind, (opening: Omit<Opening, "kind">) => Promise<string>>> = {
  async ours({ secret, privateKey, known, databaseUrl }) {
    const config = {
      appId: 7,
      privateKey,
      webhookSecret: secret,
      port: 0,
      host: "127.0.0.1",
      logLevel: "silent",
      apiUrl: "http://127.0.0.1:9",
      graphqlUrl: "http://127.0.0.1:9/graphql",
    } as const;
    const work: Work = async (turn) => {
      if (turn.reasons[0] !== "fill") looks += 1;
      else for (let at = 0; at < known; at += 1) turn.keep(incident(at));
    };
    const parts = { clock: systemClock, work, onError: () => undefined };
    engine =
      databaseUrl === null
        ? createMemoryEngine(parts)
        : await createPostgresEngine({ ...parts, databaseUrl, log, role: "all" });
    await engine.enqueue({ kind: "sweep", installation: INSTALLATION, repository: null }, { reason: "fill" });
    await engine.idle();
    const self = () => ({ appId: 7, login: "quench[bot]" });
    const clients = createClients(config, { clock: systemClock, log });
    const { webhooks } = await createReception({ config, clients, engine, self, clock: systemClock, log });
    const { url } = await listen({ host: config.host, port: 0, webhooks, log });
    return `${url}${WEBHOOKS_PATH}`;
  },
  async probot({ secret, privateKey }) {
    const probot = new Probot({ appId: 7, privateKey, secret, log: probotLog });
    const empty = (app: Probot): void => app.onAny(async () => undefined);
    const middleware = await createNodeMiddleware(empty, { probot, webhooksPath: WEBHOOKS_PATH });
    return serve((request, response) => void middleware(request, response));
  },
  async octokit({ secret, privateKey }) {
    const { webhooks } = await new Probot({ appId: 7, privateKey, secret, log: probotLog }).ready();
    // The class that Probot has its receiver of, without Probot's transform.
    const Webhooks = webhooks.constructor as new (options: { secret: string }) => typeof webhooks;
    const bare = new Webhooks({ secret });
    bare.onAny(async () => undefined);
    return serve((request, response) => void take(request, response));
    async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { headers } = request;
      await bare.verifyAndReceive({
        id: String(headers["x-github-delivery"]),
        name: String(headers["x-github-event"]),
        signature: String(headers["x-hub-signature-256"]),
        payload: (await bytesOf(request)).toString("utf8"),
      });
      response.writeHead(200, { "content-length": 3 }).end("ok\n");
    }
  },
  async http({ secret }) {
    return serve((request, response) => void take(request, response));
    async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const hmac = createHmac("sha256", secret).update(await bytesOf(request));
      const given = Buffer.from(String(request.headers["x-hub-signature-256"]));
      const isGood = timingSafeEqual(Buffer.from(`sha256=${hmac.digest("hex")}`), given);
      response.writeHead(isGood ? 200 : 401, { "content-length": 3 }).end("ok\n");
    }
  },
};

/** The usual incident, in one of ten thousand repositories: five items, two pull requests of each, what they prove by. */
function incident(at: number): Change {
  const repository = `acme/service-${at % 10_000}`;
  const number = Math.floor(at / 10_000) * 100 + 1;
  const items = Array.from({ length: 5 }, (_, item) => issueKey(repository, number + 1 + item));
  const pulls = Array.from({ length: 10 }, (_, pull) => {
    const sha = (at * 20 + pull).toString(16).padStart(39, "0");
    return [issueKey(repository, number + 10 + pull), shaKey(`a${sha}`), shaKey(`b${sha}`)];
  }).flat();
  const proofs = ["limit.yml", "limit.test.js", "limit.md"].map((path) => fileKey(repository, path));
  const keys = [...items, ...pulls, mergedKey(repository), ...proofs, runKey(repository, at)];
  return { kind: "put", subject: { kind: "incident", installation: INSTALLATION, repository, number }, keys };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${WEBHOOKS_PATH}`;
}
