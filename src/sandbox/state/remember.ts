/** Answers that stay true, kept: commits, trees and what hangs on a commit never change once they are there. */

const MOST = 8192;

/** Results by a text key for each holder; the oldest go where there are too many. */
export const rememberBy = <H extends object, T>(): ((holder: H, key: string, make: () => T) => T) => {
  const all = new WeakMap<H, Map<string, T>>();
  return (holder, key, make) => {
    const known = all.get(holder) ?? new Map<string, T>();
    all.set(holder, known);
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    if (known.size >= MOST) for (const first of [...known.keys()].slice(0, MOST / 4)) known.delete(first);
    known.set(key, made);
    return made;
  };
};

/** Results by a pair of objects that never change. */
export const rememberPair = <A extends object, B extends object, T>(): ((a: A, b: B, make: () => T) => T) => {
  const all = new WeakMap<A, WeakMap<B, T>>();
  return (a, b, make) => {
    const known = all.get(a) ?? new WeakMap<B, T>();
    all.set(a, known);
    const found = known.get(b);
    if (found !== undefined) return found;
    const made = make();
    known.set(b, made);
    return made;
  };
};

/**
 * Groups the values of a collection that only grows; built again where its size has changed.
 * @param keyOf what never changes of a value
 */
export const grouped = <C extends object, T, K>(
  valuesOf: (collection: C) => readonly T[],
  sizeOf: (collection: C) => number,
  keyOf: (value: T) => K,
): ((collection: C, key: K) => readonly T[]) => {
  const all = new WeakMap<C, { size: number; groups: Map<K, T[]> }>();
  return (collection, key) => {
    const size = sizeOf(collection);
    let index = all.get(collection);
    if (index === undefined || index.size !== size) {
      const groups = new Map<K, T[]>();
      for (const value of valuesOf(collection)) {
        const group = groups.get(keyOf(value));
        if (group === undefined) groups.set(keyOf(value), [value]);
        else group.push(value);
      }
      index = { size, groups };
      all.set(collection, index);
    }
    return index.groups.get(key) ?? [];
  };
};
