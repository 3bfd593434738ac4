/** Which lane a look waits in: somebody waits for a close or a check, and nobody for a sweep. */
import { LANES, type Lane, type Subject } from "./queue.ts";

/** What a sweep finds by itself, and what is said at leisure. */
const BACKGROUND = /^(?:sweep|whole sweep|start|changed|policy|ledger|set-up|background retry)$/;
/** Somebody waits for the answer: a close, a command, a check, a merge queue's group. */
const URGENT =
  /^(?:issues\.(?:closed|reopened|labeled|unlabeled)|issue_comment\.command|pull_request\.|pull_request_review\.|merge_group\.|check_(?:run|suite)\.re|asked again$|urgent retry$)/;
/** Kinds of which nobody waits for any; and those that were asked for by name. */
const NEVER_WAITED_FOR: ReadonlySet<Subject["kind"]> = new Set(["sweep", "deliveries"]);
const ALWAYS_WAITED_FOR: ReadonlySet<Subject["kind"]> = new Set(["group", "checks"]);

/** The lane of one reason to look. Pure. */
export function laneOf({ kind }: Subject, reason: string): Lane {
  if (NEVER_WAITED_FOR.has(kind) || BACKGROUND.test(reason)) return "background";
  // A pull request's pass found that an incident's has to speak on it.
  const isAwaited = ALWAYS_WAITED_FOR.has(kind) || (kind === "incident" && reason === "check");
  return isAwaited || URGENT.test(reason) ? "urgent" : "usual";
}

/** The more urgent one of two. */
export function sooner(one: Lane, other: Lane): Lane {
  return LANES.indexOf(one) <= LANES.indexOf(other) ? one : other;
}

/** The reason by which what was cut off is tried again: in the lane that it was in. */
export function retryOf(subject: Subject, reasons: readonly string[]): string {
  const lane = reasons.map((reason) => laneOf(subject, reason)).reduce(sooner, "background");
  return lane === "usual" || reasons.length === 0 ? RETRY : `${lane} ${RETRY}`;
}

/** True where a reason only says that something was cut off or failed before. */
export function isRetry(reason: string): boolean {
  return reason === RETRY || reason.endsWith(` ${RETRY}`);
}

const RETRY = "retry";

/** One look in so many begins with a later lane: else endless urgent looks of one installation hold all others' for ever. */
const USUAL_FIRST = 8;
const BACKGROUND_FIRST = 32;

/** The lanes in the order in which they are asked for the next look, after so many in a row that began. Pure. */
export function lanesAfter(begun: number): readonly Lane[] {
  const next = begun + 1;
  const first = next % BACKGROUND_FIRST === 0 ? "background" : next % USUAL_FIRST === 0 ? "usual" : "urgent";
  return first === "urgent" ? LANES : [first, ...LANES.filter((lane) => lane !== first)];
}
