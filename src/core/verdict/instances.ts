/**
 * Several instances of Quench on one repository: the App and the Action, or two Apps. One leads an incident, and the
 * others write nothing there: told by the trackers alone, which each of them sees, so that all come to the same answer.
 */
import { sameLogin } from "../people.ts";
import { type Comment, isUnreadable, type Snapshot } from "../snapshot/types.ts";
import { TRACKER, trackersOf } from "./memory.ts";

/** The instance that leads an incident instead of us. */
export interface Leader {
  readonly login: string;
  /** Of its tracker comment. */
  readonly url: string;
  readonly kind: "app" | "action";
}

/**
 * Who leads the incident, where it is not us: an App before the Action, which remembers nothing; of two alike the one
 * whose tracker came first. Null where we lead, or nobody can tell.
 */
export function leaderOf(snapshot: Snapshot): Leader | null {
  const own = trackersOf(snapshot)[0]?.databaseId ?? Number.POSITIVE_INFINITY;
  const [first] = peersOf(snapshot);
  if (first === undefined) return null;
  const { kind } = first;
  const mine = snapshot.self.kind;
  const leads = kind === mine ? first.comment.databaseId < own : kind === "app";
  return leads ? { login: first.comment.author.login, url: first.comment.url, kind } : null;
}

/** Logins of every instance that speaks on the incident, ours first. */
export function instancesOf(snapshot: Snapshot): readonly string[] {
  const others = peersOf(snapshot).map(({ comment }) => comment.author.login);
  return [snapshot.self.login, ...others.filter((login) => !sameLogin(login, snapshot.self.login))];
}

/** Trackers of other instances, the one that goes before the others first. */
function peersOf({ incident }: Snapshot): readonly { readonly comment: Comment; readonly kind: Leader["kind"] }[] {
  if (isUnreadable(incident.comments)) return [];
  const found = incident.comments.flatMap((comment) =>
    comment.peer?.key === TRACKER ? [{ comment, kind: comment.peer.kind }] : [],
  );
  const rank = (kind: Leader["kind"]): number => (kind === "app" ? 0 : 1);
  return found.sort((a, b) => rank(a.kind) - rank(b.kind) || a.comment.databaseId - b.comment.databaseId);
}
