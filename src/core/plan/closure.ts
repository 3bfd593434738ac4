/** Writes about closing: undo it, tell it, ask about it, or let an incident go (R-C2, R-C3, R-C8, R-V2). */
import { actorMayOverride } from "../people.ts";
import {
  renderDisputed,
  renderItemReopened,
  renderPending,
  renderRelabelled,
  renderRetyped,
  renderUndo,
  renderWarning,
} from "../render/notices.ts";
import { renderLetGo } from "../render/tracker.ts";
import { effectiveMode } from "../rules/severity.ts";
import { disputeOf } from "../rules/dispute.ts";
import { howClosed } from "../rules/how-closed.ts";
import { type CloseEvent, itemClosureOf, overrideEnded, presentClose, revertedSince } from "../rules/undo.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable } from "../snapshot/types.ts";
import { addMs } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Judged } from "../verdict/judged.ts";
import { memoryOf, TRACKER, trackersOf } from "../verdict/memory.ts";
import type { Verdict } from "../verdict/types.ts";
import { ASK_AFTER_MS } from "../wake.ts";
import { isUntouched } from "./items.ts";
import type { IssueRef, TrackerMemory, Write } from "./write.ts";

/** What is to be done about the incident's close and the items'. */
export function planClosure(subject: Judged, verdict: Verdict, committedAt: string | null): readonly Write[] {
  return [...incidentClosure(subject, verdict), ...itemClosures(subject, committedAt)];
}

function incidentClosure(subject: Judged, verdict: Verdict): readonly Write[] {
  const { incident, now } = subject.snapshot;
  const issue: IssueRef = { number: incident.number, nodeId: incident.nodeId };
  const close = presentClose(incident);
  if (close === null) return [];
  const { closure } = verdict;
  switch (closure.kind) {
    case "undo":
      return [
        {
          kind: "reopen",
          key: `undo:${close.id}`,
          issue,
          closeEvent: close.id,
          notice: undoNotice(verdict, subject, close),
        },
      ];
    case "disputed":
      return said(subject, {
        kind: "notice",
        // One call a dispute, whatever is closed in it later.
        key: `disputed:${disputeOf(subject, incident)?.close.id ?? close.id}`,
        issue,
        body: renderDisputed(verdict, subject),
      });
    case "pending":
      if (now < addMs(close.at, ASK_AFTER_MS)) return [];
      return said(subject, {
        kind: "notice",
        key: `pending:${close.id}`,
        issue,
        body: renderPending(verdict, subject, closure.why),
      });
    case "kept":
      return closure.early === "told"
        ? said(subject, {
            kind: "notice",
            key: `warned:${close.id}`,
            issue,
            body: renderWarning(verdict, subject, close),
          })
        : [];
    case "open":
    case "grace":
    case "settled":
      return [];
  }
}

/** R-C3; what kept it closed until it ended is said too: an override (R-C5), or a pull request that was reverted (R-C7). */
function undoNotice(verdict: Verdict, subject: Judged, close: CloseEvent): string {
  const ended = overrideEnded(subject, close) ?? revertedSince(subject, close);
  return renderUndo(verdict, subject, close, ended === null ? null : `${capital(ended)}.`);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/**
 * A notice of the incident, unless it was said before: each is said once. A locked conversation refuses it each time
 * (write-reopen.ts), so that it waits for the lock to be taken off; the tracker says the same meanwhile.
 */
function said(subject: Case, notice: Extract<Write, { kind: "notice" }>): readonly Write[] {
  const { comments, locked } = subject.snapshot.incident;
  if (isUnreadable(comments) || locked) return [];
  return comments.some((comment) => comment.own?.key === `notice:${notice.key}`) ? [] : [notice];
}

/** R-C2: items closed before they are verified; by a pull request's keyword quietly, else with the reason. */
function itemClosures(subject: Judged, committedAt: string | null): readonly Write[] {
  // An item closed together with an incident that is being reopened waits for the incident to be open again.
  if (subject.snapshot.incident.state === "closed") return [];
  return subject.items.flatMap((item): readonly Write[] => {
    const closure = itemClosureOf(subject, item, committedAt);
    const close = presentClose(item.issue);
    if (closure.kind !== "undo" || close === null) return [];
    const quiet = close.closer.kind === "pull_request" || close.closer.kind === "commit";
    const issue = { number: item.issue.number, nodeId: item.issue.nodeId };
    const notice = quiet
      ? null
      : renderItemReopened(item.gate, howClosed(close, subject.snapshot.repository), subject.policy);
    return [{ kind: "reopen", key: `undo:${close.id}`, issue, closeEvent: close.id, notice }];
  });
}

/** R-C3: the incident label is off. With the right it lets the incident go; without it the label is put back. */
export function planLetGo(subject: Case): readonly Write[] {
  const { snapshot, policy } = subject;
  const { incident } = snapshot;
  if (isUnreadable(incident.events)) return [];
  const wanted = policy.incident.labels.map((label) => label.toLowerCase());
  const off = incident.events.findLast(
    (event) => event.kind === "unlabeled" && wanted.includes(event.label.toLowerCase()),
  );
  if (off === undefined || off.kind !== "unlabeled") return planRetyped(subject);
  const right = actorMayOverride(snapshot, policy, off.actor);
  if (right === null) return [];
  const issue: IssueRef = { number: incident.number, nodeId: incident.nodeId };
  if (!right) {
    if (effectiveMode(subject) !== "enforce") return [];
    return [
      ...said(subject, {
        kind: "notice",
        key: `relabelled:${off.id}`,
        issue,
        body: renderRelabelled(off.label, off.actor, policy),
      }),
      { kind: "issue_labels", key: `incident-label:${incident.number}`, issue, add: [off.label], remove: [] },
    ];
  }
  const [tracker] = trackersOf(snapshot);
  const body = renderLetGo(off.actor.login);
  const told: readonly Write[] =
    tracker === undefined || (tracker.body === body && tracker.own?.lastEditorIsUs === true)
      ? []
      : [{ kind: "tracker", key: TRACKER, issue, existing: tracker.databaseId, body, memory: forgetType(snapshot) }];
  const untouched = subject.items.filter(
    (item) => item.issue.state === "open" && item.issue.openedByUs && isUntouched(item),
  );
  return [
    ...told,
    ...untouched.map(
      (item): Write => ({
        kind: "close_own",
        key: `let-go:${item.issue.number}`,
        issue: { number: item.issue.number, nodeId: item.issue.nodeId },
        reason: "not_planned",
        notice: null,
      }),
    ),
  ];
}

/**
 * It was an incident by its issue type, and the type is off. Nobody can tell who took it off, so that the incident is
 * kept by the label, which those with the right may take off.
 */
function planRetyped(subject: Case): readonly Write[] {
  const { memory, policy, snapshot } = subject;
  const { incident } = snapshot;
  const [label] = policy.incident.labels;
  // An unread type is no type that was taken off.
  if (memory.typed !== true || label === undefined || isUnreadable(incident.type)) return [];
  if (effectiveMode(subject) !== "enforce") return [];
  const issue: IssueRef = { number: incident.number, nodeId: incident.nodeId };
  return [
    ...said(subject, { kind: "notice", key: "retyped", issue, body: renderRetyped(label, policy) }),
    { kind: "issue_labels", key: `incident-label:${incident.number}`, issue, add: [label], remove: [] },
  ];
}

/** Let go is let go: what it was by its type counts no more. */
function forgetType(snapshot: Snapshot): TrackerMemory {
  const { typed: _typed, ...memory } = memoryOf(snapshot);
  return memory;
}
