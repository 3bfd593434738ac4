/** Whether a real incident or a drill used a control since (R-S3). */
import { beganAt } from "../began.ts";
import { atLeast, memberOf, roleOf } from "../people.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Actor, byNumber, type Instant, isUnreadable } from "../snapshot/types.ts";
import type { Cited } from "./cited.ts";
import type { Evidence, UnreadFact } from "./types.ts";

/**
 * Later incidents and drills whose form says that they used the control (R-S3). Anybody may open an issue, and a form
 * labels it by itself: only a collaborator's word counts.
 *
 * @param since when the control was merged; null where nothing is: then nothing can have used it.
 */
export function usedLater(snapshot: Snapshot, item: number, since: Instant | null): Cited {
  if (since === null) return { found: [], unread: [] };
  const read = snapshot.history ?? { unreadable: "the later incidents were not read" };
  if (isUnreadable(read)) return { found: [], unread: [{ kind: "exercise", why: read }] };
  const found: Evidence[] = [];
  const unread: UnreadFact[] = [];
  for (const one of [...read].sort(byNumber)) {
    const { number, url, openedAt, drill, by } = one;
    const began = beganAt(one.startedAt ?? one.detectedAt, openedAt);
    if (one.duplicate || began <= since || one.exercised?.includes(item) !== true) continue;
    const heeded = by === undefined ? true : isHeeded(snapshot, by);
    const name = `the ${drill ? "drill" : "incident"} #${number}`;
    const why = { unreadable: `whether ${by?.login ?? ""}, who opened ${name}, may say so was not read` };
    if (heeded === null) unread.push({ kind: "exercise", why });
    if (heeded !== true) continue;
    found.push({
      kind: "exercise",
      strength: 2,
      item,
      who: by?.login ?? null,
      when: openedAt,
      url,
      because: `${name} used it`,
    });
  }
  return { found, unread };
}

/** Whoever opened it has a collaborator's role, or may be assigned; null where that was not read. */
function isHeeded(snapshot: Snapshot, { login, kind }: Actor): boolean | null {
  // A bot writes here because it was installed here.
  if (kind !== "user") return kind === "bot";
  const role = roleOf(snapshot, login);
  if (role !== null && atLeast(role, "triage")) return true;
  const member = memberOf(snapshot, login);
  return role === null || isUnreadable(member) ? null : member;
}
