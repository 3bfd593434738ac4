/** The Action in the repository's workflows beside the App: each speaks for itself, and neither does it again. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { runJob } from "../action/runner.ts";
import { form, type Issue, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const ACTIONS = "github-actions[bot]";
const BODY = form({ Severity: "SEV1", "Finding types": "slow recovery, late decision" });

async function job(action: string, number: number): Promise<void> {
  const { code } = await runJob({
    apiUrl: world.box.url,
    graphqlUrl: world.box.graphqlUrl,
    repository: world.box.repository,
    token: world.box.people.actions.token,
    event: "issues",
    payload: { action, issue: await world.issue(number), repository: { full_name: world.box.repository } },
  });
  expect(code).not.toBeNull();
  await world.settle();
}

/** Open items by what they are for, whoever made them. */
async function openItems(number: number): Promise<string[]> {
  const items: Issue[] = await world.items(number);
  return items.filter(({ state }) => state === "open").map(({ title }) => title.replace(/ \(.*/, ""));
}

const THREE = ["Checkpoint SLA and commander script", "Rollback rehearsal gate", "Regression test for the root cause"];

describe("App and Action", () => {
  it("make the items once, and each one tracker", async () => {
    world = await World.open();
    const { number } = await world.open({ body: BODY });
    await world.settle();
    await job("labeled", number);
    expect(await openItems(number)).toEqual(THREE);
    const trackers = (await world.comments(number)).filter(({ body }) => body.startsWith("<!-- quench:tracker -->"));
    expect(trackers.map(({ user }) => user.login)).toEqual(["quench[bot]", ACTIONS]);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    await job("closed", number);
    const reopened = (await world.events(number)).filter(({ event }) => event === "reopened");
    expect(reopened).toHaveLength(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("come to one of each where both looked at the same time", async () => {
    world = await World.open();
    const { number } = await world.open({ labels: [], body: BODY });
    await Promise.all([
      world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] }),
      job("labeled", number),
    ]);
    await world.settle();
    await job("edited", number);
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["sev1"] });
    await world.settle();
    await job("labeled", number);
    expect((await openItems(number)).sort()).toEqual([...THREE].sort());
    expect(await world.twice(number)).toEqual([]);
  });
});
