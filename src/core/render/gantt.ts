/** The 14-day sprint as a Mermaid gantt: its steps, and below them the due dates of what is still open. */
import { isDay, addDays } from "../time.ts";
import type { ItemVerdict, Outcome, SprintStep } from "../verdict/types.ts";
import { shortTitle } from "./words.ts";

/** More dates than this make a picture that nobody reads. */
const MOST_DATES = 12;
const LONGEST_NAME = 40;

/** Colors by Mermaid's own tags; what is still to come has none. */
const TAGS: Readonly<Record<Outcome, string>> = {
  pass: "done, ",
  fail: "crit, ",
  unknown: "active, ",
  not_applicable: "",
};

/** Renders the diagram; empty without steps. No line depends on today, so that it changes only with the facts. */
export function renderGantt(sprint: readonly SprintStep[], items: readonly ItemVerdict[]): string {
  if (sprint.length === 0) return "";
  const steps = sprint.map(
    ({ title, from, to, outcome }, index) =>
      `  ${ganttName(title)} :${TAGS[outcome]}s${index + 1}, ${from}, ${addDays(to, 1)}`,
  );
  const dates = items
    .filter(({ outcome, status, due }) => outcome !== "pass" && status !== "retired" && due !== null && isDay(due))
    .slice(0, MOST_DATES)
    .map(
      ({ number, title, due }) =>
        `  ${ganttName(`Item ${number} ${shortTitle(title)}`)} :milestone, i${number}, ${due}, 0d`,
    );
  return [
    "```mermaid",
    "gantt",
    "  dateFormat YYYY-MM-DD",
    "  axisFormat %b %d",
    "  todayMarker off",
    "  section Sprint",
    ...steps,
    ...(dates.length === 0 ? [] : ["  section Due", ...dates]),
    "```",
  ].join("\n");
}

/**
 * A text as the name of a task: Mermaid ends a name at a colon, takes `#`, `;` and `%%` for more than text, and a
 * backtick could end the fence.
 */
export function ganttName(text: string): string {
  const plain = text
    .replace(/[^\p{L}\p{M}\p{N} .()/+-]/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  const points = [...plain];
  return points.length <= LONGEST_NAME ? plain : points.slice(0, LONGEST_NAME).join("").trimEnd();
}
