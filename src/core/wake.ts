/** When to look again without an event: the next instant at which a verdict, or what is said of it, changes by itself. */
import { beganAt } from "./began.ts";
import { said } from "./commands/said.ts";
import { nextLeave } from "./leave.ts";
import { announcementOf } from "./policy/promote.ts";
import { adoptedSince } from "./rules/effect.ts";
import { heldBackUntil } from "./rules/reminder-sent.ts";
import { escalationOf } from "./rules/departed.ts";
import { reminderWake } from "./rules/reminders.ts";
import { sprintOf } from "./rules/sprint.ts";
import { reopeningsOf } from "./rules/dispute.ts";
import { presentClose } from "./rules/undo.ts";
import { implementedAt } from "./rules/window-needs.ts";
import { startOf } from "./rules/windows.ts";
import { type Instant, isUnreadable } from "./snapshot/types.ts";
import { addMs, DAY, endOfLocalDay, localDay, minInstant, msBetween, SECOND } from "./time.ts";
import { leaderUntil } from "./verdict/instances.ts";
import type { Judged } from "./verdict/judged.ts";
import type { ClosureState } from "./verdict/types.ts";

/** A closure that could not be judged is asked about after a day (R-V2). */
export const ASK_AFTER_MS = DAY;
/** How soon to look again at what could not be read: long enough for an outage to pass, short enough to matter. */
const RETRY_UNKNOWN_MS = 15 * 60 * 1000;

type Instants = readonly (Instant | null)[];

/**
 * The earliest of the instants ahead: deadlines, steps and dates that end, waits that run out, the next reminder. Null
 * when only an event can change the verdict. Until then the same facts give the same verdict, whenever it is asked for.
 */
export function wakeAt(subject: Judged, closure: ClosureState): Instant | null {
  const { now } = subject.snapshot;
  const instants = [
    ...subject.windows.flatMap(({ opens, deadline }) => [opens, deadline]),
    ...closing(subject, closure),
    ...waits(subject),
    ...effects(subject),
    ...commands(subject),
    dayEnd(subject),
    // A restoration typed ahead of time becomes valid when it comes.
    subject.form.restoredAt,
    subject.promotion.next?.at ?? null,
    // The tracker says so from then on.
    announcementOf(subject.policy, now)?.from ?? null,
    reminderWake(subject),
    heldBackUntil(subject),
    leave(subject),
    leaderUntil(subject.snapshot),
  ];
  return minInstant(...instants.filter((instant) => instant !== null && instant > now));
}

/** What becomes of a close: the grace, a dispute, the question, the time in which a revert reopens (R-C3, R-C7, R-C8). */
function closing(subject: Judged, closure: ClosureState): Instants {
  const { now, incident } = subject.snapshot;
  const close = presentClose(incident);
  const issues = [incident, ...subject.items.map(({ issue }) => issue)];
  return [
    closure.kind === "grace" || closure.kind === "disputed" ? closure.until : null,
    ...(closure.kind === "pending"
      ? [addMs(now, RETRY_UNKNOWN_MS), incident.closedAt === null ? null : addMs(incident.closedAt, ASK_AFTER_MS)]
      : []),
    close === null ? null : addMs(close.at, subject.policy.closure.settles_after),
    ...issues.flatMap((issue) => reopeningsOf(subject, issue)).map((at) => addMs(at, DAY)),
  ];
}

/** What is given some time before it is called a failure (R-Y1, R-Y5, R-Y8). */
function waits(subject: Judged): Instants {
  const { after } = subject.policy.findings;
  const since = [startOf(subject).at, ...subject.items.map(implementedAt)];
  return since.map((at) => (at === null ? null : addMs(at, after)));
}

/** What a control has done is counted in whole days since its adoption, and over windows that move on (R-M1). */
function effects(subject: Judged): Instants {
  const { now, history, incident } = subject.snapshot;
  const { window } = subject.policy.effect;
  if (history === undefined || isUnreadable(history)) return [];
  const adopted = subject.items.flatMap((item): Instants => {
    const since = adoptedSince(subject, item);
    if (since === null) return [];
    const next = (Math.floor(msBetween(since, now) / DAY) + 1) * DAY;
    return [addMs(since, Math.min(next, window))];
  });
  const past = [...history, { ...subject.form, openedAt: incident.createdAt }].flatMap(
    ({ startedAt, detectedAt, restoredAt, openedAt }): Instants => {
      const began = beganAt(startedAt ?? detectedAt, openedAt);
      // It counts from the moment it began, and leaves the window a second after that has passed it.
      return [began, addMs(began, window + SECOND), detectedAt, restoredAt];
    },
  );
  return [...adopted, ...past];
}

/** What was said for a time, or of a time to come: overrides end (R-C5), and restorations become valid (R-W4). */
function commands({ heard, policy }: Judged): Instants {
  return [
    ...heard.flatMap(({ command, at }) =>
      command.name === "override" ? [addMs(at, policy.closure.override_lasts)] : [],
    ),
    ...said(heard, "restored").map(({ command }) => command.at),
  ];
}

/** Who stands in for whom changes with the days of their leave. */
function leave(subject: Judged): Instant | null {
  const owners = [...subject.items, ...subject.ledger].map(({ owner }) => owner);
  const concerned = [...owners, escalationOf(subject).login].filter((login) => login !== null);
  return nextLeave(subject.snapshot, subject.policy, concerned);
}

/** The end, in the team's zone, of the first day ahead on which something is due. */
function dayEnd(subject: Judged): Instant | null {
  const { zone } = subject.policy.time;
  const today = localDay(subject.snapshot.now, zone);
  const days = [
    ...sprintOf(subject).map(({ to }) => to),
    ...subject.items.flatMap(({ due, fields }) => [due, fields.adoptionCheck, fields.review]),
    ...subject.ledger.map((entry) => (entry.kind === "risk" ? entry.fields.target : entry.fields.revisit)),
    ...said(subject.everywhere, "defer").map(({ command }) => command.until),
  ];
  let first: string | null = null;
  for (const day of days) if (day !== null && day >= today && (first === null || day < first)) first = day;
  return first === null ? null : endOfLocalDay(first, zone);
}
