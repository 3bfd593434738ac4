/** O. The dates that somebody answers for and that are not done with (R-O3). */
import type { Heard } from "../commands/hear.ts";
import { said } from "../commands/said.ts";
import type { CalendarDay } from "../forms/fields.ts";
import { isOutsider } from "../people.ts";
import type { Issue } from "../snapshot/issue.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { LedgerEntry } from "../verdict/ledger.ts";
import { step } from "../verdict/node.ts";
import type { Step, VerdictNode } from "../verdict/types.ts";
import { deferralOf } from "./debt.ts";
import { OUTCOME_COMMAND, outcomeOf } from "./experiment.ts";
import { isStanding } from "./priority.ts";
import { takersOf } from "./takers.ts";

/** What a date is about. */
export type ReminderTopic = "due" | "adoption" | "review" | "risk" | "debt";

/** A date that somebody answers for and that is not done with. */
export interface Obligation {
  readonly topic: ReminderTopic;
  readonly number: number;
  readonly url: string;
  readonly date: CalendarDay;
  /** When the text that holds the date was written or edited last: the date may be as new as that. */
  readonly since: Instant;
  /** Null where it has no owner: then nobody is reminded. */
  readonly owner: string | null;
  readonly heard: readonly Heard[];
  /** What was not read and decides whether it is done, or whose it is. */
  readonly unread: Unreadable | null;
  /** As a clause: `#12 is due`. */
  readonly what: string;
  readonly next: Step | null;
}

/**
 * The dates of an item that are not done with: due, adoption check, review.
 *
 * @param settled whether its incident is (R-C7): what decays then is told by the audit alone (R-O2), and what the items
 * were set a date for was proven once. The experiment still ends.
 */
export function itemObligations(subject: Judged, item: JudgedItem, settled: boolean): readonly Obligation[] {
  if (!isStanding(item)) return [];
  const { issue, fields, owner } = item;
  const where = `#${issue.number}`;
  const unheard = isUnreadable(issue.comments) ? issue.comments : null;
  const unsure = item.ownerIsSure ? null : { unreadable: `whether the owner of ${where} changed could not be read` };
  const of = (
    topic: ReminderTopic,
    date: CalendarDay | null,
    unread: Unreadable | null,
    what: string,
    next: Step | null,
  ): readonly Obligation[] =>
    date === null
      ? []
      : [
          {
            topic,
            number: issue.number,
            url: issue.url,
            date,
            since: topic === "due" ? dueSince(item) : writtenAt(issue),
            owner,
            heard: item.heard,
            unread: unread ?? unsure ?? unheard,
            what,
            next,
          },
        ];
  const deferral = deferralOf(subject, issue.number);
  const outcome = outcomeOf(item);
  const putOff = deferral !== null && !isUnreadable(deferral);
  const proven = settled || item.status === "verified";
  const reviewed = outcome !== null && !isUnreadable(outcome);
  return [
    ...(proven || putOff
      ? []
      : of("due", item.due, unreadOf(item.gate, where) ?? deferral, `${where} is due`, item.gate.next)),
    ...(proven || item.adopted.outcome === "pass"
      ? []
      : of(
          "adoption",
          fields.adoptionCheck,
          unreadOf(item.adopted, where),
          `The adoption of ${where} is checked`,
          item.adopted.next,
        )),
    ...(reviewed
      ? []
      : of(
          "review",
          fields.review,
          outcome,
          `The experiment of ${where} is reviewed`,
          step(`Record the outcome: ${OUTCOME_COMMAND} on ${where}.`, "comment", takersOf({ owner })),
        )),
  ];
}

function writtenAt({ lastEditedAt, createdAt }: Issue): Instant {
  return lastEditedAt ?? createdAt;
}

/** The due date is a command's, which no edit of the form moves, or the form's. */
function dueSince({ issue, heard, due }: JudgedItem): Instant {
  return said(heard, "due").findLast(({ command }) => command.date === due)?.at ?? writtenAt(issue);
}

function unreadOf({ outcome }: VerdictNode, where: string): Unreadable | null {
  return outcome === "unknown" ? { unreadable: `some facts that may prove ${where} could not be read` } : null;
}

/** An open entry of the ledger with its date. An outsider's is nobody's duty: forms label whatever they open. */
export function entryObligation(subject: Judged, entry: LedgerEntry): readonly Obligation[] {
  const { issue, owner, heard } = entry;
  if (issue.state === "closed" || (!issue.openedByUs && isOutsider(subject.snapshot, issue.author.login))) return [];
  const where = `#${issue.number}`;
  const base = {
    number: issue.number,
    url: issue.url,
    since: writtenAt(issue),
    owner,
    heard,
    unread: isUnreadable(issue.comments) ? issue.comments : null,
  };
  const who = takersOf({ owner });
  if (entry.kind === "risk") {
    const { target } = entry.fields;
    const next = step(`Close ${where} if the risk is gone; else set a new target date in its form.`, "edit", who);
    return target === null
      ? []
      : [{ ...base, topic: "risk", date: target, what: `The residual risk ${where} reaches its target date`, next }];
  }
  const { revisit } = entry.fields;
  const next = step(`Take the work up again and close ${where}; else set a new revisit date in its form.`, "edit", who);
  return revisit === null
    ? []
    : [{ ...base, topic: "debt", date: revisit, what: `The deferred work ${where} is revisited`, next }];
}
