/**
 * A judged case whose gates say what a test wants of them: rules of the incident are tested without proving every item.
 * Without a word every gate passes.
 */
import type { InForce } from "../../src/core/policy/resolve.ts";
import { closable } from "../../src/core/rules/closure.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { assess } from "../../src/core/verdict/assess.ts";
import { buildCase } from "../../src/core/verdict/case.ts";
import type { Judged, JudgedItem, Scored, Weighed } from "../../src/core/verdict/judged.ts";
import { node, step } from "../../src/core/verdict/node.ts";
import type { Outcome, VerdictNode } from "../../src/core/verdict/types.ts";
import { statusOf } from "../../src/core/rules/backlog.ts";
import { policyInForce } from "./policy.ts";

/** What an item's gates say; left out: pass, and P1. */
export interface ItemGates {
  readonly gate?: Outcome;
  readonly implementation?: Outcome;
  readonly observed?: Outcome;
  readonly band?: JudgedItem["band"];
}

export interface Gates {
  readonly inForce?: InForce;
  readonly items?: Readonly<Record<number, ItemGates>>;
  /** Outcome, and points where they matter. */
  readonly scorecard?: Outcome;
  readonly score?: Partial<Scored["score"]>;
  readonly checklist?: Outcome;
}

/** A gate's row by somebody else's rule. */
export function saying(rule: string, key: string, outcome: Outcome, phrase = "As told."): VerdictNode {
  const next = outcome === "fail" ? step(`Do ${key}.`, "pull_request", ["oscar"]) : null;
  return node(rule, key, key, outcome, phrase, { next, evidence: [`https://example.com/${key.replace("#", "")}`] });
}

/** The case of a snapshot, with these gates. */
export function judged(snapshot: Snapshot, gates: Gates = {}): Judged {
  const inForce = gates.inForce ?? policyInForce();
  const real = assess(buildCase(snapshot, inForce.policy), inForce);
  const outcome = gates.scorecard ?? "pass";
  const weighed: Weighed = {
    ...real,
    items: real.items.map((item) => withGates(real, item, gates.items?.[item.issue.number] ?? {})),
    scorecard: {
      node: saying("R-S1", "R-S1", outcome),
      score: { min: 4, max: 4, of: 5, target: 4, ...gates.score },
    },
    checklist: ["guardrail", "test", "runbook", "ack"].map((row) =>
      saying("R-C6", `R-C6/${row}`, row === "ack" ? (gates.checklist ?? "pass") : "pass"),
    ),
  };
  return { ...weighed, closable: closable(weighed) };
}

function withGates(subject: Judged, item: JudgedItem, gates: ItemGates): JudgedItem {
  const name = `#${item.issue.number}`;
  const { gate = "pass", implementation = "pass", observed = "pass", band = "P1" } = gates;
  const row = saying("R-Q1", `R-Q1:${name}/implementation`, implementation);
  return {
    ...item,
    band,
    qa: { ...saying("R-Q1", `R-Q1:${name}`, implementation), children: [row] },
    observed: saying("R-A2", `R-A2:${name}`, observed),
    gate: saying("R-B4", `R-B4:${name}`, gate, gate === "pass" ? "Verified." : "Missing: behavior."),
    status: statusOf(subject, item, gate),
  };
}

/** A child of a node, by key. @throws where there is none. */
export function child(parent: VerdictNode, key: string): VerdictNode {
  const found = parent.children.find((one) => one.key === key);
  if (found === undefined) throw new Error(`no child ${key} of ${parent.key}`);
  return found;
}
