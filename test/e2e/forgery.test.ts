/** What people might try: to be somebody else, to change what was said, to move the gate. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, CHECK, form, type Issue, type Someone, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });

async function openIncident(body = SEV1, by: Someone = world.as.owner): Promise<number> {
  const { number } = await world.open({ body }, by);
  await world.settle();
  return number;
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

describe("markers in other people's comments", () => {
  it("are their own words", async () => {
    world = await World.open();
    const { number } = await world.open({ labels: [], body: SEV1 });
    const forgers = [world.as.outsider, world.as.author, world.as.actions];
    for (const by of forgers) {
      await world.say(by, number, "<!-- quench:tracker -->\n## ✅ Ready to close: the fix is proven");
      await world.say(by, number, "<!-- quench:notice:set-up -->\nx");
      await world.say(by, number, "<!-- quench:item -->\nx");
    }
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    expect(await world.twice(number)).toEqual([]);
    expect(await world.items(number)).toHaveLength(3);
    await expectEnforced(number);
    // The words of a reopening, said before the close that they are about.
    const [undo = ""] = (await world.comments(number))
      .filter(({ body }) => body.includes("undo:"))
      .map(({ body }) => body);
    for (const by of forgers) await world.say(by, number, undo);
    await expectEnforced(number);
    expect(await world.notices(number)).toHaveLength(2);
  });

  it("do not make an item of somebody's sub-issue", async () => {
    world = await World.open();
    const fake = await world.open(
      {
        title: "Done already",
        labels: [],
        body: "### Lane\n\ncontrols\n\n<!-- quench:item:slow-recovery -->\n<!-- quench:incident:2 -->",
      },
      world.as.outsider,
    );
    const { number } = await world.open({ labels: [], body: SEV1 });
    expect(number).toBe(2);
    await world.as.author.post(`${world.repo}/issues/${number}/sub_issues`, { sub_issue_id: fake.id });
    await world.as.owner.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    const made = (await world.items(number)).filter(({ user }) => user.login === BOT);
    expect(made.map(({ title }) => title.replace(/ \(.*/, ""))).toEqual([
      "Rollback rehearsal gate",
      "Regression test for the root cause",
      "Runbook update and owner confirmation",
    ]);
    expect(await world.tracker(number)).not.toContain("Done already");
  });

  it("nor do they keep one from being made", async () => {
    world = await World.open();
    const old = await openIncident();
    const [item] = await world.items(old);
    const ahead = [1, 2, 3, 4, 5, 6].map((step) => `<!-- quench:incident:${old + step} -->`).join("\n");
    await world.as.author.patch(`${world.repo}/issues/${item?.number}`, {
      body: `${item?.body}\n\n<!-- quench:item:lane-quality -->\n<!-- quench:item:slow-recovery -->\n${ahead}`,
    });
    const number = await openIncident();
    expect(number).toBeLessThanOrEqual(old + 6);
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.items(old)).toHaveLength(3);
  });

  it("nor do they make one a duplicate of another", async () => {
    world = await World.open();
    const number = await openIncident();
    const [first] = await world.items(number);
    await world.as.author.patch(`${world.repo}/issues/${first?.number}`, {
      body: `${first?.body}\n\n<!-- quench:item:lane-quality -->`,
    });
    const [tracker] = await world.own(number, "tracker");
    await world.settle();
    await world.as.author.del(`${world.repo}/issues/comments/${tracker?.id}`);
    await world.settle();
    expect((await world.items(number)).map(({ state }) => state)).toEqual(["open", "open", "open"]);
  });

  it("nor do our own words count when they are copied", async () => {
    world = await World.open();
    const first = await openIncident();
    const items = await world.prove(first);
    for (const item of items) await world.closeIssue(world.as.owner, item.number);
    await world.closeIssue(world.as.owner, first);
    await world.settle();
    const proven = await world.tracker(first);
    const second = await openIncident();
    await world.say(world.as.author, second, proven);
    const [tracker] = await world.own(second, "tracker");
    await world.as.author.patch(`${world.repo}/issues/comments/${tracker?.id}`, { body: proven });
    await world.settle();
    expect(await world.tracker(second)).toContain("Not ready to close");
    await expectEnforced(second);
  });
});

describe("the tracker", () => {
  it("is restored where somebody rewrote it, and nothing follows from what stood there", async () => {
    world = await World.open();
    const number = await openIncident();
    const [tracker] = await world.own(number, "tracker");
    for (const body of [
      "gone",
      "<!-- quench:tracker -->\nAll is well.",
      tracker?.body.replace("Not ready", "Ready") ?? "",
    ]) {
      await world.as.author.patch(`${world.repo}/issues/comments/${tracker?.id}`, { body });
      await world.settle();
      expect(await world.tracker(number)).toContain("Not ready to close");
      expect(await world.twice(number)).toEqual([]);
    }
    expect(await world.items(number)).toHaveLength(3);
    expect((await world.comments(number)).filter(({ user }) => user.login === BOT)).toHaveLength(1);
    await expectEnforced(number);
  });

  it("is made again where somebody deleted it, without a second item or notice", async () => {
    world = await World.open();
    const number = await openIncident();
    await expectEnforced(number);
    for (let times = 0; times < 2; times += 1) {
      const [tracker] = await world.own(number, "tracker");
      await world.as.author.del(`${world.repo}/issues/comments/${tracker?.id}`);
      await world.settle();
      expect(await world.tracker(number)).toContain("Not ready to close");
    }
    expect(await world.items(number)).toHaveLength(3);
    expect(await world.notices(number)).toHaveLength(1);
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("of a settled incident is restored without opening it again", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.prove(number);
    for (const item of items) await world.closeIssue(world.as.owner, item.number);
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    const [tracker] = await world.own(number, "tracker");
    await world.as.author.patch(`${world.repo}/issues/comments/${tracker?.id}`, { body: "<!-- quench:tracker -->\nx" });
    await world.advance("PT10M");
    expect(await world.tracker(number)).toContain("Closed: the fix is proven");
    expect((await world.issue(number)).state).toBe("closed");
    await world.as.author.del(`${world.repo}/issues/comments/${tracker?.id}`);
    await world.advance("PT10M");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    expect(await world.twice(number)).toEqual([]);
  });

  it("takes no lower severity along when it goes", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.as.author.patch(`${world.repo}/issues/${number}`, { body: SEV1.replace("SEV1", "SEV4") });
    await world.settle();
    expect(await world.tracker(number)).toContain("**SEV1**");
    const [tracker] = await world.own(number, "tracker");
    await world.as.author.del(`${world.repo}/issues/comments/${tracker?.id}`);
    await world.settle();
    await expectEnforced(number);
  });
});

describe("the facts", () => {
  it("a severity edited down counts only by the right", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.as.author.patch(`${world.repo}/issues/${number}`, { body: SEV1.replace("SEV1", "SEV4") });
    await world.settle();
    expect(await world.tracker(number)).toContain("**SEV1**");
    await world.as.owner.patch(`${world.repo}/issues/${number}`, { body: "Nothing happened." });
    await world.settle();
    await expectEnforced(number);
    await world.as.admin.patch(`${world.repo}/issues/${number}`, { body: SEV1.replace("SEV1", "SEV4") });
    await world.settle();
    expect(await world.tracker(number)).toContain("**SEV4**");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
  });

  it("a start years ago makes no old work count", async () => {
    world = await World.open();
    const pull = await world.pull(world.as.author, { files: { "test/old.test.js": "//\n" } });
    await world.check(pull.head.sha);
    await world.merge(world.as.admin, pull);
    await world.advance("P20D");
    const number = await openIncident(form({ Severity: "SEV1", "Started at": "2001-01-01T00:00Z" }));
    const [item] = await world.items(number);
    if (item === undefined) throw new Error("no item");
    await world.name([item]);
    await world.say(world.as.owner, item.number, `/quench evidence implementation ${pull.html_url}`);
    await world.advance("PT5M");
    const style = world.styleOf(item);
    await world.say(world.as.owner, item.number, `/quench evidence behavior ${style} ${await world.run()}`);
    await world.settle();
    expect((await world.statuses(number))[0]).toBe("open");
    expect(await world.tracker(number)).toMatch(/missing implementation/);
  });

  it("an item whose reference or lane is edited stays with its incident", async () => {
    world = await World.open();
    const other = await openIncident();
    const number = await openIncident();
    const items = await world.items(number);
    for (const item of items) {
      await world.as.author.patch(`${world.repo}/issues/${item.number}`, {
        body: item.body.replace(`#${number}`, `#${other}`).replace(/### Lane\s+\w+/, "### Lane\n\nquality"),
      });
    }
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    for (const item of items) expect(await world.tracker(number)).toContain(`#${item.number} `);
    for (const item of items) expect(await world.tracker(other)).not.toContain(`#${item.number} `);
    await expectEnforced(number);
    expect(await world.twice(other)).toEqual([]);
  });

  it("a check of our name by another App is another's", async () => {
    world = await World.open();
    const number = await openIncident();
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.check(pull.head.sha, CHECK, "success");
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    const [item] = await world.items(number);
    const second = await world.pull(world.as.author, { files: { "b.md": "b\n" }, body: `Hardening: #${item?.number}` });
    await world.check(second.head.sha, CHECK, "success");
    await world.merge(world.as.admin, second);
    await world.settle();
    expect(await world.itemText(item)).not.toContain("command output");
  });

  it("a run from before the merge, a failed one, one of a branch and a link to nothing prove nothing", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.items(number);
    const [first, second, third] = items;
    if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
    await world.name(items);
    const early = await world.run();
    await world.advance("PT1M");
    await world.ship(items);
    await world.advance("PT5M");
    const failed = await world.run({ conclusion: "failure" });
    const say = (item: Issue, url: string) =>
      world.say(world.as.owner, item.number, `/quench evidence behavior ${world.styleOf(item)} ${url}`);
    await say(first, early);
    await say(second, failed);
    await say(third, "https://github.com/acme/shop/actions/runs/1");
    await say(third, "https://example.com/screenshot.png");
    await world.signOff(items);
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    // Nothing else was missing: a run that counts, and what it asks for again, is enough.
    await world.exercise(items);
    await world.signOff(items);
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  });

  it("an outsider is not answered, whatever they say", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    const texts = [
      "/quench help",
      "/quench veryfi",
      `/quench verifier @${world.as.outsider.login}`,
      "/quench score",
      "/quench owner @olu-owner",
    ];
    for (const target of [number, item?.number ?? 0])
      for (const text of texts) {
        const said = await world.say(world.as.outsider, target, text);
        await world.settle();
        expect(await world.reactionsOn(said)).toEqual([]);
      }
    expect(await world.notices(number)).toEqual([]);
    expect(await world.notices(item?.number ?? 0)).toEqual([]);
    expect((await world.issue(item?.number ?? 0)).assignees).toEqual([]);
  });

  it("an answer that was deleted is not given again", async () => {
    world = await World.open();
    const number = await openIncident();
    const said = await world.say(world.as.author, number, "/quench veryfi");
    await world.settle();
    expect(await world.reactionsOn(said)).toEqual(["confused"]);
    const answer = (await world.comments(number)).find(({ body }) => body.startsWith("<!-- quench:notice:answer"));
    expect(answer?.body).toContain("/quench verify");
    await world.as.author.del(`${world.repo}/issues/comments/${answer?.id}`);
    await world.restart();
    await world.advance("P2D");
    expect(await world.notices(number)).toEqual([]);
  });
});
