/**
 * What is written for a repository as a whole is decided from two things: what was read of the repository itself, and
 * of each incident its part. A part is plain data that outlives its snapshot, so that a thousand incidents are read one
 * after another and never all held at once.
 */
import type { InForce } from "../policy/resolve.ts";
import type { Audit } from "../rules/audit.ts";
import type { Due } from "../rules/cadence.ts";
import type { LedgerRow } from "../rules/debt.ts";
import type { DigestSection } from "../rules/digest.ts";
import type { EarlyClose } from "../rules/early-close.ts";
import type { Instant, PolicyVersion, Readable, RepositoryFacts, Self } from "../snapshot/types.ts";
import type { Outcome } from "../verdict/types.ts";

/** An issue of ours that stands by itself, known by its marker and its author. */
export interface OwnIssue {
  readonly number: number;
  readonly nodeId: string;
  readonly url: string;
  /** `digest:2026-03-30`, `audit:2026-03-01`, `ledger:debt`, `ledger:risk`, `promotion:enforce:2026-05-01`, `set-up`: no `own:`. */
  readonly key: string;
  readonly title: string;
  /** Without our marker. */
  readonly body: string;
  readonly state: "open" | "closed";
  readonly createdAt: Instant;
  readonly closedAt: Instant | null;
  /** Somebody opened it again after it was closed: then it is theirs. */
  readonly reopened: boolean;
}

/** Reports that are made once on their day, and never again, whoever closes or deletes them. */
export const REPORTS = ["digest", "audit", "promotion"] as const;

export type ReportName = (typeof REPORTS)[number];

/** For each report the day of the last one that was decided on: written, or found to have nothing to say. */
export type Decided = Readonly<Partial<Record<ReportName, string>>>;

/** What was read of a repository, apart from its incidents. */
export interface PortfolioFacts {
  /** GitHub's clock. */
  readonly now: Instant;
  readonly repository: RepositoryFacts;
  readonly self: Self;
  readonly policy: readonly PolicyVersion[];
  /** By number, closed ones too; the newest few hundred. Two of one key: the lower number stays, `planPortfolio` closes the other. */
  readonly own: readonly OwnIssue[];
  /** As the description of our label remembers it; null where there is no such label yet. */
  readonly decided: Decided | null;
  /**
   * Open issues with a label of the ledger (`readLedger`): its pages take one or two conditional requests, and no
   * incident. Left out: not read.
   */
  readonly ledger?: Readable<LedgerFacts>;
}

/** The open entries of the ledger, by number. `more`: there are too many, and the newest were not read. */
export interface LedgerFacts {
  readonly entries: readonly LedgerIssue[];
  readonly more: boolean;
}

/** An open issue that carries a label of the ledger. */
export interface LedgerIssue {
  readonly number: number;
  readonly url: string;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** Logins of people. */
  readonly assignees: readonly string[];
  readonly createdAt: Instant;
  /** Number of the issue it is below; null where it is below none. */
  readonly parent: number | null;
  /** Opened by somebody without a say here: an issue form labels by itself. Unreadable: not told. */
  readonly outsider: Readable<boolean>;
}

/** What one incident contributes to what is written for the repository. */
export interface IncidentPart {
  readonly number: number;
  readonly url: string;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly state: "open" | "closed";
  readonly closedAt: Instant | null;
  readonly drill: boolean;
  /** When we first wrote on it: a report tells nothing of the time before. Null: never. */
  readonly watchedSince: Instant | null;
  /**
   * `settled`: closed for longer than 15 days, with no entry of the ledger open; read for the audit and for the notice
   * of a promotion, and counts for nothing else.
   */
  readonly scope: "current" | "settled";
  /** Why reminders and gates rest here, as a clause in Markdown; null: they do not. */
  readonly paused: string | null;
  readonly digest: readonly DigestSection[];
  readonly audit: Audit;
  readonly ledger: readonly LedgerRow[];
  /** Whether it may close by the policy it was judged by, and why not. */
  readonly closable: { readonly outcome: Outcome; readonly phrase: string };
  /** The closes that enforce mode would have undone (`earlyCloses`), with what people say of them. */
  readonly earlyCloses: readonly EarlyClose[];
  /** A close that enforce mode would have undone, and whether a person called it a false alarm (K2). */
  readonly early: "no" | "yes" | "false alarm";
  /** Set where it could not be read whole: then the report says so instead of leaving it out. A clause, plain text. */
  readonly unread: string | null;
}

/** Reports whose instant has come and that were not decided on yet; null: none. `day` names it in its key. */
export interface DueReports {
  readonly digest: Due | null;
  readonly audit: Due | null;
  /** `day`: on which the mode promotes itself; due a week before. */
  readonly promotion: (Due & { readonly mode: "warn" | "enforce" }) | null;
  /** True where the ledger's pages may be out of date. */
  readonly ledgers: boolean;
}

/** Everything that the planners of a repository's own issues are given. */
export interface Portfolio {
  readonly facts: PortfolioFacts;
  readonly inForce: InForce;
  readonly due: DueReports;
  /**
   * By number, all of them: a planner runs only once every incident was read, or has its `unread`. Where the ledger's
   * pages alone are due: only incidents that have an open entry.
   */
  readonly parts: readonly IncidentPart[];
  /** Settled incidents that the audit does not look at, because there are too many: the newest are looked at. */
  readonly beyond: number;
}
