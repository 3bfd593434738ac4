/** One measured point: the App freshly started, its index filled, the busiest minute of so many repositories sent. */
import { randomUUID } from "node:crypto";
import type { Resting, Taken } from "./app-process.ts";
import type { Child } from "./channel.ts";
import { type Fleet, installationOf, twinOf } from "./fleet.ts";
import { deliveriesOf, type IncidentFacts, type Planned } from "./generator.ts";
import { lagsOf, quantilesOf } from "./lags.ts";
import type { Measured, Spent } from "./measured.ts";
import { loadOf } from "./mix.ts";
import { sendAll, type Sent } from "./open-loop.ts";
import { headersOf, payloadOf } from "./payloads.ts";
import type { Counts } from "./replay.ts";
import { type Credentials, startServe } from "./serve.ts";

export interface Stage {
  readonly github: Child;
  readonly credentials: Credentials;
  readonly facts: IncidentFacts;
  readonly seconds: number;
  /** GitHub's answer time, in milliseconds. */
  readonly answerTime: number;
  /** Over so many installations the repositories are spread. */
  readonly installations: number;
}

/** Repositories that the sweep at start finds: more are swept over hours, each at its time. */
const LISTED = 100;
/** The load whose deliveries show what one takes that concerns no incident. */
const BURST = loadOf(15_000);
/** Events a second that fill the index: far from any bound. */
const FILLING = 40;
/** Looks until the code is compiled: a small fleet's process would be measured colder than a large one's. */
const WARM = 900;
/** Nothing asked of GitHub for so long: the App is through. */
const QUIET = 1_000;
const LONGEST_WAIT = 240_000;

const pause = (milliseconds: number): Promise<void> => new Promise((done) => void setTimeout(done, milliseconds));

/** Measures the load of so many repositories. */
export async function measurePoint(repositories: number, stage: Stage): Promise<Measured> {
  const { github, credentials, facts, seconds, answerTime, installations } = stage;
  const load = loadOf(repositories);
  const fleet: Fleet = {
    repositories,
    incidents: load.incidents,
    listed: LISTED,
    installations,
  };
  const places = (index: number): number => installationOf(index, fleet, credentials.installationId);
  const shared = { facts, installationOf: places, seed: repositories };
  await github.ask("answerTime", 0);
  await github.ask("forget");
  // Nothing is listed yet: the App comes up with nothing known.
  await github.ask("fleet", { ...fleet, listed: 0 });
  const { app, passes, webhooks } = await startServe(credentials);
  try {
    const meter = meterOf(app, github);
    const send = (plan: readonly Planned[]) => sendAll(webhooks, signed(plan, credentials.webhookSecret));
    await quiet(github);
    const empty = (await app.ask<Resting>("resting")).heap;
    await github.ask("fleet", fleet);
    await meter.spent();
    await send([installed(credentials.installationId)]);
    await quiet(github);
    const sweep = { ...(await meter.spent()), repositories: fleet.listed };
    const swept = (await app.ask<Resting>("resting")).heap;
    await meter.spent();
    await send(fillingOf(fleet, facts, places));
    await quiet(github);
    const firstLooks = await meter.spent();
    for (let looks = fleet.incidents; looks < WARM; looks += fleet.incidents)
      await send(fillingOf(fleet, facts, places));
    await quiet(github);
    const filled = (await app.ask<Resting>("resting")).heap;
    await github.ask("answerTime", answerTime);
    const idle = await share(app, 3);
    const irrelevant = deliveriesOf({ ...shared, load: BURST, fleet: { ...fleet, incidents: 0 }, seconds: 5 });
    await meter.spent();
    // As many deliveries, and places that nobody knows.
    await send(irrelevant.map((each) => ({ ...each, occasion: { ...each.occasion, repository: "acme/elsewhere" } })));
    const cpuOfIrrelevant = ((await meter.spent()).cpu - idle * 5) / irrelevant.length;

    const from = passes.length;
    const plan = deliveriesOf({ ...shared, load, fleet, seconds });
    const before = await app.ask<Taken>("taken");
    const outcomes = await send(plan);
    await quiet(github);
    const after = await app.ask<Taken>("taken");
    const counts = await github.ask<Counts>("counts");
    const reads = await github.ask<readonly (readonly [number, number])[]>("reads");
    const { rss: rssResting } = await app.ask<Resting>("resting");
    const own = passes.slice(from);
    for (const why of new Set(outcomes.flatMap((outcome) => outcome.why ?? []))) {
      const times = outcomes.filter((outcome) => outcome.why === why).length;
      process.stderr.write(`${times} of ${outcomes.length} deliveries: ${why}\n`);
    }
    return {
      repositories,
      incidents: fleet.incidents,
      seconds,
      offered: plan.length / seconds,
      answered: outcomes.filter(({ status }) => status !== null && status < 300).length / seconds,
      relevant: plan.filter(({ relevant }) => relevant).length / seconds,
      refused503: outcomes.filter(({ status }) => status === 503).length,
      failed: outcomes.filter(({ status }) => status === null || (status >= 300 && status !== 503)).length,
      answer: quantilesOf(outcomes.map(({ took }) => took)),
      lag: quantilesOf(lagsOf(plan, outcomes, own, reads)),
      cpu: Math.max(0, (after.cpu - before.cpu) / seconds - idle),
      cpuOfIrrelevant,
      longestStall: after.longestStall,
      rss: after.rss,
      rssResting,
      heap: { empty, swept, filled },
      passes: own.length / seconds,
      rest: counts.rest / seconds,
      notModified: counts.notModified / seconds,
      points: counts.points / seconds,
      writesRefused: counts.refused,
      sweep,
      firstLooks,
    };
  } finally {
    await app.stop();
  }
}

/** What was spent since the last question. */
function meterOf(app: Child, github: Child) {
  let cpu = 0;
  return {
    async spent(): Promise<Spent> {
      const taken = await app.ask<Taken>("taken");
      const { rest, notModified, points } = await github.ask<Counts>("counts");
      await github.ask("forget");
      const spent = { cpu: taken.cpu - cpu, rest: rest - notModified, points };
      cpu = taken.cpu;
      return spent;
    },
  };
}

/** The event that brings a sweep of the whole installation. */
function installed(installation: number): Planned {
  const kind = "installation.created" as const;
  const occasion = { kind, repository: twinOf(0), repositoryId: 1, installation, number: 0, sha: "", id: 1 };
  return { at: 0, index: 0, relevant: false, occasion };
}

/** One edit of each incident: the App looks at it and knows it. */
function fillingOf({ incidents }: Fleet, facts: IncidentFacts, places: (index: number) => number): readonly Planned[] {
  return Array.from({ length: incidents }, (_each, index) => ({
    at: (index / FILLING) * 1000,
    index,
    relevant: true,
    occasion: {
      kind: "issues.edited" as const,
      repository: twinOf(index),
      repositoryId: 1_000_000 + index,
      installation: places(index),
      number: facts.number,
      sha: "",
      id: index,
      labels: [facts.label],
    },
  }));
}

function signed(plan: readonly Planned[], secret: string): readonly Sent[] {
  return plan.map(({ at, occasion }) => {
    const { event, body } = payloadOf(occasion);
    return { at, body, headers: headersOf(event, body, secret, randomUUID()) };
  });
}

async function quiet(github: Child): Promise<void> {
  const until = Date.now() + LONGEST_WAIT;
  await pause(QUIET);
  while (Date.now() < until && (await github.ask<number>("sinceAsked")) < QUIET) await pause(100);
}

/** Share of the processor that it takes by itself. */
async function share(app: Child, seconds: number): Promise<number> {
  const before = await app.ask<Taken>("taken");
  await pause(seconds * 1000);
  const after = await app.ask<Taken>("taken");
  return (after.cpu - before.cpu) / seconds;
}
