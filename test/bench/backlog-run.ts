/** A backlog of incidents, finished by so many workers; what they had in hand is logged by the database itself. */
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import type { AppConfig } from "../../src/app/settings/config.ts";
import { createLog } from "../../src/app/log.ts";
import { createPostgresEngine } from "../../src/app/postgres/engine.ts";
import { systemClock } from "../../src/queue/clock.ts";
import { form, World } from "../support/e2e.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { startSlowGitHub } from "./slow-github.ts";

export interface Backlog {
  readonly incidents: number;
  /** How long every answer of GitHub takes, in ms. */
  readonly answer: number;
}

export interface Finished {
  readonly workers: number;
  /** From the first incident in somebody's hands to the last that left them. */
  readonly seconds: number;
  /** Looks that were begun: one for each incident where nothing was done twice. */
  readonly looks: number;
  readonly incidents: number;
  /** Looks at an incident that began before another one of it had ended. */
  readonly overlaps: number;
  /** Looks of each worker, the most first. */
  readonly shares: readonly number[];
  /** Requests to GitHub of each look. */
  readonly requests: number;
}

/** What is in whose hands, by the server's own clock, in the transaction that takes or ends it. */
const LOG = `
create table public.hand (
  id bigint generated always as identity primary key,
  at timestamptz not null, key text not null, worker text not null, begins boolean not null
);
create function public.log_hand() returns trigger language plpgsql as $$
declare
  before uuid := case when tg_op = 'INSERT' then null else old.token end;
  after uuid := case when tg_op = 'DELETE' then null else new.token end;
begin
  if before is distinct from after then
    if before is not null then
      insert into public.hand (at, key, worker, begins) values (clock_timestamp(), old.key, old.worker, false);
    end if;
    if after is not null then
      insert into public.hand (at, key, worker, begins) values (clock_timestamp(), new.key, new.worker, true);
    end if;
  end if;
  return null;
end $$;
create trigger log_hand after insert or update or delete on quench.turn for each row execute function public.log_hand();
`;

/**
 * In an order by time, begin and end take turns for each subject: a begin after a begin is an incident in two hands. The
 * end is logged before its transaction is over, so that the next begin cannot come before it.
 */
const OVERLAPS = `
select count(*)::integer as count from (
  select begins, lag(begins) over (partition by key order by at, id) as before from public.hand
) h where begins and before`;

/** The box, one usual incident in it, and a GitHub that answers everything by it. */
export async function openBacklog(backlog: Backlog) {
  const postgres = await startPostgres();
  const world = await World.open({ postgres: null });
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  await world.settle();
  await world.stopApp();
  const github = await startSlowGitHub(world.box.url, number, backlog.answer);
  const { appId, privateKey, webhookSecret, installationId } = world.box.credentials;
  const config: AppConfig = {
    appId,
    privateKey,
    webhookSecret,
    port: 0,
    host: "127.0.0.1",
    logLevel: process.env["BENCH_LOG"] === undefined ? "silent" : "debug",
    apiUrl: github.url,
    graphqlUrl: `${github.url}/graphql`,
  };
  return {
    /** Fills a new database with the backlog, and lets so many workers finish it. */
    async finish(workers: number): Promise<Finished> {
      const databaseUrl = await postgres.database();
      await fill(databaseUrl, { postgres, installation: installationId, repository: world.box.repository, backlog });
      const before = github.counts.answers;
      const processes = await Promise.all(Array.from({ length: workers }, () => start({ ...config, databaseUrl })));
      try {
        for (const child of processes) child.stdin?.write("go\n");
        await untilDone(postgres, databaseUrl);
      } finally {
        await Promise.all(processes.map(end));
      }
      return { workers, ...(await told(postgres, databaseUrl, backlog, github.counts.answers - before)) };
    },
    async close(): Promise<void> {
      github.close();
      await world.close();
      await postgres.close();
    },
  };
}

async function fill(
  databaseUrl: string,
  {
    postgres,
    installation,
    repository,
    backlog,
  }: { postgres: Postgres; installation: number; repository: string; backlog: Backlog },
): Promise<void> {
  const engine = await createPostgresEngine({
    databaseUrl,
    role: "receiver",
    clock: systemClock,
    log: createLog({ level: "silent" }),
    work: async () => undefined,
    onError: () => undefined,
  });
  try {
    await postgres.query(databaseUrl, LOG);
    const numbers = Array.from({ length: backlog.incidents }, (_, at) => 10_001 + at);
    const some = async (): Promise<void> => {
      for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
        await engine.enqueue({ kind: "incident", installation, repository, number }, { reason: "issues.edited" });
      }
    };
    await Promise.all([some(), some(), some(), some()]);
  } finally {
    await engine.stop(1_000);
  }
}

async function start(config: AppConfig & { readonly databaseUrl: string }): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["scripts/run.mjs", "test/bench/backlog-worker.ts", JSON.stringify(config)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error("a worker ended before it began")));
    child.stdout?.once("data", () => resolve());
  });
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  // What it was run from is removed by itself only where it ends by itself.
  rmSync(`lib/scripts/${child.pid}.mjs`, { force: true });
}

/** Nothing waits any more and nothing is in hand; wake-ups of later are left. */
async function untilDone(postgres: Postgres, url: string): Promise<void> {
  for (;;) {
    const [row] = await postgres.query<{ left: number }>(
      url,
      "select count(*)::integer as left from quench.turn where job is not null",
    );
    if (row?.left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function told(postgres: Postgres, url: string, { incidents }: Backlog, requests: number) {
  const [totals] = await postgres.query<{ seconds: number; looks: number; keys: number }>(
    url,
    `select extract(epoch from max(at) - min(at))::float8 as seconds, (count(*) filter (where begins))::integer as looks,
       count(distinct key)::integer as keys from public.hand where key like 'incident %'`,
  );
  const [overlaps] = await postgres.query<{ count: number }>(url, OVERLAPS);
  const shares = await postgres.query<{ looks: number }>(
    url,
    "select count(*)::integer as looks from public.hand where begins group by worker order by 1 desc",
  );
  if (totals === undefined || overlaps === undefined || totals.keys !== incidents) {
    throw new Error(`${totals?.keys ?? 0} of ${incidents} incidents were looked at`);
  }
  return {
    seconds: totals.seconds,
    looks: totals.looks,
    incidents: totals.keys,
    overlaps: overlaps.count,
    shares: shares.map(({ looks }) => looks),
    requests: requests / incidents,
  };
}
