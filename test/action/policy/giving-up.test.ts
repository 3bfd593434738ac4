/** A job of the mode `policy` whose time or budget ends before everything is simulated. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Job, JobReport } from "../../../src/action/job.ts";
import { policy } from "../../../src/action/policy/policy.ts";
import { createClient } from "../../../src/github/request/client.ts";
import { form, policy as policyText, type Pull, World } from "../../support/e2e.ts";

let world: World;
let pull: Pull;
beforeEach(async () => {
  world = await World.open({ app: false, policy: policyText("warn") });
  for (let number = 0; number < 30; number += 1) await world.open({ body: form({ Severity: "SEV1" }) });
  pull = await world.pull(world.as.author, { files: { ".github/quench.yml": policyText("enforce") } });
});
afterEach(async () => world.close());

function run(more: { readonly elapsed?: number; readonly left?: number }): Promise<JobReport> {
  const { box } = world;
  const [owner = "", repo = ""] = box.repository.split("/");
  const auth = box.people.actions.token;
  const job = {
    runner: { eventName: "pull_request" },
    inputs: { dryRun: false, timeLimit: 1, mode: "policy" },
    place: { owner, repo },
    payload: { pull_request: { number: pull.number } },
    client: createClient({ auth, baseUrl: box.url, graphqlUrl: box.graphqlUrl }),
    identity: { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null },
    meter: { requests: () => 7, left: () => more.left ?? null },
    log: { info: () => undefined, warn: () => undefined },
    say: () => undefined,
    command: () => undefined,
    lacks: () => [],
    sleep: async () => undefined,
    elapsed: () => more.elapsed ?? 0,
  };
  return policy(job as unknown as Job);
}

async function check(): Promise<{ status: string; conclusion: string | null; output: { summary: string } }> {
  const { check_runs: all } = await world.as.admin.get(`${world.repo}/commits/${pull.head.sha}/check-runs`);
  expect(all).toHaveLength(1);
  return all[0];
}

describe("a job that gives up", () => {
  it.each([
    ["when its time is over", { elapsed: 60_001 }, "the job's time was over"],
    ["before the token's hour is used up", { left: 50 }, "GitHub's rate limit was reached"],
  ])("%s: concludes with what it knows, and the next one goes on from there", async (_name, more, why) => {
    const report = await run(more);
    expect(report).toMatchObject({ failures: [], outputs: { outcome: "unknown" } });
    const said = `**25 of 30 incidents are simulated; of the others it is unknown:** ${why}.`;
    expect(report.summary).toContain(said);
    expect(await check()).toMatchObject({ status: "completed", conclusion: "success" });
    expect((await check()).output.summary).toContain(said);

    await world.control("DELETE", "requests");
    const next = await run({});
    expect(next.outputs.outcome).toBe("pass");
    expect(next.summary).toMatch(/^## ✅ Valid: 30 incidents would change/);
    expect((await check()).output.summary).toContain("**30 of 30 open incidents would change.**");
    const { data } = await world.control("GET", "requests");
    // Five incidents, and not thirty.
    expect(data.by["github-actions[bot]"].graphql.requests).toBeLessThan(12);
  });
});
