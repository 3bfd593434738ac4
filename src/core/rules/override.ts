/** C. The override: on record, with a reason, an expiry and a debt of its own (R-C5). */
import { said, undecided } from "../commands/said.ts";
import { codeSpan, inlineText } from "../markdown.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { addMs, formatInstant } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { Judged } from "../verdict/judged.ts";
import { node } from "../verdict/node.ts";
import type { OverrideStanding, VerdictNode } from "../verdict/types.ts";
import type { Rule } from "./rule.ts";

/** The last override that was spoken and counts; null where there is none. It runs from its comment. */
export function overrideOf(subject: Case): OverrideStanding | null {
  const last = said(subject.heard, "override").at(-1);
  if (last === undefined) return null;
  const until = addMs(last.at, subject.policy.closure.override_lasts);
  const { by, at, url, command } = last;
  return { by, at, until, because: command.because, url, running: subject.snapshot.now < until };
}

/** Why nobody can say whether an override runs; null where that is known. One that would be over by now matters not. */
export function overrideUnread({ snapshot, heard, policy }: Case): Unreadable | null {
  if (isUnreadable(snapshot.incident.comments)) return snapshot.incident.comments;
  const live = heard.filter(({ at }) => snapshot.now < addMs(at, policy.closure.override_lasts));
  return undecided(live, "override")[0] ?? null;
}

/** R-C5: a running override, one that was met, and one that ended before the gate passed. */
function judgeOverride(subject: Judged): readonly VerdictNode[] {
  const { override, policy, closable } = subject;
  const judged = (
    outcome: VerdictNode["outcome"],
    phrase: string,
    evidence: readonly string[],
  ): readonly VerdictNode[] => [
    node("R-C5", "R-C5", TITLE, outcome, phrase, { evidence, next: outcome === "fail" ? closable.next : null }),
  ];
  const unread = overrideUnread(subject);
  if (override?.running !== true && unread !== null)
    return judged("unknown", `Cannot tell yet whether an override runs: ${unread.unreadable}.`, []);
  if (override === null) return [];
  const until = formatInstant(override.until, policy.time.zone);
  const by = codeSpan(override.by, 60);
  const evidence = [override.url];
  if (override.running)
    return judged("pass", `${by} overrides the gate until ${until}: ${inlineText(override.because)}`, evidence);
  if (closable.outcome === "pass") return judged("pass", `The override by ${by} was met: the gate passes.`, evidence);
  if (closable.outcome === "unknown")
    return judged(
      "unknown",
      `The override by ${by} ended ${until}, and whether the gate passes cannot be told yet.`,
      evidence,
    );
  return judged("fail", `The override by ${by} ended ${until}, and the gate is not met.`, evidence);
}

const TITLE = "Override is met in time";

export const OVERRIDE_RULE: Rule = {
  id: "R-C5",
  title: TITLE,
  passes:
    "An override, spoken by the override right with a reason of at least 20 characters, still runs, or the gate passed before it ended. While it runs a close stays, and no pull request is blocked.",
  fails: "It ended, and the gate does not pass: an incident that was closed meanwhile is reopened.",
  unknown: "Whether an override counts, or whether the gate passes after it ended, could not be read.",
  settings: ["closure.override_lasts", "people.override.role"],
  kind: "finding",
  judge: judgeOverride,
};
