import { describe, expect, it } from "@jest/globals";
import { acceptanceOf, coveredBy, lacksOf, openRisks, RISK_RULES } from "../../../src/core/rules/residual-risk.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { risk } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, comment, day, incident, item, shut, closed, snapshot } from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";

const LOST = { unreadable: "issues: 502" };
const ACCEPT = "/quench risk accept #20";

interface World {
  readonly ledger?: Snapshot["ledger"];
  /** Comments on the incident. */
  readonly comments?: Issue["comments"];
  readonly over?: Partial<Snapshot>;
  readonly items?: Snapshot["items"];
}

const read = ({ ledger = [risk(20)], comments = [], over = {}, items = [item(12)] }: World = {}) =>
  snapshot({ incident: incident({ comments }), items, over: { ledger, ...over } });
const accepted = [comment(ACCEPT, "maya", day(1))];
const covers = (world: World, number = 12) => coveredBy(judged(read(world)), number);
const nodes = (world: World): readonly VerdictNode[] => nodesOf(RISK_RULES, "R-Z1", judged(read(world)));
const url = "https://github.com/acme/shop/issues/20";

describe("R-Z1: a risk covers an item", () => {
  it("once it is managed, open and accepted by the override right", () => {
    expect(covers({ comments: accepted })).toBe(url);
    expect(covers({ comments: accepted }, 13)).toBeNull();
  });

  it("wherever the acceptance is said", () => {
    expect(covers({ items: [item(12, { comments: accepted })] })).toBe(url);
    expect(covers({ ledger: [risk(20, { comments: accepted })] })).toBe(url);
  });

  it("not before it is accepted, nor by an acceptance of another risk, nor by somebody without the right", () => {
    expect(covers({})).toBeNull();
    expect(covers({ comments: [comment("/quench risk accept #21", "maya", day(1))] })).toBeNull();
    expect(covers({ comments: [comment(ACCEPT, "oscar", day(1))] })).toBeNull();
  });

  it.each(["statement", "trigger", "target"])("not without its %s", (field) => {
    expect(covers({ comments: accepted, ledger: [risk(20, { fields: { [field]: null } })] })).toBeNull();
  });

  it("not without one owner; the form's counts while nobody is assigned", () => {
    expect(covers({ comments: accepted, ledger: [risk(20, { owner: null })] })).toBeNull();
    expect(covers({ comments: accepted, ledger: [risk(20, { owner: null, fields: { owner: "oscar" } })] })).toBe(url);
    const two = risk(20, { assignees: [actor("oscar"), actor("otto")], fields: { owner: "oscar" } });
    expect(covers({ comments: accepted, ledger: [two] })).toBeNull();
  });

  it("not once it is closed", () => {
    expect(covers({ comments: accepted, ledger: [shut(risk(20), closed(day(1), "maya"))] })).toBeNull();
  });

  it("still after its target date, which only the reminder follows", () => {
    expect(covers({ comments: accepted, ledger: [risk(20, { fields: { target: "2026-03-03" } })] })).toBe(url);
  });

  it("by the first of several that does", () => {
    const ledger = [risk(22), risk(20), risk(21, { fields: { target: null } })];
    const comments = [
      comment("/quench risk accept #21", "maya", day(1)),
      comment("/quench risk accept #22", "maya", day(1)),
    ];
    expect(covers({ comments, ledger })).toBe("https://github.com/acme/shop/issues/22");
    expect(covers({ comments: [...comments, ...accepted], ledger })).toBe(url);
  });

  it("is not what the debts' label says", () => {
    expect(covers({ comments: accepted, ledger: [risk(20, { labels: ["reliability-debt"] })] })).toBeNull();
  });

  it("knows its label in any case, as the policy names it", () => {
    const inForce = policyInForce({ ledger: { risk_label: "Open-Risk" } });
    const subject = judged(read({ comments: accepted, ledger: [risk(20, { labels: ["open-risk"] })] }), { inForce });
    expect(coveredBy(subject, 12)).toBe(url);
  });
});

describe("R-Z1: what was accepted is what was read", () => {
  const edited = (at: string, by: string) =>
    covers({ comments: accepted, ledger: [risk(20, { lastEditedAt: at, editor: actor(by) })] });

  it("an edit before the acceptance, or by the right, changes nothing", () => {
    expect(edited(day(1), "oscar")).toBe(url);
    expect(edited(day(0, 30), "oscar")).toBe(url);
    expect(edited(day(1, 1), "maya")).toBe(url);
  });

  it("a later edit by somebody else voids it, until it is accepted again", () => {
    expect(edited(day(1, 1), "oscar")).toBeNull();
    const again = [...accepted, comment(ACCEPT, "maya", day(1, 2))];
    const ledger = [risk(20, { lastEditedAt: day(1, 1), editor: actor("oscar") })];
    expect(covers({ comments: again, ledger })).toBe(url);
  });

  it("without an editor's name it was the author", () => {
    expect(covers({ comments: accepted, ledger: [risk(20, { lastEditedAt: day(1, 1) })] })).toBe(url);
    const pauls = risk(20, { lastEditedAt: day(1, 1), author: actor("paul") });
    expect(covers({ comments: accepted, ledger: [pauls] })).toBeNull();
  });

  it("by somebody who could not be looked up it is unknown", () => {
    expect(edited(day(1, 1), "nora")).toEqual({ unreadable: "who edited #20 last could not be looked up" });
  });
});

describe("R-Z1: unknown is not null", () => {
  it("where the ledger was not read", () => {
    expect(covers({ ledger: LOST, comments: accepted })).toEqual(LOST);
  });

  it("where an acceptance may count, and another covers nothing", () => {
    const people = { ...read().people, maya: { login: "maya", nodeId: "U_maya", role: LOST, member: true } };
    const found = covers({ comments: accepted, over: { people } });
    expect(found).toEqual({ unreadable: "the role of maya could not be read" });
    const other = [comment("/quench risk accept #21", "maya", day(1))];
    expect(covers({ comments: other, over: { people } })).toBeNull();
  });

  it("where comments of the incident, an item or an entry were not read", () => {
    expect(covers({ comments: LOST })).toEqual(LOST);
    expect(covers({ items: [item(12, { comments: LOST })] })).toEqual(LOST);
    expect(covers({ ledger: [risk(20, { comments: LOST })] })).toEqual(LOST);
    expect(covers({ items: LOST })).toEqual(LOST);
  });

  it("but what is readable decides first", () => {
    expect(covers({ comments: accepted, items: [item(12, { comments: LOST })] })).toBe(url);
    expect(covers({ comments: LOST, ledger: [risk(20, { fields: { trigger: null } })] })).toBeNull();
    const ledger = [risk(20), risk(21)];
    const second = [comment("/quench risk accept #21", "maya", day(1))];
    expect(covers({ comments: second, ledger, items: [item(12, { comments: LOST })] })).toBe(
      "https://github.com/acme/shop/issues/21",
    );
  });

  it("tells the acceptance itself", () => {
    const subject = judged(read({ comments: accepted }));
    const [entry] = openRisks(subject);
    if (entry === undefined) throw new Error("no risk");
    expect(lacksOf(entry)).toEqual([]);
    expect(acceptanceOf(subject, entry)).toMatchObject({ by: "maya", at: day(1), issue: 1 });
  });
});

describe("R-Z1: one line an entry", () => {
  it("passes a managed one, with what it covers", () => {
    expect(nodes({ comments: accepted })).toEqual([
      {
        rule: "R-Z1",
        key: "R-Z1:#20",
        title: "Residual risk is managed",
        item: 20,
        outcome: "pass",
        phrase: "Risk #20 is managed: `oscar` watches its trigger, until Mar 20, 2026. It covers #12.",
        evidence: [url],
        next: null,
        children: [],
      },
    ]);
  });

  it("tells what the acceptance would bring, that it names none, and that it cannot tell", () => {
    const many = risk(20, { fields: { covers: "#12, #13, #14" } });
    expect(nodes({ ledger: [many] })[0]?.phrase).toContain(
      "It covers #12, #13 and #14 once someone with maintain or admin says `/quench risk accept #20`.",
    );
    expect(nodes({ ledger: [risk(20, { fields: { covers: null } })] })[0]?.phrase).toContain(
      "It names no item that it covers.",
    );
    expect(nodes({ comments: LOST })[0]?.phrase).toContain("Whether it was accepted for #12 cannot be told yet.");
  });

  it("tells a target date that is over, from the end of that day on", () => {
    const phrase = (now: string) => nodes({ over: { now } })[0]?.phrase;
    expect(phrase("2026-03-20T23:59:59Z")).toContain("until Mar 20, 2026.");
    expect(phrase("2026-03-21T00:00:00Z")).toContain("its target date, Mar 20, 2026, is over.");
  });

  it("fails an unmanaged one, with what to fill in and who can", () => {
    const [one] = nodes({ ledger: [risk(20, { fields: { trigger: "tbd", target: null } })] });
    expect(one).toMatchObject({
      outcome: "fail",
      phrase:
        "Risk #20 is unmanaged and covers nothing: its trigger for re-prioritization and target date are missing.",
      evidence: [url],
      next: {
        text: "Fill in *Trigger for re-prioritization* and *Target date* in the form of #20.",
        distance: "edit",
        who: ["oscar"],
      },
    });
    const [bare] = nodes({ ledger: [risk(20, { owner: null, fields: { statement: null } })] });
    expect(bare?.phrase).toContain("its risk statement and owner are missing.");
    expect(bare?.next).toEqual({
      text: "Fill in *Risk statement* and *Owner* in the form of #20.",
      distance: "edit",
      who: ["someone with triage or above"],
    });
    const [single] = nodes({ ledger: [risk(20, { fields: { statement: null } })] });
    expect(single?.phrase).toContain("its risk statement is missing.");
  });

  it("asks for one assignee where there are several", () => {
    const two = { assignees: [actor("oscar"), actor("otto")] };
    expect(nodes({ ledger: [risk(20, two)] })[0]?.next?.text).toBe("Assign exactly one owner to #20.");
    expect(nodes({ ledger: [risk(20, { ...two, fields: { target: null } })] })[0]?.next?.text).toBe(
      "Fill in *Owner* and *Target date* in the form of #20.",
    );
    expect(nodes({ ledger: [risk(20, { owner: null })] })[0]?.next?.text).toBe("Fill in *Owner* in the form of #20.");
  });

  it("says nothing of closed entries and of debts, and is unknown where the ledger was not read", () => {
    expect(
      nodes({ ledger: [shut(risk(20), closed(day(1), "maya")), risk(21, { labels: ["reliability-debt"] })] }),
    ).toEqual([]);
    expect(nodes({ ledger: LOST })).toMatchObject([
      { key: "R-Z1", item: null, outcome: "unknown", phrase: "Cannot tell yet which risks remain: issues: 502." },
    ]);
  });
});

it("the family has its words for the docs", () => {
  expectWords(RISK_RULES);
});
