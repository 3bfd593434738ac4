/** R-V1: what Quench cannot read passes nothing and punishes nobody; honest people close while GitHub stumbles. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const VERIFIED = ["verified", "verified", "verified"];
const FORBIDDEN = { status: 403, body: { message: "Resource not accessible by integration" } };

/** An incident whose items are all verified. No person asks for what the faults below are about. */
async function proven(): Promise<{ number: number; item: Issue }> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  const [item] = await world.prove(number);
  if (item === undefined) throw new Error("no items");
  expect(await world.statuses(number)).toEqual(VERIFIED);
  await world.advance("PT1M");
  return { number, item };
}

async function close(number: number): Promise<void> {
  for (const item of await world.items(number)) await world.closeIssue(world.as.owner, item.number);
  await world.closeIssue(world.as.owner, number);
  await world.advance("PT2M");
}

/** Closed while a fault lasts: nobody waits for calm, since the App tries again and again. */
async function closeInTheDark(number: number): Promise<void> {
  await world.closeIssue(world.as.owner, number);
  for (let step = 0; step < 5; step += 1) {
    await world.control("POST", "clock", { advance: "PT31S" });
    await new Promise((resolve) => setTimeout(resolve, 800));
  }
  // How soon the App comes to say so is for the machine to decide; without it, the test's own time runs out.
  for (let tries = 0; tries < 1_000; tries += 1) {
    if ((await world.tracker(number)).includes("Closed, and not judged yet")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Looked at by an App that remembers no answer. */
async function anew(number: number): Promise<string> {
  await world.restart();
  return world.tracker(number);
}

describe("a close while something cannot be read", () => {
  it.each([
    ["files", "GET /repos/*/contents/docs*"],
    ["runs", "GET /repos/*/actions/runs/*"],
  ])("%s: is kept, no sign-off is called stale, and it holds once they are back", async (_, route) => {
    const { number, item } = await proven();
    await world.fault({ route, status: 502 });
    await closeInTheDark(number);
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.tracker(number)).toContain("## ❔ Closed, and not judged yet");
    expect(await world.itemText(item)).toContain("502");
    expect(await world.itemText(item)).not.toContain("stale");
    expect(await world.statuses(number)).toEqual(VERIFIED);
    expect(await world.notices(number)).toEqual([]);
    await world.clearFaults();
    await world.advance("PT20M");
    expect(await world.tracker(number)).toContain("## ✅ Closed: the fix is proven");
    expect(await world.reopenings(number)).toBe(0);
  });

  it("for want of a permission: it is named, the close is kept, and after a day somebody is asked once", async () => {
    const { number, item } = await proven();
    await world.fault({ route: "GET /repos/*/actions/**", ...FORBIDDEN });
    expect(await anew(number)).toContain("## ❔ Cannot tell yet");
    expect(await world.itemText(item)).toContain("Grant Quench actions: read.");
    await close(number);
    await world.advance("P2D");
    expect((await world.issue(number)).state).toBe("closed");
    expect((await world.issue(number)).labels.map(({ name }) => name)).toContain("quench: not judged yet");
    expect((await world.notices(number)).map((key) => key.split(":")[0])).toEqual(["pending"]);
    expect(await world.statuses(number)).toEqual(VERIFIED);
    await world.clearFaults();
    await world.advance("P1D");
    expect(await world.tracker(number)).toContain("## ✅ Closed: the fix is proven");
    expect((await world.issue(number)).labels.map(({ name }) => name)).not.toContain("quench: not judged yet");
    expect(await world.twice(number)).toEqual([]);
  });

  it("a close that is unproven all the same is undone, once what is missing can be read", async () => {
    const { number, item } = await proven();
    const [said] = (await world.comments(item.number)).filter(({ body }) => body.includes("/quench verify"));
    await world.as.verifier.del(`${world.repo}/issues/comments/${said?.id}`);
    await world.settle();
    await world.fault({ route: "GET /repos/*/actions/runs/*", status: 502 });
    await closeInTheDark(number);
    expect((await world.issue(number)).state).toBe("closed");
    await world.clearFaults();
    await world.advance("PT20M");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect(await world.twice(number)).toEqual([]);
  });
});

describe("a repository that is renamed", () => {
  it("changes nothing of what was cited under its old name", async () => {
    const { number } = await proven();
    await world.as.admin.patch(world.repo, { name: "store" });
    await world.settle();
    // GitHub leads from the old name to the new one.
    await world.as.owner.post(`/repos/acme/store/issues/${number}/comments`, { body: "/quench score" });
    await world.settle();
    const labels = async (issue: number): Promise<string[]> =>
      (await world.as.admin.get(`/repos/acme/store/issues/${issue}`)).labels.map(({ name }: { name: string }) => name);
    for (const { number: sub } of await world.as.admin.get(`/repos/acme/store/issues/${number}/sub_issues`)) {
      expect(await labels(sub)).toContain("quench: verified");
    }
  });
});
