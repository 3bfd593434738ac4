/** What an error means for a job, and what the person who maintains the workflow can do about it. Pure. */
import { RateLimited, Refused, Unavailable } from "../github/request/errors.ts";
import { WorkflowError } from "./inputs.ts";
import { member } from "./payload.ts";

/** Events whose jobs hold up a merge: on them, what could not be read must not pass (R-V1). */
const GATING: ReadonlySet<string> = new Set([
  "pull_request",
  "pull_request_target",
  "pull_request_review",
  "merge_group",
]);

/** Whether a job of this event holds up a merge. One that is closed or destroyed holds nothing up any more. */
export function holdsUp(eventName: string | undefined, payload: unknown): boolean {
  if (eventName === undefined || !GATING.has(eventName)) return false;
  const action = member(payload, "action");
  return action !== "closed" && action !== "destroyed";
}

/** True where GitHub, and nothing about the workflow, is in the way: it passes by itself. */
export function isOutage(error: unknown): boolean {
  return error instanceof Unavailable || error instanceof RateLimited;
}

/** True where the workflow is wrong, and every job fails alike until somebody mends it. */
export function isMistake(error: unknown): boolean {
  return error instanceof WorkflowError || isRefusedToken(error);
}

/** GraphQL answers it as REST does, and it is no answer of GraphQL's. */
function isRefusedToken(error: unknown): boolean {
  return (error instanceof Refused || error instanceof Unavailable) && error.status === 401;
}

/** An error in one sentence or two, without a token or a stack. */
export function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (isRefusedToken(error)) {
    return `${message}. The input \`token\` is not valid, or no longer: a job's own token ends with the job, and a personal one expires or is revoked.`;
  }
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
