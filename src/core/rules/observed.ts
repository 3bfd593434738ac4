/** A. Whether a control was observed in the real workflow (R-A2). */
import { codeSpan } from "../markdown.ts";
import type { BehaviorStyle } from "../forms/vocabulary.ts";
import type { ControlFacts, Run, Sighting } from "../snapshot/facts.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import { type ItemCase, unreadOf } from "../verdict/item-case.ts";
import { node, step } from "../verdict/node.ts";
import type { Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { styleHint } from "./finding.ts";
import { cannotTell } from "./score.ts";
import { bypassOf, factsOf, listed, ran, sightingsOf } from "./sightings.ts";
import { takersOf } from "./takers.ts";
import { shown } from "./told.ts";

interface Seen {
  readonly outcome: Outcome;
  readonly phrase: string;
  readonly evidence?: readonly string[];
  readonly next?: Step | null;
}

/** R-A2: whether the control was observed in the real workflow. A bypass (R-A3) withdraws it. */
export function observedOf(subject: Case, item: ItemCase): VerdictNode {
  const { outcome, phrase, evidence = [], next = null } = seenIn(subject, item);
  return node("R-A2", `R-A2:#${item.issue.number}`, "Observed", outcome, phrase, {
    item: item.issue.number,
    evidence,
    next,
  });
}

function seenIn(subject: Case, item: ItemCase): Seen {
  if (item.since === null) {
    if (item.unread.implementation.length > 0) return unknown(item.unread.implementation);
    return {
      outcome: "fail",
      phrase: "Nothing is merged yet that could run.",
      next: step(`Merge the control of #${item.issue.number} first.`, "pull_request", takersOf(item)),
    };
  }
  if (item.fields.controlCheck === null) {
    const seen = withoutCheck(item);
    return seen.outcome === "pass" ? seen : { ...seen, phrase: `${seen.phrase}${proposal(subject, item)}` };
  }
  const { outcome, because, evidence, remedy } = bypassOf(subject, item);
  if (outcome === "fail") {
    return { outcome, phrase: `Silently bypassed: ${because}.`, evidence, next: remedyStep(item, remedy) };
  }
  const facts = factsOf(subject, item);
  if (!isUnreadable(facts) && facts.absent !== undefined) {
    return {
      outcome: "fail",
      phrase: `${codeSpan(item.fields.controlCheck.name, 80)} was not seen: ${facts.absent}.`,
      next: step(
        `Name a check that Quench can see in the *Control check* of #${item.issue.number}.`,
        "edit",
        takersOf(item),
      ),
    };
  }
  const sightings = sightingsOf(subject, item);
  if (isUnreadable(sightings)) return unknown([sightings]);
  const newest = sightings.slice(0, subject.policy.adoption.pull_requests);
  return byCheck(subject, item, codeSpan(item.fields.controlCheck.name, 80), newest);
}

/** The step that puts a bypassed control back. */
export function remedyStep(item: ItemCase, remedy: string | null): Step | null {
  return remedy === null ? null : step(`${remedy}.`, "edit", takersOf(item));
}

function byCheck(subject: Case, item: ItemCase, name: string, sightings: readonly Sighting[]): Seen {
  const { least, share } = subject.policy.adoption;
  const running = sightings.filter(ran);
  const { length: total } = sightings;
  const urls = running.map((one) => one.url);
  const skipped = sightings.filter(({ result }) => result === "skipped").length;
  const ranOn =
    total === 1 && running.length === 1
      ? `${name} ran on the one pull request merged since`
      : `${name} ran on ${running.length} of the last ${total} pull ${total === 1 ? "request" : "requests"}`;
  const counted = skipped === 0 ? ranOn : `${ranOn} and was skipped on ${skipped}`;
  // GitHub lets a required check that was skipped through.
  const everywhere = `Make ${name} run on every pull request that it guards${skipped === 0 ? "" : " (skipped, it looks at nothing, though GitHub takes it for passed)"}`;
  if (total >= least) {
    if (running.length * 100 >= share * total) {
      return { outcome: "pass", phrase: `${counted}. ${requiredSentence(subject, item)}`, evidence: urls };
    }
    const missed = sightings.filter((one) => !ran(one));
    return {
      outcome: "fail",
      phrase: `${counted}, and ${share} % are needed. ${requiredSentence(subject, item)}`,
      evidence: missed.map((one) => one.url),
      next: step(
        `${everywhere}, or narrow the *Control scope* of #${item.issue.number} to what it guards.`,
        "edit",
        takersOf(item),
      ),
    };
  }
  if (running.length < total) {
    return {
      outcome: "fail",
      phrase: `${counted}; while there are fewer than ${least}, it must run on all of them.`,
      evidence: sightings.filter((one) => !ran(one)).map((one) => one.url),
      next: step(`${everywhere}.`, "edit", takersOf(item)),
    };
  }
  if (total === 0) {
    return {
      outcome: "fail",
      phrase: `No pull request that ${name} guards has been merged since the control.`,
      next: step(`Wait for the next pull request that ${name} guards.`, "wait", takersOf(item)),
    };
  }
  const extra = extraRuns(subject, item);
  if (isUnreadable(extra)) return unknown([extra]);
  const [first] = extra;
  if (first !== undefined) {
    const phrase = `${counted}, and in a scheduled run or a drill. ${requiredSentence(subject, item)}`;
    return { outcome: "pass", phrase, evidence: [...urls, first] };
  }
  return {
    outcome: "fail",
    phrase: `${counted}; while there are fewer than ${least}, a scheduled run or a drill is needed too.`,
    evidence: urls,
    next: exerciseStep(item),
  };
}

/** A scheduled run that succeeded since the control was merged, or a verified drill. */
function extraRuns(subject: Case, item: ItemCase): readonly string[] | Unreadable {
  const drills = shown(item, "exercise", 2).map((evidence) => evidence.url);
  if (drills.length > 0) return drills;
  const facts = factsOf(subject, item);
  if (isUnreadable(facts)) return facts;
  if (isUnreadable(facts.scheduled)) return facts.scheduled;
  const runs = facts.scheduled
    .filter((run) => isScheduledSince(run, item))
    .map((run) => run.url)
    .sort();
  return runs.length > 0 ? runs : (unreadOf(item, "exercise")[0] ?? []);
}

function isScheduledSince({ status, conclusion, startedAt }: Run, { since }: ItemCase): boolean {
  return (
    status === "completed" && conclusion === "success" && since !== null && startedAt !== null && startedAt > since
  );
}

function requiredSentence(subject: Case, item: ItemCase): string {
  const facts = factsOf(subject, item);
  if (isUnreadable(facts) || isUnreadable(facts.required)) return "Whether it is required could not be read.";
  return facts.required ? `It is required${pinnedClause(facts)}.` : "It is not required.";
}

/** From whom a required check must come: one that is pinned to no App, anybody who may write can report. */
export function pinnedClause({ pinned }: ControlFacts): string {
  if (pinned === undefined) return "";
  if (pinned === null) return ", but from no App in particular: anybody who may write can report it";
  return `, from ${pinned.slug === null ? `the App ${pinned.id}` : codeSpan(pinned.slug, 60)} alone`;
}

/** The checks that came with the control, for its form to name one (R-B3); empty where there are none. */
function proposal(subject: Case, item: ItemCase): string {
  const facts = factsOf(subject, item);
  const { proposed = [] } = isUnreadable(facts) ? {} : facts;
  if (proposed.length === 0) return "";
  const noun = proposed.length === 1 ? "the check" : "the checks";
  return ` Its pull request brought ${noun} ${listed(proposed.map((name) => codeSpan(name, 60)))}: if that is the control, name it as *Control check* in the form of #${item.issue.number}.`;
}

/** Without a check: a verified run after the merge, and a dashboard on a host that the policy trusts (S3.4). */
function withoutCheck(item: ItemCase): Seen {
  const runs = item.evidence.filter((evidence) => evidence.strength === 2 && evidence.run !== undefined);
  const dashboards = shown(item, "dashboard", 1);
  const urls = [...runs, ...dashboards].map((evidence) => evidence.url);
  if (runs.length > 0 && dashboards.length > 0) {
    return {
      outcome: "pass",
      phrase: "It has no check; a verified run and a trusted dashboard show it.",
      evidence: urls,
    };
  }
  const unread = [
    ...(runs.length > 0 ? [] : [...item.unread.behavior, ...unreadOf(item, "rollback_run"), ...unreadOf(item, "link")]),
    ...(dashboards.length > 0 ? [] : unreadOf(item, "dashboard")),
  ];
  if (unread.length > 0) return unknown(unread);
  if (dashboards.length === 0) {
    const what =
      runs.length > 0
        ? "a trusted dashboard must show that it runs"
        : "a verified run and a trusted dashboard must show it";
    return { outcome: "fail", phrase: `It has no check, so ${what}.`, evidence: urls, next: dashboardStep(item) };
  }
  return {
    outcome: "fail",
    phrase: "It has no check, and no verified run after the merge shows it.",
    evidence: urls,
    next: runStep(item, "Exercise the merged control in a workflow run", item.style),
  };
}

/** How a dashboard is told. */
export function dashboardStep(item: ItemCase): Step {
  const text =
    "Show that it runs on a host of the policy's `evidence.trusted_hosts`: `/quench evidence dashboard <url>`";
  return step(`${text} on #${item.issue.number}.`, "comment", takersOf(item));
}

/** How a drill is shown, whatever style proves the item's behavior: a suite that stays green is no drill. */
export function exerciseStep(item: ItemCase): Step {
  return runStep(
    item,
    "Use the control in a drill's workflow run",
    item.style === "regression-trend" ? "drill" : item.style,
  );
}

function runStep(item: ItemCase, ask: string, style: BehaviorStyle | null): Step {
  const command = `\`/quench evidence behavior ${styleHint(style)} <run URL>\``;
  return step(`${ask}, then comment ${command} on #${item.issue.number}.`, "run", takersOf(item));
}

function unknown(unread: readonly Unreadable[]): Seen {
  const clause = cannotTell(unread);
  return { outcome: "unknown", phrase: `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.` };
}
