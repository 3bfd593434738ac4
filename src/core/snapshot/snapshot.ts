/**
 * What was read from GitHub, once, as plain data.
 *
 * A snapshot is deep-readonly JSON: ISO 8601 strings in UTC, no dates, no maps, no functions. It carries its own `now`
 * (GitHub's clock, from the `Date` header of the read's first answer), so that evaluating it again gives the same bytes.
 * A thing that could not be read is `Unreadable`, never an empty list: R-V1 turns it into `unknown`.
 */
import type { CitedLink, ControlFacts, PastIncident, RecentIncident, StrayedItem } from "./facts.ts";
import type { Issue } from "./issue.ts";
import type { PullRequest } from "./pull.ts";
import type { Instant, Person, PolicyVersion, Readable, RepositoryFacts, Self } from "./types.ts";

/** Our own former check run on a head, found among that head's checks, is in `PullRequest.head`. */
export interface Snapshot {
  readonly schema: "quench/snapshot/1";
  readonly now: Instant;
  readonly repository: RepositoryFacts;
  readonly self: Self;
  /** Versions of the policy file, newest first, as far back as the last one that parses; empty = no policy. */
  readonly policy: Readable<readonly PolicyVersion[]>;
  readonly incident: Issue;
  /** Hardening items of this incident (R-V), by issue number. */
  readonly items: Readable<readonly Issue[]>;
  /** Residual-risk and reliability-debt entries that name this incident. */
  readonly ledger: Readable<readonly Issue[]>;
  /** Recent incidents, for telling a repeat (rulebook V, high risk); null where nothing depends on them. */
  readonly recent: Readable<readonly RecentIncident[]> | null;
  /** Every pull request linked to the incident or an item, by `key`; one that could not be read says why. */
  readonly pulls: Readonly<Record<string, Readable<PullRequest>>>;
  /** Every link cited as evidence, by the URL as written. */
  readonly links: Readonly<Record<string, CitedLink>>;
  /**
   * By lower-case login: everybody named as owner, verifier, operator or escalation owner, the authors of comments with
   * commands, assignees, whoever closed the incident or an item or took the incident label off, and the last editor of
   * the incident's and the items' bodies.
   */
  readonly people: Readonly<Record<string, Person>>;
  /** Logins of the members of the teams to which the policy gives the override right. */
  readonly overrideTeam: Readable<readonly string[]>;
  /** By item number, what was read of its control; an item without an entry: not read (R-V1). */
  readonly controls?: Readonly<Record<string, Readable<ControlFacts>>>;
  /** Items once seen here and gone from here; left out: not read. */
  readonly strayed?: Readable<readonly StrayedItem[]>;
  /** Every other incident of the repository within the policy's windows of effect; left out: not read. */
  readonly history?: Readable<readonly PastIncident[]>;
  /**
   * Other repositories of the owner, in lower case, in which an open pull request is linked and we may write checks
   * (R-C4); left out: not asked, because none is.
   */
  readonly reach?: Readable<readonly string[]>;
  /** Text of the CODEOWNERS file on the default branch; null where there is none; left out: not read. */
  readonly codeowners?: Readable<string | null>;
  /** Members by `organization/team` in lower case, of the teams that CODEOWNERS names. */
  readonly teams?: Readonly<Record<string, Readable<readonly string[]>>>;
}
