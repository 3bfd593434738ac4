/** What reading costs, from the sandbox's own count: a usual incident, and the largest that GitHub's limits allow. */
import { performance } from "node:perf_hooks";
import { createAppAuth } from "@octokit/auth-app";
import { createClient } from "../../src/github/request/client.ts";
import { memoryKey } from "../../src/github/identity.ts";
import { type PassResult, reconcile } from "../../src/reconcile.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start.ts";
import { control, round } from "./webhooks.ts";

/** Sizes, in the words of the sandbox's `POST bulk`. */
const USUAL = { items: 5, pulls: 2, comments: 30, files: 12 };
const LARGE = { items: 100, pulls: 10, comments: 500, files: 3000 };

export const INCIDENT = "### Severity\n\nSEV1\n\n### Failure class\n\ncapacity\n";
export const ITEM =
  "### Incident reference\n\n#{incident}\n\n### Failure class\n\ncapacity\n\n### Lane\n\nquality\n\n" +
  "### Control check\n\ntest\n\n### Risk reduction\n\nhigh\n\n### Adoption speed\n\nfast\n";

interface Counts {
  readonly total: number;
  readonly writes: number;
  readonly not_modified: number;
  readonly routes: Readonly<Record<string, { readonly count: number }>>;
  readonly graphql: { readonly requests: number; readonly cost: number };
}

type Figures = Record<string, unknown>;
type Pass = (write: boolean) => Promise<PassResult>;

/** @returns figures, each with its goal beside it. */
export async function benchReads(): Promise<Figures> {
  return {
    usual_incident: await benchSize(USUAL, { reads: "1", points: "<= 10" }, unchanged),
    // Its hundred comments would take longer than GitHub's own limits for writing allow: it is read only.
    large_incident: await benchSize(LARGE, { reads: "<= 12", points: "<= 60" }, readAgain),
  };
}

async function benchSize(
  size: typeof USUAL,
  goals: { readonly reads: string; readonly points: string },
  then: (box: Sandbox, pass: Pass) => Promise<Figures>,
): Promise<Figures> {
  const box = await startSandbox();
  try {
    const bulk = { ...size, incident_body: INCIDENT, item_body: ITEM };
    const { incident } = (await control(box.url, "POST", "bulk", bulk)) as { incident: number };
    const pass = passOver(box, incident);
    await control(box.url, "DELETE", "requests");
    const memory = watchMemory();
    const from = performance.now();
    const first = await pass(false);
    const seconds = round((performance.now() - from) / 1000);
    const grown = memory.stop();
    const counts = await countsOf(box);
    if (first.kind !== "judged") throw new Error(`the pass ended with ${first.kind}`);
    return {
      ...size,
      unread: first.unread.length,
      graphql_reads: counts.graphql.requests,
      goal_reads: goals.reads,
      graphql_points: counts.graphql.cost,
      goal_points: goals.points,
      rest: restOf(counts),
      seconds,
      snapshot_mb: megabytes(JSON.stringify(first.snapshot).length),
      ...grown,
      ...(await then(box, pass)),
    };
  } finally {
    await box.close();
  }
}

/** One pass after nothing is left to write. */
async function unchanged(box: Sandbox, pass: Pass): Promise<Figures> {
  for (let round = 0; round < 5; round += 1) {
    const result = await pass(true);
    if (result.outcomes.length === 0 && result.retryIn === null) break;
  }
  await control(box.url, "DELETE", "requests");
  await pass(true);
  const counts = await countsOf(box);
  return { unchanged_pass: { ...spent(counts), writes: counts.writes, goal_writes: "0" } };
}

async function readAgain(box: Sandbox, pass: Pass): Promise<Figures> {
  await control(box.url, "DELETE", "requests");
  await pass(false);
  return { read_again: spent(await countsOf(box)) };
}

function spent(counts: Counts): Figures {
  const { requests, cost } = counts.graphql;
  return { graphql_reads: requests, graphql_points: cost, rest: restOf(counts) };
}

function passOver(box: Sandbox, number: number): Pass {
  const { appId, privateKey, installationId } = box.credentials;
  const [owner = "", repo = ""] = box.repository.split("/");
  const auth = { strategy: createAppAuth, options: { appId, privateKey, installationId } };
  const client = createClient({ baseUrl: box.url, graphqlUrl: box.graphqlUrl, auth, now: () => box.clock.now() });
  const log = { info: () => undefined, warn: () => undefined };
  const identity = { login: "quench[bot]", appId, kind: "app" as const, key: memoryKey(privateKey) };
  return (write) => reconcile({ owner, repo, number }, { client, log, identity, readOnly: !write });
}

/** What our own requests came to since they were last forgotten. */
export async function countsOf(box: Sandbox): Promise<Counts> {
  const { by } = (await control(box.url, "GET", "requests")) as { by: Record<string, Counts> };
  return by["quench[bot]"] ?? { total: 0, writes: 0, not_modified: 0, routes: {}, graphql: { requests: 0, cost: 0 } };
}

/** Requests by route; those answered by 304 cost nothing. */
function restOf({ routes, not_modified, total, graphql }: Counts): Figures {
  const rest = Object.entries(routes).filter(([route]) => !route.endsWith("/graphql"));
  const by = Object.fromEntries(rest.map(([route, { count }]): [string, number] => [route, count]));
  return { requests: total - graphql.requests, not_modified, by };
}

/** The most that heap and process held above what they held before; the box in the same process is counted along. */
function watchMemory(): { stop(): Record<string, number> } {
  (globalThis as { gc?: () => void }).gc?.();
  const before = process.memoryUsage();
  const most = { heap: 0, rss: 0 };
  const look = (): void => {
    const { heapUsed, rss } = process.memoryUsage();
    most.heap = Math.max(most.heap, heapUsed - before.heapUsed);
    most.rss = Math.max(most.rss, rss - before.rss);
  };
  const timer = setInterval(look, 5);
  return {
    stop() {
      clearInterval(timer);
      look();
      return { peak_heap_growth_mb: megabytes(most.heap), peak_rss_growth_mb: megabytes(most.rss) };
    },
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
