/** The item's own comment: what its gate needs, row by row, with the evidence that counts and why the rest does not. */
import { linkText } from "../markdown.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import type { Case, ItemCase } from "../verdict/case.ts";
import type { ItemVerdict, VerdictNode } from "../verdict/types.ts";
import { details, MARK, person, renderStep, STATUS_WORDS } from "./words.ts";

const MOST_EVIDENCE = 30;

/** Kinds whose names do not read as words. */
const KIND_WORDS: Partial<Record<EvidenceKind, string>> = {
  behavioral: "behavior",
  sign_off: "sign-off",
  oncall_ack: "on-call acknowledgement",
  runbook_ack: "runbook acknowledgement",
  adoption_ack: "adoption acknowledgement",
  oncall_checklist: "on-call checklist",
};

/** Renders the comment of one item. */
export function renderItem(subject: Case, item: ItemCase, judged: ItemVerdict): string {
  const done = judged.gate.outcome === "pass";
  const headline = done ? "## ✅ Verified: the control is proven" : unproven(judged);
  const next = done
    ? "**Next:** Close this item whenever you like."
    : judged.gate.next === null
      ? ""
      : `**Next:** ${renderStep(judged.gate.next)}`;
  const named = [
    `owner ${name(judged.owner)}`,
    `verifier ${name(judged.verifier)}`,
    `operator ${name(judged.operator)}`,
  ];
  const parts = [
    headline,
    next,
    judged.gate.children.flatMap((row) => rowLines(row)).join("\n"),
    `For incident #${subject.snapshot.incident.number}: ${named.join(" · ")}.`,
    evidenceList(item.evidence),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

/** What stands in the way comes first: what is missing, else what could not be read. */
function unproven(judged: ItemVerdict): string {
  const status = STATUS_WORDS[judged.status];
  const rows = (outcome: VerdictNode["outcome"]) =>
    judged.gate.children.filter((row) => row.outcome === outcome).map((row) => row.title.toLowerCase());
  const missing = rows("fail");
  const what = missing.length > 0 ? `missing ${inWords(missing)}` : `cannot tell about ${inWords(rows("unknown"))} yet`;
  return `## ${MARK[judged.gate.outcome]} ${status.charAt(0).toUpperCase()}${status.slice(1)}: ${what}`;
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

function name(login: string | null): string {
  return login === null ? "nobody" : person(login);
}

/** A row made of parts says nothing that its parts do not say better, unless it is done. */
function rowLines(row: VerdictNode): readonly string[] {
  const parts = row.children.map((child) => `  - ${MARK[child.outcome]} ${child.title}: ${child.phrase}`);
  const phrase = parts.length > 0 && row.outcome !== "pass" ? "" : `: ${row.phrase}`;
  return [`- ${MARK[row.outcome]} **${row.title}**${phrase}`, ...parts];
}

function evidenceList(evidence: readonly Evidence[]): string {
  if (evidence.length === 0) return "";
  const lines = evidence.slice(0, MOST_EVIDENCE).map((one) => {
    const mark = one.strength === 2 ? MARK.pass : MARK.fail;
    return `- ${mark} ${linkText(KIND_WORDS[one.kind] ?? one.kind.replaceAll("_", " "), one.url)}: ${one.because}`;
  });
  if (evidence.length > MOST_EVIDENCE) lines.push(`- ${evidence.length - MOST_EVIDENCE} more are not shown.`);
  return details(`Evidence looked at (${evidence.length})`, lines.join("\n"));
}
