/** What is cited: other people's runs, links that lead nowhere, heaps of them, and what is changed after the sign-off. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, type Someone, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

/** An incident whose items are all verified, its escalation owner named. */
async function proven(): Promise<{ number: number; items: readonly Issue[]; item: Issue; other: Issue }> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  const items = await world.prove(number);
  const [item, other] = items;
  if (item === undefined || other === undefined) throw new Error("no items");
  expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  await world.advance("PT1M");
  return { number, items, item, other };
}

/** The owner cites another run as the item's behavioral evidence, in the very comment that cited the first one. */
async function citeInstead(item: Issue, url: string | null): Promise<void> {
  const told = (await world.comments(item.number)).find(({ body }) => body.startsWith("/quench evidence behavior"));
  const line = /^.*behavior \S+ /.exec(told?.body ?? "")?.[0] ?? "";
  const rest = (told?.body ?? "")
    .split("\n")
    .slice(1)
    .filter((one) => !one.includes("evidence rollback"));
  const body = [...(url === null ? [] : [`${line}${url}`]), ...rest].join("\n");
  await world.as.owner.patch(`${world.repo}/issues/comments/${told?.id}`, { body });
  await world.advance("PT1M");
}

async function signAgain(item: Issue): Promise<void> {
  await world.say(world.as.verifier, item.number, "/quench verify");
  await world.settle();
}

/** Two comments of a hundred links each, to runs that were never there. */
async function pileUp(by: Someone, item: Issue): Promise<void> {
  const link = (id: number) => `/quench evidence behavior rollback ${world.web}/actions/runs/${id}`;
  for (let page = 1; page <= 2; page += 1) {
    const lines = Array.from({ length: 100 }, (_, index) => link(90_000 + page * 100 + index));
    await world.say(by, item.number, lines.join("\n"));
  }
  await world.settle();
}

describe("heaps of links", () => {
  it("by the owner make no gate unknown, harm no other item, and keep no close", async () => {
    const { number, items, item } = await proven();
    await citeInstead(item, null);
    await signAgain(item);
    await pileUp(world.as.owner, item);
    const text = await world.itemText(item);
    expect(text).toContain("there are more links on its issue than are looked up");
    expect(text).not.toContain("❔");
    expect(await world.statuses(number)).toEqual(["in_progress", "verified", "verified"]);
    for (const one of items) await world.closeIssue(world.as.owner, one.number);
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
    expect((await world.items(number)).map(({ state }) => state)).toEqual(["open", "closed", "closed"]);
    expect(await world.twice(number)).toEqual([]);
  });

  it("by an outsider are nothing at all", async () => {
    const { number, item } = await proven();
    const before = await world.itemText(item);
    await pileUp(world.as.outsider, item);
    await world.restart();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    expect(await world.itemText(item)).toBe(before);
    expect(await world.notices(item.number)).toEqual([]);
  });
});

describe("somebody else's run", () => {
  it("of another repository, of a stranger's, or one that nobody may open proves nothing, and is not unknown", async () => {
    const { number, item } = await proven();
    await world.control("POST", "repositories", { repository: "acme/other", install: true });
    await world.control("POST", "repositories", { repository: "mallory/shop" });
    const there = await world.run({ repository: "acme/other" });
    const theirs = await world.run({ repository: "mallory/shop" });
    await world.advance("PT6M");
    const nowhere = "does not exist or cannot be opened by Quench";
    const stranger = "its link is not a workflow run, so it is told, not verified";
    for (const [url, why] of [
      [there, "is on a commit without the merged control"],
      [theirs, stranger],
      ["https://github.com/acme/secret/actions/runs/12", nowhere],
      [`${world.web}/actions/runs/1`, nowhere],
    ] as const) {
      await citeInstead(item, url);
      await signAgain(item);
      const text = await world.itemText(item);
      expect(text).toContain(why);
      expect(text).toMatch(/⬜ Behavior: /);
      expect((await world.statuses(number))[0]).toBe("in_progress");
    }
    // Nothing else was missing.
    const run = await world.run();
    await world.advance("PT6M");
    await citeInstead(item, run);
    await signAgain(item);
    expect((await world.statuses(number))[0]).toBe("verified");
  });

  it("cancelled and run again counts once it succeeded, and makes the sign-off before it stale", async () => {
    const { number, item } = await proven();
    const { data } = await world.control("POST", "workflow-runs", {
      repository: world.box.repository,
      name: "Drill",
      event: "workflow_dispatch",
      conclusion: "cancelled",
    });
    await world.advance("PT6M");
    await citeInstead(item, data.html_url);
    await signAgain(item);
    expect(await world.itemText(item)).toContain("the run `Drill` ended with cancelled");
    await world.control("POST", "workflow-runs", {
      repository: world.box.repository,
      rerun_of: data.id,
      conclusion: "success",
    });
    // The end of the run is event enough.
    await world.advance("PT6M");
    expect(await world.itemText(item)).toContain("it is stale: behavioral evidence came after it");
    await signAgain(item);
    expect((await world.statuses(number))[0]).toBe("verified");
  });
});

describe("after the sign-off", () => {
  it("another run cited in the first one's place makes it stale", async () => {
    const { number, item } = await proven();
    const run = await world.run();
    await world.advance("PT6M");
    await citeInstead(item, run);
    expect(await world.itemText(item)).toContain("it is stale: behavioral evidence came after it");
    expect(await world.statuses(number)).toEqual(["in_progress", "verified", "verified"]);
  });

  it("another text in a cited file makes it stale, by the push alone", async () => {
    const { number } = await proven();
    expect(await world.tracker(number)).toContain("the close will hold");
    const path = world.failurePath().split("/blob/main/")[1] ?? "";
    const { sha } = await world.as.admin.get(`${world.repo}/contents/${path}`);
    const content = Buffer.from("Nothing.\n").toString("base64");
    await world.as.admin.put(`${world.repo}/contents/${path}`, { message: "Tidy", content, sha });
    await world.settle();
    expect(await world.tracker(number)).not.toContain("the close will hold");
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    for (const item of await world.items(number)) {
      expect(await world.itemText(item)).toContain("it is stale: the evidence it saw has changed");
    }
  });

  it("the line in the pull request's body, taken away, takes the proof away", async () => {
    const { number, items, item } = await proven();
    const [pull] = await world.as.admin.get(`${world.repo}/pulls?state=closed`);
    const lines = (some: readonly Issue[]) => some.map((one) => `Hardening: #${one.number}`).join("\n");
    await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body: lines(items.slice(1)) });
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "verified", "verified"]);
    const text = await world.itemText(item);
    expect(text).toContain(`${world.box.repository}#${pull.number} only mentions this item`);
    await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body: lines(items) });
    await world.settle();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    // One that was merged before the sign-off, and linked only after it, was not seen.
    const late = await world.pull(world.as.author, { files: { "src/late.js": "1\n" } });
    await world.merge(world.as.admin, late);
    await world.advance("PT1M");
    await signAgain(item);
    await world.as.author.patch(`${world.repo}/pulls/${late.number}`, { body: lines([item]) });
    await world.settle();
    expect(await world.itemText(item)).toContain("it is stale: the evidence it saw has changed");
  });
});

describe("a stranger's repository", () => {
  it("whose merged pull request names the item proves nothing, and is named nowhere", async () => {
    const { number, item } = await proven();
    const { outsider } = world.as;
    const repo = "/repos/mallory/tool";
    await world.control("POST", "repositories", { repository: "mallory/tool", admin: outsider.login });
    const { default_branch: base } = await outsider.get(repo);
    await outsider.put(`${repo}/contents/a.md`, { message: "a", content: "eA==", branch: base });
    const { object } = await outsider.get(`${repo}/git/ref/heads/${base}`);
    await outsider.post(`${repo}/git/refs`, { ref: "refs/heads/x", sha: object.sha });
    await outsider.put(`${repo}/contents/test/b.test.js`, { message: "b", content: "eA==", branch: "x" });
    const body = `Hardening: acme/shop#${item.number}\n\nCloses acme/shop#${number}`;
    const pull = await outsider.post(`${repo}/pulls`, { title: "x", body, head: "x", base });
    await outsider.put(`${repo}/pulls/${pull.number}/merge`, {});
    await world.restart();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    for (const text of [await world.tracker(number), await world.itemText(item)]) expect(text).not.toContain("mallory");
    expect((await world.issue(number)).state).toBe("open");
  });
});
