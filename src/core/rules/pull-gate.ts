/** C. The pull request's check: a merge that would close an incident too early is stopped before it happens (R-C4). */
import { sectionsOf } from "../pulls/sections.ts";
import type { Check, PullRequest } from "../snapshot/pull.ts";
import { isUnreadable, type Readable, type Unreadable } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Mode, Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { type Bearing, bearingOf, gateMode, weakerOf } from "./gates.ts";
import type { Rule } from "./rule.ts";

/** The check's one stable name, which a ruleset may require. */
export const CHECK_NAME = "Quench / hardening gate";

/** `blocked`: red in enforce mode; `told`: it would be. */
export type PullOutcome = "clear" | "blocked" | "told" | "unknown";

export interface PullStanding {
  readonly pull: PullRequest;
  /** Its merge would close the incident; unreadable where that is not known. */
  readonly closesIncident: boolean | Unreadable;
  /** It does so by a keyword of its body or a link on the page; else by a commit's message alone. */
  readonly byBody: boolean;
  /** The commit whose message would close it, in short; null where none would. */
  readonly byCommit: string | null;
  /** Items of this incident that its merge would close, by number: they stay open until verified (R-C2). */
  readonly closesItems: readonly number[];
  /** Items it is linked to otherwise. */
  readonly serves: readonly number[];
  /** False for one that was linked once, and whose check must not stay as it was. */
  readonly linked: boolean;
  /** Whether we may write checks in its repository. */
  readonly reach: Readable<boolean>;
  readonly outcome: PullOutcome;
}

/** A check of ours by that name. */
export function isOurCheck(check: Check): boolean {
  return check.name === CHECK_NAME && check.own !== null;
}

/** How an incident is called in the checks of its own repository, and in those of others (`pulls/sections.ts`). */
export function sectionId({ snapshot }: Pick<Judged, "snapshot">, pull: PullRequest): string {
  const { repository, incident } = snapshot;
  return isHere(snapshot, pull) ? `${incident.number}` : `${repository.nodeId}#${incident.number}`;
}

/** Whether it is a pull request of the incident's own repository. */
export function isHere({ repository }: Judged["snapshot"], pull: PullRequest): boolean {
  return pull.repository.toLowerCase() === `${repository.owner}/${repository.name}`.toLowerCase();
}

/**
 * What closing the incident by a merge would come to now.
 *
 * @param most the strictest mode that may come of it: a closure that stays as it is blocks nothing any more.
 */
export function closingOutcome(subject: Judged, closes: boolean | Unreadable, most: Mode = "enforce"): PullOutcome {
  // While an override runs an early close is right, by whatever way.
  if (subject.closable.outcome === "pass" || subject.override?.running === true) return "clear";
  return outcomeOf(
    closes,
    bearingOf(subject.closable, (gate) => weakerOf(most, gateMode(subject, gate))),
  );
}

/**
 * The open pull requests that are linked to the incident or to one of its items, and those that were: a red check that
 * nobody looked at again would hold a merge up for ever.
 *
 * @param most the strictest mode that may come of it: a closure that stays as it is blocks nothing any more.
 */
export function pullStandings(subject: Judged, most: Mode = "enforce"): readonly PullStanding[] {
  const { snapshot } = subject;
  const { repository, incident } = snapshot;
  const here = `${repository.owner}/${repository.name}`;
  const all = [subject.pulls, ...subject.items.map((item) => item.pulls)];
  const linked = new Map(all.flatMap(({ open }) => open).map((pull) => [pull.key, pull]));
  const left = all
    .flatMap(({ suggested }) => suggested)
    .filter((pull) => pull.state === "open" && !linked.has(pull.key))
    // Mentioned only: by a message that closes it, say, or no longer linked.
    .filter(
      (pull) =>
        spokeOn(subject, pull) || (pull.baseIsDefault && commitThatCloses(pull, `${here}#${incident.number}`) !== null),
    );
  return [...new Map([...left.map((pull) => [pull.key, pull] as const), ...linked]).values()]
    .sort((a, b) => a.number - b.number || (a.key < b.key ? -1 : 1))
    .map((pull) => {
      const closes = isUnreadable(pull.closes) ? pull.closes : new Set(pull.closes.map((key) => key.toLowerCase()));
      const closing = (number: number) => !isUnreadable(closes) && closes.has(`${here}#${number}`.toLowerCase());
      // Keywords count only on the way into the default branch.
      const byBody = pull.baseIsDefault && closing(incident.number);
      const byCommit = pull.baseIsDefault ? commitThatCloses(pull, `${here}#${incident.number}`) : null;
      const closesIncident =
        byBody || byCommit !== null || (pull.baseIsDefault && isUnreadable(closes) ? closes : false);
      const serving = subject.items
        .filter((item) => item.pulls.open.some((one) => one.key === pull.key))
        .map((item) => item.issue.number);
      const closesItems = serving.filter((number) => pull.baseIsDefault && closing(number));
      return {
        pull,
        closesIncident: typeof closesIncident === "object" ? closesIncident : closesIncident === true,
        byBody,
        byCommit,
        closesItems,
        serves: serving.filter((number) => !closesItems.includes(number)),
        linked: linked.has(pull.key),
        reach: reachOf(subject, pull),
        outcome: closingOutcome(subject, closesIncident, most),
      };
    });
}

/** Whether its check says something of this incident, or did before checks had sections. */
function spokeOn(subject: Judged, pull: PullRequest): boolean {
  if (isUnreadable(pull.head.checks)) return false;
  return pull.head.checks.filter(isOurCheck).some(({ own }) => {
    const sections = own === null ? [] : sectionsOf(own);
    return own !== null && sections.some(({ incident }) => incident === sectionId(subject, pull));
  });
}

function commitThatCloses({ closedByCommits }: PullRequest, incident: string): string | null {
  // What was not read of the messages is not told: a body that does not close it is what people look at.
  if (closedByCommits === undefined || isUnreadable(closedByCommits)) return null;
  return closedByCommits.find(({ issue }) => issue.toLowerCase() === incident.toLowerCase())?.commit ?? null;
}

function reachOf({ snapshot }: Judged, pull: PullRequest): Readable<boolean> {
  if (isHere(snapshot, pull)) return true;
  const { reach = { unreadable: "the repositories of the installation were not read" } } = snapshot;
  return isUnreadable(reach) ? reach : reach.includes(pull.repository.toLowerCase());
}

function outcomeOf(closes: boolean | Unreadable, { fail, unknown }: Bearing): PullOutcome {
  if (closes === false) return "clear";
  // A required check passes on neutral: what cannot be told stays in progress, and the merge waits.
  if (isUnreadable(closes)) return fail === "enforce" || unknown === "enforce" ? "unknown" : "clear";
  if (fail === "enforce") return "blocked";
  return unknown === "enforce" ? "unknown" : "told";
}

const TITLE = "Merge closes in time";

/** R-C4, one node an open pull request that is linked to the incident or an item. */
function judgePulls(subject: Judged): readonly VerdictNode[] {
  return pullStandings(subject).map((standing) => {
    const { pull } = standing;
    const { outcome, phrase } = tellingOf(standing);
    const next = outcome === "fail" ? remedy(subject, standing) : null;
    return node("R-C4", `R-C4:${pull.key}`, TITLE, outcome, phrase, { evidence: [pull.url], next });
  });
}

function tellingOf(standing: PullStanding): { readonly outcome: Outcome; readonly phrase: string } {
  const { pull, closesItems, closesIncident, outcome, reach } = standing;
  switch (outcome) {
    case "blocked":
      return {
        outcome: "fail",
        phrase:
          reach === false
            ? `Merging ${pull.key} would close the incident too early, and no check can stop it: Quench may not write there.`
            : `Merging ${pull.key} would close the incident too early, so its check fails.`,
      };
    case "told":
      return {
        outcome: "fail",
        phrase: `Merging ${pull.key} would close the incident early; nothing is enforced.`,
      };
    case "unknown":
      return {
        outcome: "unknown",
        phrase: `Whether merging ${pull.key} would close the incident too early cannot be told yet.`,
      };
    case "clear": {
      const [item] = closesItems;
      if (closesIncident === true)
        return { outcome: "pass", phrase: `Merging ${pull.key} closes the incident, which it may.` };
      if (item !== undefined)
        return {
          outcome: "pass",
          phrase: `Merging ${pull.key} closes #${item}, which stays open until it is verified.`,
        };
      const silent = reach === false ? " It gets no check: Quench may not write there." : "";
      return { outcome: "pass", phrase: `Merging ${pull.key} does not close the incident.${silent}` };
    }
  }
}

function remedy({ snapshot }: Judged, { pull, byBody, byCommit, reach, outcome }: PullStanding): Step {
  const { number } = snapshot.incident;
  if (outcome === "blocked" && reach === false) {
    return step(`Add ${pull.repository} to the repositories of Quench's installation.`, "edit", ["someone with admin"]);
  }
  const text =
    byBody || byCommit === null
      ? `Take the closing keyword for #${number} out of the body of ${pull.key}.`
      : `Take the closing keyword for #${number} out of the message of commit ${byCommit} of ${pull.key}.`;
  return step(text, "edit", [pull.author.login]);
}

export const PULL_GATE_RULE: Rule = {
  id: "R-C4",
  title: TITLE,
  passes:
    "Merging the pull request does not close the incident, or the incident may close. One that closes an item passes: the item stays open until it is verified.",
  fails:
    "Merging it would close the incident while its gate fails, by a keyword in its body or in a commit's message: the check fails in enforce mode. In a repository of the owner that Quench may not write to, no check can stop it.",
  unknown: "What it would close, or the gate, could not be read: the check stays in progress.",
  settings: ["mode", "enforce.when", "checks.all_pull_requests"],
  kind: "finding",
  judge: judgePulls,
};
