/**
 * The bridge between the verdict and the writer: what should be there, less what is there (law 1: applied once, the next
 * plan is empty). Pure; plain data.
 */
import type { InForce } from "../policy/resolve.ts";
import { renderFollows } from "../render/notices.ts";
import { renderTracker } from "../render/tracker.ts";
import { bundleStanding } from "../rules/bundle-standing.ts";
import { isIncident } from "../rules/severity.ts";
import { mergedInto } from "../rules/undo.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { byNumber, isUnreadable } from "../snapshot/types.ts";
import { assess } from "../verdict/assess.ts";
import { buildCase } from "../verdict/case.ts";
import type { Judged } from "../verdict/judged.ts";
import { type Leader, leaderOf } from "../verdict/instances.ts";
import { memoryOf, TRACKER, trackersOf } from "../verdict/memory.ts";
import type { Verdict } from "../verdict/types.ts";
import { planAnswers } from "./answers.ts";
import { planBundle } from "./bundle.ts";
import { planChecks } from "./checks.ts";
import { planClosure, planLetGo } from "./closure.ts";
import { planEntries } from "./entries.ts";
import { duplicateItems, planItemStatus, planItems, planLabels } from "./items.ts";
import { nextMemory } from "./memory.ts";
import { planReminders } from "./reminders.ts";
import type { IssueRef, TrackerMemory, Write } from "./write.ts";

/** The writes that turn what is there into what the verdict says, in the order in which they are to be made. */
export function plan(verdict: Verdict, snapshot: Snapshot, inForce: InForce): readonly Write[] {
  const { incident } = snapshot;
  // Without the comments nobody can tell what was said before: saying it again would be worse than waiting.
  if (isUnreadable(incident.comments) || snapshot.repository.archived) return [];
  const judged = assess(buildCase(snapshot, inForce.policy), inForce);
  // Of several items made for one finding the first stays: the order of work says nothing about that.
  const subject = { ...judged, items: [...judged.items].sort((a, b) => byNumber(a.issue, b.issue)) };
  const known = trackersOf(snapshot).length > 0;
  const leader = leaderOf(snapshot);
  if (leader !== null) return planFollowing(subject, verdict, leader);
  if (!isIncident(subject) && known)
    return [...planLetGo(subject), ...doubleTrackers(snapshot), ...planChecks(subject, verdict, "shadow")];
  if (!isIncident(subject)) return [];
  // Labelling an issue that was closed before starts nothing (R-C7).
  if (!known && verdict.closure.kind === "kept") return [];
  const creating = incident.state === "open" || verdict.closure.kind === "undo";
  // The items of a duplicate are the surviving incident's to look after.
  const handedOver = verdict.closure.kind === "kept" && mergedInto(subject) !== null;
  const made = creating ? planItems(subject) : [];
  return [
    ...planLabels(subject, verdict),
    ...planTracker(subject, verdict, inForce),
    ...made,
    ...(handedOver ? [] : planOfItems(subject, verdict)),
    // An item that is only being made is not proven yet, whatever the gate says without it.
    ...(made.length === 0 ? planBundle(subject, verdict) : []),
    ...planClosure(subject, verdict, inForce.committedAt),
    ...planChecks(subject, verdict),
  ];
}

function planOfItems(subject: Judged, verdict: Verdict): readonly Write[] {
  return [
    ...planEntries(subject),
    ...planItemStatus(subject, verdict),
    ...planAnswers(subject),
    ...planReminders(subject),
  ];
}

/**
 * Another instance leads: we say so in the tracker that we may have, clear away what both made, and leave it at that. Our
 * check stays on the pull requests: only its maker can keep it up to date, and one that is required from us would hang.
 */
function planFollowing(subject: Judged, verdict: Verdict, leader: Leader): readonly Write[] {
  const { snapshot } = subject;
  const [tracker] = trackersOf(snapshot);
  const body = renderFollows(leader);
  const issue: IssueRef = { number: snapshot.incident.number, nodeId: snapshot.incident.nodeId };
  const memory = memoryOf(snapshot);
  const told: readonly Write[] =
    tracker === undefined || (tracker.body === body && tracker.own?.lastEditorIsUs === true)
      ? []
      : [{ kind: "tracker", key: TRACKER, issue, existing: tracker.databaseId, body, memory }];
  return [
    ...told,
    ...doubleTrackers(snapshot),
    ...(isIncident(subject) ? [...duplicateItems(subject), ...planChecks(subject, verdict)] : []),
  ];
}

function planTracker(subject: Judged, verdict: Verdict, inForce: InForce): readonly Write[] {
  const { incident } = subject.snapshot;
  const [leader] = trackersOf(subject.snapshot);
  const issue: IssueRef = { number: incident.number, nodeId: incident.nodeId };
  const memory = nextMemory(subject, verdict, inForce.committedAt);
  const body = renderTracker(verdict, subject, roomBeside(memory), bundleStanding(subject));
  const removals = doubleTrackers(subject.snapshot);
  const same =
    leader !== undefined &&
    leader.own?.lastEditorIsUs === true &&
    leader.body === body &&
    (subject.snapshot.self.kind === "action" ||
      (leader.own.memory.state === "valid" &&
        leader.own.memory.former !== true &&
        canonical(memoryOf(subject.snapshot)) === canonical(memory)));
  return same
    ? removals
    : [{ kind: "tracker", key: TRACKER, issue, existing: leader?.databaseId ?? null, body, memory }, ...removals];
}

/** Two passes at once may both have begun a tracker: the lowest id leads, the others go. */
function doubleTrackers(snapshot: Snapshot): readonly Write[] {
  return trackersOf(snapshot)
    .slice(1)
    .map(({ databaseId }) => ({ kind: "delete_comment", key: `duplicate:${databaseId}`, comment: databaseId }));
}

/** GitHub takes 65,536 characters in a comment; our marker, and some to spare, are off already. */
const MOST_CHARACTERS = 64_000;
/** However much is remembered, the verdict and its next step must be said. */
const LEAST_ROOM = 4000;

/** Characters that the tracker's text may have beside the memory, which the writer encodes and signs. */
export function roomBeside(memory: TrackerMemory): number {
  const encoded = Math.ceil((new TextEncoder().encode(JSON.stringify(memory)).length * 4) / 3);
  return Math.max(LEAST_ROOM, Math.min(MOST_CHARACTERS - encoded, 60_000));
}

/** JSON with sorted keys: two memories are the same when this is. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
