/** Writes of the pull requests' checks (R-C4): one check under one stable name, never left hanging. */
import { earnedBy } from "../pulls/earned.ts";
import { CHECK_OUTCOMES, type CheckSection, sectionsOf, withSections } from "../pulls/sections.ts";
import { renderCheck } from "../render/check.ts";
import { meetingsOf } from "../rules/lanes.ts";
import { CHECK_NAME, isHere, isOurCheck, type PullStanding, pullStandings, sectionId } from "../rules/pull-gate.ts";
import type { Check, PullRequest } from "../snapshot/pull.ts";
import { isUnreadable, type Self } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Mode, Verdict } from "../verdict/types.ts";
import type { CheckContent, Write } from "./write.ts";

/** Judging an incident once more for each of its pull requests costs as much as judging it: of more, none is told. */
const MOST_EARNING = 25;
/** The same for an incident with so many pull requests that one judgment takes long. */
const MOST_KNOWN = 300;

/**
 * A check on the head of each open pull request that is linked to the incident or an item.
 *
 * @param most the strictest mode that may come of it; a closure that stays as it is blocks nothing any more.
 */
export function planChecks(subject: Judged, verdict: Verdict, most: Mode = mostFor(verdict)): readonly Write[] {
  const { repository, self, pulls } = subject.snapshot;
  const standings = byHead(pullStandings(subject, most));
  const earning = standings.length <= MOST_EARNING && Object.keys(pulls).length <= MOST_KNOWN;
  return standings.flatMap((standing): readonly Write[] => {
    const { pull } = standing;
    // Without the head's checks an equal one cannot be told from a missing one: wait for a whole read.
    if (standing.reach !== true || isUnreadable(pull.head.checks)) return [];
    const present = presentOf(pull.head.checks, self);
    const here = isHere(subject.snapshot, pull);
    const mine = { incident: sectionId(subject, pull), outcome: standing.outcome };
    const others = othersOf(present, pull, mine.incident);
    const rendered = renderCheck({
      verdict,
      standing,
      earned: earning && standing.linked ? earnedBy(subject, pull) : null,
      lanes: meetingsOf(subject, pull),
      elsewhere: here ? null : { repository: `${repository.owner}/${repository.name}`, private: repository.private },
    });
    const content = withSections(rendered, mine, others);
    const said = present?.own ?? null;
    if (present !== undefined && said !== null && isSameContent(content, { ...present, ...said })) return [];
    // Somebody else's section may come to stand there until this is written.
    const several =
      others.length > 0 || !here || !isAlone(pull, [subject.snapshot.incident.number, ...standing.closesItems]);
    return [
      {
        kind: "check",
        key: here ? `check:${pull.headSha}` : `check:${pull.repository.toLowerCase()}@${pull.headSha}`,
        repository: pull.repository,
        sha: pull.headSha,
        name: CHECK_NAME,
        existing: present?.databaseId ?? null,
        content,
        about: `pull ${pull.number}`,
        ...(several ? { over: present?.own?.summary ?? null } : {}),
      },
    ];
  });
}

/** Our newest check on a head. */
function presentOf(checks: readonly Check[], self: Self): Check | undefined {
  return checks
    .filter((check) => isOurCheck(check) && (self.appId === null || check.app?.id === self.appId))
    .sort((a, b) => (b.databaseId ?? 0) - (a.databaseId ?? 0))[0];
}

/** What is closed for good is closed by no merge. */
function mostFor({ closure }: Verdict): Mode {
  return closure.kind === "kept" || closure.kind === "settled" ? "shadow" : "enforce";
}

/** Two pull requests of one branch share its head, and so its check: the worse of them decides. */
function byHead(standings: readonly PullStanding[]): readonly PullStanding[] {
  const heads = new Map<string, PullStanding>();
  const rank = ({ outcome, linked }: PullStanding): number => CHECK_OUTCOMES.indexOf(outcome) * 2 + (linked ? 0 : 1);
  for (const standing of standings) {
    const head = `${standing.pull.repository.toLowerCase()}@${standing.pull.headSha}`;
    const known = heads.get(head);
    if (known === undefined || rank(standing) < rank(known)) heads.set(head, standing);
  }
  return [...heads.values()];
}

/** What other incidents' passes said. One that the merge no longer closes holds nobody up. */
function othersOf(present: Check | undefined, pull: PullRequest, mine: string): readonly CheckSection[] {
  if (present === undefined || present.own === null) return [];
  return sectionsOf(present.own).filter(
    (section) => section.incident !== mine && (section.outcome === "clear" || mayClose(pull, section.incident)),
  );
}

/** Whether no other incident's pass writes this check: the merge closes nothing but this incident and its items. */
function isAlone(pull: PullRequest, own: readonly number[]): boolean {
  const known = new Set(own.map((number) => `${pull.repository}#${number}`.toLowerCase()));
  return closedBy(pull)?.every((key) => known.has(key)) === true;
}

/** What the merge closes, in lower case; null where that could not be read. */
function closedBy(pull: PullRequest): readonly string[] | null {
  if (isUnreadable(pull.closes)) return null;
  const commits = pull.closedByCommits === undefined || isUnreadable(pull.closedByCommits) ? [] : pull.closedByCommits;
  return [...pull.closes, ...commits.map(({ issue }) => issue)].map((key) => key.toLowerCase());
}

/** Whether the merge closes an incident; of one in another repository only the number is known. */
function mayClose(pull: PullRequest, incident: string): boolean {
  const keys = closedBy(pull);
  if (keys === null) return true;
  const at = incident.indexOf("#");
  return at === -1
    ? keys.includes(`${pull.repository}#${incident}`.toLowerCase())
    : keys.some((key) => key.endsWith(incident.slice(at)));
}

type Shown = Omit<CheckContent, "status" | "conclusion"> & Pick<Check, "status" | "conclusion">;

/** Whether a check says the same already; GitHub cuts blanks off the ends of what it keeps. */
export function isSameContent(a: Shown, b: Shown): boolean {
  return (
    a.status === b.status &&
    a.conclusion === b.conclusion &&
    a.title.trim() === b.title.trim() &&
    a.summary.trim() === b.summary.trim() &&
    a.text.trim() === b.text.trim()
  );
}
