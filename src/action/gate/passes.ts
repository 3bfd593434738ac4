/** The passes over the incidents of one event. One that fails keeps none of the others from being looked at. */
import { defaultInForce } from "../../core/policy/resolve.ts";
import { RateLimited } from "../../github/request/errors.ts";
import { reconcile } from "../../reconcile.ts";
import { isMistake } from "../failing.ts";
import type { Job } from "../job.ts";
import { watch, type Watched } from "./watch.ts";

/** Issues that are judged in one job. */
const MOST_INCIDENTS = 10;

export interface Passes {
  readonly watched: readonly Watched[];
  /** By issue number, what ended its pass. */
  readonly broken: ReadonlyMap<number, unknown>;
  /** Issues beyond what one job looks at. */
  readonly left: readonly number[];
}

/** @throws only what would end every pass alike: a token that is refused. */
export async function passOver(job: Job, numbers: readonly number[]): Promise<Passes> {
  const { client, identity, log, inputs, place, say, sleep } = job;
  const deps = { client, identity, log, readOnly: inputs.dryRun, defaultPolicy: defaultInForce };
  const watched: Watched[] = [];
  const broken = new Map<number, unknown>();
  let limited: RateLimited | null = null;
  for (const number of numbers.slice(0, MOST_INCIDENTS)) {
    if (limited !== null) {
      broken.set(number, limited);
      continue;
    }
    try {
      watched.push(
        await watch(
          { ...place, number },
          {
            look: (each) => reconcile(each, deps),
            sleep,
            // Waiting brings no permission.
            hopeless: () => job.lacks().some(({ reading }) => reading),
            waiting: (why, milliseconds) => say(`Waiting ${Math.ceil(milliseconds / 1000)} s: ${why}.`),
          },
        ),
      );
    } catch (error) {
      if (isMistake(error)) throw error;
      broken.set(number, error);
      if (error instanceof RateLimited) limited = error;
    }
  }
  return { watched, broken, left: numbers.slice(MOST_INCIDENTS) };
}
