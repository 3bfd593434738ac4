/** One item whose control is merged, runs and is adopted, to take things away from; judged by the rules of items. */
import type { Rule } from "../../src/core/rules/rule.ts";
import type { CitedLink, ControlFacts, Run, Sighting } from "../../src/core/snapshot/facts.ts";
import type { Comment, Issue } from "../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Person, Readable } from "../../src/core/snapshot/types.ts";
import { assess } from "../../src/core/verdict/assess.ts";
import { buildCase } from "../../src/core/verdict/case.ts";
import type { Judged, JudgedItem } from "../../src/core/verdict/judged.ts";
import type { VerdictNode } from "../../src/core/verdict/types.ts";
import { policyInForce } from "./policy.ts";
import { comment, day, file, HERE, incident, item, link, pull, run, sha, snapshot, tracker } from "./snapshot.ts";

export const DRILL = `https://github.com/${HERE}/actions/runs/902`;
export const GRAFANA = "https://grafana.example.com/d/guard";
export const HANDBOOK = `https://github.com/${HERE}/blob/main/docs/guard.md`;

/** What each of the adopted item's comments says. */
export const WORDS = {
  verifier: comment("/quench verifier @vera", "maya", day(0, 120)),
  due: comment("/quench due 2026-03-31", "maya", day(0, 121)),
  drill: comment(`/quench evidence behavior drill ${DRILL}`, "oscar", day(1, 300)),
  adoption: comment("/quench ack adoption", "oscar", day(1, 301)),
  failurePath: comment(`/quench evidence failure-path ${HANDBOOK}`, "oscar", day(1, 302)),
} as const;

/** The comments of the adopted item, without some. */
export function words(...without: readonly (keyof typeof WORDS)[]): readonly Comment[] {
  return Object.entries(WORDS).flatMap(([name, said]) => (without.some((one) => one === name) ? [] : [said]));
}

export const FIELDS: Readonly<Record<string, string>> = {
  failure_class: "config-change",
  proposed_control: "Refuse a pool above the limit in `.github/workflows/guard.yml`.",
  boundary: "Not the pools of other services.",
  control_check: "guard",
  environment: "production",
  hypothesis: "If we refuse it, incidents drop by 50 %.",
};

/** Merged so many minutes after the control, which was merged on `day(1, 180)`. */
export function sighting(minutes: number, over: Partial<Sighting> = {}): Sighting {
  const number = 1000 + minutes;
  return {
    pull: `${HERE}#${number}`,
    url: `https://github.com/${HERE}/pull/${number}`,
    mergedAt: day(1, 180 + minutes),
    paths: ["src/app.ts"],
    result: "passed",
    required: false,
    seconds: 60,
    ...over,
  };
}

/** `ran` that passed, and then `missing` that did not run. */
export function seen(ran: number, missing = 0): readonly Sighting[] {
  return Array.from({ length: ran + missing }, (_, index) =>
    sighting(index + 1, index < ran ? {} : { result: "missing", seconds: null }),
  );
}

export function facts(over: Partial<ControlFacts> = {}): ControlFacts {
  return { sightings: seen(5), required: true, deployments: [], scheduled: [], ...over };
}

export interface Told {
  readonly comments?: readonly Comment[];
  readonly fields?: Readonly<Record<string, string | null>>;
  readonly issue?: Partial<Issue>;
  readonly pull?: Partial<PullRequest>;
  readonly pulls?: readonly PullRequest[];
  readonly run?: Partial<Run>;
  readonly links?: readonly CitedLink[];
  /** Null: not read. */
  readonly control?: Readable<ControlFacts> | null;
  readonly incident?: Parameters<typeof incident>[0];
  readonly required?: readonly string[];
  readonly verified?: Readonly<Record<string, string>>;
  readonly people?: readonly Person[];
  readonly policy?: Readonly<Record<string, unknown>>;
  readonly now?: string;
  readonly over?: Partial<Snapshot>;
}

/** The pull request that brought the control: its check, a runbook that names it, and the on-call checklist. */
export function brought(over: Partial<PullRequest> = {}): PullRequest {
  return pull(102, [], {
    files: [
      file(".github/workflows/guard.yml"),
      file("docs/runbooks/checkout.md", { added: ["Where the check guard is red, do not merge."] }),
      file("docs/oncall/checklist.md", { added: ["Look at guard."] }),
    ],
    ...over,
  });
}

export function judgedOf(told: Told = {}): Judged {
  const { required, verified } = told;
  const remembered = {
    ...(required === undefined ? {} : { required }),
    ...(verified === undefined ? {} : { verified }),
  };
  const subject = item(2, {
    owner: "oscar",
    comments: told.comments ?? words(),
    links: [link(102), ...(told.pulls ?? []).map(({ number }) => link(number))],
    fields: { ...FIELDS, ...told.fields },
    ...told.issue,
  });
  const read = snapshot({
    incident: incident({ comments: [tracker(remembered)], ...told.incident }),
    items: [subject],
    pulls: [brought(told.pull), ...(told.pulls ?? [])],
    runs: [run(902, [sha(102)], told.run)],
    links: [
      { url: HANDBOOK, found: { kind: "file", path: "docs/guard.md", blob: "b1", onDefaultBranch: true } },
      ...(told.links ?? []),
    ],
    people: told.people ?? [],
    now: told.now ?? day(20),
    over: {
      history: [],
      ...(told.control === null ? {} : { controls: { 2: told.control ?? facts() } }),
      ...told.over,
    },
  });
  const inForce = policyInForce(told.policy ?? {});
  return assess(buildCase(read, inForce.policy), inForce);
}

/** Item 2, judged. */
export function itemOf(told: Told = {}): JudgedItem {
  const found = judgedOf(told).items.find(({ issue }) => issue.number === 2);
  if (found === undefined) throw new Error("no item #2");
  return found;
}

/** The node with this key below a tree. @throws where there is none. */
export function within(tree: VerdictNode, key: string): VerdictNode {
  const found = [tree, ...tree.children].find((one) => one.key === key);
  if (found !== undefined) return found;
  throw new Error(`no ${key} in ${tree.key}`);
}

/** The nodes that one rule of a family gives. */
export function nodesOf(rules: readonly Rule[], id: string, subject: Judged): readonly VerdictNode[] {
  return rules.find((rule) => rule.id === id)?.judge?.(subject) ?? [];
}
