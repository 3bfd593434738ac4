/** Writes of the pull requests' checks (R-C4): one check under one stable name, never left hanging. */
import { renderCheck } from "../render/check.ts";
import { CHECK_NAME, pullStandings } from "../rules/pull-gate.ts";
import { isUnreadable } from "../snapshot/types.ts";
import type { Case } from "../verdict/case.ts";
import type { Verdict } from "../verdict/types.ts";
import type { CheckContent, Write } from "./write.ts";

/** A check on the head of each open pull request that is linked to the incident or an item. */
export function planChecks(subject: Case, verdict: Verdict): readonly Write[] {
  const { repository, self } = subject.snapshot;
  return pullStandings(subject, verdict.closable.outcome, verdict.effectiveMode).flatMap(
    (standing): readonly Write[] => {
      const { pull } = standing;
      // Without the head's checks an equal one cannot be told from a missing one: wait for a whole read.
      if (isUnreadable(pull.head.checks)) return [];
      const present = pull.head.checks
        .filter(
          (check) =>
            check.name === CHECK_NAME && check.own !== null && (self.appId === null || check.app?.id === self.appId),
        )
        .sort((a, b) => (b.databaseId ?? 0) - (a.databaseId ?? 0))[0];
      const content = renderCheck(verdict, standing);
      if (
        present !== undefined &&
        present.own !== null &&
        sameContent(content, present.status, present.conclusion, present.own)
      )
        return [];
      return [
        {
          kind: "check",
          key: `check:${pull.headSha}`,
          repository: `${repository.owner}/${repository.name}`,
          sha: pull.headSha,
          name: CHECK_NAME,
          existing: present?.databaseId ?? null,
          content,
        },
      ];
    },
  );
}

function sameContent(
  content: CheckContent,
  status: string,
  conclusion: string | null,
  own: { title: string; summary: string; text: string },
): boolean {
  return (
    content.status === status &&
    content.conclusion === conclusion &&
    content.title === own.title &&
    content.summary.trim() === own.summary.trim() &&
    content.text.trim() === own.text.trim()
  );
}
