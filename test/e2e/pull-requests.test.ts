/** The check on a pull request, and what a pull request brings about. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, CHECK, form, World } from "../support/e2e.ts";
import { requireTheCheck } from "../support/require-check.ts";
import { closeProven } from "../support/e2e-closed.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });

async function openIncident(body = SEV1): Promise<number> {
  const { number } = await world.open({ body });
  await world.settle();
  return number;
}

describe("the check on a pull request", () => {
  it("goes with the incident from red to green", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    await world.prove(number);
    const late = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(late.head.sha)).toBe("success");
    const second = await world.open({ body: "again" });
    await world.settle();
    await world.as.author.patch(`${world.repo}/pulls/${late.number}`, { body: `resolves #${second.number}` });
    await world.settle();
    expect(await world.gate(late.head.sha)).toBe("failure");
    await world.as.author.patch(`${world.repo}/pulls/${late.number}`, { body: `Refs #${second.number}` });
    await world.settle();
    expect(await world.gate(late.head.sha)).toBe("success");
  });

  it("is green, and says so, where only an item would be closed", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    await world.settle();
    const [item] = await world.items(number);
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${item?.number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("success");
    const { check_runs: runs } = await world.as.admin.get(
      `${world.repo}/commits/${pull.head.sha}/check-runs?check_name=${encodeURIComponent(CHECK)}`,
    );
    expect(runs[0].output.title).toContain("stays open until it is verified");
  });

  it("follows the head, and knows no pull request that has nothing to do with it", async () => {
    world = await World.open();
    const { number } = await world.open({ body: "slow" });
    await world.settle();
    const stranger = await world.pull(world.as.author, { files: { "b.md": "b\n" }, body: "Nothing to see." });
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Closes #${number}` });
    await world.settle();
    const branch = (await world.as.author.get(`${world.repo}/pulls/${pull.number}`)).head.ref;
    await world.as.author.put(`${world.repo}/contents/c.md`, { message: "c", content: "Yw==", branch });
    await world.settle();
    const head = (await world.as.author.get(`${world.repo}/pulls/${pull.number}`)).head.sha;
    expect(head).not.toBe(pull.head.sha);
    expect(await world.gate(head)).toBe("failure");
    expect(await world.gates(stranger.head.sha)).toEqual([]);
  });
});

describe("pull requests", () => {
  it("that were open before the issue became an incident get their check", async () => {
    world = await World.open();
    const { number } = await world.open({ labels: [], body: SEV1 });
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gates(pull.head.sha)).toEqual([]);
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
  });

  it("of one branch share a check: the stricter one decides", async () => {
    world = await World.open();
    const number = await openIncident();
    const main = await world.as.author.get(`${world.repo}/git/ref/heads/main`);
    await world.as.author.post(`${world.repo}/git/refs`, { ref: "refs/heads/release", sha: main.object.sha });
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    const { head } = await world.as.author.get(`${world.repo}/pulls/${pull.number}`);
    await world.as.author.post(`${world.repo}/pulls`, {
      title: "The same for the release",
      head: head.ref,
      base: "release",
      body: `Fixes #${number}`,
    });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await world.control("DELETE", "requests");
    await world.say(world.as.owner, number, "Still looking.");
    await world.settle();
    expect((await world.control("GET", "requests")).data.by[BOT].writes).toBe(0);
  });

  it("into another branch close nothing", async () => {
    world = await World.open();
    const number = await openIncident();
    const main = await world.as.author.get(`${world.repo}/git/ref/heads/main`);
    await world.as.author.post(`${world.repo}/git/refs`, { ref: "refs/heads/release", sha: main.object.sha });
    const pull = await world.pull(world.as.author, {
      files: { "a.md": "a\n" },
      body: `Fixes #${number}`,
      base: "release",
    });
    await world.settle();
    expect(["success", "0 checks"]).toContain(await world.gate(pull.head.sha));
    await world.merge(world.as.admin, pull);
    await world.settle();
    expect((await world.issue(number)).state).toBe("open");
  });

  it("cannot be merged against a required check that is red", async () => {
    world = await World.open();
    const number = await openIncident();
    await requireTheCheck(world);
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.check(pull.head.sha, CHECK);
    await world.settle();
    const refused = await world.as.author.call("PUT", `${world.repo}/pulls/${pull.number}/merge`, {});
    expect(refused.status).toBe(405);
    await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body: `About #${number}` });
    await world.settle();
    await world.merge(world.as.author, pull);
    await world.settle();
    expect((await world.issue(number)).state).toBe("open");
  });

  it("that are reverted prove nothing any more, and reopen what they closed", async () => {
    world = await World.open();
    const number = await openIncident();
    const pull = await closeProven(world, number);
    const revert = await world.pull(world.as.author, {
      title: 'Revert "A change"',
      files: { "tests/gone.txt": "x\n" },
      body: `Reverts acme/shop#${pull.number}`,
    });
    await world.merge(world.as.admin, revert);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });
});

describe("two incidents that one pull request would close", () => {
  it("hold its merge until both are ready", async () => {
    world = await World.open();
    const first = await openIncident();
    const second = await openIncident();
    const pull = await world.pull(world.as.author, {
      files: { "a.md": "a\n" },
      body: `Fixes #${first}\nFixes #${second}`,
    });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await world.prove(first);
    expect(await world.gate(pull.head.sha)).toBe("failure");
    await world.prove(second);
    expect(await world.gate(pull.head.sha)).toBe("success");
  });
});
