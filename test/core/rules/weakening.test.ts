import { describe, expect, it } from "@jest/globals";
import type { TrackerMemory } from "../../../src/core/plan/write.ts";
import { WEAKENING_RULE } from "../../../src/core/rules/weakening.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { sound } from "../../support/rule-words.ts";
import { type Gates, judged } from "../../support/judged.ts";
import { actor, comment, day, incident, item, type Parts, snapshot, tracker } from "../../support/snapshot.ts";

const URL = "https://github.com/acme/shop/issues/2";

function nodes(issue: Partial<Issue> & { fields?: Record<string, string> } = {}, told: Told = {}) {
  const parts: Parts = {
    items: [item(2, { owner: "oscar", ...issue, fields: { due: "2026-03-31", ...issue.fields } })],
    incident: incident({ comments: [tracker(told.memory ?? {})] }),
    ...told.parts,
  };
  return sound(WEAKENING_RULE.judge?.(judged(snapshot(parts), told.gates ?? {})) ?? []);
}

interface Told {
  readonly memory?: Partial<TrackerMemory>;
  readonly gates?: Gates;
  readonly parts?: Parts;
}

const verifier = comment("/quench verifier @vera", "maya", day(0, 10));

describe("R-B5 obligations hold", () => {
  it("R-B5 pass: nothing was weakened, one node an item", () => {
    expect(nodes()).toEqual([
      {
        rule: "R-B5",
        key: "R-B5:#2",
        title: "Obligations hold",
        item: 2,
        outcome: "pass",
        phrase: "Nothing that #2 owes was weakened without the right.",
        evidence: [URL],
        next: null,
        children: [],
      },
    ]);
  });

  it("R-B5 fail: a later due date, with both and who can confirm it", () => {
    const said = comment("/quench due 2026-04-30", "oscar", day(1));
    expect(nodes({ comments: [verifier, said] })).toMatchObject([
      {
        key: "R-B5:#2/due_date",
        outcome: "fail",
        item: 2,
        phrase:
          "The due date of #2 stays Mar 31, 2026: `oscar` asked for Apr 30, 2026, and a later date takes the override right, or owner and verifier together.",
        evidence: [said.url],
        next: {
          text: "Say `/quench due 2026-04-30` on #2 to confirm it.",
          distance: "comment",
          who: ["vera", "someone with maintain or admin"],
        },
      },
    ]);
  });

  it("R-B5 fail: a lower risk reduction and another class, by the form", () => {
    const owed = { due: null, riskReduction: "high", failureClass: "config-change" } as const;
    const found = nodes(
      { fields: { risk_reduction: "low", failure_class: "capacity" }, lastEditedAt: day(1), editor: actor("oscar") },
      { memory: { obligations: { I_2: owed } } },
    );
    expect(found).toMatchObject([
      {
        key: "R-B5:#2/risk_reduction",
        phrase:
          "The risk reduction of #2 stays `high`: `oscar` asked for `low`, and a lower one takes the override right.",
        next: {
          text: "Edit the form of #2 to confirm it, or set it back.",
          distance: "edit",
          who: ["someone with maintain or admin"],
        },
      },
      {
        key: "R-B5:#2/failure_class",
        phrase:
          "The failure class of #2 stays `config-change`: `oscar` asked for `capacity`, and another one takes the override right.",
      },
    ]);
  });

  it("R-B5 fail: retiring, by one of owner and verifier alone", () => {
    const said = comment("/quench retire It costs more.", "oscar", day(1));
    const told = { memory: { verified: { I_2: day(1) } } };
    expect(nodes({ comments: [verifier, said] }, told)).toMatchObject([
      {
        key: "R-B5:#2/retire",
        outcome: "fail",
        phrase:
          "#2 is not retired: `oscar` asked for it, and it takes the override right, or owner and verifier together.",
        evidence: [said.url],
        next: {
          text: "Say `/quench retire <reason>` on #2 to confirm it.",
          distance: "comment",
          who: ["vera", "someone with maintain or admin"],
        },
      },
    ]);
    const both = [verifier, said, comment("/quench retire Agreed.", "vera", day(1, 5))];
    expect(nodes({ comments: both }, told)).toMatchObject([{ key: "R-B5:#2", outcome: "pass" }]);
  });

  it("R-B5 unknown: what an item owes, or the items, could not be read", () => {
    expect(nodes({ comments: { unreadable: "comments: 502" } })).toMatchObject([
      { key: "R-B5:#2", outcome: "unknown", phrase: "Cannot tell yet what #2 owes: comments: 502.", evidence: [URL] },
    ]);
    expect(nodes({}, { parts: { items: { unreadable: "items: 502" } } })).toMatchObject([
      { key: "R-B5", outcome: "unknown", phrase: "Cannot tell yet what the items owe: items: 502." },
    ]);
  });

  it("R-B5: items that strayed follow those that are there", () => {
    const strayed: Snapshot["strayed"] = [{ nodeId: "I_9", number: 9, url: null, how: "unlinked", by: actor("oscar") }];
    expect(nodes({}, { parts: { over: { strayed } } }).map(({ key }) => key)).toEqual(["R-B5:#2", "R-B5:strayed/I_9"]);
  });
});
