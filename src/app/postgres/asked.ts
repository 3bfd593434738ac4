/** What is asked for by a delivery or by the end of a look. */
import type { EnqueueRequest, Subject } from "../../queue/queue.ts";
import type { Sql } from "./sql.ts";

/** One look that is asked for. */
export interface Asked {
  readonly subject: Subject;
  readonly request: EnqueueRequest;
}

/** Enqueues in the transaction that it is given. */
export type Send = (db: Sql, asked: readonly Asked[]) => Promise<void>;

/** @param cause the delivery's id, for the log. */
export function askedOf(subjects: readonly Subject[], reason: string, cause: string | undefined): readonly Asked[] {
  const request = { reason, ...(cause === undefined ? {} : { cause }) };
  return subjects.map((subject) => ({ subject, request }));
}
