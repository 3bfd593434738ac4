/** An incident that moves to another repository: a new number and a new id, and what was promised still holds. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, form, policy, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const BODY = form({ Severity: "SEV1", "Finding types": "slow recovery" });
const THERE = "acme/payments";

/** The other repository, with or without a policy. */
async function another(text: string | null): Promise<void> {
  const { status } = await world.control("POST", "repositories", { repository: THERE, admin: world.as.admin.login });
  expect(status).toBe(201);
  await world.as.admin.post(`/repos/${THERE}/labels`, { name: "incident", color: "ff0000" });
  if (text !== null) {
    const content = Buffer.from(text).toString("base64");
    await world.as.admin.put(`/repos/${THERE}/contents/.github/quench.yml`, { message: "Policy", content });
  }
  await world.settle();
}

async function transfer(number: number, graphql = "follow"): Promise<number> {
  const { status, data } = await world.control("POST", "issue-transfers", {
    repository: world.box.repository,
    number,
    to: THERE,
    graphql,
  });
  if (status !== 201) throw new Error(JSON.stringify(data));
  await world.settle();
  return data.number;
}

async function trackersThere(number: number): Promise<string[]> {
  const all: { body: string; user: { login: string } }[] = await world.as.admin.get(
    `/repos/${THERE}/issues/${number}/comments?per_page=100`,
  );
  return all
    .filter(({ body, user }) => user.login === BOT && body.startsWith("<!-- quench:tracker -->"))
    .map(({ body }) => body);
}

describe("a transferred incident", () => {
  it.each([
    "follow",
    "not_found",
  ])("keeps its memory where the new repository has Quench (GraphQL: %s)", async (graphql) => {
    world = await World.open();
    await another(policy("enforce"));
    const { number } = await world.open({ body: BODY });
    await world.settle();
    const now = await transfer(number, graphql);
    const [tracker, ...more] = await trackersThere(now);
    expect(more).toEqual([]);
    expect(tracker).toContain("**SEV1**");
    // Lowered by its author, who lacks the right: the memory says that it was stricter, and holds.
    await world.as.owner.patch(`/repos/${THERE}/issues/${now}`, { body: BODY.replace("SEV1", "SEV4") });
    await world.settle();
    expect((await trackersThere(now))[0]).toContain("**SEV1**");
    // No second set of items: what was created once is remembered.
    const items: unknown[] = await world.as.admin.get(`/repos/${THERE}/issues?labels=hardening&state=all`);
    expect(items).toEqual([]);
    await world.as.admin.patch(`/repos/${THERE}/issues/${now}`, { state: "closed", state_reason: "completed" });
    await world.advance("PT61S");
    const issue = await world.as.admin.get(`/repos/${THERE}/issues/${now}`);
    expect(issue.state).toBe("open");
    expect(await trackersThere(now)).toHaveLength(1);
  });

  it("is told which items stayed behind, and goes on with them once they come too", async () => {
    world = await World.open();
    await another(policy("enforce"));
    const { number } = await world.open({ body: BODY });
    await world.settle();
    const [first, ...others] = await world.items(number);
    if (first === undefined) throw new Error("no items");
    const now = await transfer(number);
    const told = (one: { number: number }): string =>
      `acme/shop#${one.number} stayed behind when this incident was transferred, so it still counts.`;
    for (const one of [first, ...others]) expect((await trackersThere(now))[0]).toContain(told(one));
    const moved = await transfer(first.number);
    await world.as.owner.post(`/repos/${THERE}/issues/${now}/comments`, { body: "It is here now." });
    await world.settle();
    const [tracker] = await trackersThere(now);
    expect(tracker).toContain(`- ⬜ #${moved} Rollback rehearsal gate`);
    expect(tracker).not.toContain(told(first));
    for (const one of others) expect(tracker).toContain(told(one));
    expect(tracker).not.toContain("cannot be told");
    // Nobody made them a second time.
    const items: unknown[] = await world.as.admin.get(`/repos/${THERE}/issues?labels=hardening&state=all`);
    expect(items).toHaveLength(1);
  });

  it("has its memory, its items and its one tracker when it comes back", async () => {
    world = await World.open();
    await another(policy("enforce"));
    const { number } = await world.open({ body: BODY });
    await world.settle();
    const items = (await world.items(number)).map((one) => one.number);
    const there = await transfer(number);
    const { data } = await world.control("POST", "issue-transfers", {
      repository: THERE,
      number: there,
      to: world.box.repository,
    });
    await world.settle();
    const tracker = await world.tracker(data.number);
    for (const one of items) expect(tracker).toContain(`- ⬜ #${one} `);
    expect(tracker).not.toContain("stayed behind");
    expect(await world.twice(data.number)).toEqual([]);
    expect(await world.labelled("hardening")).toHaveLength(items.length);
    await world.closeIssue(world.as.author, data.number);
    await world.advance("PT61S");
    expect(await world.reopenings(data.number)).toBe(1);
  });

  it("is silence where the new repository has no Quench", async () => {
    world = await World.open();
    await world.control("POST", "repositories", { repository: THERE, admin: world.as.admin.login, install: false });
    await world.as.admin.post(`/repos/${THERE}/labels`, { name: "incident", color: "ff0000" });
    const { number } = await world.open({ body: BODY });
    await world.settle();
    const now = await transfer(number);
    await world.as.admin.patch(`/repos/${THERE}/issues/${now}`, { state: "closed", state_reason: "completed" });
    await world.advance("PT10M");
    expect((await world.as.admin.get(`/repos/${THERE}/issues/${now}`)).state).toBe("closed");
    const said: { user: { login: string } }[] = await world.as.admin.get(`/repos/${THERE}/issues/${now}/comments`);
    expect(said.filter(({ user }) => user.login === BOT)).toHaveLength(1);
  });

  it("believes no memory of another issue, whoever carries it over", async () => {
    world = await World.open();
    await another(policy("enforce"));
    const { number: victim } = await world.open({ body: BODY });
    const { number: other } = await world.open({ body: form({ Severity: "SEV4" }) });
    await world.settle();
    const foreign = (await world.own(other, "tracker"))[0]?.body ?? "";
    const [tracker] = await world.own(victim, "tracker");
    const block = /<!-- quench-memory \S+ -->$/.exec(foreign)?.[0] ?? "";
    await world.stopApp();
    const forged = (tracker?.body ?? "").replace(/<!-- quench-memory \S+ -->$/, block);
    await world.as.admin.patch(`${world.repo}/issues/comments/${tracker?.id ?? 0}`, { body: forged });
    const now = await transfer(victim);
    await world.startApp();
    await world.settle();
    const [restored] = await trackersThere(now);
    expect(restored).toContain("**SEV1**");
    expect(restored).not.toContain(block);
  });
});

describe("an incident that is gone", () => {
  it("deleted: forgotten, and nothing is written for it", async () => {
    world = await World.open();
    const { number } = await world.open({ body: BODY });
    await world.settle();
    await world.control("POST", "issue-deletions", { number });
    await world.settle();
    await world.control("DELETE", "requests");
    await world.advance("P2D");
    const { data } = await world.control("GET", "requests");
    expect(JSON.stringify(data)).not.toContain(`issues/${number}/`);
  });
});
