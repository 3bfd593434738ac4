import { describe, expect, it } from "@jest/globals";
import { readYaml, type YamlProblem } from "../../src/core/yaml.ts";

function valueOf(text: string): unknown {
  const file = readYaml(text);
  if (!file.ok) throw new Error(JSON.stringify(file.problems));
  return file.value;
}

function problemsOf(text: string): readonly YamlProblem[] {
  const file = readYaml(text);
  if (file.ok) throw new Error("accepted");
  return file.problems;
}

describe("readYaml", () => {
  it("reads plain data, with the place of each key and value", () => {
    const file = readYaml("a: 1\r\nb:\r\n  - x\r\n  - {c: 2}\r\n");
    expect(file).toMatchObject({ ok: true, value: { a: 1, b: ["x", { c: 2 }] } });
    if (!file.ok) throw new Error("refused");
    expect(file.place(["a"])).toEqual({ line: 1, column: 4 });
    expect(file.place(["b"], "key")).toEqual({ line: 2, column: 1 });
    expect(file.place(["b", 1, "c"])).toEqual({ line: 4, column: 9 });
    expect(file.place(["b", 1, "c"], "key")).toEqual({ line: 4, column: 6 });
    expect(file.place(["b", 7])).toEqual({ line: 3, column: 3 });
    expect(file.place([])).toEqual({ line: 1, column: 1 });
  });

  it("leaves times and dates as text, and follows anchors", () => {
    expect(valueOf("day: 2026-03-01\nat: 22:00\nx: &x [1]\ny: *x")).toEqual({
      day: "2026-03-01",
      at: "22:00",
      x: [1],
      y: [1],
    });
  });

  it.each([
    "[]",
    "{}",
    "a",
    "|\n  text: with: - marks\n",
    "'- - - -'",
    "- |\n  {{{{{{{{{{{{{{{{{{{{{{{{{\n",
  ])("reads %j", (text) => {
    expect(readYaml(text).ok).toBe(true);
  });

  it("tells at most five problems, in the order of the file", () => {
    for (const text of ["[,,,,,,,,]", "a: 1\n]\n]\n]\n]\n]\n]\n]", "x: !a b\ny: !c d", '- "" "" "" "" "" "" ""']) {
      const problems = problemsOf(text);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.length).toBeLessThanOrEqual(5);
      expect(problems[0]).toMatchObject({ fix: "correct the YAML here" });
      expect(problems[0]?.message).toMatch(/^the YAML cannot be read: ./);
      const places = problems.map(({ line, column }) => line * 1000 + column);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it("stops at what is told: a thousand more faults say the same", () => {
    const few = problemsOf(`[${",".repeat(20)}`);
    expect(problemsOf(`[${",".repeat(5000)}`)).toEqual(few);
    expect(problemsOf("]\n".repeat(3000))).toHaveLength(5);
  });

  it.each([
    ["[", 21],
    ["{", 21],
    ["a: [", 22],
    ["- ", 21],
    ["? ", 21],
  ])("refuses nesting deeper than twenty levels: %j", (piece, times) => {
    expect(problemsOf(piece.repeat(times))[0]).toMatchObject({
      line: 1,
      message: "the file nests too deeply",
      fix: "remove the nesting",
    });
  });

  it("counts levels and not marks", () => {
    expect(valueOf(`${"[".repeat(20)}${"]".repeat(20)}`)).toEqual(expect.any(Array));
    expect(problemsOf(`${"[".repeat(21)}${"]".repeat(21)}`)[0]?.column).toBe(21);
    expect(valueOf(`[${"[], ".repeat(100)}]`)).toHaveLength(100);
    expect(valueOf("- a\n".repeat(100))).toHaveLength(100);
    expect(valueOf(`{${Array.from({ length: 100 }, (_, at) => `k${at}: ${at}`).join(", ")}}`)).toHaveProperty(
      "k99",
      99,
    );
    const indented = (levels: number): string =>
      Array.from({ length: levels }, (_, at) => `${" ".repeat(at)}a:`).join("\n");
    expect(readYaml(indented(20)).ok).toBe(true);
    expect(problemsOf(indented(23))[0]).toMatchObject({ line: 22, column: 22, message: "the file nests too deeply" });
  });

  it.each([
    ["keys", Array.from({ length: 4500 }, (_, at) => `k${at}: 1`).join("\n")],
    ["entries", "- a\n".repeat(4500)],
    ["entries on one line", `[${"a, ".repeat(4500)}]`],
    ["line ends", `a: 1\n${"\n".repeat(20_500)}`],
    ["comments", `a: 1\n${"#\n".repeat(12_000)}`],
    ["groups", `[${"{}, ".repeat(600)}]`],
    ["aliases", `a: &a 1\nb: [${"*a, ".repeat(201)}]`],
  ])("refuses more than any file needs: %s", (_, text) => {
    const [problem, ...more] = problemsOf(text);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      message: "the file holds too many keys and values",
      fix: "keep it to what you need",
    });
    expect(problem?.line).toBeLessThanOrEqual(text.split("\n").length);
    expect(problem?.column).toBeGreaterThanOrEqual(1);
  });

  it("takes files that are long and say something", () => {
    expect(valueOf(`[${"{}, ".repeat(599)}]`)).toHaveLength(599);
    expect(valueOf(Array.from({ length: 2300 }, (_, at) => `k${at}: 1 # why`).join("\n"))).toHaveProperty("k2299", 1);
    expect(valueOf("- a\n".repeat(3400))).toHaveLength(3400);
    expect(valueOf(`a: ${"x".repeat(60_000)}`)).toEqual({ a: "x".repeat(60_000) });
    expect(valueOf(`a: 1\n${"# a comment of a line\n".repeat(2500)}`)).toEqual({ a: 1 });
  });

  it("refuses several documents where the second begins", () => {
    expect(problemsOf("a: 1\n---\nb: 2\n---\nc: 3")).toEqual([
      {
        line: 2,
        column: 1,
        message: "the file holds more than one YAML document",
        fix: "keep one, and remove the `---` lines",
      },
    ]);
  });

  it("refuses repeated keys, each where it is repeated, and keys that are no words", () => {
    expect(problemsOf("b: {c: 1, c: 2}\na: 1\na: 2\n? [x]\n: 1")).toEqual([
      { line: 1, column: 11, message: "`c` is written twice", fix: "keep one of them" },
      { line: 3, column: 1, message: "`a` is written twice", fix: "keep one of them" },
      { line: 4, column: 3, message: "a key is not a plain word", fix: "write a setting's name" },
    ]);
    expect(problemsOf("a: 1\n".repeat(1000))).toHaveLength(5);
  });
});
