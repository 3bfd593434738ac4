/** The story, with other words, files, orders and people: whoever does what when, the end is the same. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, proof, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const FULL = form({
  Summary: "The order queue stood still.",
  Severity: "SEV1",
  "Failure class": "capacity",
  "Finding types": "missed detection, late decision, slow recovery, repeated regression",
});

/** Closes the items and the incident, and waits longer than the grace. */
async function closeAll(incident: number, items: readonly Issue[]): Promise<void> {
  for (const item of items) await world.closeIssue(world.as.owner, item.number);
  await world.closeIssue(world.as.owner, incident);
  await world.settle();
  await world.advance("PT10M");
}

async function expectHeld(incident: number): Promise<void> {
  expect((await world.issue(incident)).state).toBe("closed");
  expect(await world.reopenings(incident)).toBe(0);
  expect((await world.items(incident)).map(({ state }) => state)).not.toContain("open");
  expect(await world.tracker(incident)).toContain("Closed: the fix is proven");
  expect(await world.twice(incident)).toEqual([]);
}

describe("a close that was earned holds", () => {
  it("after the whole loop", async () => {
    world = await World.open();
    const { number } = await world.open({ body: FULL });
    const items = await world.prove(number);
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified", "verified"]);
    expect(await world.tracker(number)).toContain("**Next:** Close this incident whenever you like");
    await closeAll(number, items);
    await expectHeld(number);
  });

  it("with the files of a repository of Go, Terraform and reStructuredText", async () => {
    const files = {
      "internal/queue/drain_test.go": "package queue\n",
      "policy/limits.rego": "package limits\n",
      "runbooks/queue.rst": "Queue\n=====\n\n1. Where limits.rego refuses a plan, drain the queue first.\n",
      "oncall/queue.rst": "* limits.rego passes on the default branch.\n",
      "terraform/alerts/queue.tf": 'resource "datadog_monitor" "queue" {}\n',
    };
    world = await World.open();
    const { number } = await world.open({ body: "the order queue stood still" });
    await world.settle();
    const items = await world.items(number);
    await world.escalate(number);
    await world.name(items);
    await world.ship(items, { files });
    await world.exercise(items);
    await world.signOff(items);
    // By CODEOWNERS everything outside `docs` is the admin's, so that this runbook is theirs to acknowledge.
    await world.say(world.as.admin, items[2]?.number ?? 0, "/quench ack runbook");
    await world.settle();
    await closeAll(number, items);
    await expectHeld(number);
  });

  it("when the evidence came before the people, and the owner after the merge", async () => {
    world = await World.open();
    const { number } = await world.open({ body: FULL });
    await world.settle();
    const items = await world.items(number);
    await world.escalate(number);
    await world.ship(items);
    await world.exercise(items, world.as.author);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["open", "open", "open", "open"]);
    await world.advance("PT5M");
    await world.name(items, { owner: world.as.author, operator: world.as.author });
    await world.signOff(items, { owner: world.as.author });
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified", "verified"]);
    await closeAll(number, items);
    await expectHeld(number);
  });

  it("with one pull request for each item, another for each person, and the items closed by nobody", async () => {
    world = await World.open();
    const dora = await world.person("dora-dev", "triage");
    await world.as.admin.post(`${world.repo}/labels`, { name: "incident", color: "b60205" });
    const { number } = await world.open({ body: "slow" }, dora);
    await world.settle();
    const items = await world.items(number);
    await world.say(dora, number, `/quench escalation @${world.as.admin.login}`);
    await world.name(items, { owner: world.as.author, operator: world.as.owner });
    // The one runbook tells how to execute every control, whichever pull request brought it.
    const shipped: readonly Readonly<Record<string, string>>[] = [
      { "src/guards/limit.js": "export {};\n", "ops/alerts/limit.yml": "groups: []\n" },
      { "tests/limit.test.js": "// limit\n" },
      {
        "docs/runbooks/limit.md": "# Limit\n\nWhere limit.js throws, run `npm test -- limit.test.js`.\n",
        "docs/oncall/limit.md": "- [ ] limit.js and limit.test.js pass.\n",
      },
    ];
    for (const [index, item] of items.entries()) {
      const files = shipped[index] ?? {};
      const pull = await world.pull(world.as.owner, { files, body: `closes #${item.number}` });
      await world.check(pull.head.sha, "unit tests");
      await world.merge(world.as.author, pull, { merge_method: index === 0 ? "merge" : "squash" });
    }
    await world.settle();
    await world.exercise(items, world.as.author);
    await world.signOff(items, { owner: world.as.author, operator: world.as.owner });
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    // Whose runbook it is says CODEOWNERS, whoever owns the items.
    await world.say(world.as.owner, number, "/quench ack runbook");
    await world.settle();
    // An item that its own pull request closed was opened again without a word, since the proof came later.
    for (const item of items) {
      expect(await world.notices(item.number)).toEqual([]);
      expect(await world.reopenings(item.number)).toBe(1);
    }
    await world.closeIssue(dora, number);
    await world.settle();
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    expect(await world.twice(number)).toEqual([]);
  });

  it("with a runbook and a guard named by command and several commands in one comment", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    await world.settle();
    const items = await world.items(number);
    const pull = await world.pull(world.as.author, {
      files: proof("a"),
      body: `See #${number}.`,
    });
    await world.check(pull.head.sha);
    await world.merge(world.as.admin, pull);
    await world.advance("PT5M");
    const run = await world.run({ name: "Replay" });
    const { owner, verifier, admin } = world.as;
    await world.say(owner, number, `Nobody at night but Ada.\r\n/quench escalation @${admin.login}`);
    for (const item of items) {
      await world.describeControl(item);
      await world.say(
        owner,
        item.number,
        [
          "Taking this one.",
          `/quench owner @${owner.login}`,
          `/QUENCH verifier ${verifier.login}`,
          `   /quench operator @${owner.login}`,
          "/quench due 2030-01-31",
          `/quench evidence implementation ${pull.html_url}`,
          `/quench evidence behavior drill ${run} took five minutes`,
          `/quench evidence rollback ${run}`,
          "/quench evidence dashboard https://grafana.example.com/d/limit the guard's panel",
          `/quench ${world.failurePath()}`,
        ].join("\r\n"),
      );
    }
    await world.settle();
    for (const item of await world.items(number)) {
      expect(item.assignees.map(({ login }) => login)).toEqual([owner.login]);
      expect(world.statusOf(item)).toBe("in_progress");
    }
    await world.signOff(items);
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    for (const item of items) expect(await world.notices(item.number)).toEqual([]);
    await closeAll(number, items);
    await expectHeld(number);
  });

  it("once a stale sign-off was given again", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    await world.settle();
    const items = await world.items(number);
    await world.escalate(number);
    await world.name(items);
    const pull = await world.pull(world.as.author, {
      files: proof("b"),
      body: items.map((item) => `Hardening: #${item.number}`).join("\n"),
    });
    await world.check(pull.head.sha);
    for (const item of items) await world.say(world.as.verifier, item.number, "/quench verify");
    await world.advance("PT5M");
    await world.merge(world.as.admin, pull);
    await world.exercise(items);
    await world.acknowledge(items);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    expect(await world.itemText(items[0])).toContain("stale");
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    for (const item of items) await world.say(world.as.verifier, item.number, "/quench verify");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.twice(number)).toEqual([]);
  });

  it("when it closes within the grace of its last comment", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    await world.settle();
    const items = await world.items(number);
    await world.escalate(number);
    await world.name(items);
    await world.ship(items);
    await world.exercise(items);
    await world.advance("PT5M");
    await world.acknowledge(items);
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    for (const item of items) await world.say(world.as.verifier, item.number, "/quench verify");
    await world.advance("PT5M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    expect(await world.tracker(number)).toContain("Closed: the fix is proven");
  });

  it("even if the evidence decays later", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    const items = await world.prove(number);
    await closeAll(number, items);
    await world.as.admin.del(`${world.repo}/collaborators/${world.as.verifier.login}`);
    for (const comment of await world.comments(items[0]?.number ?? 0)) {
      if (comment.user.login === world.as.owner.login)
        await world.as.owner.del(`${world.repo}/issues/comments/${comment.id}`);
    }
    await world.settle();
    await world.restart();
    await world.advance("P2D");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    expect(await world.tracker(number)).toContain("Closed: the fix is proven");
  });
});
