/** A progress bar on standard error: only where somebody looks, and gone when the work is done. */

/** What a bar is drawn on; `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /**
   * Draws the bar anew.
   *
   * @param done of `all`; an `all` of 0 is not known yet, and no bar is drawn.
   */
  show(done: number, all: number): void;
  /** Takes the bar away: call it before anything else is written, and in the end. */
  clear(): void;
}

const WIDEST_BAR = 30;
const CLEAR_LINE = "\r\u001b[2K";

/**
 * @param what is counted, as in `incidents read`
 * @returns a bar that draws nothing where `stream` is no terminal
 */
export function createProgress(stream: ProgressStream, what: string): Progress {
  if (stream.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let drawn = "";
  return {
    show(done, all) {
      const line = barOf(done, all, what, stream.columns ?? 80);
      if (line === drawn) return;
      drawn = line;
      stream.write(`${CLEAR_LINE}${line}`);
    },
    clear() {
      if (drawn === "") return;
      drawn = "";
      stream.write(CLEAR_LINE);
    },
  };
}

function barOf(done: number, all: number, what: string, columns: number): string {
  // The last column stays free: some terminals begin a new line after it.
  const room = columns - 1;
  if (all <= 0) return `… ${what}`.slice(0, room);
  const counted = ` ${Math.min(done, all)} of ${all} ${what}`;
  const width = Math.min(WIDEST_BAR, room - counted.length);
  if (width < 5) return counted.trim().slice(0, room);
  const full = Math.round((Math.min(done, all) / all) * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)}${counted}`;
}
