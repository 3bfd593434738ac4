import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { plan } from "../../../src/core/plan/plan.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { ofKind } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { comment, day, incident, openPull, tracker } from "../../support/snapshot.ts";
import { closableStory, provenItems, storyOf } from "../../support/story.ts";
import { Dice } from "../../support/dice.ts";
import { readableParts, withAt } from "../../support/blind.ts";
import { LAW_RUNS } from "../../support/runs.ts";
import { type World, world } from "../../support/world.ts";

const step = ({ snapshot, inForce }: World): readonly Write[] => plan(evaluate(snapshot, inForce), snapshot, inForce);

describe("law 1: apply the plan, read again, plan again: empty", () => {
  it("law 1: at most three further rounds follow, whatever happened, and nothing is ever created twice", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const { inForce, ...start } = world(dice, { hostile: true, unreadable: true });
        let { snapshot } = start;
        const created: string[] = [];
        for (let round = 0; round < 4; round += 1) {
          const writes = step({ snapshot, inForce });
          if (writes.length === 0) break;
          created.push(...ofKind(writes, "create_item").map((write) => write.key));
          snapshot = applyPlan(snapshot, writes);
        }
        const rest = step({ snapshot, inForce });
        expect(rest).toEqual([]);
        expect(new Set(created).size).toBe(created.length);
      }),
      LAW_RUNS,
    );
  });
});

/** Every list whose order says nothing, in another order; comments and timelines come by time and stay. */
function shuffled(dice: Dice, snapshot: Snapshot): Snapshot {
  const mix = <T>(list: T): T => (Array.isArray(list) ? (dice.shuffle(list as unknown[]) as T) : list);
  const mixed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(mix(Object.entries(record)));
  const issue = (one: Issue): Issue => ({
    ...one,
    labels: mix(one.labels),
    links: mix(one.links),
    assignees: mix(one.assignees),
    comments: mix(one.comments),
  });
  const pulls = Object.entries(snapshot.pulls).map(([key, one]) => {
    if (isUnreadable(one)) return [key, one] as const;
    const head = { ...one.head, checks: mix(one.head.checks) };
    return [
      key,
      { ...one, head, files: mix(one.files), closes: mix(one.closes), contributors: mix(one.contributors) },
    ] as const;
  });
  const controls = Object.entries(snapshot.controls ?? {}).map(([number, facts]) => {
    if (isUnreadable(facts)) return [number, facts] as const;
    const { sightings, deployments, scheduled } = facts;
    return [
      number,
      { ...facts, sightings: mix(sightings), deployments: mix(deployments), scheduled: mix(scheduled) },
    ] as const;
  });
  return {
    ...snapshot,
    repository: { ...snapshot.repository, labels: mix(snapshot.repository.labels) },
    incident: issue(snapshot.incident),
    items: isUnreadable(snapshot.items) ? snapshot.items : mix(snapshot.items.map(issue)),
    ledger: isUnreadable(snapshot.ledger) ? snapshot.ledger : mix(snapshot.ledger.map(issue)),
    controls: mixed(Object.fromEntries(controls)),
    pulls: mixed(Object.fromEntries(pulls)),
    links: mixed(snapshot.links),
    people: mixed(snapshot.people),
  };
}

/** Where two values differ as JSON, and how; null where they are the same bytes. A verdict is too long to be shown. */
function difference(one: unknown, other: unknown, at = ""): string | null {
  const [here, there] = [JSON.stringify(one), JSON.stringify(other)];
  if (here === there) return null;
  if (typeof one === "object" && typeof other === "object" && one !== null && other !== null) {
    for (const key of Object.keys({ ...one, ...other })) {
      const inner = difference(Reflect.get(one, key), Reflect.get(other, key), `${at}/${key}`);
      if (inner !== null) return inner;
    }
  }
  return `${at}: ${here?.slice(0, 300)} or ${there?.slice(0, 300)}`;
}

describe("law 2: the same facts give the same verdict and plan, byte for byte", () => {
  it("law 2: whatever the order in which lists arrive", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const one = world(dice, { unreadable: true });
        const other = { ...one, snapshot: shuffled(dice, one.snapshot) };
        expect(difference(evaluate(one.snapshot, one.inForce), evaluate(other.snapshot, other.inForce))).toBeNull();
        expect(difference(step(one), step(other))).toBeNull();
      }),
      LAW_RUNS,
    );
  });

  it("law 2: judging and planning change nothing in the snapshot", () => {
    const read = closableStory();
    const before = JSON.stringify(read);
    step({ snapshot: read, inForce: policyInForce() });
    expect(JSON.stringify(read)).toBe(before);
  });
});

const RANK = { fail: 0, unknown: 1, not_applicable: 2, pass: 3 } as const;

function outcomes(
  node: VerdictNode,
  into: Map<string, VerdictNode["outcome"]> = new Map(),
): Map<string, VerdictNode["outcome"]> {
  into.set(node.key, node.outcome);
  for (const child of node.children) outcomes(child, into);
  return into;
}

function all({ snapshot, inForce }: World): Map<string, VerdictNode["outcome"]> {
  const verdict = evaluate(snapshot, inForce);
  const found = outcomes(verdict.closable);
  for (const item of verdict.items) outcomes(item.gate, found);
  return found;
}

describe("law 3: unknown never passes and never reopens", () => {
  const lost = (dice: Dice, snapshot: Snapshot): Snapshot => {
    const paths = readableParts(snapshot);
    const path = paths[dice.nat(paths.length - 1)] ?? [];
    return withAt(snapshot, path, { unreadable: "502", transient: true });
  };

  it("law 3: losing sight of a part gives no pass that was not there", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const before = world(dice);
        const after = { ...before, snapshot: lost(dice, before.snapshot) };
        const had = all(before);
        for (const [key, outcome] of all(after)) {
          if (outcome === "pass") expect([key, had.get(key)]).toEqual([key, "pass"]);
        }
      }),
      LAW_RUNS,
    );
  });

  it("law 3: losing sight of a part for a passing reason reopens nothing", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const { snapshot, inForce } = world(dice);
        const writes = step({ snapshot: lost(dice, snapshot), inForce });
        expect(ofKind(writes, "reopen")).toEqual([]);
        expect(
          ofKind(writes, "close_own").filter((write) => write.reason === "not_planned" && !isLetGo(snapshot)),
        ).toEqual([]);
      }),
      LAW_RUNS,
    );
  });

  it("law 3: losing sight of everything, one part after the other, never improves the closable story", () => {
    const read = closableStory();
    const inForce = policyInForce();
    for (const path of readableParts(read)) {
      const { closable } = evaluate(withAt(read, path, { unreadable: "502", transient: true }), inForce);
      expect([path.join("."), RANK[closable.outcome] <= RANK.pass]).toEqual([path.join("."), true]);
      expect([path.join("."), closable.outcome === "fail"]).toEqual([path.join("."), false]);
    }
  });

  function isLetGo(snapshot: Snapshot): boolean {
    return !snapshot.incident.labels.includes("incident");
  }
});

describe("law 3: taking evidence away never improves a gate", () => {
  const everything = storyOf(provenItems(), { incident: incident({ comments: [tracker()] }) });
  const naming = (one: Comment): boolean => /verifier|operator/.test(one.body);

  /** What a person can take away from a proven incident; a naming taken away is another matter than evidence. */
  function takeAway(dice: Dice, snapshot: Snapshot): Snapshot {
    if (isUnreadable(snapshot.items)) return snapshot;
    const index = dice.nat(snapshot.items.length - 1);
    const one = snapshot.items[index];
    if (one === undefined || isUnreadable(one.comments) || isUnreadable(one.links)) return snapshot;
    const drop = <T>(list: readonly T[]): readonly T[] => {
      const gone = dice.nat(Math.max(0, list.length - 1));
      return list.filter((_each, at) => at !== gone);
    };
    const many = snapshot.items.length > 1;
    switch (dice.nat(5)) {
      case 0:
        return withAt(
          snapshot,
          ["items", index, "comments"],
          [...one.comments.filter(naming), ...drop(one.comments.filter((each) => !naming(each)))],
        );
      case 1:
        return withAt(snapshot, ["items", index, "links"], drop(one.links));
      case 2:
        return withAt(
          snapshot,
          ["items"],
          snapshot.items.filter((_each, at) => at !== index || !many),
        );
      case 3: {
        const key = dice.pick(Object.keys(snapshot.pulls));
        return withAt(snapshot, ["pulls", key, "head", "checks"], []);
      }
      case 4: {
        const key = dice.pick(Object.keys(snapshot.pulls));
        return withAt(snapshot, ["pulls", key, "files"], []);
      }
      default: {
        const url = dice.pick(Object.keys(snapshot.links));
        return withAt(snapshot, ["links", url, "found"], { kind: "absent" });
      }
    }
  }

  const OF_ALL_ITEMS = new Set(["R-C1", "R-C1/items", "R-C1/owners", "R-C1/priorities"]);

  it("law 3: no row turns from fail to pass, however much is taken, in whatever order", () => {
    const inForce = policyInForce();
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        let snapshot = everything;
        const turns = 1 + dice.nat(5);
        for (let turn = 0; turn < turns; turn += 1) {
          const had = all({ snapshot, inForce });
          snapshot = takeAway(dice, snapshot);
          for (const [key, outcome] of all({ snapshot, inForce })) {
            // Which items there are is no evidence: a row about all of them may improve with one less.
            if (outcome === "pass" && !OF_ALL_ITEMS.has(key)) expect([key, had.get(key)]).toEqual([key, "pass"]);
          }
        }
      }),
      LAW_RUNS,
    );
  });
});

describe("law 6: only our own labels, comments, issues and checks are ever changed", () => {
  const OURS = /^quench: /;

  /** What of a plan touches something that is not ours. */
  function breaches({ snapshot, inForce }: World, writes: readonly Write[]): readonly string[] {
    const below = [snapshot.items, snapshot.ledger].flatMap((list) => (isUnreadable(list) ? [] : list));
    const issues = [snapshot.incident, ...below];
    const comments = issues.flatMap((issue) => (isUnreadable(issue.comments) ? [] : issue.comments));
    const own = new Set(comments.filter((one) => one.own !== null).map((one) => one.databaseId));
    const labels = [...inForce.policy.incident.labels, inForce.policy.items.label];
    return writes.flatMap((write): string[] => {
      switch (write.kind) {
        case "tracker":
        case "topic_comment":
          return write.existing === null || own.has(write.existing) ? [] : [`edits comment ${write.existing}`];
        case "delete_comment":
          return own.has(write.comment) ? [] : [`deletes comment ${write.comment}`];
        case "label":
          return OURS.test(write.name) ||
            [inForce.policy.items.label, inForce.policy.ledger.debt_label].includes(write.name)
            ? []
            : [`makes label ${write.name}`];
        case "issue_labels": {
          const back = write.key.startsWith("incident-label:") ? inForce.policy.incident.labels : [];
          return [
            ...write.add.filter((name) => !OURS.test(name) && !back.includes(name)),
            ...write.remove.filter((name) => !OURS.test(name)),
          ].map((name) => `moves label ${name}`);
        }
        case "create_item":
          return write.labels
            .filter((name) => !OURS.test(name) && !labels.includes(name))
            .map((name) => `creates with ${name}`);
        case "create_entry":
          return write.labels
            .filter((name) => name !== inForce.policy.ledger.debt_label)
            .map((name) => `files with ${name}`);
        case "close_own":
          return issues.some(
            (issue) =>
              issue.number === write.issue.number && issue.openedByUs && issue.number !== snapshot.incident.number,
          )
            ? []
            : ["closes a person's issue"];
        case "reaction":
          return comments.some((one) => one.databaseId === write.comment && one.own === null)
            ? []
            : ["reacts to nobody"];
        case "check": {
          const heads = Object.values(snapshot.pulls).flatMap((pull) =>
            isUnreadable(pull) || isUnreadable(pull.head.checks) ? [] : pull.head.checks,
          );
          const present = heads.find((one) => one.databaseId === write.existing);
          return write.existing === null || (present?.own !== null && present?.app?.id === snapshot.self.appId)
            ? []
            : ["updates a foreign check"];
        }
        case "assign":
          return write.issue.number === snapshot.incident.number ? ["assigns the incident"] : [];
        case "own_issue":
          return ["writes an own issue, which Part 1 has none of"];
        case "offer_set_up":
        case "close_proposal":
          return ["offers the set-up, which is no incident's to do"];
        case "bundle":
        case "notice":
        case "reopen":
          return [];
      }
    });
  }

  it("law 6: in every world", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const one = world(dice, { hostile: true, unreadable: true });
        expect(breaches(one, step(one))).toEqual([]);
      }),
      LAW_RUNS,
    );
  });

  it("law 6: every write's key is its own within a plan", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const dice = new Dice(seed);
        const ids = step(world(dice)).map(
          (write) => `${write.kind} ${write.key} ${"issue" in write ? write.issue.number : ""}`,
        );
        expect(new Set(ids).size).toBe(ids.length);
      }),
      LAW_RUNS,
    );
  });

  it("law 6: a pull request's own text is never written", () => {
    const read = { ...closableStory({ pulls: [openPull(150)] }) };
    const kinds = new Set(step({ snapshot: read, inForce: policyInForce() }).map((write) => write.kind));
    expect([...kinds].sort()).toEqual(["bundle", "reaction", "topic_comment", "tracker"]);
    expect(comment("x", "maya", day(0)).own).toBeNull();
  });
});
