/**
 * What is known without asking GitHub: which incident a thing on the forge belongs to, what repositories' policies say
 * an incident looks like, and how far the sweep has come. All of it may be lost: sweeps and passes fill it again.
 */
import type { IncidentSubject } from "./queue.ts";

/** What a repository's policy says an incident and an item look like, as last read. */
export interface RepositoryFacts {
  readonly installation: number;
  readonly incidentLabels: readonly string[];
  readonly incidentTypes: readonly string[];
  /** Of hardening items, residual risks and debts. */
  readonly itemLabels: readonly string[];
  /** Of residual risks and debts, whose pages list them; left out: the default policy's. */
  readonly ledgerLabels?: readonly string[];
  /** Every open pull request gets the check (`checks.all_pull_requests`); left out: only linked ones. */
  readonly allPulls?: boolean;
  /** Keys of the files in other repositories that its policy is made of. */
  readonly policyFiles?: readonly string[];
}

/** How far a repository's sweep has come. */
export interface Swept {
  /** When all incidents were last looked at, in milliseconds of the host's clock. */
  readonly whole: number;
  /** The default branch's last commit then, and GitHub's clock in milliseconds; null where it could not be told. */
  readonly mark: { readonly tip: string | null; readonly at: number } | null;
  /** A digest of the policy then: files of other repositories that it is made of change unseen from here. */
  readonly policy: string;
}

/** One thing that a pass or a sweep learned: plain data, so that it can be kept in the transaction that ends the pass. */
export type Change =
  | { readonly kind: "put"; readonly subject: IncidentSubject; readonly keys: readonly string[] }
  | { readonly kind: "remove"; readonly subject: IncidentSubject }
  | { readonly kind: "learn"; readonly repository: string; readonly facts: RepositoryFacts }
  | { readonly kind: "swept"; readonly repository: string; readonly swept: Swept }
  /** The next sweep of that repository looks at all of its incidents again. */
  | { readonly kind: "distrust"; readonly repository: string }
  | { readonly kind: "forget_repository"; readonly repository: string }
  | { readonly kind: "forget_installation"; readonly installation: number };

/** A part of what is known, as it was at one moment. Repositories and keys are compared in lower case. */
export interface Known {
  /** The incidents that the key (`references.ts`) belongs to. */
  find(key: string): readonly IncidentSubject[];
  facts(repository: string): RepositoryFacts | null;
  /** Repositories, in lower case, whose policy is made of that file (`policyKey`; its path `*`: of any there). */
  usersOf(key: string): readonly string[];
  incidentsOf(repository: string): readonly IncidentSubject[];
  incidentsOfInstallation(installation: number): readonly IncidentSubject[];
  swept(repository: string): Swept | null;
}

/** What of it is wanted; what is not named may be missing in the answer. */
export interface Wanted {
  readonly keys?: readonly string[];
  /** Their facts, and how far their sweeps have come. */
  readonly repositories?: readonly string[];
  /** Keys of policy files, with those who use them, their facts and their incidents. */
  readonly usersOf?: readonly string[];
  readonly incidentsOf?: readonly string[];
  readonly incidentsOfInstallation?: readonly number[];
}

export interface Index {
  view(wanted: Wanted): Promise<Known>;
  /** Incidents known. */
  size(): Promise<number>;
}
