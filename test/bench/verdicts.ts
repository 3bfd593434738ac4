/** What a verdict costs: a typical incident, one of a hundred items, and how the cost grows with the facts. */
import { performance } from "node:perf_hooks";
import type { Comment } from "../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../src/core/snapshot/types.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import { policyInForce } from "../support/policy.ts";
import { comment, day, incident, pull } from "../support/snapshot.ts";
import { escalation, type Proven, proven, storyOf } from "../support/story.ts";
import { median, round } from "./webhooks.ts";

interface Size {
  readonly items: number;
  readonly comments: number;
  readonly pulls: number;
}

const TYPICAL: Size = { items: 5, comments: 30, pulls: 8 };
const LARGE: Size = { items: 100, comments: 1000, pulls: 160 };

/** An incident of that size: items with their share of the comments, commands first, and people talking. */
function storyOfSize({ items, comments, pulls }: Size): Snapshot {
  const lanes = ["controls", "quality", "operations"];
  const share = Math.floor(comments / (items + 1));
  const talk = (count: number): readonly Comment[] =>
    Array.from({ length: count }, (_, at) =>
      comment("09:30 the graph rises, see https://grafana.example.com/d/checkout", "paul", day(0, at)),
    );
  const all = Array.from({ length: items }, (_, index): Proven => {
    const lane = lanes[index % lanes.length] ?? "controls";
    const one = proven(index + 2, { key: `made-${index}`, fields: { lane } });
    const said = isUnreadable(one.issue.comments) ? [] : one.issue.comments.slice(0, share);
    return { ...one, issue: { ...one.issue, comments: [...said, ...talk(share - said.length)] } };
  });
  const rest = comments - share * items;
  return storyOf(all, {
    incident: incident({ comments: [escalation(), ...talk(rest - 1)] }),
    pulls: Array.from({ length: pulls - items }, (_, index) => pull(5000 + index)),
  });
}

/** @returns figures, each with its goal beside it. */
export function benchVerdicts(): Record<string, unknown> {
  const typical = perVerdict(storyOfSize(TYPICAL), 400);
  const large = perVerdict(storyOfSize(LARGE), 20);
  const facts = (size: Size) => size.items + size.comments + size.pulls;
  const growth = large / typical / (facts(LARGE) / facts(TYPICAL));
  return {
    verdicts: {
      typical: { ...TYPICAL, per_second: round(1000 / typical) },
      large: { ...LARGE, per_second: round(1000 / large) },
      growth_against_facts: round(growth),
      goal_growth: "<= 1",
    },
  };
}

/** Milliseconds of one verdict: the median of several rounds, once the code is warm. */
function perVerdict(snapshot: Snapshot, count: number): number {
  const inForce = policyInForce();
  const round = (): number => {
    const from = performance.now();
    for (let done = 0; done < count; done += 1) evaluate(snapshot, inForce);
    return (performance.now() - from) / count;
  };
  round();
  return median(Array.from({ length: 5 }, round));
}
