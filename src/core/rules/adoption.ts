/** A. Adoption: merged is not adopted (R-A1 to R-A3). */
import type { Case } from "../verdict/case.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { codeSpan } from "../markdown.ts";
import { type ItemCase, unreadOf } from "../verdict/item-case.ts";
import type { Judged, Scored } from "../verdict/judged.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { Outcome, VerdictNode } from "../verdict/types.ts";
import { acknowledged, signal } from "./adoption-score.ts";
import { namingOf } from "./naming.ts";
import { remedyStep } from "./observed.ts";
import type { Rule } from "./rule.ts";
import { cannotTell, type Row } from "./score.ts";
import { bypassOf } from "./sightings.ts";
import { takersOf } from "./takers.ts";
import { shown, whyNot } from "./told.ts";

export { observedOf } from "./observed.ts";

/** R-A1: the four rows of the checklist, and the adoption score (R-S3). */
export function adoptedOf(subject: Case, item: ItemCase, observed: VerdictNode, adoption: Scored): VerdictNode {
  const rows = [
    rowOf(item, { name: "owners", title: "Owners can run it without help", ...acknowledged(subject, item) }),
    failurePath(item),
    onCallChecklist(subject, item),
    rowOf(item, { name: "runs", title: "A dashboard or log proves that it runs", ...signal(subject, item, observed) }, [
      observed,
    ]),
    adoption.node,
  ];
  const outcome = allOf(rows, "fail");
  const titles = (which: Outcome) =>
    rows
      .filter((row) => row.outcome === which)
      .map((row) => lowerFirst(row.title))
      .join("; ");
  const phrase = {
    pass: "It is adopted: people and the workflow use it.",
    fail: `Missing: ${titles("fail")}.`,
    unknown: `Cannot tell yet: ${titles("unknown")}.`,
    not_applicable: "",
  }[outcome];
  return node("R-A1", `R-A1:#${item.issue.number}`, "Adoption", outcome, phrase, {
    item: item.issue.number,
    children: rows,
    next: outcome === "pass" ? null : nearestOf(rows),
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

type Point = Omit<Row, "name" | "title">;

function rowOf(item: ItemCase, row: Row, children: readonly VerdictNode[] = []): VerdictNode {
  const outcome = row.min > 0 ? "pass" : row.max > 0 ? "unknown" : "fail";
  const { issue } = item;
  const phrase = `${row.because.charAt(0).toUpperCase()}${row.because.slice(1)}.`;
  return node("R-A1", `R-A1:#${issue.number}/${row.name}`, row.title, outcome, phrase, {
    item: issue.number,
    evidence: row.evidence ?? [],
    next: outcome === "pass" ? null : (row.next ?? null),
    children,
  });
}

function failurePath(item: ItemCase): VerdictNode {
  const row = { name: "failure-path", title: "Its own failure path is documented" };
  const found = shown(item, "failure_path", 2);
  if (found[0] !== undefined) {
    return rowOf(item, { ...row, min: 1, max: 1, because: found[0].because, evidence: found.map((one) => one.url) });
  }
  const unread = unreadOf(item, "failure_path");
  if (unread.length > 0) return rowOf(item, { ...row, ...unknown(unread) });
  const text =
    "Describe in a file on the default branch what to do when the control itself fails, then comment `/quench evidence failure-path <url>`";
  return rowOf(item, {
    ...row,
    ...lacking(whyNot(item, "failure_path") ?? "nothing says what to do when the control itself fails"),
    next: step(`${text} on #${item.issue.number}.`, "comment", takersOf(item)),
  });
}

/** A change by its own pull requests, or by another of the incident whose lines name it. */
function onCallChecklist(subject: Case, item: ItemCase): VerdictNode {
  const row = { name: "on-call-checklist", title: "The on-call checklist has it" };
  const own = shown(item, "oncall_checklist", 2);
  if (own[0] !== undefined) {
    return rowOf(item, { ...row, min: 1, max: 1, because: own[0].because, evidence: own.map((one) => one.url) });
  }
  const naming = namingOf(subject, item, "oncall_checklists");
  if (naming !== null && !isUnreadable(naming)) {
    const because = `${codeSpan(naming.path)} names it`;
    return rowOf(item, { ...row, min: 1, max: 1, because, evidence: [naming.url] });
  }
  const unread = [...item.unread.implementation, ...(naming === null ? [] : [naming])];
  if (unread.length > 0) return rowOf(item, { ...row, ...unknown(unread) });
  const text = `Add the control to the on-call checklist: merge a pull request with \`Hardening: #${item.issue.number}\` in its body.`;
  return rowOf(item, {
    ...row,
    ...lacking("no merged pull request adds it to an on-call checklist"),
    next: step(text, "pull_request", takersOf(item)),
  });
}

function lacking(because: string): Point {
  return { min: 0, max: 0, because };
}

function unknown(unread: readonly Unreadable[]): Point {
  return { min: 0, max: 1, because: cannotTell(unread) };
}

/** R-A3, one node for each merged control that has a check and is not retired. */
function judgeBypass(subject: Judged): readonly VerdictNode[] {
  return subject.items.flatMap((item) => {
    const { outcome, because, evidence, remedy } = bypassOf(subject, item);
    if (outcome === "not_applicable" || item.status === "retired") return [];
    const where = `#${item.issue.number}`;
    const phrase =
      outcome === "fail"
        ? `${where} is silently bypassed: ${because}.`
        : outcome === "pass"
          ? `${where} is in force: ${because}.`
          : `Whether ${where} is bypassed cannot be told yet: ${because}.`;
    return node("R-A3", `R-A3:${where}`, "Not bypassed", outcome, phrase, {
      item: item.issue.number,
      evidence,
      next: remedyStep(item, remedy),
    });
  });
}

const MEASURES = ["adoption.pull_requests", "adoption.least", "adoption.share"];

export const ADOPTION_RULES: readonly Rule[] = [
  {
    id: "R-A1",
    title: "Adoption checklist",
    passes:
      "The item's owner acknowledged adoption (`/quench ack adoption`), a file on the default branch says what to do when the control itself fails, a merged pull request added the control to an on-call checklist, R-A2 or a trusted dashboard proves that it runs, and the adoption score (R-S3) reaches its target.",
    fails:
      "One of the five is missing. An on-call checklist that another item's pull request changed counts where its new lines name the control.",
    unknown: "One of the five could not be read, and none of the others is missing.",
    settings: ["scores.adoption", "files.oncall_checklists", "evidence.trusted_hosts"],
    kind: "gate",
    judge: null,
  },
  {
    id: "R-A2",
    title: "Observed in the real workflow",
    passes:
      "Its *Control check* passed or failed, that is, it ran, on at least the asked share of the newest pull requests that were merged after the control and touch its *Control scope*. While there are fewer than the least number of them, it ran on all, on at least one, and in one scheduled run or drill besides. What it said by the merge counts, on the last head or in the merge queue, or else what it did on the merge commit; only from the App that *Control check* names, to which it is pinned where it is required, or which reported it on the pull request that brought it. Skipped, neutral, cancelled and unfinished is not running. A control without a check has a verified run after the merge and a trusted dashboard.",
    fails:
      "It ran on too few of them, on none yet, it is silently bypassed (R-A3), or *Control check* names a repository of another owner or out of Quench's sight.",
    unknown:
      "The pull requests merged since, the scheduled runs or the cited links could not be read, and they decide.",
    settings: [...MEASURES, "evidence.trusted_hosts"],
    kind: "fact",
    judge: null,
  },
  {
    id: "R-A3",
    title: "Silently bypassed",
    passes: "Nothing was merged around the control's check, and it still runs and is still required where it was.",
    fails:
      "The check was required once and is not any more; or it ran once and its workflow is disabled or deleted, or it is on none of the last pull requests in its scope (the least number of R-A2, at least three); or one of the newest was merged over its failure, or without it where it was required then. In rollout phase *shadow* a failure may be merged unless the check is required. The point for a signal that it runs is withdrawn (R-S3, R-A1, R-S2), whatever dashboard is told.",
    unknown:
      "The pull requests merged since could not be read, or whether the check was required when one of them was merged without it (a ruleset tells that of merges since it was last changed, a classic protection of none).",
    settings: MEASURES,
    kind: "finding",
    judge: judgeBypass,
  },
];
