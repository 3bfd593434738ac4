/**
 * Answers to GET requests: with their ETags, so that reading the same again costs no rate limit, and with when they were
 * true, so that whoever is content with a recent answer asks nobody.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 *
 * Bounded by entries and by characters; what was not used for longest goes first. Share one only between clients of
 * the same identity: what one may read, another may not.
 */
export interface CachedAnswer {
  /** Null where GitHub gave none: then it can only be asked anew. */
  readonly etag: string | null;
  /** When GitHub last said so, in milliseconds of its clock. */
  readonly at: number;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text: parsed anew for each reader, so that nobody changes another's copy. */
  readonly text: string;
}

export interface EtagCache {
  get(key: string): CachedAnswer | undefined;
  set(key: string, answer: CachedAnswer): void;
}

/** Makes a cache of at most `entries` answers and `characters` characters of JSON, none of more than `largest`. */
export function createEtagCache(entries = 1_000, characters = 4_000_000, largest = characters / 4): EtagCache {
  const kept = new Map<string, CachedAnswer>();
  let size = 0;
  const drop = (key: string): void => {
    size -= kept.get(key)?.text.length ?? 0;
    kept.delete(key);
  };
  return {
    get(key) {
      const answer = kept.get(key);
      if (answer === undefined) return undefined;
      // A Map iterates in order of insertion: putting it back makes it the newest.
      kept.delete(key);
      kept.set(key, answer);
      return answer;
    },
    set(key, answer) {
      drop(key);
      if (answer.text.length > largest) return;
      kept.set(key, answer);
      size += answer.text.length;
      for (const oldest of kept.keys()) {
        if (kept.size <= entries && size <= characters) break;
        drop(oldest);
      }
    },
  };
}

/** A part of a cache: nobody else sees what is in it, and all parts share its bounds. */
export function partOf(cache: EtagCache, name: string): EtagCache {
  return {
    get: (key) => cache.get(`${name} ${key}`),
    set: (key, answer) => cache.set(`${name} ${key}`, answer),
  };
}
