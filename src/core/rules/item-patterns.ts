/** Y. Anti-patterns and failure modes: those of one item (R-Y3, R-Y5, R-Y7, R-Y8). */
import { codeSpan } from "../markdown.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, endOfLocalDay, formatDay, formatInstant, localDay } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { adoptedSince, effectOf, effectPhrase } from "./effect.ts";
import { isStanding } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { tell } from "./sighted.ts";
import { factsOf, ran, sightingsOf } from "./sightings.ts";
import { STEWARDS, takersOf } from "./takers.ts";
import { implementationOf, implementedAt } from "./window-needs.ts";

function eachItem(judge: (subject: Judged, item: JudgedItem) => VerdictNode | null): Rule["judge"] {
  return (subject) => subject.items.filter(isStanding).flatMap((item) => judge(subject, item) ?? []);
}

/** R-Y3: closed as completed with too low an adoption score, or before its adoption check date. */
function tooEarly({ policy }: Judged, item: JudgedItem): VerdictNode | null {
  const { issue, fields, adoption } = item;
  if (issue.closedAt === null || issue.stateReason !== "completed") return null;
  const { number } = issue;
  const { min, max, of, target } = adoption.score;
  const score = min === max ? `${min} of ${of}` : `${min}–${max} of ${of}`;
  const extra = { evidence: [issue.url] };
  const day = fields.adoptionCheck;
  const early = day !== null && localDay(issue.closedAt, policy.time.zone) < day;
  const title = "Done comes after the adoption check";
  if (early) {
    const phrase = `#${number} was closed as completed on ${formatDay(localDay(issue.closedAt, policy.time.zone))}, before its adoption check on ${formatDay(day)}.`;
    const text = `Reopen #${number}, and close it on or after ${formatDay(day)} once its adoption holds.`;
    return of1("R-Y3", item, title, "fail", phrase, { ...extra, next: step(text, "edit", takersOf(item)) });
  }
  if (max < target) {
    const phrase = `#${number} was closed as completed with an adoption score of ${score}; it takes ${target}.`;
    return of1("R-Y3", item, title, "fail", phrase, { ...extra, next: adoption.node.next });
  }
  if (min < target) {
    const phrase = `Cannot tell yet whether #${number} is adopted: its score is ${score}, and it takes ${target}.`;
    return of1("R-Y3", item, title, "unknown", phrase, extra);
  }
  return of1("R-Y3", item, title, "pass", `#${number} was closed with an adoption score of ${score}.`, extra);
}

/** R-Y5: a control that has been there for a while, and that nothing has exercised. */
function neverExercised(subject: Judged, item: JudgedItem): VerdictNode | null {
  return whileAfter("R-Y5", "Controls are exercised", subject, item, {
    done: exercised(subject, item),
    holds: `#${item.issue.number} is implemented, and was exercised.`,
    lacks: `#${item.issue.number} is implemented since %s, and neither its check nor a drill has exercised it.`,
    waits: `#${item.issue.number} is implemented, and has until %s to be exercised.`,
    next: step(
      `Exercise the control in a workflow run, then comment \`/quench evidence behavior <style> <run URL>\` on #${item.issue.number}.`,
      "run",
      takersOf(item),
    ),
  });
}

type Done = { readonly urls: readonly string[]; readonly unread: Unreadable | null };

/** A run of its check on a later pull request or by schedule, or behavioral evidence. */
function exercised(subject: Judged, item: JudgedItem): Done {
  const drills = item.evidence.filter(({ kind, strength }) => strength === 2 && EXERCISES.has(kind));
  const told = item.unread.behavior[0] ?? item.unreadCited.find(({ kind }) => kind === "rollback_run")?.why ?? null;
  const urls = drills.map(({ url }) => url);
  if (item.fields.controlCheck === null) return { urls, unread: told };
  const facts = factsOf(subject, item);
  const sightings = sightingsOf(subject, item);
  const scheduled = isUnreadable(facts) ? facts : facts.scheduled;
  return {
    urls: [
      ...urls,
      ...(isUnreadable(sightings) ? [] : sightings.filter(ran).map(({ url }) => url)),
      ...(isUnreadable(scheduled) ? [] : scheduled.map(({ url }) => url).sort()),
    ],
    unread: told ?? [sightings, scheduled].find(isUnreadable) ?? null,
  };
}

const EXERCISES: ReadonlySet<string> = new Set(["behavioral", "rollback_run", "exercise"]);

/** R-Y8: a control that has been there for a while, and whose operator has not taken it over. */
function notBrought(subject: Judged, item: JudgedItem): VerdictNode | null {
  const { number } = item.issue;
  const { operator } = item;
  const acks = item.evidence.filter(({ kind, strength }) => kind === "oncall_ack" && strength === 2);
  const whose =
    operator === null ? "no operator is named" : `its operator ${codeSpan(operator, 60)} has not acknowledged it`;
  return whileAfter("R-Y8", "Controls reach their operators", subject, item, {
    done: { urls: acks.map(({ url }) => url), unread: item.unread.ownership[0] ?? null },
    holds: `#${number} is implemented, and its operator acknowledged on-call duty.`,
    lacks: `#${number} is implemented since %s, and ${whose}.`,
    waits: `#${number} is implemented, and its operator has until %s to acknowledge on-call duty.`,
    next:
      operator === null
        ? step(`Name the operator: \`/quench operator @login\` on #${number}.`, "comment", STEWARDS)
        : step(`Acknowledge on-call duty: \`/quench ack oncall\` on #${number}.`, "comment", [operator]),
  });
}

interface Telling {
  readonly done: Done;
  readonly holds: string;
  /** `%s`: when it was implemented. */
  readonly lacks: string;
  /** `%s`: until when there is time. */
  readonly waits: string;
  readonly next: Step;
}

/** What an implemented item needs within the time of `findings.after`; null for one that is not implemented. */
function whileAfter(
  rule: string,
  title: string,
  subject: Judged,
  item: JudgedItem,
  telling: Telling,
): VerdictNode | null {
  const { policy, snapshot } = subject;
  const { done } = telling;
  const at = implementedAt(item);
  const implementing = item.evidence.filter(({ kind }) => kind === "diff").map(({ url }) => url);
  const evidence = [...implementing, ...done.urls];
  if (at === null) {
    // Whoever did it is no matter while nobody knows whether there is anything to do.
    return implementationOf(item) === "fail" || done.urls.length > 0
      ? null
      : of1(rule, item, title, "unknown", tell(item.unread.implementation[0]), { evidence });
  }
  if (done.urls.length > 0) return of1(rule, item, title, "pass", telling.holds, { evidence });
  const until = addMs(at, policy.findings.after);
  const zone = policy.time.zone;
  if (snapshot.now < until) {
    return of1(rule, item, title, "pass", telling.waits.replace("%s", formatInstant(until, zone)), { evidence });
  }
  if (done.unread !== null) return of1(rule, item, title, "unknown", tell(done.unread), { evidence });
  const phrase = telling.lacks.replace("%s", formatInstant(at, zone));
  return of1(rule, item, title, "fail", phrase, { evidence, next: telling.next });
}

/** R-Y7: closed, past its review date, and nothing measured. */
function noEffect(subject: Judged, item: JudgedItem): VerdictNode | null {
  const { issue, fields } = item;
  const { now } = subject.snapshot;
  const { zone } = subject.policy.time;
  if (issue.state !== "closed" || fields.review === null || now < endOfLocalDay(fields.review, zone)) return null;
  const title = "Closed work shows an effect";
  const evidence = [issue.url];
  const past = `#${issue.number} is closed and past its review date, ${formatDay(fields.review)}`;
  const name = item.obligation.failureClass ?? subject.form.failureClass;
  const next = step(
    `Look at the figures of #${issue.number}; if the control does not help, say \`/quench retire <because>\` there.`,
    "comment",
    takersOf(item),
  );
  if (name === null) {
    const phrase = `${past}, and names no failure class whose incidents could be counted.`;
    const text = `Write the failure class into the form of #${issue.number}.`;
    return of1("R-Y7", item, title, "fail", phrase, { evidence, next: step(text, "edit", takersOf(item)) });
  }
  const effect = effectOf(subject, name, adoptedSince(subject, item));
  if (isUnreadable(effect)) return of1("R-Y7", item, title, "unknown", tell(effect), { evidence });
  const figures = effectPhrase(effect, zone);
  return effect.trend === "too few"
    ? of1("R-Y7", item, title, "fail", `${past}, with no measured effect: ${figures}`, { evidence, next })
    : of1("R-Y7", item, title, "pass", `${past}, and its effect is measured: ${figures}`, { evidence });
}

function of1(
  rule: string,
  { issue }: JudgedItem,
  title: string,
  outcome: Outcome,
  phrase: string,
  extra: { readonly evidence: readonly string[]; readonly next?: Step | null },
): VerdictNode {
  return node(rule, `${rule}:#${issue.number}`, title, outcome, phrase, { ...extra, item: issue.number });
}

export const ITEM_PATTERN_RULES: readonly Rule[] = [
  {
    id: "R-Y3",
    title: "Marked done before the adoption check",
    passes:
      "An item was closed as completed with its adoption score at the target, on or after its adoption check date.",
    fails:
      "An item was closed as completed with the adoption score below the target, or before its adoption check date.",
    unknown: "The adoption score of a closed item is a range around the target.",
    settings: ["scores.adoption", "time.zone"],
    kind: "finding",
    judge: eachItem(tooEarly),
  },
  {
    id: "R-Y5",
    title: "Control added, never exercised",
    passes: "An implemented control's check has run, or there is behavioral evidence, or it still has time.",
    fails:
      "A control is implemented, the time is over, and neither a run of its check nor behavioral evidence is there.",
    unknown: "The runs of its check, or its evidence, could not be read.",
    settings: ["findings.after"],
    kind: "finding",
    judge: eachItem(neverExercised),
  },
  {
    id: "R-Y7",
    title: "Closed without effect",
    passes: "An item is closed and past its review date, and the effect on its failure class is measured (R-M1).",
    fails: "An item is closed and past its review date, and no effect is measured.",
    unknown: "The repository's other incidents could not be read.",
    settings: ["effect.window", "effect.least"],
    kind: "finding",
    judge: eachItem(noEffect),
  },
  {
    id: "R-Y8",
    title: "Not brought to the operators",
    passes: "The operator of an implemented item acknowledged on-call duty, or still has time.",
    fails: "An item is implemented, the time is over, and its operator has not acknowledged it.",
    unknown: "The item's comments, or who may speak on it, could not be read.",
    settings: ["findings.after"],
    kind: "finding",
    judge: eachItem(notBrought),
  },
];
