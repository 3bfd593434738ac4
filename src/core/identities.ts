/** Which logins of a snapshot are names of one account, told by its id, which outlives a rename. */
import type { Issue } from "./snapshot/issue.ts";
import type { Snapshot } from "./snapshot/snapshot.ts";
import { type Actor, type Instant, isUnreadable } from "./snapshot/types.ts";

interface Identities {
  /** The name of the account that holds a login, where it has several here; null where it has one, or is not known. */
  nameOf(login: string): string | null;
  /** When the account of a login is first seen to have said something here; null where it never did. */
  firstAct(login: string): Instant | null;
  /** Every login under which the account of a login stands here. */
  namesOf(login: string): readonly string[];
}

// Asked for by every comparison of two people: a snapshot is read once.
const kept = new WeakMap<Snapshot, Identities>();

/** The accounts of a snapshot, from whom was looked up and from whoever did something. */
export function identitiesOf(snapshot: Snapshot): Identities {
  const found = kept.get(snapshot);
  if (found !== undefined) return found;
  const ids = new Map<string, string>();
  const names = new Map<string, string[]>();
  const add = (login: string, id: string): void => {
    const key = login.toLowerCase();
    if (id === "" || ids.has(key)) return;
    ids.set(key, id);
    names.set(id, [...(names.get(id) ?? []), login]);
  };
  // Who did something goes by the login of today; under an old one, an account may only still be found.
  const actors = [...actorsOf(snapshot)].filter(({ kind }) => kind === "user");
  const acting = new Map(actors.map(({ login, nodeId }) => [nodeId, login]));
  for (const [key, { login, nodeId }] of Object.entries(snapshot.people)) {
    add(key, nodeId);
    add(login, nodeId);
  }
  for (const { login, nodeId } of actors) add(login, nodeId);
  const namesOf = (login: string): readonly string[] => names.get(ids.get(login.toLowerCase()) ?? "") ?? [];
  const acts = new Map<string, Instant>();
  for (const { author, createdAt } of textsOf(snapshot)) {
    const before = acts.get(author.nodeId);
    if (before === undefined || createdAt < before) acts.set(author.nodeId, createdAt);
  }
  const made: Identities = {
    firstAct: (login) => acts.get(ids.get(login.toLowerCase()) ?? "") ?? null,
    namesOf,
    nameOf(login) {
      const known = namesOf(login);
      if (known.length < 2) return null;
      return acting.get(ids.get(login.toLowerCase()) ?? "") ?? [...known].sort()[0] ?? null;
    },
  };
  kept.set(snapshot, made);
  return made;
}

/** Issues and comments: what has an author and a time. */
function* textsOf({ incident, items, ledger }: Snapshot): Generator<Pick<Issue, "author" | "createdAt">> {
  for (const list of [[incident], items, ledger]) {
    for (const issue of isUnreadable(list) ? [] : list) {
      yield issue;
      yield* isUnreadable(issue.comments) ? [] : issue.comments;
    }
  }
}

function* actorsOf(snapshot: Snapshot): Generator<Actor> {
  for (const list of [[snapshot.incident], snapshot.items, snapshot.ledger]) {
    for (const issue of isUnreadable(list) ? [] : list) yield* actorsIn(issue);
  }
  for (const pull of Object.values(snapshot.pulls)) {
    if (isUnreadable(pull)) continue;
    yield pull.author;
    if (pull.mergedBy !== null) yield pull.mergedBy;
  }
}

function* actorsIn(issue: Issue): Generator<Actor> {
  yield issue.author;
  if (issue.editor !== null) yield issue.editor;
  yield* issue.assignees;
  for (const { author, editor } of isUnreadable(issue.comments) ? [] : issue.comments) {
    yield author;
    if (editor !== null) yield editor;
  }
  for (const { actor } of isUnreadable(issue.events) ? [] : issue.events) yield actor;
}
