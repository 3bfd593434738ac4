/** Who may sign off, when, on what; and everybody who tries. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, proof, type Someone, World } from "../support/e2e.ts";

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

/** An incident whose items lack nothing but the sign-off; `author` wrote the pull request. */
async function almost(): Promise<{ number: number; items: Issue[] }> {
  const number = await openIncident();
  const items = await world.items(number);
  await world.name(items);
  await world.ship(items);
  await world.exercise(items);
  await world.advance("PT5M");
  await world.acknowledge(items);
  await world.settle();
  expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
  return { number, items };
}

describe("a sign-off", () => {
  it("counts from the verifier", async () => {
    world = await World.open();
    const { number, items } = await almost();
    for (const item of items) await world.say(world.as.verifier, item.number, "/quench verify");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  });

  it("not from anybody else", async () => {
    world = await World.open();
    const { number, items } = await almost();
    const item = items[0]?.number ?? 0;
    for (const role of ["owner", "author", "admin", "outsider", "actions"] as const) {
      const said = await world.say(world.as[role], item, "/quench verify");
      await world.settle();
      // Who does not belong here is not answered.
      const heard = role !== "outsider" && role !== "actions";
      expect(await world.reactionsOn(said)).toEqual(heard ? ["confused"] : []);
    }
    expect(await world.notices(item)).toHaveLength(3);
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
  });

  it("not from somebody who named themselves, by command or in the form", async () => {
    world = await World.open();
    const { number, items } = await almost();
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error("no items");
    const dev = await world.person("dev-dora", "write");
    await world.say(dev, first.number, `/quench verifier @${dev.login}\n/quench verify`);
    const bare = await world.issue(second.number);
    await dev.patch(`${world.repo}/issues/${second.number}`, {
      body: bare.body.replace(/### Verifier\s+\S.*\n/, `### Verifier\n\n@${dev.login}\n`),
    });
    await world.say(dev, second.number, "/quench verify");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
  });

  it("not where the owner, the author or a co-author was named verifier", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.items(number);
    const [first, second, third] = items;
    if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
    const { owner, author, verifier } = world.as;
    await world.name([first], { owner, verifier: owner });
    await world.name([second], { owner, verifier: author });
    await world.name([third], { owner, verifier });
    const id = (await world.as.admin.get(`/users/${verifier.login}`)).id;
    const pull = await world.pull(author, {
      files: proof("x"),
      body: items.map((item) => `Hardening: #${item.number}`).join("\n"),
      message: `Add it\n\nCo-authored-by: Vera <${id}+${verifier.login}@users.noreply.github.com>`,
    });
    await world.check(pull.head.sha);
    await world.merge(world.as.admin, pull);
    await world.exercise(items);
    await world.advance("PT5M");
    await world.acknowledge(items);
    for (const [item, by] of [
      [first, owner],
      [second, author],
      [third, verifier],
    ] as const) {
      await world.say(by, item.number, "/quench verify");
    }
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    expect(await world.itemText(third)).toContain("contributed to");
    await expectEnforced(number);
    // Nothing else was missing: another person's word is enough.
    const dora = await world.person("dev-dora", "write");
    for (const item of items) await world.say(world.as.admin, item.number, `/quench verifier @${dora.login}`);
    await world.settle();
    for (const item of items) await world.say(dora, item.number, "/quench verify");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  });

  it("not from before its verifier was named, nor from a former one", async () => {
    world = await World.open();
    const { number, items } = await almost();
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error("no items");
    const dev = await world.person("dev-dora", "write");
    await world.say(dev, first.number, "/quench verify");
    await world.advance("PT1M");
    await world.say(world.as.admin, first.number, `/quench verifier @${dev.login}`);
    await world.say(world.as.verifier, second.number, "/quench verify");
    await world.settle();
    expect((await world.statuses(number))[1]).toBe("verified");
    await world.advance("PT1M");
    await world.say(world.as.admin, second.number, `/quench verifier @${dev.login}`);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
  });

  it("not where somebody else wrote it into the verifier's comment", async () => {
    world = await World.open();
    const { number, items } = await almost();
    const [first, second, third] = items;
    if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
    const harmless = await world.say(world.as.verifier, first.number, "I will look at it tomorrow.");
    await world.as.author.patch(`${world.repo}/issues/comments/${harmless.id}`, { body: "/quench verify" });
    const other = await world.say(world.as.verifier, second.number, "Looking.");
    await world.as.admin.patch(`${world.repo}/issues/comments/${other.id}`, { body: "/quench verify" });
    const given = await world.say(world.as.verifier, third.number, "/quench verify");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "verified"]);
    await world.as.admin.patch(`${world.repo}/issues/comments/${given.id}`, { body: "Looks good!\n\n/quench verify" });
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
  });

  it("written into one's own comment counts from the edit, and goes with the comment", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.items(number);
    await world.name(items);
    const early = await Promise.all(items.map((item) => world.say(world.as.verifier, item.number, "/quench verify")));
    await world.advance("PT1M");
    await world.ship(items);
    await world.exercise(items);
    await world.acknowledge(items);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    await world.advance("PT5M");
    for (const { id } of early)
      await world.as.verifier.patch(`${world.repo}/issues/comments/${id}`, { body: "Looked at it.\n\n/quench verify" });
    await world.settle();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
    await world.as.verifier.del(`${world.repo}/issues/comments/${early[0]?.id}`);
    await world.settle();
    expect((await world.statuses(number))[0]).toBe("in_progress");
  });

  it("not in a quote, in code or in an HTML comment", async () => {
    world = await World.open();
    const { number, items } = await almost();
    const texts = [
      "> /quench verify",
      "```\n/quench verify\n```",
      "<!--\n/quench verify\n-->",
      "    /quench verify",
      "please /quench verify",
    ];
    for (const text of texts) await world.say(world.as.verifier, items[0]?.number ?? 0, text);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    expect(await world.notices(items[0]?.number ?? 0)).toEqual([]);
  });

  it("is stale once another pull request or another owner comes", async () => {
    world = await World.open();
    const { number, items } = await almost();
    const [first, second] = items;
    if (first === undefined || second === undefined) throw new Error("no items");
    for (const item of items) await world.say(world.as.verifier, item.number, "/quench verify");
    await world.settle();
    await world.advance("PT5M");
    const pull = await world.pull(world.as.author, {
      files: { "src/late.js": "//\n" },
      body: `Hardening: #${first.number}`,
    });
    await world.check(pull.head.sha);
    await world.merge(world.as.author, pull);
    await world.say(world.as.admin, second.number, `/quench owner @${world.as.author.login}`);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "verified"]);
    expect(await world.itemText(first)).toContain("stale");
  });
});
