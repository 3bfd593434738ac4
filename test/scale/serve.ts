/** The App against GitHub's stand-in: `quench serve` in a process of its own, heard by its log. */
import { start } from "./channel.ts";
import { indexIn } from "./fleet.ts";

export interface Credentials {
  readonly url: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly installationId: number;
}

/** A look that ended, at milliseconds since the epoch, at the incident of a twin. */
export interface Pass {
  readonly at: number;
  readonly index: number;
}

/** Starts the App against the stand-in, in memory or beside that database. @returns it once it listens. */
export async function startServe(
  { url, appId, privateKey, webhookSecret }: Credentials,
  databaseUrl: string | null = null,
) {
  const app = start("test/scale/app-process.ts", {
    APP_ID: String(appId),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GITHUB_API_URL: url,
    GITHUB_GRAPHQL_URL: `${url}/graphql`,
    PORT: "0",
    LOG_LEVEL: "info",
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  });
  const passes: Pass[] = [];
  const listening = new Promise<string>((resolve) => {
    app.onLine((line) => {
      const told = parsed(line);
      if (told === null) return;
      if (told.msg === "listening") resolve(String(told.url));
      const index = told.msg === "pass" ? indexIn(String(told.repository)) : null;
      if (index !== null) passes.push({ at: Date.parse(String(told.time)), index });
    });
  });
  // A process that ends before it listens answers no question.
  const ended = app.ask("taken").then(() => listening);
  return { app, passes, webhooks: `${await ended}/api/github/webhooks` };
}

function parsed(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
}
