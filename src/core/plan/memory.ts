/** What to remember from one pass to the next, in our signed tracker comment (R-H7). */
import { signOffKey } from "../evidence/sign-off.ts";
import { earlyMemory } from "../rules/early-close.ts";
import { isLoose, itemKeys } from "../rules/finding.ts";
import { retirementOf } from "../rules/keeping.ts";
import { nextReminded } from "../rules/reminder-sent.ts";
import { isLabelled, isTyped, severityOf } from "../rules/severity.ts";
import { strayedByRight } from "../rules/strayed.ts";
import { enforcedSince, gatesSince, presentClose } from "../rules/undo.ts";
import { startOf } from "../rules/windows.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { Verdict } from "../verdict/types.ts";
import { bundleMemory } from "./bundle.ts";
import { filedEntries } from "./entries.ts";
import type { Obligation, TrackerMemory } from "./write.ts";

/** What to remember from now on: everything remembered before, and what this pass latched. */
export function nextMemory(subject: Judged, verdict: Verdict, committedAt: string | null): TrackerMemory {
  const { memory, form } = subject;
  const created: Record<string, string> = { ...memory.created };
  const seen: Record<string, string> = { ...memory.signOffs };
  // What stands as we made it goes before what somebody edited.
  for (const edited of [false, true]) {
    for (const item of subject.items) {
      if ((item.issue.lastEditedAt !== null) !== edited || isLoose(subject, item) || isGuest(item)) continue;
      for (const key of itemKeys(item)) created[key] ??= item.issue.nodeId;
    }
  }
  for (const [key, nodeId] of Object.entries(filedEntries(subject))) created[key] ??= nodeId;
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
    ...held("gates", gatesSince(subject, committedAt)),
    ...held("early", earlyMemory(subject, verdict)),
    ...held("reminded", nextReminded(subject)),
    ...bundleMemory(subject),
    ...nextObligations(subject),
  };
}

/** Came with a duplicate of the incident, and goes with it again: nothing of it is this incident's for good. */
function isGuest({ issue }: JudgedItem): boolean {
  return issue.through !== undefined;
}

/** What the items owe and were once (R-B5, R-K1, R-A3); what could not be read stays as it was. */
function nextObligations(subject: Judged): Partial<TrackerMemory> {
  const { memory, snapshot, items } = subject;
  const { strayed } = snapshot;
  const gone = strayed === undefined || isUnreadable(strayed) ? [] : strayed;
  const letGo = new Set(gone.filter((one) => strayedByRight(subject, one) === true).map(({ nodeId }) => nodeId));
  const kept = Object.entries(memory.obligations ?? {}).filter(([nodeId]) => !letGo.has(nodeId));
  const obligations: Record<string, Obligation> = Object.fromEntries(kept);
  const verified: Record<string, string> = { ...memory.verified };
  const required = new Set(memory.required);
  const weakenings = new Set(memory.weakenings);
  for (const item of items) {
    const { nodeId, number } = item.issue;
    const { due, riskReduction, failureClass, unread, counted } = item.obligation;
    if (unread.length === 0 && !isGuest(item)) obligations[nodeId] = { due, riskReduction, failureClass, number };
    if (item.gate.outcome === "pass") verified[nodeId] ??= snapshot.now;
    const control = snapshot.controls?.[number];
    if (control !== undefined && !isUnreadable(control) && control.required === true) required.add(nodeId);
    for (const key of [...counted, ...retiredBy(subject, item)]) weakenings.add(key);
  }
  return {
    ...held("obligations", obligations),
    ...held("verified", verified),
    ...held("required", [...required].sort()),
    ...held("weakenings", [...weakenings].sort()),
  };
}

function retiredBy(subject: Judged, item: JudgedItem): readonly string[] {
  const retirement = retirementOf(subject, item, item.gate.outcome);
  return retirement.kind === "retired" ? [retirement.counted] : [];
}

/** A part of the memory, left out while there is nothing to remember. */
function held<K extends keyof TrackerMemory>(
  key: K,
  value: NonNullable<TrackerMemory[K]> & object,
): Partial<TrackerMemory> {
  return Object.keys(value).length === 0 ? {} : { [key]: value };
}
