import { describe, expect, it } from "@jest/globals";
import { buildCase } from "../../../src/core/verdict/case.ts";
import {
  DEBT_RULES,
  deferralOf,
  entryKey,
  entryMarker,
  filedKey,
  isFiled,
  ledgerPage,
} from "../../../src/core/rules/debt.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { debt, risk } from "../../support/entries.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  person,
  SELF,
  shut,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";
import { expectWords, nodesOf } from "../../support/rule-nodes.ts";

const LOST = { unreadable: "issues: 502" };

interface World {
  readonly ledger?: Snapshot["ledger"];
  /** Comments on the incident. */
  readonly comments?: Issue["comments"];
  readonly over?: Partial<Snapshot>;
  readonly items?: Snapshot["items"];
}

const read = ({ ledger = [debt(20)], comments = [], over = {}, items = [item(12, { owner: "oscar" })] }: World = {}) =>
  snapshot({ incident: incident({ comments }), items, over: { ledger, ...over } });
const deferral = (world: World, number = 12) => deferralOf(judged(read(world)), number);
const nodes = (world: World): readonly VerdictNode[] => nodesOf(DEBT_RULES, "R-D1", judged(read(world)));
const url = "https://github.com/acme/shop/issues/20";
const FILED = { until: "2026-03-20", owner: "oscar", url };
const DEFER = "/quench defer #12 2026-04-01 the vendor ships late";

/** The debt as we file it for a command. */
const ours = (key: string, over: Parameters<typeof debt>[1] = {}): Issue => {
  const made = debt(20, { author: actor(SELF), openedByUs: true, ...over });
  return { ...made, body: `${made.body}\n\n${entryMarker(key)}` };
};
const keyOf = (said: Comment, index = 0) => filedKey("defer", said.databaseId, index);

describe("R-D1: a debt defers its item", () => {
  it("with owner and revisit date, filed by the override right or by us", () => {
    expect(deferral({})).toEqual(FILED);
    expect(deferral({}, 13)).toBeNull();
    expect(deferral({ ledger: [ours("defer-a-a")] })).toEqual(FILED);
  });

  it("not filed by somebody without the right, and unknown where that could not be read", () => {
    expect(deferral({ ledger: [debt(20, { author: actor("oscar") })] })).toBeNull();
    expect(deferral({ ledger: [debt(20, { author: actor("some-app[bot]") })] })).toBeNull();
    expect(deferral({ ledger: [debt(20, { author: actor("nora") })] })).toEqual({
      unreadable: "whether the last hand on #20 may defer could not be read",
    });
  });

  it("by its last hand: not once it is edited by somebody without the right, but once the right edits it", () => {
    const edited = (by: string, over: Parameters<typeof debt>[1] = {}) =>
      deferral({ ledger: [debt(20, { lastEditedAt: day(1), editor: actor(by), ...over })] });
    expect(edited("maya")).toEqual(FILED);
    expect(edited("oscar")).toBeNull();
    expect(edited("nora")).toMatchObject({ unreadable: expect.stringContaining("#20") });
    expect(edited("maya", { author: actor("oscar") })).toEqual(FILED);
    expect(deferral({ ledger: [ours("defer-a-a", { lastEditedAt: day(1), editor: actor(SELF) })] })).toEqual(FILED);
    // A bot of our name that did not open it is a bot like any other.
    expect(edited(SELF)).toBeNull();
  });

  it("not without revisit date or one owner; the form's owner counts while nobody is assigned", () => {
    expect(deferral({ ledger: [debt(20, { fields: { revisit: "later" } })] })).toBeNull();
    expect(deferral({ ledger: [debt(20, { owner: null })] })).toBeNull();
    expect(deferral({ ledger: [debt(20, { owner: null, fields: { owner: "@otto" } })] })).toEqual({
      ...FILED,
      owner: "otto",
    });
    expect(deferral({ ledger: [debt(20, { assignees: [actor("oscar"), actor("otto")] })] })).toBeNull();
  });

  it("not once it is closed, and no risk does", () => {
    expect(deferral({ ledger: [shut(debt(20), closed(day(1), "maya"))] })).toBeNull();
    expect(deferral({ ledger: [risk(20)] })).toBeNull();
  });

  it("by the newest of several that counts", () => {
    const later = debt(21, { fields: { revisit: "2026-05-01" } });
    expect(deferral({ ledger: [later, debt(20)] })).toMatchObject({ until: "2026-05-01" });
    expect(deferral({ ledger: [debt(21, { author: actor("oscar") }), debt(20)] })).toEqual(FILED);
    expect(deferral({ ledger: [debt(21, { author: actor("nora") }), debt(20)] })).toEqual(FILED);
  });
});

describe("R-D1: `/quench defer` defers until its debt is filed", () => {
  it("by the override right, for the item's owner", () => {
    const said = comment(DEFER, "maya", day(1));
    expect(deferral({ ledger: [], comments: [said] })).toEqual({ until: "2026-04-01", owner: "oscar", url: said.url });
    expect(deferral({ ledger: [], comments: [said] }, 13)).toBeNull();
    expect(deferral({ ledger: [], comments: [comment(DEFER, "oscar", day(1))] })).toBeNull();
  });

  it("of several the last one counts", () => {
    const comments = [comment(DEFER, "maya", day(1)), comment("/quench defer #12 2026-06-01 again", "maya", day(1, 1))];
    expect(deferral({ ledger: [], comments })).toMatchObject({ until: "2026-06-01" });
  });

  it("not for an item without an owner, nor for one that is none of the incident", () => {
    const comments = [comment(DEFER, "maya", day(1))];
    expect(deferral({ ledger: [], comments, items: [item(12)] })).toBeNull();
    expect(deferral({ ledger: [], comments, items: [item(13, { owner: "oscar" })] })).toBeNull();
  });

  it("is unknown where the item's owner is", () => {
    const people = { ...read().people, tess: person("tess", LOST) };
    const named = item(12, { owner: "oscar", comments: [comment("/quench owner @otto", "tess", day(1))] });
    const found = deferral({
      ledger: [],
      comments: [comment(DEFER, "maya", day(1))],
      items: [named],
      over: { people },
    });
    expect(found).toEqual({ unreadable: "the owner of #12 could not be told" });
  });

  it("no more once its debt is filed: then the debt's own facts decide, open or closed", () => {
    const said = comment(DEFER, "maya", day(1));
    const key = keyOf(said);
    const comments = [said];
    expect(deferral({ comments, ledger: [ours(key)] })).toEqual(FILED);
    expect(deferral({ comments, ledger: [ours(key, { fields: { revisit: null } })] })).toBeNull();
    expect(deferral({ comments, ledger: [shut(ours(key), closed(day(1), "maya"))] })).toBeNull();
    expect(deferral({ comments: [tracker({ created: { [key]: "I_99" } }), said], ledger: [] })).toBeNull();
  });

  it("each line of a comment is another deferral", () => {
    const said = comment(`/quench help\n${DEFER}`, "maya", day(1));
    expect(deferral({ comments: [said], ledger: [shut(ours(keyOf(said, 0)), closed(day(1), "maya"))] })).toMatchObject({
      until: "2026-04-01",
    });
    expect(deferral({ comments: [said], ledger: [shut(ours(keyOf(said, 1)), closed(day(1), "maya"))] })).toBeNull();
  });

  it("a marker in somebody else's issue means nothing", () => {
    const said = comment(DEFER, "maya", day(1));
    const forged = { ...shut(ours(keyOf(said)), closed(day(1), "maya")), openedByUs: false };
    expect(deferral({ comments: [said], ledger: [forged] })).toMatchObject({ until: "2026-04-01" });
  });
});

describe("R-D1: unknown is not null", () => {
  it("where the ledger, a list of comments or a role was not read", () => {
    expect(deferral({ ledger: LOST, comments: [comment(DEFER, "maya", day(1))] })).toEqual(LOST);
    expect(deferral({ ledger: [], comments: LOST })).toEqual(LOST);
    const people = { ...read().people, maya: person("maya", LOST) };
    const comments = [comment(DEFER, "maya", day(1))];
    expect(deferral({ ledger: [], comments, over: { people } })).toEqual({
      unreadable: "the role of maya could not be read",
    });
    expect(deferral({ ledger: [], comments, over: { people } }, 13)).toBeNull();
  });

  it("but a debt that counts decides", () => {
    expect(deferral({ comments: LOST })).toEqual(FILED);
    const said = comment(DEFER, "maya", day(1));
    const ledger = [debt(20, { author: actor("nora") })];
    expect(deferral({ comments: [said], ledger })).toMatchObject({ until: "2026-04-01" });
  });
});

describe("R-D1: keys", () => {
  it("are letters and dashes, another one for each comment, line and kind", () => {
    expect(filedKey("item", 1907, 0)).toBe("item-bjah-a");
    expect(filedKey("defer", 23, 14)).toBe("defer-cd-be");
    expect(filedKey("override", 23, 1)).toBe("override-cd-b");
  });

  it("are the last marker of what we opened", () => {
    const entry = (body: string, openedByUs = true) => {
      const subject = buildCase(read({ ledger: [debt(20, { body, openedByUs })] }), policyInForce().policy);
      return { subject, entry: subject.ledger[0] };
    };
    const key = (body: string, openedByUs = true) => {
      const found = entry(body, openedByUs).entry;
      return found === undefined ? undefined : entryKey(found);
    };
    expect(key(`${entryMarker("defer-a-a")} ${entryMarker("defer-b-a")}`)).toBe("defer-b-a");
    expect(key(entryMarker("defer-a-a"), false)).toBeNull();
    expect(key("nothing")).toBeNull();
    expect(isFiled(entry(entryMarker("defer-a-a")).subject, "defer-a-a")).toBe(true);
    expect(isFiled(entry(entryMarker("defer-a-a")).subject, "defer-a-b")).toBe(false);
  });
});

describe("a ledger entry is confirmed", () => {
  const confirmed = (entry: Issue) => judged(read({ ledger: [entry] })).ledger[0]?.confirmed;
  const ack = (by: string, what = "adoption") => comment(`/quench ack ${what}`, by, day(1));

  it("by its owner's own acknowledgement of adoption, the last one", () => {
    const [one, last] = [ack("oscar"), ack("oscar")];
    expect(confirmed(debt(20, { comments: [last, one] }))).toBe(last.url);
    expect(confirmed(debt(20, { comments: [ack("maya")] }))).toBeNull();
    expect(confirmed(debt(20, { comments: [ack("oscar", "runbook")] }))).toBeNull();
    expect(confirmed(debt(20, { owner: null, comments: [ack("oscar")] }))).toBeNull();
    expect(confirmed(debt(20))).toBeNull();
  });
});

describe("R-D1: one line a debt", () => {
  it("passes one that is dated, through the end of the day", () => {
    expect(nodes({})).toEqual([
      {
        rule: "R-D1",
        key: "R-D1:#20",
        title: "Deferred work is revisited",
        item: 20,
        outcome: "pass",
        phrase: "Debt #20 is revisited on Mar 20, 2026.",
        evidence: [url],
        next: null,
        children: [],
      },
    ]);
    expect(nodes({ over: { now: "2026-03-20T23:59:59Z" } })[0]?.outcome).toBe("pass");
  });

  it("tells what keeps it from deferring", () => {
    expect(nodes({ ledger: [debt(20, { owner: null })] })[0]?.phrase).toBe(
      "Debt #20 is revisited on Mar 20, 2026. It defers nothing until it has one owner.",
    );
    expect(nodes({ ledger: [debt(20, { author: actor("oscar") })] })[0]).toMatchObject({
      outcome: "pass",
      phrase:
        "Debt #20 is revisited on Mar 20, 2026. It defers nothing: someone with maintain or admin has to file it or to edit it last.",
    });
    expect(nodes({ ledger: [debt(20, { author: actor("nora") })] })[0]?.phrase).toBe(
      "Debt #20 is revisited on Mar 20, 2026.",
    );
  });

  it("fails one without a date", () => {
    expect(nodes({ ledger: [debt(20, { fields: { revisit: "soon" } })] })[0]).toMatchObject({
      outcome: "fail",
      phrase: "Debt #20 has no revisit date, and defers nothing.",
      next: { text: "Write the day into *Revisit date* in the form of #20.", distance: "edit", who: ["oscar"] },
    });
    expect(nodes({ ledger: [debt(20, { owner: null, fields: { revisit: null } })] })[0]?.next?.who).toEqual([
      "someone with triage or above",
    ]);
  });

  it("fails one whose day is over in the team's zone: revisit it now", () => {
    const now = "2026-03-21T00:00:00Z";
    expect(nodes({ over: { now } })[0]).toMatchObject({
      outcome: "fail",
      phrase: "The revisit date of debt #20, Mar 20, 2026, is over.",
      evidence: [url],
      next: {
        text: "Revisit #20 now: do the work and close it, or have someone with maintain or admin say `/quench defer #12 YYYY-MM-DD <because>`.",
        distance: "comment",
        who: ["oscar"],
      },
    });
    expect(nodes({ over: { now }, ledger: [debt(20, { fields: { item: null } })] })[0]?.next?.text).toContain(
      "write a later *Revisit date*",
    );
    const berlin = judged(read({ over: { now: "2026-03-20T23:00:00Z" } }), {
      inForce: policyInForce({ time: { zone: "Europe/Berlin" } }),
    });
    expect(nodesOf(DEBT_RULES, "R-D1", berlin)[0]?.outcome).toBe("fail");
  });

  it("says nothing of closed debts and of risks, and is unknown where the ledger was not read", () => {
    expect(nodes({ ledger: [shut(debt(20), closed(day(1), "maya")), risk(21)] })).toEqual([]);
    expect(nodes({ ledger: LOST })).toMatchObject([
      { key: "R-D1", item: null, outcome: "unknown", phrase: "Cannot tell yet what was put off: issues: 502." },
    ]);
  });
});

describe("R-D1: the ledger's page", () => {
  it("lists the open debts of all incidents, the oldest first", () => {
    const one = buildCase(
      read({
        ledger: [
          debt(22, { createdAt: day(1) }),
          debt(21, { createdAt: day(1), fields: { revisit: null } }),
          debt(20, { createdAt: day(0), fields: { revisit: "2026-03-03" } }),
          shut(debt(19), closed(day(1), "maya")),
          risk(18),
        ],
      }),
      policyInForce().policy,
    );
    const two = buildCase(
      snapshot({ incident: incident({ number: 2 }), over: { ledger: [debt(30, { createdAt: day(0, 10) })] } }),
      policyInForce().policy,
    );
    const page = ledgerPage([two, one]);
    expect(page.map(({ number, incident: of, state }) => [number, of, state])).toEqual([
      [20, 1, "overdue"],
      [30, 2, "dated"],
      [21, 1, "undated"],
      [22, 1, "dated"],
    ]);
    expect(page[0]).toEqual({
      number: 20,
      url,
      title: "Entry 20",
      incident: 1,
      item: 12,
      why: "Staging is busy.",
      riskOfDelay: null,
      owner: "oscar",
      revisit: "2026-03-03",
      filedAt: day(0),
      state: "overdue",
    });
  });

  it("a debt is overdue once its day is over", () => {
    const state = (now: string) =>
      ledgerPage([buildCase(read({ over: { now } }), policyInForce().policy)]).map((entry) => entry.state);
    expect(state("2026-03-20T23:59:59Z")).toEqual(["dated"]);
    expect(state("2026-03-21T00:00:00Z")).toEqual(["overdue"]);
  });
});

it("the family has its words for the docs", () => {
  expectWords(DEBT_RULES);
});
