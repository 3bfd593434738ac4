/** The loop of a worker: takes over, rouses, claims, runs; again and again, whatever becomes of the database. */
import type { Lane } from "../../queue/queue.ts";
import type { Log } from "../log.ts";
import { giveBack } from "./ask.ts";
import { type Begun, claim, type ClaimOptions, type Postponed, reap, rouse } from "./claim.ts";
import type { Connections } from "./connect.ts";
import { createHolds, present, type Times } from "./holds.ts";
import { run, type RunParts } from "./run.ts";
import { tidyShares } from "./share.ts";
import { inTransaction, sqlOf } from "./sql.ts";
import type { Wake } from "./wake.ts";

export interface WorkerParts
  extends Omit<RunParts, "pool" | "onLost">,
    Pick<ClaimOptions, "admit" | "worker" | "lease"> {
  readonly connections: Pick<Connections, "work" | "keeper">;
  readonly wake: Wake;
  readonly log: Log;
  readonly concurrency: number;
  readonly times?: () => Times;
  readonly onPostponed: (postponed: Postponed) => void;
}

export interface QueueWorker {
  readonly running: number;
  /** Begins nothing more, waits for what runs, and hands back the rest. */
  stop(within: number): Promise<void>;
}

/** How often it looks, told or not, in ms. */
const LOOK_EVERY = 1_000;
const TIDY_EVERY = 60_000;
/** Whoever is told looks for what is due as well, but not at every end of a look, in ms. */
const ROUSE_AT_MOST_EVERY = 100;
/** While the database is out of reach, in ms. */
const PAUSES = [250, 500, 1_000, 2_000, 5_000] as const;
/** Handing back takes one transaction, in ms. */
const TO_HAND_BACK = 1_000;

export function startWorker(parts: WorkerParts): QueueWorker {
  const { connections, jobs, lease, wake, trouble, log, concurrency, times = present } = parts;
  // Whoever comes with something urgent finds a place that no slow sweep has.
  const mostBackground = Math.max(1, Math.min(concurrency - 1, Math.max(2, Math.floor(concurrency / 2))));
  const holds = createHolds({ lease, times });
  const runs = new Map<string, { readonly begun: Begun; readonly done: Promise<void> }>();
  const running: Record<Lane, number> = { urgent: 0, usual: 0, background: 0 };
  let stopping = false;
  let begunInARow = 0;
  let rouseAt = 0;
  let rousedAt = 0;
  let reapAt = 0;
  let tidyAt = times().steady + TIDY_EVERY;

  const begin = (begun: Begun, since: Times): void => {
    const { token, lane, subject } = begun;
    const hold = holds.take(token, since);
    running[lane] += 1;
    const onLost = (): void => {
      log.warn(
        { subject: subject.kind, repository: subject.repository },
        "a look was lost: somebody else takes it over",
      );
    };
    const done = run(begun, hold, { ...parts, pool: connections.work, onLost }).then((ready) => {
      holds.end(token);
      runs.delete(token);
      running[lane] -= 1;
      if (ready) wake.everywhere();
      else wake.here();
    });
    runs.set(token, { begun, done });
  };

  /** @returns how many moved. */
  const claimSome = async (): Promise<number> => {
    const all = concurrency - runs.size;
    if (all <= 0) return 0;
    const room = { all, urgent: all, usual: all, background: mostBackground - running.background };
    const { begun, postponed, since } = await inTransaction(connections.work, async (sql) => {
      // The lease counts from a later moment of this transaction; waiting for a connection does not use it up.
      const asked = times();
      return { ...(await claim(sql, { ...parts, room, before: begunInARow })), since: asked };
    });
    begunInARow = begun.length + postponed.length === 0 ? 0 : begunInARow + begun.length;
    for (const one of begun) begin(one, since);
    for (const one of postponed) parts.onPostponed(one);
    return begun.length + postponed.length;
  };

  const keepUp = async (): Promise<void> => {
    const now = times().steady;
    if (now >= reapAt) {
      reapAt = now + Math.min(LOOK_EVERY, lease / 4);
      const taken = await inTransaction(connections.work, (sql) => reap(sql, jobs));
      for (const { kind, repository } of taken) {
        log.warn({ subject: kind, repository }, "taken over: its worker has not been heard of");
      }
      if (taken.length > 0) wake.everywhere();
    }
    if (now >= Math.min(rouseAt, rousedAt + ROUSE_AT_MOST_EVERY)) {
      rousedAt = now;
      const { next } = await inTransaction(connections.work, (sql) => rouse(sql, jobs));
      rouseAt = now + Math.max(0, Math.min(LOOK_EVERY, next ?? LOOK_EVERY));
    }
    if (now >= tidyAt) {
      tidyAt = now + TIDY_EVERY;
      await inTransaction(connections.work, tidyShares);
    }
  };

  const loop = async (): Promise<void> => {
    for (let failures = 0; !stopping; ) {
      try {
        // Before each claim: of what is put off by thousands nothing would be heard of meanwhile.
        do await keepUp();
        while (!stopping && (await claimSome()) > 0);
        trouble.over();
        failures = 0;
        await wake.wait(Math.max(0, Math.min(LOOK_EVERY, lease / 4, rouseAt - times().steady)));
      } catch (error) {
        trouble.told(error);
        await wake.wait(PAUSES[Math.min(failures, PAUSES.length - 1)] ?? LOOK_EVERY);
        failures += 1;
      }
    }
  };
  const renewing = setInterval(() => {
    holds.renew(sqlOf(connections.keeper)).catch((error: unknown) => trouble.told(error));
  }, lease / 5).unref();
  const looping = loop();

  return {
    get running() {
      return runs.size;
    },
    async stop(within) {
      const until = times().steady + within;
      stopping = true;
      wake.here();
      const left = (): number => until - times().steady;
      const ended = async (): Promise<void> => {
        await looping;
        await Promise.allSettled([...runs.values()].map(({ done }) => done));
      };
      await limited(ended(), Math.max(0, left() - TO_HAND_BACK));
      clearInterval(renewing);
      const held = [...runs.values()].map(({ begun }) => begun);
      holds.loseAll();
      const handed = inTransaction(connections.work, (sql) => giveBack(sql, held, jobs));
      // What is not handed back is taken over once its lease is over.
      await limited(
        handed.catch((error: unknown) => trouble.told(error)),
        Math.max(TO_HAND_BACK / 2, left()),
      );
    },
  };
}

/** Waits for it, at most so long. */
async function limited(work: Promise<unknown>, ms: number): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  await Promise.race([
    work,
    new Promise((resolve) => {
      late = setTimeout(resolve, ms);
    }),
  ]);
  clearTimeout(late);
}
