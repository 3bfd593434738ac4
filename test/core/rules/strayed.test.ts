import { describe, expect, it } from "@jest/globals";
import { strayedByRight, strays } from "../../../src/core/rules/strayed.ts";
import type { StrayedItem } from "../../../src/core/snapshot/facts.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, incident, item, type Parts, person, snapshot, tracker } from "../../support/snapshot.ts";

const gone = (over: Partial<StrayedItem> = {}): StrayedItem => ({
  nodeId: "I_9",
  number: 9,
  url: "https://github.com/acme/shop/issues/9",
  how: "unlinked",
  by: actor("oscar"),
  ...over,
});

const caseOf = (strayed: Snapshot["strayed"], parts: Parts = {}) =>
  buildCase(
    snapshot({ items: [item(2)], ...parts, over: strayed === undefined ? {} : { strayed } }),
    policyInForce().policy,
  );
const nodes = (...all: readonly StrayedItem[]) => strays(caseOf(all), "R-B5");

describe("R-B5 items that are gone", () => {
  it("R-B5 fail: taken off the incident without the right", () => {
    expect(nodes(gone())).toEqual([
      {
        rule: "R-B5",
        key: "R-B5:strayed/I_9",
        title: "Item that is gone",
        item: 9,
        outcome: "fail",
        phrase: "#9 was taken off the incident without the right to let it go, so it still counts.",
        evidence: ["https://github.com/acme/shop/issues/9"],
        next: {
          text: "Put #9 below this incident again.",
          distance: "edit",
          who: ["someone with triage or above"],
        },
        children: [],
      },
    ]);
  });

  const OVERRIDE = "Bring the item back, or override: `/quench override <reason>` on the incident.";

  it.each<[Partial<StrayedItem>, string, string]>([
    [{ how: "unlabelled" }, "#9 lost its label", "Put the item's label on #9 again."],
    [{ how: "unlabelled", number: null }, "An item lost its label", OVERRIDE],
    [{ how: "unlinked", number: null }, "An item was taken off the incident", OVERRIDE],
    [{ how: "transferred" }, "An item was transferred", OVERRIDE],
    [{ how: "deleted" }, "#9 was deleted", OVERRIDE],
    [{ how: "deleted", number: null, url: null }, "An item was deleted", OVERRIDE],
    [{ how: "gone" }, "#9 is gone, deleted or transferred out of Quench's sight", OVERRIDE],
    [
      { how: "gone", number: null, url: null },
      "An item is gone, deleted or transferred out of Quench's sight",
      OVERRIDE,
    ],
  ])("R-B5 fail: %j", (over, what, text) => {
    const [node] = nodes(gone(over));
    expect(node).toMatchObject({
      outcome: "fail",
      phrase: `${what} without the right to let it go, so it still counts.`,
      next: {
        text,
        distance: text === OVERRIDE ? "comment" : "edit",
        who: [text === OVERRIDE ? "someone with maintain or admin" : "someone with triage or above"],
      },
      item: over.how === "transferred" || over.number === null ? null : 9,
    });
    expect(node?.evidence).toHaveLength(over.url === null ? 0 : 1);
  });

  it("R-B5 fail: what an incident left behind when it was transferred, whoever did that", () => {
    const left = { how: "left", number: 2, url: "https://github.com/acme/shop/issues/2" } as const;
    for (const by of [null, actor("maya")])
      expect(nodes(gone({ ...left, by }))).toMatchObject([
        {
          outcome: "fail",
          phrase: "acme/shop#2 stayed behind when this incident was transferred, so it still counts.",
          next: { text: "Transfer acme/shop#2 to this repository too.", who: ["someone with triage or above"] },
          item: null,
        },
      ]);
    expect(nodes(gone({ how: "left", url: null }))[0]?.phrase).toMatch(/^An item stayed behind/);
  });

  it("R-B5 pass: by the right, or by ourselves", () => {
    for (const by of ["maya", "quench[bot]"]) {
      expect(nodes(gone({ by: actor(by) }))).toMatchObject([
        { outcome: "pass", phrase: "#9 was taken off the incident by somebody who may.", next: null },
      ]);
    }
    expect(nodes(gone({ by: actor("stale[bot]") }))).toMatchObject([{ outcome: "fail" }]);
  });

  it("R-B5 unknown: nobody can say who did it, or whether they may", () => {
    expect(nodes(gone({ by: null, how: "deleted" }))).toMatchObject([
      {
        outcome: "unknown",
        phrase: "#9 was deleted, and whether whoever did it may cannot be told.",
        next: { text: OVERRIDE },
      },
    ]);
    const subject = caseOf([gone({ by: actor("zoe") })], { people: [person("zoe", { unreadable: "role: 502" })] });
    expect(strays(subject, "R-B5")).toMatchObject([{ outcome: "unknown" }]);
    expect(strayedByRight(subject, gone({ by: actor("zoe") }))).toBeNull();
  });

  it("law 2: in the order of their ids, whatever order they come in", () => {
    const two = [gone(), gone({ nodeId: "I_10" })];
    expect(nodes(...two).map(({ key }) => key)).toEqual(["R-B5:strayed/I_10", "R-B5:strayed/I_9"]);
    expect(nodes(...two.toReversed())).toEqual(nodes(...two));
  });
});

describe("R-V1 which items strayed was not read", () => {
  const owed = { due: null, riskReduction: null, failureClass: null };
  const remembering = (parts: Parts = {}) => ({
    incident: incident({ comments: [tracker({ obligations: { I_9: owed, I_2: owed, I_8: owed } })] }),
    ...parts,
  });

  it("R-V1 unknown: one we remember is gone", () => {
    expect(strays(caseOf(undefined, remembering()), "R-C1")).toMatchObject([
      {
        key: "R-C1:strayed/I_8",
        outcome: "unknown",
        phrase: "An item of this incident is gone, and who took it away cannot be told yet: it was not read.",
      },
      { key: "R-C1:strayed/I_9", outcome: "unknown" },
    ]);
    const [unread] = strays(caseOf({ unreadable: "events: 502" }, remembering()), "R-C1");
    expect(unread?.phrase).toBe(
      "An item of this incident is gone, and who took it away cannot be told yet: events: 502.",
    );
  });

  it("R-V1 unknown: they could not be read, and nothing is remembered", () => {
    expect(strays(caseOf({ unreadable: "events: 502" }), "R-C1")).toMatchObject([
      {
        key: "R-C1:strayed",
        outcome: "unknown",
        phrase: "Whether an item of this incident is gone cannot be told yet: events: 502.",
      },
    ]);
    const unread = { unreadable: "items: 502" };
    expect(strays(caseOf(unread, { items: unread }), "R-C1")).toEqual([]);
  });

  it("R-V1: nothing where nothing is remembered, or the items themselves could not be read", () => {
    expect(strays(caseOf(undefined), "R-C1")).toEqual([]);
    expect(strays(caseOf(undefined, remembering({ items: { unreadable: "items: 502" } })), "R-C1")).toEqual([]);
  });
});
