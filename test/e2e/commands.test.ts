/** Commands that change what an incident still needs: on record, by who may, and each thing made once for ever. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { RISK_FORM } from "../../src/core/forms/residual-risk.ts";
import { renderForm } from "../../src/core/forms/render.ts";
import { BOT, form, type Issue, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Failure class": "capacity", "Finding types": "slow recovery" });

async function openIncident(): Promise<number> {
  const { number } = await world.open({ body: SEV1 });
  await world.settle();
  return number;
}

/** An incident of three items of which all but the last are proven, and that last one. */
async function allButOne(): Promise<{ number: number; last: Issue }> {
  const number = await openIncident();
  await world.prove(number, (_item, index) => index < 2);
  const last = (await world.items(number))[2];
  if (last === undefined) throw new Error("no third item");
  expect(await world.statuses(number)).toEqual(["verified", "verified", "open"]);
  expect(await world.tracker(number)).toContain("Not ready to close");
  return { number, last };
}

async function expectCloseHolds(number: number): Promise<void> {
  await world.closeIssue(world.as.author, number);
  await world.settle();
  await world.advance("PT10M");
  expect((await world.issue(number)).state).toBe("closed");
  expect(await world.reopenings(number)).toBe(0);
  expect(await world.twice(number)).toEqual([]);
}

async function expectUndone(number: number): Promise<void> {
  const before = await world.reopenings(number);
  await world.closeIssue(world.as.author, number);
  await world.advance("PT61S");
  expect((await world.issue(number)).state).toBe("open");
  expect(await world.reopenings(number)).toBe(before + 1);
}

/** The calendar day so many days from now, in UTC. */
function inDays(days: number): string {
  return new Date(Date.parse(world.now()) + days * 86_400_000).toISOString().slice(0, 10);
}

describe("/quench item", () => {
  it("adds one item, once for ever, and the incident waits for it", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.prove(number);
    expect(await world.tracker(number)).toContain("Ready to close");
    const line = "/quench item missed detection Page @otto-outsider when **the queue** stalls";
    const said = await world.say(world.as.owner, number, line);
    await world.settle();
    const items = await world.items(number);
    expect(items).toHaveLength(4);
    const added = items[3];
    expect(added?.user.login).toBe(BOT);
    expect(added?.title).toBe(`Page otto-outsider when **the queue** stalls (incident #${number})`);
    expect(added?.labels.map(({ name }) => name).sort()).toEqual(["hardening", "quench: open"]);
    for (const [label, answer] of Object.entries({
      Lane: "controls",
      Bucket: "detect",
      "Finding type": "missed detection",
    }))
      expect(added?.body).toContain(`### ${label}\n\n${answer}`);
    // Whoever is named in it is not called by us.
    expect(added?.body).not.toMatch(/(?<![\w`])@otto-outsider/);
    expect(await world.reactionsOn(said)).toEqual(["+1"]);
    expect(await world.tracker(number)).toContain("Not ready to close");
    await world.restart();
    await world.as.owner.patch(`${world.repo}/issues/comments/${said.id}`, { body: `${line}\n\nSee the log.` });
    await world.settle();
    expect(await world.items(number)).toHaveLength(4);
    expect(await world.twice(number)).toEqual([]);
    await world.as.admin.del(`${world.repo}/issues/${number}/sub_issue`, { sub_issue_id: added?.id });
    await world.restart();
    await world.say(world.as.owner, number, "/quench score");
    await world.settle();
    expect(await world.labelled("hardening")).toHaveLength(4);
  });

  it("is refused where it has no finding type, stands on an item, or comes from an outsider", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    const nameless = await world.say(world.as.owner, number, "/quench item Page somebody");
    const misplaced = await world.say(world.as.owner, item?.number ?? 0, "/quench item late decision A checkpoint");
    const outside = await world.say(world.as.outsider, number, "/quench item late decision A checkpoint");
    await world.settle();
    expect(await world.reactionsOn(nameless)).toEqual(["confused"]);
    expect(await world.reactionsOn(misplaced)).toEqual(["confused"]);
    expect(await world.reactionsOn(outside)).toEqual([]);
    expect((await world.comments(number)).at(-1)?.body).toContain("`missed detection`");
    expect(await world.items(number)).toHaveLength(3);
  });
});

describe("/quench defer", () => {
  it("files one debt, whose owner answers for it, and the incident may close", async () => {
    world = await World.open();
    const { number, last } = await allButOne();
    await world.say(world.as.admin, last.number, `/quench owner @${world.as.owner.login}`);
    const line = `/quench defer #${last.number} ${inDays(30)} The load test needs staging, which #1 holds`;
    const refused = await world.say(world.as.owner, number, line);
    await world.settle();
    expect(await world.reactionsOn(refused)).toEqual(["confused"]);
    expect(await world.labelled("reliability-debt")).toEqual([]);

    const said = await world.say(world.as.admin, number, line);
    await world.settle();
    expect(await world.reactionsOn(said)).toEqual(["+1"]);
    const [debt, ...others] = await world.labelled("reliability-debt");
    expect(others).toEqual([]);
    expect(debt?.user.login).toBe(BOT);
    expect(debt?.title).toBe(`Reliability debt of item #${last.number} (incident #${number})`);
    expect(debt?.assignees.map(({ login }) => login)).toEqual([world.as.owner.login]);
    for (const answer of [`#${number}`, `#${last.number}`, inDays(30), "The load test needs staging"])
      expect(debt?.body).toContain(answer);
    // An item without a band blocks like a P1, and a P1 is not put off (R-C1).
    expect(await world.tracker(number)).toContain("Not ready to close");

    await world.fillIn(last, { "Risk reduction": "medium", "Adoption speed": "medium" });
    await world.settle();
    expect(await world.tracker(number)).toContain("Not ready to close");
    expect(await world.tracker(number)).toContain(`/quench ack adoption\` on #${debt?.number}`);
    await world.say(world.as.owner, debt?.number ?? 0, "/quench ack adoption");
    await world.settle();
    expect(await world.tracker(number)).toContain("Ready to close");
    await world.restart();
    await expectCloseHolds(number);
    // The ledger goes on after the incident: nothing is filed again, and a settled close stays one (R-C7).
    await world.advance("P31D");
    expect(await world.labelled("reliability-debt")).toHaveLength(1);
    expect((await world.issue(number)).state).toBe("closed");
  });
});

describe("/quench risk accept", () => {
  const risk = (incident: number, covers: number, fields: Readonly<Record<string, string>> = {}): string =>
    renderForm(RISK_FORM, {
      incident: `#${incident}`,
      statement: "The pool can still run dry about once a quarter.",
      why_not_solved: "The vendor sets its limit.",
      temporary_control: "The alert pages at 80 %.",
      trigger: "Two pages within 30 days.",
      owner: "@andy-author",
      target: inDays(60),
      covers: `#${covers}`,
      ...fields,
    });

  it("lets a managed risk cover a P1, until somebody rewrites it", async () => {
    world = await World.open();
    const { number, last } = await allButOne();
    const fields = { title: "Residual risk: the pool", labels: ["residual-risk"] };
    const entry = await world.open({ ...fields, body: risk(number, last.number) }, world.as.author);
    const refused = await world.say(world.as.owner, number, `/quench risk accept #${entry.number}`);
    await world.settle();
    expect(await world.reactionsOn(refused)).toEqual(["confused"]);
    expect(await world.tracker(number)).toContain(`Risk #${entry.number} is managed`);
    expect(await world.tracker(number)).toContain("Not ready to close");

    const said = await world.say(world.as.admin, number, `/quench risk accept #${entry.number}`);
    await world.settle();
    expect(await world.reactionsOn(said)).toEqual(["+1"]);
    // Its owner answers for what is left of the item (R-C1).
    expect(await world.tracker(number)).toContain(`/quench ack adoption\` on #${entry.number}`);
    const ack = await world.say(world.as.author, entry.number, "/quench ack adoption");
    await world.settle();
    expect(await world.reactionsOn(ack)).toEqual(["+1"]);
    expect(await world.tracker(number)).toContain("Ready to close");

    await world.advance("PT1M");
    const weaker = risk(number, last.number, { trigger: "Whenever we like." });
    await world.as.author.patch(`${world.repo}/issues/${entry.number}`, { body: weaker });
    await world.settle();
    expect(await world.tracker(number)).toContain("Not ready to close");
    await world.say(world.as.admin, number, `/quench risk accept #${entry.number}`);
    await world.settle();
    await expectCloseHolds(number);
  });

  it("does nothing for one without a trigger", async () => {
    world = await World.open();
    const { number, last } = await allButOne();
    const body = risk(number, last.number, { trigger: "" });
    const entry = await world.open({ title: "A risk", labels: ["residual-risk"], body }, world.as.author);
    await world.say(world.as.admin, number, `/quench risk accept #${entry.number}`);
    await world.say(world.as.author, entry.number, "/quench ack adoption");
    await world.settle();
    expect(await world.tracker(number)).toContain(`Risk #${entry.number} is unmanaged and covers nothing`);
    await expectUndone(number);
  });
});

describe("/quench override", () => {
  it("keeps a close for seven days, files its own debt, and then the incident is open again", async () => {
    world = await World.open();
    const number = await openIncident();
    const pull = await world.pull(world.as.author, { files: { "a.md": "a\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gate(pull.head.sha)).toBe("failure");
    const short = await world.say(world.as.admin, number, "/quench override Because I say so");
    const unfit = await world.say(world.as.owner, number, "/quench override The vendor's fix is in, we watch it");
    await world.settle();
    expect(await world.reactionsOn(short)).toEqual(["confused"]);
    expect(await world.reactionsOn(unfit)).toEqual(["confused"]);
    expect(await world.gate(pull.head.sha)).toBe("failure");

    const said = await world.say(world.as.admin, number, "/quench override The vendor's fix is in, we watch it");
    await world.settle();
    expect(await world.reactionsOn(said)).toEqual(["+1"]);
    expect(await world.gate(pull.head.sha)).toBe("success");
    expect(await world.tracker(number)).toContain("Overridden: may close");
    const debts = await world.labelled("reliability-debt");
    expect(debts.map(({ title }) => title)).toEqual([`Reliability debt of an override (incident #${number})`]);
    expect(debts[0]?.assignees.map(({ login }) => login)).toEqual([world.as.admin.login]);
    expect(debts[0]?.body).toContain("The vendor's fix is in, we watch it");
    expect(debts[0]?.body).toContain(inDays(7));

    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.advance("PT10M");
    expect(await world.tracker(number)).toContain("overrode the gate until");
    await world.restart();
    await world.advance("P6D");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    await world.advance("P1D");
    expect((await world.issue(number)).state).toBe("open");
    expect(await world.reopenings(number)).toBe(1);
    expect((await world.comments(number)).at(-1)?.body).toContain(`The override by \`${world.as.admin.login}\` ended`);
    expect(await world.labelled("reliability-debt")).toHaveLength(1);
    expect(await world.twice(number)).toEqual([]);
  });

  it("that was met in time ends without a word", async () => {
    world = await World.open();
    const number = await openIncident();
    await world.say(world.as.admin, number, "/quench override The vendor's fix is in, we watch it");
    await world.closeIssue(world.as.author, number);
    await world.settle();
    await world.prove(number);
    await world.advance("P8D");
    expect((await world.issue(number)).state).toBe("closed");
    expect(await world.reopenings(number)).toBe(0);
    expect(await world.notices(number)).toEqual([]);
    expect(await world.tracker(number)).toContain("Closed: the fix is proven");
  });
});

describe("/quench retire", () => {
  it("ends a control that was verified once: by the right, or by owner and verifier both", async () => {
    world = await World.open();
    const number = await openIncident();
    const [first, second, third] = await world.prove(number);
    if (first === undefined || second === undefined || third === undefined) throw new Error("no items");
    const { admin, owner, verifier } = world.as;
    await world.say(
      admin,
      first.number,
      `/quench retire The gate of the platform does it, replaced by #${third.number}`,
    );
    await world.say(owner, second.number, "/quench retire It costs more than it saves");
    await world.settle();
    // One of the two alone changes nothing yet (R-B5).
    expect(await world.statuses(number)).toEqual(["retired", "verified", "verified"]);
    await world.say(verifier, second.number, "/quench retire Agreed");
    await world.settle();
    expect(await world.statuses(number)).toEqual(["retired", "retired", "verified"]);
    await world.closeIssue(owner, first.number);
    await world.advance("PT10M");
    expect((await world.issue(first.number)).state).toBe("closed");
    expect(await world.notices(first.number)).toEqual([]);
    await expectCloseHolds(number);
  });

  it("says that one never verified is put off instead", async () => {
    world = await World.open();
    const number = await openIncident();
    const [item] = await world.items(number);
    await world.say(world.as.admin, item?.number ?? 0, "/quench retire Nobody needs it");
    await world.settle();
    expect((await world.statuses(number))[0]).toBe("open");
    expect(await world.tracker(number)).toContain(`/quench defer #${item?.number}`);
    await world.closeIssue(world.as.owner, item?.number ?? 0);
    await world.advance("PT61S");
    expect((await world.issue(item?.number ?? 0)).state).toBe("open");
  });
});

describe("/quench escalation", () => {
  it("documents who is called, earns the scorecard's point, and a dispute calls them", async () => {
    world = await World.open();
    await world.control("POST", "clock", { now: "2030-01-09T10:00:00Z" });
    const number = await openIncident();
    const row = async () =>
      (await world.tracker(number)).split("\n").find((line) => line.includes("An escalation owner"));
    expect(await row()).toMatch(/^- ⬜/);
    const unknown = await world.say(world.as.owner, number, "/quench escalation @nobody-here");
    await world.settle();
    expect(await world.reactionsOn(unknown)).toEqual(["confused"]);
    expect(await row()).toMatch(/^- ⬜/);
    const said = await world.say(world.as.owner, number, `/quench escalation @${world.as.verifier.login}`);
    await world.settle();
    expect(await world.reactionsOn(said)).toEqual(["+1"]);
    expect(await row()).toMatch(/^- ✅.*`vera-verifier`/);
    await expectUndone(number);
    await expectUndone(number);
    await world.closeIssue(world.as.author, number);
    await world.advance("PT61S");
    expect((await world.issue(number)).labels.map(({ name }) => name)).toContain("quench: disputed");
    expect((await world.comments(number)).at(-1)?.body).toContain("@vera-verifier");
    // Who has left documents nothing any more.
    await world.as.admin.del(`${world.repo}/collaborators/${world.as.verifier.login}`);
    await world.say(world.as.owner, number, "/quench score");
    await world.settle();
    expect(await row()).toMatch(/^- ⬜/);
  });
});
