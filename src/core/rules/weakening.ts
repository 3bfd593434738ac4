/** B. Weakening an obligation counts only by the override right, or by owner and verifier together (R-B5). */
import { codeSpan } from "../markdown.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { VerdictNode } from "../verdict/types.ts";
import { retirementOf } from "./keeping.ts";
import type { Weakening } from "./obligations.ts";
import type { Rule } from "./rule.ts";
import { strays } from "./strayed.ts";

const TITLE = "Obligations hold";

function judgeObligations(subject: Judged): readonly VerdictNode[] {
  if (subject.itemsUnread !== null) {
    const phrase = `Cannot tell yet what the items owe: ${subject.itemsUnread.unreadable}.`;
    return [node("R-B5", "R-B5", TITLE, "unknown", phrase)];
  }
  return [...subject.items.flatMap((item) => judgeItem(subject, item)), ...strays(subject, "R-B5")];
}

function judgeItem(subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const { obligation, issue } = item;
  const key = `R-B5:#${issue.number}`;
  const refused = [...obligation.weakenings.map((one) => weakened(item, one)), ...unconfirmed(subject, item)];
  if (refused.length > 0) return refused;
  const extra = { item: issue.number, evidence: [issue.url] };
  const [unread] = obligation.unread;
  return unread === undefined
    ? [node("R-B5", key, TITLE, "pass", `Nothing that #${issue.number} owes was weakened without the right.`, extra)]
    : [node("R-B5", key, TITLE, "unknown", `Cannot tell yet what #${issue.number} owes: ${unread.unreadable}.`, extra)];
}

const LESS: Readonly<Record<Weakening["what"], string>> = {
  "due date": "a later date",
  "risk reduction": "a lower one",
  "failure class": "another one",
};

function weakened({ issue }: JudgedItem, { what, holds, asked, by, url, command, confirm }: Weakening): VerdictNode {
  const name = `#${issue.number}`;
  const together = command === null ? "" : ", or owner and verifier together";
  const phrase = `The ${what} of ${name} stays ${holds}: ${codeSpan(by, 60)} asked for ${asked}, and ${LESS[what]} takes the override right${together}.`;
  const text =
    command === null
      ? `Edit the form of ${name} to confirm it, or set it back.`
      : `Say \`/quench ${command}\` on ${name} to confirm it.`;
  return node("R-B5", `R-B5:${name}/${what.replace(" ", "_")}`, TITLE, "fail", phrase, {
    item: issue.number,
    evidence: [url],
    next: step(text, command === null ? "edit" : "comment", confirm),
  });
}

/** A control that one of owner and verifier would retire, and nobody else yet. */
function unconfirmed(subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const retirement = retirementOf(subject, item, item.gate.outcome);
  if (retirement.kind !== "unconfirmed") return [];
  const name = `#${item.issue.number}`;
  const { by, url, confirm } = retirement;
  const phrase = `${name} is not retired: ${codeSpan(by, 60)} asked for it, and it takes the override right, or owner and verifier together.`;
  return [
    node("R-B5", `R-B5:${name}/retire`, TITLE, "fail", phrase, {
      item: item.issue.number,
      evidence: [url],
      next: step(`Say \`/quench retire <reason>\` on ${name} to confirm it.`, "comment", confirm),
    }),
  ];
}

export const WEAKENING_RULE: Rule = {
  id: "R-B5",
  title: TITLE,
  passes:
    "What an item owes was not weakened, or it was by the override right, or by owner and verifier giving the same command.",
  fails:
    "A later due date, a lower risk reduction, another class, retiring, unlinking, relabelling, transferring or deleting by anybody else: the stricter former value holds, and the item still counts.",
  unknown: "The items, their comments, or the right of whoever weakened an obligation could not be read.",
  settings: ["people.override.role", "people.override.users", "people.override.teams"],
  kind: "finding",
  judge: judgeObligations,
};
