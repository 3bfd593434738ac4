import { describe, expect, it } from "@jest/globals";
import { tableLines } from "../../src/cli/table.ts";

const COLUMNS = [
  { head: "n", align: "right" as const },
  { head: "what", least: 6 },
  { head: "who", least: 4 },
];
const ROWS = [
  ["7", "close it now, please", "octavia"],
  ["12", "wait", "bo"],
];

describe("a table", () => {
  it("aligns its columns, and leaves no blanks at a line's end", () => {
    expect(tableLines(COLUMNS, ROWS, { columns: 80 })).toEqual([
      " n  what                  who",
      " 7  close it now, please  octavia",
      "12  wait                  bo",
    ]);
  });

  it("cuts the widest first where the terminal is narrow, and says so", () => {
    const lines = tableLines(COLUMNS, ROWS, { columns: 24 });
    expect(lines[1]).toBe(" 7  close it n…  octavia");
    expect(lines.every((line) => line.length <= 24)).toBe(true);
  });

  it("gives each cell a line where the terminal is too narrow for a table, and cuts nothing then", () => {
    expect(tableLines(COLUMNS, ROWS, { columns: 16 })[1]).toBe(" 7  close…  oct…");
    expect(tableLines(COLUMNS, [...ROWS, ["13", "", "al"]], { columns: 15 })).toEqual([
      "7",
      "  what: close it now, please",
      "  who: octavia",
      "12",
      "  what: wait",
      "  who: bo",
      "13",
      "  who: al",
    ]);
  });

  it("cuts nothing without a terminal", () => {
    expect(tableLines(COLUMNS, ROWS, { columns: Number.POSITIVE_INFINITY })[1]).toContain("close it now, please");
  });

  it("counts wide characters as two, and cuts no emoji in half", () => {
    const lines = tableLines(
      [{ head: "a", least: 5 }, { head: "b" }],
      [
        ["復旧手順書", "x"],
        ["👩‍🚒👩‍🚒👩‍🚒", "y"],
      ],
      {
        columns: 9,
      },
    );
    expect(lines).toEqual(["a       b", "復旧…   x", "👩‍🚒👩‍🚒👩‍🚒  y"]);
  });

  it("takes escapes and line breaks out of people's text, and colors what is left", () => {
    const paint = (text: string) => `<${text}>`;
    const row = [{ text: "\u001b[31mred\u001b[0m\nnext\u202e", paint }, "x"];
    const [head, line] = tableLines([{ head: "a" }, { head: "b" }], [row], { columns: 80, paintHead: paint });
    expect(head).toMatch(/^<a +b>$/);
    expect(line).not.toMatch(/\p{Cc}|\u202e/u);
    expect(line).toContain("red");
    expect(line?.startsWith("<")).toBe(true);
  });

  it("is nothing without rows", () => {
    expect(tableLines(COLUMNS, [], { columns: 80 })).toEqual([]);
  });
});
