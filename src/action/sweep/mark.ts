/**
 * What a sweep remembers for the next one, in the text of a check run of ours: the job itself remembers nothing.
 *
 * Anybody's workflow can write such a check. So a mark is a hint: it may delay a look, until everything is looked at
 * again a day later, and what does not parse, or speaks of the future, counts for nothing.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as z from "zod";

/** One incident, as it was looked at last. Times in seconds since the epoch. */
export interface Remembered {
  readonly number: number;
  readonly closed: boolean;
  /** Up to when what happened to it is known; 0 where it was not looked at yet. */
  readonly seen: number;
  /** When it is to be looked at although nothing changed; null: never. */
  readonly wake: number | null;
  /** Issues and pull requests of this repository that lead to it. */
  readonly leads: readonly number[];
  /** Of files on the default branch that its evidence hangs on (`fileCode`); null: any may. */
  readonly files: readonly string[] | null;
  /** It has merged pull requests: a revert may take its evidence back. */
  readonly merged: boolean;
}

export interface Mark {
  /** Up to when changes were asked for, by GitHub's clock. */
  readonly at: number;
  /** The default branch's last commit then. */
  readonly tip: string | null;
  /** A digest of the policy. */
  readonly policy: string;
  /** When the incidents were listed last. */
  readonly listed: number;
  /** When the present round began: all that were seen before it are to be looked at once. */
  readonly round: number;
  /** When the repository's own issues come due; null: never. */
  readonly reports: number | null;
  /** Pull requests whose checks are still to be looked at. */
  readonly pulls: boolean;
  readonly incidents: readonly Remembered[];
}

/** GitHub takes 65,535 characters; some are ours for people. */
const MOST_CHARACTERS = 60_000;
/** What a text of that length may unfold to. */
const MOST_UNFOLDED = 4_000_000;
/** How far GitHub's own clocks may be apart. */
const SKEW = 60;

const seconds = z.int().min(0).max(99_999_999_999);
const number = z.int().min(1).max(9_999_999_999);
const schema = z.strictObject({
  v: z.literal(1),
  at: seconds,
  tip: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullable(),
  policy: z.string().max(64),
  listed: seconds,
  round: seconds,
  reports: seconds.nullable(),
  pulls: z.boolean(),
  /** Number, flags (1 closed, 2 merged), seen, wake, leads less the number, files joined; times less the round. */
  incidents: z
    .array(
      z.tuple([
        number,
        z.int().min(0).max(3),
        z.int().nullable(),
        z.int().nullable(),
        z.array(z.int()).max(2_000),
        z.string().max(4_000).nullable(),
      ]),
    )
    .max(20_000),
});

const START = "quench-sweep-1 ";

/** How many incidents had no room. */
export interface Written {
  readonly text: string;
  readonly beyond: number;
}

/** The mark as text. Where there are too many incidents for it, first what leads to them is left out, then they are. */
export function writeMark(mark: Mark): Written {
  const whole = pack(mark);
  if (whole.length <= MOST_CHARACTERS) return { text: whole, beyond: 0 };
  const lean = { ...mark, incidents: mark.incidents.map((one) => ({ ...one, leads: [], files: null })) };
  let kept = mark.incidents.length;
  let text = pack(lean);
  while (text.length > MOST_CHARACTERS && kept > 0) {
    kept = Math.floor(kept * 0.8);
    text = pack({ ...lean, incidents: lean.incidents.slice(0, kept) });
  }
  return { text, beyond: mark.incidents.length - kept };
}

function pack({ incidents, ...rest }: Mark): string {
  const { round } = rest;
  const raw: z.infer<typeof schema> = {
    v: 1,
    ...rest,
    incidents: incidents.map((one) => [
      one.number,
      (one.closed ? 1 : 0) + (one.merged ? 2 : 0),
      one.seen === 0 ? null : one.seen - round,
      one.wake === null ? null : one.wake - round,
      one.leads.map((lead) => lead - one.number),
      one.files === null ? null : one.files.join(""),
    ]),
  };
  return `${START}${deflateRawSync(JSON.stringify(raw)).toString("base64")}`;
}

/**
 * Reads a mark.
 *
 * @param now GitHub's clock, in seconds
 * @returns null where there is none that can be believed
 */
export function readMark(text: string, now: number): Mark | null {
  const packed = text.split("\n").find((line) => line.startsWith(START));
  if (packed === undefined) return null;
  let raw: unknown;
  try {
    const bytes = Buffer.from(packed.slice(START.length), "base64");
    raw = JSON.parse(inflateRawSync(bytes, { maxOutputLength: MOST_UNFOLDED }).toString("utf8"));
  } catch {
    return null;
  }
  const read = schema.safeParse(raw);
  if (!read.success) return null;
  const { v: _, incidents, ...rest } = read.data;
  // Nothing was looked at in the future.
  if ([rest.at, rest.listed, rest.round].some((at) => at > now + SKEW)) return null;
  const known = new Map<number, Remembered>();
  for (const [each, flags, seen, wake, leads, files] of incidents) {
    const at = seen === null ? 0 : Math.max(0, rest.round + seen);
    known.set(each, {
      number: each,
      closed: (flags & 1) !== 0,
      merged: (flags & 2) !== 0,
      seen: at > now + SKEW ? 0 : at,
      wake: wake === null ? null : rest.round + wake,
      leads: leads.map((lead) => each + lead).filter((lead) => lead > 0),
      files: files === null ? null : (files.match(/.{1,4}/gs) ?? []),
    });
  }
  return { ...rest, incidents: [...known.values()] };
}
