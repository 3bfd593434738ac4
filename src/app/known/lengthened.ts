/** Tables of words that grow: a quarter at a time, so that little of a large one is empty. */
const GROWTH = 1.25;

/** The same words, with room for so many at least. */
export function lengthened(words: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= words.length) return words;
  const longer = new Uint32Array(Math.max(length, Math.ceil(words.length * GROWTH)));
  longer.set(words);
  return longer;
}
