/** Which known word was meant by a misspelt one. */

/**
 * The known word nearest to `word` by edits (a letter changed, left out, put in, or two swapped), ignoring case; null
 * where none is near enough to be meant, or `word` is too long to be a slip.
 */
export function nearest<T extends string>(word: string, known: readonly T[]): T | null {
  const wanted = word.toLowerCase();
  if (wanted.length === 0 || wanted.length > 40) {
    return null;
  }
  let best: T | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const distance = edits(wanted, candidate.toLowerCase());
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance. */
function edits(a: string, b: string): number {
  let former: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (former[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    former = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
