/** What the control's check did on the pull requests merged since (R-A2), and whether it was bypassed (R-A3). */
import { byText } from "../order.ts";
import { said } from "../commands/said.ts";
import { checksOf, isControlCheck } from "../evidence/control.ts";
import type { ControlCheck } from "../forms/fields.ts";
import type { Phase } from "../forms/vocabulary.ts";
import { codeSpan } from "../markdown.ts";
import { compiled } from "../policy/compiled.ts";
import type { ControlFacts, Sighting } from "../snapshot/facts.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Outcome } from "../verdict/types.ts";

/** True for a control that was there: it passed, or it failed, be it after the merge. Skipped is not running. */
export function ran({ result }: Sighting): boolean {
  return result === "passed" || result === "failed";
}

/** What was read of an item's control; unreadable where nothing was. */
export function factsOf({ snapshot }: Case, { issue }: ItemCase): ControlFacts | Unreadable {
  return snapshot.controls?.[issue.number] ?? { unreadable: `the control of #${issue.number} was not read` };
}

/**
 * The pull requests that were merged after the control and touch its scope, newest first. The control's own pull requests
 * are not among them.
 */
export function sightingsOf(subject: Case, item: ItemCase): readonly Sighting[] | Unreadable {
  const facts = factsOf(subject, item);
  if (isUnreadable(facts)) return facts;
  if (isUnreadable(facts.sightings)) return facts.sightings;
  const { since } = item;
  const scope = item.fields.controlScope;
  const inScope = compiled("paths", scope);
  const own = new Set(item.pulls.counted.map((pull) => pull.key));
  return facts.sightings
    .filter((one) => since !== null && one.mergedAt > since && !own.has(one.pull))
    .filter((one) => scope.length === 0 || one.paths.some(inScope))
    .sort((a, b) => byText(b.mergedAt, a.mergedAt) || byText(a.pull, b.pull));
}

/** How R-A3 stands, with the facts that show it. */
export interface Bypass {
  readonly outcome: Outcome;
  /** A clause. */
  readonly because: string;
  readonly evidence: readonly string[];
  /** What puts the control back; null where nothing is wrong. */
  readonly remedy: string | null;
}

/** So many pull requests in a row without it say that a control has stopped, however few the policy asks for. */
export const LEAST_TO_STOP = 3;

/**
 * R-A3, for a merged control with a check. It is silently bypassed when
 * - it was required once (as we remember, or as a pull request saw it) and is not any more;
 * - its workflow is disabled or deleted, or it ran once (on its own pull request or later) and on none of the last
 *   `adoption.least`, at least three;
 * - one of the newest `adoption.pull_requests` was merged over its failure, or without it where it was required. In
 *   rollout phase *shadow*, where it is there to observe, a failure may be merged unless it is required all the same.
 *   What it said only after the merge held nothing up: a failure then was not merged over, but a required check that
 *   spoke so late was merged without.
 *
 * A required check that was skipped is not one that was missing: GitHub takes a skipped one for passed, and R-A2's share
 * and the second case tell when skipping becomes the habit.
 */
export function bypassOf(subject: Case, item: ItemCase): Bypass {
  const { controlCheck } = item.fields;
  if (controlCheck === null || item.since === null) return bypass("not_applicable", "there is nothing to bypass");
  const name = codeSpan(controlCheck.name, 80);
  const facts = factsOf(subject, item);
  const sightings = sightingsOf(subject, item);
  const all = isUnreadable(sightings) ? [] : sightings;
  const required = isUnreadable(facts) ? facts : facts.required;
  const remembered = subject.memory.required?.includes(item.issue.nodeId) === true;
  const wasRequired = remembered || all.some((one) => one.required === true);
  if (wasRequired && required === false) {
    return bypass("fail", `its check was required once, and ${name} is not`, [], `Require ${name} in a ruleset`);
  }
  if (!isUnreadable(facts) && facts.absent !== undefined) return bypass("unknown", facts.absent);
  const ranOnce = all.some(ran) || ranAtFirst(item, controlCheck);
  const workflow = isUnreadable(facts) ? undefined : facts.workflow;
  if (ranOnce && workflow !== undefined && workflow.state !== "active") {
    return bypass("fail", ...stopped(name, workflow, all));
  }
  const { least, pull_requests: most } = subject.policy.adoption;
  const streak = Math.max(LEAST_TO_STOP, least);
  const last = all.slice(0, streak);
  if (last.length === streak && !last.some(ran) && ranOnce) {
    return bypass(
      "fail",
      `${name} ran once and on none of the last ${streak} pull requests`,
      last.map((one) => one.url),
      `Make ${name} run again on every pull request that it guards`,
    );
  }
  const newest = all.slice(0, most);
  const over = newest.filter(
    (one) => one.result === "failed" && one.late !== true && (one.required === true || phaseOf(item) !== "shadow"),
  );
  const without = newest.filter((one) => wasSilent(one) && one.required === true);
  if (over.length + without.length > 0) {
    const because = [
      ...(over.length === 0 ? [] : [`${listed(over.map(({ pull }) => pull))} ${were(over)} merged over its failure`]),
      ...(without.length === 0
        ? []
        : [`${listed(without.map(({ pull }) => pull))} ${were(without)} merged without it, though it was required`]),
    ];
    return bypass(
      "fail",
      `${name} was bypassed: ${because.join("; ")}`,
      [...over, ...without].map((one) => one.url),
      `Repair what was merged around ${name}, and require it with no way around it`,
    );
  }
  if (isUnreadable(sightings)) return bypass("unknown", sightings.unreadable);
  if (wasRequired && isUnreadable(required)) return bypass("unknown", required.unreadable);
  const unsure = newest.filter((one) => wasSilent(one) && one.required === null);
  return unsure.length > 0
    ? bypass("unknown", `whether ${name} was required is not known for ${listed(unsure.map(({ pull }) => pull))}`)
    : bypass("pass", `nothing was merged around ${name}`);
}

function bypass(
  outcome: Outcome,
  because: string,
  evidence: readonly string[] = [],
  remedy: string | null = null,
): Bypass {
  return { outcome, because, evidence, remedy };
}

/** It had said nothing when the pull request was merged. */
function wasSilent({ result, late }: Sighting): boolean {
  return result === "missing" || late === true;
}

/** How a control whose workflow does not run any more is told; what was merged since it last ran shows it. */
function stopped(
  name: string,
  { name: workflow, state }: NonNullable<ControlFacts["workflow"]>,
  all: readonly Sighting[],
): readonly [because: string, evidence: readonly string[], remedy: string] {
  const lastRun = all.findIndex(ran);
  const without = lastRun < 0 ? all : all.slice(0, lastRun);
  const its = workflow === "" ? "its workflow" : `its workflow ${codeSpan(workflow, 80)}`;
  const since =
    without.length === 0 ? "" : `, and ${listed(without.map(({ pull }) => pull))} ${were(without)} merged since`;
  const remedy = state === "disabled" ? `Enable the workflow of ${name} again` : `Bring the workflow of ${name} back`;
  return [`${name} has stopped: ${its} is ${state}${since}`, without.map((one) => one.url), remedy];
}

/** Its check completed on one of the pull requests that brought it. */
function ranAtFirst(item: ItemCase, wanted: ControlCheck): boolean {
  return item.pulls.counted
    .flatMap(checksOf)
    .some(
      (check) => isControlCheck(check, wanted) && (check.conclusion === "success" || check.conclusion === "failure"),
    );
}

function phaseOf(item: ItemCase): Phase | null {
  return said(item.heard, "phase").at(-1)?.command.phase ?? item.fields.phase;
}

function were(sightings: readonly Sighting[]): string {
  return sightings.length === 1 ? "was" : "were";
}

const MOST_LISTED = 3;

/** `acme/shop#7, acme/shop#8 and 2 more`. */
export function listed(all: readonly string[]): string {
  const names = all.slice(0, MOST_LISTED);
  const more = all.length - names.length;
  const parts = more > 0 ? [...names, `${more} more`] : names;
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1) ?? ""}`;
}
