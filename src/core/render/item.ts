/** The item's own comment: what its gate needs, row by row, with the evidence that counts and why the rest does not. */
import { linkText } from "../markdown.ts";
import type { Evidence } from "../evidence/types.ts";
import type { Case, ItemCase } from "../verdict/case.ts";
import type { ItemVerdict, VerdictNode } from "../verdict/types.ts";
import { details, MARK, person, renderStep, STATUS_WORDS } from "./words.ts";

const MOST_EVIDENCE = 30;

/** Renders the comment of one item. */
export function renderItem(subject: Case, item: ItemCase, judged: ItemVerdict): string {
  const done = judged.gate.outcome === "pass";
  const headline = done
    ? "## ✅ Verified: the control is proven"
    : `## ${MARK[judged.gate.outcome]} ${capital(STATUS_WORDS[judged.status])}: ${judged.gate.phrase.toLowerCase().replace(/\.$/, "")}`;
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
    `Owner, verifier and operator: ${named.join(" · ")}. Incident #${subject.snapshot.incident.number}.`,
    evidenceList(item.evidence),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function name(login: string | null): string {
  return login === null ? "nobody" : person(login);
}

function rowLines(row: VerdictNode): readonly string[] {
  const line = `- ${MARK[row.outcome]} **${row.title}**: ${row.phrase}`;
  return [line, ...row.children.map((child) => `  - ${MARK[child.outcome]} ${child.title}: ${child.phrase}`)];
}

function evidenceList(evidence: readonly Evidence[]): string {
  if (evidence.length === 0) return "";
  const lines = evidence.slice(0, MOST_EVIDENCE).map((one) => {
    const mark = one.strength === 2 ? MARK.pass : MARK.fail;
    return `- ${mark} ${linkText(one.kind.replaceAll("_", " "), one.url)}: ${one.because}`;
  });
  if (evidence.length > MOST_EVIDENCE) lines.push(`- ${evidence.length - MOST_EVIDENCE} more are not shown.`);
  return details(`Evidence looked at (${evidence.length})`, lines.join("\n"));
}
