/** T. The 14-day sprint: W's clock on the team's calendar (R-T1 to R-T6). */
import { OVERRIDERS } from "../people.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addDays, endOfLocalDay, formatDay, localDay } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { SprintStep, Step, VerdictNode } from "../verdict/types.ts";
import { deferralOf } from "./debt.ts";
import { isStanding, isUrgent } from "./priority.ts";
import type { Rule } from "./rule.ts";
import { type Check, adopted, concluded, exercised, implemented, ranked } from "./sprint-checks.ts";
import { named } from "./takers.ts";
import { startOf } from "./windows.ts";

interface Leg extends SprintStep {
  /** True once its last day is over. */
  readonly over: boolean;
  readonly evidence: readonly string[];
  readonly next: Step | null;
}

const STEPS: readonly {
  readonly rule: string;
  readonly title: string;
  readonly end: keyof Judged["policy"]["sprint"];
  readonly check: (subject: Judged) => Check;
}[] = [
  { rule: "R-T1", title: "Rank findings by risk and reversibility", end: "rank", check: ranked },
  { rule: "R-T2", title: "Put the top P0 and P1 controls in", end: "build", check: implemented },
  { rule: "R-T3", title: "Verify and link the evidence", end: "verify", check: exercised },
  { rule: "R-T4", title: "Check adoption in the real workflow", end: "adopt", check: adopted },
  { rule: "R-T5", title: "Sum up and own the residual risk", end: "conclude", check: concluded },
];

// The verdict shows the steps and the rules give their nodes: they are worked out once.
const known = new WeakMap<Judged, readonly Leg[]>();

function legs(subject: Judged): readonly Leg[] {
  const found = known.get(subject);
  if (found !== undefined) return found;
  const { zone } = subject.policy.time;
  const first = localDay(startOf(subject).at, zone);
  let from = first;
  const made = STEPS.map(({ rule, title, end, check }): Leg => {
    const days = { from, to: addDays(first, subject.policy.sprint[end] - 1) };
    from = addDays(days.to, 1);
    const over = subject.snapshot.now >= endOfLocalDay(days.to, zone);
    const { outcome, phrase, evidence, next } = check(subject);
    return {
      rule,
      title,
      ...days,
      outcome: outcome === "fail" && !over ? "not_applicable" : outcome,
      phrase,
      over,
      evidence,
      next,
    };
  });
  known.set(subject, made);
  return made;
}

/** R-T1 to R-T5, each with its days and whether it is done. A step that is not done and not over is not applicable. */
export function sprintOf(subject: Judged): readonly SprintStep[] {
  return legs(subject).map(({ rule, title, from, to, outcome, phrase }) => ({
    rule,
    title,
    from,
    to,
    outcome,
    phrase,
  }));
}

function legNode({ rule, title, from, to, outcome, phrase, evidence, next }: Leg): VerdictNode {
  const days = from === to ? formatDay(from) : `${formatDay(from)} to ${formatDay(to)}`;
  return node(rule, rule, title, outcome, `${days}: ${phrase}`, { evidence, next });
}

/** What could be put off without touching what matters most: lowest band first, and of it the last in order. */
function deferrable(subject: Judged): readonly JudgedItem[] {
  const left = subject.items.filter(
    (item) =>
      isStanding(item) &&
      !isUrgent(item) &&
      item.status !== "verified" &&
      !isPutOff(deferralOf(subject, item.issue.number)),
  );
  return left.toReversed();
}

function isPutOff(deferral: object | Unreadable | null): boolean {
  return deferral !== null && !isUnreadable(deferral);
}

/** R-T6: behind schedule, the scope is cut, never verification. */
function schedule(subject: Judged): VerdictNode {
  const all = legs(subject);
  const say = (outcome: VerdictNode["outcome"], phrase: string, next: Step | null = null): VerdictNode =>
    node("R-T6", "R-T6", "Schedule", outcome, phrase, { next });
  const behind = all.find(({ outcome }) => outcome === "fail");
  const hidden = all.find(({ outcome, over }) => outcome === "unknown" && over);
  if (all.at(-1)?.outcome === "pass") return say("pass", "The sprint is done.");
  if (behind === undefined && hidden !== undefined)
    return say("unknown", `Cannot tell yet whether ${hidden.rule} is done: ${hidden.phrase}`);
  if (behind === undefined) return say("pass", "The sprint is on schedule.");
  const late = `The sprint is behind schedule: ${behind.rule} was due on ${formatDay(behind.to)}.`;
  const items = deferrable(subject);
  const [first] = items;
  if (first === undefined)
    return say("fail", `${late} There is nothing left to defer, and verification is never cut.`, behind.next);
  return say(
    "fail",
    `${late} Cut scope, never verification: defer, in this order, ${named(items)}.`,
    step(`Defer what can wait: \`/quench defer #${first.issue.number} <date> <because>\` on the incident.`, "comment", [
      OVERRIDERS,
    ]),
  );
}

const leg =
  (index: number) =>
  (subject: Judged): readonly VerdictNode[] =>
    legs(subject)
      .slice(index, index + 1)
      .map(legNode);

const ITEMS_UNREAD = "The hardening items, or the facts that may show it, were not read.";

export const SPRINT_RULES: readonly Rule[] = [
  {
    id: "R-T1",
    title: "Days 1–2: rank by risk and reversibility",
    passes: "Every item has its band and its reversibility.",
    fails: "The step's last day is over in the team's time zone, and an item lacks one of them, or there is no item.",
    unknown: "The hardening items were not read.",
    settings: ["sprint.rank", "time.zone"],
    kind: "fact",
    judge: leg(0),
  },
  {
    id: "R-T2",
    title: "Days 3–5: put the top controls in",
    passes: "Every P0 item, and at least one P1 item where there are any, has implementation evidence.",
    fails: "The step's last day is over, and one of them has none.",
    unknown: ITEMS_UNREAD,
    settings: ["sprint.build", "time.zone"],
    kind: "fact",
    judge: leg(1),
  },
  {
    id: "R-T3",
    title: "Days 6–8: verification coverage",
    passes: "Every P0 item and every P1 item that was put in has behavioral evidence.",
    fails: "The step's last day is over, and one of them has none.",
    unknown: ITEMS_UNREAD,
    settings: ["sprint.verify", "time.zone"],
    kind: "fact",
    judge: leg(2),
  },
  {
    id: "R-T4",
    title: "Days 9–11: adoption checks",
    passes: "Every P0 item and every P1 item that was put in reaches the target of the adoption score.",
    fails: "The step's last day is over, and one of them stays below it.",
    unknown: ITEMS_UNREAD,
    settings: ["sprint.adopt", "scores.adoption", "time.zone"],
    kind: "fact",
    judge: leg(3),
  },
  {
    id: "R-T5",
    title: "Days 12–14: summary and residual risk",
    passes: "What the completion bundle needs is all there, and each residual risk is managed.",
    fails: "The step's last day is over, and something is missing.",
    unknown: "The ledger, or facts that may show what the bundle is made of, were not read.",
    settings: ["sprint.conclude", "time.zone"],
    kind: "fact",
    judge: leg(4),
  },
  {
    id: "R-T6",
    title: "Behind schedule, cut scope",
    passes: "No step of the sprint is overdue, or the last one is done.",
    fails: "A step is overdue: the items to defer are named, lowest band first, never P0 or P1, never verification.",
    unknown: "Whether an overdue step is done could not be read.",
    settings: ["sprint.rank", "sprint.build", "sprint.verify", "sprint.adopt", "sprint.conclude", "time.zone"],
    kind: "finding",
    judge: (subject) => [schedule(subject)],
  },
];
