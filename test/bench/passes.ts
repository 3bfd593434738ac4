/** What a pass costs: requests of the first and of an unchanged one, and the time of the first. */
import { performance } from "node:perf_hooks";
import { openSandbox } from "../../src/cli/sandbox.ts";
import { control, median } from "./webhooks.ts";

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
    };
  } finally {
    await open.close();
  }
}
