/** Building the verdict's tree: every node says its rule, why, and the nearest step. */
import type { Distance, Outcome, Step, VerdictNode } from "./types.ts";

interface Extra {
  readonly evidence?: readonly string[];
  readonly next?: Step | null;
  readonly children?: readonly VerdictNode[];
  readonly item?: number | null;
}

export function node(
  rule: string,
  key: string,
  title: string,
  outcome: Outcome,
  phrase: string,
  extra: Extra = {},
): VerdictNode {
  return {
    rule,
    key,
    title,
    item: extra.item ?? null,
    outcome,
    phrase,
    evidence: [...new Set(extra.evidence ?? [])],
    next: extra.next ?? null,
    children: extra.children ?? [],
  };
}

export function step(text: string, distance: Distance, who: readonly string[]): Step {
  return { text, distance, who };
}

/**
 * All must hold: one fail fails, else one unknown is unknown, else pass. What does not apply is left out, and nothing
 * passes vacuously: with no child that applies the outcome is `empty`.
 */
export function allOf(children: readonly VerdictNode[], empty: Outcome): Outcome {
  const applicable = children.filter((child) => child.outcome !== "not_applicable");
  if (applicable.length === 0) return empty;
  if (applicable.some((child) => child.outcome === "fail")) return "fail";
  return applicable.some((child) => child.outcome === "unknown") ? "unknown" : "pass";
}

/** From the nearest to the farthest. */
export const DISTANCES: readonly Distance[] = ["comment", "edit", "run", "pull_request", "wait"];

/** The nearest step of several: by distance first, then in the order given. Null when there is none. */
export function nearest(steps: readonly (Step | null)[]): Step | null {
  let best: Step | null = null;
  for (const candidate of steps) {
    if (candidate === null) continue;
    if (best === null || DISTANCES.indexOf(candidate.distance) < DISTANCES.indexOf(best.distance)) best = candidate;
  }
  return best;
}

/** The nearest step among the children that do not pass. */
export function nearestOf(children: readonly VerdictNode[]): Step | null {
  return nearest(
    children.filter((child) => child.outcome === "fail" || child.outcome === "unknown").map((child) => child.next),
  );
}
