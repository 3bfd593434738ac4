/** The item's own comment: what its gate needs, row by row, with the evidence that counts and why the rest does not. */
import { linkText } from "../markdown.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import { formatDay, localDay } from "../time.ts";
import { standInOf } from "../leave.ts";
import { pauseOf } from "../rules/reminder-pause.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import { DISTANCES } from "../verdict/node.ts";
import type { ItemVerdict, Step, VerdictNode } from "../verdict/types.ts";
import { bullets, fit, type Line, type Part, type Section } from "./fit.ts";
import { titlesOf } from "./item-line.ts";
import { inWords, MARK, person, renderStep, STATUS_WORDS } from "./words.ts";

/** GitHub takes 65,536 characters; the marker needs its part. */
const ROOM = 60_000;
/** Facts behind one row that are linked; all stand in the list of evidence. */
const MOST_PROOFS = 3;

/** Kinds whose names do not read as words. */
const KIND_WORDS: Partial<Record<EvidenceKind, string>> = {
  behavioral: "behavior",
  sign_off: "sign-off",
  oncall_ack: "on-call acknowledgement",
  runbook_ack: "runbook acknowledgement",
  adoption_ack: "adoption acknowledgement",
  oncall_checklist: "on-call checklist",
};

/** What the parts of the gate are called where they stand by themselves. */
const TITLES: Readonly<Record<string, string>> = { "R-Q1": "QA evidence", "R-A1": "Adoption checklist" };

/** Renders the comment of one item. */
export function renderItem(subject: Case, item: ItemCase, judged: ItemVerdict): string {
  const { gate } = judged;
  const done = gate.outcome === "pass";
  const next = gate.next === null ? "" : `**Next:** ${renderStep(gate.next)}`;
  const parts: readonly Part[] = [
    done ? `## ✅ ${judged.status === "retired" ? "Retired" : "Verified"}: the control is proven` : unproven(judged),
    done ? "**Next:** Close this item whenever you like." : next,
    factsLine(subject, judged),
    awayLine(subject, judged),
    ...gate.children.flatMap(rowsOf),
    steps(judged),
    evidenceList(item.evidence),
    reminderLine(subject, judged),
  ];
  return fit(parts, ROOM);
}

/** What stands in the way comes first: what is missing, else what could not be read. */
function unproven({ status, gate }: ItemVerdict): string {
  const word = STATUS_WORDS[status];
  const missing = partsOf(gate, "fail");
  const what =
    missing.length > 0 ? `missing ${inWords(missing)}` : `cannot tell about ${inWords(partsOf(gate, "unknown"))} yet`;
  return `## ${MARK[gate.outcome]} ${word.charAt(0).toUpperCase()}${word.slice(1)}: ${what}`;
}

/** The parts of the gate of one outcome; of the QA gate its kinds of evidence. */
function partsOf(gate: VerdictNode, outcome: VerdictNode["outcome"]): readonly string[] {
  const parts = gate.children.filter((part) => part.outcome === outcome);
  return parts.map((part) => {
    if (part.rule === "R-S2") return "rubric points";
    if (part.rule === "R-A1") return "adoption";
    if (part.rule !== "R-Q1") return part.title.toLowerCase();
    const kinds = titlesOf(part, outcome);
    if (kinds.length === 0) return "evidence";
    return parts.length === 1 || kinds.length === 1 ? `${inWords(kinds)} evidence` : `evidence (${kinds.join(", ")})`;
  });
}

function factsLine(subject: Case, { band, due, owner, verifier, operator }: ItemVerdict): string {
  const facts = [
    band === null ? "no band" : `**${band}**`,
    due === null ? "no due date" : `due ${formatDay(due)}`,
    `owner ${name(owner)}`,
    `verifier ${name(verifier)}`,
    `operator ${name(operator)}`,
  ];
  return `For incident #${subject.snapshot.incident.number}: ${facts.join(" · ")}.`;
}

/** The owner is away, and who stands in for them. */
function awayLine({ snapshot, policy }: Case, { owner }: ItemVerdict): string {
  const found = owner === null ? null : standInOf(snapshot, policy, owner, snapshot.now);
  return found === null
    ? ""
    : `${person(found.of)} is away until ${formatDay(found.until)}: ${person(found.login)} stands in.`;
}

function name(login: string | null): string {
  return login === null ? "nobody" : person(login);
}

/** A part of the gate, and below it, as a part of its own, a score that is one of its rows. */
function rowsOf(part: VerdictNode): readonly Part[] {
  const scores = part.children.filter(({ rule }) => rule !== part.rule && rule === "R-S3");
  const rows = part.children.filter((row) => !scores.includes(row));
  const lines = rows.flatMap((row): readonly Line[] => [
    { text: `- ${rowText(row)}` },
    ...row.children.map((child) => ({ text: `  - ${rowText(child)}` })),
  ]);
  const title = TITLES[part.rule] ?? part.title;
  // What is missing stands in the rows; the points do not.
  const counts = part.outcome === "pass" || lines.length === 0;
  const head = `${MARK[part.outcome]} **${title}**${counts ? `: ${part.phrase}` : ""}`;
  // The rows of a score matter once its points do: the open steps are all below.
  const own: Part =
    lines.length === 0 ? head : isScore(part) ? scoreOf(part, title, lines) : { head, lines, weight: 50 };
  return [own, ...scores.flatMap(rowsOf)];
}

function isScore({ rule }: VerdictNode): boolean {
  return rule === "R-S2" || rule === "R-S3";
}

function scoreOf({ outcome, phrase }: VerdictNode, title: string, lines: readonly Line[]): Section {
  return { head: `${MARK[outcome]} ${title}: ${phrase}`, lines, noun: ["row", "rows"], folded: true, weight: 50 };
}

/** A row made of parts says nothing that its parts do not say better, unless it is done. */
function rowText(row: VerdictNode): string {
  // A score's phrase begins with its points: `Clarity 2 of 2: it names …`.
  const between = /^\d/.test(row.phrase) ? " " : ": ";
  const phrase = row.children.length > 0 && row.outcome !== "pass" ? "" : `${between}${row.phrase}`;
  const shown = row.children.length > 0 ? [] : row.evidence.slice(0, MOST_PROOFS);
  const name = row.outcome === "pass" ? "proof" : "see";
  const links = shown.map((url, index) => linkText(index === 0 ? name : String(index + 1), url));
  return `${MARK[row.outcome]} ${row.title}${phrase}${links.length === 0 ? "" : ` (${links.join(", ")})`}`;
}

/** Everything that is open, the nearest first; said once where several rows ask for the same. */
function steps({ gate }: ItemVerdict): Section {
  const open = leavesOf(gate).flatMap(({ outcome, next }) => (outcome === "pass" || next === null ? [] : [next]));
  const rank = ({ distance }: Step): number => DISTANCES.indexOf(distance);
  const texts = [...new Set(open.toSorted((a, b) => rank(a) - rank(b)).map(renderStep))];
  const head = `All open steps (${texts.length}), the nearest first`;
  // A single one stands above.
  return { head, lines: texts.length < 2 ? [] : bullets(texts), noun: ["step", "steps"], folded: true, weight: 40 };
}

function leavesOf(node: VerdictNode): readonly VerdictNode[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);
}

function evidenceList(evidence: readonly Evidence[]): Section {
  const lines = evidence.map((one): Line => {
    const mark = one.strength === 2 ? MARK.pass : MARK.fail;
    const kind = linkText(KIND_WORDS[one.kind] ?? one.kind.replaceAll("_", " "), one.url);
    return { text: `- ${mark} ${kind}: ${one.because}`, rank: one.strength };
  });
  const head = `Evidence looked at (${evidence.length})`;
  return { head, lines, least: 10, noun: ["piece", "pieces"], folded: true, weight: 20 };
}

function reminderLine(subject: Case, { reminder }: ItemVerdict): string {
  if (pauseOf(subject) !== null) return "Reminders are paused for the whole incident.";
  return reminder === null ? "" : `Next reminder: ${formatDay(localDay(reminder, subject.policy.time.zone))}.`;
}
