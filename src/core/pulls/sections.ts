/**
 * One check, several incidents. A pull request may close two of them, and each is judged by a pass of its own; a check
 * has one name, so that each pass writes its own section and leaves the others', and the worst of them decides.
 *
 * Each section begins with a marker: the incident's number, in the checks of other repositories with the node id of its
 * own before it. A repository's name would tell of a private one, and changes when it is renamed.
 */
import type { CheckContent } from "../plan/write.ts";
import type { PullOutcome } from "../rules/pull-gate.ts";
import { concluded } from "./conclusion.ts";

export interface CheckSection {
  /** `12`, or `R_kgDOAbc#12` of another repository (`sectionId`). */
  readonly incident: string;
  readonly outcome: PullOutcome;
  readonly body: string;
}

/** Worst first. */
export const CHECK_OUTCOMES: readonly PullOutcome[] = ["blocked", "unknown", "told", "clear"];
/** Beyond these the check would outgrow GitHub's limit of 65,535 characters; the worst stay. */
const MOST_OTHERS = 20;
const MOST_CHARACTERS = 60_000;
const MARK = /^<!-- quench:check:((?:[\w=-]{1,100}#)?\d{1,9}):(blocked|unknown|told|clear) -->$/gm;

/** The sections of a check of ours, as they were written; none where it is about no incident. */
export function sectionsOf(own: { readonly summary: string; readonly text: string }): readonly CheckSection[] {
  const summary = own.summary.replaceAll("\r\n", "\n");
  const marks = [...summary.matchAll(MARK)];
  return marks.flatMap((mark, index) => {
    const outcome = CHECK_OUTCOMES.find((one) => one === mark[2]);
    if (outcome === undefined) return [];
    const body = summary.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim();
    // With one incident, what there is to say of its items stands apart.
    const whole = marks.length === 1 && own.text.trim() !== "" ? `${body}\n\n${own.text.trim()}` : body;
    return [{ incident: mark[1] ?? "", outcome, body: whole }];
  });
}

/** The check with the other incidents' sections beside this one's. */
export function withSections(
  content: CheckContent,
  mine: Omit<CheckSection, "body">,
  others: readonly CheckSection[],
): CheckContent {
  const kept: CheckSection[] = [];
  let room = MOST_CHARACTERS - content.summary.length - content.text.length;
  for (const other of [...others].sort(worstFirst).slice(0, MOST_OTHERS)) {
    room -= other.body.length;
    if (room > 0) kept.push(other);
  }
  const [only] = kept;
  if (only === undefined) return { ...content, summary: `${markOf(mine)}\n${content.summary}` };
  const body = [content.summary, content.text].filter((part) => part !== "").join("\n\n");
  const all = [...kept, { ...mine, body }].sort(byIncident);
  const worst = CHECK_OUTCOMES.find((outcome) => all.some((section) => section.outcome === outcome)) ?? "unknown";
  const names = all.filter(({ outcome }) => outcome === worst).map(({ incident }) => nameOf(incident));
  const which = `${names.length === 1 ? "incident" : "incidents"} ${names.join(", ")}`;
  return {
    ...concluded(worst, which, `Linked to ${which}`),
    summary: all.map((section) => `${markOf(section)}\n${section.body}`).join("\n\n"),
    text: "",
  };
}

/** Of one elsewhere no more than the number: its repository may be private. */
function nameOf(incident: string): string {
  const at = incident.indexOf("#");
  return at === -1 ? `#${incident}` : `${incident.slice(at)} of another repository`;
}

function markOf({ incident, outcome }: Omit<CheckSection, "body">): string {
  return `<!-- quench:check:${incident}:${outcome} -->`;
}

function worstFirst(a: CheckSection, b: CheckSection): number {
  return CHECK_OUTCOMES.indexOf(a.outcome) - CHECK_OUTCOMES.indexOf(b.outcome) || byIncident(a, b);
}

/** By number; one of this repository before one of another. */
function byIncident(a: CheckSection, b: CheckSection): number {
  const number = ({ incident }: CheckSection): number => Number(incident.slice(incident.indexOf("#") + 1));
  return number(a) - number(b) || a.incident.length - b.incident.length || (a.incident < b.incident ? -1 : 1);
}
