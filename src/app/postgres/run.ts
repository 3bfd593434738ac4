/** One look in this worker's hands, from its begin to the transaction that ends it. */
import type { Pool } from "pg";
import type { Clock } from "../../queue/clock.ts";
import { Lost, runBehind } from "../../queue/fence.ts";
import type { Change } from "../../queue/known.ts";
import type { Work } from "../../queue/queue.ts";
import type { EngineParts } from "../engine.ts";
import { type Stored, storeEnd } from "./ask.ts";
import type { Begun } from "./claim.ts";
import type { Hold } from "./holds.ts";
import type { Jobs } from "./jobs.ts";
import type { Asked } from "./asked.ts";
import { inTransaction } from "./sql.ts";
import { isOfTheStatement, type Trouble } from "./trouble.ts";

export interface RunParts extends Pick<EngineParts, "work" | "onBegin" | "onError"> {
  readonly pool: Pool;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly trouble: Trouble;
  readonly onLost: (begun: Begun) => void;
}

/** Between two tries of storing an end, in ms, while the look is ours still. */
const PAUSE = 250;

/** Looks, and stores what came of it. Never rejects. @returns true where something else may begin at once. */
export async function run(begun: Begun, hold: Hold, parts: RunParts): Promise<boolean> {
  const { subject, lane, waited } = begun;
  parts.onBegin?.(subject, lane, waited);
  const { changes, asked, error } = await look(begun, hold, parts.work);
  const failure = error === null ? null : error.of;
  if (failure instanceof Lost || !hold.alive()) {
    parts.onLost(begun);
    return false;
  }
  const stored = await store({ begun, changes, asked, failure }, hold, parts);
  if (stored === null) parts.onLost(begun);
  return stored?.ready === true;
}

interface Looked {
  readonly changes: readonly Change[];
  readonly asked: readonly Asked[];
  readonly error: { readonly of: unknown } | null;
}

async function look(begun: Begun, hold: Hold, work: Work): Promise<Looked> {
  const { subject, reasons, causes, failures } = begun;
  const changes: Change[] = [];
  const asked: Asked[] = [];
  // The newest one: a wake-up that was there before brings its own, older cause.
  const cause = causes.at(-1);
  const followed = cause === undefined ? {} : { cause };
  try {
    await runBehind(hold, () =>
      work({
        subject,
        reasons,
        causes,
        failures,
        enqueue: (other, request) => void asked.push({ subject: other, request: { ...followed, ...request } }),
        keep: (change) => void changes.push(change),
      }),
    );
    return { changes, asked, error: null };
  } catch (error) {
    return { changes, asked, error: { of: error } };
  }
}

/** @returns null where the look is not ours any more: then somebody else does it again. */
async function store(
  { begun, changes, asked, failure }: Omit<Looked, "error"> & { readonly begun: Begun; readonly failure: unknown },
  hold: Hold,
  parts: RunParts,
): Promise<Stored | null> {
  const { pool, jobs, clock, trouble } = parts;
  let ended = { ...begun, changes, asked, failed: failure !== null };
  let why = failure;
  while (hold.alive()) {
    try {
      const stored = await inTransaction(pool, (sql) => storeEnd(sql, ended, { jobs, clock }));
      if (stored.retryIn !== null) parts.onError(begun.subject, why, clock.now() + stored.retryIn);
      return stored;
    } catch (error) {
      if (error instanceof Lost) return null;
      if (isOfTheStatement(error) && !(ended.failed && ended.changes.length + ended.asked.length === 0)) {
        // What cannot be stored now cannot be stored at all: the look has failed, and is done again.
        why = error;
        ended = { ...begun, changes: [], asked: [], failed: true };
        continue;
      }
      trouble.told(error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
  return null;
}
