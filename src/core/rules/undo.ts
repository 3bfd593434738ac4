/** C. What becomes of a close that happened: kept, awaited, undone, disputed or settled (R-C2, R-C3, R-C7, R-C8, R-V2). */
import { codeSpan } from "../markdown.ts";
import { actorMayOverride } from "../people.ts";
import { countedBefore } from "../evidence/pull-request.ts";
import type { TrackerMemory } from "../plan/write.ts";
import type { Issue, TimelineEvent } from "../snapshot/issue.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { addMs, formatInstant, maxInstant, minInstant, msBetween } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { trackersOf } from "../verdict/memory.ts";
import type { ClosureState, Mode } from "../verdict/types.ts";
import { bearingOf, GATE_NAMES, type GateName, gateMode, rankOf } from "./gates.ts";
import { disputeOf, itemWaits } from "./dispute.ts";
import { howClosed } from "./how-closed.ts";
import { overrideUnread } from "./override.ts";
import { effectiveMode } from "./severity.ts";

export type CloseEvent = Extract<TimelineEvent, { kind: "closed" }>;

/** The close that is in force: the last one of a closed issue. Null where it is open or its timeline lacks it. */
export function presentClose(issue: Issue): CloseEvent | null {
  if (issue.state !== "closed" || isUnreadable(issue.events)) return null;
  return issue.events.findLast((event): event is CloseEvent => event.kind === "closed") ?? null;
}

/** R-C7: since when closes are judged here; null while the policy does not enforce. */
export function enforcedSince(subject: Case, committedAt: Instant | null): Instant | null {
  if (subject.policy.mode !== "enforce") return null;
  return subject.memory.enforcedSince ?? firstEnforced(subject, committedAt);
}

/**
 * When what is enforced now began to be: with the file's commit, or on the day on which it promoted itself (R-K2). A
 * commit's date is its author's word, so it never lies ahead.
 */
function firstEnforced({ snapshot, promotion }: Case, committedAt: Instant | null): Instant {
  const { now } = snapshot;
  const written = committedAt === null || committedAt > now ? now : committedAt;
  return maxInstant(written, promotion.since) ?? written;
}

/**
 * R-C7, to be remembered of the gates whose mode was not always the policy's: since when each is enforced; null for one
 * that is not. Empty while the policy does not enforce.
 */
export function gatesSince(subject: Case, committedAt: Instant | null): NonNullable<TrackerMemory["gates"]> {
  if (subject.policy.mode !== "enforce") return {};
  const entries = GATE_NAMES.flatMap((gate): [GateName, Instant | null][] => {
    const mode = subject.policy.gates[gate] ?? "enforce";
    if (mode !== "enforce") return [[gate, null]];
    const former = subject.memory.gates?.[gate];
    return former === undefined ? [] : [[gate, former ?? firstEnforced(subject, committedAt)]];
  });
  return Object.fromEntries(entries);
}

/** How the incident's closure stands, given whether its gate passes now. */
export function closureOf(subject: Judged, committedAt: Instant | null): ClosureState {
  const gate = subject.closable.outcome;
  const { snapshot, policy } = subject;
  const { incident } = snapshot;
  if (incident.state === "open") return { kind: "open" };
  if (isUnreadable(incident.events))
    return { kind: "pending", why: `the timeline could not be read: ${incident.events.unreadable}` };
  const close = presentClose(incident);
  if (close === null) return { kind: "pending", why: "the close is not on the timeline yet" };
  if (subject.memory.settled === close.id && revertedSince(subject, close) === null) return { kind: "settled" };
  const watched = watchedSince(subject);
  const since = maxInstant(enforcedSince(subject, committedAt), watched);
  if (watched === null || (since !== null && close.at < since)) {
    return { kind: "kept", why: "it was closed before the gate watched it" };
  }

  const right = close.reason !== "completed" && actorMayOverride(snapshot, policy, close.actor);
  if (right === true) {
    const into = close.reason === "duplicate" ? mergedInto(subject) : null;
    return {
      kind: "kept",
      why: `${codeSpan(close.actor.login, 60)} let it go as ${close.reason.replace("_", " ")}${into === null ? "" : ` of #${into}, for which its items count now`}`,
    };
  }
  // What may close may close under any reason: undoing it would have nothing to name that is missing.
  if (gate === "pass") return { kind: "settled" };
  const { override } = subject;
  if (override?.running === true) {
    return {
      kind: "kept",
      why: `${codeSpan(override.by, 60)} overrode the gate until ${formatInstant(override.until, policy.time.zone)}`,
    };
  }
  const { fail, unknown } = bearingOf(subject.closable, gateModes(subject, close, committedAt));
  const unread = "some facts could not be read";
  // What cannot be told might turn out to weigh more than what fails.
  if (fail === null || (unknown !== null && rankOf(unknown) > rankOf(fail))) return { kind: "pending", why: unread };
  const spoken = overrideUnread(subject);
  if (spoken !== null)
    return { kind: "pending", why: `whether an override counts could not be read: ${spoken.unreadable}` };
  // A passing fault holds everything back, unless it shows in nothing but conditions that weigh less.
  const weighsLess = unknown !== null && rankOf(unknown) < rankOf(fail);
  if (!weighsLess && isPartial(snapshot)) return { kind: "pending", why: unread };
  if (right === null)
    return { kind: "pending", why: `the role of ${codeSpan(close.actor.login, 60)} could not be read` };
  const until = addMs(close.at, policy.closure.grace);
  if (snapshot.now < until) return { kind: "grace", until };
  if (fail === "shadow")
    return { kind: "kept", why: "shadow mode only records what would have been undone", early: "recorded" };
  if (fail === "warn") return { kind: "kept", why: "warn mode only tells", early: "told" };
  return reopening(subject, close);
}

/** Each gate's mode for a close: one enforced only since after it is recorded (R-C7). */
function gateModes(subject: Judged, close: CloseEvent, committedAt: Instant | null): (gate: GateName) => Mode {
  const since = gatesSince(subject, committedAt);
  return (gate) => {
    const mode = gateMode(subject, gate);
    const began = since[gate] ?? null;
    return mode === "enforce" && began !== null && close.at < began ? "shadow" : mode;
  };
}

/** R-C8: at most so many reopenings a day; then an incident is disputed, and reopened once on the next working day. */
function reopening(subject: Judged, close: CloseEvent): ClosureState {
  const undo: ClosureState = { kind: "undo", event: close.id, how: howUnmet(subject, close) };
  const dispute = disputeOf(subject, subject.snapshot.incident);
  if (dispute === null || (dispute.until !== null && subject.snapshot.now >= dispute.until)) return undo;
  return { kind: "disputed", event: close.id, until: dispute.until };
}

/** R-C5: that the override under which it stayed closed has ended, as a clause; null where none kept it. */
export function overrideEnded({ override, policy }: Judged, close: CloseEvent): string | null {
  // One that was over before the close never kept it.
  if (override === null || override.until <= close.at) return null;
  return `the override by ${codeSpan(override.by, 60)} ended ${formatInstant(override.until, policy.time.zone)} with the gate unmet`;
}

/** The same, with the override that has ended. */
function howUnmet(subject: Judged, close: CloseEvent): string {
  const ended = overrideEnded(subject, close);
  const how = howClosed(close, subject.snapshot.repository);
  return ended === null ? how : `${how}, and ${ended}`;
}

/**
 * When this became an incident: an issue closed before that is never reopened (R-C7). Taking the label off without the
 * right ends nothing, else closing between taking it off and putting it on would escape the gate.
 */
function becameIncident(subject: Case): Instant | null {
  const { snapshot, policy } = subject;
  const { events } = snapshot.incident;
  if (isUnreadable(events)) return null;
  const labels = policy.incident.labels.map((label) => label.toLowerCase());
  let since: Instant | null = null;
  for (const event of events) {
    if (event.kind === "labeled" && labels.includes(event.label.toLowerCase())) since ??= event.at;
    if (
      event.kind === "unlabeled" &&
      labels.includes(event.label.toLowerCase()) &&
      actorMayOverride(snapshot, policy, event.actor) === true
    )
      since = null;
  }
  return since;
}

/**
 * Since when the gate has watched this incident; null while it has not. An issue type leaves no event to read, so that
 * an incident by its type alone is one since our own first trace on it.
 */
function watchedSince(subject: Case): Instant | null {
  const traces = [
    ...trackersOf(subject.snapshot).map((tracker) => tracker.createdAt),
    ...subject.items.flatMap((item) => (item.issue.openedByUs ? [item.issue.createdAt] : [])),
  ];
  const became = becameIncident(subject);
  return subject.memory.typed === true ? minInstant(became, ...traces) : (became ?? minInstant(...traces));
}

/** R-C7: which implementing pull request was reverted soon enough after the close to end it, as a clause; null for none. */
export function revertedSince(subject: Case, close: CloseEvent): string | null {
  const refused = [...subject.pulls.refused, ...subject.items.flatMap(({ pulls }) => pulls.refused)];
  const found = refused.find((one) => {
    if (!countedBefore(one)) return false;
    const at = revertedAt(subject.snapshot, one.pull);
    return at > close.at && msBetween(close.at, at) < subject.policy.closure.settles_after;
  });
  return found === undefined ? null : `the pull request ${found.pull.key} does not count any more: ${found.because}`;
}

/** When it was reverted: as it was read, else when what did it was merged, at the latest now. */
function revertedAt({ pulls, now }: Snapshot, { revertedBy, revertedAt: at }: PullRequest): Instant {
  const revert = typeof revertedBy === "string" ? pulls[revertedBy] : undefined;
  return at ?? (revert === undefined || isUnreadable(revert) ? null : revert.mergedAt) ?? now;
}

/** True when anything of the snapshot could not be read for a passing reason: then nothing is undone (R-V1). */
export function isPartial(value: Snapshot): boolean {
  const stack: unknown[] = [value];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== "object" || next === null) continue;
    if (isUnreadable(next) && next.transient === true) return true;
    stack.push(...Object.values(next));
  }
  return false;
}

/** R-C2: an item closed as completed before it is verified is reopened: by its own pull request's keyword quietly. */
export function itemClosureOf(subject: Case, item: JudgedItem, committedAt: Instant | null): ClosureState {
  const close = presentClose(item.issue);
  if (close === null) return { kind: "open" };
  const since = maxInstant(enforcedSince(subject, committedAt), watchedSince(subject));
  const judged =
    effectiveMode(subject) === "enforce" && close.reason === "completed" && (since === null || close.at >= since);
  if (!judged) return { kind: "kept", why: "it is not judged" };
  // Once the incident's own closure is settled, its items are history.
  if (subject.snapshot.incident.state === "closed") return { kind: "kept", why: "the incident is closed" };
  if (item.gate.outcome === "pass" || item.status === "retired") return { kind: "settled" };
  if (item.gate.outcome === "unknown" || isPartial(subject.snapshot))
    return { kind: "pending", why: "some facts could not be read" };
  const until = itemWaits(subject, item.issue);
  if (until !== null) return { kind: "disputed", event: close.id, until };
  return { kind: "undo", event: close.id, how: howClosed(close, subject.snapshot.repository) };
}

/** The number of the incident that a duplicate's items count for now; null where it is none, or lies elsewhere. */
export function mergedInto({ snapshot }: Case): number | null {
  const { incident, repository } = snapshot;
  const { duplicateOf } = incident;
  if (incident.state === "open" || duplicateOf === undefined) return null;
  const here = `${repository.owner}/${repository.name}`.toLowerCase();
  return duplicateOf.repository.toLowerCase() === here ? duplicateOf.number : null;
}
