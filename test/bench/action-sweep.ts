/**
 * What the Action's sweep asks of GitHub, counted by the sandbox over the committed bundle. actions/stale, asked the same of
 * 200 issues, takes 7 requests where nothing is due and 87 where 20 are.
 */
import { RateLimited } from "../../src/github/request/errors.ts";
import { runJob } from "../action/runner.ts";
import { SweepStage } from "../action/sweep/stage.ts";

const INCIDENTS = 200;
const DUE = 20;

/** @returns figures, each with its goal beside it. */
export async function benchActionSweep(): Promise<Record<string, unknown>> {
  const stage = await SweepStage.open();
  try {
    const dues = Array.from({ length: INCIDENTS }, (_, index) => (index < DUE ? "2026-03-10" : "2026-09-10"));
    await stage.settle(await stage.plant(dues));
    await quiet(stage);
    await stage.at("2026-03-05T20:30:00Z");
    await quiet(stage);
    const nothing = await sweep(stage);
    // Three days before the due date is a Saturday: the reminder comes on the working day before.
    await stage.at("2026-03-06T09:30:00Z");
    const due = await sweep(stage);
    return {
      action_sweep: {
        incidents: INCIDENTS,
        nothing_due: { ...nothing, goal: "<= 3", actions_stale: 7 },
        due: { of: DUE, reminded: (await stage.reminders()).length, ...due, goal: "<= 45", actions_stale: 87 },
      },
    };
  } finally {
    await stage.close();
  }
}

/** Sweeps on until an hour brings nothing. */
async function quiet(stage: SweepStage): Promise<void> {
  for (let hour = 0; hour < 12; hour += 1) {
    const report = await stage.run().then(
      (ended) => ended.report,
      (error: unknown) => {
        // The hour was used up while the incidents were set up: the next one goes on.
        if (error instanceof RateLimited) return null;
        throw error;
      },
    );
    await stage.advance("PT1H");
    if (report?.notes[0]?.startsWith("Looked at 0 ") === true) return;
  }
}

async function sweep(stage: SweepStage): Promise<Record<string, unknown>> {
  const { box } = stage;
  await stage.control("DELETE", "requests");
  const { code } = await runJob({
    apiUrl: box.url,
    graphqlUrl: box.graphqlUrl,
    repository: box.repository,
    token: box.people.actions.token,
    event: "schedule",
    payload: {},
    inputs: { mode: "sweep" },
  });
  const { by } = await stage.control<{ by: Record<string, { total: number; graphql: { cost: number } }> }>(
    "GET",
    "requests",
  );
  const counts = by["github-actions[bot]"];
  return { code, requests: counts?.total ?? 0, points: counts?.graphql.cost ?? 0 };
}
