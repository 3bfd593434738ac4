/** Puts the App together and runs it: webhooks → signals → queue → passes. */
import { type Clock, systemClock } from "../queue/clock.ts";
import { createBudget } from "./budget.ts";
import { createClients } from "./clients.ts";
import type { AppConfig } from "./settings/config.ts";
import { createMemoryEngine, type Engine, type EngineParts } from "./engine.ts";
import { createLog, type Log } from "./log.ts";
import { type CountedMetrics, createMetrics } from "./metrics.ts";
import { metricsRoute, probes, type Routes, unreadyWithin } from "./http/operations.ts";
import { createReception } from "./http/reception.ts";
import type { Role } from "./settings/role.ts";
import { type Handler, type HttpServer, listen, WEBHOOKS_PATH } from "./http/server.ts";
import { createWorker } from "./looks/work.ts";

export interface AppOptions {
  readonly config: AppConfig;
  readonly clock?: Clock;
  readonly log?: Log;
  /** What this process does; all where left out. */
  readonly role?: Role;
  /** False: no sweep at start. */
  readonly sweep?: boolean;
}

export interface RunningApp {
  readonly url: string;
  readonly webhooksUrl: string;
  readonly engine: Engine;
  /** Takes no more webhooks, finishes what runs (at most 10 s), and ends. */
  stop(): Promise<void>;
}

/** An orchestrator kills after 10 s: what runs has that long, less what closing takes. */
const DRAIN = 9_000;
/** Until GitHub is asked again who we are. */
const ASK_AGAIN = 60_000;
/** Until the database is asked again for the first sweep. */
const ASK_AGAIN_SOON = 5_000;

/** Starts the App in this process. @throws where the port cannot be listened on. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, clock = systemClock, role = "all" } = options;
  const log = options.log ?? createLog({ level: config.logLevel });
  const metrics = createMetrics({ repositories: config.metricsRepositories === true });
  const budget = createBudget({
    clock,
    takeShared: (installation, nowMs) => engine.takeCreation?.(installation, nowMs) ?? null,
    onRequest: (...told) => metrics.request(...told),
  });
  const clients = createClients(config, { clock, log: log.child({ name: "github" }), budget });
  const worker = createWorker({
    config,
    clients,
    index: () => engine.index,
    clock,
    log,
    metrics,
    deliveries: (turn) => reception.deliveries.look(turn),
  });
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const parts: EngineParts = {
    clock,
    // What waits in a database since before may come before everything here is put together.
    work: async (turn) => {
      await begun;
      await worker.work(turn);
    },
    ...(config.concurrency === undefined ? {} : { concurrency: config.concurrency }),
    admit: (subject, lane) => budget.admit(subject, lane),
    onPostponed: (_subject, lane) => metrics.postponed(lane),
    onBegin: (_subject, lane, waited) => metrics.lag(lane, waited),
    onError: (subject, error, retryAt) => {
      metrics.retry(subject.kind);
      const fields = subject.kind === "incident" ? { number: subject.number } : {};
      log.warn(
        {
          ...fields,
          err: error,
          subject: subject.kind,
          repository: subject.repository,
          retryAt: new Date(retryAt).toISOString(),
        },
        "failed, and will be tried again",
      );
    },
  };
  const { databaseUrl } = config;
  const engine: Engine =
    databaseUrl === undefined
      ? createMemoryEngine(parts)
      : // What is not asked for is not loaded: the command line starts without a database's client.
        await import("./postgres/engine.ts").then(({ createPostgresEngine }) =>
          createPostgresEngine({ ...parts, databaseUrl, log: log.child({ name: "database" }), role }),
        );
  metrics.watch({
    size: () => engine.size(),
    incidents: () => engine.index.size(),
    ready: async () => (await unreadyWithin(engine)) === null,
    running: () => engine.running(),
  });
  const open = async () => {
    const made = await createReception({ config, clients, engine, self: () => worker.self(), clock, log, metrics });
    const webhooks = role === "worker" ? null : made.webhooks;
    return { made, servers: await listenAll(config, { webhooks, probes: probes(engine), metrics, log }) };
  };
  const { made: reception, servers } = await open().catch(async (error: unknown) => {
    // Why it cannot come up is what matters.
    await engine.stop(0).catch(() => undefined);
    throw error;
  });
  begin();
  const [server] = servers;
  // Whose events are our own is told by GitHub; a process that looks at nothing would never ask.
  const learnSelf = (): void => void worker.identify().catch(() => clock.schedule(clock.now() + ASK_AGAIN, learnSelf));
  if (role === "receiver") learnSelf();
  let stopped = false;
  const askForLooks = async (): Promise<void> => {
    if (stopped) return;
    try {
      // Where the queue outlives its processes, each of them that starts needs not look at everything anew.
      const reason = (await engine.sweptBefore()) ? "sweep" : "start";
      await engine.enqueue({ kind: "sweep", installation: null, repository: null }, { reason });
      await engine.enqueue({ kind: "deliveries", installation: null, repository: null }, { reason: "start" });
    } catch (error) {
      // A database that fails right now: it is not ready, but no reason to end.
      log.warn({ err: error }, "the first sweep cannot be asked for yet");
      clock.schedule(clock.now() + ASK_AGAIN_SOON, () => void askForLooks());
    }
  };
  if (options.sweep !== false) await askForLooks();
  log.info({ url: server.url }, "listening");
  return {
    url: server.url,
    webhooksUrl: `${server.url}${WEBHOOKS_PATH}`,
    engine,
    async stop() {
      stopped = true;
      const closed = servers.map((one) => one.close());
      await engine.stop(DRAIN);
      for (const one of servers) one.cut();
      await Promise.all(closed);
    },
  };
}

/** The App's server and, where the metrics have a port of their own, theirs; a worker answers probes alone. */
async function listenAll(
  { host, port, metricsPort }: AppConfig,
  parts: { webhooks: Handler | null; probes: Routes; metrics: CountedMetrics; log: Log },
): Promise<readonly [HttpServer, ...HttpServer[]]> {
  const { webhooks, log } = parts;
  const metrics = metricsRoute(parts.metrics);
  const shared = { host, log, onRefused: () => parts.metrics.delivery("", "refused") };
  const routes = new Map([...parts.probes, ...(metricsPort === undefined ? metrics : [])]);
  const server = await listen({ ...shared, port, webhooks, routes });
  if (metricsPort === undefined) return [server];
  try {
    return [server, await listen({ ...shared, port: metricsPort, webhooks: null, routes: metrics })];
  } catch (error) {
    await server.close();
    throw error;
  }
}
