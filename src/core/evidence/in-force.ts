/**
 * Which changes are in force: a revert takes one back, a revert of the revert puts it back, to any depth (R-H2). Only
 * what landed takes part, and only after what it names.
 */
import type { Instant } from "../snapshot/types.ts";
import { type Change, type Changes, changesOf, type Landed, newestFirst } from "./landed-changes.ts";
import { finder } from "./landed-refs.ts";

/** What took a change back: `owner/name#12` or `commit 0123456789ab`, and when that landed. */
export interface Revert {
  readonly by: string;
  readonly at: Instant;
}

/** Judges what landed in one repository. */
export interface InForce {
  /** What took a pull request back and is itself in force; null where nothing did. */
  revertOf(key: string): Revert | null;
  /** True where some of its own commits were taken back. */
  isPartly(key: string): boolean;
  /** Commits that bear on a pull request, however indirectly, and whose own pull request nobody has asked for yet. */
  unasked(key: string): readonly string[];
  /** Keys of the pull requests that bear on it, itself first. */
  bearing(key: string): readonly string[];
}

interface Event {
  readonly by: Change;
  readonly restores: boolean;
}

type Events = ReadonlyMap<Change, readonly Event[]>;

export function inForce(landed: Landed): InForce {
  const changes = changesOf(landed);
  const events = eventsOf(landed.repository, changes);
  const taker = judgeOf(events);
  const bearing = (key: string): readonly Change[] => {
    const change = changes.pulls.get(key);
    return change === undefined ? [] : bearingOn(change, events);
  };
  return {
    revertOf(key) {
      const change = changes.pulls.get(key);
      const by = change === undefined ? null : taker.of(change);
      return by === null ? null : { by: by.name, at: by.at };
    },
    isPartly: (key) => (changes.pulls.get(key)?.parts ?? []).some((part) => taker.of(part) !== null),
    unasked: (key) => bearing(key).flatMap(({ oid, asked }) => (asked || oid === null ? [] : [oid])),
    bearing: (key) => bearing(key).flatMap((change) => (changes.pulls.get(change.name) === change ? change.name : [])),
  };
}

/** Everything said about each change, newest first. */
function eventsOf(repository: string, changes: Changes): Events {
  const events = new Map<Change, Event[]>();
  const find = finder(repository, changes);
  for (const by of [...changes.commits, ...changes.pulls.values()]) {
    const said = [
      ...by.says.reverts.map((ref) => ({ ref, restores: false })),
      ...by.says.restores.map((ref) => ({ ref, restores: true })),
    ];
    for (const { ref, restores } of said) {
      for (const target of find(ref, by)) {
        const list = events.get(target);
        if (list === undefined) events.set(target, [{ by, restores }]);
        else list.push({ by, restores });
      }
    }
  }
  for (const list of events.values()) list.sort((a, b) => newestFirst(a.by, b.by));
  return events;
}

/** Finds what took a change back and stands. */
function judgeOf(events: Events): { of(change: Change): Change | null } {
  const judged = new Map<Change, boolean>();

  function stands(change: Change): boolean {
    const known = judged.get(change);
    if (known !== undefined) return known;
    // Two that take back each other: both landed, so each was there when it was named.
    judged.set(change, true);
    const result = of(change) === null && (change.within === null || of(change.within) === null);
    judged.set(change, result);
    return result;
  }

  /** The last that took it back or restored it by name, of those that stand. */
  function last(change: Change): Event | null {
    return events.get(change)?.find(({ by }) => stands(by)) ?? null;
  }

  function of(change: Change): Change | null {
    const whole = last(change);
    if (whole?.restores === false) return whole.by;
    const takers = change.parts.flatMap((part) => {
      const event = last(part);
      return event === null || event.restores ? [] : [event.by];
    });
    const [newest] = takers.sort(newestFirst);
    if (newest === undefined || takers.length < change.parts.length) return null;
    return whole !== null && newestFirst(whole.by, newest) < 0 ? null : newest;
  }

  return { of };
}

/** The change, and all that could take it back or put it back, through any number of others. */
function bearingOn(change: Change, events: Events): readonly Change[] {
  const seen = new Set([change]);
  // A set goes on over what is added meanwhile.
  for (const one of seen) {
    if (one.within !== null) seen.add(one.within);
    for (const part of one.parts) seen.add(part);
    for (const { by } of events.get(one) ?? []) seen.add(by);
  }
  return [...seen];
}
