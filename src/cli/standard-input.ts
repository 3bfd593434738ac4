/** Standard input, read whole: what `-` stands for. */
import { readSync } from "node:fs";
import { codeOf } from "./file-failure.ts";
import { withoutListening } from "./signals.ts";

const PART = 65_536;
/** Milliseconds until a pipe that has nothing yet is asked again. */
const PAUSE = 10;

/**
 * Waits until whoever writes it is done. Ctrl-C ends the process meanwhile.
 *
 * @throws what the system says where it cannot be read
 */
export function readStandardInput(): Buffer {
  return withoutListening(() => {
    const parts: Buffer[] = [];
    for (;;) {
      const part = Buffer.allocUnsafe(PART);
      const length = readSome(part);
      if (length === 0) return Buffer.concat(parts);
      if (length > 0) parts.push(part.subarray(0, length));
    }
  });
}

/** @returns how many bytes were read; 0 at the end, -1 where there are none yet. */
function readSome(part: Buffer): number {
  try {
    return readSync(0, part);
  } catch (error) {
    // A pipe or terminal that somebody made non-blocking refuses instead of waiting.
    if (codeOf(error) === "EAGAIN") {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      return -1;
    }
    if (codeOf(error) === "EOF") return 0;
    throw error;
  }
}
