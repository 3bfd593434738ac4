/** R-H2, R-C7: what was taken back proves nothing any more, however it was taken back; what came back proves again. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openWorld, pullOf, type World as Box } from "../github/read-support.ts";
import { form, type Pull, World } from "../support/e2e.ts";
import { closeProven } from "../support/e2e-closed.ts";

type Method = "merge" | "squash" | "rebase";

describe("what landed in the box", () => {
  let world: Box;
  let incident: number;
  let item: number;
  let branches: number;

  beforeEach(async () => {
    world = await openWorld();
    ({ number: incident } = await world.open("admin", "Checkout is down", "", ["incident"]));
    const made = await world.open("admin", "Limit the pool", "", ["hardening"]);
    const parent = { issue_number: incident, sub_issue_id: made.id };
    await world.as("admin", "POST /repos/{owner}/{repo}/issues/{issue_number}/sub_issues", parent);
    item = made.number;
    branches = 0;
  });
  afterEach(async () => world.box.close());

  const land = async (
    fields: { title: string; body?: string; message?: string; files?: Record<string, string> },
    method: Method,
  ): Promise<{ readonly number: number; readonly sha: string }> => {
    branches += 1;
    const { number } = await world.pull("author", {
      branch: `b${branches}`,
      files: { "src/pool.js": `${branches}\n` },
      ...fields,
    });
    const route = "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge";
    const { sha } = await world.as<{ sha: string }>("admin", route, { pull_number: number, merge_method: method });
    return { number, sha };
  };
  const limit = (method: Method) => land({ title: "Limit the pool", body: `Closes #${item}` }, method);
  /** A commit straight onto the default branch. */
  const push = async (message: string): Promise<string> => {
    branches += 1;
    const path = { path: `notes/${branches}.md`, message, content: "eA==" };
    const made = await world.as<{ commit: { sha: string } }>(
      "admin",
      "PUT /repos/{owner}/{repo}/contents/{path}",
      path,
    );
    return made.commit.sha;
  };
  const revertOf = async (number: number) => {
    const { revertedBy, revertedAt } = pullOf(await world.read(incident), number);
    return { by: revertedBy, isTimed: typeof revertedAt === "string" };
  };
  const NOT = { by: null, isTimed: false };

  it.each(["merge", "squash", "rebase"] as const)("%s: is taken back and put back by pull requests", async (method) => {
    const fix = await limit(method);
    expect(await revertOf(fix.number)).toEqual(NOT);
    const undo = await land(
      {
        title: 'Revert "Limit the pool"',
        body: `Reverts acme/shop#${fix.number}`,
        message: `Revert "Limit the pool"\n\nThis reverts commit ${fix.sha}.`,
      },
      method,
    );
    expect(await revertOf(fix.number)).toEqual({ by: `acme/shop#${undo.number}`, isTimed: true });
    const redo = await land(
      {
        title: 'Reapply "Limit the pool"',
        body: `Reverts acme/shop#${undo.number}`,
        message: `Reapply "Limit the pool"\n\nThis reverts commit ${undo.sha}.`,
      },
      method,
    );
    expect(await revertOf(fix.number)).toEqual(NOT);
    await land(
      {
        title: "Without the limit again",
        message: `Revert "Reapply "Limit the pool""\n\nThis reverts commit ${redo.sha}.`,
      },
      method,
    );
    expect(await revertOf(fix.number)).toEqual({ by: `acme/shop#${undo.number}`, isTimed: true });
  });

  it("is taken back and put back by commits pushed directly, with one request more", async () => {
    const fix = await limit("squash");
    await world.spent();
    await world.read(incident);
    const before = await world.spent();
    const undo = await push(`Revert "Limit the pool (#${fix.number})"\n\nThis reverts commit ${fix.sha}.`);
    expect(await revertOf(fix.number)).toEqual({ by: `commit ${undo.slice(0, 12)}`, isTimed: true });
    expect((await world.spent()).requests).toBe(before.requests + 1);
    const redo = await push(`Revert "Revert "Limit the pool (#${fix.number})""\n\nThis reverts commit ${undo}.`);
    expect(await revertOf(fix.number)).toEqual(NOT);
    await push(`Reapply nothing\n\nThis reverts commit ${redo}.`);
    expect(await revertOf(fix.number)).toEqual({ by: `commit ${undo.slice(0, 12)}`, isTimed: true });
  });

  it("is not taken back by what only says so", async () => {
    const fix = await limit("squash");
    await world.pull("author", {
      branch: "open",
      title: 'Revert "Limit the pool"',
      body: `Reverts #${fix.number}`,
      files: { a: "1\n" },
    });
    await push(`Revert "Tidy"\n\nThis reverts commit ${"0".repeat(40)}.`);
    await land({ title: "Fix the pool", body: `- Reverts #${fix.number} in part` }, "squash");
    const main = await world.as<{ object: { sha: string } }>("admin", "GET /repos/{owner}/{repo}/git/ref/{ref}", {
      ref: "heads/main",
    });
    await world.as("admin", "POST /repos/{owner}/{repo}/git/refs", { ref: "refs/heads/next", sha: main.object.sha });
    const other = await world.pull("author", {
      branch: "undo",
      title: `Revert #${fix.number}`,
      body: `Reverts #${fix.number}`,
      files: { b: "1\n" },
    });
    await world.as("author", "PATCH /repos/{owner}/{repo}/pulls/{pull_number}", {
      pull_number: other.number,
      base: "next",
    });
    await world.as("admin", "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", { pull_number: other.number });
    expect(await revertOf(fix.number)).toEqual(NOT);
  });

  it("is found behind more than a hundred other commits, by the file's history", async () => {
    const fix = await limit("squash");
    const undo = await land(
      { title: "Away with it", message: `Away with it\n\nThis reverts commit ${fix.sha}.` },
      "squash",
    );
    // Past the budget that our own client keeps.
    for (let n = 0; n < 104; n += 1) {
      const answer = await fetch(`${world.box.url}/repos/acme/shop/contents/more/${n}.md`, {
        method: "PUT",
        headers: { authorization: `Bearer ${world.box.people.admin.token}` },
        body: JSON.stringify({ message: `Note ${n}`, content: "eA==" }),
      });
      expect(answer.status).toBe(201);
    }
    await world.spent();
    expect(await revertOf(fix.number)).toEqual({ by: `acme/shop#${undo.number}`, isTimed: true });
    expect((await world.spent()).requests).toBeLessThanOrEqual(4);
  });
});

describe("a closure that was settled", () => {
  let world: World;
  afterEach(async () => world.close());

  async function settled(): Promise<{ readonly number: number; readonly pull: Pull; readonly sha: string }> {
    world = await World.open();
    const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
    const pull = await closeProven(world, number);
    const { merge_commit_sha: sha } = await world.as.admin.get(`${world.repo}/pulls/${pull.number}`);
    return { number, pull, sha };
  }
  const push = async (message: string): Promise<string> => {
    const path = `notes/${encodeURIComponent(message.slice(0, 6))}-${message.length}.md`;
    const { commit } = await world.as.admin.put(`${world.repo}/contents/${path}`, { message, content: "eA==" });
    return commit.sha;
  };
  const lookAgain = async (number: number): Promise<string> => {
    await world.say(world.as.owner, number, "Look again.");
    await world.settle();
    await world.advance("PT61S");
    return (await world.issue(number)).state;
  };

  it("ends with a revert pushed straight onto the default branch", async () => {
    const { number, sha } = await settled();
    const undo = await push(`Revert "A change"\n\nThis reverts commit ${sha}.`);
    expect(await lookAgain(number)).toBe("open");
    expect(await world.itemText((await world.items(number))[0])).toContain(`commit ${undo.slice(0, 12)}`);
    expect(await world.twice(number)).toEqual([]);
  });

  it("stays where the revert was taken back before anybody looked, and after 14 days", async () => {
    const { number, sha } = await settled();
    const undo = await push(`Revert "A change"\n\nThis reverts commit ${sha}.`);
    await push(`Reapply "A change"\n\nThis reverts commit ${undo}.`);
    expect(await lookAgain(number)).toBe("closed");
    await world.advance("P14D");
    await push(`Revert "A change" again\n\nThis reverts commit ${sha}.`);
    expect(await lookAgain(number)).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
  });
});
