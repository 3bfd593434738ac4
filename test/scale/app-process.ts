/** `quench serve` as it is, in its own process, with a probe that tells what it takes of the machine. */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { main } from "../../src/cli/main.ts";
import { answering } from "./channel.ts";

/** What the process took: CPU in seconds since its start, memory in bytes. */
export interface Taken {
  readonly cpu: number;
  readonly rss: number;
  /** The longest that the event loop stood still since the last question, in milliseconds. */
  readonly longestStall: number;
}

/** Memory after a collection of garbage, in bytes. */
export interface Resting {
  readonly heap: number;
  readonly rss: number;
}

const stalls = monitorEventLoopDelay({ resolution: 5 });
stalls.enable();

answering({
  taken: (): Taken => {
    const { user, system } = process.cpuUsage();
    const { rss } = process.memoryUsage();
    const longestStall = stalls.max / 1e6;
    stalls.reset();
    return { cpu: (user + system) / 1e6, rss, longestStall };
  },
  // A collection takes a while itself: it is asked for where nothing is measured.
  resting: (): Resting => {
    (globalThis as { gc?: () => void }).gc?.();
    const { heapUsed: heap, rss } = process.memoryUsage();
    return { heap, rss };
  },
});

process.exit(await main(["serve"]));
