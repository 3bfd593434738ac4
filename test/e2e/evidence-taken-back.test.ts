/** R-H2, R-C7: what was merged and is taken away again, by pushes alone: nobody comments, nothing else happens. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, form, type Issue, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

interface Merged {
  readonly sha: string;
  readonly key: string;
  readonly paths: readonly string[];
}

/** An incident whose items are all verified, and the one pull request that brought their controls. */
async function proven(): Promise<{ number: number; item: Issue; merged: Merged }> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  const [item] = await world.prove(number);
  if (item === undefined) throw new Error("no items");
  expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  const [pull] = await world.as.admin.get(`${world.repo}/pulls?state=closed`);
  const files: { filename: string }[] = await world.as.admin.get(`${world.repo}/pulls/${pull.number}/files`);
  const merged = {
    sha: pull.merge_commit_sha,
    key: `${world.box.repository}#${pull.number}`,
    paths: files.map(({ filename }) => filename),
  };
  await world.advance("PT1M");
  return { number, item, merged };
}

async function close(number: number): Promise<void> {
  for (const item of await world.items(number)) await world.closeIssue(world.as.owner, item.number);
  await world.closeIssue(world.as.owner, number);
  await world.advance("PT2M");
}

const pathOf = (path: string): string => `${world.repo}/contents/${path}`;

async function write(path: string, text: string, message = "Tidy"): Promise<string> {
  const there = await world.as.admin.call("GET", pathOf(path));
  const sha = there.status === 200 ? { sha: there.data.sha } : {};
  const content = Buffer.from(text).toString("base64");
  const { commit } = await world.as.admin.put(pathOf(path), { message, content, ...sha });
  await world.settle();
  return commit.sha;
}

async function remove(path: string): Promise<void> {
  const { sha } = await world.as.admin.get(pathOf(path));
  await world.as.admin.del(pathOf(path), { message: "Tidy", sha });
  await world.settle();
}

describe("a closure that was settled", () => {
  it("ends with a revert that is pushed, and the notice says which one", async () => {
    const { number, merged } = await proven();
    await close(number);
    await world.advance("P2D");
    expect((await world.issue(number)).state).toBe("closed");
    const revert = await write("notes.md", "x", `Revert "A change"\n\nThis reverts commit ${merged.sha}.`);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
    const [notice] = (await world.comments(number)).filter(
      ({ user, body }) => user.login === BOT && body.includes("## ⛔ Reopened"),
    );
    expect(notice?.body).toContain("This incident was closed by");
    expect(notice?.body).toContain(
      `The pull request ${merged.key} does not count any more: it was reverted by commit ${revert.slice(0, 12)}.`,
    );
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("stays where the tests are deleted later: that is decay, not a revert", async () => {
    const { number, item, merged } = await proven();
    await close(number);
    for (const path of merged.paths.filter((one) => one.startsWith("test"))) await remove(path);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("closed");
    // Told, as the archived bundle proves by those tests, and no more than told.
    expect(await world.notices(number)).toEqual([expect.stringMatching(/^bundle-changed:/)]);
    expect(await world.itemText(item)).not.toContain("adds to `tests/");
  });
});

describe("an incident that is ready", () => {
  it("is not any more once its test is emptied or deleted", async () => {
    const { number, item, merged } = await proven();
    const test = merged.paths.find((path) => path.startsWith("tests/")) ?? "";
    const regression = "One regression test is merged";
    expect(await world.tracker(number)).toContain(`✅ ${regression}`);
    await write(test, "");
    await world.say(world.as.owner, item.number, "/quench score");
    await world.settle();
    expect(await world.tracker(number)).toContain(`⬜ ${regression}`);
    await write(test, "// It holds.\n");
    await world.say(world.as.owner, item.number, "/quench score");
    await world.settle();
    expect(await world.tracker(number)).toContain(`✅ ${regression}`);
    await remove(test);
    expect(await world.tracker(number)).toContain(`⬜ ${regression}`);
    expect(await world.tracker(number)).not.toContain("the close will hold");
    expect(await world.notices(number)).toEqual([]);
  });

  it("is not any more once the branch is set back to before the merge", async () => {
    const { number, item, merged } = await proven();
    const { parents } = await world.as.admin.get(`${world.repo}/git/commits/${merged.sha}`);
    await world.as.admin.patch(`${world.repo}/git/refs/heads/main`, { sha: parents[0].sha, force: true });
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    expect(await world.itemText(item)).toContain(
      `${merged.key} is merged, but nothing that it added is on the default branch any more.`,
    );
  });

  it("is again once the revert is reverted, without another sign-off", async () => {
    const { number, merged } = await proven();
    const revert = await write("notes.md", "x", `Revert "A change"\n\nThis reverts commit ${merged.sha}.`);
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    await write("notes.md", "y", `Revert "Revert "A change""\n\nThis reverts commit ${revert}.`);
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    expect(await world.tracker(number)).toContain("the close will hold");
  });
});
