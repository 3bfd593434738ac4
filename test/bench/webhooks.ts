/** Accepted webhooks a second beside a bare Probot App with an empty handler, and memory by the number of events. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createNodeMiddleware, Probot } from "probot";
import { openSandbox } from "../../src/cli/sandbox.ts";
import { createLog } from "../../src/app/log.ts";
import { irrelevant, send } from "./load.ts";

const ROUNDS = 5;
const PER_ROUND = 1500;
const CONCURRENCY = 16;

/** @returns ratios, each with its goal beside it. */
export async function benchWebhooks(): Promise<Record<string, unknown>> {
  const open = await openSandbox({ port: 0, logLevel: "silent" });
  const { credentials } = open.box;
  const event = irrelevant(credentials.installationId);
  const bare = await bareProbot(credentials);
  const load = { ...event, secret: credentials.webhookSecret, concurrency: CONCURRENCY };
  try {
    const ours = (count: number) => send({ ...load, url: open.webhooksUrl, count });
    const theirs = (count: number) => send({ ...load, url: bare.url, count });
    // Both are warmed up, and take turns, so that neither has the quieter machine.
    await ours(500);
    await theirs(500);
    await control(open.box.url, "DELETE", "requests");
    const ratios: number[] = [];
    let sent = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = round % 2 === 0 ? await ours(PER_ROUND) : await theirs(PER_ROUND);
      const second = round % 2 === 0 ? await theirs(PER_ROUND) : await ours(PER_ROUND);
      ratios.push(round % 2 === 0 ? first / second : second / first);
      sent += PER_ROUND;
    }
    const requests = (await control(open.box.url, "GET", "requests")) as { total: number };
    return {
      webhooks_accepted_vs_bare_probot: { ratio: median(ratios), goal: ">= 0.9" },
      api_requests_per_irrelevant_event: { ratio: requests.total / sent, goal: "0" },
      memory_20000_vs_1000_events: { ratio: await memoryGrowth(ours), goal: "<= 1.1" },
    };
  } finally {
    bare.close();
    await open.close();
  }
}

/** Resident memory after 20,000 events against after 1,000, garbage collected. */
async function memoryGrowth(ours: (count: number) => Promise<number>): Promise<number> {
  const resident = (): number => {
    globalThis.gc?.();
    return process.memoryUsage.rss();
  };
  await ours(1000);
  const early = resident();
  await ours(19_000);
  return round(resident() / early);
}

async function bareProbot(credentials: { appId: number; privateKey: string; webhookSecret: string }) {
  const probot = new Probot({
    appId: credentials.appId,
    privateKey: credentials.privateKey,
    secret: credentials.webhookSecret,
    log: createLog({ level: "silent" }) as unknown as NonNullable<ConstructorParameters<typeof Probot>[0]>["log"],
  });
  const middleware = await createNodeMiddleware(
    (app) => {
      app.on("issues.opened", async () => {});
    },
    {
      probot,
      webhooksPath: "/api/github/webhooks",
    },
  );
  const server = createServer((request, response) => void middleware(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api/github/webhooks`, close: () => server.close() };
}

/** One call to the box's controls. */
export async function control(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return text === "" ? null : JSON.parse(text);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
