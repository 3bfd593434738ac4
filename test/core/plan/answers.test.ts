import { describe, expect, it } from "@jest/globals";
import { planAnswers } from "../../../src/core/plan/answers.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { debt, risk } from "../../support/entries.ts";
import { policyInForce } from "../../support/policy.ts";
import { comment, day, incident, item, snapshot } from "../../support/snapshot.ts";

const { policy } = policyInForce();

const read = (parts: { item?: readonly Comment[]; ledger?: readonly Issue[]; incident?: readonly Comment[] }) =>
  snapshot({
    incident: incident({ comments: parts.incident ?? [] }),
    items: [item(12, { owner: "oscar", comments: parts.item ?? [] })],
    over: { ledger: parts.ledger ?? [] },
  });
const plans = (from: ReturnType<typeof read>): readonly Write[] => planAnswers(buildCase(from, policy));

/** Each write in a few words: `+1 812`, `notice #12`, `assign vera`. */
const told = (writes: readonly Write[]): readonly string[] =>
  writes.map((write) => {
    switch (write.kind) {
      case "reaction":
        return `${write.content} ${write.comment}`;
      case "notice":
        return `notice #${write.issue.number}`;
      case "assign":
        return `assign ${write.add.join()}`;
      default:
        return write.kind;
    }
  });

describe("rulebook N: answers on the ledger", () => {
  it.each([
    ["debt", debt],
    ["risk", risk],
  ] as const)("an accepted command on a %s gets a reaction, a refused one an answer", (_kind, entry) => {
    const good = comment("/quench ack adoption", "oscar", day(1));
    const bad = comment("/quench ack adoption", "tess", day(1, 1));
    const ledger = [entry(51, { comments: [good, bad] })];
    const writes = plans(read({ ledger }));
    expect(told(writes)).toEqual([`+1 ${good.databaseId}`, "notice #51", `confused ${bad.databaseId}`]);
    const after = applyPlan(read({ ledger }), writes);
    expect(plans(after)).toEqual([]);
  });

  it("what an outsider says there is not answered", () => {
    const ledger = [debt(51, { comments: [comment("/quench ack adoption", "mallory", day(1))] })];
    expect(plans(read({ ledger }))).toEqual([]);
  });
});

describe("R-B2: another owner is assigned once the former one's words are on record", () => {
  const ack = comment("/quench ack adoption", "oscar", day(1));
  const owner = comment("/quench owner @vera", "tess", day(2));
  const late = comment("/quench ack adoption", "vera", day(3));

  it("the naming's own reaction comes last", () => {
    const { databaseId } = owner;
    expect(told(plans(read({ item: [ack, owner, late] })))).toEqual([
      `+1 ${ack.databaseId}`,
      `+1 ${late.databaseId}`,
      "assign vera",
      `+1 ${databaseId}`,
    ]);
  });

  it("what is refused beside the naming is answered before it can look otherwise", () => {
    const both = comment("/quench ack adoption\n/quench owner @vera", "vera", day(2));
    expect(told(plans(read({ item: [both] })))).toEqual([
      "notice #12",
      "assign vera",
      `confused ${both.databaseId}`,
      `+1 ${both.databaseId}`,
    ]);
  });

  it("law 4: a cut after any of the writes refuses nobody and assigns the same", () => {
    const whole = read({ item: [ack, owner, late] });
    const writes = plans(whole);
    const end = (cut: number) => {
      const begun = applyPlan(whole, writes.slice(0, cut));
      const done = plans(begun).reduce((now, write) => applyPlan(now, [write]), begun);
      const [one] = isUnreadable(done.items) ? [] : done.items;
      const comments = one === undefined || isUnreadable(one.comments) ? [] : one.comments;
      return {
        owners: one?.assignees.map(({ login }) => login),
        said: comments.map(({ own, ownReactions }) => own?.key ?? ownReactions.join()),
        left: plans(done),
      };
    };
    for (let cut = 0; cut <= writes.length; cut += 1)
      expect([cut, end(cut)]).toEqual([cut, { owners: ["vera"], said: ["+1", "+1", "+1"], left: [] }]);
  });
});
