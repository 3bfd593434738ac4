/** `quench serve`: the App, until it is told to stop. */
import { type AppConfig, ConfigError, configWarnings, type Environment, readConfig } from "../app/settings/config.ts";
import { createLog } from "../app/log.ts";
import { TooNew } from "../app/postgres/migrations.ts";
import { DatabaseUnusable } from "../app/postgres/trouble.ts";
import type { Role } from "../app/settings/role.ts";
import { startApp } from "../app/start.ts";
import { untilSignal } from "./signals.ts";

/** @returns the exit code. */
export async function serve(env: Environment, role: Role): Promise<number> {
  let config: ReturnType<typeof readConfig>;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\nSee \`quench help serve\`.\n`);
    return 1;
  }
  if (role !== "all" && config.databaseUrl === undefined) {
    process.stderr.write(`--role ${role} needs DATABASE_URL: without a database nothing leads to the other role.\n`);
    return 1;
  }
  const log = createLog({ level: config.logLevel });
  for (const warning of configWarnings(env)) log.warn(warning);
  let app: Awaited<ReturnType<typeof startApp>>;
  try {
    app = await startApp({ config, log, role });
  } catch (error) {
    const why = error instanceof DatabaseUnusable || error instanceof TooNew ? error.message : unheard(error, config);
    if (why === null) throw error;
    process.stderr.write(`${why}\n`);
    return 1;
  }
  const signal = await untilSignal();
  log.info({ signal }, "stopping");
  await app.stop();
  log.info("stopped");
  return 0;
}

const UNHEARD: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use",
  EACCES: "may not be used",
  EADDRNOTAVAIL: "is not an address of this host",
  ENOTFOUND: "is not an address of this host",
};

/** Why nobody can be listened to there, and what to set; null where it is something else that failed. */
function unheard(error: unknown, { host, port, metricsPort }: AppConfig): string | null {
  const { code = "", port: failed = port } = error as { readonly code?: string; readonly port?: number };
  const why = UNHEARD[code];
  if (why === undefined) return null;
  const name = failed === metricsPort && failed !== port ? "METRICS_PORT" : "PORT";
  return `${host}:${failed} ${why}: set ${name} and HOST to where the App is to listen.`;
}
