/** One incident as a row of the portfolio: how it stands, what is next, and the date that comes first. */
import { headline } from "../render/headline.ts";
import { datesOf, type DigestCase } from "../rules/digest-entries.ts";
import { byText } from "../order.ts";
import { endOfLocalDay } from "../time.ts";
import type { ClosureState, Mode, Outcome, Score, SeverityName, Step } from "../verdict/types.ts";
import { isLetGo, type ListedIncident } from "./part.ts";
import type { IncidentPart } from "./types.ts";

/** How an incident stands, as a word for programs; `unread`: nothing of it could be read. */
export const STANDINGS = [
  "ready",
  "not_ready",
  "unknown",
  "overridden",
  "disputed",
  "pending",
  "closed",
  "closed_early",
  "let_go",
  "unread",
] as const;

export type StandingName = (typeof STANDINGS)[number];

/** The date that comes first of those that somebody answers for on an incident. */
export interface RowDate {
  /** A calendar day of the team's. */
  readonly day: string;
  readonly overdue: boolean;
  /** Of the item, risk or debt. */
  readonly number: number | null;
  readonly url: string;
  readonly owner: string | null;
}

/** The completion bundle of an incident. `due`: to be posted. `changed`: posted, and not what was posted any more. */
export interface RowBundle {
  readonly state: "due" | "posted" | "changed";
  readonly sha256: string;
  /** Of its first comment; null where there is none. */
  readonly url: string | null;
  readonly signature: "valid" | "wrong" | "unsigned" | "unchecked" | null;
  /** One sentence; null where there is nothing to add. */
  readonly note: string | null;
}

export interface PortfolioRow {
  readonly number: number;
  readonly url: string;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly state: "open" | "closed";
  readonly closedAt: string | null;
  readonly severity: SeverityName | null;
  readonly drill: boolean;
  readonly standing: StandingName;
  /** Whether it may close (R-C1). */
  readonly outcome: Outcome;
  /** The verdict in one line of Markdown. */
  readonly headline: string;
  readonly effectiveMode: Mode | null;
  readonly closure: ClosureState["kind"] | null;
  readonly score: Score | null;
  readonly next: Step | null;
  readonly due: RowDate | null;
  /** Dates that are over. */
  readonly overdue: number;
  /** Who answers for the first date, else for the first item that is not verified. */
  readonly owner: string | null;
  readonly bundle: RowBundle | null;
  /** Why reminders and gates rest here, as a clause in Markdown; null: they do not. */
  readonly paused: string | null;
  /** Why it could not be read, or not whole: a clause, plain text; null: it was read whole. */
  readonly unread: string | null;
}

/** The row of an incident that was read and judged. */
export function rowOf(one: DigestCase, part: IncidentPart, bundle: RowBundle | null): PortfolioRow {
  const { subject, verdict } = one;
  const { snapshot, policy } = subject;
  const standing = standingOf(one);
  const asked = part.paused === null && standing !== "let_go" ? datesOf(one, snapshot.now, policy) : [];
  const dates = asked
    .flatMap(({ date, item, url, owner }): readonly RowDate[] => {
      if (date === null) return [];
      const overdue = snapshot.now >= endOfLocalDay(date, policy.time.zone);
      return [{ day: date, overdue, number: item, url, owner }];
    })
    .sort((a, b) => byText(a.day, b.day) || (a.number ?? 0) - (b.number ?? 0));
  const [due = null] = dates;
  const unproven = verdict.items.find(({ status }) => status === "open" || status === "in_progress");
  return {
    number: part.number,
    url: part.url,
    title: part.title,
    state: part.state,
    closedAt: part.closedAt,
    severity: verdict.severity,
    drill: verdict.drill,
    standing,
    outcome: verdict.closable.outcome,
    headline: standing === "let_go" ? `➖ Let go: closed as ${reasonOf(one)}` : headline(verdict),
    effectiveMode: verdict.effectiveMode,
    closure: verdict.closure.kind,
    score: verdict.score,
    next: standing === "closed" || standing === "let_go" ? null : verdict.next,
    due,
    overdue: dates.filter(({ overdue }) => overdue).length,
    owner: due?.owner ?? unproven?.owner ?? null,
    bundle,
    paused: part.paused,
    unread: part.unread,
  };
}

/** The row of an incident of which nothing was read. @param why a clause. */
export function unreadRow({ number, url, title, state, closedAt }: ListedIncident, why: string): PortfolioRow {
  return {
    number,
    url,
    title,
    state,
    closedAt,
    severity: null,
    drill: false,
    standing: "unread",
    outcome: "unknown",
    headline: "❔ Not read",
    effectiveMode: null,
    closure: null,
    score: null,
    next: null,
    due: null,
    overdue: 0,
    owner: null,
    bundle: null,
    paused: null,
    unread: why,
  };
}

function reasonOf({ subject }: DigestCase): string {
  return subject.snapshot.incident.stateReason === "duplicate" ? "a duplicate" : "not planned";
}

function standingOf(one: DigestCase): StandingName {
  const { closable, closure, override } = one.verdict;
  if (closure.kind === "settled") return "closed";
  if (closure.kind === "disputed" || closure.kind === "pending") return closure.kind;
  if (isLetGo(one)) return "let_go";
  const isKept = closure.kind === "kept";
  if (closable.outcome === "pass") return isKept ? "closed" : "ready";
  if (override?.running === true) return "overridden";
  if (closable.outcome === "unknown") return "unknown";
  return isKept ? "closed_early" : "not_ready";
}

const SEVERITY_ORDER: readonly (SeverityName | null)[] = ["SEV1", "SEV2", null, "SEV3", "SEV4"];

/** Open ones first; of those what is overdue the longest, then the graver, then the older. */
export function byUrgency(a: PortfolioRow, b: PortfolioRow): number {
  const late = ({ due }: PortfolioRow): string => (due?.overdue === true ? due.day : "9999-99-99");
  return (
    Number(a.state === "closed") - Number(b.state === "closed") ||
    byText(late(a), late(b)) ||
    SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
    a.number - b.number
  );
}
