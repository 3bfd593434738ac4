/** O. The monthly control audit, over open and settled incidents (R-O2). */
import type { Policy } from "../policy/schema.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Outcome, VerdictNode } from "../verdict/types.ts";
import { effectPhrase } from "./effect.ts";
import { departed } from "./departed.ts";
import { isStanding } from "./priority.ts";
import { retirementProposal } from "./rhythm.ts";
import { bypassOf } from "./sightings.ts";

/** One line of the audit. */
export interface AuditEntry {
  readonly incident: number;
  /** Number of the item; null where it is about the incident. */
  readonly item: number | null;
  readonly url: string;
  /** As its author wrote it: raw. */
  readonly title: string;
  readonly owner: string | null;
  readonly outcome: Outcome;
  /** One sentence in Markdown; people's text in it is quoted safely. */
  readonly phrase: string;
  readonly evidence: readonly string[];
}

export interface Audit {
  /** R-A3 for each control that names a check: whether it still runs; those in trouble first. */
  readonly controls: readonly AuditEntry[];
  /** Whoever has left (R-Y10), or could not be looked up. */
  readonly people: readonly AuditEntry[];
  /** Controls whose class is no rarer than before, with the figures. */
  readonly retire: readonly AuditEntry[];
}

const RANK: Readonly<Record<Outcome, number>> = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 };

/** R-O2: what the audit says of these incidents, by incident and item number. */
export function auditOf(cases: readonly Judged[], policy: Policy): Audit {
  const sorted = [...cases].sort((a, b) => a.snapshot.incident.number - b.snapshot.incident.number);
  return {
    controls: sorted.flatMap(controlsOf).sort((a, b) => RANK[a.outcome] - RANK[b.outcome]),
    people: sorted.flatMap(peopleOf),
    retire: sorted.flatMap((subject) => retirementsOf(subject, policy)),
  };
}

type About = Omit<AuditEntry, "outcome" | "phrase" | "evidence">;

function about(subject: Judged, number: number | null): About {
  const { incident } = subject.snapshot;
  const item = subject.items.find(({ issue }) => issue.number === number);
  const { url, title } = item?.issue ?? incident;
  return { incident: incident.number, item: number, url, title, owner: item?.owner ?? null };
}

/** The controls that count, in the order of their numbers. */
function itemsOf({ items }: Judged): Judged["items"] {
  return items.filter(isStanding).sort((a, b) => a.issue.number - b.issue.number);
}

function controlsOf(subject: Judged): readonly AuditEntry[] {
  return itemsOf(subject).flatMap((item): readonly AuditEntry[] => {
    const { outcome, because, evidence } = bypassOf(subject, item);
    const { number } = item.issue;
    const words = {
      pass: `#${number} still runs: ${because}.`,
      fail: `#${number} does not run as it should: ${because}.`,
      unknown: `Whether #${number} still runs could not be told: ${because}.`,
    };
    return outcome === "not_applicable"
      ? []
      : [{ ...about(subject, number), outcome, phrase: words[outcome], evidence }];
  });
}

function peopleOf(subject: Judged): readonly AuditEntry[] {
  return departed(subject)
    .filter(({ outcome }) => outcome !== "pass")
    .map(({ item, outcome, phrase, evidence, next }: VerdictNode) => ({
      ...about(subject, item),
      outcome,
      phrase: next === null ? phrase : `${phrase} ${next.text}`,
      evidence,
    }));
}

function retirementsOf(subject: Judged, policy: Policy): readonly AuditEntry[] {
  return itemsOf(subject).flatMap((item): readonly AuditEntry[] => {
    const proposal = retirementProposal(subject, item);
    if (proposal === null || isUnreadable(proposal)) return [];
    const { number } = item.issue;
    const phrase = `Retire #${number}, or say why not: ${effectPhrase(proposal, policy.time.zone)}`;
    return [{ ...about(subject, number), outcome: "fail", phrase, evidence: [item.issue.url] }];
  });
}
