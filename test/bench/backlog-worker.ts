/**
 * A worker in a process of its own: waits for a line, then looks at what the database has until it is killed. Its passes
 * read and judge; they write nothing, as one incident's answers stand for all.
 */
import { createInterface } from "node:readline";
import { createClients } from "../../src/app/clients.ts";
import type { AppConfig } from "../../src/app/settings/config.ts";
import { createLog } from "../../src/app/log.ts";
import { createPostgresEngine } from "../../src/app/postgres/engine.ts";
import { createWorker } from "../../src/app/looks/work.ts";
import { systemClock } from "../../src/queue/clock.ts";
import { reconcile } from "../../src/reconcile.ts";

const config = JSON.parse(process.argv[2] ?? "{}") as AppConfig & { readonly databaseUrl: string };
const log = createLog({ level: config.logLevel });
const clock = systemClock;
const clients = createClients(config, { clock, log });
const worker = createWorker({
  config,
  clients,
  index: () => engine.index,
  clock,
  log,
  pass: ({ repository, number }, deps) => {
    const [owner = "", repo = ""] = repository.split("/");
    return reconcile({ owner, repo, number }, { ...deps, readOnly: true });
  },
  repositoryPass: async () => undefined,
});
/** Looks at once: what is waited for is GitHub, so that more of them leave the processors free all the same. */
const PLACES = 16;

process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) break;
const engine = await createPostgresEngine({
  databaseUrl: config.databaseUrl,
  role: "worker",
  concurrency: PLACES,
  clock,
  log,
  work: worker.work,
  onError: (subject, error) => log.warn({ err: error, subject: subject.kind }, "failed"),
});
process.stdout.write("working\n");
setInterval(() => undefined, 60_000);
