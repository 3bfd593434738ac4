/** What one incident contributes to the reports: everything that is needed of it, so that its snapshot can be dropped. */
import { codeSpan } from "../markdown.ts";
import type { InForce } from "../policy/resolve.ts";
import { auditOf, NO_AUDIT } from "../rules/audit.ts";
import { ledgerPage } from "../rules/debt.ts";
import { type DigestName, digestOf } from "../rules/digest.ts";
import type { DigestCase } from "../rules/digest-entries.ts";
import { countEarly, earlyCloses } from "../rules/early-close.ts";
import { type Pause, pauseOf } from "../rules/reminder-pause.ts";
import { isIncident } from "../rules/severity.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { minInstant } from "../time.ts";
import { assess } from "../verdict/assess.ts";
import { buildCase } from "../verdict/case.ts";
import { judge } from "../verdict/evaluate.ts";
import { trackersOf } from "../verdict/memory.ts";
import type { IncidentPart } from "./types.ts";

/** An incident as GitHub lists it. */
export interface ListedIncident {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly state: "open" | "closed";
  readonly closedAt: Instant | null;
  readonly scope: IncidentPart["scope"];
}

/** What asks people for something rests with the reminders of a paused incident, whose gate goes on, and of one let go. */
const RESTS: ReadonlySet<DigestName> = new Set(["overdue", "due", "people", "weak", "blocked"]);

/** Judges an incident and keeps what the reports tell of it; null where it is none any more. */
export function partOf(snapshot: Snapshot, inForce: InForce, scope: IncidentPart["scope"]): IncidentPart | null {
  const subject = assess(buildCase(snapshot, inForce.policy), inForce);
  return isIncident(subject) ? partFrom({ subject, verdict: judge(subject) }, scope) : null;
}

/** The same of an incident that is judged already. */
export function partFrom({ subject, verdict }: DigestCase, scope: IncidentPart["scope"]): IncidentPart {
  const { snapshot, policy } = subject;
  const { incident } = snapshot;
  const paused = pausedBecause(pauseOf(subject));
  const digest = digestOf([{ subject, verdict }], snapshot.now, policy);
  const rests = paused !== null || isLetGo({ subject, verdict });
  const early = earlyCloses(subject, verdict);
  const { closes, falseAlarms } = countEarly(early);
  return {
    number: incident.number,
    url: incident.url,
    title: incident.title,
    state: incident.state,
    closedAt: incident.closedAt,
    drill: verdict.drill,
    watchedSince: watchedSince(snapshot),
    scope,
    paused,
    digest: scope === "current" ? digest.filter(({ name }) => !rests || !RESTS.has(name)) : [],
    audit: auditOf([subject], policy),
    ledger: ledgerPage([subject]),
    closable: { outcome: verdict.closable.outcome, phrase: verdict.closable.phrase },
    earlyCloses: early,
    early: closes === 0 ? "no" : closes === falseAlarms ? "false alarm" : "yes",
    unread: unreadOf(snapshot),
  };
}

/** Whoever let an incident go is asked for nothing any more; what is put off for it stays in the ledger. */
export function isLetGo({ subject, verdict }: DigestCase): boolean {
  return subject.snapshot.incident.stateReason !== "completed" && verdict.closure.kind === "kept";
}

/** The part of an incident of which nothing could be read. @param why a clause. */
export function unreadPart({ number, url, title, state, closedAt, scope }: ListedIncident, why: string): IncidentPart {
  return {
    number,
    url,
    title,
    state,
    closedAt,
    drill: false,
    watchedSince: null,
    scope,
    paused: null,
    digest: [],
    audit: NO_AUDIT,
    ledger: [],
    closable: { outcome: "unknown", phrase: "It could not be read." },
    earlyCloses: [],
    early: "no",
    unread: why,
  };
}

function pausedBecause(pause: Pause | null): string | null {
  if (pause === null) return null;
  return pause.by === "policy" ? "the policy names it" : `label ${codeSpan(pause.label, 60)}`;
}

/** Our first trace on it. */
function watchedSince(snapshot: Snapshot): Instant | null {
  const { items } = snapshot;
  const traces = [
    ...trackersOf(snapshot).map((tracker) => tracker.createdAt),
    ...(isUnreadable(items) ? [] : items.flatMap((item) => (item.openedByUs ? [item.createdAt] : []))),
  ];
  return minInstant(...traces);
}

/** What of the lists that say what there is to report could not be read; what proves it says so for itself. */
function unreadOf({ incident, items, ledger }: Snapshot): string | null {
  const issues = [incident, ...(isUnreadable(items) ? [] : items), ...(isUnreadable(ledger) ? [] : ledger)];
  const lists = [items, ledger, ...issues.flatMap(({ comments, events }) => [comments, events])];
  return lists.find(isUnreadable)?.unreadable ?? null;
}
