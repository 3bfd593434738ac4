/** The policy file: absent, off, broken, changed, and proposed by a pull request. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, type Comment, form, policy, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1" });
const PATH = ".github/quench.yml";

async function own(number: number): Promise<Comment[]> {
  return (await world.comments(number)).filter(({ user }) => user.login === BOT);
}

async function expectEnforced(number: number): Promise<void> {
  const before = await world.reopenings(number);
  await world.closeIssue(world.as.author, number);
  await world.settle();
  await world.advance("PT61S");
  expect((await world.issue(number)).state).toBe("open");
  expect(await world.reopenings(number)).toBe(before + 1);
  expect(await world.twice(number)).toEqual([]);
}

describe("without a policy file", () => {
  it("points to the set-up once for ever", async () => {
    world = await World.open({ policy: null });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const [pointer, ...more] = await own(number);
    expect(more).toEqual([]);
    expect(pointer?.body).toContain("/new/main");
    expect(await world.items(number)).toEqual([]);
    const second = await world.open({ body: SEV1 });
    await world.settle();
    expect(await own(second.number)).toEqual([]);
    await world.as.admin.del(`${world.repo}/issues/comments/${pointer?.id}`);
    await world.restart();
    const third = await world.open({ body: SEV1 });
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["sev1"] });
    await world.advance("PT2H");
    expect(await own(number)).toEqual([]);
    expect(await own(second.number)).toEqual([]);
    expect(await own(third.number)).toEqual([]);
    await world.closeIssue(world.as.owner, third.number);
    await world.advance("PT10M");
    expect((await world.issue(third.number)).state).toBe("closed");
  });

  it("says nothing where somebody who may not write labelled it", async () => {
    world = await World.open({ policy: null });
    const tria = await world.person("tria-triage", "triage");
    await world.as.admin.post(`${world.repo}/labels`, { name: "incident", color: "b60205" });
    const { number } = await world.open({ body: SEV1 }, tria);
    await world.settle();
    expect(await own(number)).toEqual([]);
  });

  it("says it once, however often it is looked at at once", async () => {
    world = await World.open({ policy: null });
    await world.fault({ webhooks: "double" });
    const { number } = await world.open({ body: SEV1 });
    for (const label of ["a", "b", "c"])
      await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: [label] });
    await world.settle();
    expect(await own(number)).toHaveLength(1);
  });

  it("says it once where incidents come by the dozen", async () => {
    world = await World.open({ policy: null });
    const incidents = await Promise.all(Array.from({ length: 12 }, () => world.open({ body: SEV1 })));
    await world.settle();
    const all = await Promise.all(incidents.map(({ number }) => own(number)));
    expect(all.flat()).toHaveLength(1);
  });

  it("begins once the file is there", async () => {
    world = await World.open({ policy: null });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.setPolicy(policy("enforce"));
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    await expectEnforced(number);
  });

  it("stops when the file is taken away", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const before = (await own(number)).length;
    await world.setPolicy(null);
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect((await own(number)).filter(({ body }) => body.includes("Reopened"))).toEqual([]);
    expect((await own(number)).length).toBeLessThanOrEqual(before + 1);
  });
});

describe("`enabled: false`", () => {
  it("is silence", async () => {
    world = await World.open({ policy: policy("enforce", "enabled: false\n") });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.say(world.as.owner, number, "/quench help");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT10M");
    await world.restart();
    expect(await own(number)).toEqual([]);
    expect(await world.items(number)).toEqual([]);
    expect((await world.issue(number)).state).toBe("closed");
    const names = (await world.as.admin.get(`${world.repo}/labels?per_page=100`)).map(
      ({ name }: { name: string }) => name,
    );
    expect(names.filter((name: string) => name.startsWith("quench"))).toEqual([]);
  });
});

describe("a policy that no longer parses", () => {
  it("leaves the last valid one in force, and every verdict says where the mistake is", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await world.setPolicy("version: 1\nmode: enforced\nfoo: 1\n");
    await world.settle();
    expect(await world.tracker(number)).toMatch(/\.github\/quench\.yml:2:7/);
    expect(await world.tracker(number)).toContain("last valid version is in force");
    await expectEnforced(number);
    const second = await world.open({ body: SEV1 });
    await world.settle();
    expect(await world.items(second.number)).toHaveLength(3);
    await world.restart();
    expect(await world.tracker(number)).toMatch(/\.github\/quench\.yml:2:7/);
    await world.setPolicy(policy("enforce"));
    await world.settle();
    expect(await world.tracker(number)).not.toContain("quench.yml:2:7");
    expect(await world.twice(number)).toEqual([]);
  });

  it("and never did: the defaults in shadow mode", async () => {
    world = await World.open({ policy: null });
    await world.setPolicy("mode: [\n");
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    expect(await world.tracker(number)).toMatch(/\.github\/quench\.yml:\d+:\d+/);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.notices(number)).toEqual([]);
  });

  it("twice in a row, with many mistakes", async () => {
    world = await World.open();
    await world.setPolicy("version: 2\n");
    await world.setPolicy("version: 1\nmode: warn\nmode: shadow\n");
    await world.setPolicy("- a\n- list\n");
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    expect(await world.tracker(number)).toMatch(/\.github\/quench\.yml:1:1/);
    await expectEnforced(number);
  });
});

describe("whose policy counts", () => {
  it("not that of a pull request's head", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const pull = await world.pull(world.as.author, {
      files: { [PATH]: policy("shadow"), "a.md": "a\n" },
      body: `Fixes #${number}`,
    });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await expectEnforced(number);
    expect(await world.tracker(number)).toContain("enforce mode");
  });

  it("the default branch's, once it is merged", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const pull = await world.pull(world.as.author, { files: { [PATH]: policy("warn") } });
    await world.merge(world.as.admin, pull);
    await world.settle();
    expect(await world.tracker(number)).toContain("warn mode");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
  });

  it("another label, another grace and another item label", async () => {
    const more = "incident:\n  labels: [outage]\nitems:\n  label: follow-up\nclosure:\n  grace: 5m\n";
    world = await World.open({ policy: policy("enforce", more) });
    const { number } = await world.open({ body: SEV1, labels: ["outage"] });
    const other = await world.open({ body: SEV1, labels: ["incident"] });
    await world.settle();
    const items = await world.items(number);
    expect(items).toHaveLength(3);
    expect(items[0]?.labels.map(({ name }) => name)).toContain("follow-up");
    expect(await own(other.number)).toEqual([]);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT4M");
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
    await world.restart();
    expect(await world.twice(number)).toEqual([]);
  });

  it("`items.create: on_restored` waits for the restoration", async () => {
    world = await World.open({ policy: policy("enforce", "items:\n  create: on_restored\n") });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    expect(await world.items(number)).toEqual([]);
    expect(await world.own(number, "tracker")).toHaveLength(1);
    await world.as.owner.patch(`${world.repo}/issues/${number}`, {
      body: form({ Severity: "SEV1", "Service restored at": world.now() }),
    });
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });
});
