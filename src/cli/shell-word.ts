/** A text as one word of a command line that people copy: whatever it holds, a POSIX shell runs nothing of it. */
export function shellWord(text: string): string {
  return /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
