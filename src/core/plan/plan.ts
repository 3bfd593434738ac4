/**
 * The bridge between the verdict and the writer: what should be there, less what is there (law 1: applied once, the next
 * plan is empty). Pure; plain data.
 */
import type { InForce } from "../policy/resolve.ts";
import { renderTracker } from "../render/tracker.ts";
import { startOf } from "../rules/windows.ts";
import { isIncident, isLabelled, isTyped, severityOf } from "../rules/severity.ts";
import { enforcedSince, presentClose } from "../rules/undo.ts";
import { isLoose, itemKeys } from "../rules/finding.ts";
import { isUnreadable, type Snapshot } from "../snapshot/types.ts";
import { buildCase, type Case } from "../verdict/case.ts";
import { signOffKey } from "../evidence/sign-off.ts";
import { memoryOf, TRACKER, trackersOf } from "../verdict/memory.ts";
import type { Verdict } from "../verdict/types.ts";
import { planAnswers } from "./answers.ts";
import { planChecks } from "./checks.ts";
import { planClosure, planLetGo } from "./closure.ts";
import { planItemStatus, planItems, planLabels } from "./items.ts";
import type { IssueRef, TrackerMemory, Write } from "./write.ts";

/** The writes that turn what is there into what the verdict says, in the order in which they are to be made. */
export function plan(verdict: Verdict, snapshot: Snapshot, inForce: InForce): readonly Write[] {
  const { incident } = snapshot;
  // Without the comments nobody can tell what was said before: saying it again would be worse than waiting.
  if (isUnreadable(incident.comments) || snapshot.repository.archived) return [];
  const subject = buildCase(snapshot, inForce.policy);
  const known = trackersOf(snapshot).length > 0;
  if (!isIncident(subject)) return known ? [...planLetGo(subject), ...planChecks(subject, verdict, "shadow")] : [];
  // Labelling an issue that was closed before starts nothing (R-C7).
  if (!known && verdict.closure.kind === "kept") return [];
  const creating = incident.state === "open" || verdict.closure.kind === "undo";
  return [
    ...planLabels(subject, verdict),
    ...planTracker(subject, verdict, inForce),
    ...(creating ? planItems(subject) : []),
    ...planItemStatus(subject, verdict),
    ...planAnswers(subject),
    ...planClosure(subject, verdict, inForce.committedAt),
    ...planChecks(subject, verdict),
  ];
}

function planTracker(subject: Case, verdict: Verdict, inForce: InForce): readonly Write[] {
  const { incident } = subject.snapshot;
  const [leader, ...duplicates] = trackersOf(subject.snapshot);
  const issue: IssueRef = { number: incident.number, nodeId: incident.nodeId };
  const body = renderTracker(verdict, subject);
  const memory = nextMemory(subject, verdict, inForce.committedAt);
  const removals = duplicates.map(
    (comment): Write => ({
      kind: "delete_comment",
      key: `duplicate:${comment.databaseId}`,
      comment: comment.databaseId,
    }),
  );
  const same =
    leader !== undefined &&
    leader.own?.lastEditorIsUs === true &&
    leader.body === body &&
    (subject.snapshot.self.kind === "action" ||
      (leader.own.memory.state === "valid" && canonical(memoryOf(subject.snapshot)) === canonical(memory)));
  return same
    ? removals
    : [{ kind: "tracker", key: TRACKER, issue, existing: leader?.databaseId ?? null, body, memory }, ...removals];
}

/** What to remember from now on: everything remembered before, and what this pass latched. */
function nextMemory(subject: Case, verdict: Verdict, committedAt: string | null): TrackerMemory {
  const { memory, form } = subject;
  const created: Record<string, string> = { ...memory.created };
  const seen: Record<string, string> = { ...memory.signOffs };
  // What stands as we made it goes before what somebody edited.
  for (const edited of [false, true]) {
    for (const item of subject.items) {
      if ((item.issue.lastEditedAt !== null) !== edited || isLoose(subject, item)) continue;
      for (const key of itemKeys(item)) created[key] ??= item.issue.nodeId;
    }
  }
  for (const item of subject.items) {
    const readable = Object.values(item.unread).every((unread) => unread.length === 0);
    for (const heard of item.heard) {
      if (readable && heard.command.name === "verify" && heard.standing.kind === "accepted")
        seen[signOffKey(heard.comment)] ??= item.digest;
    }
  }
  const close = presentClose(subject.snapshot.incident);
  return {
    version: 1,
    restoredAt: startOf(subject).latched,
    created,
    severity: form.severity === null ? memory.severity : severityOf(subject),
    signOffs: seen,
    settled: verdict.closure.kind === "settled" && close !== null ? close.id : memory.settled,
    enforcedSince: enforcedSince(subject, committedAt),
    ...(memory.typed === true || (isTyped(subject) && !isLabelled(subject)) ? { typed: true } : {}),
  };
}

/** JSON with sorted keys: two memories are the same when this is. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
