/** One run: a story on a stage, disturbed or not, to its end. */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cast, gather, type Mode, pause, START } from "./cast.ts";
import { type End, readEnd, twice } from "./ends.ts";
import { unmountIn } from "./database.ts";
import type { Disturbance } from "./faults.ts";
import { mended } from "./mending.ts";
import type { Build } from "./processes.ts";
import type { Step, Story } from "./story.ts";

export interface Played {
  readonly end: End;
  readonly twice: readonly string[];
  /** Of the App's, until the story's end. */
  readonly requests: number;
  readonly writes: number;
  /** The App writes nothing more when everything is looked at anew. */
  readonly restless: number;
}

/** A run that did not come to its end; `words` are the last ones of everybody. */
export class Stuck extends Error {
  override readonly name = "Stuck";
  readonly words: string;
  constructor(why: string, words: string) {
    super(why);
    this.words = words;
  }
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What passes, bit by bit, while somebody waits for the App: its retries, a claim left behind, a sweep. */
const PATIENCE = [3, 5, 25, 60, 600, 600, 3_000, 3_000, 3_600, 7_200].map((seconds) => seconds * SECOND);
/** Friday noon: what came by the calendar is there, in every run. */
const FRIDAY = 50;
/** What passes after the story, before the rest of the time does. */
const AFTERWARDS = [10 * SECOND, 50 * SECOND, 10 * MINUTE, 61 * MINUTE];
const AT_ONCE = 12 * HOUR;

/** Plays it from the first step to its last hour. @throws `Stuck` */
export async function play(options: {
  readonly build: Build;
  readonly story: Story;
  readonly mode: Mode;
  readonly disturbances?: readonly Disturbance[];
  /** When it ends, in hours from its beginning; left out: at Friday noon. */
  readonly hours?: number;
  /** A folder for everybody's words, kept after the run. */
  readonly logs?: string;
  /** Told what happens, for `--verbose`. */
  readonly tell?: (line: string) => void;
}): Promise<Played> {
  const { build, story, mode, disturbances = [], hours = FRIDAY, tell = () => undefined } = options;
  const folder = mkdtempSync(join(tmpdir(), "quench-torture-"));
  // The database is another user's.
  chmodSync(folder, 0o711);
  const clear = (): void => {
    unmountIn(folder);
    rmSync(folder, { recursive: true, force: true });
  };
  // Where somebody interrupts us, nothing else is done.
  process.once("exit", clear);
  let cast: Cast | null = null;
  try {
    const stage = await gather({ build, mode, folder, smallDisk: disturbances.some(({ kind }) => kind === "disk") });
    cast = stage;
    return await act(stage, { story, disturbances, end: START + hours * HOUR, tell });
  } catch (error) {
    if (error instanceof Stuck || cast === null) throw error;
    throw new Stuck(error instanceof Error ? (error.stack ?? error.message) : String(error), cast.words());
  } finally {
    await mended().catch(() => undefined);
    await cast?.close();
    if (options.logs !== undefined) keepLogs(folder, options.logs);
    process.off("exit", clear);
    clear();
  }
}

async function act(
  cast: Cast,
  {
    story,
    disturbances,
    end,
    tell,
  }: {
    readonly story: Story;
    readonly disturbances: readonly Disturbance[];
    readonly end: number;
    readonly tell: (line: string) => void;
  },
): Promise<Played> {
  await cast.world.setPolicy(story.policy);
  await cast.startAll();
  await cast.calm();
  const before = { requests: cast.wire.requests(), writes: cast.wire.writes() };
  cast.wire.meddle = (call) => {
    const since = {
      ...call,
      index: call.index - before.requests,
      write: call.write === null ? null : call.write - before.writes,
    };
    for (const { meddle, what } of disturbances) {
      const meddling = meddle?.(since, cast) ?? null;
      if (meddling === null) continue;
      tell(`   ${what}: ${call.method} ${call.path}`);
      return meddling;
    }
    return null;
  };
  for (const [index, step] of story.steps.entries()) {
    for (const { strike } of disturbances.filter((each) => each.step === index)) await strike?.(cast);
    await waitFor(cast, step);
    tell(`   ${index + 1}. ${step.name}`);
    await step.act(cast.world);
  }
  await cast.calm();
  const requests = cast.wire.requests() - before.requests;
  const writes = cast.wire.writes() - before.writes;
  await mended();
  await cast.startAll();
  await cast.calm();
  if (cast.now() > end - 2 * HOUR) throw new Stuck("the story took all of its time", cast.words());
  for (const ms of AFTERWARDS) await cast.world.advance(`PT${ms / SECOND}S`);
  while (cast.now() < end) await cast.world.advance(`PT${Math.ceil(Math.min(end - cast.now(), AT_ONCE) / SECOND)}S`);
  cast.wire.meddle = () => null;
  await cast.calm();
  const reached = await readEnd(cast.world);
  const made = await twice(cast.world, cast.wire.done, cast.mode);
  return { end: reached, twice: made, requests, writes, restless: await restlessness(cast) };
}

/** Waits until a step's time has come, and lets time pass where nothing happens meanwhile. */
async function waitFor(cast: Cast, { name, ready }: Step): Promise<void> {
  if (ready === undefined) return;
  for (const ms of [0, ...PATIENCE]) {
    if (ms > 0) await cast.pass(ms);
    const until = performance.now() + 30_000;
    do {
      if (await ready(cast.world)) return;
      await pause(100);
    } while (performance.now() < until && cast.wire.quietFor() < 700);
    // Whoever is down comes up first: time that passes without the App would be spent for nothing.
    await mended();
    await cast.calm();
    if (await ready(cast.world)) return;
  }
  throw new Stuck(`nothing comes of waiting for: ${name}`, cast.words());
}

/** Writes that a new process makes on what should be in order. */
async function restlessness(cast: Cast): Promise<number> {
  const before = cast.wire.writes();
  for (const name of cast.roles) await cast.kill(name);
  await cast.startAll();
  await cast.calm();
  return cast.wire.writes() - before;
}

function keepLogs(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) if (name.endsWith(".log")) copyFileSync(join(from, name), join(to, name));
}
