/** One field's lines → its value, undoing what GitHub writes around an answer. */
import type { Checkbox, FieldValue, FormField } from "./definition.ts";

/** What GitHub writes for an answer left empty. */
export const NO_RESPONSE = "_No response_";

/** A choice is one line; reading on for ever below each of many headings would take quadratic time. */
const MOST_CHOICE_LINES = 20;
/** A choice that the form does not list is shorter. */
const LONGEST_CHOICE = 300;

/**
 * Reads the lines below a field's heading.
 *
 * @param last true for the body's last field, behind which other bots append blocks of their own.
 */
export function readAnswer(field: FormField, lines: readonly string[], last: boolean): FieldValue {
  if (field.kind === "checkboxes") {
    return checkboxes(lines);
  }
  if (field.kind === "dropdown") {
    const text = firstParagraph(lines, 0);
    const empty =
      text === "" ||
      text === NO_RESPONSE ||
      (text === "None" && !field.options.some((option) => option.trim() === text));
    if (field.multiple) {
      return empty ? [] : splitChoices(text, field.options);
    }
    return empty ? null : text;
  }
  const own = last ? withoutAppended(lines) : lines;
  const unfenced = field.render === undefined ? null : withoutFence(own);
  if (unfenced !== null) {
    return unfenced;
  }
  const text = (own.length === 3 && own[0] === "" && own[2] === "" ? (own[1] ?? "") : own.join("\n")).trim();
  if (text.startsWith(NO_RESPONSE) && (text === NO_RESPONSE || text.charAt(NO_RESPONSE.length) === "\n")) {
    // Somebody may have written below it, in the editor, without taking it away.
    const rest = withoutAppended(text.slice(NO_RESPONSE.length).trim().split("\n")).join("\n").trim();
    return rest === "" ? null : rest;
  }
  return text === "" ? null : text;
}

/** True unless the field has choices and the answer below `line` (1-based, the heading's) is none of them. */
export function validAnswer(field: FormField, lines: readonly string[], line: number): boolean {
  if (field.kind !== "dropdown") {
    return true;
  }
  const text = firstParagraph(lines, line);
  const chosen = field.multiple ? splitChoices(text, field.options) : [text];
  return text === NO_RESPONSE || chosen.every((choice) => field.options.some((option) => option.trim() === choice));
}

function firstParagraph(lines: readonly string[], from: number): string {
  let start = from;
  while (start < Math.min(lines.length, from + MOST_CHOICE_LINES) && lines[start]?.trim() === "") {
    start += 1;
  }
  let end = start;
  while (end < Math.min(lines.length, start + MOST_CHOICE_LINES) && lines[end]?.trim() !== "") {
    end += 1;
  }
  return lines.slice(start, end).join("\n").trim();
}

/** Takes several choices apart that GitHub joined with `, `; a choice may itself hold that. */
function splitChoices(text: string, options: readonly string[]): string[] {
  if (!text.includes(",")) {
    return [text];
  }
  const longestFirst = options.map((option) => option.trim()).sort((a, b) => b.length - a.length);
  const chosen: string[] = [];
  for (let at = 0; at < text.length; ) {
    const known = longestFirst.find(
      (option) =>
        option !== "" &&
        text.startsWith(option, at) &&
        /^(?:,\s|$)/.test(text.slice(at + option.length, at + option.length + 2)),
    );
    const choice = known ?? text.slice(at, endOfChoice(text, at));
    if (choice.trim() !== "") {
      chosen.push(choice.trim());
    }
    at += choice.length + 2;
  }
  return chosen;
}

/** Where a choice that the form does not have ends: at a comma, but not at one inside its parentheses. */
function endOfChoice(text: string, from: number): number {
  const comma = text.indexOf(", ", from);
  const open = comma === -1 ? -1 : text.slice(from, comma).indexOf("(");
  if (open !== -1) {
    const part = text.slice(from, from + LONGEST_CHOICE);
    const closed = /^[^(),]*\([^()]*\)(?=, |$)/.exec(part)?.[0];
    if (closed !== undefined) {
      return from + closed.length;
    }
  }
  return comma === -1 ? text.length : comma;
}

/** A line of a list of boxes; null where it is none. */
export function boxOf(line: string): Checkbox | null {
  const box = /^ {0,3}[-*+] \[([ xX])\] (.*)$/.exec(line);
  return box === null ? null : { label: (box[2] ?? "").trim(), checked: box[1] !== " " };
}

/** The list of boxes: up to a heading or an HTML comment, behind which a bot may have written a list of its own. */
function checkboxes(lines: readonly string[]): readonly Checkbox[] {
  const end = lines.findIndex((line) => /^ {0,3}(?:#{1,6} |<!--)/.test(line));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .map(boxOf)
    .filter((box) => box !== null);
}

/** The text inside the fence that GitHub put around a rendered answer, as it is; null where there is none. */
function withoutFence(lines: readonly string[]): string | null {
  const start = lines.findIndex((line) => line.trim() !== "");
  const end = lines.findLastIndex((line) => line.trim() !== "");
  const opener = /^ {0,3}(`{3,}|~{3,})/.exec(lines[start] ?? "")?.[1];
  const closer = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(lines[end] ?? "")?.[1];
  if (opener === undefined || closer === undefined || start === end || closer.charAt(0) !== opener.charAt(0)) {
    return null;
  }
  return lines.slice(start + 1, end).join("\n");
}

/** The last answer's lines without the block that a bot appended. */
function withoutAppended(lines: readonly string[]): readonly string[] {
  const marker = lines.findIndex((_, index) => startsAppended(lines, index));
  return marker === -1 ? lines : lines.slice(0, marker);
}

/** True where a line, by its index, begins a block that a bot appended: a comment as its marker, then a heading. */
export function startsAppended(lines: readonly string[], index: number): boolean {
  const next = lines[index + 1] ?? "";
  return (
    /^<!--.*-->\s*$/.test(lines[index] ?? "") && /^#{1,6} /.test(next.trim() === "" ? (lines[index + 2] ?? "") : next)
  );
}
