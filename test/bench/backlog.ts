/** A backlog of 2,000 incidents, finished by one worker and by two. */
import { openBacklog } from "./backlog-run.ts";
import { round } from "./webhooks.ts";

const INCIDENTS = 2000;
/** Longer than two processors need for what it is waited with: what is measured is the queue, not the machine. */
const ANSWER = 800;

/** @returns figures, each with its goal beside it. */
export async function benchBacklog(incidents = INCIDENTS): Promise<Record<string, unknown>> {
  const backlog = await openBacklog({ incidents, answer: ANSWER });
  try {
    const one = await backlog.finish(1);
    const two = await backlog.finish(2);
    return {
      [`backlog_of_${incidents}_incidents`]: {
        answer_ms: ANSWER,
        requests_per_incident: round(one.requests),
        one_worker_seconds: round(one.seconds),
        two_workers_seconds: round(two.seconds),
        ratio: { ratio: round(one.seconds / two.seconds), goal: ">= 1.7" },
        looks: { of_one: one.looks, of_two: two.shares, goal: `${incidents} each, in all` },
        incidents_in_two_hands: { count: one.overlaps + two.overlaps, goal: "0" },
      },
    };
  } finally {
    await backlog.close();
  }
}
