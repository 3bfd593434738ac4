/** From the label to the items, however the incident was written. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const FULL = form({
  Summary: "The order queue stood still.",
  Severity: "SEV1",
  "Failure class": "capacity",
  "Finding types": "missed detection, late decision, slow recovery, repeated regression",
});

describe("an incident becomes its items", () => {
  it("makes one for each finding type, and one for each lane left", async () => {
    world = await World.open();
    const { number } = await world.open({ body: FULL });
    await world.settle();
    const items = await world.items(number);
    expect(items.map(({ title }) => title)).toEqual([
      `Alert rule and routing update (incident #${number})`,
      `Checkpoint SLA and commander script (incident #${number})`,
      `Rollback rehearsal gate (incident #${number})`,
      `Test harness and policy check (incident #${number})`,
    ]);
    expect(items.map((item) => world.statusOf(item))).toEqual(["open", "open", "open", "open"]);
    for (const item of items) {
      expect(item.labels.map(({ name }) => name)).toContain("hardening");
      expect(item.body).toContain(`### Incident reference\n\n#${number}\n`);
      expect(item.body).toContain("### Failure class\n\ncapacity\n");
      expect((await world.as.admin.get(`${world.repo}/issues/${item.number}/parent`)).number).toBe(number);
    }
    expect(await world.twice(number)).toEqual([]);
  });

  it.each([
    ["no form at all", { body: "prod is on fire, looking" }],
    ["no body", { body: null }],
    ["CRLF", { body: form({ Severity: "SEV2", "Finding types": "_No response_" }).replaceAll("\n", "\r\n") }],
    ["its own label of other case", { labels: ["Incident"], body: "x" }],
  ] as const)("makes one for each lane with %s", async (_name, fields) => {
    world = await World.open();
    const { number } = await world.open(fields);
    await world.settle();
    expect((await world.items(number)).map(({ body }) => /### Lane\s+(\w+)/.exec(body)?.[1])).toEqual([
      "controls",
      "quality",
      "operations",
    ]);
    expect(await world.tracker(number)).toContain("SEV2");
  });

  it("reads findings from a CRLF body", async () => {
    world = await World.open();
    const { number } = await world.open({ body: FULL.replaceAll("\n", "\r\n") });
    await world.settle();
    expect(await world.items(number)).toHaveLength(4);
    expect(await world.tracker(number)).toContain("SEV1");
  });

  it("begins with the label, whenever it comes and whoever opened the issue", async () => {
    world = await World.open();
    const { number } = await world.open({ labels: [], body: FULL }, world.as.outsider);
    await world.settle();
    expect(await world.comments(number)).toEqual([]);
    expect(await world.items(number)).toEqual([]);
    await world.as.author.post(`${world.repo}/issues/${number}/labels`, { labels: ["incident"] });
    await world.settle();
    expect(await world.items(number)).toHaveLength(4);
    expect(await world.twice(number)).toEqual([]);
  });

  it("begins with the issue type", async () => {
    world = await World.open();
    const { number } = await world.open({ type: "Incident", body: "typed, not labelled" });
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.twice(number)).toEqual([]);
  });

  it("makes nothing again that somebody deleted or let go", async () => {
    world = await World.open();
    const { number } = await world.open({ body: FULL });
    await world.settle();
    const [first, second] = await world.items(number);
    if (first === undefined || second === undefined) throw new Error("no items");
    await world.closeIssue(world.as.admin, first.number, "not_planned");
    await world.as.admin.del(`${world.repo}/issues/${number}/sub_issue`, { sub_issue_id: second.id });
    await world.settle();
    await world.restart();
    await world.as.owner.patch(`${world.repo}/issues/${number}`, { body: `${FULL}\n\nMore.` });
    await world.advance("P1D");
    expect(await world.labelled("hardening")).toHaveLength(4);
  });

  it("makes one more when a finding type is added later", async () => {
    world = await World.open();
    const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
    await world.settle();
    expect(await world.items(number)).toHaveLength(3);
    await world.as.owner.patch(`${world.repo}/issues/${number}`, {
      body: form({ Severity: "SEV1", "Finding types": "slow recovery, late decision" }),
    });
    await world.settle();
    const titles = (await world.items(number)).map(({ title }) => title);
    expect(titles).toContain(`Checkpoint SLA and commander script (incident #${number})`);
    expect(titles.length).toBe(4);
  });
});
