/** Whatever GitHub, the network or the process does in between: the same end, and nothing twice. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { World } from "../support/e2e.ts";
import { expectTheEndOf, playStory, SEV1 } from "../support/e2e-story.ts";

let world: World;
afterEach(async () => world.close());

/** The story of `e2e-story.ts`, in this world. */
const story = (): Promise<number> => playStory(world);
const expectTheEnd = (number: number): Promise<void> => expectTheEndOf(world, number);

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
    await world.fault({ webhooks: "reorder", delay_ms: 60 });
    await expectTheEnd(await story());
  });

  it("all late", async () => {
    world = await World.open();
    await world.fault({ webhooks: "delay", delay_ms: 60 });
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
    // Ten minutes after an event we look anew, so that the App has to be down for the close to stand.
    await world.stopApp();
    await world.closeIssue(world.as.author, number);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    await world.clearFaults();
    await world.startApp();
    expect((await world.issue(number)).state).toBe("open");
    expect((await world.issue(first.number)).assignees.map(({ login }) => login)).toEqual([world.as.owner.login]);
    expect(await world.twice(number)).toEqual([]);
  });

  it("all dropped, then a day passes", async () => {
    // A leap over the whole of it would come down once, where sweeps plan the next hours.
    const aDay = async (): Promise<void> => {
      for (let hour = 0; hour < 24; hour += 1) await world.advance("PT1H");
    };
    world = await World.open();
    await world.fault({ webhooks: "drop" });
    const { number } = await world.open({ body: SEV1 });
    const second = await world.open({ body: "x" });
    await world.closeIssue(world.as.author, second.number);
    await world.settle();
    expect(await world.items(number)).toEqual([]);
    await aDay();
    expect(await world.items(number)).toHaveLength(3);
    expect((await world.issue(second.number)).state).toBe("open");
    await world.closeIssue(world.as.author, number);
    await aDay();
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.twice(number)).toEqual([]);
    expect(await world.twice(second.number)).toEqual([]);
  });
});

/** The App's writes. */
const WRITES = [
  "POST /repos/*/issues/*/comments",
  "POST /repos/*/issues/*/sub_issues",
  "POST /repos/*/issues",
  "PATCH /repos/*/issues/*",
  "POST /repos/*/issues/*/labels",
  "POST /repos/*/issues/comments/*/reactions",
  "DELETE /repos/*/issues/comments/*/reactions/*",
  "PATCH /repos/*/issues/comments/*",
  "POST /repos/*/issues/*/assignees",
  "POST /repos/*/labels",
  "POST /repos/*/check-runs",
];

describe("writes", () => {
  it("of every kind answered 502", async () => {
    world = await World.open();
    world.sparePeople();
    // Four in a row are more than one pass tries: an item without its parent is left behind.
    for (const route of WRITES) await world.fault({ route, status: 502, times: route.endsWith("sub_issues") ? 4 : 1 });
    const number = await story();
    expect(await world.clearFaults()).toBe(0);
    await expectTheEnd(number);
  });

  it("of every kind done, but the answer lost", async () => {
    world = await World.open();
    world.sparePeople();
    for (const route of WRITES) await world.fault({ route, status: 502, apply: true, times: 1 });
    const number = await story();
    expect(await world.clearFaults()).toBe(0);
    await expectTheEnd(number);
  });

  it("that put a debt below its incident answered 502: it comes there later", async () => {
    world = await World.open();
    world.sparePeople();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.fault({ route: "POST /repos/*/issues/*/sub_issues", status: 502, times: 4 });
    await world.say(world.as.admin, number, "/quench override The vendor's fix is in, we watch it");
    await world.settle();
    expect(await world.clearFaults()).toBe(0);
    await world.advance("PT1M");
    const [debt, ...others] = await world.labelled("reliability-debt");
    expect(others).toEqual([]);
    expect((await world.items(number)).map((item) => item.number)).toContain(debt?.number);
    expect(await world.twice(number)).toEqual([]);
    // Where a person takes it away again, it stays away.
    await world.as.admin.del(`${world.repo}/issues/${number}/sub_issue`, { sub_issue_id: debt?.id });
    await world.settle();
    await world.restart();
    expect((await world.items(number)).map((item) => item.number)).not.toContain(debt?.number);
  });

  it("broken off: every third", async () => {
    world = await World.open();
    world.sparePeople();
    for (let index = 0; index < 6; index += 1)
      await world.fault({ route: "POST /repos/**", apply: index % 2 === 0, times: 1, after: index === 0 ? 0 : 2 });
    const number = await story();
    await world.clearFaults();
    await world.advance("PT20M");
    await expectTheEnd(number);
  });
});

describe("reads", () => {
  it("answered 502 again and again", async () => {
    world = await World.open();
    world.sparePeople();
    await world.fault({ route: "POST /graphql", status: 502, times: 4 });
    await world.fault({ route: "POST /graphql", status: 502, times: 1, after: 3 });
    const number = await story();
    await world.clearFaults();
    await expectTheEnd(number);
  });

  it.each([
    "repository.issue.comments",
    "repository.issue.events",
    "repository.issue.subIssues",
    "repository.issue.subIssues.nodes.comments",
    "repository.policy",
    null,
  ])("answered in part, without %s: nothing is undone on it, and it heals", async (path) => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.fault({ graphql: "partial", path });
    await world.closeIssue(world.as.author, number);
    for (let minute = 0; minute < 5; minute += 1) await world.control("POST", "clock", { advance: "PT31S" });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.notices(number)).toEqual([]);
    expect(await world.twice(number)).toEqual([]);
    await world.clearFaults();
    await world.advance("PT20M");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });

  it("answered in part at the first look: nothing is made twice", async () => {
    world = await World.open();
    for (const path of ["repository.issue.subIssues", "repository.issue.comments", "repository.labels"])
      await world.fault({ graphql: "partial", path, times: 3 });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.advance("PT20M");
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });
});

describe("rate limits", () => {
  it.each([
    ["primary", { rate_limit: "primary" }],
    ["secondary", { rate_limit: "secondary", retry_after: 60 }],
  ])("%s, in the middle of a pass", async (_name, limit) => {
    world = await World.open();
    world.sparePeople();
    for (const route of ["POST /repos/*/issues", "POST /repos/*/issues/*/comments", "PATCH /repos/*/issues/*"])
      await world.fault({ route, ...limit, times: 1, after: 1 });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    for (let hour = 0; hour < 3; hour += 1) await world.advance("PT61M");
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
    await world.closeIssue(world.as.author, number);
    await world.settle();
    for (let hour = 0; hour < 3; hour += 1) await world.advance("PT61M");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("obeys `retry-after`: nothing is asked before its time", async () => {
    world = await World.open();
    await world.fault({ route: "POST /graphql", rate_limit: "secondary", retry_after: 90, times: 1 });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.control("DELETE", "requests");
    for (const label of ["a", "b"])
      await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: [label] });
    await world.settle();
    await world.control("POST", "clock", { advance: "PT55S" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await world.control("GET", "requests")).data.by["quench[bot]"]).toBeUndefined();
    await world.advance("PT36S");
    expect(await world.items(number)).toHaveLength(3);
  });

  it("of GraphQL, answered 200", async () => {
    world = await World.open();
    await world.fault({ graphql: "rate_limited", times: 3 });
    const { number } = await world.open({ body: SEV1 });
    for (let hour = 0; hour < 4; hour += 1) await world.advance("PT61M");
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });
});

describe("a process that dies", () => {
  /** From the `after`th call on nothing of the App reaches GitHub any more; then it is gone, and another one starts. */
  async function dieAfter(after: number, act: () => Promise<unknown>): Promise<void> {
    await world.fault({ route: "POST /repos/**", apply: after % 2 === 1, times: 1, after });
    await world.fault({ route: "* /repos/**", after });
    await act();
    await new Promise((resolve) => setTimeout(resolve, 400));
    await world.stopApp();
    await world.clearFaults();
    await world.startApp();
    await world.advance("PT1M");
  }

  it.each([6, 14])("after call %i of its first pass, is replaced", async (after) => {
    world = await World.open();
    world.sparePeople();
    const { number } = await world.open({ body: SEV1 });
    // The webhook of the label comes now; the faults are set before the pass has read.
    await dieAfter(after, async () => undefined);
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
    expect((await world.statuses(number)).join()).toBe("open,open,open");
  });

  it.each([5])("after call %i of undoing a close, is replaced", async (after) => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await dieAfter(after, () => world.control("POST", "clock", { advance: "PT61S" }));
    await world.settle();
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.notices(number)).toHaveLength(1);
    expect(await world.twice(number)).toEqual([]);
  });
});
