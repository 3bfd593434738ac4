/** A command's output, as it comes: lines of bounded length, of which the last ones are kept. */
import { StringDecoder } from "node:string_decoder";

/** What is longer is cut: 100 MB without a line's end are no text that anybody reads. */
const LONGEST_LINE = 2000;
/** Characters kept of the end of one run. */
const KEPT = 24_000;

export interface LineReader {
  push(chunk: Buffer): void;
  /** Hands on what has no line's end yet. */
  end(): void;
}

/** Splits bytes into lines. A carriage return ends one too: the runner takes what follows it for a line of its own. */
export function lineReader(onLine: (line: string) => void): LineReader {
  const decoder = new StringDecoder("utf8");
  let line = "";
  let cut = false;
  let returned = false;
  const add = (part: string): void => {
    if (line.length < LONGEST_LINE) line += part.slice(0, LONGEST_LINE - line.length);
    if (part.length > 0 && line.length >= LONGEST_LINE) cut = true;
  };
  const flush = (): void => {
    onLine(cut ? `${line}…` : line);
    line = "";
    cut = false;
  };
  const read = (text: string): void => {
    let from = 0;
    for (const { 0: ending, index } of text.matchAll(/\r\n|\n|\r/g)) {
      add(text.slice(from, index));
      // The second half of a pair that came in two chunks.
      if (!(returned && index === 0 && ending === "\n")) flush();
      from = index + ending.length;
    }
    if (text !== "") returned = text.endsWith("\r");
    add(text.slice(from));
  };
  return {
    push: (chunk) => read(decoder.write(chunk)),
    end() {
      read(decoder.end());
      if (line !== "") flush();
    },
  };
}

/** The last lines of an output. */
export interface Tail {
  add(line: string): void;
  lines(): readonly string[];
  /** How many lines there were before them. */
  before(): number;
}

export function createTail(room = KEPT): Tail {
  const kept: string[] = [];
  let from = 0;
  let size = 0;
  let seen = 0;
  return {
    add(line) {
      kept.push(line);
      seen += 1;
      size += line.length + 1;
      while (size > room && from < kept.length - 1) {
        size -= (kept[from] ?? "").length + 1;
        from += 1;
      }
      // Taking from the front one by one would move all of them each time.
      if (from > 4096) {
        kept.splice(0, from);
        from = 0;
      }
    },
    lines: () => kept.slice(from),
    before: () => seen - (kept.length - from),
  };
}
