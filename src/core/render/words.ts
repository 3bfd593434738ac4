/** Words and marks that every text shares, so that Quench speaks with one voice. */
import { codeSpan } from "../markdown.ts";
import { isLogin } from "../login.ts";
import { formatDuration, formatInstant, msBetween } from "../time.ts";
import type { Mode, Outcome, Score, Step, WindowVerdict } from "../verdict/types.ts";

/** A mark that reads at a glance, and in a terminal or to a screen reader by its word beside it. */
export const MARK: Readonly<Record<Outcome, string>> = { pass: "✅", fail: "⬜", unknown: "❔", not_applicable: "➖" };

export const STATUS_WORDS = {
  open: "open",
  in_progress: "in progress",
  verified: "verified",
  retired: "retired",
} as const;

/** A login, as GitHub or a form has it, that pings nobody. */
export function person(login: string): string {
  return codeSpan(login, 60);
}

/** A step with who can take it: `Merge the pull request. (\`andy\`)`. */
export function renderStep(step: Step): string {
  return bracketed(step.text, step.who.map(taker).join(", "));
}

/** A sentence with a few words in brackets before its end; as it is where there are none. */
export function bracketed(sentence: string, words: string): string {
  if (words === "") return sentence;
  const [, text = "", end = ""] = /^(.*?)([.!?]?)$/s.exec(sentence) ?? [];
  return `${text} (${words})${end}`;
}

/** A login; or words of ours for a group, as `someone with triage or above`. */
function taker(who: string): string {
  return isLogin(who) ? person(who) : who;
}

/** What the mode means for a close, in one sentence. */
export function modeSentence(mode: Mode, effective: Mode): string {
  if (mode === "enforce" && effective !== "enforce") return "At this severity an early close is told, not undone.";
  if (effective === "enforce") return "Closing early is undone.";
  return effective === "warn" ? "An early close is told, not undone." : "An early close is only recorded.";
}

/** `a`, `a and b`, `a, b and c`. */
export function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** A folded section; GitHub needs the blank line to read Markdown inside. */
export function details(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** `3 of 5`; `3–4 of 5` where facts that could not be read leave both possible (R-V1). */
export function scoreWords({ min, max, of }: Score): string {
  return `${min === max ? min : `${min}–${max}`} of ${of}`;
}

/** How a window stands, with its deadline in the team's time zone. */
export function windowWords({ state, opens, deadline, metAt }: WindowVerdict, zone: string): string {
  const until = formatInstant(deadline, zone);
  switch (state) {
    case "upcoming":
      return `opens ${formatInstant(opens, zone)}, due ${until}`;
    case "open":
      return `open, due ${until}`;
    case "met":
      return `met${metAt === null ? "" : ` ${formatInstant(metAt, zone)}`}, due ${until}`;
    case "late":
      return metAt === null
        ? `late, it was due ${until}`
        : `${formatDuration(msBetween(deadline, metAt))} late: met ${formatInstant(metAt, zone)}, due ${until}`;
    case "missed":
      return `missed, it was due ${until}`;
    case "unknown":
      return `cannot tell yet, due ${until}`;
  }
}

/** An item's title without the suffix that our own titles carry for lists of issues: beside its incident it says nothing. */
export function shortTitle(title: string): string {
  return title.replace(/ \(incident #\d+\)$/, "");
}

/** `7/10`; `6–8/10` where facts that could not be read leave more than one possible. */
export function scoreShort({ min, max, of }: Score): string {
  return `${min === max ? min : `${min}–${max}`}/${of}`;
}

const WINDOW_MARKS = { upcoming: "➖", open: "⏳", met: "✅", late: "⚠️", missed: "⛔", unknown: "❔" } as const;

export function windowMark({ state }: WindowVerdict): string {
  return WINDOW_MARKS[state];
}
