/** `quench serve`: the App, until it is told to stop. */
import { ConfigError, configWarnings, type Environment, readConfig } from "../app/config.ts";
import { createLog } from "../app/log.ts";
import type { Role } from "../app/role.ts";
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
    const { code } = error as { code?: string };
    if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") throw error;
    const why = { EADDRINUSE: "is in use", EACCES: "may not be used", EADDRNOTAVAIL: "is not an address of this host" }[
      code
    ];
    process.stderr.write(`${config.host}:${config.port} ${why}: set PORT and HOST to where the App is to listen.\n`);
    return 1;
  }
  const signal = await untilSignal();
  log.info({ signal }, "stopping");
  await app.stop();
  log.info("stopped");
  return 0;
}
