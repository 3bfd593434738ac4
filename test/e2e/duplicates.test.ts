/** Two incidents that are one (R-C3): merging them keeps the items, and only the right merges. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const FIRST = form({ Severity: "SEV1", "Finding types": "slow recovery" });
const SECOND = form({ Severity: "SEV1", "Finding types": "missed detection" });

async function incident(body: string): Promise<number> {
  const { number } = await world.open({ body });
  await world.settle();
  return number;
}

async function mark(number: number, of: number, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { status, data } = await world.control("POST", "duplicates", { number, of, ...more });
  if (status !== 201) throw new Error(JSON.stringify(data));
  await world.settle();
}

/** Looks at the incident: somebody said something there. */
async function nudge(number: number): Promise<string> {
  await world.say(world.as.owner, number, "Any news?");
  await world.settle();
  return world.tracker(number);
}

/** Numbers of the items that the tracker counts. */
function counted(tracker: string): number[] {
  const list = /\*\*Hardening items\*\*[^\n]*\n([\s\S]*?)\n\n/.exec(tracker)?.[1] ?? "";
  return [...list.matchAll(/^- [^\n]*?#(\d+)/gm)].map(([, number]) => Number(number)).sort((a, b) => a - b);
}

describe("an incident closed as a duplicate", () => {
  it("by the right: it stays closed, and its items count for the one that survives", async () => {
    world = await World.open();
    const survivor = await incident(FIRST);
    const duplicate = await incident(SECOND);
    const own = (await world.items(survivor)).map(({ number }) => number);
    const theirs = await world.items(duplicate);
    const alert = theirs.find(({ title }) => title.startsWith("Alert rule"));
    if (alert === undefined) throw new Error("no alert item");
    await world.name([alert]);
    await mark(duplicate, survivor);
    await world.advance("PT2M");
    expect((await world.issue(duplicate)).state).toBe("closed");
    expect(await world.tracker(duplicate)).toContain(`as duplicate of #${survivor}, for which its items count now`);
    const tracker = await nudge(survivor);
    expect(counted(tracker)).toEqual(expect.arrayContaining([...own, alert.number]));
    // What both incidents had made for the same lane, and nobody had touched, is not asked for twice.
    const open = (await world.items(duplicate)).filter(({ state }) => state === "open").map(({ number }) => number);
    expect(open).toEqual([alert.number]);
    expect((await world.items(survivor)).every(({ state }) => state === "open")).toBe(true);
    // The two incidents' passes agree about the item: nothing is written again and again.
    await nudge(duplicate);
    const before = (await world.comments(alert.number)).map(({ body }) => body);
    await nudge(survivor);
    await nudge(duplicate);
    expect((await world.comments(alert.number)).map(({ body }) => body)).toEqual(before);
    expect(await world.twice(survivor)).toEqual([]);
  });

  it("gives its items back once it is open again, and nothing of them is missed", async () => {
    world = await World.open();
    const survivor = await incident(FIRST);
    const duplicate = await incident(SECOND);
    const [alert] = (await world.items(duplicate)).filter(({ title }) => title.startsWith("Alert rule"));
    if (alert === undefined) throw new Error("no alert item");
    await world.name([alert]);
    await mark(duplicate, survivor);
    expect(counted(await nudge(survivor))).toContain(alert.number);
    await mark(duplicate, survivor, { marked: false });
    await world.as.admin.patch(`${world.repo}/issues/${duplicate}`, { state: "open" });
    await world.settle();
    const tracker = await nudge(survivor);
    expect(counted(tracker)).not.toContain(alert.number);
    expect(tracker).not.toContain("An item of this incident is gone");
    expect(tracker).not.toMatch(new RegExp(`#${alert.number} .*still counts`));
    expect(counted(await nudge(duplicate))).toContain(alert.number);
  });

  it("over a chain: the items of A come to C", async () => {
    world = await World.open();
    const [c, b, a] = [await incident(FIRST), await incident(FIRST), await incident(SECOND)];
    const [alert] = (await world.items(a)).filter(({ title }) => title.startsWith("Alert rule"));
    if (alert === undefined) throw new Error("no alert item");
    await world.name([alert]);
    await mark(a, b);
    await mark(b, c);
    await world.advance("PT2M");
    expect(counted(await nudge(c))).toContain(alert.number);
    expect((await world.issue(a)).state).toBe("closed");
    expect((await world.issue(b)).state).toBe("closed");
  });

  it("without the right: undone, and its items count nowhere else", async () => {
    world = await World.open();
    const survivor = await incident(FIRST);
    const duplicate = await incident(SECOND);
    const [alert] = (await world.items(duplicate)).filter(({ title }) => title.startsWith("Alert rule"));
    await mark(duplicate, survivor, { actor: world.as.owner.login });
    expect(counted(await nudge(survivor))).not.toContain(alert?.number);
    await world.advance("PT61S");
    expect((await world.issue(duplicate)).state).toBe("open");
    expect(await world.reopenings(duplicate)).toBe(1);
  });
});
