/** The portfolio of a repository as a document for programs, and what all its incidents come to. */
import type { DigestSection } from "../rules/digest.ts";
import { mergeDigests } from "../rules/digest.ts";
import type { Instant } from "../snapshot/types.ts";
import type { Mode, Outcome, PolicyStanding } from "../verdict/types.ts";
import { byUrgency, type PortfolioRow, STANDINGS, type StandingName } from "./row.ts";

/** Why the report ends before its end. */
export interface Stopped {
  /** A clause, plain text. */
  readonly why: string;
  /** When to come again, by GitHub's clock; null where any time will do. */
  readonly again: Instant | null;
}

/** Version 1. Free text is as people wrote it, except where it says Markdown. */
export interface PortfolioDocument {
  readonly schema: "quench/portfolio/1";
  /** `owner/name`. */
  readonly repository: string;
  readonly url: string;
  /** GitHub's clock when the report began. */
  readonly at: Instant;
  readonly policy: PolicyStanding;
  readonly mode: Mode;
  /** False where something was not read: then `incidents` names what, and `stopped` and `notes` say why. */
  readonly complete: boolean;
  readonly stopped: Stopped | null;
  /** What else was not read: one sentence each, plain text. */
  readonly notes: readonly string[];
  /** What all incidents come to. */
  readonly outcome: Outcome;
  readonly counts: Readonly<Record<StandingName, number>>;
  /** Dates that are over, of all incidents. */
  readonly overdue: number;
  /** Open and lately closed incidents, what is most urgent first. */
  readonly incidents: readonly PortfolioRow[];
  /** The digest of this day (R-O1). */
  readonly sections: readonly DigestSection[];
}

/** What a document is made of. */
export interface PortfolioInput
  extends Pick<PortfolioDocument, "repository" | "url" | "at" | "policy" | "mode" | "stopped" | "notes"> {
  readonly rows: readonly PortfolioRow[];
  readonly digests: readonly (readonly DigestSection[])[];
}

export function portfolioDocument({ rows, digests, ...about }: PortfolioInput): PortfolioDocument {
  const { repository, url, at, policy, mode, stopped, notes } = about;
  const count = (name: StandingName): number => rows.filter(({ standing }) => standing === name).length;
  return {
    schema: "quench/portfolio/1",
    repository,
    url,
    at,
    policy,
    mode,
    complete: stopped === null && notes.length === 0 && rows.every(({ unread }) => unread === null),
    stopped,
    notes,
    outcome: outcomeOf(rows),
    counts: Object.fromEntries(STANDINGS.map((name) => [name, count(name)])) as Record<StandingName, number>,
    overdue: rows.reduce((sum, row) => sum + row.overdue, 0),
    incidents: [...rows].sort(byUrgency),
    sections: mergeDigests(digests),
  };
}

const FAILING: ReadonlySet<StandingName> = new Set(["not_ready", "disputed", "closed_early"]);
const UNSURE: ReadonlySet<StandingName> = new Set(["unknown", "pending", "unread"]);

/** One failing incident fails; one that nobody can tell of leaves it unknown; none at all, nothing to judge. */
function outcomeOf(rows: readonly PortfolioRow[]): Outcome {
  if (rows.length === 0) return "not_applicable";
  if (rows.some(({ standing }) => FAILING.has(standing))) return "fail";
  return rows.some(({ standing }) => UNSURE.has(standing)) ? "unknown" : "pass";
}

/** Whether anything in it is not known: not read, or read and not to be told. */
export function isUnsure({ complete, incidents }: PortfolioDocument): boolean {
  return !complete || incidents.some(({ standing }) => UNSURE.has(standing));
}
