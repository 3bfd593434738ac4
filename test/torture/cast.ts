/** Everybody on the stage of one run: GitHub in a box, the App's processes, and the database, each a process of its own. */
import { createSign } from "node:crypto";
import { readFileSync } from "node:fs";
import { createDatabase, type Database } from "./database.ts";
import { openFan } from "./fan.ts";
import { type Build, freePorts, lastWords, type Process, run } from "./processes.ts";
import { type BoxLine, RemoteWorld } from "./remote.ts";
import { layWire, type Wire } from "./wire.ts";

/** `twins`: two processes in memory, each told of everything, as while a new one takes the place of an old one. */
export type Mode = "memory" | "postgres" | "twins";

/** What each process of the App is started as. */
const ROLES: Readonly<Record<Mode, Readonly<Record<string, readonly string[]>>>> = {
  memory: { app: [] },
  twins: { "app-1": [], "app-2": [] },
  postgres: {
    receiver: ["--role", "receiver"],
    "worker-1": ["--role", "worker"],
    "worker-2": ["--role", "worker"],
  },
};
/** Names of the App's processes. */
export function rolesOf(mode: Mode): readonly string[] {
  return Object.keys(ROLES[mode]);
}

/** A Wednesday morning: what is due within the story's days is known. */
export const START = Date.parse("2030-01-09T10:00:00Z");
/** Nothing is under way where nobody asked anything of GitHub for so many turns, of so many milliseconds. */
const TURNS = 7;
const TURN = 90;
const CALM_WITHIN = 90_000;
const UP_WITHIN = 60_000;

export interface Cast {
  readonly mode: Mode;
  readonly world: RemoteWorld;
  readonly wire: Wire;
  readonly database: Database | null;
  /** Names of the App's processes. */
  readonly roles: readonly string[];
  /** `kill -9`. */
  kill(name: string): Promise<void>;
  /** Starts it if it does not run; resolves once it answers. */
  start(name: string): Promise<void>;
  /** Starts whatever does not run. */
  startAll(): Promise<void>;
  /** Sets the clocks of the App's processes by so many milliseconds, those of later ones too. */
  setClock(by: number): Promise<void>;
  pass(ms: number): Promise<void>;
  now(): number;
  calm(): Promise<void>;
  /** The last words of everybody. */
  words(): string;
  /** Ends everybody. */
  close(): Promise<void>;
}

/** @param folder where everybody's words go, and the database's files unless it has a place of its own. */
export async function gather(options: {
  readonly build: Build;
  readonly mode: Mode;
  readonly folder: string;
  /** A database whose disk can be filled. */
  readonly smallDisk?: boolean;
}): Promise<Cast> {
  const { build, mode, folder } = options;
  const box = run(build, {
    name: "box",
    args: ["sandbox", "--no-app", "--json", "--port", "0"],
    env: { TMPDIR: folder },
    folder,
    offset: null,
  });
  const database = mode === "postgres" ? await createDatabase(folder, options.smallDisk === true) : null;
  const line = await readyLine(box);
  const wire = layWire(line.api);
  const running = new Map<string, Process>();
  const roles = rolesOf(mode);
  const ports = new Map((await freePorts(roles.length)).map((port, index) => [roles[index] ?? "", port]));
  const ends = new Map(await Promise.all(roles.map(async (name) => [name, await wire.plug(name)] as const)));
  /** What the App's clocks are wrong by. */
  let wrong = 0;
  /** What the box's clock differs from the host's by. */
  let offset = START - Date.now();
  const now = (): number => Date.now() + offset;

  const portOf = (name: string): number => ports.get(name) ?? 0;
  const spawnApp = (name: string): Process =>
    run(build, {
      name,
      args: ["serve", ...(ROLES[mode][name] ?? [])],
      env: {
        APP_ID: String(line.credentials.appId),
        PRIVATE_KEY_PATH: line.credentials.privateKeyPath,
        WEBHOOK_SECRET: line.credentials.webhookSecret,
        PORT: String(portOf(name)),
        GITHUB_API_URL: ends.get(name) ?? "",
        GITHUB_GRAPHQL_URL: `${ends.get(name) ?? ""}/graphql`,
        LOG_LEVEL: "debug",
        ...(database === null ? {} : { DATABASE_URL: database.url }),
      },
      folder,
      offset: offset + wrong,
    });
  const urls = roles.map((name) => `http://127.0.0.1:${portOf(name)}/api/github/webhooks`);
  const fan = mode === "twins" ? await openFan(urls) : null;
  const starting = new Map<string, Promise<void>>();
  const startUp = async (name: string): Promise<void> => {
    const until = Date.now() + UP_WITHIN;
    while (Date.now() < until) {
      const process = running.get(name)?.running() === true ? running.get(name) : spawnApp(name);
      if (process === undefined) continue;
      running.set(name, process);
      const up = await Promise.race([answers(portOf(name)), process.ended.then(() => false)]);
      if (up) return;
      // It may refuse to start without its database: an orchestrator tries again.
      await pause(300);
    }
    throw new Error(`${name} does not come up:\n${lastWords(running.get(name)?.log ?? box.log)}`);
  };
  const cast: Cast = {
    mode,
    wire,
    database,
    roles,
    world: new RemoteWorld(line, { now, pass: (ms) => cast.pass(ms), calm: () => cast.calm() }),
    now,
    kill: async (name) => running.get(name)?.kill(),
    start(name) {
      const under = starting.get(name);
      if (under !== undefined) return under;
      const work = startUp(name).finally(() => starting.delete(name));
      starting.set(name, work);
      return work;
    },
    async startAll() {
      await Promise.all(roles.map((name) => cast.start(name)));
    },
    async setClock(by) {
      wrong += by;
      await Promise.all([...running.values()].map((process) => process.move({ set: by })));
    },
    async pass(ms) {
      // The App's first: a claim is renewed too early rather than too late.
      await Promise.all([...running.values()].map((process) => process.move({ pass: ms })));
      offset += ms;
      await database?.pass(ms);
      await cast.world.control("POST", "clock", { now: new Date(now()).toISOString() });
    },
    async calm() {
      const until = Date.now() + CALM_WITHIN;
      for (let quiet = 0; quiet < TURNS; ) {
        if (Date.now() > until) throw new Error(`there is no calm:\n${(await database?.underWay()) ?? ""}`);
        const since = wire.requests();
        const { status } = await cast.world.control("GET", "idle?timeout=0.3");
        // Each has had its turn meanwhile, however slow the machine is: what it had to do, it began.
        await Promise.all([...running.values()].map((process) => process.move({ set: 0 })));
        await pause(TURN);
        const isQuiet = status === 200 && starting.size === 0 && wire.active() === 0 && wire.requests() === since;
        quiet = isQuiet && (await database?.busy()) !== true ? quiet + 1 : 0;
      }
    },
    words: () => [box, ...running.values()].map(({ name, log }) => `--- ${name}\n${lastWords(log)}`).join("\n"),
    async close() {
      wire.meddle = () => null;
      await Promise.all([...running.values(), box].map((process) => process.kill()));
      await fan?.close();
      await wire.close();
      await database?.close();
    },
  };
  try {
    await cast.world.control("POST", "clock", { now: new Date(now()).toISOString() });
    await pointHook(line, fan?.url ?? urls[0] ?? "", now());
  } catch (error) {
    await cast.close();
    throw error;
  }
  return cast;
}

async function readyLine(box: Process): Promise<BoxLine> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = readFileSync(box.log, "utf8")
      .split("\n")
      .find((line) => line.startsWith("{"));
    if (found !== undefined && found.endsWith("}")) return JSON.parse(found) as BoxLine;
    if (!box.running()) break;
    await pause(50);
  }
  throw new Error(`the box does not come up:\n${lastWords(box.log)}`);
}

/** True once the App takes requests there. */
async function answers(port: number): Promise<boolean> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { ok } = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => ({ ok: false }));
    if (ok) return true;
    await pause(50);
  }
  return false;
}

/** Tells GitHub where the App listens, as its owner does on the settings page. */
async function pointHook({ api, credentials }: BoxLine, url: string, now: number): Promise<void> {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 300, iss: String(credentials.appId) };
  const signed = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  const signature = createSign("RSA-SHA256")
    .update(signed)
    .sign(readFileSync(credentials.privateKeyPath, "utf8"), "base64url");
  const answer = await fetch(`${api}/app/hook/config`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${signed}.${signature}` },
    body: JSON.stringify({ url }),
  });
  if (!answer.ok) throw new Error(`the hook is not set: ${answer.status} ${await answer.text()}`);
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
