/** T. What each step of the sprint asks for (R-T1 to R-T5), whatever the day. */
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { nearest, step } from "../verdict/node.ts";
import type { Outcome, Step } from "../verdict/types.ts";
import { bundleInputs } from "./bundle.ts";
import { styleHint } from "./finding.ts";
import { isStanding, weightOf } from "./priority.ts";
import { lacksOf, openRisks } from "./residual-risk.ts";
import { implementationOf } from "./window-needs.ts";
import { few, named, STEWARDS, takersOf } from "./takers.ts";

/** Whether a step is done. */
export interface Check {
  readonly outcome: Outcome;
  /** One sentence: done, or what is missing. */
  readonly phrase: string;
  readonly evidence: readonly string[];
  readonly next: Step | null;
}

function check(outcome: Outcome, phrase: string, items: readonly JudgedItem[] = [], next: Step | null = null): Check {
  return { outcome, phrase, evidence: items.map(({ issue }) => issue.url), next };
}

/** The same for every step: without items there is nothing to judge. */
function empty({ items, itemsUnread }: Judged): Check | null {
  if (itemsUnread !== null)
    return check("unknown", `Cannot tell yet: the hardening items could not be read: ${itemsUnread.unreadable}.`);
  if (items.some(isStanding)) return null;
  const next = step("Add a hardening item as a sub-issue of this incident.", "edit", STEWARDS);
  return check("fail", "There is no hardening item yet.", [], next);
}

/** R-T1: every item has its band and its reversibility. */
export function ranked(subject: Judged): Check {
  const bare = subject.items.filter(
    (item) => isStanding(item) && (item.band === null || item.fields.reversibility === null),
  );
  const [first] = bare;
  const none = empty(subject);
  if (none !== null) return none;
  if (first === undefined) return check("pass", "Every item has its band and its reversibility.");
  const next = step(
    `Choose *Risk reduction*, *Adoption speed* and *Reversibility* in the form of #${first.issue.number}.`,
    "edit",
    takersOf(first),
  );
  return check("fail", `Without band or reversibility: ${named(bare)}.`, bare, next);
}

/** What a step asks of the top items. */
interface Ask {
  readonly judge: (item: JudgedItem) => Outcome;
  /** Done, as a sentence; missing, as the beginning of one that ends in names. */
  readonly done: string;
  readonly missing: string;
  readonly next: (item: JudgedItem) => Step | null;
}

/** Every P0, and of the P1 those that were put in; while none was, at least one of them. */
function top(subject: Judged, { judge, done, missing, next }: Ask): Check {
  const none = empty(subject);
  if (none !== null) return none;
  const standing = subject.items.filter(isStanding).map((item) => ({ item, outcome: judge(item) }));
  const p0 = standing.filter(({ item }) => weightOf(item) === "P0");
  const p1 = standing.filter(({ item }) => weightOf(item) === "P1");
  if (p0.length + p1.length === 0) return check("not_applicable", "No item is P0 or P1.");
  const shipped = p1.filter(({ item }) => implementationOf(item) === "pass");
  const short = [...p0, ...shipped].filter(({ outcome }) => outcome !== "pass");
  const oneOf = shipped.length > 0 || p1.some(({ outcome }) => outcome === "pass") ? [] : p1;
  const lacking = [...short, ...oneOf].map(({ item }) => item);
  if (lacking.length === 0) return check("pass", done);
  const failing = short.filter(({ outcome }) => outcome === "fail");
  const fails = failing.length > 0 || (oneOf.length > 0 && oneOf.every(({ outcome }) => outcome === "fail"));
  if (!fails) return check("unknown", `Cannot tell yet, some facts could not be read: ${named(lacking)}.`, lacking);
  const parts = [
    ...(short.length > 0 ? [named(short.map(({ item }) => item))] : []),
    ...(oneOf.length > 0 ? [`${oneOf.length === 1 ? "" : "one of "}${named(oneOf.map(({ item }) => item))}`] : []),
  ];
  const [first] = [...failing, ...oneOf];
  return check("fail", `${missing}: ${parts.join(", and ")}.`, lacking, first === undefined ? null : next(first.item));
}

/** R-T2: every P0, and at least one P1 if there is any, has implementation evidence. */
export function implemented(subject: Judged): Check {
  return top(subject, {
    judge: implementationOf,
    done: "Every P0, and a P1 where there is one, has implementation evidence.",
    missing: "Without implementation evidence",
    next: (item) =>
      step(
        `Merge a pull request with \`Hardening: #${item.issue.number}\` in its body and successful checks.`,
        "pull_request",
        takersOf(item),
      ),
  });
}

function behaviorOf(item: JudgedItem): Outcome {
  if (item.evidence.some(({ kind, strength }) => kind === "behavioral" && strength === 2)) return "pass";
  return item.unread.behavior.length > 0 ? "unknown" : "fail";
}

/** R-T3: every such item has behavioral evidence. */
export function exercised(subject: Judged): Check {
  return top(subject, {
    judge: behaviorOf,
    done: "Every P0 and P1 that was put in has behavioral evidence.",
    missing: "Without behavioral evidence",
    next: (item) =>
      step(
        `Exercise the control in a workflow run, then comment \`/quench evidence behavior ${styleHint(item.style)} <run URL>\` on #${item.issue.number}.`,
        "run",
        takersOf(item),
      ),
  });
}

function adoptionOf({ adoption: { score } }: JudgedItem): Outcome {
  if (score.min >= score.target) return "pass";
  return score.max < score.target ? "fail" : "unknown";
}

/** R-T4: the adoption score of every such item reaches its target. */
export function adopted(subject: Judged): Check {
  const target = subject.policy.scores.adoption;
  return top(subject, {
    judge: adoptionOf,
    done: `Every P0 and P1 that was put in has an adoption score of ${target} or more.`,
    missing: `With an adoption score below ${target}`,
    next: (item) => item.adoption.node.next,
  });
}

/** R-T5: what the bundle is made of is there, and each residual risk is managed. */
export function concluded(subject: Judged): Check {
  const loose = openRisks(subject).find((entry) => lacksOf(entry).length > 0);
  if (loose !== undefined) {
    const where = `#${loose.issue.number}`;
    const lacks = lacksOf(loose).join(", ");
    const next = step(`Edit the form of ${where}: ${lacks}.`, "edit", loose.owner === null ? STEWARDS : [loose.owner]);
    return {
      outcome: "fail",
      phrase: `Residual risk ${where} is not managed, it lacks: ${lacks}.`,
      evidence: [loose.issue.url],
      next,
    };
  }
  const inputs = bundleInputs(subject);
  const missing = inputs.filter(({ outcome }) => outcome === "fail");
  if (missing.length > 0) {
    const phrase = `The completion bundle lacks: ${few(missing.map(({ name }) => name))}.`;
    return check("fail", phrase, [], nearest(missing.map(({ next }) => next)));
  }
  const [unread] = inputs.flatMap((input) => input.unread ?? []);
  if (unread !== undefined)
    return check("unknown", `Cannot tell yet whether the completion bundle is whole: ${unread.unreadable}.`);
  return check("pass", "What the completion bundle is made of is there, and each residual risk is managed.");
}
