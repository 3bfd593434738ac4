/**
 * What a pull request earns when it is merged: the incident judged once more as if it had been merged into the default
 * branch now, with its files kept and its checks as they are. Nothing is promised that the rules do not give: a row
 * counts only where it fails now and passes then, for sure both times (R-V1); what comes after a merge (a sign-off, an
 * acknowledgement, a run) is still to come.
 */
import type { PullRequest } from "../snapshot/pull.ts";
import { assess } from "../verdict/assess.ts";
import { buildCase } from "../verdict/case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { Score, VerdictNode } from "../verdict/types.ts";

export interface Change {
  readonly before: Score;
  readonly after: Score;
}

export interface EarnedItem {
  readonly number: number;
  /** Titles of the QA gate's rows that turn (R-Q1). */
  readonly rows: readonly string[];
  /** R-S2; null where it stays as it is. */
  readonly rubric: Change | null;
  /** It is verified now, and the merge changes what its sign-off saw (R-H5). */
  readonly askedAgain: boolean;
}

export interface Earned {
  /** Titles of the scorecard's and the checklist's rows that turn (R-S1, R-C6). */
  readonly rows: readonly string[];
  /** R-S1; null where it stays as it is. */
  readonly scorecard: Change | null;
  /** Titles of the windows that it meets (R-W2, R-W3). */
  readonly windows: readonly string[];
  readonly items: readonly EarnedItem[];
}

/** What the merge of one of the incident's open pull requests earns; null where that is nothing. */
export function earnedBy(subject: Judged, pull: PullRequest): Earned | null {
  // Merged into another branch it counts for nothing (R-H2).
  if (!pull.baseIsDefault || pull.state !== "open") return null;
  const then = judgedWith(subject, pull);
  const rows = [
    ...turned(subject.scorecard.node.children, then.scorecard.node.children),
    ...turned(subject.checklist, then.checklist),
  ];
  const windows = then.windows.flatMap((window) => {
    const before = subject.windows.find(({ rule }) => rule === window.rule);
    const open = before?.state === "open" || before?.state === "upcoming";
    return open && window.state === "met" ? [window.title] : [];
  });
  const items = then.items.flatMap((item) => {
    const before = subject.items.find(({ issue }) => issue.number === item.issue.number);
    return before === undefined ? [] : (itemEarned(before, item) ?? []);
  });
  const scorecard = changed(subject.scorecard.score, then.scorecard.score);
  const nothing = rows.length + windows.length + items.length === 0 && scorecard === null;
  return nothing ? null : { rows, scorecard, windows, items };
}

function judgedWith({ snapshot, inForce }: Judged, pull: PullRequest): Judged {
  const merged: PullRequest = {
    ...pull,
    state: "merged",
    draft: false,
    mergedAt: snapshot.now,
    // Nobody knows the commit yet: no run can contain it, as none does.
    mergeCommit: pull.headSha,
    closes: [],
    revertedBy: null,
  };
  const then = { ...snapshot, pulls: { ...snapshot.pulls, [pull.key]: merged } };
  return assess(buildCase(then, inForce.policy), inForce);
}

function itemEarned(before: JudgedItem, after: JudgedItem): EarnedItem | null {
  const rows = turned(before.qa.children, after.qa.children);
  const rubric = changed(before.rubric.score, after.rubric.score);
  const askedAgain = before.status === "verified" && after.status !== "verified";
  return rows.length === 0 && rubric === null && !askedAgain
    ? null
    : { number: after.issue.number, rows, rubric, askedAgain };
}

/** Titles of the rows that surely failed and surely pass then. */
function turned(before: readonly VerdictNode[], after: readonly VerdictNode[]): readonly string[] {
  const failed = new Set(before.flatMap(({ key, outcome }) => (outcome === "fail" ? [key] : [])));
  return after.flatMap(({ key, outcome, title }) => (outcome === "pass" && failed.has(key) ? [title] : []));
}

function changed(before: Score, after: Score): Change | null {
  return before.min === after.min && before.max === after.max ? null : { before, after };
}
