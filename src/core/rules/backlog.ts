/** B. Backlog: what each item must hold, and the status that follows from its evidence (R-B1 to R-B4). */
import type { FormProblem } from "../forms/definition.ts";
import { personOf, sameLogin } from "../people.ts";
import { type Actor, isUnreadable } from "../snapshot/types.ts";
import { formatDay } from "../time.ts";
import type { Case } from "../verdict/case.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { allOf, nearestOf, node, step } from "../verdict/node.ts";
import type { ItemStatus, Outcome, Step, VerdictNode } from "../verdict/types.ts";
import { retirementOf } from "./keeping.ts";
import type { Rule } from "./rule.ts";
import { WEAKENING_RULE } from "./weakening.ts";
import { STEWARDS } from "./takers.ts";

/** R-B4: our labels, one for each status. The label contains the status word. */
export const STATUS_LABELS: Readonly<Record<ItemStatus, string>> = {
  open: "quench: open",
  in_progress: "quench: in_progress",
  verified: "quench: verified",
  retired: "quench: retired",
};

/** R-B4: an item is verified while the QA gate, the rubric and adoption pass. */
export function verifiedOf(item: ItemCase, children: readonly VerdictNode[]): VerdictNode {
  const missing = children.filter((row) => row.outcome !== "pass").map((row) => row.title.toLowerCase());
  const outcome = allOf(children, "fail");
  const phrase =
    outcome === "pass" ? "Verified: evidence, rubric and adoption hold." : `Missing: ${missing.join(", ")}.`;
  return node("R-B4", `R-B4:#${item.issue.number}`, "Verified", outcome, phrase, {
    item: item.issue.number,
    children,
    next: nearestOf(children),
  });
}

/**
 * R-B4: derived, never an input. Retired through R-K1 only. Work has begun once there is an owner, and a linked pull
 * request or any evidence.
 */
export function statusOf(subject: Case, item: ItemCase, gate: Outcome): ItemStatus {
  if (retirementOf(subject, item, gate).kind === "retired") return "retired";
  if (gate === "pass") return "verified";
  const linked = item.pulls.counted.length + item.pulls.open.length > 0;
  const supported = item.evidence.some((evidence) => evidence.strength > 0);
  return item.owner !== null && (linked || supported) ? "in_progress" : "open";
}

/** A rule that speaks of each item that is still to be done; where the items could not be read it says so once. */
function eachItem(
  rule: string,
  title: string,
  judge: (subject: Judged, item: JudgedItem) => readonly VerdictNode[],
): Rule["judge"] {
  return (subject) => {
    if (subject.itemsUnread !== null) {
      const phrase = `The hardening items could not be read: ${subject.itemsUnread.unreadable}.`;
      return [node(rule, rule, title, "unknown", phrase)];
    }
    const live = subject.items.filter(
      ({ issue, status }) => status !== "retired" && (issue.state === "open" || issue.stateReason === "completed"),
    );
    return live.flatMap((item) => judge(subject, item));
  };
}

function row(rule: string, title: string, item: JudgedItem, what: string) {
  return (outcome: Outcome, phrase: string, next: Step | null = null): VerdictNode =>
    node(rule, `${rule}:#${item.issue.number}/${what}`, title, outcome, phrase, {
      item: item.issue.number,
      evidence: [item.issue.url],
      next,
    });
}

const BUCKET = "One bucket";

function judgeBucket(_subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const { bucket } = item.fields;
  const name = `#${item.issue.number}`;
  const judged = row("R-B1", BUCKET, item, "bucket");
  return [
    bucket === null
      ? judged(
          "fail",
          `${name} is in no bucket.`,
          edit(item, "Choose one bucket in the item's form: detect, prevent or recover."),
        )
      : judged("pass", `${name} is in the bucket ${bucket}.`),
  ];
}

const ANSWERED = "One owner, one due date";

/** An id that is not known says nothing. */
function isOther(a: string, b: string): boolean {
  return a !== "" && b !== "" && a !== b;
}

/** How the form's reader ends when it is told of a team. */
const TEAM = "a team cannot answer for it.";

function judgeOwner(subject: Judged, item: JudgedItem): VerdictNode {
  const name = `#${item.issue.number}`;
  const judged = row("R-B2", ANSWERED, item, "owner");
  const { assignees } = item.issue;
  const another = step(`Name another owner: \`/quench owner @login\` on ${name}.`, "comment", STEWARDS);
  if (!item.ownerIsSure) return judged("unknown", `Cannot tell yet who owns ${name}.`);
  if (item.owner === null) {
    const one = step(`Name one owner: \`/quench owner @login\` on ${name}.`, "comment", STEWARDS);
    const lost = item.lost.find(({ role }) => role === "owner");
    if (lost !== undefined)
      return judged("fail", `The login of the owner of ${name} is now another account's.`, another);
    if (assignees.length === 1 && assignees[0]?.kind !== "user")
      return judged("fail", `${name} is assigned to ${kindOf(assignees[0])}, and an owner is one person.`, one);
    const team = item.fields.problems.some(({ field, message }) => field === "owner" && message.endsWith(TEAM));
    if (assignees.length > 1)
      return judged("fail", `${name} has ${assignees.length} assignees, and an item has exactly one owner.`, one);
    return judged(
      "fail",
      team ? `${name} names a team as its owner, and an owner is one person.` : `${name} has no owner.`,
      one,
    );
  }
  const person = personOf(subject.snapshot, item.owner);
  if (person === undefined || isUnreadable(person.member))
    return judged("unknown", `Cannot tell yet whether the owner of ${name} is still a member.`);
  if (!person.member) return judged("fail", `The owner of ${name} is no longer a member.`, another);
  // A login can be given up and taken by somebody else; the id of an account cannot.
  if (assignees.some(({ login, nodeId }) => sameLogin(login, person.login) && isOther(nodeId, person.nodeId)))
    return judged("fail", `The login of the owner of ${name} is now another account's.`, another);
  return judged("pass", `${name} has one owner.`);
}

function kindOf(assignee: Actor | undefined): string {
  return assignee?.kind === "bot" ? "a bot" : "an account that was deleted";
}

function judgeDue(_subject: Judged, item: JudgedItem): VerdictNode {
  const name = `#${item.issue.number}`;
  const judged = row("R-B2", ANSWERED, item, "due");
  const [unread] = item.obligation.unread;
  if (item.due !== null) return judged("pass", `${name} is due ${formatDay(item.due)}.`);
  if (unread !== undefined) return judged("unknown", `Cannot tell yet when ${name} is due: ${unread.unreadable}.`);
  const next = step(`Set a due date: \`/quench due YYYY-MM-DD\` on ${name}.`, "comment", STEWARDS);
  return judged("fail", `${name} has no due date.`, next);
}

const FORM = "The item's form";

function judgeForm(_subject: Judged, item: JudgedItem): readonly VerdictNode[] {
  const name = `#${item.issue.number}`;
  const next = edit(item, "Edit the item's form.");
  const unclear = item.fields.problems.filter(({ code }) => code !== "missing");
  const failing = unclear.map(({ field, line, message }) =>
    row("R-B3", FORM, item, `${field ?? "form"}/${line ?? 0}`)("fail", `${name}: ${message}`, next),
  );
  const lacking = formLacks(item.fields.problems);
  if (lacking !== null) failing.push(row("R-B3", FORM, item, "missing")("fail", `${name} ${lacking}.`, next));
  return failing.length > 0 ? failing : [row("R-B3", FORM, item, "form")("pass", `The form of ${name} is complete.`)];
}

function edit(item: ItemCase, text: string): Step {
  return step(text, "edit", item.owner === null ? STEWARDS : [item.owner]);
}

/** What a form lacks, in one clause, however many headings it is; null where all are there. */
export function formLacks(problems: readonly FormProblem[]): string | null {
  const missing = problems.filter(({ code }) => code === "missing");
  if (missing.length === 0) return null;
  if (missing.some(({ field }) => field === null)) return "was written without its form";
  return `lacks these headings of its form: ${missing.map(({ label }) => label ?? "").join(", ")}`;
}

export const BACKLOG_RULES: readonly Rule[] = [
  {
    id: "R-B1",
    title: BUCKET,
    passes: "The item lies in one bucket: detect, prevent or recover.",
    fails: "It names none, or something else.",
    unknown: "The incident's items could not be read.",
    settings: [],
    kind: "finding",
    judge: eachItem("R-B1", BUCKET, judgeBucket),
  },
  {
    id: "R-B2",
    title: ANSWERED,
    passes: "The item has exactly one assignee, who is a member, and a due date.",
    fails:
      "It has no owner, several, a team, a bot, one who is no longer a member, or a login that is now another account's; or it has no due date.",
    unknown: "Who owns it, whether they are still a member, or a `/quench due` could not be read.",
    settings: ["time.zone"],
    kind: "finding",
    judge: eachItem("R-B2", ANSWERED, (subject, item) => [judgeOwner(subject, item), judgeDue(subject, item)]),
  },
  {
    id: "R-B3",
    title: FORM,
    passes: "Every heading of the form is there, and each answer can be read.",
    fails: "A heading is missing, or an answer is none of the rulebook's words.",
    unknown: "The incident's items could not be read.",
    settings: ["failure_classes"],
    kind: "finding",
    judge: eachItem("R-B3", FORM, judgeForm),
  },
  {
    id: "R-B4",
    title: "Verified",
    passes: "The QA gate, the rubric and adoption all pass: the item's status is verified.",
    fails: "One of them does not pass yet: the status is open, or in progress once there are an owner and some work.",
    unknown: "What could not be read might decide one of them.",
    settings: ["scores.rubric", "scores.adoption"],
    kind: "gate",
    judge: null,
  },
  WEAKENING_RULE,
];
