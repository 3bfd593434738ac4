/**
 * Texts that keep to GitHub's limits by leaving out whole lines, the least urgent first, and saying so: never cut inside
 * a line or a fold.
 */
import { details } from "./words.ts";

export interface Line {
  readonly text: string;
  /** Higher is left out later; lines of the same rank are left out from the end. */
  readonly rank?: number;
}

export interface Section {
  /** What stands before the lines; the summary where it is folded. */
  readonly head: string;
  readonly lines: readonly Line[];
  /** Lines that stand whatever is left out of others: what fits of them is kept longest. */
  readonly least?: number;
  /** One and several of what is left out: `item`, `items`. */
  readonly noun?: readonly [string, string];
  readonly folded?: boolean;
  /** Sections with a lower number lose lines first. */
  readonly weight: number;
}

/** A text that is never left out, or a list with lines that can be; one that is empty is nothing. */
export type Part = string | Section;

/** The bullets of a list, all of one rank. */
export function bullets(texts: readonly string[]): readonly Line[] {
  return texts.map((text) => ({ text: `- ${text}` }));
}

/** For what says how many lines are left out. */
const NOTE = 60;

/** Puts parts together in their order, within `room` characters as far as lines can be left out. */
export function fit(parts: readonly Part[], room: number): string {
  const kept = new Map<Section, Set<number>>();
  for (const part of parts) if (typeof part !== "string") kept.set(part, new Set(part.lines.keys()));
  const whole = (): string =>
    parts
      .map((part) => (typeof part === "string" ? part : written(part, kept.get(part) ?? new Set())))
      .filter((text) => text !== "")
      .join("\n\n");
  const order = [...kept].sort(([a], [b]) => a.weight - b.weight);
  // First down to the least of each list, then without any.
  for (const spare of [true, false]) {
    let over = whole().length - room;
    for (const [section, set] of order) {
      if (over > 0) over -= leaveOut(section, set, spare ? (section.least ?? 0) : 0, over);
    }
  }
  return whole();
}

/** Takes lines out of what is kept until `over` characters are saved or `least` lines are left; how many were saved. */
function leaveOut({ lines }: Section, kept: Set<number>, least: number, over: number): number {
  const order = [...kept].sort((a, b) => (lines[a]?.rank ?? 0) - (lines[b]?.rank ?? 0) || b - a);
  let saved = kept.size < lines.length ? 0 : -NOTE;
  for (const index of order.slice(0, Math.max(0, kept.size - least))) {
    if (saved >= over) break;
    kept.delete(index);
    saved += (lines[index]?.text.length ?? 0) + 1;
  }
  return saved < 0 ? 0 : saved;
}

function written({ head, lines, noun = ["line", "lines"], folded = false }: Section, kept: Set<number>): string {
  if (lines.length === 0) return "";
  const missing = lines.length - kept.size;
  const note = `- ${missing} less urgent ${missing === 1 ? noun[0] : noun[1]} ${missing === 1 ? "is" : "are"} not shown.`;
  const shown = lines.filter((_line, index) => kept.has(index)).map(({ text }) => text);
  const body = [...shown, ...(missing > 0 ? [note] : [])].join("\n");
  if (folded) return details(head, body);
  return `${head}\n${body}`;
}
