/** V. Severity, high risk and the mode it comes to (rulebook V: "enforce blocks at high risk; elsewhere it acts as warn"). */
import { actorMayOverride } from "../people.ts";
import { isOwnText } from "../portfolio/own-text.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { addMs, minInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import { isBelieved, trackersOf } from "../verdict/memory.ts";
import type { Mode, SeverityName } from "../verdict/types.ts";

/** A missing severity counts as SEV2 (R-V3). */
export const SEVERITY_WHEN_MISSING: SeverityName = "SEV2";

/** A severity that is lower than the one stated before (R-B5). */
export interface LoweredSeverity {
  readonly stated: SeverityName;
  readonly former: SeverityName;
  /** Whether the last editor of the body may lower it; null where that could not be read. */
  readonly byRight: boolean | null;
}

/** Set where the form states a weaker severity than before. */
export function loweredSeverity(subject: Case): LoweredSeverity | null {
  const stated = subject.form.severity ?? SEVERITY_WHEN_MISSING;
  const former = subject.memory.severity ?? (isForgotten(subject) ? SEVERITY_WHEN_MISSING : null);
  if (former === null || stated <= former) return null;
  const { incident } = subject.snapshot;
  // The incident has neither owner nor verifier, who lower together what is an item's: here the right alone counts.
  const byRight = actorMayOverride(subject.snapshot, subject.policy, incident.editor ?? incident.author);
  return { stated, former, byRight };
}

/**
 * The severity that counts: the stated one, unless it is weaker than one stated before and the last editor of the body
 * lacks the override right (reading of R-B5: a lowered severity is a weakening).
 */
export function severityOf(subject: Case): SeverityName {
  const lowered = loweredSeverity(subject);
  if (lowered !== null && lowered.byRight !== true) return lowered.former;
  return subject.form.severity ?? SEVERITY_WHEN_MISSING;
}

/**
 * True where somebody deleted or rewrote our tracker and the body was edited since our first trace: what was stated
 * before can be told no more, and losing it must not be a way to lower it. It counts as missing, then.
 */
function isForgotten({ snapshot, items }: Case): boolean {
  const { incident, self } = snapshot;
  const memory = trackersOf(snapshot)[0]?.own?.memory;
  if (self.kind !== "app" || (memory !== undefined && isBelieved(memory))) return false;
  const first = minInstant(...items.flatMap(({ issue }) => (issue.openedByUs ? [issue.createdAt] : [])));
  return first !== null && incident.lastEditedAt !== null && incident.lastEditedAt >= first;
}

/** High risk: the severity is in `enforce.when`, or the incident repeats a failure class within `repeat_within`. */
export function isHighRisk(subject: Case): boolean {
  const { when } = subject.policy.enforce;
  return (when as readonly string[]).includes(severityOf(subject)) || (when.includes("repeat") && isRepeat(subject));
}

/**
 * True where another incident of the same failure class was opened within the time before that the policy names. Drills
 * and duplicates repeat nothing. Unknown is not high risk.
 */
function isRepeat({ snapshot, policy, form }: Case): boolean {
  const { recent, history, incident } = snapshot;
  const own = form.failureClass?.toLowerCase();
  if (own === undefined) return false;
  const since = addMs(incident.createdAt, -policy.enforce.repeat_within);
  const past = history === undefined || isUnreadable(history) ? [] : history;
  const known = recent === null || isUnreadable(recent) ? [] : recent;
  return (
    past.some(
      ({ failureClass, openedAt, drill, duplicate }) =>
        failureClass?.toLowerCase() === own && isWithin(openedAt) && !drill && !duplicate,
    ) || known.some(({ failureClass, openedAt }) => failureClass?.toLowerCase() === own && isWithin(openedAt))
  );

  function isWithin(at: Instant | undefined): boolean {
    return at === undefined || (at >= since && at <= incident.createdAt);
  }
}

/** What the policy's mode comes to for this incident. */
export function effectiveMode(subject: Case): Mode {
  return subject.policy.mode === "enforce" && !isHighRisk(subject) ? "warn" : subject.policy.mode;
}

/** Labelled, or typed, as the policy says (rulebook V); a report of ours is none, whoever labels it. */
export function isIncident(subject: Case): boolean {
  const { incident } = subject.snapshot;
  if (incident.openedByUs && isOwnText(incident.body)) return false;
  return isLabelled(subject) || isTyped(subject);
}

export function isLabelled({ snapshot, policy }: Case): boolean {
  return snapshot.incident.labels.some((label) => isOneOf(label, policy.incident.labels));
}

export function isTyped({ snapshot, policy }: Case): boolean {
  const { labels, types } = policy.incident;
  const { type } = snapshot.incident;
  return typeof type === "string" && isOneOf(type, [...types, ...labels]);
}

function isOneOf(name: string, wanted: readonly string[]): boolean {
  return wanted.some((one) => one.toLowerCase() === name.toLowerCase());
}
