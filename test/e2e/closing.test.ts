/** Closing early: every way to do it, by everybody, in every mode. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, form, policy, type Someone, someone, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });

async function openIncident(body = SEV1): Promise<number> {
  const { number } = await world.open({ body });
  await world.settle();
  return number;
}

async function expectUndone(number: number, times = 1): Promise<void> {
  const issue = await world.issue(number);
  expect(issue.state).toBe("open");
  expect(await world.reopenings(number)).toBe(times);
  expect((await world.notices(number)).filter((key) => key.startsWith("undo:"))).toHaveLength(times);
  expect(await world.twice(number)).toEqual([]);
}

async function lastNotice(number: number): Promise<string> {
  return (await world.comments(number)).findLast(({ body }) => body.startsWith("<!-- quench:notice:"))?.body ?? "";
}

describe("a close that was not earned is undone", () => {
  it.each(["admin", "author", "outsider"] as const)("of %s by hand", async (role) => {
    world = await World.open();
    const by: Someone = world.as[role];
    const { number } =
      role === "outsider" ? await world.open({ labels: [], body: SEV1 }, by) : await world.open({ body: SEV1 });
    if (role === "outsider")
      await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    await world.closeIssue(by, number, role === "admin" ? "completed" : null);
    await world.settle();
    await world.advance("PT50S");
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("PT11S");
    await expectUndone(number);
    const told = await lastNotice(number);
    expect(told).toContain(`closed by \`${by.login}\``);
    expect(told).toContain("**Next:**");
    expect(told).toContain("not planned");
    await world.advance("P2D");
    await expectUndone(number);
  });

  it("of a workflow", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.closeIssue(world.as.actions, number);
    await world.advance("PT61S");
    await expectUndone(number);
    expect(await lastNotice(number)).toContain("github-actions");
  });

  it("of a pull request's keyword", async () => {
    world = await World.open();
    const number = await openIncident();
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await world.merge(world.as.admin, pull);
    await world.advance("PT61S");
    await expectUndone(number);
    expect(await lastNotice(number)).toContain(`closing keyword of acme/shop#${pull.number}`);
  });

  it("of a squash commit's message", async () => {
    world = await World.open();
    const number = await openIncident();
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: "Nothing." });
    await world.merge(world.as.author, pull, {
      merge_method: "squash",
      commit_title: "Small things",
      commit_message: `resolves #${number}`,
    });
    await world.settle();
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("PT61S");
    await expectUndone(number);
    expect(await lastNotice(number)).toMatch(/closing keyword/);
  });

  it("as not planned or duplicate, without the right", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.closeIssue(world.as.owner, number, "not_planned");
    await world.advance("PT61S");
    await expectUndone(number);
    await world.closeIssue(world.as.author, number, "duplicate");
    await world.advance("PT61S");
    await expectUndone(number, 2);
  });

  it("but not as not planned by an admin", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.closeIssue(world.as.admin, number, "not_planned");
    await world.advance("PT61S");
    await world.advance("P3D");
    await world.restart();
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.notices(number)).toEqual([]);
    expect(await world.tracker(number)).toContain("let it go");
  });

  it("nor by a maintainer, nor by somebody the policy names", async () => {
    world = await World.open({ policy: policy("enforce", "people:\n  override:\n    users: [olu-owner]\n") });
    const max = await world.person("max-maintainer", "maintain");
    const first = await openIncident();
    const second = await openIncident();
    await world.closeIssue(max, first, "not_planned");
    await world.closeIssue(world.as.owner, second, "duplicate");
    await world.advance("PT10M");
    expect((await world.issue(first)).state).toBe("closed");
    expect((await world.issue(second)).state).toBe("closed");
  });

  it("not where it was opened again by a person meanwhile", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.as.owner.patch(`${world.repo}/issues/${number}`, { state: "open" });
    await world.advance("PT10M");
    expect(await world.reopenings(number)).toBe(0);
    expect(await world.notices(number)).toEqual([]);
  });

  it("at most twice a day, then once on the next working day", async () => {
    world = await World.open({ policy: policy("enforce", "people:\n  escalation: vera-verifier\n") });
    await world.control("POST", "clock", { now: "2030-01-09T10:00:00Z" });
    await world.settle();
    const number = await openIncident();
    for (const times of [1, 2]) {
      await world.closeIssue(world.as.author, number);
      await world.advance("PT61S");
      await expectUndone(number, times);
    }
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    const { labels } = await world.issue(number);
    expect(labels.map(({ name }) => name)).toContain("quench: disputed");
    expect(await lastNotice(number)).toContain("@vera-verifier");
    await world.advance("PT2H");
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("P1D");
    await expectUndone(number, 3);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    await world.advance("P1D");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(3);
    expect((await world.notices(number)).filter((key) => key.startsWith("disputed:"))).toHaveLength(1);
    expect(await world.twice(number)).toEqual([]);
  });
});

describe("the incident label", () => {
  it("is put back where somebody without the right took it off", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.as.author.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.settle();
    expect((await world.issue(number)).labels.map(({ name }) => name)).toContain("incident");
    expect(await world.notices(number)).toHaveLength(1);
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.twice(number)).toEqual([]);
  });

  it("does not let a close through that came while it was off", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.stopApp();
    await world.as.author.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.closeIssue(world.as.author, number);
    await world.as.author.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.startApp();
    await world.advance("PT61S");
    await expectUndone(number);
  });

  it("lets the incident go where an admin took it off: untouched items close, the rest stays", async () => {
    world = await World.open();
    const number = await openIncident();
    const [first, second, third] = await world.items(number);
    if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
    await world.name([first]);
    await world.say(world.as.author, second.number, "I would like to look at this.");
    await world.settle();
    await world.as.admin.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.settle();
    expect((await world.issue(number)).labels.map(({ name }) => name)).not.toContain("incident");
    const states = (await world.items(number)).map(({ state, state_reason: reason }) => `${state} ${reason}`);
    expect(states).toEqual(["open null", "open null", "closed not_planned"]);
    expect(await world.tracker(number)).toContain(world.as.admin.login);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
  });

  it("turns the check of a pull request green with it", async () => {
    world = await World.open();
    const number = await openIncident();
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await world.as.admin.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("success");
  });

  it("on a closed issue reopens nothing and says nothing", async () => {
    world = await World.open();
    const { number } = await world.open({ labels: [], body: SEV1 });
    await world.closeIssue(world.as.author, number);
    await world.advance("PT5M");
    await world.as.author.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect((await world.comments(number)).filter(({ user }) => user.login === BOT)).toEqual([]);
    expect(await world.items(number)).toEqual([]);
  });
});

describe("a hardening item", () => {
  it("closed by hand is opened again with the reason", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    if (item === undefined) throw new Error("no item");
    await world.closeIssue(world.as.owner, item.number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(item.number)).state).toBe("open");
    expect(await world.notices(item.number)).toHaveLength(1);
    expect(await lastNotice(item.number)).toContain("not verified yet");
    expect(await world.twice(number)).toEqual([]);
  });

  it("closed as not planned without the right still counts", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.items(number);
    for (const item of items) await world.closeIssue(world.as.owner, item.number, "not_planned");
    await world.settle();
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT61S");
    await expectUndone(number);
  });

  it("goes with its incident: nothing of it is opened while the incident is closed", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.items(number);
    for (const item of items) await world.closeIssue(world.as.owner, item.number);
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    await world.advance("PT61S");
    await expectUndone(number);
    expect((await world.items(number)).map(({ state }) => state)).toEqual(["open", "open", "open"]);
  });
});

describe("where nothing is enforced", () => {
  it("warn mode tells it once and lets it be", async () => {
    world = await World.open({ policy: policy("warn") });
    const number = await openIncident();
    expect(await world.items(number)).toHaveLength(3);
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("success");
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT61S");
    await world.advance("P2D");
    await world.restart();
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.notices(number)).toHaveLength(1);
    expect(await lastNotice(number)).toContain("It stays closed");
    expect(await world.twice(number)).toEqual([]);
  });

  it("shadow mode records it and says nothing", async () => {
    world = await World.open({ policy: policy("shadow") });
    const number = await openIncident();
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.notices(number)).toEqual([]);
    expect(await world.tracker(number)).toContain("shadow mode");
    expect(await world.gate(pull.head.sha)).not.toBe("failure");
    expect(await world.twice(number)).toEqual([]);
  });

  it("enforce mode acts as warn below the severities it names", async () => {
    world = await World.open();
    const number = await openIncident(form({ Severity: "SEV3" }));
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("success");
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.notices(number)).toHaveLength(1);
  });

  it("a close from before the time of enforcing stands", async () => {
    world = await World.open({ policy: policy("warn") });
    const number = await openIncident();
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT10M");
    await world.setPolicy(policy("enforce"));
    await world.settle();
    await world.advance("PT10M");
    await world.restart();
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    const second = await openIncident();
    await world.closeIssue(world.as.owner, second);
    await world.advance("PT61S");
    await expectUndone(second);
  });
});

describe("every comment that undoes something", () => {
  it("links to how to stop or undo it, names who may override, and pings nobody", async () => {
    world = await World.open({ policy: policy("enforce", "people:\n  override:\n    users: [olu-owner]\n") });
    const number = await openIncident();
    await world.as.author.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.settle();
    const [item] = await world.items(number);
    await world.closeIssue(world.as.author, item?.number ?? 0);
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    const said = [...(await world.comments(number)), ...(await world.comments(item?.number ?? 0))].filter(({ body }) =>
      body.startsWith("<!-- quench:notice:"),
    );
    expect(said).toHaveLength(3);
    for (const { body } of said) {
      expect(body).toMatch(/\[How to stop or undo it\]\(https:\/\/github\.com\/\S+\/stop-what-you-did-not-want\.md\)/);
      expect(body.toLowerCase()).toContain("someone with maintain or admin (or `olu-owner`)");
      expect(body.replace(/`[^`]*`/g, "")).not.toMatch(/@[a-z]/i);
    }
  });
});

describe("R-C5 an override", () => {
  it("keeps it closed, files its debt, and reopens it when it ends unmet", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.say(world.as.owner, number, "/quench override The vendor fixes the pool next week.");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    await expectUndone(number);
    await world.say(world.as.admin, number, "/quench override The vendor fixes the pool next week.");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    const debts = await world.labelled("reliability-debt");
    expect(debts).toHaveLength(1);
    expect(debts[0]?.body).toContain("The vendor fixes the pool next week.");
    await world.advance("P6D");
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("P2D");
    await expectUndone(number, 2);
    expect(await lastNotice(number)).toContain("The override by `ada-admin` ended");
    expect(await world.labelled("reliability-debt")).toHaveLength(1);
  });
});

describe("R-C3 a bot", () => {
  it("has no right to let an incident go, unless the policy names it", async () => {
    world = await World.open({ policy: policy("enforce", 'people:\n  override:\n    users: ["janitor[bot]"]\n') });
    const [first, second] = [await openIncident(), await openIncident()];
    const bot = async (slug: string): Promise<Someone> => {
      const { data } = await world.control("POST", "apps", { slug });
      return someone(world.box.url, data.login, data.token);
    };
    await world.closeIssue(await bot("stale"), first, "not_planned");
    await world.closeIssue(await bot("janitor"), second, "not_planned");
    await world.advance("PT61S");
    await expectUndone(first);
    expect(await lastNotice(first)).toContain("closed by the bot `stale[bot]` as not planned, which only someone with");
    expect((await world.issue(second)).state).toBe("closed");
    await world.closeIssue(await bot("janitor"), first);
    await world.advance("PT61S");
    await expectUndone(first, 2);
  });
});

describe("R-V2 a close that cannot be judged", () => {
  it("is kept, marked, asked about after a day by name of what is missing, and judged once it can be read", async () => {
    world = await World.open({ policy: policy("enforce", "people:\n  escalation: vera-verifier\n") });
    const number = await openIncident();
    const [item] = await world.items(number);
    await world.name([item].flatMap((one) => one ?? []));
    await world.settle();
    const body = { message: "Resource not accessible by integration" };
    await world.fault({ route: "GET /repos/*/*/collaborators/*/permission", status: 403, body });
    await world.fault({ route: "GET /repos/*/*/assignees/*", status: 403, body });
    await world.closeIssue(world.as.owner, number, "not_planned");
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    await world.advance("PT25H");
    expect((await world.issue(number)).labels.map(({ name }) => name)).toContain("quench: not judged yet");
    const asked = (await world.notices(number)).filter((key) => key.startsWith("pending:"));
    expect(asked).toHaveLength(1);
    const text = await lastNotice(number);
    expect(text).toContain("@vera-verifier, please look");
    expect(text).toContain("stop-what-you-did-not-want.md");
    await world.advance("P2D");
    expect((await world.notices(number)).filter((key) => key.startsWith("pending:"))).toHaveLength(1);
    await world.clearFaults();
    await world.advance("PT1H");
    await expectUndone(number);
    expect((await world.issue(number)).labels.map(({ name }) => name)).not.toContain("quench: not judged yet");
  });
});

describe("a solo maintainer", () => {
  it("is told the way that is open to one, not to find a verifier", async () => {
    world = await World.open();
    for (const one of [world.as.owner, world.as.verifier, world.as.author])
      await world.as.admin.call("DELETE", `${world.repo}/collaborators/${one.login}`);
    const { number } = await world.open({ body: SEV1 }, world.as.admin);
    await world.settle();
    const items = await world.items(number);
    const { admin } = world.as;
    for (const { number: each } of items) await world.say(admin, each, `/quench owner @${admin.login}`);
    await world.settle();
    const [item] = items;
    await world.pull(admin, { files: { "a.md": "a\n" }, body: `Hardening: #${item?.number ?? 0}` });
    await world.settle();
    const text = await world.itemText(item);
    expect(text).not.toMatch(/quench verifier @login/);
    expect(text).toContain("Nobody else is here to sign");
    expect(text).toContain("work-alone.md");
  });
});
