/** A reminder: what is due when, the step to take, and how to have it come later. It mentions whom it is for (R-O3). */
import type { StandIn } from "../leave.ts";
import { codeSpan, mention } from "../markdown.ts";
import type { ReminderTopic } from "../rules/reminder-dates.ts";
import type { Reminder } from "../rules/reminders.ts";
import { formatDay } from "../time.ts";

/** Who is mentioned, and for whom where they stand in. */
export interface Addressee {
  readonly login: string;
  readonly standsInFor: StandIn | null;
}

export interface ReminderContent {
  /** What is due in the thread: at least one. */
  readonly reminders: readonly Reminder[];
  readonly owner: Addressee | null;
  readonly escalation: Addressee | null;
}

/** What each date is called: while it lies ahead, and once it is over. */
const NAMES: Readonly<Record<ReminderTopic, readonly [ahead: string, over: string]>> = {
  due: ["Due", "Overdue since"],
  adoption: ["Adoption check due", "Adoption check overdue since"],
  review: ["Review due", "Review overdue since"],
  risk: ["Residual risk: target date", "Residual risk: past its target date,"],
  debt: ["Deferred work: to be revisited", "Deferred work: revisit overdue since"],
};

/** Renders the one comment of a thread. */
export function renderReminder({ reminders, owner, escalation }: ReminderContent): string {
  const over = reminders.some(({ overdueDays }) => overdueDays > 0);
  return [
    `## ${over ? "⛔" : "⏰"} ${titleOf(reminders)}`,
    greeting(reminders, owner, escalation),
    stepsOf(reminders),
    "Not now? `/quench snooze <days> <because>` in this thread puts reminders off, never the gate.",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function titleOf(reminders: readonly Reminder[]): string {
  const [first, ...more] = reminders;
  if (first !== undefined && more.length === 0) return nameOf(first);
  const over = reminders.filter(({ overdueDays }) => overdueDays > 0).length;
  const all = `${reminders.length} dates of this issue`;
  return over === reminders.length ? `${all} overdue` : over > 0 ? `${all}, ${over} overdue` : all;
}

/** The step of each date; one that several dates share is said once. */
function stepsOf(reminders: readonly Reminder[]): string {
  const byStep = new Map<string, string[]>();
  for (const one of reminders) {
    const step = one.next?.text ?? "";
    byStep.set(step, [...(byStep.get(step) ?? []), nameOf(one)]);
  }
  const [first, ...more] = byStep;
  if (first !== undefined && more.length === 0) {
    const [step, names] = first;
    const dates = names.length > 1 ? names.map((name) => `- ${name}`).join("\n") : "";
    return [dates, step === "" ? "" : `**Next:** ${step}`].filter((part) => part !== "").join("\n\n");
  }
  return [...byStep].map(([step, names]) => `- **${names.join(". ")}.** ${step}`.trimEnd()).join("\n");
}

function nameOf({ topic, dueDay, overdueDays }: Reminder): string {
  const [ahead, over] = NAMES[topic];
  return `${overdueDays > 0 ? over : ahead} ${formatDay(dueDay)}`;
}

function greeting(reminders: readonly Reminder[], owner: Addressee | null, escalation: Addressee | null): string {
  const parts: string[] = [];
  if (owner !== null) parts.push(`${calling(owner, "yours")}.`);
  if (escalation !== null) {
    const whose = owner === null ? `The owner ${codeSpan(reminders[0]?.to ?? "", 60)} is no longer here.` : "";
    parts.push(`${calling(escalation, "yours as escalation owner, because it stays overdue")}. ${whose}`.trim());
  }
  return parts.join("\n");
}

/** `@oscar, this is yours`; of a stand-in also for whom, and how long. */
function calling({ login, standsInFor }: Addressee, role: string): string {
  if (standsInFor === null) return `${mention(login)}, this is ${role}`;
  const { of, until } = standsInFor;
  return `${mention(login)}, this is ${role}, for ${codeSpan(of, 60)}, who is away until ${formatDay(until)}`;
}
