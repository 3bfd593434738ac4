/** What the tracker says of reminders that rest, and of who stands in for whom. */
import { standInOf } from "../leave.ts";
import { codeSpan } from "../markdown.ts";
import { escalationOf } from "../rules/departed.ts";
import { pauseOf } from "../rules/reminder-pause.ts";
import { formatDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import { person } from "./words.ts";

/** Empty where reminders go on. */
export function pauseLine(subject: Case): string {
  const pause = pauseOf(subject);
  if (pause === null) return "";
  const end =
    pause.by === "label"
      ? `Take the label ${codeSpan(pause.label, 50)} off to let them go on.`
      : "Take its number out of `reminders.paused` in the policy to let them go on.";
  return `⏸️ Reminders and escalation are paused; the gate is not. ${end}`;
}

/** Who is away of the owners and the escalation owner; empty where nobody is. */
export function awayLine(subject: Case): string {
  const { snapshot, policy } = subject;
  const logins = [...subject.items.map(({ owner }) => owner), escalationOf(subject).login];
  const unique = [...new Set(logins.filter((login) => login !== null))].sort();
  const away = unique.flatMap((login) => standInOf(snapshot, policy, login, snapshot.now) ?? []);
  return away
    .map((one) => `${person(one.of)} is away until ${formatDay(one.until)}: ${person(one.login)} stands in.`)
    .join(" ");
}
