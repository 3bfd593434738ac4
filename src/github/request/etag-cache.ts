/**
 * Answers to GET requests: with their ETags, so that reading the same again costs no rate limit, and with when they were
 * true, so that whoever is content with a recent answer asks nobody.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 *
 * Kept packed: an incident takes some 40 answers, whose headers and addresses repeat each other. Bounded by entries and by
 * bytes; what was not used for longest goes first. Share one only between clients of the same identity: what one may
 * read, another may not.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";

export interface Cached {
  /** Null where GitHub gave none: then it can only be asked anew. */
  readonly etag: string | null;
  /** When GitHub last said so, in milliseconds of its clock. */
  readonly at: number;
}

/** What GitHub answered. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** One answer, whatever is kept for its key by now. */
export interface Found extends Cached {
  /** A copy for each reader, so that nobody changes another's. */
  unpack(): RestAnswer;
  /** GitHub has said at that time that this is what it answers. */
  confirm(at: number): void;
}

export interface EtagCache {
  get(key: string): Found | undefined;
  set(key: string, cached: Cached, answer: RestAnswer): void;
}

interface Kept extends Cached {
  /** Bytes as characters: a text takes less beside itself than a buffer does. */
  readonly packed: string;
}

/** Answers are short: a small window takes a quarter of the time, and packs them as well. */
const PACKING = { level: 1, memLevel: 5, windowBits: 13 };

/** An answer that is so many times longer than the largest is not even packed to see. */
const PACKS = 8;

/** Makes a cache of at most `entries` answers and `bytes` bytes of them as they are packed, none of more than `largest`. */
export function createEtagCache(entries = 1_000, bytes = 4_000_000, largest = bytes / 4): EtagCache {
  const kept = new Map<string, Kept>();
  let size = 0;
  const drop = (key: string): void => {
    size -= kept.get(key)?.packed.length ?? 0;
    kept.delete(key);
  };
  const keep = (key: string, one: Kept): void => {
    drop(key);
    kept.set(key, one);
    size += one.packed.length;
    for (const oldest of kept.keys()) {
      if (kept.size <= entries && size <= bytes) break;
      drop(oldest);
    }
  };
  return {
    get(key) {
      const one = kept.get(key);
      if (one === undefined) return undefined;
      // A Map iterates in order of insertion: putting it back makes it the newest.
      kept.delete(key);
      kept.set(key, one);
      return {
        etag: one.etag,
        at: one.at,
        unpack: () => JSON.parse(inflateRawSync(Buffer.from(one.packed, "latin1")).toString("utf8")) as RestAnswer,
        confirm: (at) => keep(key, { ...one, at }),
      };
    },
    set(key, cached, answer) {
      drop(key);
      const text = JSON.stringify(answer, plainly);
      if (text.length > largest * PACKS) return;
      const packed = deflateRawSync(text, PACKING).toString("latin1");
      if (packed.length <= largest) keep(key, { ...cached, packed });
    },
  };
}

/** Octokit reads a number that is too large for one as a bigint; ids of deliveries are such. Kept, it is a text. */
function plainly(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

/** A part of a cache: nobody else sees what is in it, and all parts share its bounds. */
export function partOf(cache: EtagCache, name: string): EtagCache {
  return {
    get: (key) => cache.get(`${name} ${key}`),
    set: (key, cached, answer) => cache.set(`${name} ${key}`, cached, answer),
  };
}
