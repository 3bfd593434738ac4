/** What the operations of this folder share: the state with its movable clock, and how they make and tell things. */
import type { MovableClock } from "../engine/clock.ts";
import { isoSeconds } from "../engine/clock.ts";
import type { BoxEvent, BoxState, Caller } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { EVENT_PREFIX, nodeIdOf } from "./ids.ts";
import type { Account, Issue, Repository, TimelineEvent } from "./model.ts";

/** The state as the operations see it. */
export interface Box extends BoxState {
  readonly clock: MovableClock;
  /** Tells every listener, at once. */
  emit(event: BoxEvent): void;
  /** Numbers of deleted issues by repository id: GitHub answers 410 for them, not 404. */
  readonly deletedIssues: Map<number, Set<number>>;
  /** Flat trees by SHA, by repository id: what `POST git/trees` made and commits can take up. */
  readonly trees: Map<number, Map<string, ReadonlyMap<string, string>>>;
  /** Commits whose messages were read for references, by repository id. */
  readonly scannedCommits: Map<number, Set<string>>;
}

/** A fresh database id with its node id; `keep` registers the finished object for `node(id:)`. */
export const identify = (box: Box, prefix: string): { id: number; nodeId: string } => {
  const id = box.id();
  return { id, nodeId: nodeIdOf(prefix, id) };
};

/** Registers an object under its node id. */
export const keep = <T extends { nodeId: string }>(box: Box, object: T): T => {
  box.world.nodes.set(object.nodeId, object);
  return object;
};

/** The account that acts. An App's JWT acts as nobody: only `/app` routes take it (401 elsewhere). */
export const actorOf = (caller: Caller): Account => {
  if (caller.account === null) throw new BoxError(401, "Requires authentication");
  return caller.account;
};

/** 404 in GitHub's words. */
export const notFound = (): BoxError => new BoxError(404, "Not Found");

/** 422 with one field error. */
export const invalid = (resource: string, field: string, code: string, more: Record<string, unknown> = {}): BoxError =>
  new BoxError(422, "Validation Failed", [{ resource, code, field, ...more }]);

type EventBody<E> = E extends unknown ? Omit<E, "id" | "nodeId" | "actorId" | "appId" | "createdAt"> : never;

/** Appends a timeline event and marks the issue updated. */
export const record = (box: Box, issue: Issue, caller: Caller, body: EventBody<TimelineEvent>): TimelineEvent => {
  const actor = actorOf(caller);
  const event = keep(box, {
    ...identify(box, EVENT_PREFIX[body.event] ?? "EV"),
    actorId: actor.id,
    appId: caller.app?.id ?? null,
    createdAt: box.clock.iso(),
    ...body,
  });
  issue.events.push(event);
  issue.updatedAt = event.createdAt;
  return event;
};

/** The webhook event of something done by `caller` here. */
export const tell = (
  box: Box,
  caller: Caller,
  repository: Repository,
  event: string,
  action: string | null,
  more: Partial<BoxEvent> = {},
): void => {
  box.emit({ event, action, repository, sender: actorOf(caller), ...more });
};

export { isoSeconds };
