/** What the forms say once read: typed, with what could not be read told beside it (R-V3, R-B3, R-Z1, R-D1). */
import type { Instant } from "../snapshot/types.ts";
import type { SeverityName } from "../verdict/types.ts";
import type { FormProblem } from "./definition.ts";
import type {
  AdoptionSpeed,
  Band,
  Bucket,
  ControlType,
  FindingType,
  Lane,
  Phase,
  Reversibility,
  RiskReduction,
} from "./vocabulary.ts";

/** A calendar day without a zone: `2026-03-31`. */
export type CalendarDay = string;

/**
 * The incident form (R-V3). Free text is raw Markdown without HTML comments, trimmed; null where nothing is left of it.
 * Everything here is a claim of whoever edited the body last.
 */
export interface IncidentFields {
  readonly summary: string | null;
  /** Null where missing or unreadable: the rules count that as SEV2. */
  readonly severity: SeverityName | null;
  readonly failureClass: string | null;
  /** In the rulebook's order, each at most once. */
  readonly findingTypes: readonly FindingType[];
  readonly startedAt: Instant | null;
  readonly detectedAt: Instant | null;
  readonly restoredAt: Instant | null;
  readonly impact: string | null;
  readonly timeline: string | null;
  readonly evidencePacket: string | null;
  readonly rootCause: string | null;
  readonly retro: string | null;
  /** A login without `@`, as written. */
  readonly commander: string | null;
  readonly drill: boolean;
  readonly problems: readonly FormProblem[];
}

/** The incident an item names: a number here, or in another repository (`owner/name`). */
export interface IncidentReference {
  readonly repository: string | null;
  readonly number: number;
}

/** *Control check*: `name`, `name @app`, or `owner/repo: name @app`; a trailing `*` of the name is allowed. */
export interface ControlCheck {
  readonly repository: string | null;
  /** With its trailing `*`, if it has one. */
  readonly name: string;
  /** Slug of the App whose check it is; null for any. */
  readonly app: string | null;
}

/** The item form (R-B3). Logins are without `@`, as written; free text as in `IncidentFields`. */
export interface ItemFields {
  readonly incident: IncidentReference | null;
  readonly failureClass: string | null;
  readonly proposedControl: string | null;
  readonly boundary: string | null;
  readonly bucket: Bucket | null;
  readonly lane: Lane | null;
  readonly findingType: FindingType | null;
  readonly controlType: ControlType | null;
  readonly controlCheck: ControlCheck | null;
  /** Globs of the paths that the control guards; empty = all. */
  readonly controlScope: readonly string[];
  readonly environment: string | null;
  readonly phase: Phase | null;
  readonly riskReduction: RiskReduction | null;
  readonly adoptionSpeed: AdoptionSpeed | null;
  readonly reversibility: Reversibility | null;
  /** As written; the computed one counts (R-P2). */
  readonly band: Band | null;
  readonly owner: string | null;
  readonly verifier: string | null;
  readonly operator: string | null;
  readonly due: CalendarDay | null;
  /** The http(s) links found in the field, each once, in its order. */
  readonly evidenceLinks: readonly string[];
  readonly adoptionCheck: CalendarDay | null;
  readonly hypothesis: string | null;
  readonly measure: string | null;
  readonly guardrail: string | null;
  readonly review: CalendarDay | null;
  readonly problems: readonly FormProblem[];
}

/** The residual risk form (R-Z1). Free text and logins as in `ItemFields`. */
export interface RiskFields {
  readonly incident: IncidentReference | null;
  readonly statement: string | null;
  readonly whyNotSolved: string | null;
  readonly temporaryControl: string | null;
  /** Null leaves the risk unmanaged. */
  readonly trigger: string | null;
  readonly owner: string | null;
  /** Null leaves the risk unmanaged. */
  readonly target: CalendarDay | null;
  /** Numbers of this repository's items, as written, each once. */
  readonly covers: readonly number[];
  readonly problems: readonly FormProblem[];
}

/** The reliability debt form (R-D1). Free text and logins as in `ItemFields`. */
export interface DebtFields {
  readonly incident: IncidentReference | null;
  /** Number of this repository's item. */
  readonly item: number | null;
  readonly whyDeferred: string | null;
  readonly riskOfDelay: string | null;
  readonly owner: string | null;
  /** Null is a finding. */
  readonly revisit: CalendarDay | null;
  readonly problems: readonly FormProblem[];
}
