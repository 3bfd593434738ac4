/** Puts the App together and runs it: webhooks → signals → queue → passes. */
import { type Clock, systemClock } from "../queue/clock.ts";
import { createClients } from "./clients.ts";
import type { AppConfig } from "./config.ts";
import { createMemoryEngine, type Engine } from "./engine.ts";
import { signalOf } from "./events.ts";
import { createLog, type Log } from "./log.ts";
import { createWebhooks } from "./probot.ts";
import { listen, WEBHOOKS_PATH } from "./server.ts";
import { createWorker } from "./work.ts";

export interface AppOptions {
  readonly config: AppConfig;
  readonly clock?: Clock;
  readonly log?: Log;
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

/** Starts the App in this process. @throws where the port cannot be listened on. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, clock = systemClock } = options;
  const log = options.log ?? createLog({ level: config.logLevel });
  const clients = createClients(config, { clock, log: log.child({ name: "github" }) });
  const worker = createWorker({ config, clients, index: () => engine.index, clock, log });
  const engine: Engine = createMemoryEngine({
    clock,
    work: worker.work,
    onError: (subject, error, retryAt) => {
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
  });
  const middleware = await createWebhooks(config, {
    log,
    receive: async ({ id, name, payload }) => {
      const signal = signalOf(name, payload, worker.self());
      if (signal === null) return;
      // A token has what its installation had when it was made.
      if (signal.event.startsWith("installation.")) clients.forget(signal.installation);
      const found = await engine.receive(signal, id);
      log.debug({ delivery: id, event: signal.event, repository: signal.repository, found }, "received");
    },
  });
  const server = await listen({ host: config.host, port: config.port, middleware, log });
  if (options.sweep !== false) {
    await engine.enqueue({ kind: "sweep", installation: null, repository: null }, { reason: "start" });
  }
  log.info({ url: server.url }, "listening");
  return {
    url: server.url,
    webhooksUrl: `${server.url}${WEBHOOKS_PATH}`,
    engine,
    async stop() {
      const closed = server.close();
      await engine.stop(DRAIN);
      server.cut();
      await closed;
    },
  };
}
