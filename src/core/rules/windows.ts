/** W. Windows: a time-boxed loop whose clock starts when service was restored (R-W1, R-W4). */
import { type Comment, type Instant, isUnreadable } from "../snapshot/types.ts";
import { addMs, maxInstant, minInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import { step } from "../verdict/node.ts";
import type { Finding, WindowVerdict } from "../verdict/types.ts";

export interface Start {
  /** When the clock began. */
  readonly at: Instant;
  /** The latched *Service restored at*; null until one is valid. */
  readonly latched: Instant | null;
  /** Set where the form now says something else than what was latched (R-W4). */
  readonly differs: Instant | null;
}

/**
 * R-W4: the start is latched when first valid (started ≤ restored ≤ now). Later the earlier deadline holds, unless
 * somebody with the override right said `/quench restored`.
 */
export function startOf(subject: Case): Start {
  const { snapshot, form, memory } = subject;
  const said = subject.heard.findLast(
    (heard) => heard.standing.kind === "accepted" && heard.command.name === "restored",
  );
  if (said !== undefined && said.command.name === "restored" && said.command.at <= snapshot.now) {
    return { at: said.command.at, latched: said.command.at, differs: null };
  }
  const stated = form.restoredAt;
  const valid =
    stated !== null && stated <= snapshot.now && (form.startedAt === null || form.startedAt <= stated) ? stated : null;
  const latched = memory.restoredAt === null ? valid : minInstant(memory.restoredAt, valid);
  const differs = latched !== null && stated !== null && stated !== latched ? stated : null;
  return { at: latched ?? snapshot.incident.createdAt, latched, differs };
}

/** A line with a time of day or a date: one entry of a timeline. */
const TIMESTAMPED = /(^|[^\d:])([01]?\d|2[0-3]):[0-5]\d(?!\d)|\b\d{4}-\d{2}-\d{2}\b/;
const LINK = /https?:\/\/[^\s<>)\]]+/i;

function hasTimeline(text: string): boolean {
  return text.split(/\r?\n/).filter((line) => TIMESTAMPED.test(line)).length >= 2;
}

/** Since when a need is met, by the earliest of the incident's own field and people's comments; null while it is not. */
function metBy(
  field: string | null,
  written: Instant,
  comments: readonly Comment[],
  holds: (text: string) => boolean,
): Instant | null {
  const said = comments.filter((one) => one.own === null && one.author.kind === "user" && holds(one.body));
  return minInstant(
    field !== null && holds(field) ? written : null,
    ...said.map((one) => one.lastEditedAt ?? one.createdAt),
  );
}

/** R-W1: in the first 24 hours the incident gets a timeline and an evidence packet. */
export function keepSignal(subject: Case): WindowVerdict {
  const { incident, now } = subject.snapshot;
  const start = startOf(subject).at;
  const deadline = addMs(start, subject.policy.windows.keep);
  const base = { rule: "R-W1", title: "Keep the signal", opens: start, deadline };
  const written = incident.lastEditedAt ?? incident.createdAt;
  const comments = isUnreadable(incident.comments) ? [] : incident.comments;
  // A body without the form has no fields: then its whole text is looked at (R-V3).
  const whole = subject.form.timeline === null && subject.form.evidencePacket === null ? incident.body : null;
  const timeline = metBy(subject.form.timeline ?? whole, written, comments, hasTimeline);
  const packet = metBy(subject.form.evidencePacket ?? whole, written, comments, (text) => LINK.test(text));
  if (timeline === null || packet === null) {
    if (isUnreadable(incident.comments)) return { ...base, state: "unknown", metAt: null };
    return { ...base, state: now < deadline ? "open" : "missed", metAt: null };
  }
  const metAt = maxInstant(timeline, packet);
  return { ...base, state: metAt !== null && metAt > deadline ? "late" : "met", metAt };
}

/** R-W4: the form was changed after the start was latched. */
export function restoredFinding(subject: Case): readonly Finding[] {
  const start = startOf(subject);
  if (start.differs === null || start.latched === null) return [];
  return [
    {
      rule: "R-W4",
      key: "R-W4",
      item: null,
      phrase: `The form now says that service was restored at ${start.differs}; the clock started at ${start.latched}, and the earlier deadline holds.`,
      evidence: [subject.snapshot.incident.url],
      next: step(`Say \`/quench restored ${start.differs} <because>\` if the change is right.`, "comment", [
        "someone with maintain or admin",
      ]),
    },
  ];
}
