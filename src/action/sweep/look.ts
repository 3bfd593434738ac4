/** Looks at incidents, several at once, until all are done, the token's hour is used up, or the time is over. */
import { createTogether } from "../../github/request/together.ts";
import { LONGEST_WAIT, type LookDeps, lookAtOne, type Means } from "./look-at-one.ts";
import type { Turn } from "./order.ts";
import { createShared } from "./shared.ts";

/** Why a sweep ended before all were looked at. `limit`: GitHub asked for a pause. */
export type Stop = "time" | "budget" | "limit" | "outage";

/** GitHub's answers carry whole seconds. */
const GRAIN = 1_000;
const MOST_TRIES = 3;

interface Waiting {
  readonly turn: Turn;
  /** Milliseconds since the job began. */
  readonly at: number;
  readonly tries: number;
}

/** @returns why it ended early; null where everything was looked at. */
export async function lookAtAll(turns: readonly Turn[], deps: LookDeps): Promise<Stop | null> {
  const { job, budget } = deps;
  const shared = createShared(budget.client, job.elapsed);
  const together = createTogether(shared.writing, job.elapsed);
  try {
    return await lookInGroups(turns, deps, { shared, together });
  } finally {
    await together.settle();
  }
}

async function lookInGroups(turns: readonly Turn[], deps: LookDeps, means: Means): Promise<Stop | null> {
  const { job, budget, deadline } = deps;
  const { shared, together } = means;
  const queue: Waiting[] = turns.map((turn) => ({ turn, at: 0, tries: 0 }));
  for (;;) {
    if (queue.length === 0) return null;
    if (job.elapsed() >= deadline) return "time";
    const ready = queue.filter(({ at }) => at <= job.elapsed());
    if (ready.length === 0) {
      const wait = Math.min(...queue.map(({ at }) => at)) - job.elapsed();
      if (wait > LONGEST_WAIT || job.elapsed() + wait >= deadline) return "time";
      job.say(
        `Waiting ${Math.ceil(wait / 1000)} s: ${queue.length === 1 ? "one incident is" : `${queue.length} incidents are`} not finished.`,
      );
      await job.sleep(wait);
      continue;
    }
    const group = paced(ready.slice(0, together.width()), deps);
    if (group.length === 0) {
      const pause = budget.waitToCreate(expected(ready[0], deps)) + GRAIN;
      if (!(await waitFor(pause, deps))) return "limit";
      continue;
    }
    if (!budget.allows(group.length) && !(await waitForBudget(deps))) return "budget";
    await shared.prepare(queue.length, job.place, deps.policy);
    for (const one of group) queue.splice(queue.indexOf(one), 1);
    const before = job.elapsed();
    // All of them before the first one asks for anything: it waits for the others.
    const lanes = group.map((one) => ({ one, lane: together.lane() }));
    const ended = await Promise.all(lanes.map(({ one, lane }) => lookAtOne(one.turn, deps, { ...means, lane })));
    budget.looked(group.length);
    let pause = 0;
    let failed = 0;
    for (const [index, { looked, again }] of ended.entries()) {
      const one = group[index];
      if (looked.judged === null && looked.unfinished !== null) failed += 1;
      const tries = (one?.tries ?? 0) + 1;
      if (again !== null && again > LONGEST_WAIT) pause = Math.max(pause, again);
      if (again !== null && one !== undefined && tries < MOST_TRIES) {
        queue.push({ ...one, at: job.elapsed() + again + GRAIN, tries });
      }
      deps.tell(looked);
    }
    if (pause > 0 && !(await waitFor(pause, deps))) return "limit";
    // Those that failed before may fail once more for a reason of their own; the others tell of an outage.
    const isFirst = group.some(({ tries }) => tries === 0);
    if (isFirst && failed === group.length && ended.every(({ outage }) => outage)) return "outage";
    job.log.info({ looked: group.length, ms: Math.round(job.elapsed() - before) }, "looked at incidents");
  }
}

/** What a look is expected to create: an incident that is new to us gets its tracker, labels and items. */
function expected(one: Waiting | undefined, { known }: LookDeps): number {
  return one !== undefined && (known.get(one.turn.number)?.seen ?? 0) === 0 ? 10 : 2;
}

/** As many of a group as GitHub lets create what they are expected to: a pass that is cut has to be made again. */
function paced(group: readonly Waiting[], deps: LookDeps): readonly Waiting[] {
  if (deps.job.inputs.dryRun) return group;
  let things = 0;
  const over = group.findIndex((one) => {
    things += expected(one, deps);
    return deps.budget.waitToCreate(things) > 0;
  });
  return over === -1 ? group : group.slice(0, over);
}

/** Sleeps until the token's next hour where that is near enough. @returns false where it is not. */
async function waitForBudget(deps: LookDeps): Promise<boolean> {
  const { budget } = deps;
  const at = budget.resetAt();
  const now = budget.now();
  if (at === null || now === null) return false;
  if (!(await waitFor(Math.max(0, at - now) + GRAIN, deps))) return false;
  budget.renew();
  return true;
}

async function waitFor(wait: number, { job, deadline }: LookDeps): Promise<boolean> {
  if (job.elapsed() + wait >= deadline) return false;
  const length = wait < 60_000 ? `${Math.ceil(wait / 1000)} s` : `${Math.ceil(wait / 60_000)} min`;
  job.say(`Waiting ${length}: GitHub allows more then.`);
  await job.sleep(wait);
  return true;
}
