/** What is seen of a fact on the whole incident, and what was not read and may show it. */
import { undecided } from "../commands/said.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { compare, maxInstant } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { Outcome } from "../verdict/types.ts";
import { isStanding } from "./priority.ts";
import { implementationOf } from "./window-needs.ts";

/** What there is of some fact: `unknown` where none is seen and not everything was read. */
export interface Sighted {
  readonly is: "there" | "absent" | "unknown";
  readonly urls: readonly string[];
  readonly unread: Unreadable | null;
}

export function isLater(when: Instant | null, than: Instant): boolean {
  return when !== null && compare(when, than) >= 0;
}

export function lastOf(subject: Judged, kind: EvidenceKind): Instant | null {
  return maxInstant(...evidenceOf(subject, [kind]).map(({ when }) => when));
}

/** Verified evidence of these kinds, of the incident and of its items. */
export function evidenceOf(subject: Judged, kinds: readonly EvidenceKind[]): readonly Evidence[] {
  const all = [...subject.items.filter(isStanding).flatMap(({ evidence }) => evidence), ...subject.evidence];
  return all.filter(({ kind, strength }) => strength === 2 && kinds.includes(kind));
}

/** What was not read and may hold evidence of these kinds. */
export function unreadOf(subject: Judged, kinds: readonly EvidenceKind[]): Unreadable | null {
  const { comments } = subject.snapshot.incident;
  const said = kinds.some((kind) => kind === "oncall_ack" || kind === "runbook_ack");
  const facts = subject.items
    .filter(isStanding)
    .flatMap(({ unread, unreadCited }) => [
      ...unread.implementation,
      ...(said ? unread.ownership : []),
      ...unreadCited.filter(({ kind }) => kinds.includes(kind)).map(({ why }) => why),
    ]);
  const cited = subject.unreadCited.find(({ kind }) => kinds.includes(kind))?.why;
  return (
    subject.itemsUnread ??
    facts[0] ??
    cited ??
    subject.pulls.unreadable[0] ??
    subject.pulls.counted.map(({ files }) => files).find(isUnreadable) ??
    (isUnreadable(comments) ? comments : null)
  );
}

export function sighted(subject: Judged, kinds: readonly EvidenceKind[]): Sighted {
  const urls = evidenceOf(subject, kinds).map(({ url }) => url);
  if (urls.length > 0) return { is: "there", urls, unread: null };
  const unread = unreadOf(subject, kinds);
  return { is: unread === null ? "absent" : "unknown", urls, unread };
}

/** Whether an item of these has implementation evidence. */
export function implemented(subject: Judged, items: readonly JudgedItem[]): Sighted {
  const outcomes = items.map((item): [JudgedItem, Outcome] => [item, implementationOf(item)]);
  const done = outcomes.filter(([, outcome]) => outcome === "pass").map(([item]) => item);
  if (done.length > 0) {
    const urls = done.flatMap(({ evidence }) => evidence.filter(({ kind }) => kind === "diff").map(({ url }) => url));
    return { is: "there", urls, unread: null };
  }
  const unread = subject.itemsUnread ?? items.flatMap((item) => item.unread.implementation)[0] ?? null;
  return { is: unread === null ? "absent" : "unknown", urls: [], unread };
}

/** Why the beginning of the incident's clock (R-W4) is not sure; null where it is. */
export function startUnread({ snapshot, heard }: Judged): Unreadable | null {
  const { comments } = snapshot.incident;
  return isUnreadable(comments) ? comments : (undecided(heard, "restored")[0] ?? null);
}

/** The sentence of a row that cannot be decided. */
export function tell(unread: Unreadable | undefined): string {
  return `Cannot tell yet: ${unread?.unreadable ?? "something could not be read"}.`;
}
