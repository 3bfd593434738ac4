/** What became of the writes of one pass. */
import type { Write } from "../../core/plan/write.ts";
import { ClaimLost } from "./claim.ts";
import { RateLimited } from "../request/errors.ts";
import { isPermanent, type WriteResult } from "./write-context.ts";

/** What became of one planned write. */
export interface WriteOutcome {
  readonly write: Write;
  readonly result: WriteResult | "failed" | "planned";
  /** Why it failed, for good: the same request would be refused again. */
  readonly reason?: string;
}

export interface Outcomes {
  readonly all: readonly WriteOutcome[];
  /** Has it failed for good in this pass? */
  hasFailed(write: Write): boolean;
  /** Runs the writer and records what came of it. @throws only what may pass by itself. */
  record(write: Write, ensure: () => Promise<WriteResult>): Promise<void>;
  /** Records it as one that cannot be done, and no reason to leave the others undone. */
  fail(write: Write, reason: string): void;
  /** Records what a dry run would have written. */
  plan(write: Write): void;
}

/** Makes the record of one pass. */
export function createOutcomes(tell: (write: Write, reason: string) => void): Outcomes {
  const all: WriteOutcome[] = [];
  const failed = new Set<string>();
  const fail = (write: Write, reason: string): void => {
    failed.add(idOf(write));
    all.push({ write, result: "failed", reason });
    tell(write, reason);
  };
  return {
    all,
    hasFailed: (write) => failed.has(idOf(write)),
    async record(write, ensure) {
      try {
        all.push({ write, result: await ensure() });
      } catch (error) {
        if (isTransient(error)) throw error;
        fail(write, error instanceof Error ? error.message : String(error));
      }
    },
    fail,
    plan: (write) => void all.push({ write, result: "planned" }),
  };
}

/** A bug in composing one write must not keep the others waiting for ever: only what may pass by itself is thrown. */
function isTransient(error: unknown): boolean {
  if (error instanceof RateLimited || error instanceof ClaimLost) return true;
  return error instanceof Error && "status" in error && !isPermanent(error);
}

function idOf(write: Write): string {
  return `${write.kind} ${write.key} ${"issue" in write ? write.issue.number : ""}`;
}
