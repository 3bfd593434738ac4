/** The headings of the usual body, in a tenth of the time that its outline takes. */
import type { Outline } from "../outline.ts";

const SPACE = 32;
const TAB = 9;
const HASH = 35;
const TICK = 96;
const TILDE = 126;

/**
 * The same as `outline` has, for a body in which a heading at the begin of its line is one unless it stands in a fence:
 * neither quotes nor lists can hold it there.
 *
 * @returns null where indented headings and fences, or HTML, ask for the outline itself.
 */
export function quickHeadings(body: string, lines: readonly string[]): Pick<Outline, "headings" | "unclosed"> | null {
  const headings = new Set<number>();
  const html = body.includes("<");
  let fence = "";
  let opened = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const first = line.charCodeAt(0);
    if (fence !== "") {
      const closer = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1] ?? "";
      fence = closer.startsWith(fence) ? "" : fence;
    } else if (first === HASH) {
      if (html && line.includes("<")) {
        return null;
      }
      if (line.startsWith("### ") || /^#{1,6}(?:[ \t]|$)/.test(line)) {
        headings.add(index + 1);
      }
    } else if (first === TICK || first === TILDE) {
      if (html && line.includes("<")) {
        return null;
      }
      fence = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[0] ?? "";
      opened = index + 1;
    } else if (
      (html && line.includes("<")) ||
      ((first === SPACE || first === TAB) && /^[ \t]+(?:#|`{3}|~{3})/.test(line))
    ) {
      return null;
    }
  }
  return { headings, unclosed: fence === "" ? null : opened };
}
