/** Writes of the pull requests' checks (R-C4): one check under one stable name, never left hanging. */
import { renderCheck } from "../render/check.ts";
import { CHECK_OUTCOMES, type CheckSection, sectionsOf, withSections } from "../render/check-sections.ts";
import { isOurCheck, CHECK_NAME, type PullStanding, pullStandings } from "../rules/pull-gate.ts";
import { type Check, isUnreadable, type PullRequest, type RepositoryFacts } from "../snapshot/types.ts";
import type { Judged } from "../verdict/judged.ts";
import type { Mode, Verdict } from "../verdict/types.ts";
import type { CheckContent, Write } from "./write.ts";

/**
 * A check on the head of each open pull request that is linked to the incident or an item.
 *
 * @param most the strictest mode that may come of it; a closure that stays as it is blocks nothing any more.
 */
export function planChecks(subject: Judged, verdict: Verdict, most: Mode = mostFor(verdict)): readonly Write[] {
  const { repository, self } = subject.snapshot;
  return byHead(pullStandings(subject, most)).flatMap((standing): readonly Write[] => {
    const { pull } = standing;
    // Without the head's checks an equal one cannot be told from a missing one: wait for a whole read.
    if (isUnreadable(pull.head.checks)) return [];
    const present = pull.head.checks
      .filter((check) => isOurCheck(check) && (self.appId === null || check.app?.id === self.appId))
      .sort((a, b) => (b.databaseId ?? 0) - (a.databaseId ?? 0))[0];
    const mine = { incident: verdict.incident.number, outcome: standing.outcome };
    const others = othersOf(present, pull, mine.incident, repository);
    const content = withSections(renderCheck(verdict, standing), mine, others);
    if (present !== undefined && sameContent(content, present)) return [];
    const several = others.length > 0 || (!isUnreadable(pull.closes) && pull.closes.length > 1);
    return [
      {
        kind: "check",
        key: `check:${pull.headSha}`,
        repository: `${repository.owner}/${repository.name}`,
        sha: pull.headSha,
        name: CHECK_NAME,
        existing: present?.databaseId ?? null,
        content,
        ...(several ? { over: present?.own?.summary ?? null } : {}),
      },
    ];
  });
}

/** What is closed for good is closed by no merge. */
function mostFor({ closure }: Verdict): Mode {
  return closure.kind === "kept" || closure.kind === "settled" ? "shadow" : "enforce";
}

/** Two pull requests of one branch share its head, and so its check: the worse of them decides. */
function byHead(standings: readonly PullStanding[]): readonly PullStanding[] {
  const heads = new Map<string, PullStanding>();
  const rank = ({ outcome }: PullStanding): number => CHECK_OUTCOMES.indexOf(outcome);
  for (const standing of standings) {
    const known = heads.get(standing.pull.headSha);
    if (known === undefined || rank(standing) < rank(known)) heads.set(standing.pull.headSha, standing);
  }
  return [...heads.values()];
}

/** What other incidents' passes said. One that the merge no longer closes holds nobody up. */
function othersOf(
  present: Check | undefined,
  pull: PullRequest,
  incident: number,
  { owner, name }: RepositoryFacts,
): readonly CheckSection[] {
  if (present === undefined || present.own === null) return [];
  const closes = isUnreadable(pull.closes) ? null : pull.closes.map((key) => key.toLowerCase());
  return sectionsOf(present.own).filter(
    (section) =>
      section.incident !== incident &&
      (section.outcome === "clear" ||
        closes === null ||
        closes.includes(`${owner}/${name}#${section.incident}`.toLowerCase())),
  );
}

function sameContent(content: CheckContent, { status, conclusion, own }: Check): boolean {
  return (
    own !== null &&
    content.status === status &&
    content.conclusion === conclusion &&
    content.title === own.title &&
    content.summary.trim() === own.summary.trim() &&
    content.text.trim() === own.text.trim()
  );
}
