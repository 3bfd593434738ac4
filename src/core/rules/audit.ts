/** O. The monthly control audit, over open and settled incidents (R-O2). */
import type { Policy } from "../policy/schema.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import type { Outcome, VerdictNode } from "../verdict/types.ts";
import { departed } from "./departed.ts";
import { costNode } from "./economics.ts";
import { adoptedSince, effectOf, effectPhrase } from "./effect.ts";
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

/** One line about a control. */
export interface ControlEntry extends AuditEntry {
  /** R-E2, as one sentence; null where it was not measured. */
  readonly cost: string | null;
  /** What would put it right, as one sentence; null where nothing is wrong. */
  readonly remedy: string | null;
}

/** What a control did to its risk. */
export interface EffectEntry extends AuditEntry {
  /** The figures of its class since it was adopted (R-M1), as one sentence: the same for controls adopted together. */
  readonly figures: string;
}

export interface Audit {
  /**
   * R-A3 for each control that is merged: whether it still runs; those in trouble first. `not_applicable`: it names no
   * check, so that nobody can tell by reading.
   */
  readonly controls: readonly ControlEntry[];
  /** Whoever has left (R-Y10), or could not be looked up. */
  readonly people: readonly AuditEntry[];
  /** Controls whose class is no rarer than before, with the figures. */
  readonly retire: readonly EffectEntry[];
  /**
   * What every other adopted control did to its risk (R-M1): `pass`, its class is rarer; `not_applicable`, there are too
   * few events to say, or it names no class.
   */
  readonly effects: readonly EffectEntry[];
}

/** The audit of an incident of which nothing could be read. */
export const NO_AUDIT: Audit = { controls: [], people: [], retire: [], effects: [] };

const RANK: Readonly<Record<Outcome, number>> = { fail: 0, unknown: 1, pass: 2, not_applicable: 3 };

/** R-O2: what the audit says of these incidents, by incident and item number. */
export function auditOf(cases: readonly Judged[], policy: Policy): Audit {
  const sorted = [...cases].sort((a, b) => a.snapshot.incident.number - b.snapshot.incident.number);
  return {
    controls: sorted.flatMap(controlsOf).sort((a, b) => RANK[a.outcome] - RANK[b.outcome]),
    people: sorted.flatMap(peopleOf),
    retire: sorted.flatMap((subject) => retirementsOf(subject, policy)),
    effects: sorted.flatMap((subject) => effectsOf(subject, policy)),
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

function controlsOf(subject: Judged): readonly ControlEntry[] {
  return itemsOf(subject).flatMap((item): readonly ControlEntry[] => {
    const { number } = item.issue;
    if (item.since === null) return [];
    const { outcome, because, evidence, remedy: ask } = bypassOf(subject, item);
    const remedy = ask === null ? null : `${ask}.`;
    const words = {
      pass: `#${number} still runs: ${because}.`,
      fail: `#${number} does not run as it should: ${because}.`,
      unknown: `Whether #${number} still runs could not be told: ${because}.`,
      not_applicable: `#${number} names no *Control check*: whether it still works is for its owner to say.`,
    };
    const cost = costOf(subject, item);
    return [{ ...about(subject, number), outcome, phrase: words[outcome], evidence, cost, remedy }];
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

function retirementsOf(subject: Judged, policy: Policy): readonly EffectEntry[] {
  return itemsOf(subject).flatMap((item): readonly EffectEntry[] => {
    const proposal = retirementProposal(subject, item);
    if (proposal === null || isUnreadable(proposal)) return [];
    const { number, url } = item.issue;
    const figures = effectPhrase(proposal, policy.time.zone);
    const phrase = `Retire #${number}, or say why not: ${figures}`;
    return [{ ...about(subject, number), outcome: "fail", phrase, evidence: [url], figures }];
  });
}

/** Of the adopted controls that are not proposed for retirement. */
function effectsOf(subject: Judged, policy: Policy): readonly EffectEntry[] {
  return itemsOf(subject).flatMap((item): readonly EffectEntry[] => {
    const since = adoptedSince(subject, item);
    if (since === null) return [];
    const { number, url } = item.issue;
    const say = (outcome: Outcome, figures: string): readonly EffectEntry[] => [
      { ...about(subject, number), outcome, phrase: `#${number}: ${figures}`, evidence: [url], figures },
    ];
    const name = item.obligation.failureClass ?? subject.form.failureClass;
    if (name === null) return say("not_applicable", "No failure class is named, so the effect is not measured.");
    const effect = effectOf(subject, name, since);
    if (isUnreadable(effect)) return say("unknown", `What it did to its risk could not be told: ${effect.unreadable}.`);
    if (retirementProposal(subject, item) !== null) return [];
    return say(effect.trend === "too few" ? "not_applicable" : "pass", effectPhrase(effect, policy.time.zone));
  });
}

/** R-E2, where the runs of its check were timed. */
function costOf(subject: Judged, item: JudgedItem): string | null {
  const cost = costNode(subject, item);
  return cost?.outcome === "pass" && cost.evidence.length > 0 ? cost.phrase : null;
}
