/** The second of the three verbs: a snapshot and the policy in force become a verdict. Pure. */
import type { InForce } from "../policy/resolve.ts";
import { RULES } from "../rules/registry.ts";
import { nextReminder } from "../rules/reminders.ts";
import type { Rule } from "../rules/rule.ts";
import { effectiveMode, severityOf } from "../rules/severity.ts";
import { sprintOf } from "../rules/sprint.ts";
import { closureOf } from "../rules/undo.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { wakeAt } from "../wake.ts";
import { assess } from "./assess.ts";
import { buildCase } from "./case.ts";
import type { Judged, JudgedItem } from "./judged.ts";
import { nearestOf } from "./node.ts";
import type { Finding, ItemVerdict, Step, Verdict, VerdictNode } from "./types.ts";

/** Judges one incident. The same snapshot and policy give the same verdict, byte for byte (law 2). */
export function evaluate(snapshot: Snapshot, inForce: InForce): Verdict {
  return judge(assess(buildCase(snapshot, inForce.policy), inForce));
}

/** The same for a case already assessed. */
export function judge(subject: Judged): Verdict {
  const { policy, closable } = subject;
  const { incident } = subject.snapshot;
  const closure = closureOf(subject, subject.inForce.committedAt);
  const judged = RULES.map((rule) => ({ rule, nodes: rule.judge?.(subject) ?? [] }));
  const findings = judged.flatMap(({ rule, nodes }) => (rule.kind === "finding" ? nodes.flatMap(findingOf) : []));
  return {
    schema: "quench/verdict/1",
    incident: { number: incident.number, url: incident.url, title: incident.title },
    severity: severityOf(subject),
    drill: isDrill(subject),
    mode: policy.mode,
    effectiveMode: effectiveMode(subject),
    policy: subject.inForce.standing,
    closable,
    next: closable.outcome === "pass" ? null : (closable.next ?? helpOf(judged)),
    windows: subject.windows,
    items: subject.items.map((item) => itemVerdict(subject, item)),
    checklist: subject.checklist,
    scorecard: subject.scorecard.node,
    score: subject.scorecard.score,
    sprint: sprintOf(subject),
    override: subject.override,
    rules: judged.flatMap(({ nodes }) => nodes),
    findings,
    closure,
    wakeAt: wakeAt(subject, closure),
  };
}

/** What would help where nobody can tell: a permission that is lacking, which R-V1 names. */
function helpOf(judged: readonly { readonly rule: Rule; readonly nodes: readonly VerdictNode[] }[]): Step | null {
  return nearestOf(judged.flatMap(({ rule, nodes }) => (rule.id === "R-V1" ? nodes : [])));
}

function isDrill({ form, policy, snapshot }: Judged): boolean {
  const wanted = policy.incident.drill_label.toLowerCase();
  return form.drill || snapshot.incident.labels.some((label) => label.toLowerCase() === wanted);
}

function itemVerdict(subject: Judged, item: JudgedItem): ItemVerdict {
  return {
    number: item.issue.number,
    url: item.issue.url,
    title: item.issue.title,
    status: item.status,
    outcome: item.gate.outcome,
    bucket: item.fields.bucket,
    lane: item.fields.lane,
    band: item.band,
    signalToEffort: item.signalToEffort,
    owner: item.owner,
    verifier: item.verifier,
    operator: item.operator,
    due: item.due,
    gate: item.gate,
    rubric: item.rubric.score,
    adoption: item.adoption.score,
    reminder: nextReminder(subject, item),
  };
}

function findingOf({ rule, key, item, phrase, evidence, next, outcome }: VerdictNode): readonly Finding[] {
  return outcome === "fail" ? [{ rule, key, item, phrase, evidence, next }] : [];
}
