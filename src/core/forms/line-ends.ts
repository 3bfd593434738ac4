/** What the ends of lines tell of who wrote a heading. */
import type { Heading } from "./headings.ts";

/**
 * GitHub ends the lines that it writes around the answers with LF; a browser ends the lines of what people type with
 * CRLF. As long as nobody edits the body, which makes all of them CRLF, the two can be told apart.
 *
 * @param labels the rendered headings that read as labels of the form.
 * @returns whether GitHub wrote the heading on a line; null where the ends do not tell.
 */
export function writtenByGitHub(body: string, labels: readonly Heading[]): ((line: number) => boolean) | null {
  if (!body.includes("\r\n") || !/(?:^|[^\r])\n/.test(body)) {
    return null;
  }
  const typed = Array.from(body.matchAll(/\r\n|\n|\r/g), ([end]) => end !== "\n");
  // From the end of the former answer to the blank line below the heading.
  const written = (line: number): boolean =>
    [line - 3, line - 2, line - 1, line].every((index) => typed[index] !== true);
  const ours = new Set(labels.filter(({ line }) => written(line)).map(({ field }) => field));
  // Were a label typed only, somebody or some program has been at the body, and its ends tell nothing.
  return ours.size >= 2 && labels.every(({ field }) => ours.has(field)) ? written : null;
}
