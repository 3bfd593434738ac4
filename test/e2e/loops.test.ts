/** Loops: something closes whatever is reopened (R-C8). Counts are exact, and no close is answered twice. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, form, policy, type Someone, someone, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });
const CALLED = "people:\n  escalation: vera-verifier\n";

/** Opens the world on a Wednesday morning, with an incident. */
async function begin(more = CALLED): Promise<number> {
  world = await World.open({ policy: policy("enforce", more) });
  await world.control("POST", "clock", { now: "2030-01-09T10:00:00Z" });
  await world.settle();
  const { number } = await world.open({ body: SEV1 });
  await world.settle();
  return number;
}

/** Whoever closes does so whenever it is found open, for so many hours. */
async function quarrel(number: number, hours: number, close: () => Promise<unknown>, every = "PT30M"): Promise<void> {
  const until = world.box.clock.now() + hours * 3_600_000;
  while (world.box.clock.now() < until) {
    if ((await world.issue(number)).state === "open") await close();
    await world.advance(every);
  }
}

/** Days on which the App reopened it. */
async function days(number: number): Promise<string[]> {
  const events: { event: string; actor: { login: string } | null; created_at: string }[] = await world.as.admin.get(
    `${world.repo}/issues/${number}/timeline?per_page=100`,
  );
  return events
    .filter(({ event, actor }) => event === "reopened" && actor?.login === BOT)
    .map(({ created_at: at }) => at.slice(0, 10));
}

async function bot(slug: string): Promise<Someone> {
  const { data } = await world.control("POST", "apps", { slug });
  return someone(world.box.url, data.login, data.token);
}

const THREE = ["2030-01-09", "2030-01-09", "2030-01-10"];

async function expectOneCall(number: number): Promise<void> {
  const notices = await world.notices(number);
  expect(notices.filter((key) => key.startsWith("undo:"))).toHaveLength(3);
  expect(new Set(notices).size).toBe(notices.length);
  expect(notices.filter((key) => key.startsWith("disputed:"))).toHaveLength(1);
  const calls = (await world.comments(number)).filter(({ body }) => body.includes("@vera-verifier"));
  expect(calls).toHaveLength(1);
  expect(calls[0]?.body).toContain("stop-what-you-did-not-want.md");
  expect((await world.issue(number)).labels.map(({ name }) => name)).toContain("quench: disputed");
  expect(await world.tracker(number)).toContain("⛔ Disputed");
  expect(await world.twice(number)).toEqual([]);
}

describe("R-C8 a quarrel", () => {
  it("with a bot that closes at once whatever is reopened, for a week", async () => {
    const number = await begin();
    const stale = await bot("stale");
    await quarrel(number, 36, () => world.closeIssue(stale, number), "PT1H");
    await quarrel(number, 6 * 24, () => world.closeIssue(stale, number), "PT12H");
    expect(await days(number)).toEqual(THREE);
    await expectOneCall(number);
    expect((await world.comments(number)).some(({ body }) => body.includes("closed by the bot `stale[bot]`"))).toBe(
      true,
    );
  });

  it("with a project's automation", async () => {
    const number = await begin();
    await quarrel(number, 48, () => world.control("POST", "project-closes", { number, title: "Roadmap @all" }));
    expect(await days(number)).toEqual(THREE);
    await expectOneCall(number);
    const told = (await world.comments(number)).filter(({ body }) => body.includes("automation of the project"));
    expect(told.length).toBeGreaterThan(0);
    for (const { body } of told) expect(body).not.toMatch(/@all/);
  });

  it("names no private project", async () => {
    const number = await begin();
    await world.control("POST", "project-closes", { number });
    await world.advance("PT61S");
    const [undone] = await world.own(number, (await world.notices(number)).map((key) => `notice:${key}`)[0] ?? "");
    expect(undone?.body).toContain("closed by a project's automation");
  });

  it("with a person, over a weekend and a restart", async () => {
    world = await World.open({ policy: policy("enforce", CALLED) });
    // A Friday evening.
    await world.control("POST", "clock", { now: "2030-01-11T18:00:00Z" });
    await world.settle();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    await quarrel(number, 5, () => world.closeIssue(world.as.author, number));
    expect(await days(number)).toEqual(["2030-01-11", "2030-01-11"]);
    await world.restart();
    await quarrel(number, 24 * 5, () => world.closeIssue(world.as.author, number), "PT6H");
    expect(await days(number)).toEqual(["2030-01-11", "2030-01-11", "2030-01-14"]);
    await expectOneCall(number);
  });

  it("with two processes of the App on one repository", async () => {
    const number = await begin();
    await world.startApp();
    await quarrel(number, 30, () => world.closeIssue(world.as.author, number));
    expect(await days(number)).toEqual(THREE);
    await expectOneCall(number);
  });

  it("ends with an override: it is closed, and no longer disputed", async () => {
    const number = await begin();
    await quarrel(number, 3, () => world.closeIssue(world.as.author, number));
    await world.say(world.as.admin, number, "/quench override The vendor fixes the pool next week.");
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("closed");
    expect((await world.issue(number)).labels.map(({ name }) => name)).not.toContain("quench: disputed");
    await world.advance("P2D");
    expect(await world.reopenings(number)).toBe(2);
  });

  it("is no quarrel where a person closes once a day", async () => {
    const number = await begin();
    for (let day = 1; day <= 4; day += 1) {
      await world.closeIssue(world.as.author, number);
      await world.advance("PT61S");
      expect(await world.reopenings(number)).toBe(day);
      await world.advance("PT25H");
    }
    expect((await world.notices(number)).filter((key) => key.startsWith("disputed:"))).toEqual([]);
  });
});

describe("a locked conversation", () => {
  it("is reopened all the same, where GitHub takes no comment", async () => {
    const number = await begin();
    await world.as.admin.put(`${world.repo}/issues/${number}/lock`, { lock_reason: "too heated" });
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    await quarrel(number, 4, () => world.closeIssue(world.as.author, number));
    expect(await world.reopenings(number)).toBe(2);
    expect(await world.tracker(number)).toContain("⛔ Disputed");
    await world.as.admin.del(`${world.repo}/issues/${number}/lock`);
    await world.say(world.as.owner, number, "Unlocked.");
    await world.settle();
    expect((await world.notices(number)).filter((key) => key.startsWith("disputed:"))).toHaveLength(1);
  });

  it("that was locked before we came: no tracker, and the gate works", async () => {
    world = await World.open();
    const { number } = await world.open({ labels: [], body: SEV1 });
    await world.as.admin.put(`${world.repo}/issues/${number}/lock`, {});
    await world.as.admin.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    await world.closeIssue(world.as.admin, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.items(number)).toHaveLength(3);
  });
});
