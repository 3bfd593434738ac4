/**
 * The monthly control audit (R-O2): what is wrong first, with its remedy; what is well is counted and folded. Nobody is
 * mentioned: it is read in a meeting, and who has to act is reminded elsewhere.
 */
import { inlineText, linkText } from "../markdown.ts";
import type { Audit, AuditEntry, ControlEntry, EffectEntry } from "../rules/audit.ts";
import { fit, type Line, type Part, type Section } from "./fit.ts";
import { bracketed, person, shortTitle } from "./words.ts";

/** An incident's part of the audit. */
export interface AuditedIncident {
  readonly number: number;
  readonly audit: Audit;
  /** Why it could not be read whole; null where it was. */
  readonly unread: string | null;
}

export interface AuditFacts {
  /** By number. */
  readonly parts: readonly AuditedIncident[];
  /** Settled incidents that were not looked at, because there are too many. */
  readonly beyond: number;
  /** Number of the audit before this one; null: this is the first. */
  readonly former: number | null;
}

const ROOM = 60_000;
/** Links to what shows one entry. */
const MOST_PROOFS = 3;

/** Renders the audit. */
export function renderAudit({ parts, beyond, former }: AuditFacts): string {
  const all = parts.map(({ audit }) => audit);
  const controls = all.flatMap((audit) => audit.controls);
  const people = all.flatMap((audit) => audit.people);
  const effects = all.flatMap((audit) => audit.effects);
  const retire = all.flatMap((audit) => audit.retire);
  const broken = controls.filter(({ outcome }) => outcome === "fail");
  const left = people.filter(({ outcome }) => outcome === "fail");
  const unchecked = ofOutcome(controls, "not_applicable");
  const told = effects.filter(({ outcome }) => outcome !== "unknown");
  const sections: readonly Part[] = [
    section(`**Controls in trouble** (${broken.length})`, broken.map(controlLine), 90),
    section(`**People who have left** (${left.length})`, left.map(phraseLine), 80),
    section(
      `**Proposed for retirement** (${retire.length}): \`/quench retire <because>\` on each, or say why not`,
      effectLines(retire, controls),
      70,
    ),
    section("**Cannot be told**", unknown(parts, [...controls, ...people, ...effects], beyond), 60),
    folded(
      `Controls that run (${ofOutcome(controls, "pass").length})`,
      ofOutcome(controls, "pass").map(controlLine),
      20,
    ),
    folded(
      `Controls without a check (${unchecked.length}): whether they work is for their owners to say`,
      unchecked.map((entry) => ({ text: `- ${named(entry)}` })),
      15,
    ),
    folded(`What the other controls did to their risk (${told.length})`, effectLines(told, []), 10),
  ];
  return fit(
    [
      `## ${headline(controls, left, retire)}`,
      next(broken, left, retire),
      ...sections,
      former === null ? "" : `The audit before this one: #${former}.`,
      "<sub>Quench writes one control audit a month, and none while there is no control. `audit: null` under `rhythm` in the policy stops it.</sub>",
    ],
    ROOM,
  );
}

function headline(
  controls: readonly ControlEntry[],
  left: readonly AuditEntry[],
  retire: readonly AuditEntry[],
): string {
  const broken = ofOutcome(controls, "fail").length;
  const unknown = ofOutcome(controls, "unknown").length;
  const running = ofOutcome(controls, "pass").length;
  const unchecked = controls.length - broken - unknown - running;
  const troubles = [
    ...(broken === 0 ? [] : [`${broken} of ${counted(controls.length, "control")} in trouble`]),
    ...(left.length === 0 ? [] : [`${counted(left.length, "role")} left vacant`]),
    ...(retire.length === 0 ? [] : [`${counted(retire.length, "control")} to retire`]),
  ];
  if (troubles.length > 0) return `⛔ ${troubles.join(", ")}`;
  if (unknown > 0) return `❔ ${unknown} of ${counted(controls.length, "control")} cannot be told`;
  if (running === 0) return `➖ ${counted(unchecked, "control")}, and none names a check`;
  const all =
    running === 1 ? "The one control that names a check runs" : `All ${running} controls that name a check run`;
  return `✅ ${unchecked > 0 ? all : running === 1 ? "The one control runs" : `All ${running} controls run`}`;
}

function next(broken: readonly ControlEntry[], left: readonly AuditEntry[], retire: readonly EffectEntry[]): string {
  const [first] = broken;
  if (first !== undefined) return `**Next:** ${bracketed(first.remedy ?? first.phrase, ownerOf(first))}`;
  const [gone] = left;
  if (gone !== undefined) return `**Next:** ${gone.phrase}`;
  const [spent] = retire;
  return spent === undefined
    ? ""
    : `**Next:** Decide about #${spent.item ?? spent.incident}: retire it, or say why not${owner(spent)}.`;
}

function section(head: string, lines: readonly Line[], weight: number): Section {
  return { head, lines, noun: ["entry", "entries"], least: 5, weight };
}

function folded(head: string, lines: readonly Line[], weight: number): Section {
  return { head, lines, noun: ["entry", "entries"], folded: true, weight };
}

function controlLine(entry: ControlEntry): Line {
  const more = [entry.cost, entry.outcome === "fail" ? entry.remedy : null].filter((text) => text !== null);
  return { text: [`- ${titled(entry)}${proofs(entry)}${owner(entry)}`, ...more].join("\n  ") };
}

function phraseLine(entry: AuditEntry): Line {
  return { text: `- ${entry.phrase}` };
}

/** Controls of one class that were adopted together have the same figures, which stand once. */
function effectLines(entries: readonly EffectEntry[], controls: readonly ControlEntry[]): readonly Line[] {
  const groups = new Map<string, EffectEntry[]>();
  for (const entry of entries) groups.set(entry.figures, [...(groups.get(entry.figures) ?? []), entry]);
  return [...groups].map(([figures, group]) => {
    const items = new Set(group.map(({ item }) => item));
    const costs = controls.flatMap(({ item, cost }) => (cost !== null && items.has(item) ? [cost] : []));
    return { text: [`- ${group.map(named).join(", ")}`, figures, ...costs].join("\n  ") };
  });
}

/** A number alone says nothing on a phone: what it is, and whose, stands behind it. */
function named(entry: AuditEntry): string {
  return `#${entry.item ?? entry.incident} *${inlineText(shortTitle(entry.title), 60)}*${owner(entry)}`;
}

function titled({ phrase, title }: AuditEntry): string {
  return `${phrase} *${inlineText(shortTitle(title), 60)}*`;
}

function proofs({ evidence }: AuditEntry): string {
  const links = evidence
    .slice(0, MOST_PROOFS)
    .map((url, index) => linkText(index === 0 ? "proof" : `${index + 1}`, url));
  return links.length === 0 ? "" : ` (${links.join(", ")})`;
}

function owner(entry: AuditEntry): string {
  const name = ownerOf(entry);
  return name === "" ? "" : ` (${name})`;
}

function ownerOf({ owner: login }: AuditEntry): string {
  return login === null ? "" : person(login);
}

function unknown(parts: readonly AuditedIncident[], entries: readonly AuditEntry[], beyond: number): readonly Line[] {
  const unread = parts.flatMap(({ number, unread: why }) =>
    why === null ? [] : [{ text: `- #${number} could not be read whole: ${inlineText(why)}.` }],
  );
  const more =
    beyond === 0
      ? []
      : [{ text: `- ${counted(beyond, "older settled incident")} not looked at: there are too many.`, rank: 1 }];
  return [...more, ...ofOutcome(entries, "unknown").map(phraseLine), ...unread];
}

function ofOutcome<T extends AuditEntry>(entries: readonly T[], outcome: AuditEntry["outcome"]): readonly T[] {
  return entries.filter((entry) => entry.outcome === outcome);
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
