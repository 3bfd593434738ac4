/** What sweeps cost over a thousand open incidents, and events whose facts are known: counted by the sandbox. */
import { createClients } from "../../src/app/clients.ts";
import { createIndex } from "../../src/app/known/index.ts";
import { createLog } from "../../src/app/log.ts";
import { createWorker } from "../../src/app/looks/work.ts";
import { openSandbox } from "../../src/cli/sandbox.ts";
import { createMemoryQueue } from "../../src/queue/memory.ts";
import type { Queue } from "../../src/queue/queue.ts";
import { reconcile } from "../../src/reconcile.ts";
import { startSandbox } from "../../src/sandbox/start.ts";
import { countsOf, INCIDENT, ITEM } from "./reads.ts";
import { control, round } from "./webhooks.ts";

const INCIDENTS = 1000;
const SMALL = { items: 1, pulls: 1, checks: ["test"], comments: 1, files: 0 };
const HOUR = 3_600_000;

/** @returns figures, each with its goal beside it. */
export async function benchSweep(): Promise<Record<string, unknown>> {
  return { sweep_1000_incidents: await sweepFigures(), events_with_known_facts: await eventFigures() };
}

/** Two sweeps of the App's own worker on the box's clock, which is moved on: the first looks at all, the second at what changed. */
async function sweepFigures(): Promise<Record<string, unknown>> {
  const box = await startSandbox();
  try {
    const bodies = { incident_body: INCIDENT, item_body: ITEM };
    for (let count = 0; count < INCIDENTS; count += 1) await control(box.url, "POST", "bulk", { ...SMALL, ...bodies });
    const { clock } = box;
    const log = createLog({ level: "silent" });
    const { appId, privateKey } = box.credentials;
    const config = {
      appId,
      privateKey,
      webhookSecret: "s",
      port: 0,
      host: "",
      logLevel: "silent" as const,
      apiUrl: box.url,
      graphqlUrl: box.graphqlUrl,
    };
    const clients = createClients(config, { clock, log });
    const index = createIndex();
    const worker = createWorker({
      config,
      clients,
      index: () => index,
      clock,
      log,
      pass: ({ repository, number }, deps) => {
        const [owner = "", repo = ""] = repository.split("/");
        return reconcile({ owner, repo, number }, { ...deps, readOnly: true });
      },
    });
    const queue: Queue = createMemoryQueue({ clock, work: worker.work, keep: (change) => index.apply(change) });
    const spend = async () => {
      const { total, graphql, not_modified: unchanged } = await countsOf(box);
      await control(box.url, "DELETE", "requests");
      return { requests: total, counted: total - unchanged, graphql: graphql.requests, points: graphql.cost };
    };
    const before = resident();
    await control(box.url, "DELETE", "requests");
    const subject = {
      kind: "sweep",
      installation: box.credentials.installationId,
      repository: box.repository,
    } as const;
    queue.enqueue(subject, { reason: "start" });
    await queue.idle();
    const start = clock.now();
    const wait = async (): Promise<void> => {
      await control(box.url, "POST", "clock", { advance: "PT1M" });
      await queue.idle();
    };
    while (clock.now() - start < HOUR) await wait();
    const firstHour = await spend();
    while (index.incidents < INCIDENTS && clock.now() - start < 24 * HOUR) await wait();
    const whole = (clock.now() - start) / HOUR;
    const rest = await spend();
    const grown = resident() - before;
    queue.enqueue(subject, { reason: "sweep" });
    await queue.idle();
    const unchanged = await spend();
    await queue.stop();
    return {
      incidents: index.incidents,
      at_start: {
        hours: round(whole),
        reads_per_incident: round((firstHour.graphql + rest.graphql) / INCIDENTS),
        points_in_the_first_hour: firstHour.points,
        budget_of_the_smallest_installation: 5000,
        resident_mb: Math.round(grown / 1e6),
      },
      nothing_changed: { ...unchanged, reads_per_incident: unchanged.requests / INCIDENTS, goal: "<= 0.2" },
    };
  } finally {
    await box.close();
  }
}

/** One usual incident with the whole App: what a comment on it, and an edit of its pull request, cost. */
async function eventFigures(): Promise<Record<string, unknown>> {
  const open = await openSandbox({ port: 0, logLevel: "silent" });
  const { box } = open;
  const settle = () => control(box.url, "GET", "idle?timeout=60");
  const as = { authorization: `Bearer ${box.people.owner.token}` };
  const send = async (method: string, path: string, body: unknown): Promise<number> => {
    await settle();
    await control(box.url, "DELETE", "requests");
    const url = `${box.url}/repos/${box.repository}/${path}`;
    const answer = await fetch(url, { method, headers: as, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    await settle();
    return (await countsOf(box)).total;
  };
  try {
    const bulk = { items: 5, pulls: 2, comments: 30, files: 12, incident_body: INCIDENT, item_body: ITEM };
    const { incident } = (await control(box.url, "POST", "bulk", bulk)) as { incident: number };
    await send("POST", `issues/${incident}/comments`, { body: "First." });
    const pulls = (await (
      await fetch(`${box.url}/repos/${box.repository}/pulls?state=all&per_page=1`, { headers: as })
    ).json()) as readonly { number: number }[];
    const pull = pulls[0]?.number ?? 0;
    return {
      issue_event: { requests: await send("POST", `issues/${incident}/comments`, { body: "Still." }), goal: "<= 2" },
      pull_request_event: { requests: await send("PATCH", `pulls/${pull}`, { title: "Clearer" }), goal: "<= 3" },
    };
  } finally {
    await open.close();
  }
}

function resident(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss;
}
