/** What all reports share: each is written once on its day, and the one before it is closed. */
import type { IssueRef, Write } from "../plan/write.ts";
import type { OwnIssue, PortfolioFacts, ReportName } from "./types.ts";

/** The label of everything that we write for a repository as a whole, and where we remember what was decided on. */
export const REPORT_LABEL = "quench: report";

export interface Report {
  readonly name: ReportName;
  /** `digest:2026-03-30`. */
  readonly key: string;
  readonly title: string;
  /** Null: there is nothing to say, and the former report is closed all the same. */
  readonly body: string | null;
}

/** The issue of that key, whatever became of it; the lowest number leads. */
export function ownIssue({ own }: PortfolioFacts, key: string): OwnIssue | null {
  return own.filter((issue) => issue.key === key).sort((a, b) => a.number - b.number)[0] ?? null;
}

/** The report of that name before the one of `key`: keys end with their day, so that their order is that of time. */
export function formerReport(facts: PortfolioFacts, name: ReportName, key: string): OwnIssue | null {
  const former = facts.own.filter((issue) => issue.key.startsWith(`${name}:`) && issue.key < key);
  const [last] = former.map((issue) => issue.key).sort((a, b) => (a < b ? 1 : -1));
  return last === undefined ? null : ownIssue(facts, last);
}

/** The report, once and left as it was written; then the former ones that are still open are closed. */
export function planReport(facts: PortfolioFacts, { name, key, title, body }: Report): readonly Write[] {
  const present = ownIssue(facts, key);
  const former = facts.own.filter(
    (issue) => issue.key.startsWith(`${name}:`) && issue.key < key && issue.state === "open",
  );
  return [
    ...(present === null && body !== null
      ? [{ kind: "own_issue" as const, key, title, body, labels: [REPORT_LABEL], existing: null }]
      : []),
    ...former.map((issue) => closeOwn(issue, "completed")),
  ];
}

/** The close of an issue of ours, without a word: the one that follows links to it. */
export function closeOwn(issue: OwnIssue, reason: "completed" | "not_planned" | "duplicate"): Write {
  const ref: IssueRef = { number: issue.number, nodeId: issue.nodeId };
  return { kind: "close_own", key: `close:${issue.key}`, issue: ref, reason, notice: null };
}

/**
 * Two passes at once may both have made an issue of one key: the lowest number stays, the others are closed. One that
 * somebody opened again is theirs.
 */
export function planDuplicates(facts: PortfolioFacts): readonly Write[] {
  return facts.own
    .filter((issue) => issue.state === "open" && !issue.reopened && ownIssue(facts, issue.key)?.number !== issue.number)
    .map((issue) => closeOwn(issue, "duplicate"));
}
