/**
 * Which incidents a key belongs to, by a digest of the key: some twenty bytes a key, outside of the collected heap, where
 * strings in maps of sets take a hundred. Two keys of one digest would cost a look too many, never one too few.
 */
import { randomBytes } from "node:crypto";
import { lengthened } from "./lengthened.ts";

export interface KeyTable {
  /** Adds a key of an owner, a number from 0 to a million. */
  add(owner: number, key: string): void;
  /** Takes away all the keys of an owner. */
  clear(owner: number): void;
  /** The owners of a key; usually those first that have had it for longest. */
  owners(key: string): readonly number[];
  /** Keys of all owners. */
  readonly size: number;
}

/** Words of one entry: the digest; more of it with the owner; the next one in its bucket; the owner's next one. */
const DIGEST = 0;
const OWNER = 1;
const AFTER = 2;
const NEXT = 3;
const WORDS = 4;
/** Entries and owners are counted from 1 on. */
const NONE = 0;
const OWNER_BITS = 20;
const OWNER_MASK = 2 ** OWNER_BITS - 1;
const SMALLEST = 64;

/** Makes an empty table. Digests differ from process to process: nobody can write keys that meet. */
export function createKeyTable(): KeyTable {
  const seed = randomBytes(8);
  const [one, other] = [seed.readUInt32LE(0), seed.readUInt32LE(4)];
  let entries = new Uint32Array((SMALLEST + 1) * WORDS);
  let buckets = new Uint32Array(SMALLEST);
  /** The first entry of each owner. */
  let firsts = new Uint32Array(SMALLEST);
  /** The first one never used so far, and those given back: chained by `NEXT`. */
  let fresh = 1;
  let free = NONE;
  let size = 0;

  const at = (entry: number, word: number): number => entries[entry * WORDS + word] ?? NONE;
  const put = (entry: number, word: number, value: number): void => void (entries[entry * WORDS + word] = value);
  const bucketOf = (entry: number): number => at(entry, DIGEST) & (buckets.length - 1);
  const ownedBy = (owner: number, key: string): number => ((digest(key, other) & ~OWNER_MASK) | (owner + 1)) >>> 0;

  const link = (entry: number): void => {
    const bucket = bucketOf(entry);
    put(entry, AFTER, buckets[bucket] ?? NONE);
    buckets[bucket] = entry;
  };
  const unlink = (entry: number): void => {
    const bucket = bucketOf(entry);
    let before = buckets[bucket] ?? NONE;
    if (before === entry) {
      buckets[bucket] = at(entry, AFTER);
      return;
    }
    while (at(before, AFTER) !== entry) before = at(before, AFTER);
    put(before, AFTER, at(entry, AFTER));
  };

  const takeEntry = (): number => {
    if (free !== NONE) {
      const entry = free;
      free = at(entry, NEXT);
      return entry;
    }
    const entry = fresh;
    fresh += 1;
    entries = lengthened(entries, fresh * WORDS);
    // Two entries a bucket, in the mean.
    if (fresh > buckets.length * 2) {
      buckets = new Uint32Array(buckets.length * 2);
      for (let each = 1; each < entry; each += 1) if (at(each, OWNER) !== NONE) link(each);
    }
    return entry;
  };

  return {
    add(owner, key) {
      const entry = takeEntry();
      firsts = lengthened(firsts, owner + 1);
      put(entry, DIGEST, digest(key, one));
      put(entry, OWNER, ownedBy(owner, key));
      put(entry, NEXT, firsts[owner] ?? NONE);
      firsts[owner] = entry;
      link(entry);
      size += 1;
    },
    clear(owner) {
      let entry = firsts[owner] ?? NONE;
      while (entry !== NONE) {
        const next = at(entry, NEXT);
        unlink(entry);
        put(entry, OWNER, NONE);
        put(entry, NEXT, free);
        free = entry;
        entry = next;
        size -= 1;
      }
      if (owner < firsts.length) firsts[owner] = NONE;
    },
    owners(key) {
      const wanted = digest(key, one);
      const more = digest(key, other) >>> OWNER_BITS;
      const found: number[] = [];
      let entry = buckets[wanted & (buckets.length - 1)] ?? NONE;
      for (; entry !== NONE; entry = at(entry, AFTER)) {
        if (at(entry, DIGEST) !== wanted) continue;
        const owner = at(entry, OWNER);
        if (owner >>> OWNER_BITS === more) found.push((owner & OWNER_MASK) - 1);
      }
      // The newest entry is the first one of its bucket.
      return found.reverse();
    },
    get size() {
      return size;
    },
  };
}

/** A word of 32 bits: multiplied and mixed by the character, finished as MurmurHash3 is. Pure. */
function digest(key: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
