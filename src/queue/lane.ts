/** Which lane a look waits in: somebody waits for a close or a check, and nobody for a sweep. */
import { LANES, type Lane, type Subject } from "./queue.ts";

/** What a sweep finds by itself. */
const BACKGROUND = /^(?:sweep|whole sweep|start|changed|policy|ledger)$/;
/** Somebody waits for the answer: a close, a command, a check, a merge queue's group. */
const URGENT =
  /^(?:issues\.(?:closed|reopened|labeled|unlabeled)|issue_comment\.command|pull_request\.|merge_group\.|check_(?:run|suite)\.re|asked again)/;

/** The lane of one reason to look. Pure. */
export function laneOf(subject: Subject, reason: string): Lane {
  if (subject.kind === "sweep" || BACKGROUND.test(reason)) return "background";
  return subject.kind === "group" || URGENT.test(reason) ? "urgent" : "usual";
}

/** The more urgent one of two. */
export function sooner(one: Lane, other: Lane): Lane {
  return LANES.indexOf(one) <= LANES.indexOf(other) ? one : other;
}
