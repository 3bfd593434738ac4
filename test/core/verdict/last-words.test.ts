import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plan } from "../../../src/core/plan/plan.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import type { InForce } from "../../../src/core/policy/resolve.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { addMs, HOUR } from "../../../src/core/time.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { isLastWord } from "../../../src/github/write/write.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { Dice } from "../../support/dice.ts";
import { LAW_RUNS } from "../../support/runs.ts";
import { world } from "../../support/world.ts";

const planned = (snapshot: Snapshot, inForce: InForce): readonly Write[] =>
  plan(evaluate(snapshot, inForce), snapshot, inForce);

describe("law 1, of a plan that only says or shows something", () => {
  it("is empty once it was made, so that nobody has to read again to see that", () => {
    let met = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const { snapshot, inForce } = world(dice, { hostile: true });
        // An App remembers in its tracker what it has said: only the Action says it and is done.
        let read: Snapshot = { ...snapshot, self: { ...snapshot.self, kind: "action" } };
        for (let hour = 0; hour < 6; hour += 1) {
          const writes = planned(read, inForce);
          const after = applyPlan(read, writes);
          if (writes.length > 0 && writes.every(isLastWord)) {
            met += 1;
            expect(planned(after, inForce)).toEqual([]);
          }
          read = { ...after, now: addMs(read.now, dice.nat(200) * HOUR) };
        }
      }),
      // Each run is six plans.
      { ...LAW_RUNS, numRuns: LAW_RUNS.numRuns / 5 },
    );
    expect(met).toBeGreaterThan(10);
  });
});
