/** Answers without what their readers do not see. */
import { linesOf, outline } from "../outline.ts";

/**
 * The text, trimmed, without its HTML comments: a template's hints are no answer. Comments inside code stay, and so
 * does one that nothing closes, which is shown as it stands.
 */
export function withoutComments(text: string): string {
  if (!text.includes("<!--")) {
    return text.trim();
  }
  const { code } = outline(text);
  const lines = linesOf(text);
  const lastEnd = lines.findLastIndex((line, index) => line.includes("-->") && !code.has(index + 1));
  let hidden = false;
  const shown = lines.flatMap((line, index) => {
    if (code.has(index + 1)) {
      return [line];
    }
    const before = hidden;
    const rest = shownPart(line, hidden, index < lastEnd);
    hidden = rest.hidden;
    // A line that held nothing but (part of) a comment goes with it.
    return rest.text.trim() === "" && (before || rest.cut) ? [] : [rest.text];
  });
  return shown.join("\n").trim();
}

/** What a line shows. `closedLater`: a later line has an end, so that an open comment is one. */
function shownPart(line: string, open: boolean, closedLater: boolean): { text: string; hidden: boolean; cut: boolean } {
  const lastEnd = line.lastIndexOf("-->");
  let text = "";
  let hidden = open;
  let cut = false;
  let ticks = 0;
  for (let at = 0; at < line.length; ) {
    const mark = line.indexOf(hidden ? "-->" : "<!--", at);
    const part = line.slice(at, mark === -1 ? line.length : mark);
    if (!hidden) {
      text += part;
      ticks += part.split("`").length - 1;
    }
    if (mark === -1) {
      break;
    }
    if (hidden) {
      hidden = false;
      at = mark + 3;
    } else if (ticks % 2 === 1 || !(closedLater || lastEnd > mark)) {
      text += "<!--";
      at = mark + 4;
    } else {
      hidden = true;
      cut = true;
      // `<!-->` is a whole comment: its end may share the start's hyphens.
      at = mark + 2;
    }
  }
  return { text, hidden, cut };
}
