/** A sweep in the process itself, on the box's clock: what a job waits for passes at once. */
import { createAppAuth } from "@octokit/auth-app";
import { metered } from "../../../src/action/meter.ts";
import type { Job, JobReport } from "../../../src/action/job.ts";
import { sweep } from "../../../src/action/sweep/sweep.ts";
import { SWEEP_CHECK } from "../../../src/action/sweep/keep-mark.ts";
import { readMark } from "../../../src/action/sweep/mark.ts";
import { type Identity, memoryKey } from "../../../src/github/identity.ts";
import { createClient, type GitHubClient } from "../../../src/github/request/client.ts";
import { createReservoir } from "../../../src/github/request/reservoir.ts";
import { reconcile } from "../../../src/reconcile.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";

export const ACTIONS: Identity = { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null };
export const INCIDENT = "### Severity\n\nSEV1\n\n### Failure class\n\ncapacity\n";

export function itemBody(due: string): string {
  return `### Incident reference\n\n#{incident}\n\n### Failure class\n\ncapacity\n\n### Lane\n\nquality\n\n### Due date\n\n${due}\n`;
}

export interface Ran {
  readonly report: JobReport;
  readonly requests: number;
  readonly points: number;
  readonly log: readonly string[];
  readonly slept: number;
}

export class SweepStage {
  readonly box: Sandbox;

  private constructor(box: Sandbox) {
    this.box = box;
  }

  static async open(now = "2026-03-02T10:00:00Z", options: { readonly empty?: boolean } = {}): Promise<SweepStage> {
    return new SweepStage(await startSandbox({ now: Date.parse(now), ...options }));
  }

  close(): Promise<void> {
    return this.box.close();
  }

  async control<T = unknown>(method: string, name: string, body?: unknown): Promise<T> {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await (await fetch(`${this.box.url}/_sandbox/${name}`, init)).json()) as T;
  }

  async api<T>(route: string, body?: unknown, role: keyof Sandbox["people"] = "admin"): Promise<T> {
    const [method = "GET", path = ""] = route.split(" ");
    const answer = await fetch(`${this.box.url}/repos/${this.box.repository}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.box.people[role].token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  advance(span: string): Promise<unknown> {
    return this.control("POST", "clock", { advance: span });
  }

  at(now: string): Promise<unknown> {
    return this.control("POST", "clock", { now });
  }

  /** Incidents with one item each, begun forty days ago: every window is over. @returns their numbers, by due date. */
  async plant(dues: readonly string[]): Promise<number[]> {
    const made: number[] = [];
    for (const due of dues) {
      const size = { items: 1, pulls: 0, comments: 1, files: 0, days: 40, checks: ["test"] };
      const bodies = { incident_body: INCIDENT, item_body: itemBody(due) };
      made.push((await this.control<{ incident: number }>("POST", "bulk", { ...size, ...bodies })).incident);
    }
    return made;
  }

  client(pace = true, send: typeof fetch = fetch): GitHubClient {
    const { box } = this;
    return createClient({
      fetch: send,
      auth: box.people.actions.token,
      baseUrl: box.url,
      graphqlUrl: box.graphqlUrl,
      now: () => box.clock.now(),
      ...(pace ? {} : { reservoir: createReservoir(100_000, 100_000) }),
    });
  }

  /** Makes what a first look makes, as the Action, without its pace; the box's clock goes on by an hour where it must. */
  async settle(numbers: readonly number[]): Promise<void> {
    const [owner = "", repo = ""] = this.box.repository.split("/");
    const log = { info: () => undefined, warn: () => undefined };
    for (const number of numbers) {
      for (let tries = 0; tries < 3; tries += 1) {
        const client = this.client(false);
        const result = await reconcile({ owner, repo, number }, { client, identity: ACTIONS, log });
        if (result.retryIn === null) break;
        await this.advance("PT1H");
      }
    }
  }

  /** The same as the App, which leads from then on. */
  async settleAsApp(number: number): Promise<void> {
    const { box } = this;
    const [owner = "", repo = ""] = box.repository.split("/");
    const { appId, privateKey, installationId } = box.credentials;
    const auth = { strategy: createAppAuth, options: { appId, privateKey, installationId } };
    const client = createClient({ auth, baseUrl: box.url, graphqlUrl: box.graphqlUrl, now: () => box.clock.now() });
    const identity: Identity = { login: "quench[bot]", appId, kind: "app", key: memoryKey(privateKey) };
    const log = { info: () => undefined, warn: () => undefined };
    for (let tries = 0; tries < 3; tries += 1) await reconcile({ owner, repo, number }, { client, identity, log });
  }

  async run(
    inputs: Partial<Job["inputs"]> = {},
    use: (client: GitHubClient) => GitHubClient = (same) => same,
  ): Promise<Ran> {
    const { box } = this;
    const [owner = "", repo = ""] = box.repository.split("/");
    const { fetch: send, meter } = metered(fetch);
    const client = use(this.client(true, send));
    const began = box.clock.now();
    const lines: string[] = [];
    let slept = 0;
    await this.control("DELETE", "requests");
    const job = {
      runner: {} as Job["runner"],
      inputs: { mode: "sweep", dryRun: false, timeLimit: 50, ...inputs } as Job["inputs"],
      place: { owner, repo },
      payload: {},
      client,
      identity: ACTIONS,
      meter,
      lacks: () => [],
      log: { info: () => undefined, warn: () => undefined },
      say: (line: string) => void lines.push(line),
      command: () => undefined,
      sleep: async (milliseconds: number) => {
        slept += milliseconds;
        await this.advance(`PT${Math.ceil(milliseconds / 1000)}S`);
      },
      elapsed: () => box.clock.now() - began,
    } as Job;
    const report = await sweep(job);
    const { by } = await this.control<{ by: Record<string, { total: number; graphql: { cost: number } }> }>(
      "GET",
      "requests",
    );
    const counts = by["github-actions[bot]"] ?? { total: 0, graphql: { cost: 0 } };
    return { report, requests: counts.total, points: counts.graphql.cost, log: lines, slept };
  }

  /** The mark, on the commit that last changed the policy, or the folder of the workflows. */
  async marks(path = ".github/quench.yml"): Promise<readonly MarkJson[]> {
    const [commit] = await this.api<{ sha: string }[]>(`GET /commits?path=${path}&per_page=1`);
    const name = encodeURIComponent(SWEEP_CHECK);
    const { check_runs: runs } = await this.api<{ check_runs: MarkJson[] }>(
      `GET /commits/${commit?.sha}/check-runs?check_name=${name}&filter=all`,
    );
    return runs;
  }

  /** Which of these the mark remembers as not looked at to the end: their look was cut. */
  async unfinished(numbers: ReadonlySet<number>): Promise<readonly number[]> {
    const [run] = await this.marks();
    const now = Math.floor(this.box.clock.now() / 1000);
    const mark = readMark(run?.output.text ?? "", now);
    if (mark === null) throw new Error("there is no mark");
    const ended = mark.incidents.filter(({ seen, wake }) => seen > 0 && (wake === null || wake > now));
    const isEnded = new Set(ended.map(({ number }) => number));
    return [...numbers].filter((number) => !isEnded.has(number));
  }

  comments(number: number): Promise<{ id: number; body: string; user: { login: string } }[]> {
    return this.api(`GET /issues/${number}/comments?per_page=100`);
  }

  /** Every reminder of ours, as `issue: key`. */
  async reminders(): Promise<readonly string[]> {
    const found: string[] = [];
    for (let page = 1; ; page += 1) {
      const comments = await this.api<{ body: string; issue_url: string }[]>(
        `GET /issues/comments?per_page=100&page=${page}`,
      );
      for (const { body, issue_url: url } of comments) {
        const key = /^<!-- quench:notice:(reminder:\S+) -->/.exec(body)?.[1];
        if (key !== undefined) found.push(`${url.split("/").at(-1)}: ${key}`);
      }
      if (comments.length < 100) return found;
    }
  }
}

export interface MarkJson {
  readonly id: number;
  readonly conclusion: string;
  readonly output: { readonly title: string; readonly summary: string; readonly text: string };
}
