import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plan } from "../../../src/core/plan/plan.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import { isUnreadable, type Issue, type Snapshot } from "../../../src/core/snapshot/types.ts";
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

describe("scratch", () => {
  it("all cuts", () => {
    let bad = 0;
    const line = (w: any) => `${w.kind} ${w.key} ${w.issue?.number ?? ""} ${w.content ?? ""} ${JSON.stringify(w.add ?? "")}${JSON.stringify(w.remove ?? "")}`;
    for (const seed of [4807499, 1100744, 248576406, ...Array.from({ length: 250 }, (_, i) => i * 104729 + 11)]) {
      const { snapshot, inForce } = world(new Dice(seed), { hostile: true });
      const writes = step({ snapshot, inForce });
      const end = JSON.stringify(seen(settle({ snapshot, inForce })));
      for (let n = 0; n < writes.length; n += 1) {
        const cut = applyPlan(snapshot, writes.slice(0, n));
        const got = JSON.stringify(seen(settle({ snapshot: cut, inForce })));
        if (got !== end) { bad += 1; process.stderr.write(`BAD seed ${seed} cut ${n}/${writes.length} before ${writes[n]?.kind} ${writes[n]?.key}\n`);
          process.stderr.write(writes.map((w, i) => `${i} ${line(w)}`).join("\n") + "\nafter cut\n" + step({ snapshot: cut, inForce }).map(line).join("\n") + "\nafter all\n" + step({ snapshot: applyPlan(snapshot, writes), inForce }).map(line).join("\n") + "\n");
          for (const issue of issuesOf(snapshot)) {
            if (isUnreadable(issue.comments)) continue;
            process.stderr.write(`#${issue.number} assignees ${issue.assignees.map((x) => x.login)}\n`);
            for (const c of issue.comments) process.stderr.write(`   ${c.databaseId} ${c.author.login} ${c.createdAt} ed ${c.lastEditedAt} ${c.editor?.login} ${JSON.stringify(c.body.slice(0, 160))} ${c.ownReactions}\n`);
          }
        break; }
      }
    }
    process.stderr.write(`bad ${bad}\n`);
  });
});
