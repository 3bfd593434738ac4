/** A table of plain words whose lines fit a terminal; on one that is too narrow for it, a few lines for each row. */
import { inlineText, plainText } from "../core/markdown.ts";

export interface TableColumn {
  readonly head: string;
  /** Numbers stand to the right; `left` by default. */
  readonly align?: "left" | "right";
  /**
   * Columns that it is cut down to where the terminal is narrow; without it, it is never cut. Of several, the widest
   * gives way first.
   */
  readonly least?: number;
}

export interface TableCell {
  /** Raw: control characters and line breaks are taken out. */
  readonly text: string;
  /** Puts color around the cell once it is cut and aligned. */
  readonly paint?: (text: string) => string;
}

export interface TableOptions {
  /** Width of the terminal; Infinity where nothing is to be cut. */
  readonly columns: number;
  /** For the line of heads. */
  readonly paintHead?: (text: string) => string;
}

const GAP = "  ";
/** Code points of one cell, whatever the terminal. */
const MOST_CHARACTERS = 300;

/**
 * @param rows as many cells as there are columns; a string is a cell without color.
 * @returns the lines: heads first, none with trailing blanks; nothing where there are no rows.
 */
export function tableLines(
  columns: readonly TableColumn[],
  rows: readonly (readonly (string | TableCell)[])[],
  { columns: width, paintHead }: TableOptions,
): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) =>
    row.map((cell): TableCell => {
      const { text, ...rest } = typeof cell === "string" ? { text: cell } : cell;
      return { ...rest, text: plainText(inlineText(text, MOST_CHARACTERS)) };
    }),
  );
  const widths = fitted(
    columns,
    columns.map(({ head }, index) => Math.max(...[head, ...cells.map((row) => row[index]?.text ?? "")].map(widthOf))),
    width,
  );
  if (sum(widths) + gapsOf(columns) > width) return cells.flatMap((row) => stacked(columns, row));
  const line = (row: readonly TableCell[]): string =>
    columns
      .map(({ align }, index) => {
        const { text, paint } = row[index] ?? { text: "" };
        const isLast = index === columns.length - 1;
        return placed(text, widths[index] ?? 0, align === "right", isLast, paint);
      })
      .join(GAP)
      .trimEnd();
  const heads = line(columns.map(({ head }) => ({ text: head })));
  return [paintHead === undefined ? heads : paintHead(heads), ...cells.map(line)];
}

/** Takes columns away from the widest that may be cut, until the line fits or none may be cut any more. */
function fitted(columns: readonly TableColumn[], wanted: readonly number[], width: number): readonly number[] {
  const widths = [...wanted];
  for (let over = sum(widths) + gapsOf(columns) - width; over > 0; over -= 1) {
    let widest = -1;
    for (const [index, { least }] of columns.entries()) {
      const current = widths[index] ?? 0;
      if (least !== undefined && current > least && current > (widths[widest] ?? 0)) widest = index;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  return widths;
}

function gapsOf(columns: readonly TableColumn[]): number {
  return GAP.length * (columns.length - 1);
}

/** A row as on a phone: its first cell, and below it every other that says something. */
function stacked(columns: readonly TableColumn[], row: readonly TableCell[]): readonly string[] {
  return row.flatMap(({ text, paint = (same) => same }, index) => {
    if (index === 0) return [paint(text)];
    return text === "" ? [] : [`${GAP}${columns[index]?.head ?? ""}: ${paint(text)}`];
  });
}

function placed(
  text: string,
  width: number,
  right: boolean,
  isLast: boolean,
  paint: (text: string) => string = (same) => same,
): string {
  const shown = cut(text, width);
  const blanks = " ".repeat(Math.max(0, width - widthOf(shown)));
  const painted = shown === "" ? "" : paint(shown);
  if (right) return blanks + painted;
  return isLast ? painted : painted + blanks;
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    const next = used + graphemeWidth(segment);
    if (next > width - 1) break;
    kept += segment;
    used = next;
  }
  return `${kept.trimEnd()}…`;
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });
/** East Asian wide and full-width forms, and whatever is shown as an emoji: two columns each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

function widthOf(text: string): number {
  // Most cells are plain: no need to look at each character.
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of GRAPHEMES.segment(text)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(segment: string): number {
  return WIDE.test(segment) ? 2 : 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
