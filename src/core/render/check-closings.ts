/**
 * The check of what belongs to no incident's pass: a pull request that no incident knows, and a merge queue's group. It
 * says which incidents the merge would close, each with its verdict in a line; most often that is none.
 */
import type { CheckContent } from "../plan/write.ts";
import { concluded } from "../pulls/conclusion.ts";
import { CHECK_OUTCOMES } from "../pulls/sections.ts";
import type { PullOutcome } from "../rules/pull-gate.ts";
import { details } from "./words.ts";

/** An incident that the merge would close. */
export interface ClosingTold {
  /** `owner/name` of its repository. */
  readonly repository: string;
  readonly private: boolean;
  readonly number: number;
  readonly url: string;
  /** The commit whose message closes it; null where a pull request's body does. */
  readonly commit: string | null;
  readonly outcome: PullOutcome;
  /** The verdict in one line of Markdown, and the nearest step; null where nothing was judged. */
  readonly standing: string | null;
  readonly next: string | null;
}

/** Incidents that are told one by one. */
const MOST_TOLD = 20;

/** @param here `owner/name` where the check is. */
export function renderClosings(
  told: readonly ClosingTold[],
  here: string,
  of: "pull request" | "merge group",
): CheckContent {
  const worst = CHECK_OUTCOMES.find((outcome) => told.some((one) => one.outcome === outcome));
  if (worst === undefined) return untouched(of);
  const names = told.filter(({ outcome }) => outcome === worst).map((one) => titleName(one, here));
  const which = `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
  const sorted = [...told].sort((a, b) => CHECK_OUTCOMES.indexOf(a.outcome) - CHECK_OUTCOMES.indexOf(b.outcome));
  const shown = sorted.slice(0, MOST_TOLD).map((one) => paragraph(one, here, of));
  if (told.length > MOST_TOLD) shown.push(`${told.length - MOST_TOLD} more incidents are not shown.`);
  const unread = "Some facts could not be read. Quench looks again by itself.";
  return {
    ...concluded(worst, which, `Merging may close ${which}`),
    summary: [...(worst === "unknown" ? [unread] : []), ...shown].join("\n\n"),
    text: of === "merge group" ? GROUP_HELP : "",
  };
}

/** Where what it would close could not be read. */
export function renderUnread(of: "pull request" | "merge group"): CheckContent {
  return {
    ...concluded("unknown", "", ""),
    summary: `What ${of === "pull request" ? "merging this pull request" : "this merge group"} would close could not be read. Quench looks again by itself.`,
    text: "",
  };
}

/** Where an incident that it would close is being looked at. */
export function renderLooking(): CheckContent {
  return {
    status: "in_progress",
    conclusion: null,
    title: "Looking at the incident",
    summary: "Merging this pull request would close an incident. Quench is looking at it.",
    text: "",
  };
}

function untouched(of: "pull request" | "merge group"): CheckContent {
  return {
    status: "completed",
    conclusion: "success",
    title: "Not about any incident",
    summary: `Merging this ${of} closes no incident, so there is nothing to wait for.`,
    text: "",
  };
}

const GROUP_HELP = details(
  "What happens next",
  "GitHub takes the pull request that would close the incident out of the queue and builds the others again. Its own check says what to change.",
);

function paragraph(one: ClosingTold, here: string, of: "pull request" | "merge group"): string {
  const name = markdownName(one, here);
  const where =
    one.commit === null
      ? of === "pull request"
        ? "this pull request's body"
        : "the body of the pull request"
      : `the message of commit \`${one.commit}\``;
  const remedy =
    one.outcome === "blocked" || one.outcome === "told"
      ? `**Next:** Take the closing keyword for ${name} out of ${where}, and close the incident once it is ready.`
      : "";
  if (isVeiled(one, here)) return [remedy, `It would close ${name}.`].filter((part) => part !== "").join("\n\n");
  const standing = one.standing === null ? "" : `Incident ${name} · ${one.standing}.`;
  const next = one.next === null || one.outcome === "clear" ? "" : `**Next for the incident:** ${one.next}`;
  return [remedy, standing === "" ? `It would close ${name}.` : standing, next]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** Of a private incident, in another repository, only the number is told. */
function isVeiled(one: ClosingTold, here: string): boolean {
  return one.private && !isHere(one, here);
}

function isHere({ repository }: ClosingTold, here: string): boolean {
  return repository.toLowerCase() === here.toLowerCase();
}

function titleName(one: ClosingTold, here: string): string {
  if (isVeiled(one, here)) return `a private incident (#${one.number})`;
  return isHere(one, here) ? `incident #${one.number}` : `incident ${one.repository}#${one.number}`;
}

function markdownName(one: ClosingTold, here: string): string {
  // Written plainly, the number would be taken for an issue of this repository.
  if (isVeiled(one, here)) return `a private incident (\`#${one.number}\`)`;
  const name = isHere(one, here) ? `#${one.number}` : `${one.repository}#${one.number}`;
  return `[${name}](${one.url})`;
}
