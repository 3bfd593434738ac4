import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plan } from "../../../src/core/plan/plan.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { Dice } from "../../support/dice.ts";
import { LAW_RUNS } from "../../support/runs.ts";
import { type World, world } from "../../support/world.ts";

const step = ({ snapshot, inForce }: World): readonly Write[] => plan(evaluate(snapshot, inForce), snapshot, inForce);

/** Passes one after the other until there is nothing left to write. */
function settle({ snapshot, inForce }: World): Snapshot {
  let read = snapshot;
  for (let round = 0; round < 5; round += 1) {
    const writes = step({ snapshot: read, inForce });
    if (writes.length === 0) break;
    read = applyPlan(read, writes);
  }
  return read;
}

const issuesOf = (read: Snapshot): readonly Issue[] => [
  read.incident,
  ...(isUnreadable(read.items) ? [] : read.items),
  ...(isUnreadable(read.ledger) ? [] : read.ledger),
];

/** Keys of our own comments on an issue, each as often as it is there. */
const ownKeys = ({ comments }: Issue): readonly string[] =>
  isUnreadable(comments) ? [] : comments.flatMap((comment) => comment.own?.key ?? []).toSorted();

/** What people would see in the end, without ids and times of what was created on the way. */
function seen(read: Snapshot): unknown {
  const issues = issuesOf(read).map((issue) => ({
    title: issue.title,
    state: issue.state,
    labels: issue.labels.toSorted(),
    assignees: issue.assignees.map(({ login }) => login).toSorted(),
    own: ownKeys(issue),
  }));
  const checks = Object.entries(read.pulls).map(([key, pull]) => [
    key,
    isUnreadable(pull) || isUnreadable(pull.head.checks)
      ? null
      : pull.head.checks.map(({ name, conclusion }) => `${name}: ${conclusion ?? ""}`).toSorted(),
  ]);
  return { issues, checks };
}

describe("law 4: a process that is cut after any write and starts again", () => {
  it("law 4: comes to the same end, with nothing twice", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const { snapshot, inForce } = world(dice, { hostile: true });
        const writes = step({ snapshot, inForce });
        const cut = applyPlan(snapshot, writes.slice(0, dice.nat(writes.length)));
        expect(seen(settle({ snapshot: cut, inForce }))).toEqual(seen(settle({ snapshot, inForce })));
      }),
      LAW_RUNS,
    );
  });
});

describe("law 5: two passes at once", () => {
  it("law 5: end in one tracker, no comment twice, and one item and entry for each thing wanted", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { snapshot, inForce } = world(new Dice(seed), { hostile: true });
        const writes = step({ snapshot, inForce });
        // Both read before either wrote: the writes of the one meet what the other has made meanwhile.
        const end = settle({ snapshot: applyPlan(applyPlan(snapshot, writes), writes), inForce });
        const before = new Set(issuesOf(snapshot).map(({ number }) => number));
        const made = issuesOf(end).filter(({ number }) => !before.has(number));
        const kept = made.filter(({ stateReason }) => stateReason !== "duplicate");
        const markers = kept.map(({ body }) => /<!-- quench:item:(\S+) -->/.exec(body)?.[1] ?? body);
        expect(markers).toHaveLength(new Set(markers).size);
        for (const issue of [end.incident, ...kept]) {
          const fresh = ownKeys(issue).filter((key) => key === "tracker" || key.startsWith("notice:"));
          expect(fresh).toHaveLength(new Set(fresh).size);
        }
      }),
      LAW_RUNS,
    );
  });
});
