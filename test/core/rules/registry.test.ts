import { describe, expect, it } from "@jest/globals";
import { RULES } from "../../../src/core/rules/registry.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { scenario, scenarioNames } from "../../scenarios/folders.ts";
import { LOST, readableParts, withAt } from "../../support/blind.ts";
import { Dice } from "../../support/dice.ts";
import { world } from "../../support/world.ts";

/**
 * Each rule must have been seen passing, failing and unknown: in a scenario, in one that lost sight of a part, or in one
 * of the generated worlds that the laws are tried on.
 */
const WANTED = ["pass", "fail", "unknown"] as const;

const WORLDS = 400;

type Seen = Map<string, Set<string>>;

/** Every node of a verdict, wherever it stands. */
function note(value: unknown, seen: Seen): void {
  if (Array.isArray(value)) return value.forEach((one) => note(one, seen));
  if (typeof value !== "object" || value === null) return;
  const { rule, outcome } = value as { readonly rule?: unknown; readonly outcome?: unknown };
  if (typeof rule === "string" && typeof outcome === "string") {
    const outcomes = seen.get(rule) ?? new Set();
    seen.set(rule, outcomes.add(outcome));
  }
  for (const inner of Object.values(value)) note(inner, seen);
}

let observed: Seen | null = null;

function seenAnywhere(): Seen {
  if (observed !== null) return observed;
  const seen: Seen = new Map();
  for (const name of scenarioNames()) {
    const { snapshot, inForce } = scenario(name);
    note(evaluate(snapshot, inForce), seen);
    const parts = readableParts(snapshot);
    // An incident of a hundred items has thousands of parts, which show nothing that a few do not.
    for (const path of parts.length > 400 ? [] : parts) note(evaluate(withAt(snapshot, path, LOST), inForce), seen);
  }
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const { snapshot, inForce } = world(new Dice(seed), { unreadable: true });
    note(evaluate(snapshot, inForce), seen);
  }
  observed = seen;
  return seen;
}

describe("every rule was observed", () => {
  it.each(RULES.map((rule) => rule.id))("%s passing, failing and unknown, or says why it cannot be", (id) => {
    const rule = RULES.find((one) => one.id === id);
    const seen = seenAnywhere();
    const never = Object.keys(rule?.never ?? {});
    const missing = WANTED.filter((outcome) => !(seen.get(id)?.has(outcome) ?? false));
    expect(missing.filter((outcome) => !never.includes(outcome))).toEqual([]);
    expect(never.filter((outcome) => seen.get(id)?.has(outcome) === true)).toEqual([]);
  });

  it("no verdict speaks of a rule that the registry does not know", () => {
    const known = new Set(RULES.map((rule) => rule.id));
    expect([...seenAnywhere().keys()].filter((id) => !known.has(id))).toEqual([]);
    expect(known.size).toBe(RULES.length);
  });

  it("the registry knows every rule of the rulebook", () => {
    const families: Readonly<Record<string, number>> = {
      V: 3,
      W: 4,
      B: 5,
      L: 2,
      F: 2,
      P: 4,
      X: 2,
      S: 3,
      Q: 1,
      A: 3,
      C: 8,
      K: 2,
      E: 2,
      O: 3,
      Z: 1,
      D: 1,
      T: 6,
      M: 1,
      Y: 10,
      G: 1,
      H: 7,
    };
    const wanted = Object.entries(families).flatMap(([family, count]) =>
      Array.from({ length: count }, (_, index) => `R-${family}${index + 1}`),
    );
    expect(RULES.map((rule) => rule.id).toSorted()).toEqual(wanted.toSorted());
  });
});
