/** Markdown of ours, shown in a terminal: headings bold, tables aligned, folded sections named, nothing lost. */

const BOLD = "\u001b[1m";
const DIM = "\u001b[2m";
const RESET = "\u001b[0m";

/** How wide a cell of a table may grow before it is cut. */
const WIDEST_CELL = 44;

/** Whether to color: on a terminal that can, unless NO_COLOR says otherwise (https://no-color.org). */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return stream.isTTY === true && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/** Renders Markdown as lines for a terminal; folded sections show their summary only. */
export function toTerminal(markdown: string, color: boolean): readonly string[] {
  const paint = (code: string, text: string) => (color ? `${code}${text}${RESET}` : text);
  const folded = markdown.replace(
    /<details>\s*<summary>(.*?)<\/summary>[\s\S]*?<\/details>/g,
    (_all, summary: string) => `▸ ${summary}`,
  );
  const lines: string[] = [];
  let table: string[][] = [];
  const flush = () => {
    lines.push(...alignTable(table).map((row, index) => (index === 0 ? paint(DIM, row) : row)));
    table = [];
  };
  for (const raw of folded.split("\n")) {
    const line = raw.trimEnd();
    if (line.startsWith("|")) {
      if (!/^\|[\s|:-]+\|$/.test(line)) table.push(cellsOf(line));
      continue;
    }
    if (table.length > 0) flush();
    if (line.startsWith("<!--")) continue;
    const heading = /^#{1,6} (.*)$/.exec(line);
    lines.push(
      heading === null
        ? inline(line, paint)
        : paint(
            BOLD,
            inline(heading[1] ?? "", (_code, text) => text),
          ),
    );
  }
  if (table.length > 0) flush();
  return collapse(lines);
}

function inline(line: string, paint: (code: string, text: string) => string): string {
  return line
    .replaceAll("\u200b", "")
    .replace(/\[([^\]]*)\]\((\S+?)\)/g, "$1")
    .replace(/\*\*(.+?)\*\*/g, (_all, text: string) => paint(BOLD, text))
    .replace(/(?<![*\w])\*(\S[^*]*?)\*(?!\*)/g, "$1")
    .replace(/`([^`]+)`/g, "$1")
    .replace(/\\([\\`*_[\]~|$<>#-])/g, "$1");
}

function cellsOf(line: string): string[] {
  const cells = line.slice(1, -1).split(/(?<!\\)\|/);
  return cells.map((cell) => inline(cell.trim(), (_code, text) => text));
}

function alignTable(rows: readonly string[][]): readonly string[] {
  const cut = (text: string) => (text.length > WIDEST_CELL ? `${text.slice(0, WIDEST_CELL - 1)}…` : text);
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => cut(row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cut(cell).padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function collapse(lines: readonly string[]): readonly string[] {
  return lines.filter((line, index) => line !== "" || (index > 0 && lines[index - 1] !== ""));
}
