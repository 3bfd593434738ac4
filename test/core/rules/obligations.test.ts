import { describe, expect, it } from "@jest/globals";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import { confirmers, weakeningKey } from "../../../src/core/rules/obligations.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { ItemCase } from "../../../src/core/verdict/item-case.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, comment, day, incident, item, person, snapshot, tracker } from "../../support/snapshot.ts";

interface Told {
  readonly fields?: Record<string, string | null>;
  readonly comments?: Issue["comments"];
  readonly memory?: Partial<TrackerMemory>;
  readonly issue?: Partial<Issue>;
  readonly people?: readonly Person[];
}

/** Item #2: oscar owns it, vera verifies it, its form was written by us. */
function owed({ fields = {}, comments = [], memory, issue = {}, people = [] }: Told = {}): ItemCase {
  const here = Array.isArray(comments)
    ? [comment("/quench verifier @vera", "maya", day(0, 10)), ...(comments as readonly Comment[])]
    : comments;
  const read = snapshot({
    items: [item(2, { owner: "oscar", fields: { due: "2026-03-31", ...fields }, comments: here, ...issue })],
    incident: incident({ comments: memory === undefined ? [] : [tracker(memory)] }),
    people,
  });
  const [only] = buildCase(read, policyInForce().policy).items;
  if (only === undefined) throw new Error("no item");
  return only;
}

const due = (date: string, by: string, minutes = 0): Comment => comment(`/quench due ${date}`, by, day(1, minutes));
const obligations = (over: Record<string, string | null>) => ({
  I_2: { due: null, riskReduction: null, failureClass: null, ...over } as NonNullable<
    TrackerMemory["obligations"]
  >[string],
});
const editedBy = (by: string) => ({ lastEditedAt: day(1), editor: actor(by) });

describe("R-B5 the due date by command", () => {
  it("R-B5: the form's, where nobody said another", () => {
    expect(owed().obligation).toEqual({
      due: "2026-03-31",
      riskReduction: null,
      failureClass: null,
      weakenings: [],
      unread: [],
      counted: [],
    });
    expect(owed({ fields: { due: null } })).toMatchObject({ due: null, obligation: { weakenings: [], unread: [] } });
  });

  it("R-B5 pass: an earlier one, the same, or a first one, by anybody who may say it", () => {
    for (const date of ["2026-03-30", "2026-03-31"]) {
      const { due: now, obligation } = owed({ comments: [due(date, "tess")] });
      expect([now, obligation.weakenings, obligation.counted]).toEqual([date, [], []]);
    }
    const first = owed({ fields: { due: null }, comments: [due("2026-05-01", "tess")] });
    expect([first.due, first.obligation.weakenings]).toEqual(["2026-05-01", []]);
  });

  it("R-B5 fail: a later one without the right: the former holds, with both dates and who can confirm", () => {
    const said = due("2026-04-01", "tess");
    const { due: now, obligation } = owed({ comments: [said] });
    expect(now).toBe("2026-03-31");
    expect(obligation.weakenings).toEqual([
      {
        what: "due date",
        holds: "Mar 31, 2026",
        asked: "Apr 1, 2026",
        by: "tess",
        url: said.url,
        command: "due 2026-04-01",
        confirm: ["someone with maintain or admin"],
      },
    ]);
    expect(obligation.counted).toEqual([]);
  });

  it("R-B5 pass: a later one by the override right", () => {
    const said = due("2026-04-01", "maya");
    const { due: now, obligation } = owed({ comments: [said] });
    expect([now, obligation.weakenings]).toEqual(["2026-04-01", []]);
    expect(obligation.counted).toEqual([`${said.nodeId}@${said.createdAt}`]);
  });

  it("R-B5 pass: by owner and verifier both, in whatever order, giving the same date", () => {
    for (const [first, second] of [
      ["oscar", "vera"],
      ["vera", "oscar"],
    ] as const) {
      const both = owed({ comments: [due("2026-04-01", first), due("2026-04-01", second, 5)] });
      expect([both.due, both.obligation.weakenings]).toEqual(["2026-04-01", []]);
      const other = owed({ comments: [due("2026-04-01", first), due("2026-04-02", second, 5)] });
      expect(other.due).toBe("2026-03-31");
    }
  });

  it("R-B5 fail: one of them alone, twice; and the other one is asked", () => {
    const alone = owed({ comments: [due("2026-04-01", "oscar"), due("2026-04-01", "oscar", 5)] });
    expect(alone.due).toBe("2026-03-31");
    expect(alone.obligation.weakenings[0]?.confirm).toEqual(["vera", "someone with maintain or admin"]);
    const third = owed({ comments: [due("2026-04-01", "oscar"), due("2026-04-01", "tess", 5)] });
    expect(third.due).toBe("2026-03-31");
    const byVera = owed({ comments: [due("2026-04-01", "vera")] });
    expect(byVera.obligation.weakenings[0]?.confirm).toEqual(["oscar", "someone with maintain or admin"]);
  });

  it("R-B5: who owns it and verifies it too is no two people", () => {
    expect(confirmers("oscar", "oscar", "Oscar")).toEqual(["someone with maintain or admin"]);
    expect(confirmers("oscar", "oscar", null)).toEqual(["someone with maintain or admin"]);
    expect(confirmers("oscar", null, "vera")).toEqual(["someone with maintain or admin"]);
    expect(confirmers("OSCAR", "oscar", "vera")).toEqual(["vera", "someone with maintain or admin"]);
    const named = {
      ...owed().issue,
      body: owed().issue.body.replace("### Verifier\n\n_No response_", "### Verifier\n\n@oscar"),
    };
    const self = owed({ issue: { body: named.body }, comments: [due("2026-04-01", "oscar")] });
    expect(self.due).toBe("2026-03-31");
  });

  it("R-B5 fail: where nobody owns or verifies it nobody can stand in for the right", () => {
    const nobody = owed({ issue: { assignees: [] }, comments: [due("2026-04-01", "tess")] });
    expect([nobody.due, nobody.obligation.weakenings.length]).toEqual(["2026-03-31", 1]);
    const unverified = item(2, {
      owner: "oscar",
      fields: { due: "2026-03-31" },
      comments: [due("2026-04-01", "oscar")],
    });
    const [only] = buildCase(snapshot({ items: [unverified] }), policyInForce().policy).items;
    expect(only?.due).toBe("2026-03-31");
  });

  it("R-B5: commands are taken in their order, each against the one before", () => {
    const order = owed({
      comments: [due("2026-03-20", "tess"), due("2026-03-25", "oscar", 5), due("2026-03-22", "maya", 9)],
    });
    expect(order.due).toBe("2026-03-22");
    expect(order.obligation.weakenings).toMatchObject([{ holds: "Mar 22, 2026", asked: "Mar 25, 2026", by: "oscar" }]);
  });

  it("R-B5: a refusal that a later word made moot is told no more", () => {
    const moot = owed({ comments: [due("2026-04-01", "tess"), due("2026-04-10", "maya", 5)] });
    expect([moot.due, moot.obligation.weakenings]).toEqual(["2026-04-10", []]);
    const same = owed({ comments: [due("2026-04-01", "tess"), due("2026-04-01", "maya", 5)] });
    expect([same.due, same.obligation.weakenings]).toEqual(["2026-04-01", []]);
  });

  it("R-B5 unknown: whether who said it has the right, or may say it at all", () => {
    const unread = { unreadable: "teams: 502" };
    const read = snapshot({
      items: [item(2, { owner: "oscar", fields: { due: "2026-03-31" }, comments: [due("2026-04-01", "tess")] })],
      over: { overrideTeam: unread },
    });
    const [only] = buildCase(read, policyInForce().policy).items;
    expect([only?.due, only?.obligation.weakenings]).toEqual(["2026-03-31", []]);
    expect(only?.obligation.unread).toEqual([
      { unreadable: "whether tess may weaken an obligation could not be read" },
    ]);
    const blind = owed({
      comments: [due("2026-04-01", "tess")],
      people: [person("tess", { unreadable: "role: 502" })],
    });
    expect([blind.due, blind.obligation.unread]).toEqual([
      "2026-03-31",
      [{ unreadable: "the role of tess could not be read" }],
    ]);
    const deaf = owed({ comments: { unreadable: "comments: 502" } });
    expect([deaf.due, deaf.obligation.unread]).toEqual(["2026-03-31", [{ unreadable: "comments: 502" }]]);
  });
});

describe("R-B5 what was accepted before holds", () => {
  it("R-B5 pass: a weakening that counted counts for ever, though who said it has left", () => {
    const said = due("2026-04-01", "maya");
    const key = weakeningKey({ comment: said.nodeId, at: said.createdAt } as Parameters<typeof weakeningKey>[0]);
    const left = { comments: [said], people: [person("maya", "write")] };
    expect(owed(left).due).toBe("2026-03-31");
    expect(owed({ ...left, memory: { weakenings: [key] } })).toMatchObject({
      due: "2026-04-01",
      obligation: { counted: [key], weakenings: [] },
    });
    expect(owed({ ...left, memory: { weakenings: ["another"] } }).due).toBe("2026-03-31");
  });

  it("R-B5 fail: the form edited to a later date by somebody without the right", () => {
    const { due: now, obligation } = owed({
      fields: { due: "2026-05-31" },
      memory: { obligations: obligations({ due: "2026-03-31" }) },
      issue: editedBy("oscar"),
    });
    expect(now).toBe("2026-03-31");
    expect(obligation.weakenings).toEqual([
      {
        what: "due date",
        holds: "Mar 31, 2026",
        asked: "May 31, 2026",
        by: "oscar",
        url: "https://github.com/acme/shop/issues/2",
        command: "due 2026-05-31",
        confirm: ["someone with maintain or admin"],
      },
    ]);
  });

  it("R-B5 fail: the date taken out of the form", () => {
    const gone = owed({
      fields: { due: null },
      memory: { obligations: obligations({ due: "2026-03-31" }) },
      issue: editedBy("oscar"),
    });
    expect(gone.due).toBe("2026-03-31");
    expect(gone.obligation.weakenings).toMatchObject([{ asked: "none", command: null }]);
  });

  it("R-B5 pass: edited by the right, to an earlier date, or by nobody", () => {
    const memory = { obligations: obligations({ due: "2026-03-31" }) };
    const later = { fields: { due: "2026-05-31" }, memory };
    expect(owed({ ...later, issue: editedBy("maya") })).toMatchObject({
      due: "2026-05-31",
      obligation: { weakenings: [] },
    });
    expect(owed({ fields: { due: "2026-03-30" }, memory, issue: editedBy("oscar") }).due).toBe("2026-03-30");
    expect(owed({ memory }).obligation.weakenings).toEqual([]);
    expect(owed({ memory: { obligations: obligations({}) } }).due).toBe("2026-03-31");
  });

  it("R-B5 fail: a later date in the form is no base for an earlier command", () => {
    const both = owed({
      fields: { due: "2026-05-31" },
      comments: [due("2026-05-15", "tess")],
      memory: { obligations: obligations({ due: "2026-03-31" }) },
      issue: editedBy("oscar"),
    });
    expect([both.due, both.obligation.weakenings[0]?.asked]).toEqual(["2026-03-31", "May 15, 2026"]);
  });

  it("R-B5 pass: the right's own command goes over what the form once said", () => {
    const said = owed({
      comments: [due("2026-04-15", "maya")],
      memory: { obligations: obligations({ due: "2026-03-15" }) },
    });
    expect([said.due, said.obligation.weakenings]).toEqual(["2026-04-15", []]);
  });

  it("R-B5 fail: an earlier date stays accepted where its command is deleted", () => {
    const deleted = owed({ memory: { obligations: obligations({ due: "2026-03-15" }) } });
    expect(deleted.due).toBe("2026-03-15");
    expect(deleted.obligation.weakenings).toMatchObject([{ holds: "Mar 15, 2026", asked: "Mar 31, 2026" }]);
  });

  it("R-B5 unknown: who edited it could not be looked up", () => {
    const blind = owed({
      fields: { due: "2026-05-31" },
      memory: { obligations: obligations({ due: "2026-03-31" }) },
      issue: editedBy("zoe"),
    });
    expect(blind).toMatchObject({
      due: "2026-03-31",
      obligation: {
        weakenings: [],
        unread: [{ unreadable: "whether zoe may weaken an obligation could not be read" }],
      },
    });
  });
});

describe("R-B5 risk reduction and failure class", () => {
  const memory = { obligations: obligations({ riskReduction: "medium", failureClass: "config-change" }) };
  const at = (risk: string | null, failure: string | null, by = "oscar") =>
    owed({ fields: { risk_reduction: risk, failure_class: failure }, memory, issue: editedBy(by) }).obligation;

  it("R-B5 fail: a lower risk reduction, or none", () => {
    for (const [risk, asked] of [
      ["low", "`low`"],
      [null, "none"],
    ] as const) {
      const found = at(risk, "config-change");
      expect(found.riskReduction).toBe("medium");
      expect(found.weakenings).toEqual([
        {
          what: "risk reduction",
          holds: "`medium`",
          asked,
          by: "oscar",
          url: "https://github.com/acme/shop/issues/2",
          command: null,
          confirm: ["someone with maintain or admin"],
        },
      ]);
    }
  });

  it("R-B5 fail: another failure class, or none", () => {
    for (const [failure, asked] of [
      ["capacity", "`capacity`"],
      [null, "none"],
    ] as const) {
      const found = at("medium", failure);
      expect(found.failureClass).toBe("config-change");
      expect(found.weakenings).toMatchObject([{ what: "failure class", holds: "`config-change`", asked }]);
    }
  });

  it("R-B5 pass: the same, a higher one, another spelling, or by the right", () => {
    expect(at("medium", "config-change")).toMatchObject({ riskReduction: "medium", weakenings: [] });
    expect(at("high", "Config-Change")).toMatchObject({
      riskReduction: "high",
      failureClass: "Config-Change",
      weakenings: [],
    });
    expect(at("low", "capacity", "maya")).toMatchObject({
      riskReduction: "low",
      failureClass: "capacity",
      weakenings: [],
      unread: [],
    });
    expect(at("low", "capacity").unread).toEqual([]);
  });

  it("R-B5 pass: without memory the form is what is owed", () => {
    const plain = owed({ fields: { risk_reduction: "low", failure_class: "capacity" } }).obligation;
    expect(plain).toMatchObject({ riskReduction: "low", failureClass: "capacity", weakenings: [], unread: [] });
  });

  it("R-B5 unknown: who edited it could not be looked up", () => {
    const found = at("low", "capacity", "zoe");
    expect(found).toMatchObject({ riskReduction: "medium", failureClass: "config-change", weakenings: [] });
    expect(found.unread).toHaveLength(2);
  });
});
