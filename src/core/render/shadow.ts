/** What an incident's tracker says of the mode: a close that was let be for it (R-C3), and its promotion to come (R-K2). */
import { inlineText, linkText } from "../markdown.ts";
import { OVERRIDERS } from "../people.ts";
import { announcementOf } from "../policy/promote.ts";
import { type EarlyClose, earlyCloses } from "../rules/early-close.ts";
import { effectiveMode } from "../rules/severity.ts";
import { presentClose } from "../rules/undo.ts";
import { isUnreadable } from "../snapshot/types.ts";
import { formatInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Verdict } from "../verdict/types.ts";
import { bullets, type Section } from "./fit.ts";
import { modeSentence, person } from "./words.ts";

/** The close in force, where enforce mode would have undone it; empty where it would not. */
export function renderEarly(verdict: Verdict, subject: Case): string {
  const { closure, closable } = verdict;
  const present = presentClose(subject.snapshot.incident);
  const early = earlyCloses(subject, verdict).find(({ event }) => event === present?.id);
  if (early === undefined || closure.kind !== "kept") return "";
  const missing = closable.outcome === "fail" ? lower(closable.phrase) : "some conditions were not met.";
  return `**Closed early.** It would have been reopened: ${missing} It stays closed: ${closure.why}. ${alarmWords(early)}`;
}

/** The closes before the one in force that enforce mode would have undone. */
export function earlySection(verdict: Verdict, subject: Case): Section {
  const { zone } = subject.policy.time;
  const present = presentClose(subject.snapshot.incident);
  const closes = earlyCloses(subject, verdict).filter(({ event }) => event !== present?.id);
  return {
    head: `Closed early before (${closes.length})`,
    lines: bullets(
      closes.map((close) => {
        const words = close.falseAlarm === null ? "" : ` ${alarmWords(close)}`;
        return `Closed ${formatInstant(close.at, zone)}: it would have been reopened.${words}`;
      }),
    ),
    noun: ["close", "closes"],
    folded: true,
    weight: 15,
  };
}

/** In the week before the mode promotes itself, while the incident is open; empty at other times. */
export function promotionLine(subject: Case): string {
  const { snapshot, policy } = subject;
  const next = announcementOf(policy, snapshot.now);
  if (next === null || snapshot.now < next.from || snapshot.incident.state === "closed") return "";
  const then = effectiveMode({ ...subject, policy: { ...policy, mode: next.mode } });
  const at = formatInstant(next.begins, policy.time.zone);
  return `📅 From ${at} Quench is in ${next.mode} mode. ${modeSentence(next.mode, then)}`;
}

function alarmWords({ falseAlarm }: EarlyClose): string {
  if (falseAlarm === null) return `If closing it was right: \`/quench false-alarm <because>\` here (${OVERRIDERS}).`;
  if (isUnreadable(falseAlarm)) return `Whether that was a false alarm cannot be told yet: ${falseAlarm.unreadable}.`;
  const { by, because, url } = falseAlarm;
  return `${linkText("A false alarm", url)}, says ${person(by)}: ${inlineText(because)}`;
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
