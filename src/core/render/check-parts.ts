/** Parts of the pull request's check: what its merge earns, and where lanes meet in it (R-L2). */
import { codeSpan } from "../markdown.ts";
import type { Change, Earned, EarnedItem } from "../pulls/earned.ts";
import type { LaneMeetings } from "../rules/lanes.ts";
import { few } from "../rules/takers.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import { isUnreadable } from "../snapshot/types.ts";
import { scoreShort, scoreWords } from "./words.ts";

/** Items that are told of one by one. */
const MOST_ITEMS = 3;

/** A paragraph of a few lines: `When merged: scorecard 3 → 4 of 5 …`. What comes after the merge is said, too. */
export function renderEarned({ rows, scorecard, windows, items }: Earned): string {
  const gains = [
    scorecard === null ? "" : `scorecard ${arrow(scorecard)}`,
    rows.length === 0 ? "" : few([...new Set(rows)].map(lower), "; "),
    windows.length === 0 ? "" : `meets the window ${windows.map((title) => `*${title}*`).join(" and ")}`,
  ].filter((part) => part !== "");
  const told = items.slice(0, MOST_ITEMS).map(itemWords);
  if (items.length > MOST_ITEMS) told.push(`${items.length - MOST_ITEMS} more items`);
  const lines = [...(gains.length === 0 ? [] : [gains.join(" · ")]), ...told];
  return `**When merged** (verification comes after the merge):\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

function itemWords({ number, rows, rubric, askedAgain }: EarnedItem): string {
  const parts = [
    rows.length === 0 ? "" : `shows ${rows.map(lower).join(" and ")}`,
    rubric === null ? "" : `rubric ${scoreShort(rubric.before)} → ${scoreShort(rubric.after)}`,
    askedAgain ? "needs its sign-off again" : "",
  ];
  return `#${number}: ${parts.filter((part) => part !== "").join(", ")}`;
}

/** `3 → 4 of 5`; where something is unknown, both ends as ranges. */
function arrow({ before, after }: Change): string {
  const exact = before.min === before.max && after.min === after.max;
  return exact ? `${before.min} → ${scoreWords(after)}` : `${scoreWords(before)} → ${scoreWords(after)}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/**
 * Which files it shares with pull requests of other lanes, and who merges them.
 *
 * @param incident number of the incident on which a merge owner is named.
 */
export function renderMeetings({ meetings, owner }: LaneMeetings, pull: PullRequest, incident: number): string {
  const files = meetings.map(({ path, pulls }) => {
    const others = pulls.filter(({ key }) => key !== pull.key).map((one) => one.key);
    return `${codeSpan(path, 120)} (also in ${few(others)})`;
  });
  const what = `another lane's pull request touches the same ${meetings.length === 1 ? "file" : "files"}: ${few(files)}.`;
  if (owner === null) {
    return `**Lanes meet:** ${what} Name one merge owner: \`/quench merge-owner @login\` on #${incident}.`;
  }
  if (isUnreadable(owner)) return `**Lanes meet:** ${what} Who merges them cannot be told yet.`;
  return `**Lanes meet:** ${what} ${codeSpan(owner, 60)} merges them.`;
}
