/** Puts the mark on its commit, as a check run that says in a sentence how far the sweep came. */
import { formatInstant, fromEpoch } from "../../core/time.ts";
import type { MarkRun } from "../../github/sweep/read-sweep.ts";
import type { GitHubClient } from "../../github/request/client.ts";
import { Refused } from "../../github/request/errors.ts";
import type { Place } from "../job.ts";
import { type Mark, writeMark } from "./mark.ts";

/** The name under which GitHub shows it, on the commit that last changed the policy. */
export const SWEEP_CHECK = "Quench / sweep";

/** A mark that says no more than the one before is written anew after so many seconds: less is asked for the next time. */
const OLD = 3 * 60 * 60;

export interface MarkSaid {
  readonly incidents: number;
  readonly left: number;
  /** When the next run may go on, in seconds; null: whenever it comes. */
  readonly goesOn: number | null;
  readonly zone: string;
}

/** Whether the new mark tells the next sweep anything that the former does not. */
export function isWorthWriting(mark: Mark, before: Mark | null): boolean {
  if (before === null || mark.at - before.at >= OLD) return true;
  return JSON.stringify({ ...mark, at: 0 }) !== JSON.stringify({ ...before, at: 0 });
}

/**
 * Writes the mark.
 *
 * @returns why it could not be written, as a clause; null where it was.
 * @throws {RateLimited} @throws {Unavailable} in an outage: then the next sweep begins where this one did.
 */
export async function keepMark(
  client: GitHubClient,
  { owner, repo }: Place,
  at: { readonly place: string; readonly existing: MarkRun | null },
  mark: Mark,
  said: MarkSaid,
): Promise<string | null> {
  const { text, beyond } = writeMark(mark);
  const fields = {
    name: SWEEP_CHECK,
    status: "completed",
    conclusion: said.left === 0 ? "success" : "neutral",
    output: { title: titleOf(said), summary: summaryOf(said, beyond), text: bodyOf(text) },
  };
  const attempt = async (write: () => Promise<unknown>): Promise<string | null> => {
    try {
      await write();
      return null;
    } catch (error) {
      if (!(error instanceof Refused) || error.status === 401) throw error;
      return error.message;
    }
  };
  const update = (id: number): Promise<unknown> =>
    client.rest("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", { owner, repo, check_run_id: id, ...fields });
  // Where the answer is lost there may be two: the newest counts, and the other says nothing wrong.
  const create = (): Promise<unknown> =>
    client.rest("POST /repos/{owner}/{repo}/check-runs", { owner, repo, head_sha: at.place, ...fields });
  const { existing } = at;
  // One of that name may be another App's, which alone may change it, or too old to be changed.
  const refused = existing === null ? "" : await attempt(() => update(existing.id));
  return refused === null ? null : attempt(create);
}

function titleOf({ incidents, left }: MarkSaid): string {
  if (incidents === 0) return "No incident to look at";
  return left === 0 ? `All ${incidents} looked at` : `${incidents - left} of ${incidents} looked at`;
}

function summaryOf({ incidents, left, goesOn, zone }: MarkSaid, beyond: number): string {
  const when =
    goesOn === null
      ? "The next run goes on with them."
      : `A run after ${formatInstant(fromEpoch(goesOn * 1000), zone)} goes on with them.`;
  const many = (count: number): string => (count === 1 ? "1 incident" : `${count} incidents`);
  return [
    left === 0
      ? `${many(incidents)} ${incidents === 1 ? "was" : "were"} looked at, and nothing is left.`
      : `${many(left)} of ${incidents} ${left === 1 ? "is" : "are"} left. ${when}`,
    ...(beyond === 0 ? [] : [`There is no room here for ${many(beyond)}: they are looked at once a day.`]),
    "Nothing waits for this check, and nobody has to do anything about it. It tells the next sweep where to go on; without it, everything is looked at again.",
  ].join("\n\n");
}

function bodyOf(text: string): string {
  return `For the next sweep alone:\n\n\`\`\`\n${text}\n\`\`\``;
}
