/** Puts the App together and runs it: webhooks → signals → queue → passes. */
import { type Clock, systemClock } from "../queue/clock.ts";
import { createMemoryQueue } from "../queue/memory.ts";
import type { Queue } from "../queue/queue.ts";
import { createClients } from "./clients.ts";
import type { AppConfig } from "./config.ts";
import { signalOf } from "./events.ts";
import { createIndex, type Index } from "./index.ts";
import { createLog, type Log } from "./log.ts";
import { createWebhooks } from "./probot.ts";
import { createRouter } from "./route.ts";
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
  readonly queue: Queue;
  readonly index: Index;
  /** True while a webhook's consequences are not all done; see `Queue.busy`. */
  busy(): boolean;
  idle(): Promise<void>;
  /** Takes no more webhooks, finishes what runs (at most 10 s), and ends. */
  stop(): Promise<void>;
}

/** Starts the App in this process. @throws where the port cannot be listened on. */
export async function startApp(options: AppOptions): Promise<RunningApp> {
  const { config, clock = systemClock } = options;
  const log = options.log ?? createLog({ level: config.logLevel });
  const clients = createClients(config, { clock, log: log.child({ name: "github" }) });
  const index = createIndex();
  const worker = createWorker({ config, clients, index, clock, log, queue: () => queue });
  const queue: Queue = createMemoryQueue({
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
    onEnd: (subject) => router.ended(subject),
  });
  const router = createRouter({ index, queue });
  const middleware = await createWebhooks(config, {
    log,
    receive: ({ id, name, payload }) => {
      const signal = signalOf(name, payload, worker.self());
      if (signal === null) return;
      // A token has what its installation had when it was made.
      if (signal.event.startsWith("installation.")) clients.forget(signal.installation);
      const found = router.route(signal);
      log.debug({ delivery: id, event: signal.event, repository: signal.repository, found }, "received");
    },
  });
  const server = await listen({ host: config.host, port: config.port, middleware, log });
  if (options.sweep !== false)
    queue.enqueue({ kind: "sweep", installation: null, repository: null }, { reason: "start" });
  log.info({ url: server.url }, "listening");
  return {
    url: server.url,
    webhooksUrl: `${server.url}${WEBHOOKS_PATH}`,
    queue,
    index,
    busy: () => queue.busy(),
    idle: () => queue.idle(),
    async stop() {
      const closed = server.close();
      await queue.stop();
      server.cut();
      await closed;
    },
  };
}
