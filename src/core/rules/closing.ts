/** C. What the verdict says of closes that happened, of the items and of the incident (R-C2, R-C3, R-C7, R-C8). */
import { isUnreadable } from "../snapshot/types.ts";
import { DAY, formatInstant, msBetween } from "../time.ts";
import type { Judged, JudgedItem } from "../verdict/judged.ts";
import { node, step } from "../verdict/node.ts";
import type { Outcome, VerdictNode } from "../verdict/types.ts";
import { escalationOf } from "./departed.ts";
import type { Rule } from "./rule.ts";
import { reopeningsOf } from "./dispute.ts";
import { closureOf, presentClose, revertedSince } from "./undo.ts";

const ITEM_CLOSED = "Item closed once verified";

/** R-C2, one node an item that is closed as completed. */
function judgeItems(subject: Judged): readonly VerdictNode[] {
  return subject.items
    .filter(({ issue }) => issue.state === "closed" && issue.stateReason === "completed")
    .map(judgeClosedItem);
}

function judgeClosedItem({ issue, gate, status }: JudgedItem): VerdictNode {
  const name = `#${issue.number}`;
  const closed = (outcome: Outcome, phrase: string): VerdictNode =>
    node("R-C2", `R-C2:${name}`, ITEM_CLOSED, outcome, phrase, {
      item: issue.number,
      evidence: [issue.url],
      next: outcome === "fail" ? gate.next : null,
    });
  if (status === "retired") return closed("pass", `${name} is closed, and its control is retired.`);
  switch (gate.outcome) {
    case "pass":
      return closed("pass", `${name} is closed, and verified.`);
    case "unknown":
      return closed("unknown", `${name} is closed, and whether it is verified cannot be told yet.`);
    default:
      return closed("fail", `${name} was closed before it was verified.`);
  }
}

const INCIDENT_CLOSED = "Closed in time";

/** R-C3, the close that is in force. */
function judgeClose(subject: Judged): readonly VerdictNode[] {
  const { zone } = subject.policy.time;
  const closure = closureOf(subject, subject.inForce.committedAt);
  const judged = (outcome: Outcome, phrase: string): readonly VerdictNode[] => [
    node("R-C3", "R-C3", INCIDENT_CLOSED, outcome, phrase, {
      evidence: [subject.snapshot.incident.url],
      next: outcome === "fail" ? subject.closable.next : null,
    }),
  ];
  switch (closure.kind) {
    case "open":
      return [];
    case "settled":
      return judged("pass", "The incident was closed once its gate passed.");
    case "kept":
      return closure.early === undefined
        ? judged("pass", `The incident is closed and stays so: ${closure.why}.`)
        : judged("fail", `The incident was closed early and stays closed: ${closure.why}.`);
    case "grace":
      return judged(
        "unknown",
        `The incident was just closed; the close is judged at ${formatInstant(closure.until, zone)}.`,
      );
    case "pending":
      return judged("unknown", `The incident is closed, and the close cannot be judged yet: ${closure.why}.`);
    case "undo":
      return judged("fail", `The incident was closed early, ${closure.how}, and is reopened.`);
    case "disputed":
      return judged("fail", "The incident was closed early again and again, and is left closed for now.");
  }
}

const SETTLED = "A closure that passed stays";

/** R-C7: whether the close that is in force is settled. */
function judgeSettled(subject: Judged): readonly VerdictNode[] {
  const { memory, policy, snapshot } = subject;
  const judged = (outcome: Outcome, phrase: string): readonly VerdictNode[] => [
    node("R-C7", "R-C7", SETTLED, outcome, phrase, {
      evidence: [snapshot.incident.url],
      next: outcome === "fail" ? subject.closable.next : null,
    }),
  ];
  const close = presentClose(snapshot.incident);
  if (close === null || memory.settled !== close.id) {
    return closureOf(subject, subject.inForce.committedAt).kind === "settled"
      ? judged("pass", "The gate passed when the incident was closed: the closure is settled.")
      : [];
  }
  if (revertedSince(subject, close) !== null)
    return judged(
      "fail",
      "The closure was settled, and an implementing pull request was reverted since: it is judged again.",
    );
  const unread = [subject.pulls, ...subject.items.map(({ pulls }) => pulls)].flatMap((pulls) => pulls.unreadable)[0];
  if (unread !== undefined && msBetween(close.at, snapshot.now) < policy.closure.settles_after)
    return judged(
      "unknown",
      `The closure is settled, and whether a revert ended that cannot be told yet: ${unread.unreadable}.`,
    );
  return judged("pass", "The closure is settled: what decays later reopens nothing.");
}

const DISPUTED = "Limits of reopening";

/** R-C8: how often we reopened it within a day, and whether it is disputed. */
function judgeReopenings(subject: Judged): readonly VerdictNode[] {
  const { snapshot, policy } = subject;
  const { incident } = snapshot;
  const most = policy.closure.max_reopens_per_day;
  const judged = (outcome: Outcome, phrase: string, next: VerdictNode["next"] = null): readonly VerdictNode[] => [
    node("R-C8", "R-C8", DISPUTED, outcome, phrase, { evidence: [incident.url], next }),
  ];
  if (isUnreadable(incident.events))
    return judged("unknown", `How often the incident was reopened could not be read: ${incident.events.unreadable}.`);
  const reopenings = reopeningsOf(subject, incident);
  if (reopenings.length === 0) return [];
  const closure = closureOf(subject, subject.inForce.committedAt);
  if (closure.kind === "disputed") {
    const { login: owner } = escalationOf(subject);
    const who = owner === null ? ["someone with maintain or admin"] : [owner];
    const then =
      closure.until === null
        ? "it is not reopened again"
        : `it is reopened once more after ${formatInstant(closure.until, policy.time.zone)}`;
    const next = step(`Decide about #${incident.number}: finish what is missing, or override.`, "comment", who);
    return judged("fail", `The incident is disputed: closed early more than ${most} times a day; ${then}.`, next);
  }
  const lately = reopenings.filter((at) => msBetween(at, snapshot.now) < DAY).length;
  return judged("pass", `Reopened ${lately} of at most ${most} times within the last day.`);
}

export const CLOSING_RULES: readonly Rule[] = [
  {
    id: "R-C2",
    title: ITEM_CLOSED,
    passes: "An item that is closed as completed is verified or retired.",
    fails: "It is neither: in enforce mode it is reopened, quietly where its own pull request's keyword closed it.",
    unknown: "What could not be read might decide whether it is verified: it stays as it is.",
    settings: ["mode", "enforce.when"],
    kind: "gate",
    judge: judgeItems,
  },
  {
    id: "R-C3",
    title: INCIDENT_CLOSED,
    passes:
      "The gate passed, an override runs, the override right let it go as not planned or duplicate, or it was closed before the gate watched it.",
    fails: "It was closed early: undone in enforce mode, told in warn mode, recorded in shadow mode.",
    unknown: "The grace is not over yet, or what could not be read might decide: the close is kept meanwhile.",
    settings: ["mode", "enforce.when", "closure.grace", "people.override.role", "people.override.users"],
    kind: "gate",
    judge: judgeClose,
  },
  {
    id: "R-C7",
    title: SETTLED,
    passes: "The gate passed when the incident was closed: later decay never reopens it.",
    fails: "An implementing pull request was reverted soon after the close.",
    unknown: "Whether a pull request was reverted could not be read.",
    settings: ["closure.settles_after"],
    kind: "fact",
    judge: judgeSettled,
  },
  {
    id: "R-C8",
    title: DISPUTED,
    passes: "The incident was reopened no more often than a day allows.",
    fails:
      "It was closed early once more: the escalation owner is called, and it is reopened once on the next working day.",
    unknown: "The incident's timeline could not be read.",
    settings: ["closure.max_reopens_per_day", "people.escalation", "time.workdays"],
    kind: "finding",
    judge: judgeReopenings,
  },
];
