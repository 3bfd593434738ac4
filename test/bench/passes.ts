/** What a pass costs: requests of the first and of an unchanged one, the time of the first, verdicts a second. */
import { performance } from "node:perf_hooks";
import { openSandbox } from "../../src/cli/sandbox.ts";
import { type InForce, resolvePolicy } from "../../src/core/policy/resolve.ts";
import { isUnreadable } from "../../src/core/snapshot/types.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import { createClient } from "../../src/github/client.ts";
import { readSnapshot } from "../../src/github/read.ts";
import { control, median, round } from "./webhooks.ts";

interface Counts {
  readonly total: number;
  readonly writes: number;
  readonly not_modified: number;
  readonly graphql: { readonly requests: number; readonly cost: number };
  readonly by: Readonly<Record<string, Counts>>;
}

/** @returns figures, each with its goal beside it. */
export async function benchPasses(): Promise<Record<string, unknown>> {
  const open = await openSandbox({ port: 0, logLevel: "silent" });
  const { box } = open;
  const issues = `${box.url}/repos/${box.repository}/issues`;
  const as = (role: keyof typeof box.people) => ({ authorization: `Bearer ${box.people[role].token}` });
  const settle = () => control(box.url, "GET", "idle?timeout=30");
  const bot = async (): Promise<Counts> => {
    const all = (await control(box.url, "GET", "requests")) as Counts;
    return all.by["quench[bot]"] ?? { total: 0, writes: 0, not_modified: 0, graphql: { requests: 0, cost: 0 }, by: {} };
  };
  try {
    const seconds: number[] = [];
    let first: Counts | null = null;
    let number = 0;
    for (let round = 0; round < 5; round += 1) {
      await control(box.url, "DELETE", "requests");
      const from = performance.now();
      const created = await fetch(issues, {
        method: "POST",
        headers: as("owner"),
        body: JSON.stringify({ title: "Down", labels: ["incident"] }),
      });
      number = ((await created.json()) as { number: number }).number;
      await settle();
      seconds.push((performance.now() - from) / 1000);
      first ??= await bot();
    }
    await control(box.url, "DELETE", "requests");
    await fetch(`${issues}/${number}/comments`, {
      method: "POST",
      headers: as("owner"),
      body: JSON.stringify({ body: "Still looking." }),
    });
    await settle();
    const unchanged = await bot();
    return {
      first_pass: {
        seconds: median(seconds),
        goal: "<= 1",
        requests: first?.total,
        writes: first?.writes,
        graphql_reads: first?.graphql.requests,
      },
      unchanged_pass: {
        graphql_reads: unchanged.graphql.requests,
        goal: "1",
        graphql_points: unchanged.graphql.cost,
        not_modified: unchanged.not_modified,
        other_requests: unchanged.total - unchanged.graphql.requests - unchanged.not_modified,
        writes: unchanged.writes,
        goal_writes: "0",
      },
      verdicts_per_second: await verdicts(open, number),
    };
  } finally {
    await open.close();
  }
}

async function verdicts({ box }: Awaited<ReturnType<typeof openSandbox>>, number: number): Promise<number> {
  const [owner = "", repo = ""] = box.repository.split("/");
  const client = createClient({ auth: box.people.owner.token, baseUrl: box.url, graphqlUrl: box.graphqlUrl });
  const identity = { login: "quench[bot]", appId: box.credentials.appId, kind: "app" as const, key: null };
  const read = await readSnapshot(client, { owner, repo, number }, identity);
  if (read.kind !== "snapshot" || isUnreadable(read.snapshot.policy)) throw new Error("the incident could not be read");
  const inForce = resolvePolicy(read.snapshot.policy) as InForce;
  const COUNT = 2000;
  for (let warm = 0; warm < 500; warm += 1) evaluate(read.snapshot, inForce);
  const from = performance.now();
  for (let done = 0; done < COUNT; done += 1) evaluate(read.snapshot, inForce);
  return round(COUNT / ((performance.now() - from) / 1000));
}
