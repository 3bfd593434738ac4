/** C. The pull request's check: a merge that would close an incident too early is stopped before it happens (R-C4). */
import { type Check, isUnreadable, type PullRequest, type Unreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { Mode, Outcome } from "../verdict/types.ts";

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
 */
export function pullStandings(subject: Case, gate: Outcome, mode: Mode): readonly PullStanding[] {
  const { snapshot, policy } = subject;
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
        outcome: outcomeOf(closesIncident, gate, mode === "enforce" && policy.enabled),
      };
    });
}

function outcomeOf(closes: boolean | Unreadable, gate: Outcome, enforced: boolean): PullStanding["outcome"] {
  if (closes === false || gate === "pass") return "clear";
  // A required check passes on neutral: what cannot be told stays in progress, and the merge waits.
  if (enforced && (isUnreadable(closes) || gate === "unknown")) return "unknown";
  if (isUnreadable(closes)) return "clear";
  return enforced ? "blocked" : "told";
}
