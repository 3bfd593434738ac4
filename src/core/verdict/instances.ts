/**
 * Several instances of Quench on one repository: the App and the Action, or two Apps. One leads an incident, and the
 * others write nothing there: told by the trackers alone, which each of them sees, so that all come to the same answer.
 */
import { sameLogin } from "../people.ts";
import type { Comment } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { addMs, MINUTE } from "../time.ts";
import { TRACKER, trackersOf } from "./memory.ts";

/** The instance that leads an incident instead of us. */
export interface Leader {
  readonly login: string;
  /** Of its tracker comment. */
  readonly url: string;
  readonly kind: "app" | "action";
}

/** For how long a new tracker is taken for an instance's by its looks alone: a first pass takes seconds. */
const NEW = MINUTE;

/**
 * Who leads the incident, where it is not us: an App before the Action, which remembers nothing; of two alike the one
 * whose tracker came first. Null where we lead, or nobody can tell.
 */
export function leaderOf(snapshot: Snapshot): Leader | null {
  const [first] = leadersOf(snapshot);
  return first === undefined ? null : { login: first.comment.author.login, url: first.comment.url, kind: first.kind };
}

/** When somebody who leads by the looks of a new tracker alone no longer does; null where nobody leads so. */
export function leaderUntil(snapshot: Snapshot): Instant | null {
  const [first] = leadersOf(snapshot);
  return first === undefined || first.kind !== snapshot.self.kind || hasActed(snapshot, first.comment)
    ? null
    : addMs(first.comment.createdAt, NEW);
}

/** Peers that go before us, the first one first. */
function leadersOf(snapshot: Snapshot): readonly Peer[] {
  const own = trackersOf(snapshot)[0]?.databaseId ?? Number.POSITIVE_INFINITY;
  return peersOf(snapshot).filter(({ comment, kind }) => {
    if (kind !== snapshot.self.kind) return kind === "app";
    const isNew = snapshot.now < addMs(comment.createdAt, NEW);
    return comment.databaseId < own && (isNew || hasActed(snapshot, comment));
  });
}

/**
 * Whether a bot did more than to say what a tracker says, which another bot may have been made to repeat: it went on
 * with its text, or opened one of the items.
 */
function hasActed({ items }: Snapshot, { author, lastEditedAt }: Comment): boolean {
  if (lastEditedAt !== null || isUnreadable(items)) return true;
  return items.some((item) => item.author.kind === "bot" && sameLogin(item.author.login, author.login));
}

interface Peer {
  readonly comment: Comment;
  readonly kind: Leader["kind"];
}

/** Logins of every instance that speaks on the incident, ours first. */
export function instancesOf(snapshot: Snapshot): readonly string[] {
  const others = peersOf(snapshot).map(({ comment }) => comment.author.login);
  return [snapshot.self.login, ...others.filter((login) => !sameLogin(login, snapshot.self.login))];
}

/** Trackers of other instances, the one that goes before the others first. */
function peersOf({ incident }: Snapshot): readonly Peer[] {
  if (isUnreadable(incident.comments)) return [];
  const found = incident.comments.flatMap((comment) =>
    comment.peer?.key === TRACKER ? [{ comment, kind: comment.peer.kind }] : [],
  );
  const rank = (kind: Leader["kind"]): number => (kind === "app" ? 0 : 1);
  return found.sort((a, b) => rank(a.kind) - rank(b.kind) || a.comment.databaseId - b.comment.databaseId);
}
