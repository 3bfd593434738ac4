/**
 * What our check of a policy change remembers in its own output: what it was made of, so that the same is not made again,
 * and, while it is unfinished, what was simulated already. Only the App that made a check can change it.
 */
import * as z from "zod";
import { GATE_NAMES } from "../rules/gates.ts";
import type { Row } from "./compare.ts";

export interface PolicyRecord {
  /** Digest of everything that the check's text depends on, but for the incidents. */
  readonly key: string;
  /** By place and number, `0#12`; empty once the check has ended. */
  readonly rows: Readonly<Record<string, Row>>;
  /** True where it has ended before everything was simulated: whoever looks again goes on from there. */
  readonly stopped?: boolean | undefined;
}

const close = z.enum(["held", "undone", "told", "recorded", "let_go", "not_judged", "unknown"]);
const outcome = z.enum(["pass", "fail", "unknown", "not_applicable", "none"]);
const gate = z.enum(GATE_NAMES as [(typeof GATE_NAMES)[number], ...(typeof GATE_NAMES)[number][]]);

const row = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("open"),
    from: close,
    to: close,
    gates: z.array(z.tuple([gate, outcome, outcome])),
  }),
  z.object({ kind: z.literal("closed"), closedAt: z.string(), close, unmet: z.array(gate) }),
  z.object({ kind: z.literal("gone") }),
]);

const recorded = z.object({ key: z.string(), rows: z.record(z.string(), row), stopped: z.boolean().optional() });

const MARK = /<!-- quench-policy (\{.*\}) -->\s*$/;

/** The record as a line that nobody sees. */
export function writeRecord(record: PolicyRecord): string {
  // A `>` could end the comment.
  return `<!-- quench-policy ${JSON.stringify(record).replaceAll(">", "\\u003e")} -->`;
}

/** A check's text as people read it. */
export function withoutRecord(text: string): string {
  return text.replace(MARK, "").trimEnd();
}

/** The record of a check's text; null where there is none. */
export function readRecord(text: string): PolicyRecord | null {
  const found = MARK.exec(text)?.[1];
  if (found === undefined) return null;
  try {
    const parsed = recorded.safeParse(JSON.parse(found));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
