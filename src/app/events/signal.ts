/** What an event comes to: where to look, and nothing of what its payload claims. */
import type { ChecksSubject, GroupSubject, PullSubject, RepositorySubject, SweepSubject } from "../../queue/queue.ts";

/** Who we are: what we did ourselves needs no second look. */
export interface Self {
  readonly appId: number;
  /** `quench[bot]`; null until GitHub has told. */
  readonly login: string | null;
}

export interface Signal {
  /** `issues.labeled`: for the log and as the pass's reason. */
  readonly event: string;
  readonly installation: number;
  /** `owner/name`; null where the event is about a whole installation. */
  readonly repository: string | null;
  /** An issue that may be an incident by itself, by what it is labelled or typed, now or before this event. */
  readonly issue: {
    readonly number: number;
    readonly labels: readonly string[];
    readonly types: readonly string[];
  } | null;
  /** Keys (`references.ts`): whatever incident one of them belongs to is looked at. */
  readonly keys: readonly string[];
  /** Keys that count only where the issue is a hardening item: what its form refers to. */
  readonly itemKeys: readonly string[];
  /** Looks at every incident known there. */
  readonly everyIncidentOf: "repository" | "installation" | null;
  readonly sweep: SweepSubject | null;
  /** Passes that are no incident's: of a pull request's or a merge group's checks, of a repository's own issues. */
  readonly others: readonly (PullSubject | GroupSubject | ChecksSubject | RepositorySubject)[];
  /** Set where a pull request may have come to touch the policy file: then it is looked at wherever there is a policy. */
  readonly mayTouchPolicy: boolean;
  /** What is not ours to see any more. */
  readonly forget: { readonly installation: number | null; readonly repositories: readonly string[] } | null;
}
