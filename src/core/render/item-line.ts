/** One hardening item in a line or two, the same wherever items are listed. */
import { inlineText } from "../markdown.ts";
import { formatDay } from "../time.ts";
import type { ItemVerdict, VerdictNode } from "../verdict/types.ts";
import { MARK, person, scoreShort, shortTitle, STATUS_WORDS } from "./words.ts";

/** Two lines of Markdown without a bullet; the second is indented below one. */
export function itemLine(item: ItemVerdict): string {
  const facts = [
    item.band === null ? "no band" : `**${item.band}**`,
    STATUS_WORDS[item.status],
    item.owner === null ? "no owner" : person(item.owner),
    item.due === null ? "no due date" : `due ${formatDay(item.due)}`,
    `rubric ${scoreShort(item.rubric)}`,
    `adoption ${scoreShort(item.adoption)}`,
    ...missingWords(item),
  ];
  return `${MARK[item.outcome]} #${item.number} ${inlineText(shortTitle(item.title), 60)}\n  ${facts.join(" · ")}`;
}

function missingWords({ gate }: ItemVerdict): readonly string[] {
  const qa = gate.children.find((child) => child.rule === "R-Q1");
  if (qa === undefined) return [];
  const missing = titlesOf(qa, "fail");
  const unread = titlesOf(qa, "unknown");
  return [
    ...(missing.length === 0 ? [] : [`missing ${missing.join(", ")}`]),
    ...(unread.length === 0 ? [] : [`cannot tell: ${unread.join(", ")}`]),
  ];
}

/** Titles of the rows of one outcome, in the middle of a sentence. */
export function titlesOf(node: VerdictNode, outcome: VerdictNode["outcome"]): readonly string[] {
  return node.children.filter((child) => child.outcome === outcome).map(({ title }) => title.toLowerCase());
}
