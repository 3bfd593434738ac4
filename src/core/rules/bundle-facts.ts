/**
 * What the bundle's links show, as facts of its own (R-G1): GitHub deletes checks and the logs of runs after 400 days, and
 * the bundle outlasts that. Source: https://docs.github.com/en/rest/checks (retention).
 */
import { runOf } from "../evidence/run.ts";
import { byText } from "../order.ts";
import type { Run } from "../snapshot/facts.ts";
import type { Check, PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";

/** At most so many checks and files of one pull request are archived, and so many sightings of one control. */
const MOST_CHECKS = 20;
const MOST_FILES = 50;
const MOST_SIGHTINGS = 20;

export interface CheckFacts {
  readonly name: string;
  /** Slug of the App that reported it; null for a commit status. */
  readonly app: string | null;
  readonly conclusion: string | null;
  readonly completedAt: Instant | null;
  readonly url: string;
}

/** A merged pull request that proves something. */
export interface PullFacts {
  /** `owner/name#12`. */
  readonly pull: string;
  readonly url: string;
  readonly title: string;
  readonly author: string;
  readonly mergedAt: Instant | null;
  readonly mergedBy: string | null;
  readonly mergeCommit: string | null;
  readonly headSha: string;
  /** Paths by name, the first 50. */
  readonly files: readonly { readonly path: string; readonly change: string }[];
  /** Checks of its last head by name, the first 20. */
  readonly checks: readonly CheckFacts[];
}

/** A workflow run, job or check run that was named as evidence. */
export interface RunFacts {
  readonly url: string;
  readonly kind: Run["kind"];
  readonly name: string;
  readonly id: number;
  readonly attempt: number;
  readonly event: string | null;
  readonly headSha: string;
  readonly conclusion: string | null;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly actor: string | null;
}

/** One pull request on which a control was seen at work, or missing (R-A2). */
export interface SightingFacts {
  readonly url: string;
  readonly mergedAt: Instant;
  readonly result: "passed" | "failed" | "skipped" | "missing";
  readonly required: boolean | null;
}

/** The pull requests behind these addresses, by key. */
export function pullFacts({ pulls }: Snapshot, urls: ReadonlySet<string>): readonly PullFacts[] {
  return Object.values(pulls)
    .flatMap((pull) => (isUnreadable(pull) || !urls.has(pull.url) ? [] : [factsOf(pull)]))
    .sort((a, b) => byText(a.pull, b.pull));
}

function factsOf(pull: PullRequest): PullFacts {
  const files = isUnreadable(pull.files) ? [] : pull.files;
  const checks = isUnreadable(pull.head.checks) ? [] : pull.head.checks;
  return {
    pull: pull.key,
    url: pull.url,
    title: pull.title,
    author: pull.author.login,
    mergedAt: pull.mergedAt,
    mergedBy: pull.mergedBy?.login ?? null,
    mergeCommit: pull.mergeCommit,
    headSha: pull.headSha,
    files: files
      .map(({ path, change }) => ({ path, change }))
      .sort((a, b) => byText(a.path, b.path))
      .slice(0, MOST_FILES),
    // Ours is what this very document says.
    checks: checks
      .filter(({ own }) => own === null)
      .map(checkFacts)
      .sort((a, b) => byText(a.name, b.name) || byText(a.url, b.url))
      .slice(0, MOST_CHECKS),
  };
}

function checkFacts({ name, app, conclusion, completedAt, url }: Check): CheckFacts {
  return { name, app: app?.slug ?? null, conclusion, completedAt, url };
}

/** The runs behind these addresses, by address. */
export function runFacts({ links }: Snapshot, urls: ReadonlySet<string>): readonly RunFacts[] {
  return Object.values(links)
    .flatMap(({ url, found }): readonly RunFacts[] => {
      const run = isUnreadable(found) || !urls.has(url) ? null : runOf(found);
      if (run === null) return [];
      const { kind, name, id, attempt, event, headSha, conclusion, startedAt, completedAt, actor } = run;
      const who = actor?.login ?? null;
      return [{ url, kind, name, id, attempt, event, headSha, conclusion, startedAt, completedAt, actor: who }];
    })
    .sort((a, b) => byText(a.url, b.url));
}

/** Where an item's control was seen at work, newest first. */
export function sightingFacts({ controls }: Snapshot, item: number): readonly SightingFacts[] {
  const control = controls?.[item];
  if (control === undefined || isUnreadable(control) || isUnreadable(control.sightings)) return [];
  return [...control.sightings]
    .sort((a, b) => byText(b.mergedAt, a.mergedAt) || byText(a.url, b.url))
    .slice(0, MOST_SIGHTINGS)
    .map(({ url, mergedAt, result, required }) => ({ url, mergedAt, result, required }));
}
