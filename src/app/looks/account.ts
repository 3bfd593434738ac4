/** What is told of a look: in the log, with the deliveries that it follows from on every line, and in the metrics. */
import type { WriteOutcome } from "../../github/write/outcome.ts";
import type { Turn } from "../../queue/queue.ts";
import type { Log } from "../log.ts";
import type { LookOutcome, Metrics } from "../metrics.ts";

/** Where nobody counts. */
export const UNCOUNTED: Metrics = {
  delivery: () => undefined,
  look: () => undefined,
  verdict: () => undefined,
  lag: () => undefined,
  retry: () => undefined,
  postponed: () => undefined,
  request: () => undefined,
  write: () => undefined,
  healed: () => undefined,
};

/** The log of one look: whoever searches for a delivery's id finds its looks, and what they wrote. */
export function logOf({ causes, subject }: Turn, log: Log): Log {
  return log.child({ subject: subject.kind, ...(causes.length === 0 ? {} : { deliveries: [...causes] }) });
}

/** Tells every write that was done. */
export function tellWrites(
  outcomes: readonly WriteOutcome[],
  where: { readonly repository: string; readonly number?: number },
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  for (const { write, result } of outcomes) {
    if (result !== "done") continue;
    // A key begins with what the write is about: `undo:…`, `reminder:…`.
    metrics.write(write.kind, /^[a-z-]+/.exec(write.key)?.[0] ?? "");
    log.info({ ...where, kind: write.kind, key: write.key }, "write");
  }
}

/** Runs a look and counts it. @returns what became of it, where nothing was thrown. */
export async function counted(
  turn: Turn,
  metrics: Metrics,
  now: () => number,
  look: () => Promise<LookOutcome>,
): Promise<void> {
  const start = now();
  try {
    metrics.look(turn.subject, await look(), now() - start);
  } catch (error) {
    metrics.look(turn.subject, "failed", now() - start);
    throw error;
  }
}
