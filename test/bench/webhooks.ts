/**
 * Irrelevant deliveries: how many are accepted a second and how soon they are answered, by the number of known incidents
 * and beside a bare Probot App with an empty handler, bare @octokit/webhooks, and node:http with the signature's check
 * alone. Each receiver and the client have a process of their own; all of them take turns, so that none has the quieter
 * machine.
 */
import { startPostgres } from "../support/postgres.ts";
import { makeKeys } from "../../src/sandbox/seed.ts";
import { type Child, start } from "../scale/channel.ts";
import { benchLag } from "./webhook-lag.ts";
import type { Told } from "./webhook-client.ts";
import type { Kind, Opening } from "./webhook-server.ts";

const ROUNDS = 7;
const A_ROUND = 2_000;
const WARMING = 4_000;
const LATER = 14_000;
const CONNECTIONS = 16;
const SECRET = "the bench's webhook secret";

interface Receiver {
  readonly name: string;
  readonly child: Child;
  readonly url: string;
  readonly told: Measured[];
}

interface Measured extends Told {
  /** Of the processor, in seconds. */
  readonly cpu: number;
}

/** @returns ratios, each with its goal beside it. */
export async function benchWebhooks(): Promise<Record<string, unknown>> {
  return {
    ...(await benchReceivers("memory", null)),
    ...(await benchLag("memory", null)),
    ...(await inPostgres(async (database) => ({
      ...(await benchReceivers("postgres", database)),
      ...(await benchLag("postgres", await database())),
    }))),
  };
}

async function inPostgres<T>(bench: (database: () => Promise<string>) => Promise<T>): Promise<T> {
  const postgres = await startPostgres({ durable: true });
  try {
    return await bench(() => postgres.database());
  } finally {
    await postgres.close();
  }
}

/** @param database makes a new one; null: the engine in memory. */
export async function benchReceivers(
  mode: string,
  database: (() => Promise<string>) | null,
): Promise<Record<string, unknown>> {
  const { privateKey } = makeKeys();
  const children: Child[] = [];
  const open = async (name: string, kind: Kind, known = 0): Promise<Receiver> => {
    const child = start("test/bench/webhook-server.ts");
    children.push(child);
    const databaseUrl = kind === "ours" && database !== null ? await database() : null;
    const opening: Opening = { kind, secret: SECRET, privateKey, known, databaseUrl };
    return { name, child, url: await child.ask<string>("open", opening), told: [] };
  };
  const client = start("test/bench/webhook-client.ts");
  const send = ({ url }: Receiver, count: number): Promise<Told> =>
    client.ask<Told>("send", { url, secret: SECRET, count, connections: CONNECTIONS });
  const measured = async (receiver: Receiver): Promise<Measured> => {
    const before = await receiver.child.ask<number>("cpu");
    const told = await send(receiver, A_ROUND);
    return { ...told, cpu: (await receiver.child.ask<number>("cpu")) - before };
  };
  try {
    const none = await open("0", "ours");
    const some = await open("1000", "ours", 1_000);
    const many = await open("100000", "ours", 100_000);
    const probot = await open("probot", "probot");
    const octokit = await open("octokit_webhooks", "octokit");
    const http = await open("node_http_and_signature", "http");
    const all = [none, some, many, probot, octokit, http];
    const held = ({ child }: Receiver): Promise<number> => child.ask<number>("memory");
    const known = (await many.child.ask<number>("known")) - (await none.child.ask<number>("known"));
    const bytes = ((await held(many)) - (await held(none))) / known;
    for (const each of all) await send(each, WARMING);
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      // Whoever comes first has the colder machine.
      const order = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)];
      for (const each of order) each.told.push(await measured(each));
    }
    // What was made quick by running is thrown away with the garbage: nothing is timed after this.
    const early = await held(none);
    await send(none, LATER);
    const late = await held(none);
    const beside = ({ told }: Receiver, { told: others }: Receiver, what: keyof Measured = "perSecond"): number =>
      median(told.map((own, at) => own[what] / (others[at]?.[what] ?? Number.NaN)));
    const looks = await Promise.all([none, some, many].map(({ child }) => child.ask<number>("looks")));
    return {
      [`webhooks_${mode}`]: {
        accepted_vs_bare_probot: { ratio: beside(none, probot), goal: ">= 1.5" },
        processor_of_bare_probot_vs_ours: { ratio: beside(probot, none, "cpu") },
        accepted_vs_bare_octokit_webhooks: { ratio: beside(none, octokit) },
        accepted_vs_node_http_and_signature: { ratio: beside(none, http) },
        accepted_with_1000_vs_0_incidents: { ratio: beside(some, none), goal: ">= 0.9" },
        accepted_with_100000_vs_0_incidents: { ratio: beside(many, none), goal: ">= 0.9" },
        p99_with_100000_vs_0_incidents: { ratio: beside(many, none, "p99"), goal: "<= 1.1" },
        looks_of_irrelevant_deliveries: { count: looks.reduce((sum, one) => sum + one, 0), goal: "0" },
        bytes_of_a_known_incident: { bytes: Math.round(bytes), incidents: known, keys_of_each: 41, goal: "<= 1024" },
        held_after_14000_more_deliveries: { ratio: round(late / early), goal: "<= 1.1" },
        of_this_machine: Object.fromEntries(
          all.map(({ name, told }) => [
            name,
            {
              accepted_per_second: Math.round(median(told.map(({ perSecond }) => perSecond))),
              processor_us_each: Math.round((median(told.map(({ cpu }) => cpu * 1000)) / A_ROUND) * 1000),
              p50_ms: median(told.map(({ p50 }) => p50)),
              p99_ms: median(told.map(({ p99 }) => p99)),
            },
          ]),
        ),
      },
    };
  } finally {
    await Promise.all([client, ...children].map((child) => child.stop()));
  }
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
