/** Our Markdown as plain words on lines that fit a terminal. */
import { plainText } from "../markdown.ts";

/** Columns of the narrowest terminal that people use. */
const WIDTH = 80;

/**
 * Breaks one line of Markdown between its words, as plain text without any control character.
 *
 * @param indent columns that stand before the first line, and blanks put before the later ones.
 */
export function wrapped(markdown: string, indent: number): string {
  const links = /(?<!\\)\[((?:\\.|[^\]\\])*)\]\([^()\s]*\)/g;
  const text = plainText(markdown.replace(links, "$1").replaceAll("**", ""));
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDTH - indent) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
