/** A whole incident whose every item is proven, to take things away from. */
import type { CitedLink, ControlFacts, Run, Sighting } from "../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { comment, day, file, HERE, incident, item, link, type Parts, pull, run, snapshot } from "./snapshot.ts";

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
  /** Instead of the comments that prove it. */
  readonly comments?: readonly Comment[];
  readonly pull?: Partial<PullRequest>;
  readonly run?: Partial<Run>;
  readonly issue?: Partial<Issue>;
}

/** A host that the tests' policy trusts. */
export const DASHBOARD = "https://grafana.example.com/d/checkout";
/** A file on the default branch that says what happens when the control itself fails. */
export const FAILURE_PATH = `https://github.com/${HERE}/blob/main/docs/runbooks/checkout.md`;
export const FAILURE_PATH_LINK: CitedLink = {
  url: FAILURE_PATH,
  found: { kind: "file", path: "docs/runbooks/checkout.md", blob: "b10b".repeat(10), onDefaultBranch: true },
};

/**
 * The comments of a proven item in their order: verifier, operator, due, behavior, on-call, runbook, adoption,
 * dashboard, failure path, a timed rollback, sign-off.
 */
export function proofs(runUrl: string, { owner = "oscar", style = "drill" } = {}): readonly Comment[] {
  return [
    comment("/quench verifier @vera", "maya", day(0, 120)),
    comment("/quench operator @otto", "maya", day(0, 121)),
    comment("/quench due 2026-03-31", "maya", day(0, 122)),
    comment(`/quench evidence behavior ${style} ${runUrl}`, owner, day(1, 300)),
    comment("/quench ack oncall", "otto", day(1, 360)),
    comment("/quench ack runbook", owner, day(1, 365)),
    comment("/quench ack adoption", owner, day(1, 366)),
    comment(`/quench evidence dashboard ${DASHBOARD}`, owner, day(1, 367)),
    comment(`/quench evidence failure-path ${FAILURE_PATH}`, owner, day(1, 368)),
    comment(`/quench evidence rollback ${runUrl}`, owner, day(1, 369)),
    comment("/quench verify", "vera", day(1, 420)),
  ];
}

/** Item `number`, its pull request `number + 100` and its run `number + 900`. */
export function proven(number: number, options: ProvenOptions = {}): Proven {
  const { owner = "oscar", style = "drill" } = options;
  const merged = pull(number + 100, options.paths, { ...shipped(options.paths), ...options.pull });
  const exercised = run(number + 900, merged.mergeCommit === null ? [] : [merged.mergeCommit], options.run);
  const issue = item(number, {
    key: options.key ?? "lane-controls",
    owner,
    fields: { ...EXPERIMENT, ...options.fields },
    labels: ["hardening", "quench: verified"],
    comments: options.comments ?? proofs(exercised.url, { owner, style }),
    links: [link(number + 100)],
    ...options.issue,
  });
  return { issue, pull: merged, run: exercised };
}

/** What makes an item an experiment that can be judged. */
export const EXPERIMENT: Readonly<Record<string, string>> = {
  failure_class: "config-change",
  proposed_control: "Run `.github/workflows/guard.yml` on every pull request and refuse a pool above the limit.",
  boundary: "Covers the checkout's pool alone; `src/app.ts` of other services is not looked at.",
  control_type: "blocking policy gate",
  phase: "shadow",
  risk_reduction: "high",
  adoption_speed: "fast",
  reversibility: "easy",
  band: "P0",
  environment: "production",
  adoption_check: "2026-04-14",
  hypothesis: "If we refuse a pool above the limit, incidents of this class drop by 50 %.",
  measure: "Incidents of the class in 90 days.",
  guardrail: "Roll it back when it refuses more than one sound change a week.",
  review: "2026-06-30",
};

/** What every item's pull request adds beside its own files: a runbook that names the control, and the rest. */
export function shipped(paths: readonly string[] = [".github/workflows/guard.yml"]): Pick<PullRequest, "files"> {
  const named = paths[0] ?? "";
  const runbook = file("docs/runbooks/checkout.md", { added: [`1. Where ${named} is red, do not merge.`] });
  const rest = ["docs/oncall/checklist.md", "monitoring/alerts/checkout.yml"].map((path) => file(path));
  return { files: [...paths.filter((path) => path !== runbook.path).map((path) => file(path)), runbook, ...rest] };
}

/** A control's check on pull requests merged after it: it ran and passed on every one. */
export function sightings(count: number, over: Partial<Sighting> = {}): readonly Sighting[] {
  return Array.from({ length: count }, (_, index) => ({
    pull: `${HERE}#${700 + index}`,
    url: `https://github.com/${HERE}/pull/${700 + index}`,
    mergedAt: day(1, 600 + count - index),
    paths: ["src/app.ts"],
    result: "passed" as const,
    required: true,
    seconds: 60,
    ...over,
  }));
}

/** What was read of a control that runs everywhere. */
export function controlFacts(over: Partial<ControlFacts> = {}): ControlFacts {
  return { sightings: sightings(5), required: true, deployments: [], scheduled: [], ...over };
}

const CONTROLS = { fields: { control_check: "guard" } };
const QUALITY = { key: "lane-quality", fields: { lane: "quality" }, paths: ["test/checkout.test.ts"] };
const OPERATIONS = {
  key: "lane-operations",
  fields: { lane: "operations", bucket: "recover" },
  paths: ["docs/runbooks/checkout.md"],
};

/** The three items of an incident that names no finding: one a lane, all proven. */
export function provenItems(overrides: Readonly<Record<number, ProvenOptions>> = {}): readonly Proven[] {
  return [
    proven(2, { ...CONTROLS, ...overrides[2] }),
    proven(3, { ...QUALITY, ...overrides[3] }),
    proven(4, { ...OPERATIONS, ...overrides[4] }),
  ];
}

/** An escalation owner, named on the incident. */
export function escalation(): Comment {
  return comment("/quench escalation @maya", "maya", day(0, 130));
}

/** The snapshot of an incident with these items. */
export function storyOf(items: readonly Proven[], parts: Parts = {}): Snapshot {
  return snapshot({
    incident: incident({ comments: [escalation()] }),
    links: [FAILURE_PATH_LINK, ...(parts.links ?? [])],
    items: items.map((one) => one.issue),
    pulls: [...items.map((one) => one.pull), ...(parts.pulls ?? [])],
    runs: [...items.map((one) => one.run), ...(parts.runs ?? [])],
    ...without(parts),
    over: {
      controls: Object.fromEntries(items.map((one) => [one.issue.number, controlFacts()])),
      codeowners: null,
      history: [],
      strayed: [],
      ...parts.over,
    },
  });
}

function without({ pulls: _pulls, runs: _runs, links: _links, over: _over, ...rest }: Parts): Parts {
  return rest;
}

/** An incident that may close. */
export function closableStory(parts: Parts = {}): Snapshot {
  return storyOf(provenItems(), parts);
}
