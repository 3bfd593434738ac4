/** B. Backlog: what each item must hold, and the status that follows from its evidence (R-B1 to R-B4). */
import type { FormProblem } from "../forms/definition.ts";
import type { Case, ItemCase } from "../verdict/case.ts";
import { step } from "../verdict/node.ts";
import type { Finding, ItemStatus, Outcome, Step } from "../verdict/types.ts";

/** R-B4: our labels, one for each status. The label contains the status word. */
export const STATUS_LABELS: Readonly<Record<ItemStatus, string>> = {
  open: "quench: open",
  in_progress: "quench: in_progress",
  verified: "quench: verified",
  retired: "quench: retired",
};

/** R-B4: derived, never an input. Work has begun once there is an owner, and a linked pull request or any evidence. */
export function statusOf(item: ItemCase, gate: Outcome): ItemStatus {
  if (gate === "pass") return "verified";
  const linked = item.pulls.counted.length + item.pulls.open.length > 0;
  const supported = item.evidence.some((evidence) => evidence.strength > 0);
  return item.owner !== null && (linked || supported) ? "in_progress" : "open";
}

/** R-B1 to R-B3: what is missing or unclear on an item, each with its remedy. */
export function backlogFindings(subject: Case, item: ItemCase): readonly Finding[] {
  const where = `#${item.issue.number}`;
  const findings: Finding[] = [];
  const add = (rule: string, what: string, phrase: string, next: Step) => {
    findings.push({
      rule,
      key: `${rule}:${where}/${what}`,
      item: item.issue.number,
      phrase,
      evidence: [item.issue.url],
      next,
    });
  };
  if (item.fields.bucket === null) {
    add(
      "R-B1",
      "bucket",
      `${where} is in no bucket.`,
      edit(item, "Choose one bucket in the item's form: detect, prevent or recover."),
    );
  }
  if (item.owner === null) {
    const count = item.issue.assignees.length;
    const phrase =
      count === 0 ? `${where} has no owner.` : `${where} has ${count} assignees, and an item has exactly one owner.`;
    add(
      "R-B2",
      "owner",
      phrase,
      step(`Name one owner: \`/quench owner @login\` on ${where}.`, "comment", ["someone with triage or above"]),
    );
  } else if (subject.snapshot.people[item.owner.toLowerCase()]?.member === false) {
    add(
      "R-B2",
      "owner",
      `The owner of ${where} is no longer a member.`,
      step(`Name another owner: \`/quench owner @login\` on ${where}.`, "comment", ["someone with triage or above"]),
    );
  }
  if (item.due === null) {
    add(
      "R-B2",
      "due",
      `${where} has no due date.`,
      step(`Set one: \`/quench due YYYY-MM-DD\` on ${where}.`, "comment", ["someone with triage or above"]),
    );
  }
  for (const problem of item.fields.problems.filter(({ code }) => code !== "missing")) {
    add(
      "R-B3",
      `${problem.field ?? "form"}/${problem.line ?? 0}`,
      `${where}: ${problem.message}`,
      edit(item, "Edit the item's form."),
    );
  }
  const lacking = formLacks(item.fields.problems);
  if (lacking !== null) add("R-B3", "missing", `${where} ${lacking}.`, edit(item, "Edit the item's form."));
  return findings;
}

function edit(item: ItemCase, text: string): Step {
  return step(text, "edit", item.owner === null ? ["someone with triage or above"] : [item.owner]);
}

/** What a form lacks, in one clause, however many headings it is; null where all are there. */
export function formLacks(problems: readonly FormProblem[]): string | null {
  const missing = problems.filter(({ code }) => code === "missing");
  if (missing.length === 0) return null;
  if (missing.some(({ field }) => field === null)) return "was written without its form";
  return `lacks these headings of its form: ${missing.map(({ label }) => label ?? "").join(", ")}`;
}
