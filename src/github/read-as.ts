/** Incidents read as another instance of Quench sees them, by somebody who is not it and writes nothing. */
import type { Comment, Issue } from "../core/snapshot/issue.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../core/snapshot/types.ts";
import { leaderOf } from "../core/verdict/instances.ts";
import { type Identity, tokenIdentity } from "./identity.ts";
import { type ReadResult, readSnapshot, type Subject } from "./read.ts";
import type { GitHubClient } from "./request/client.ts";

/**
 * A reader that sees each incident as the instance that leads it does, as far as goes without its key: what that one
 * posted (a bundle, items) is Quench's, whoever asks. Who leads one incident is the guess for the next.
 *
 * @param read reads one incident; tests put their own in its place.
 */
export function createLeaderReader(
  read: typeof readSnapshot = readSnapshot,
): (client: GitHubClient, subject: Subject, self: Identity) => Promise<ReadResult> {
  let known: Identity | null = null;
  return async (client, subject, self) => {
    const first: ReadResult = await read(client, subject, known ?? self);
    if (first.kind === "gone") return first;
    const leader = leaderOf(first.snapshot);
    const isSelf = leader === null || leader.login === self.login;
    if (leader !== null) known = isSelf ? null : tokenIdentity(leader.login);
    const seen: ReadResult = leader === null ? first : await read(client, subject, known ?? self);
    if (seen.kind === "gone" || seen.snapshot.self.login === self.login) return seen;
    return { kind: "snapshot", snapshot: withoutReactions(seen.snapshot) };
  };
}

/** GitHub tells the reactions of whoever asks, and somebody's own thumbs are not Quench's. */
export function withoutReactions(snapshot: Snapshot): Snapshot {
  const silent = (comments: Readable<readonly Comment[]>) =>
    isUnreadable(comments) ? comments : comments.map((comment) => ({ ...comment, ownReactions: [] }));
  const issue = (one: Issue): Issue => ({ ...one, comments: silent(one.comments) });
  const issues = (list: Readable<readonly Issue[]>) => (isUnreadable(list) ? list : list.map(issue));
  const { incident, items, ledger } = snapshot;
  return { ...snapshot, incident: issue(incident), items: issues(items), ledger: issues(ledger) };
}
