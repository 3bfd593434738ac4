/** Whose runbook it is: the owners in CODEOWNERS of the files that pull requests change (R-S1, rulebook N). */
import { type CodeOwner, type OwnerRule, ownersOf, parseCodeowners } from "../codeowners.ts";
import { adds } from "../evidence/pull-request.ts";
import { compiled } from "../policy/compiled.ts";
import { knownAs } from "../people.ts";
import type { FileKind, Policy } from "../policy/schema.ts";
import type { ChangedFile, PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable, type Readable, type Unreadable } from "../snapshot/types.ts";

/** Somebody who owns a file: a person, or a team of which one member answers. */
export type FileOwner =
  | { readonly kind: "person"; readonly login: string }
  | { readonly kind: "team"; readonly team: string; readonly members: Readable<readonly string[]> };

/** The files of one kind to which a pull request adds, by path (R-H2); why not, where its files could not be read. */
export function filesOf(pull: PullRequest, policy: Policy, kind: FileKind): Readable<readonly ChangedFile[]> {
  if (isUnreadable(pull.files)) return pull.files;
  const matches = compiled("paths", policy.files[kind]);
  return pull.files
    .filter((file) => adds(file) && matches(file.path))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The owners of a file in CODEOWNERS who can be asked; none where it names nobody, or there is no such file. */
export function ownersOfFile(snapshot: Snapshot, path: string): Readable<readonly FileOwner[]> {
  const known = knownOf(snapshot);
  if (isUnreadable(known.rules)) return known.rules;
  let owners = known.byPath.get(path);
  if (owners === undefined) {
    owners = ownersOf(known.rules, path).map((owner) => reached(snapshot, owner));
    known.byPath.set(path, owners);
  }
  return owners;
}

function reached(snapshot: Snapshot, owner: CodeOwner): FileOwner {
  if (owner.kind === "person") return { ...owner, login: knownAs(snapshot, owner.login) };
  const members = snapshot.teams?.[owner.team];
  return { ...owner, members: members ?? { unreadable: `the members of ${owner.team} were not read` } };
}

/**
 * Whether CODEOWNERS names somebody for a runbook that a pull request of this snapshot changes: then the runbook's
 * acknowledgement is theirs. Null where that could not be read.
 */
export function keepsRunbook(snapshot: Snapshot, policy: Policy, login: string): boolean | null {
  const { people, unread } = keepersOf(snapshot, policy);
  if (people.has(login.toLowerCase())) return true;
  return unread === null ? false : null;
}

interface Keepers {
  /** Lower-case logins. */
  readonly people: ReadonlySet<string>;
  readonly unread: Unreadable | null;
}

interface Known {
  readonly rules: Readable<readonly OwnerRule[]>;
  readonly byPath: Map<string, readonly FileOwner[]>;
  readonly keepers: WeakMap<Policy, Keepers>;
}

// Each item's commands ask anew, and each file's owners are asked for by several rules: a snapshot is read once.
const kept = new WeakMap<Snapshot, Known>();

function knownOf(snapshot: Snapshot): Known {
  const found = kept.get(snapshot);
  if (found !== undefined) return found;
  const text = snapshot.codeowners;
  const made: Known = {
    rules:
      text === undefined
        ? { unreadable: "CODEOWNERS was not read" }
        : isUnreadable(text)
          ? text
          : parseCodeowners(text ?? ""),
    byPath: new Map(),
    keepers: new WeakMap(),
  };
  kept.set(snapshot, made);
  return made;
}

function keepersOf(snapshot: Snapshot, policy: Policy): Keepers {
  const { keepers } = knownOf(snapshot);
  const found = keepers.get(policy);
  if (found !== undefined) return found;
  const people = new Set<string>();
  let unread: Unreadable | null = null;
  for (const pull of Object.values(snapshot.pulls)) {
    const files = isUnreadable(pull) ? pull : filesOf(pull, policy, "runbooks");
    if (isUnreadable(files)) {
      unread ??= files;
      continue;
    }
    for (const file of files) {
      const owners = ownersOfFile(snapshot, file.path);
      if (isUnreadable(owners)) unread ??= owners;
      for (const owner of isUnreadable(owners) ? [] : owners) {
        const named = owner.kind === "person" ? [owner.login] : owner.members;
        if (isUnreadable(named)) unread ??= named;
        else for (const login of named) people.add(knownAs(snapshot, login).toLowerCase());
      }
    }
  }
  const made = { people, unread };
  keepers.set(policy, made);
  return made;
}
