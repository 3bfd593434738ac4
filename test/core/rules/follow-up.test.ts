import { describe, expect, it } from "@jest/globals";
import { DEBT_FORM } from "../../../src/core/forms/debt.ts";
import { renderForm } from "../../../src/core/forms/render.ts";
import { RISK_FORM } from "../../../src/core/forms/residual-risk.ts";
import { entryMarker, filedKey } from "../../../src/core/rules/debt.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import { sound } from "../../support/rule-words.ts";
import { judge } from "../../support/judge.ts";
import { child, type Gates, judged } from "../../support/judged.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  type Parts,
  person,
  shut,
  SELF,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { proofs, provenItems, storyOf } from "../../support/story.ts";

const ack = (by = "oscar", topic = "adoption") => comment(`/quench ack ${topic}`, by, day(1));
const owned = (number: number, owner: string | null, comments: Issue["comments"] = []) =>
  item(number, { owner, comments });

function condition(items: readonly Issue[], parts: Parts = {}, gates: Gates = {}) {
  const found = child(judged(snapshot({ items, ...parts }), gates).closable, "R-C1/owners");
  sound([found]);
  return found;
}

describe("R-C1 the items' owners confirmed adoption", () => {
  it("R-C1 pass: each on their item", () => {
    const said = ack();
    const found = condition([owned(2, "oscar", [said]), owned(3, "paul", [ack("paul")])]);
    expect(found).toMatchObject({
      rule: "R-C1",
      outcome: "pass",
      title: "Owners confirmed adoption",
      phrase: "2 of 2 owners confirmed adoption.",
      next: null,
    });
    expect(child(found, "R-C1/owners:#2")).toMatchObject({
      title: "Owner of #2",
      item: 2,
      phrase: "The owner of #2 confirmed adoption.",
      evidence: [said.url],
    });
  });

  it("R-C1 fail: one has not, and is asked to", () => {
    const found = condition([owned(2, "oscar", [ack()]), owned(3, "paul")]);
    expect(found).toMatchObject({ outcome: "fail", phrase: "1 of 2 owners confirmed adoption." });
    expect(child(found, "R-C1/owners:#3")).toMatchObject({
      outcome: "fail",
      phrase: "The owner of #3 has not confirmed adoption.",
      // Nothing is merged yet that could be adopted: anything else is nearer.
      next: {
        text: "Confirm adoption once it is merged: `/quench ack adoption` on #3.",
        distance: "wait",
        who: ["paul"],
      },
    });
    expect(found.next).toEqual(child(found, "R-C1/owners:#3").next);
  });

  it("R-C1 fail: asked for at once where the control is merged, or that could not be read", () => {
    const merged = judge(storyOf(provenItems({ 3: { comments: proofs("u").slice(0, 2) } })));
    const [owners] = merged.closable.children.filter(({ key }) => key === "R-C1/owners");
    expect(owners?.next).toMatchObject({
      text: "Confirm adoption: `/quench ack adoption` on #3.",
      distance: "comment",
    });
    const unread = item(2, { owner: "oscar", links: { unreadable: "502 from GitHub" } });
    expect(condition([unread]).next?.distance).toBe("comment");
  });

  it("R-C1 fail: another's word, or another acknowledgement, is not the owner's", () => {
    expect(condition([owned(2, "oscar", [ack("maya")])]).outcome).toBe("fail");
    expect(condition([owned(2, "oscar", [ack("oscar", "runbook")])]).outcome).toBe("fail");
    expect(
      condition([owned(2, "oscar")], { incident: incident({ comments: [ack("oscar", "runbook")] }) }).outcome,
    ).toBe("fail");
  });

  it("R-C1 pass: said on the incident it counts for all of their items, and no one else's", () => {
    const said = ack("Oscar");
    const found = condition([owned(2, "oscar"), owned(3, "oscar"), owned(4, "paul")], {
      incident: incident({ comments: [said] }),
      people: [person("Oscar")],
    });
    expect(found.phrase).toBe("2 of 3 owners confirmed adoption.");
    expect(child(found, "R-C1/owners:#3").evidence).toEqual([said.url]);
    expect(child(found, "R-C1/owners:#4").outcome).toBe("fail");
  });

  it("R-C1 fail: an item that nobody owns", () => {
    expect(child(condition([owned(2, null)]), "R-C1/owners:#2")).toMatchObject({
      outcome: "fail",
      phrase: "#2 has no owner who could confirm adoption.",
      next: {
        text: "Name one owner: `/quench owner @login` on #2.",
        distance: "comment",
        who: ["someone with triage or above"],
      },
    });
  });

  it("R-C1 fail: nothing passes vacuously", () => {
    expect(condition([])).toMatchObject({
      outcome: "fail",
      phrase: "There is no owner who could confirm adoption yet.",
      next: null,
      children: [],
    });
  });

  it("R-C1 unknown: items, comments, who owns it, or a role could not be read", () => {
    expect(child(judged(snapshot({ items: { unreadable: "items: 502" } })).closable, "R-C1/owners")).toMatchObject({
      outcome: "unknown",
      phrase: "The hardening items could not be read: items: 502.",
    });
    const unread = { unreadable: "comments: 502" };
    expect(child(condition([owned(2, "oscar", unread)]), "R-C1/owners:#2")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet: comments: 502.",
    });
    const blind = { people: [person("oscar", { unreadable: "role of oscar: 502" })] };
    expect(condition([owned(2, "oscar", [ack()])], blind).outcome).toBe("unknown");
    expect(condition([owned(2, "oscar")], { ...blind, incident: incident({ comments: [ack()] }) }).outcome).toBe(
      "unknown",
    );
    const naming = comment("/quench owner @paul", "oscar", day(1));
    expect(child(condition([owned(2, "paul", [naming])], blind), "R-C1/owners:#2")).toMatchObject({
      outcome: "unknown",
      phrase: "Who owns #2 cannot be told yet.",
    });
  });

  it("R-C1 unknown: the incident's comments could not be read", () => {
    const found = condition([owned(2, "oscar")], { incident: incident({ comments: { unreadable: "comments: 502" } }) });
    expect(child(found, "R-C1/owners:#2").phrase).toBe("Cannot tell yet: comments: 502.");
  });

  it("R-C1: nobody answers for an item that was let go or retired", () => {
    const gone = shut(owned(3, "paul"), closed(day(1), "maya", { reason: "not_planned" }));
    expect(condition([owned(2, "oscar", [ack()]), gone]).phrase).toBe("1 of 1 owners confirmed adoption.");
    const without = shut(owned(3, "paul"), closed(day(1), "paul", { reason: "not_planned" }));
    expect(condition([owned(2, "oscar", [ack()]), without]).phrase).toBe("1 of 2 owners confirmed adoption.");
    const retired = owned(3, "paul", [comment("/quench retire It costs more.", "maya", day(1))]);
    const memory = { incident: incident({ comments: [tracker({ verified: { I_3: day(1) } })] }) };
    expect(condition([owned(2, "oscar", [ack()]), retired], memory).phrase).toBe("1 of 1 owners confirmed adoption.");
  });

  it("R-C1 unknown: whether it was let go could not be read", () => {
    const gone = shut(owned(3, "paul"), closed(day(1), "zoe", { reason: "not_planned" }));
    const items = [owned(2, "oscar", [ack()]), gone];
    const people = [person("zoe", { unreadable: "role of zoe: 502" })];
    const found = condition(items, { people }, { items: { 3: { gate: "fail" } } });
    expect(child(found, "R-C1/owners:#3")).toMatchObject({
      outcome: "unknown",
      phrase: "Who closed #3 as not planned could not be read.",
    });
    expect(child(condition(items, { people }), "R-C1/owners:#3").outcome).toBe("fail");
  });
});

interface Entry {
  readonly owner?: string | null;
  readonly comments?: Issue["comments"];
  readonly fields?: Record<string, string | null>;
  readonly by?: string;
  readonly more?: Partial<Issue>;
}

function risk({ owner = "paul", comments = [], fields = {}, more = {} }: Entry = {}): Issue {
  const body = renderForm(RISK_FORM, {
    incident: "#1",
    statement: "A second region can still fail.",
    trigger: "Two pages within 30 days.",
    target: "2026-06-30",
    covers: "#3",
    ...fields,
  });
  const author = actor("paul");
  return item(40, { body, labels: ["residual-risk"], openedByUs: false, author, owner, comments, ...more });
}

function debt({ owner = "paul", comments = [], fields = {}, by = "maya", more = {} }: Entry = {}): Issue {
  const body = renderForm(DEBT_FORM, { incident: "#1", item: "#3", revisit: "2026-05-18", ...fields });
  const author = actor(by);
  return item(50, { body, labels: ["reliability-debt"], openedByUs: false, author, owner, comments, ...more });
}

describe("R-C1 the owners of accepted risks and of debts confirmed adoption", () => {
  const accepted: Comment = comment("/quench risk accept #40", "maya", day(1));
  const withLedger = (
    ledger: readonly Issue[] | { unreadable: string },
    gates: Gates = {},
    comments: readonly Comment[] = [],
    people: Parts["people"] = [],
  ) =>
    condition(
      [owned(2, "oscar", [ack()]), owned(3, "oscar")],
      { incident: incident({ comments }), over: { ledger }, people },
      gates,
    );
  const RISKY: Gates = { items: { 3: { gate: "fail", band: "P1" } } };
  const PUT_OFF: Gates = { items: { 3: { gate: "fail", band: "P2" } } };

  it("R-C1 pass: the owner of an accepted risk, on the risk, in the place of the covered item's", () => {
    const said = ack("paul");
    const found = withLedger([risk({ comments: [said] })], RISKY, [accepted]);
    expect(found).toMatchObject({ outcome: "pass", phrase: "2 of 2 owners confirmed adoption." });
    expect(child(found, "R-C1/owners:risk#40")).toMatchObject({
      title: "Owner of risk #40",
      item: 40,
      phrase: "The owner of risk #40 confirmed adoption.",
      evidence: [said.url],
    });
  });

  it("R-C1 fail: the risk's owner has not", () => {
    const found = withLedger([risk()], RISKY, [accepted]);
    expect(child(found, "R-C1/owners:risk#40")).toMatchObject({
      outcome: "fail",
      phrase: "The owner of risk #40 has not confirmed adoption.",
      next: { text: "Confirm adoption: `/quench ack adoption` on #40.", who: ["paul"] },
    });
  });

  it("R-C1: a risk that nobody accepted, or that is closed, has no owner to ask", () => {
    expect(withLedger([risk()], RISKY).children.map(({ key }) => key)).toEqual(["R-C1/owners:#2", "R-C1/owners:#3"]);
    const over = risk({ more: { state: "closed", stateReason: "completed" } });
    expect(withLedger([over], RISKY, [accepted]).children).toHaveLength(2);
  });

  it("R-C1: an item that is verified answers for itself, whatever covers it", () => {
    const found = withLedger([risk({ comments: [ack("paul")] })], {}, [accepted]);
    expect(found.children.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["R-C1/owners:#2", "pass"],
      ["R-C1/owners:#3", "fail"],
      ["R-C1/owners:risk#40", "pass"],
    ]);
  });

  it("R-C1 pass, fail: the owner of a debt, on the debt", () => {
    const found = withLedger([debt({ comments: [ack("paul")] })], PUT_OFF);
    expect(found.children.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["R-C1/owners:#2", "pass"],
      ["R-C1/owners:debt#50", "pass"],
    ]);
    expect(child(withLedger([debt()], PUT_OFF), "R-C1/owners:debt#50").phrase).toBe(
      "The owner of debt #50 has not confirmed adoption.",
    );
  });

  it("R-C1 fail: a debt without an owner, who is to be assigned", () => {
    const found = withLedger([debt({ owner: null })], PUT_OFF);
    expect(child(found, "R-C1/owners:debt#50")).toMatchObject({
      outcome: "fail",
      phrase: "The debt #50 has no owner who could confirm adoption.",
      next: { text: "Assign exactly one owner to #50.", distance: "edit", who: ["someone with triage or above"] },
    });
  });

  it("R-C1: a debt that somebody without the right wrote asks nobody", () => {
    expect(withLedger([debt({ by: "oscar" })]).children).toHaveLength(2);
  });

  it("R-C1: until its debt is filed a deferred item's own owner answers", () => {
    const defer = comment("/quench defer #3 2026-05-18 The staging cluster is taken.", "maya", day(1));
    const found = withLedger([], PUT_OFF, [defer]);
    expect(child(found, "R-C1/owners:#3").outcome).toBe("fail");
    // Another item's debt is not its own.
    const other = debt({ fields: { item: "#2" }, comments: [ack("paul")] });
    expect(child(withLedger([other], PUT_OFF, [defer]), "R-C1/owners:#3").outcome).toBe("fail");
  });

  it("R-C1: the debt of an override asks nobody: it is no work left of an item", () => {
    const key = filedKey("override", 7, 0);
    const body = `${renderForm(DEBT_FORM, { incident: "#1", revisit: "2026-05-18" })}\n\n${entryMarker(key)}`;
    const ours = { body, openedByUs: true, author: actor(SELF) };
    expect(withLedger([debt({ more: ours })]).children).toHaveLength(2);
    const deferral = { ...ours, body: body.replace(key, filedKey("defer", 7, 0)) };
    expect(withLedger([debt({ more: deferral })]).children).toHaveLength(3);
  });

  it("R-V1: whose word may not be asked for at all is neither a pass nor a fail", () => {
    const blind = [person("maya", { unreadable: "role of maya: 502" })];
    const items = [owned(2, "oscar", [ack()]), owned(3, "oscar", [ack()])];
    const parts = {
      incident: incident({ comments: [accepted] }),
      over: { ledger: [risk({ comments: [ack("paul")] }), debt({ comments: [ack("paul")] })] },
      people: blind,
    };
    const found = condition(items, parts, RISKY);
    expect(found.children.map(({ key, outcome }) => [key, outcome])).toEqual([
      ["R-C1/owners:#2", "pass"],
      ["R-C1/owners:#3", "not_applicable"],
      ["R-C1/owners:risk#40", "not_applicable"],
      ["R-C1/owners:debt#50", "not_applicable"],
    ]);
    expect(found).toMatchObject({ outcome: "pass", phrase: "1 of 1 owners confirmed adoption." });
    const only = condition(items.slice(1), parts, RISKY);
    expect(only).toMatchObject({ outcome: "unknown", phrase: "There is no owner who could confirm adoption yet." });
  });

  it("R-C1 unknown: the ledger, an acceptance, a debt's author, or what was said on it could not be read", () => {
    const ledger = withLedger({ unreadable: "ledger: 403" });
    expect(child(ledger, "R-C1/owners/ledger")).toMatchObject({
      title: "Owners of risks and debts",
      outcome: "unknown",
      phrase: "The risks and debts could not be read: ledger: 403.",
    });
    const blind = [person("maya", { unreadable: "role of maya: 502" })];
    const doubtful = withLedger([risk()], RISKY, [accepted], blind);
    expect(child(doubtful, "R-C1/owners:risk#40")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet about risk #40: the role of maya could not be read.",
    });
    expect(child(doubtful, "R-C1/owners:#3")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet whether a risk or a debt stands in for #3.",
    });
    expect(child(withLedger({ unreadable: "ledger: 403" }, PUT_OFF), "R-C1/owners:#3").outcome).toBe("unknown");
    expect(child(withLedger({ unreadable: "ledger: 403" }), "R-C1/owners:#3").outcome).toBe("fail");
    expect(child(withLedger([debt()], PUT_OFF, [], blind), "R-C1/owners:debt#50")).toMatchObject({
      outcome: "unknown",
      phrase: "Cannot tell yet about debt #50: whether its author may defer could not be read.",
    });
    const unread = debt({ comments: { unreadable: "comments: 502" } });
    expect(child(withLedger([unread], PUT_OFF), "R-C1/owners:debt#50").phrase).toBe(
      "Cannot tell yet about debt #50: comments: 502.",
    );
    const deaf = [person("paul", { unreadable: "role of paul: 502" })];
    const found = withLedger([debt({ comments: [ack("paul")] })], PUT_OFF, [], deaf);
    expect(child(found, "R-C1/owners:debt#50").outcome).toBe("unknown");
  });
});
