/** People who come, go, change their names and take each other's; and who are none. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, form, type Issue, type Someone, someone, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

/** An incident with its items, all named, shipped, exercised and acknowledged; only sign-offs are missing. */
async function almost(verifier: Someone): Promise<{ number: number; item: Issue; items: Issue[] }> {
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  await world.settle();
  const items = await world.items(number);
  await world.name(items, { owner: world.as.owner, verifier });
  await world.ship(items);
  await world.exercise(items);
  await world.advance("PT5M");
  await world.acknowledge(items);
  await world.settle();
  const [item] = items;
  if (item === undefined) throw new Error("no items");
  return { number, item, items };
}

const rename = (from: string, login: string) => world.control("PATCH", `people/${from}`, { login });

/** Everything that the App said on an issue. */
async function said(number: number): Promise<string[]> {
  return (await world.comments(number)).filter(({ user }) => user.login === BOT).map(({ body }) => body);
}

async function statusOf(number: number, item: Issue): Promise<string | undefined> {
  const at = (await world.items(number)).findIndex((one) => one.number === item.number);
  return (await world.statuses(number))[at];
}

describe("a renamed account", () => {
  it("does not sign off what it owns", async () => {
    world = await World.open();
    const dora = await world.person("dev-dora", "write");
    const { number, item } = await almost(dora);
    await rename("dev-dora", "dev-dana");
    await world.say(world.as.admin, item.number, "/quench owner @dev-dana");
    await world.say(world.as.admin, item.number, "/quench verifier @dev-dana");
    await world.settle();
    const told = await world.say(dora, item.number, "/quench verify");
    await world.settle();
    expect(await world.reactionsOn(told)).toEqual(["confused"]);
    expect((await said(item.number)).join("\n")).toContain("You own this item");
    expect(await statusOf(number, item)).toBe("in_progress");
  });

  it("whose former name somebody else took is not that somebody", async () => {
    world = await World.open();
    const dora = await world.person("dev-dora", "write");
    const { number, item } = await almost(dora);
    await rename("dev-dora", "dev-dana");
    await world.advance("PT1H");
    const other = await world.person("dev-dora", "write");
    const told = await world.say(other, item.number, "/quench verify");
    await world.settle();
    expect(await world.reactionsOn(told)).toEqual(["confused"]);
    const notices = (await said(item.number)).join("\n");
    expect(notices).toContain("`dev-dora` is another account now than when it was named");
    expect(await statusOf(number, item)).toBe("in_progress");
    // Named anew, they are who is meant.
    await world.say(world.as.admin, item.number, "/quench verifier @dev-dora");
    await world.settle();
    await world.say(other, item.number, "/quench verify");
    await world.settle();
    expect(await statusOf(number, item)).toBe("verified");
  });
});

describe("who is no person", () => {
  it("signs nothing off, whatever they approve", async () => {
    world = await World.open();
    const { number, item } = await almost(world.as.verifier);
    const { data } = await world.control("POST", "apps", { slug: "approver" });
    const bot = someone(world.box.url, data.login, data.token);
    const told = await world.say(bot, item.number, "/quench verify");
    const named = await world.say(world.as.admin, item.number, "/quench verifier @approver[bot]");
    await world.settle();
    expect(await world.reactionsOn(told)).toEqual([]);
    expect(await world.reactionsOn(named)).toEqual(["confused"]);
    expect((await said(item.number)).join("\n")).toContain("is a bot, and answers for nothing");
    expect(await statusOf(number, item)).toBe("in_progress");
  });
});

describe("a sign-off that an administrator edits", () => {
  it("is void, and that is told once", async () => {
    world = await World.open();
    const { number, item } = await almost(world.as.verifier);
    const told = await world.say(world.as.verifier, item.number, "/quench verify");
    await world.settle();
    expect(await statusOf(number, item)).toBe("verified");
    await world.advance("PT1M");
    await world.as.admin.patch(`${world.repo}/issues/comments/${told.id}`, { body: "/quench verify\n\nLooks good." });
    await world.settle();
    expect(await statusOf(number, item)).toBe("in_progress");
    await world.advance("P1D");
    const voided = (await said(item.number)).filter((body) => body.includes("Somebody else edited this comment"));
    expect(voided).toHaveLength(1);
  });
});

describe("an owner who has left", () => {
  it("is told with whom CODEOWNERS names for the control's files", async () => {
    world = await World.open();
    const dora = await world.person("dev-dora", "write");
    const { number, item } = await almost(world.as.verifier);
    const content = Buffer.from("* @acme/platform\n").toString("base64");
    await world.control("POST", "teams", { slug: "platform", members: ["dev-dora"] });
    const path = `${world.repo}/contents/.github/CODEOWNERS`;
    const { sha } = await world.as.admin.get(path);
    await world.as.admin.put(path, { message: "Owners", content, sha });
    await world.as.admin.del(`${world.repo}/collaborators/${world.as.owner.login}`);
    await world.say(world.as.admin, item.number, "/quench score");
    await world.settle();
    const text = await world.tracker(number);
    expect(text).toContain(`CODEOWNERS names \`${dora.login}\``);
    expect(text).toContain(`/quench owner @${dora.login}`);
    // What they told while they were here still counts.
    expect(await world.itemText(item)).toContain("✅ Behavior");
  });
});
