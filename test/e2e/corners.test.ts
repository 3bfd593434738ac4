/** Corners that a real repository comes round now and then. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });

async function openIncident(body = SEV1): Promise<number> {
  const { number } = await world.open({ body });
  await world.settle();
  return number;
}

describe("closes in a hurry", () => {
  it("closed, opened and closed again within the grace: undone once", async () => {
    world = await World.open();
    const number = await openIncident();
    for (let times = 0; times < 3; times += 1) {
      await world.closeIssue(world.as.author, number);
      await world.as.author.patch(`${world.repo}/issues/${number}`, { state: "open" });
    }
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.notices(number)).toHaveLength(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("a settled incident that somebody opens again is judged again", async () => {
    world = await World.open();
    const number = await openIncident();
    const items = await world.prove(number);
    await world.closeIssue(world.as.owner, number);
    await world.advance("PT10M");
    await world.as.author.patch(`${world.repo}/issues/${number}`, { state: "open" });
    await world.advance("PT1M");
    const signed = (await world.comments(items[0]?.number ?? 0)).find(({ body }) => body.includes("/quench verify"));
    await world.as.verifier.del(`${world.repo}/issues/comments/${signed?.id}`);
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
  });

  it("without a label ever, by its type alone: taking the type off frees nobody", async () => {
    world = await World.open();
    const { number } = await world.open({ type: "Incident", body: SEV1 });
    await world.settle();
    await world.as.author.patch(`${world.repo}/issues/${number}`, { type: null });
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.twice(number)).toEqual([]);
    await world.as.admin.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.settle();
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
  });

  it("a bot that takes the label off lets nothing go", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.as.actions.del(`${world.repo}/issues/${number}/labels/incident`);
    await world.settle();
    expect((await world.issue(number)).labels.map(({ name }) => name)).toContain("incident");
  });
});

describe("commands", () => {
  it("corrected by an edit are taken, and answered once each", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    const said = await world.say(world.as.owner, item?.number ?? 0, "/quench onwer @olu-owner");
    await world.settle();
    expect(await world.notices(item?.number ?? 0)).toHaveLength(1);
    await world.advance("PT1M");
    await world.as.owner.patch(`${world.repo}/issues/comments/${said.id}`, { body: "/quench owner @olu-owner" });
    await world.settle();
    expect((await world.issue(item?.number ?? 0)).assignees.map(({ login }) => login)).toEqual(["olu-owner"]);
    expect(await world.notices(item?.number ?? 0)).toHaveLength(1);
  });

  it("say nothing to what is not theirs: an item's command on the incident is told where it belongs", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.say(world.as.owner, number, "/quench owner @olu-owner\n/quench verify");
    await world.settle();
    expect(await world.notices(number)).toHaveLength(1);
    expect((await world.comments(number)).at(-1)?.body).toContain("on a hardening item");
    expect((await world.issue(number)).assignees).toEqual([]);
  });

  it("name nobody who is not here", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    await world.say(world.as.owner, item?.number ?? 0, "/quench owner @nobody-here\n/quench verifier @otto-outsider");
    await world.settle();
    expect((await world.issue(item?.number ?? 0)).assignees).toEqual([]);
    expect(await world.notices(item?.number ?? 0)).toHaveLength(1);
  });

  it("by assigning in the sidebar work as well, and two assignees are none", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    const assignees = `${world.repo}/issues/${item?.number}/assignees`;
    await world.as.admin.post(assignees, { assignees: ["olu-owner"] });
    await world.settle();
    expect(await world.tracker(number)).toContain("`olu-owner`");
    await world.as.admin.post(assignees, { assignees: ["andy-author"] });
    await world.settle();
    expect((await world.issue(item?.number ?? 0)).assignees).toHaveLength(2);
    expect(await world.tracker(number)).toContain("no owner");
  });
});
