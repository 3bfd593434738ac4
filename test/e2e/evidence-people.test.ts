/** R-H4, R-H5, R-Y10: people who leave, come back, are renamed, or let items go; and who is asked for the next step. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

/** An incident whose items are all verified. */
async function proven(): Promise<{ number: number; items: readonly Issue[]; item: Issue }> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  const items = await world.prove(number);
  const [item] = items;
  if (item === undefined) throw new Error("no items");
  expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  await world.advance("PT1M");
  return { number, items, item };
}

/** What a comment of ours says comes next. */
function nextIn(text: string): string {
  return text.split("\n").find((line) => line.startsWith("**Next:**")) ?? "";
}

async function expectUndone(number: number): Promise<void> {
  await world.closeIssue(world.as.author, number);
  await world.advance("PT2M");
  expect((await world.issue(number)).state).toBe("open");
  expect(await world.twice(number)).toEqual([]);
}

describe("a verifier who loses access after signing off", () => {
  it("counts no more and is not asked again: somebody is asked to name another", async () => {
    const { number, items, item } = await proven();
    await world.as.admin.del(`${world.repo}/collaborators/${world.as.verifier.login}`);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    const another = `Name another verifier, who does not own the item and did not write the change: \`/quench verifier @login\` on #${item.number} (someone with triage or above).`;
    expect(await world.itemText(item)).toContain("vera-verifier is no longer a member");
    expect(nextIn(await world.itemText(item))).toBe(`**Next:** ${another}`);
    expect(nextIn(await world.tracker(number))).toBe(`**Next:** ${another}`);
    await expectUndone(number);
    const dora = await world.person("dev-dora", "write");
    for (const one of items) await world.say(world.as.admin, one.number, `/quench verifier @${dora.login}`);
    await world.settle();
    for (const one of items) await world.say(dora, one.number, "/quench verify");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["verified", "verified", "verified"]);
  });
});

describe("a verifier and an operator who rename their accounts", () => {
  it("are named by names that nobody has: nobody by that name is asked for anything", async () => {
    const { item } = await proven();
    const { verifier, owner } = world.as;
    await world.control("PATCH", `people/${verifier.login}`, { login: "vera-new" });
    await world.control("PATCH", `people/${owner.login}`, { login: "olu-new" });
    await world.say(world.as.admin, item.number, "/quench score");
    await world.settle();
    const steps = (await world.itemText(item)).split("\n").filter((line) => /\(`[\w-]+`\)$/.test(line));
    for (const line of steps) expect(line).not.toMatch(/\(`(?:vera-verifier|olu-owner)`\)$/);
    expect(await world.itemText(item)).toContain("The named operator, olu-owner, is no longer a member.");
    await world.say(world.as.admin, item.number, "/quench verifier @vera-new\n/quench operator @olu-new");
    await world.settle();
    await world.say(owner, item.number, "/quench ack oncall");
    await world.say(verifier, item.number, "/quench verify");
    await world.settle();
    expect((await world.itemText(item)).split("\n")[1]).toBe("## ✅ Verified: the control is proven");
  });
});

describe("an owner who is unassigned and assigned again", () => {
  it("makes the sign-off stale: what it was given to has changed hands", async () => {
    const { number, item } = await proven();
    const owner = { assignees: [world.as.owner.login] };
    await world.as.author.del(`${world.repo}/issues/${item.number}/assignees`, owner);
    await world.advance("PT1M");
    expect(nextIn(await world.tracker(number))).toContain("Name one owner");
    await world.as.author.post(`${world.repo}/issues/${item.number}/assignees`, owner);
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "verified", "verified"]);
    expect(await world.itemText(item)).toContain("it is stale: the owner changed after it");
    await world.say(world.as.verifier, item.number, "/quench verify");
    await world.settle();
    expect((await world.statuses(number))[0]).toBe("verified");
  });
});

describe("a sign-off", () => {
  it("counts where people see it, folded too, and not in a quote of HTML; deleted and given again it is a new one", async () => {
    const { number, items, item } = await proven();
    for (const one of items) {
      const [said] = (await world.comments(one.number)).filter(({ body }) => body.endsWith("/quench verify"));
      await world.as.verifier.del(`${world.repo}/issues/comments/${said?.id}`);
    }
    await world.settle();
    expect(await world.statuses(number)).toEqual(["in_progress", "in_progress", "in_progress"]);
    const texts = [
      "<details><summary>ok</summary>\n\n/quench verify\n\n</details>",
      "<blockquote>\n\n/quench verify\n\n</blockquote>",
      "> Do you sign off?\n/quench verify",
    ];
    const heard: string[][] = [];
    for (const [index, text] of texts.entries()) {
      const said = await world.say(world.as.verifier, items[index]?.number ?? 0, text);
      await world.settle();
      heard.push(await world.reactionsOn(said));
    }
    expect(heard).toEqual([["+1"], [], []]);
    expect(await world.statuses(number)).toEqual(["verified", "in_progress", "in_progress"]);
    expect(await world.notices(item.number)).toEqual([]);
  });
});

describe("items that somebody lets go", () => {
  it("as not planned or duplicate, without the right: the incident still waits for them", async () => {
    const { number, items, item } = await proven();
    const [first, second] = items;
    for (const one of [first, second]) {
      const [said] = (await world.comments(one?.number ?? 0)).filter(({ body }) => body.endsWith("/quench verify"));
      await world.as.verifier.del(`${world.repo}/issues/comments/${said?.id}`);
    }
    await world.closeIssue(world.as.author, first?.number ?? 0, "not_planned");
    await world.closeIssue(world.as.author, second?.number ?? 0, "duplicate");
    await world.settle();
    expect(await world.tracker(number)).toContain("**P0 and P1 items**: 1 of 3 resolved.");
    expect(nextIn(await world.tracker(number))).toContain(`\`/quench verify\` on #${item.number}`);
    await expectUndone(number);
  });
});
