/** C. The quick checklist that is always shown (R-C6). */
import { undecided } from "../commands/said.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { ownersAmong } from "./sources.ts";

/** R-C6 as a condition of R-C1: every row passes. */
export function checklistComplete(checklist: readonly VerdictNode[]): VerdictNode {
  const done = checklist.filter((row) => row.outcome === "pass").length;
  return node("R-C6", "R-C6", "Quick checklist", allOf(checklist, "fail"), `${done} of ${checklist.length} done.`, {
    children: checklist,
    next: nearestOf(checklist),
  });
}

/** R-C6: one guardrail merged, one regression test merged, a runbook update published, an owner's acknowledgement. */
export function checklistOf(subject: Case): readonly VerdictNode[] {
  return [
    shipped(subject, "guardrail", "One automation guardrail is merged", "controls", "diff", "Merge a guardrail"),
    shipped(subject, "test", "One regression test is merged", "quality", "test", "Merge a regression test"),
    shipped(
      subject,
      "runbook",
      "The runbook update is published",
      "operations",
      "runbook",
      "Merge a runbook or process update",
    ),
    acknowledged(subject),
  ];
}

function shipped(
  subject: Case,
  row: EvidenceKind,
  title: string,
  lane: string,
  ofLane: EvidenceKind,
  ask: string,
): VerdictNode {
  const inLane = subject.items.filter((item) => item.fields.lane === lane);
  const any = subject.items.flatMap((item) => item.evidence);
  // An item of the lane shows it by what its lane ships; another's pull request, or the incident's own, by its files.
  const found: readonly Evidence[] = [
    ...inLane.flatMap((item) => item.evidence.filter((evidence) => evidence.kind === ofLane)),
    ...[...any, ...subject.evidence].filter((evidence) => evidence.kind === row),
  ];
  const key = `R-C6/${row}`;
  const [first] = found;
  if (first !== undefined) {
    return node("R-C6", key, title, "pass", `${title}: ${first.because}.`, {
      evidence: found.map((evidence) => evidence.url),
    });
  }
  const unread = unreadOf(subject, (item) => item.unread.implementation);
  if (unread !== null) return node("R-C6", key, title, "unknown", `Cannot tell yet: ${unread.unreadable}.`);
  const target = inLane.find((item) => item.issue.state === "open")?.issue.number;
  const text =
    target === undefined
      ? `${ask} from a linked pull request.`
      : `${ask}: a pull request with \`Hardening: #${target}\` in its body.`;
  return node("R-C6", key, title, "fail", `Not yet: ${title.toLowerCase()}.`, {
    next: step(text, "pull_request", ownersAmong(inLane)),
  });
}

function acknowledged(subject: Case): VerdictNode {
  const title = "An owner's acknowledgement is recorded";
  const owners = new Set(
    subject.items.flatMap(({ owner, ownerIsSure }) => (ownerIsSure ? [owner?.toLowerCase()] : [])),
  );
  const evidence = [...subject.items.flatMap((item) => item.evidence), ...subject.evidence];
  const acks = evidence.filter(({ kind, who }) => isAck(kind) && who !== null && owners.has(who.toLowerCase()));
  const [first] = acks;
  if (first !== undefined) {
    return node("R-C6", "R-C6/ack", title, "pass", `${first.because}.`, {
      evidence: acks.map(({ url }) => url),
    });
  }
  const unread = unreadOf(subject, (item) => item.unread.ownership) ?? undecided(subject.heard, "ack")[0];
  if (unread !== undefined) return node("R-C6", "R-C6/ack", title, "unknown", `Cannot tell yet: ${unread.unreadable}.`);
  const item = subject.items.find((one) => one.fields.lane === "operations") ?? subject.items[0];
  // Before there is anything to read, it is not what comes next.
  const isPublished = evidence.some(({ kind, strength }) => kind === "runbook" && strength === 2);
  const what = `Acknowledge the runbook${isPublished ? "" : " once its update is published"}`;
  const next =
    item === undefined
      ? null
      : step(
          `${what}: \`/quench ack runbook\` on #${item.issue.number}.`,
          isPublished ? "comment" : "wait",
          ownersAmong([item]),
        );
  return node("R-C6", "R-C6/ack", title, "fail", "No owner has acknowledged yet.", { next });
}

function isAck(kind: EvidenceKind): boolean {
  return kind === "runbook_ack" || kind === "adoption_ack" || kind === "oncall_ack";
}

function unreadOf(subject: Case, of: (item: ItemCase) => readonly Unreadable[]): Unreadable | null {
  const { comments } = subject.snapshot.incident;
  return (
    subject.itemsUnread ??
    subject.items.flatMap(of)[0] ??
    subject.pulls.unreadable[0] ??
    subject.pulls.counted.map(({ files }) => files).find(isUnreadable) ??
    (isUnreadable(comments) ? comments : null)
  );
}
