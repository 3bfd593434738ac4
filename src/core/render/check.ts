/**
 * The pull request's check (R-C4): title, summary and details. The nearest step stands first, then why; what the merge
 * earns and where lanes meet follow; lists are folded.
 *
 * In another repository than the incident's, `#12` would be something else, and of a private incident nothing is said
 * but its number: no titles, names, steps or links.
 */
import type { CheckContent } from "../plan/write.ts";
import { concluded } from "../pulls/conclusion.ts";
import type { Earned } from "../pulls/earned.ts";
import type { LaneMeetings } from "../rules/lanes.ts";
import type { PullStanding } from "../rules/pull-gate.ts";
import type { Verdict } from "../verdict/types.ts";
import { renderEarned, renderMeetings } from "./check-parts.ts";
import { fit, type Line, type Part } from "./fit.ts";
import { headline } from "./headline.ts";
import { itemLine } from "./item-line.ts";
import { renderStep } from "./words.ts";

/** A check of several incidents holds a section of each: its summary takes 65,535 characters in all. */
const ROOM = 2000;

export interface CheckFacts {
  readonly verdict: Verdict;
  readonly standing: PullStanding;
  /** Null where the merge earns nothing. */
  readonly earned?: Earned | null;
  /** Null where lanes do not meet in it. */
  readonly lanes?: LaneMeetings | null;
  /** The incident's repository, `owner/name`, where the pull request is of another one. */
  readonly elsewhere?: { readonly repository: string; readonly private: boolean } | null;
}

/** Renders the check of one pull request. Unknown stays in progress: a required check passes on neutral. */
export function renderCheck(facts: CheckFacts): CheckContent {
  const { elsewhere = null } = facts;
  if (elsewhere === null) return whole(facts);
  return elsewhere.private ? veiled(facts) : abroad(whole(facts), elsewhere.repository);
}

function whole({ verdict, standing, earned = null, lanes = null }: CheckFacts): CheckContent {
  const { number, url } = verdict.incident;
  // Where the incident's own facts are what could not be read, that is said already.
  const gate =
    standing.outcome === "unknown" && verdict.closable.outcome === "unknown"
      ? ""
      : `Incident [#${number}](${url}) · ${headline(verdict).replace(/^\S+ /, "")}.`;
  const next =
    verdict.next === null || verdict.closable.outcome === "pass"
      ? ""
      : `**Next for the incident:** ${renderStep(verdict.next)}`;
  const more = [
    lanes === null ? "" : renderMeetings(lanes, standing.pull, number),
    earned === null ? "" : renderEarned(earned),
  ];
  const items = standing.closesItems.map(
    (item) => `#${item} stays open until it is verified: verification comes after the merge.`,
  );
  const told = items.join("\n");
  return composed(standing, {
    incident: `incident #${number}`,
    subject: `incident [#${number}](${url})`,
    clear: clearTitle(standing, verdict),
    remedy: remedyFor(standing, `#${number}`),
    rest: standing.outcome === "unknown" ? [told, gate, ...more] : [told, gate, next, ...more],
    text: fit([served(verdict, standing)], ROOM),
  });
}

/** Of a private incident, in another repository: that it is there, and what to do about it here. */
function veiled({ verdict, standing }: CheckFacts): CheckContent {
  const name = `a private incident (#${verdict.incident.number})`;
  return composed(standing, {
    incident: name,
    subject: `a private incident (\`#${verdict.incident.number}\`)`,
    clear:
      standing.closesIncident === true
        ? `Merging may close ${name}`
        : `${standing.linked ? "Linked" : "No longer linked"} to ${name}`,
    remedy: remedyFor(standing, `the private incident (\`#${verdict.incident.number}\`)`),
    rest: [
      `It belongs to a private incident (\`#${verdict.incident.number}\`), whose own page says more to those who may see it.`,
    ],
    text: "",
  });
}

/** References of the incident's repository, as they must be written in another one. */
function abroad(content: CheckContent, repository: string): CheckContent {
  const named = (text: string): string => text.replace(/(?<![\w/&#.-])#(\d{1,9})(?!\w)/g, `${repository}#$1`);
  return { ...content, title: named(content.title), summary: named(content.summary), text: named(content.text) };
}

interface Said {
  /** In a title, which is plain text. */
  readonly incident: string;
  /** In Markdown. */
  readonly subject: string;
  /** The title where nothing is in the way. */
  readonly clear: string;
  readonly remedy: string;
  readonly rest: readonly string[];
  readonly text: string;
}

function composed({ outcome }: PullStanding, { incident, subject, clear, remedy, rest, text }: Said): CheckContent {
  const first = {
    blocked: remedy,
    told: remedy,
    unknown: `Some facts about ${subject} could not be read. Quench looks again by itself.`,
    clear: "",
  }[outcome];
  const summary = [first, ...rest].filter((line) => line !== "").join("\n\n");
  return { ...concluded(outcome, incident, clear), summary, text };
}

function remedyFor({ byBody, byCommit }: PullStanding, incident: string): string {
  const then = "and close the incident once it is ready.";
  const message = `the message of commit \`${byCommit}\``;
  if (byCommit === null)
    return `**Next:** Take the closing keyword for ${incident} out of this pull request's body, ${then}`;
  if (!byBody) return `**Next:** Take the closing keyword for ${incident} out of ${message}, ${then}`;
  return `**Next:** Take the closing keyword for ${incident} out of this pull request's body and out of ${message}, ${then}`;
}

/** The items that it serves, as the tracker lists them; what each needs stands in its own comment. */
function served(verdict: Verdict, { serves }: PullStanding): Part {
  const lines = serves.map((number): Line => {
    const item = verdict.items.find((one) => one.number === number);
    return {
      text: item === undefined ? `- #${number}` : `- ${itemLine(item)}`,
      rank: item?.outcome === "pass" ? 0 : 1,
    };
  });
  return { head: `Linked items (${serves.length})`, lines, least: 1, noun: ["item", "items"], folded: true, weight: 1 };
}

function clearTitle(standing: PullStanding, verdict: Verdict): string {
  if (standing.closesIncident === true) {
    const what = `Incident #${verdict.incident.number}`;
    return verdict.closable.outcome === "pass" ? `${what} is ready to close` : `${what} may close by an override`;
  }
  const [item] = standing.closesItems;
  if (item !== undefined) return `#${item} stays open until it is verified`;
  return `${standing.linked ? "Linked" : "No longer linked"} to incident #${verdict.incident.number}`;
}
