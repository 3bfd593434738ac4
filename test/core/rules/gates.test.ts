import { describe, expect, it } from "@jest/globals";
import { bearingOf, GATE_KEYS, GATE_NAMES, gateMode, rankOf, weakerOf } from "../../../src/core/rules/gates.ts";
import { node } from "../../../src/core/verdict/node.ts";
import type { Mode, Outcome } from "../../../src/core/verdict/types.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { incident, snapshot } from "../../support/snapshot.ts";

const MODES: readonly Mode[] = ["shadow", "warn", "enforce"];

describe("the gates of the policy", () => {
  it("each has the key of its condition among the children of R-C1, in their order", () => {
    const { closable } = judged(snapshot());
    expect(closable.children.map(({ key }) => key)).toEqual(GATE_NAMES.map((gate) => GATE_KEYS[gate]));
    expect(GATE_NAMES).toEqual(["scorecard", "adoption", "owners", "priorities", "items", "checklist"]);
    expect(Object.values(GATE_KEYS)).toEqual([
      "R-C1/scorecard",
      "R-C1/adoption",
      "R-C1/owners",
      "R-C1/priorities",
      "R-C1/items",
      "R-C6",
    ]);
  });

  it("shadow is weaker than warn, warn than enforce", () => {
    expect(MODES.map(rankOf)).toEqual([0, 1, 2]);
    expect(weakerOf("warn", "enforce")).toBe("warn");
    expect(weakerOf("enforce", "warn")).toBe("warn");
    expect(weakerOf("shadow", "shadow")).toBe("shadow");
  });
});

describe("a gate's mode for an incident", () => {
  const modeOf = (settings: Record<string, unknown>, severity = "SEV1"): Mode =>
    gateMode(
      judged(snapshot({ incident: incident({ fields: { severity } }) }), { inForce: policyInForce(settings) }),
      "items",
    );

  it("is the policy's where it has none of its own", () => {
    for (const mode of MODES) expect(modeOf({ mode })).toBe(mode);
  });

  it("is its own where that is weaker, and never stricter than the policy's", () => {
    for (const mode of MODES) {
      for (const own of MODES) {
        expect([mode, own, modeOf({ mode, gates: { items: own } })]).toEqual([mode, own, weakerOf(mode, own)]);
      }
    }
    expect(modeOf({ gates: { checklist: "shadow" } })).toBe("enforce");
  });

  it("enforces at high risk only", () => {
    expect(modeOf({ gates: { items: "enforce" } }, "SEV3")).toBe("warn");
    expect(modeOf({ gates: { items: "shadow" } }, "SEV3")).toBe("shadow");
  });
});

describe("how the conditions bear on a close", () => {
  const bearing = (
    outcomes: Partial<Record<keyof typeof GATE_KEYS, Outcome>>,
    modes: Partial<Record<string, Mode>> = {},
  ) => {
    const children = GATE_NAMES.map((gate) => node("R-C1", GATE_KEYS[gate], gate, outcomes[gate] ?? "pass", ""));
    return bearingOf(node("R-C1", "R-C1", "", "fail", "", { children }), (gate) => modes[gate] ?? "enforce");
  };

  it("nothing fails, nothing is unknown", () => {
    expect(bearing({})).toEqual({ fail: null, unknown: null });
    expect(bearing({ items: "not_applicable" })).toEqual({ fail: null, unknown: null });
  });

  it("the strictest mode of those that fail and of those that cannot be told, whichever comes first", () => {
    const modes = { scorecard: "warn", adoption: "shadow", items: "shadow", checklist: "warn" } as const;
    expect(bearing({ scorecard: "fail", adoption: "fail" }, modes)).toEqual({ fail: "warn", unknown: null });
    expect(bearing({ items: "fail", checklist: "fail" }, modes)).toEqual({ fail: "warn", unknown: null });
    expect(bearing({ adoption: "unknown", owners: "unknown" }, modes)).toEqual({ fail: null, unknown: "enforce" });
    expect(bearing({ adoption: "fail", items: "unknown" }, modes)).toEqual({ fail: "shadow", unknown: "shadow" });
  });
});
