/** `quench sandbox`: GitHub in a box, and the real App against it on real HTTP. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLog, type Level } from "../app/log.ts";
import { WEBHOOKS_PATH } from "../app/http/server.ts";
import { type RunningApp, startApp } from "../app/start.ts";
import type { KeyPair } from "../sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../sandbox/start.ts";
import { readManifest } from "./manifest.ts";
import { untilSignal } from "./signals.ts";

export interface SandboxOptions {
  /** Port of the box; 0 takes any free one. */
  readonly port: number;
  /** Without sample files in the repository. */
  readonly empty?: boolean;
  /** False: only the box. */
  readonly app?: boolean;
  readonly logLevel?: Level | "silent";
  /** The App's keys; new ones where left out. */
  readonly keys?: KeyPair;
  /** The first instant of the box's clock (ms since the epoch); the wall clock's when left out. */
  readonly now?: number;
}

export interface OpenSandbox {
  readonly box: Sandbox;
  /** Null with `app: false`. */
  readonly app: RunningApp | null;
  /** Where the App's webhooks go. */
  readonly webhooksUrl: string;
  /** Ends the App, then the box. */
  close(): Promise<void>;
}

/** Brings both up. Ready when it resolves: the App's first sweep is over. */
export async function openSandbox(options: SandboxOptions): Promise<OpenSandbox> {
  // The App has in the box exactly the rights and events of its manifest.
  const { default_permissions: permissions, default_events: events } = readManifest();
  const keys = options.keys === undefined ? {} : { keys: options.keys };
  const seeded = { permissions, events, ...keys };
  const now = options.now === undefined ? {} : { now: options.now };
  const box = await startSandbox({ port: options.port, empty: options.empty === true, app: seeded, ...now });
  try {
    if (options.app === false) {
      const webhooksUrl = `http://127.0.0.1:${Number(new URL(box.url).port) + 1}${WEBHOOKS_PATH}`;
      box.setWebhookUrl(webhooksUrl);
      return { box, app: null, webhooksUrl, close: () => box.close() };
    }
    const { appId, privateKey, webhookSecret } = box.credentials;
    const logLevel = options.logLevel ?? "warn";
    const app = await startApp({
      clock: box.clock,
      log: createLog({ level: logLevel, now: () => box.clock.now() }),
      config: {
        appId,
        privateKey,
        webhookSecret,
        port: 0,
        host: "127.0.0.1",
        logLevel,
        apiUrl: box.url,
        graphqlUrl: box.graphqlUrl,
      },
    });
    box.setWebhookUrl(app.webhooksUrl);
    box.addIdleProbe("app", async () => !(await app.engine.busy()));
    await app.engine.idle();
    const close = async (): Promise<void> => {
      await app.stop();
      await box.close();
    };
    return { box, app, webhooksUrl: app.webhooksUrl, close };
  } catch (error) {
    await box.close();
    throw error;
  }
}

/** Runs until a signal. @returns the exit code. */
export async function sandbox(options: SandboxOptions & { readonly json: boolean }): Promise<number> {
  const folder = options.app === false ? mkdtempSync(join(tmpdir(), "quench-sandbox-")) : null;
  let open: OpenSandbox;
  try {
    open = await openSandbox(options);
  } catch (error) {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    if ((error as { code?: string }).code !== "EADDRINUSE") throw error;
    process.stderr.write(`Port ${options.port} is in use: give another with --port, or 0 for any free one.\n`);
    return 1;
  }
  const stopped = untilSignal();
  const ready = readyLine(open, folder);
  process.stdout.write(options.json ? `${JSON.stringify(ready)}\n` : told(open, ready));
  await stopped;
  await open.close();
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  return 0;
}

function readyLine({ box, app, webhooksUrl }: OpenSandbox, folder: string | null) {
  const people = Object.entries(box.people);
  return {
    api: box.url,
    graphql: box.graphqlUrl,
    // Without the App: where one is expected to listen.
    app: app?.url ?? new URL(webhooksUrl).origin,
    repository: box.repository,
    people: Object.fromEntries(people.map(([role, { token }]) => [role, token])),
    logins: Object.fromEntries(people.map(([role, { login }]) => [role, login])),
    ...(folder === null ? {} : { credentials: writeCredentials(box, webhooksUrl, folder) }),
  };
}

/** The key goes into a file that only its owner may read; a private key on a terminal stays in its history. */
function writeCredentials(box: Sandbox, webhookUrl: string, folder: string) {
  const privateKeyPath = join(folder, "app.pem");
  writeFileSync(privateKeyPath, box.credentials.privateKey, { mode: 0o600 });
  chmodSync(privateKeyPath, 0o600);
  return { appId: box.credentials.appId, privateKeyPath, webhookSecret: box.credentials.webhookSecret, webhookUrl };
}

function told({ box, app }: OpenSandbox, ready: ReturnType<typeof readyLine>): string {
  const lines = [
    `GitHub in a box is up: ${box.url} (GraphQL ${box.graphqlUrl})`,
    app === null ? "The App is not running." : `The App answers at ${app.url}`,
    `Repository: ${box.repository}`,
    "",
    "People and their tokens:",
    ...Object.entries(box.people).map(([role, { login, token }]) => `  ${role.padEnd(9)} ${login.padEnd(20)} ${token}`),
    "",
    "Try it: open an incident and see the items come.",
    `  curl -s ${box.url}/repos/${box.repository}/issues -H "authorization: Bearer ${box.people.owner.token}" \\`,
    `    -d '{"title":"Checkout is down","labels":["incident"]}'`,
    `  curl -s ${box.url}/repos/${box.repository}/issues`,
    "",
    "Record it, and judge the file offline:",
    `  GITHUB_API_URL=${box.url} GITHUB_TOKEN=${box.people.owner.token} npx quench record '${box.repository}#1' -o incident.json`,
    "  npx quench evaluate --snapshot incident.json",
    ...("credentials" in ready
      ? ["", "Run the App against it:", `  ${environmentOf(ready.credentials, box)} npx quench serve`]
      : []),
    "",
    "Ctrl-C ends it.",
  ];
  return `${lines.join("\n")}\n`;
}

function environmentOf(credentials: ReturnType<typeof writeCredentials> | undefined, box: Sandbox): string {
  if (credentials === undefined) return "";
  const { appId, privateKeyPath, webhookSecret, webhookUrl } = credentials;
  return [
    `APP_ID=${appId}`,
    `PRIVATE_KEY_PATH=${privateKeyPath}`,
    `WEBHOOK_SECRET=${webhookSecret}`,
    `PORT=${new URL(webhookUrl).port}`,
    `GITHUB_API_URL=${box.url}`,
    `GITHUB_GRAPHQL_URL=${box.graphqlUrl}`,
  ].join(" ");
}
