/** Whatever GitHub, the network or the process does in between: the same end, and nothing twice. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });

/**
 * Everything that makes Quench write: an incident, its items, an early close, commands good and bad, a pull request
 * that would close the incident.
 */
async function story(): Promise<number> {
  const { number } = await world.open({ body: SEV1 });
  await world.settle();
  await world.closeIssue(world.as.author, number);
  await world.settle();
  await world.advance("PT61S");
  const items = await world.items(number);
  const [first, second] = items;
  if (first === undefined || second === undefined) throw new Error("no items");
  await world.name([first, second]);
  await world.say(world.as.owner, second.number, "/quench verify\n/quench due 2030-01-31");
  await world.pull(world.as.author, {
    files: { "a.md": "a\n" },
    body: `Fixes #${number}\nHardening: #${first.number}`,
  });
  await world.settle();
  await world.closeIssue(world.as.owner, second.number);
  await world.settle();
  return number;
}

/** How the story ends, whatever happened on the way. */
async function expectTheEnd(number: number): Promise<void> {
  expect(await world.twice(number)).toEqual([]);
  expect((await world.issue(number)).state).toBe("open");
  expect(await world.reopenings(number)).toBe(1);
  expect((await world.notices(number)).map((key) => key.split(":")[0])).toEqual(["undo"]);
  const items: Issue[] = await world.items(number);
  expect(items.map(({ title }) => title.replace(/ \(.*/, ""))).toEqual([
    "Rollback rehearsal gate",
    "Regression test for the root cause",
    "Runbook update and owner confirmation",
  ]);
  expect(items.map(({ state }) => state)).toEqual(["open", "open", "open"]);
  expect(items.map((item) => world.statusOf(item))).toEqual(["in_progress", "open", "open"]);
  expect(items.map(({ assignees }) => assignees.map(({ login }) => login))).toEqual([
    [world.as.owner.login],
    [world.as.owner.login],
    [],
  ]);
  expect((await world.notices(items[1]?.number ?? 0)).map((key) => key.split(":")[0]).sort()).toEqual([
    "answer",
    "undo",
  ]);
  const pulls = await world.as.admin.get(`${world.repo}/pulls?state=open`);
  expect(await world.gate(pulls[0].head.sha)).toBe("failure");
  const reactions = (await world.comments(items[1]?.number ?? 0)).filter(({ body }) => body.startsWith("/quench"));
  for (const { id } of reactions) {
    const found = await world.as.admin.get(`${world.repo}/issues/comments/${id}/reactions`);
    expect(found.map(({ content }: { content: string }) => content)).toContain("+1");
  }
  // What is in order is left alone.
  await world.control("DELETE", "requests");
  await world.restart();
  const { data } = await world.control("GET", "requests");
  expect(data.by["quench[bot]"].writes).toBe(0);
}

describe("without a fault", () => {
  it("the story ends as it should", async () => {
    world = await World.open();
    await expectTheEnd(await story());
  });
});

describe("webhooks", () => {
  it("all doubled", async () => {
    world = await World.open();
    await world.fault({ webhooks: "double" });
    await expectTheEnd(await story());
  });

  it("all reordered", async () => {
    world = await World.open();
    await world.fault({ webhooks: "reorder" });
    await expectTheEnd(await story());
  });

  it("all late", async () => {
    world = await World.open();
    await world.fault({ webhooks: "delay", delay_ms: 150 });
    await expectTheEnd(await story());
  });

  it("every other one dropped, then a restart", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.fault({ webhooks: "drop" });
    const [first] = await world.items(number);
    if (first === undefined) throw new Error("no items");
    await world.name([first]);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    await world.clearFaults();
    await world.restart();
    expect((await world.issue(number)).state).toBe("open");
    expect((await world.issue(first.number)).assignees.map(({ login }) => login)).toEqual([world.as.owner.login]);
    expect(await world.twice(number)).toEqual([]);
  });

  it("all dropped, then a day passes", async () => {
    world = await World.open();
    await world.fault({ webhooks: "drop" });
    const { number } = await world.open({ body: SEV1 });
    const second = await world.open({ body: "x" });
    await world.closeIssue(world.as.author, second.number);
    await world.settle();
    expect(await world.items(number)).toEqual([]);
    await world.advance("P1D");
    expect(await world.items(number)).toHaveLength(3);
    expect((await world.issue(second.number)).state).toBe("open");
    await world.closeIssue(world.as.author, number);
    await world.advance("P1D");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.twice(number)).toEqual([]);
    expect(await world.twice(second.number)).toEqual([]);
  });
});

const WRITES: readonly [route: string, times: number][] = [
  ["POST /repos/*/issues/*/comments", 4],
  ["PATCH /repos/*/issues/comments/*", 2],
  ["POST /repos/*/issues", 3],
  ["POST /repos/*/issues/*/sub_issues", 3],
  ["PATCH /repos/*/issues/*", 2],
  ["POST /repos/*/issues/comments/*/reactions", 4],
  ["DELETE /repos/*/issues/comments/*/reactions/*", 2],
  ["POST /repos/*/issues/*/assignees", 2],
  ["POST /repos/*/issues/*/labels", 1],
  ["POST /repos/*/labels", 3],
  ["POST /repos/*/check-runs", 1],
];

describe("writes", () => {
  it.each(WRITES)("%s answered 502", async (route, times) => {
    world = await World.open();
    world.sparePeople();
    await world.fault({ route, status: 502, times: times + 3 });
    const number = await story();
    expect(await world.clearFaults()).toBe(0);
    await expectTheEnd(number);
  });

  it.each(WRITES)("%s done, but its answer lost", async (route, times) => {
    world = await World.open();
    world.sparePeople();
    for (let index = 0; index < times; index += 1)
      await world.fault({ route, status: 502, apply: true, times: 1, after: index === 0 ? 0 : 1 });
    const number = await story();
    expect(await world.clearFaults()).toBe(0);
    await expectTheEnd(number);
  });
});
