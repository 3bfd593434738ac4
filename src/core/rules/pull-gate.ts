/** C. The pull request's check: a merge that would close an incident too early is stopped before it happens (R-C4). */
import { type Check, isUnreadable, type PullRequest, type Unreadable } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Mode, Outcome, VerdictNode } from "../verdict/types.ts";
import { type Bearing, bearingOf, gateMode, weakerOf } from "./gates.ts";
import type { Rule } from "./rule.ts";

/** The check's one stable name, which a ruleset may require. */
export const CHECK_NAME = "Quench / hardening gate";

export interface PullStanding {
  readonly pull: PullRequest;
  /** Its merge would close the incident; unreadable where that is not known. */
  readonly closesIncident: boolean | Unreadable;
  /** Items of this incident that its merge would close, by number: they stay open until verified (R-C2). */
  readonly closesItems: readonly number[];
  /** Items it is linked to otherwise. */
  readonly serves: readonly number[];
  /** `blocked`: red in enforce mode; `told`: it would be. */
  readonly outcome: "clear" | "blocked" | "told" | "unknown";
}

/** A check of ours by that name. */
export function isOurCheck(check: Check): boolean {
  return check.name === CHECK_NAME && check.own !== null;
}

/**
 * The open pull requests of this repository that are linked to the incident or to one of its items, and those that were:
 * a red check that nobody looked at again would hold a merge up for ever.
 *
 * @param most the strictest mode that may come of it: a closure that stays as it is blocks nothing any more.
 */
export function pullStandings(subject: Judged, most: Mode = "enforce"): readonly PullStanding[] {
  const { snapshot, override } = subject;
  const bearing = bearingOf(subject.closable, (gate) => weakerOf(most, gateMode(subject, gate)));
  // While an override runs an early close is right, by whatever way.
  const free = subject.closable.outcome === "pass" || override?.running === true;
  const { repository, incident } = snapshot;
  const here = `${repository.owner}/${repository.name}`;
  const linked = new Map<string, PullRequest>();
  const all = [subject.pulls, ...subject.items.map((item) => item.pulls)];
  const left = all
    .flatMap(({ suggested }) => suggested)
    .filter(({ state, head }) => state === "open" && !isUnreadable(head.checks) && head.checks.some(isOurCheck));
  for (const pull of [...left, ...all.flatMap(({ open }) => open)]) {
    // A check run belongs to one repository; one elsewhere is another installation's matter.
    if (pull.repository.toLowerCase() === here.toLowerCase()) linked.set(pull.key, pull);
  }
  return [...linked.values()]
    .sort((a, b) => a.number - b.number)
    .map((pull) => {
      const closes = isUnreadable(pull.closes) ? pull.closes : new Set(pull.closes.map((key) => key.toLowerCase()));
      const closing = (number: number) => !isUnreadable(closes) && closes.has(`${here}#${number}`.toLowerCase());
      // Keywords count only on the way into the default branch.
      const closesIncident = !pull.baseIsDefault ? false : isUnreadable(closes) ? closes : closing(incident.number);
      const serving = subject.items
        .filter((item) => item.pulls.open.some((one) => one.key === pull.key))
        .map((item) => item.issue.number);
      const closesItems = serving.filter((number) => pull.baseIsDefault && closing(number));
      return {
        pull,
        closesIncident,
        closesItems,
        serves: serving.filter((number) => !closesItems.includes(number)),
        outcome: free ? "clear" : outcomeOf(closesIncident, bearing),
      };
    });
}

function outcomeOf(closes: boolean | Unreadable, { fail, unknown }: Bearing): PullStanding["outcome"] {
  if (closes === false) return "clear";
  // A required check passes on neutral: what cannot be told stays in progress, and the merge waits.
  if (isUnreadable(closes)) return fail === "enforce" || unknown === "enforce" ? "unknown" : "clear";
  if (fail === "enforce") return "blocked";
  return unknown === "enforce" ? "unknown" : "told";
}

const TITLE = "Merge closes in time";

/** R-C4, one node an open pull request that is linked to the incident or an item. */
function judgePulls(subject: Judged): readonly VerdictNode[] {
  const { incident } = subject.snapshot;
  return pullStandings(subject).map((standing) => {
    const { pull, closesItems, closesIncident, outcome } = standing;
    const judged = (result: Outcome, phrase: string): VerdictNode =>
      node("R-C4", `R-C4:${pull.key}`, TITLE, result, phrase, {
        evidence: [pull.url],
        next:
          result === "fail"
            ? step(`Take the closing keyword for #${incident.number} out of the body of ${pull.key}.`, "edit", [
                pull.author.login,
              ])
            : null,
      });
    switch (outcome) {
      case "blocked":
        return judged("fail", `Merging ${pull.key} would close the incident too early, so its check fails.`);
      case "told":
        return judged("fail", `Merging ${pull.key} would close the incident early; nothing is enforced.`);
      case "unknown":
        return judged("unknown", `Whether merging ${pull.key} would close the incident too early cannot be told yet.`);
      case "clear": {
        const [item] = closesItems;
        if (closesIncident === true) return judged("pass", `Merging ${pull.key} closes the incident, which it may.`);
        return item === undefined
          ? judged("pass", `Merging ${pull.key} does not close the incident.`)
          : judged("pass", `Merging ${pull.key} closes #${item}, which stays open until it is verified.`);
      }
    }
  });
}

export const PULL_GATE_RULE: Rule = {
  id: "R-C4",
  title: TITLE,
  passes:
    "Merging the pull request does not close the incident, or the incident may close. One that closes an item passes: the item stays open until it is verified.",
  fails: "Merging it would close the incident while its gate fails: the check fails in enforce mode.",
  unknown: "What it would close, or the gate, could not be read: the check stays in progress.",
  settings: ["mode", "enforce.when"],
  kind: "gate",
  judge: judgePulls,
};
