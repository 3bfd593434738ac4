/** A turn as a queue gives it to its work, which notes what it asks for. */
import type { Change } from "../../src/queue/known.ts";
import type { EnqueueRequest, Subject } from "../../src/queue/queue.ts";

/** What a turn asked for and learned. */
export interface Noted {
  readonly enqueued: { readonly subject: Subject; readonly request: EnqueueRequest }[];
  readonly kept: Change[];
}

/** Makes a turn, with what it noted. `keep`: takes every change beside. */
export function turnOf<S extends Subject>(
  subject: S,
  options: {
    reasons?: readonly string[];
    failures?: number;
    causes?: readonly string[];
    keep?: (change: Change) => void;
  } = {},
) {
  const noted: Noted = { enqueued: [], kept: [] };
  const turn = {
    subject,
    reasons: options.reasons ?? [],
    failures: options.failures ?? 0,
    causes: options.causes ?? [],
    enqueue: (asked: Subject, request: EnqueueRequest): void => void noted.enqueued.push({ subject: asked, request }),
    keep: (change: Change): void => {
      noted.kept.push(change);
      options.keep?.(change);
    },
  };
  return { turn, noted };
}
