/**
 * From a relevant delivery to the end of the check that it asks for, at several rates, and how soon deliveries are
 * answered meanwhile: `quench serve` in a process of its own, against GitHub's stand-in with a fixed answer time, and
 * a sender that keeps to its clock. What is not relevant comes between, ten times as much as at the lowest rate.
 */
import { randomUUID } from "node:crypto";
import { type Child, start } from "../scale/channel.ts";
import { type Fleet, installationOf, twinOf } from "../scale/fleet.ts";
import type { IncidentFacts, Planned } from "../scale/generator.ts";
import { lagsOf, quantilesOf } from "../scale/lags.ts";
import { sendAll } from "../scale/open-loop.ts";
import { headersOf, payloadOf } from "../scale/payloads.ts";
import { type Credentials, startServe } from "../scale/serve.ts";

const RATES = [10, 50, 100] as const;
const SECONDS = 10;
const IRRELEVANT = 100;
/** Milliseconds that GitHub takes for an answer. */
const ANSWER_TIME = 50;
const FLEET: Fleet = { repositories: 1_000, incidents: 400, listed: 0, installations: 8 };
const QUIET = 1_000;
const LONGEST_WAIT = 120_000;

/**
 * @param databaseUrl where queue and index are; null: in memory.
 * @returns milliseconds, with the goals beside them.
 */
export async function benchLag(mode: string, databaseUrl: string | null): Promise<Record<string, unknown>> {
  const github = start("test/scale/github-process.ts");
  try {
    const credentials = await github.ask<Credentials>("where");
    const first = await startServe(credentials);
    const { facts } = await github.ask<{ facts: IncidentFacts }>("incident", first.webhooks);
    await first.app.stop();
    await github.ask("fleet", FLEET);
    const { app, passes, webhooks } = await startServe(credentials, databaseUrl);
    const send = (plan: readonly Planned[]) => sendAll(webhooks, signed(plan, credentials.webhookSecret));
    const about = (index: number, at: number, relevant: boolean): Planned => ({
      at,
      index,
      relevant,
      occasion: {
        kind: relevant ? "issues.edited" : "check_run.completed",
        repository: relevant ? twinOf(index) : "acme/elsewhere",
        repositoryId: 1_000_000 + index,
        installation: installationOf(index, FLEET, credentials.installationId),
        number: facts.number,
        sha: index.toString(16).padStart(40, "d"),
        id: index + 1,
        labels: relevant ? [facts.label] : [],
      },
    });
    const every = (rate: number, relevant: boolean): Planned[] =>
      Array.from({ length: rate * SECONDS }, (_, at) => about(at % FLEET.incidents, (at * 1000) / rate, relevant));
    try {
      // Each is looked at once, so that the index knows it.
      await send(Array.from({ length: FLEET.incidents }, (_, index) => about(index, index * 25, true)));
      await quiet(github);
      await github.ask("answerTime", ANSWER_TIME);
      const told: [string, object][] = [];
      for (const rate of RATES) {
        const from = passes.length;
        await github.ask("forget");
        const plan = [...every(rate, true), ...every(IRRELEVANT, false)];
        const outcomes = await send(plan);
        await quiet(github);
        const reads = await github.ask<readonly (readonly [number, number])[]>("reads");
        const lags = lagsOf(plan, outcomes, passes.slice(from), reads);
        const { p50, p99 } = quantilesOf(lags);
        told.push([
          String(rate),
          {
            lag_p50_ms: Math.round(p50),
            lag_p99_ms: Math.round(p99),
            checked: `${lags.length} of ${rate * SECONDS}`,
            passes: passes.length - from,
            answer_p99_ms: Math.round(quantilesOf(outcomes.map(({ took }) => took)).p99 * 10) / 10,
            goal_answer_p99_ms: "< 100",
            not_accepted: outcomes.filter(({ status }) => status !== 200).length,
            goal_not_accepted: "0",
          },
        ]);
      }
      return {
        [`webhooks_while_passes_run_${mode}`]: {
          github_answers_in_ms: ANSWER_TIME,
          irrelevant_per_second: IRRELEVANT,
          by_relevant_per_second: Object.fromEntries(told),
        },
      };
    } finally {
      await app.stop();
    }
  } finally {
    await github.stop();
  }
}

function signed(plan: readonly Planned[], secret: string) {
  return plan.map(({ at, occasion }) => {
    const { event, body } = payloadOf(occasion);
    return { at, body, headers: headersOf(event, body, secret, randomUUID()) };
  });
}

/** Nothing asked of GitHub for a while: the App is through. */
async function quiet(github: Child): Promise<void> {
  const until = Date.now() + LONGEST_WAIT;
  do await new Promise<void>((done) => void setTimeout(done, QUIET));
  while (Date.now() < until && (await github.ask<number>("sinceAsked")) < QUIET);
}
