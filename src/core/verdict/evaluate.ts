/** The second of the three verbs: a snapshot and the policy in force become a verdict. Pure. */
import type { InForce } from "../policy/resolve.ts";
import { backlogFindings, formLacks, statusOf } from "../rules/backlog.ts";
import { checklistOf, closable } from "../rules/closure.ts";
import { qaGate } from "../rules/qa-gate.ts";
import { effectiveMode, severityOf } from "../rules/severity.ts";
import { closureOf } from "../rules/undo.ts";
import { keepSignal, restoredFinding } from "../rules/windows.ts";
import type { Snapshot } from "../snapshot/types.ts";
import { wakeAt } from "../wake.ts";
import { buildCase, type Case, type ItemCase } from "./case.ts";
import { step } from "./node.ts";
import type { Finding, ItemVerdict, Verdict } from "./types.ts";

/** Judges one incident. The same snapshot and policy give the same verdict, byte for byte (law 2). */
export function evaluate(snapshot: Snapshot, inForce: InForce): Verdict {
  return judge(buildCase(snapshot, inForce.policy), inForce);
}

/** The same for a case already built. */
export function judge(subject: Case, inForce: InForce): Verdict {
  const { snapshot, policy } = subject;
  const items = subject.items.map(itemVerdict);
  const checklist = checklistOf(subject);
  const gate = closable(subject, items, checklist);
  const windows = [keepSignal(subject)];
  const closure = closureOf(subject, gate.outcome, inForce.committedAt);
  const findings: readonly Finding[] = [
    ...restoredFinding(subject),
    ...formFindings(subject),
    ...subject.items.flatMap((item) => backlogFindings(subject, item)),
  ];
  const { incident } = snapshot;
  return {
    schema: "quench/verdict/1",
    incident: { number: incident.number, url: incident.url, title: incident.title },
    severity: severityOf(subject),
    drill: subject.form.drill || incident.labels.some((label) => label.toLowerCase() === "drill"),
    mode: policy.mode,
    effectiveMode: effectiveMode(subject),
    policy: inForce.standing,
    closable: gate,
    next: gate.outcome === "pass" ? null : gate.next,
    windows,
    items,
    checklist,
    findings,
    closure,
    wakeAt: wakeAt(subject, windows, closure),
  };
}

function itemVerdict(item: ItemCase): ItemVerdict {
  const gate = qaGate(item);
  return {
    number: item.issue.number,
    url: item.issue.url,
    title: item.issue.title,
    status: statusOf(item, gate.outcome),
    outcome: gate.outcome,
    bucket: item.fields.bucket,
    lane: item.fields.lane,
    band: item.fields.band,
    owner: item.owner,
    verifier: item.verifier,
    operator: item.operator,
    due: item.due,
    gate,
  };
}

/** R-V3: what the incident's form lacks or says unclearly is told, never guessed. */
function formFindings(subject: Case): readonly Finding[] {
  const { url, number } = subject.snapshot.incident;
  const next = step(`Edit the form of #${number}.`, "edit", [subject.snapshot.incident.author.login]);
  const unclear = subject.form.problems.filter((problem) => problem.code !== "missing");
  const finding = (key: string, phrase: string): Finding => ({
    rule: "R-V3",
    key: `R-V3:${key}`,
    item: null,
    phrase,
    evidence: [url],
    next,
  });
  const lacking = formLacks(subject.form.problems);
  const unrated = subject.form.severity === null && !unclear.some((problem) => problem.field === "severity");
  return [
    ...unclear.map((problem) => finding(`${problem.field ?? "form"}/${problem.line ?? 0}`, problem.message)),
    ...(unrated ? [finding("severity", `No severity is stated, so it counts as ${severityOf(subject)}.`)] : []),
    ...(lacking === null ? [] : [finding("missing", `The incident ${lacking}.`)]),
  ];
}
