/** What every part of a snapshot is made of: instants, what could not be read, people, the policy's versions, ourselves. */

/** An instant in ISO 8601, UTC, with seconds: `2026-03-01T09:30:00Z`. */
export type Instant = string;

/** What *we* could not read, and why (R-V1). A 404 on a person's link is not this: that is absent evidence. */
export interface Unreadable {
  readonly unreadable: string;
  /** The permission that would help, where a missing one is the reason: `checks: read`. */
  readonly permission?: string;
  /** True where asking again soon is likely to help (5xx, time-outs, partial answers): the pass is retried. */
  readonly transient?: boolean;
}

export type Readable<T> = T | Unreadable;

/** Narrows a readable fact to the case where it was not read. */
export function isUnreadable(value: unknown): value is Unreadable {
  return typeof value === "object" && value !== null && "unreadable" in value;
}

/** Sorts issues by number, so that the order in which they arrive does not matter (law 2). */
export function byNumber(a: { readonly number: number }, b: { readonly number: number }): number {
  return a.number - b.number;
}

/** Who did a thing. A deleted account is `ghost`, with GitHub's own placeholder login. */
export interface Actor {
  readonly login: string;
  /** GraphQL node id; empty for a ghost. It outlives a rename, a login does not (R-H5). */
  readonly nodeId: string;
  readonly kind: "user" | "bot" | "ghost";
}

/** A repository role; `none` is a person without access. Custom roles are folded to the highest they include. */
export type Role = "none" | "read" | "triage" | "write" | "maintain" | "admin";

/** One person named anywhere in the snapshot, looked up by login. */
export interface Person {
  readonly login: string;
  readonly nodeId: string;
  /** From the collaborator's `role_name`. */
  readonly role: Readable<Role>;
  /** May be assigned here: the forge's own test of "still a member" (R-Y10). */
  readonly member: Readable<boolean>;
  /** When the account was made that holds the login now; left out: not asked for, or GitHub did not say. */
  readonly createdAt?: Instant;
}

/** One version of a policy file on its repository's default branch. */
export interface PolicyFileVersion {
  readonly path: string;
  readonly commit: string;
  readonly committedAt: Instant;
  /** The file's text; null where that commit deleted the file. */
  readonly text: string | null;
  /** `owner/name` that the file lies in; left out: not known, so that it extends nothing. */
  readonly repository?: string;
}

/** One version of the policy file, newest first in `Snapshot.policy`. */
export interface PolicyVersion extends PolicyFileVersion {
  /** Of the newest version only: every file that one of the versions builds on, directly or through another. */
  readonly bases?: readonly PolicyBase[];
}

/** A file that a policy names by `_extends`, as far as it was read. */
export interface PolicyBase {
  /** `owner/name`. */
  readonly repository: string;
  /** From that repository's root. */
  readonly path: string;
  /** Newest first, as far back as was needed; empty where there never was such a file. */
  readonly versions: readonly PolicyFileVersion[];
  /** A clause: why it is out of our sight; null where it is not. */
  readonly absent: string | null;
}

export interface RepositoryFacts {
  readonly owner: string;
  readonly name: string;
  readonly nodeId: string;
  readonly url: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly archived: boolean;
  /** How many people may be assigned here, hence named for anything; left out: not read. */
  readonly members?: number;
  /** Names of the labels that exist; writes create only what is missing. */
  readonly labels: Readable<readonly string[]>;
}

/** Who we are on this forge: only what both this login wrote *and* our marker names is ours (R-H7). */
export interface Self {
  readonly login: string;
  /** `app` has a key of its own; `action` has none, so that stored state grants nothing. */
  readonly kind: "app" | "action";
  /** GitHub's id of the App our check runs belong to; null when unknown. */
  readonly appId: number | null;
}
