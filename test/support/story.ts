/** A whole incident whose every item is proven, to take things away from. */
import type { Comment, Issue, PullRequest, Run, Snapshot } from "../../src/core/snapshot/types.ts";
import { comment, day, incident, item, link, type Parts, pull, run, snapshot } from "./snapshot.ts";

/** An item with all that proves it. */
export interface Proven {
  readonly issue: Issue;
  readonly pull: PullRequest;
  readonly run: Run;
}

export interface ProvenOptions {
  readonly key?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
  readonly owner?: string;
  readonly style?: string;
  /** Instead of the seven comments that prove it. */
  readonly comments?: readonly Comment[];
  readonly pull?: Partial<PullRequest>;
  readonly run?: Partial<Run>;
  readonly issue?: Partial<Issue>;
}

/** The comments of a proven item in their order: verifier, operator, due, behavior, on-call, runbook, sign-off. */
export function proofs(runUrl: string, { owner = "oscar", style = "drill" } = {}): readonly Comment[] {
  return [
    comment("/quench verifier @vera", "maya", day(0, 120)),
    comment("/quench operator @otto", "maya", day(0, 121)),
    comment("/quench due 2026-03-31", "maya", day(0, 122)),
    comment(`/quench evidence behavior ${style} ${runUrl}`, owner, day(1, 300)),
    comment("/quench ack oncall", "otto", day(1, 360)),
    comment("/quench ack runbook", owner, day(1, 365)),
    comment("/quench verify", "vera", day(1, 420)),
  ];
}

/** Item `number`, its pull request `number + 100` and its run `number + 900`. */
export function proven(number: number, options: ProvenOptions = {}): Proven {
  const { owner = "oscar", style = "drill" } = options;
  const merged = pull(number + 100, options.paths, options.pull);
  const exercised = run(number + 900, merged.mergeCommit === null ? [] : [merged.mergeCommit], options.run);
  const issue = item(number, {
    key: options.key ?? "lane-controls",
    owner,
    fields: options.fields ?? {},
    labels: ["hardening", "quench: verified"],
    comments: options.comments ?? proofs(exercised.url, { owner, style }),
    links: [link(number + 100)],
    ...options.issue,
  });
  return { issue, pull: merged, run: exercised };
}

const QUALITY = { key: "lane-quality", fields: { lane: "quality" }, paths: ["test/checkout.test.ts"] };
const OPERATIONS = {
  key: "lane-operations",
  fields: { lane: "operations", bucket: "recover" },
  paths: ["docs/runbooks/checkout.md"],
};

/** The three items of an incident that names no finding: one a lane, all proven. */
export function provenItems(overrides: Readonly<Record<number, ProvenOptions>> = {}): readonly Proven[] {
  return [
    proven(2, { ...overrides[2] }),
    proven(3, { ...QUALITY, ...overrides[3] }),
    proven(4, { ...OPERATIONS, ...overrides[4] }),
  ];
}

/** The snapshot of an incident with these items. */
export function storyOf(items: readonly Proven[], parts: Parts = {}): Snapshot {
  return snapshot({
    incident: incident(),
    items: items.map((one) => one.issue),
    pulls: [...items.map((one) => one.pull), ...(parts.pulls ?? [])],
    runs: [...items.map((one) => one.run), ...(parts.runs ?? [])],
    ...without(parts),
  });
}

function without({ pulls: _pulls, runs: _runs, ...rest }: Parts): Parts {
  return rest;
}

/** An incident that may close. */
export function closableStory(parts: Parts = {}): Snapshot {
  return storyOf(provenItems(), parts);
}
