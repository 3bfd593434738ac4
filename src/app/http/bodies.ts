/**
 * Bodies of requests, read whole and within bounds: no one larger than GitHub sends, and all that are held at once no
 * more than the process can hold. Beyond that the largest one that is still coming is given up, not the one that comes
 * last: whoever pours much into many connections hurts himself, and GitHub's small deliveries are taken meanwhile.
 */
import type { IncomingMessage } from "node:http";

export interface Body {
  readonly bytes: Buffer;
  /** To be called once it is not held any more. */
  readonly release: () => void;
}

export interface Bodies {
  /**
   * Reads a body to its end. `too large`: above the largest; `too many`: given up for the sum of all; `aborted`: the
   * sender is gone.
   */
  read(request: IncomingMessage): Promise<Body | "too large" | "too many" | "aborted">;
  /** Bytes held. */
  readonly held: number;
}

interface Reading {
  size: number;
  giveUp(): void;
}

/** @param bounds in bytes: of one body, and of all that are held at once. */
export function createBodies(bounds: { readonly largest: number; readonly held: number }): Bodies {
  const coming = new Set<Reading>();
  let held = 0;

  const makeRoom = (): void => {
    while (held > bounds.held) {
      let largest: Reading | null = null;
      for (const reading of coming) if (largest === null || reading.size > largest.size) largest = reading;
      if (largest === null) return;
      largest.giveUp();
    }
  };

  return {
    read(request) {
      return new Promise((resolve) => {
        if (Number(request.headers["content-length"] ?? 0) > bounds.largest) return resolve("too large");
        let chunks: Buffer[] = [];
        const settle = (answer: Body | "too large" | "too many" | "aborted"): void => {
          if (!coming.delete(reading)) return;
          if (typeof answer === "string") {
            held -= reading.size;
            chunks = [];
            request.pause();
          }
          resolve(answer);
        };
        const reading: Reading = { size: 0, giveUp: () => settle("too many") };
        coming.add(reading);
        request.on("data", (chunk: Buffer) => {
          if (!coming.has(reading)) return;
          reading.size += chunk.length;
          held += chunk.length;
          chunks.push(chunk);
          if (reading.size > bounds.largest) settle("too large");
          else if (held > bounds.held) makeRoom();
        });
        request.on("end", () => {
          const [first] = chunks;
          const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
          let isHeld = true;
          const release = (): void => {
            if (isHeld) held -= reading.size;
            isHeld = false;
          };
          settle({ bytes, release });
        });
        request.on("error", () => settle("aborted"));
        request.on("close", () => settle("aborted"));
      });
    },
    get held() {
      return held;
    },
  };
}
