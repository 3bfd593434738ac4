/** Writes that remind of dates, in the threads that the dates stand in (R-O3). */
import { standInOf } from "../leave.ts";
import { personOf, samePerson } from "../people.ts";
import { type Addressee, renderReminder } from "../render/reminder.ts";
import { reminderKey, type ThreadDue, threadsDue } from "../rules/reminder-sent.ts";
import { localDay } from "../time.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Write } from "./write.ts";

/** R-O3: the reminders to be sent now, one comment a thread, whatever it has to say. Each is said once for ever. */
export function planReminders(subject: Judged): readonly Write[] {
  const today = localDay(subject.snapshot.now, subject.policy.time.zone);
  return threadsDue(subject).flatMap(({ issue, reminders }): readonly Write[] => {
    const { owner, escalation } = addresseesOf(subject, reminders);
    if (owner === null && escalation === null) return [];
    return [
      {
        kind: "notice",
        key: reminderKey(issue.number, today, reminders),
        issue: { number: issue.number, nodeId: issue.nodeId },
        body: renderReminder({ reminders, owner, escalation }),
      },
    ];
  });
}

/** Whom a thread's reminders go to: owner and escalation owner, or who stands in for them; nobody twice. */
function addresseesOf(
  subject: Judged,
  reminders: ThreadDue["reminders"],
): { readonly owner: Addressee | null; readonly escalation: Addressee | null } {
  const { snapshot } = subject;
  const owner = addressee(subject, reminders[0]?.to ?? null);
  const called = addressee(subject, reminders.find(({ escalate }) => escalate !== null)?.escalate ?? null);
  const twice = owner !== null && called !== null && samePerson(snapshot, owner.login, called.login);
  return { owner, escalation: twice ? null : called };
}

/** Null for whoever is known to have left: they are not called back (R-Y10 says so instead). */
function addressee({ snapshot, policy }: Judged, login: string | null): Addressee | null {
  if (login === null) return null;
  const standIn = standInOf(snapshot, policy, login, snapshot.now);
  if (standIn !== null) return { login: standIn.login, standsInFor: standIn };
  return personOf(snapshot, login)?.member === false ? null : { login, standsInFor: null };
}
