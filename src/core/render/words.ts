/** Words and marks that every text shares, so that Quench speaks with one voice. */
import { codeSpan } from "../markdown.ts";
import { isLogin } from "../login.ts";
import type { Mode, Outcome, Step } from "../verdict/types.ts";

/** A mark that reads at a glance, and in a terminal or to a screen reader by its word beside it. */
export const MARK: Readonly<Record<Outcome, string>> = { pass: "✅", fail: "⬜", unknown: "❔", not_applicable: "➖" };

export const STATUS_WORDS = {
  open: "open",
  in_progress: "in progress",
  verified: "verified",
  retired: "retired",
} as const;

/** A login that pings nobody; words for a group stay words. */
export function person(who: string): string {
  return isLogin(who) ? codeSpan(who, 60) : who;
}

/** A step with who can take it: `Merge the pull request. (\`andy\`)`. */
export function renderStep(step: Step): string {
  return step.who.length === 0 ? step.text : `${step.text} (${step.who.map(person).join(", ")})`;
}

/** What the mode means for a close, in one sentence. */
export function modeSentence(mode: Mode, effective: Mode): string {
  if (mode === "enforce" && effective !== "enforce") return "At this severity an early close is told, not undone.";
  if (effective === "enforce") return "Closing early is undone.";
  return effective === "warn" ? "An early close is told, not undone." : "An early close is only recorded.";
}

/** A folded section; GitHub needs the blank line to read Markdown inside. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
