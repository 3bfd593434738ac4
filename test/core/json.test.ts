import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readJson } from "../../src/core/json.ts";

function fault(text: string): string {
  const read = readJson(text);
  return read.ok ? "ok" : `${read.line}:${read.column} ${read.message}; ${read.fix}`;
}

describe("JSON with places", () => {
  it("reads what JSON.parse reads, and nothing else", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, "\t"), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const read = readJson(text);
        expect(read.ok && read.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom(...'{ } [ ] " , : \\ 1 a'.split(" ")), (json, at, char) => {
        const text = `${json.slice(0, at % json.length)}${char}${json.slice((at % json.length) + 1)}`;
        const read = readJson(text);
        const parses = ((): boolean => {
          try {
            JSON.parse(text);
            return true;
          } catch {
            return false;
          }
        })();
        // Only a key that is written twice is refused besides.
        expect(read.ok || (!read.ok && read.message.includes("twice"))).toBe(parses);
      }),
      { numRuns: 500 },
    );
  });

  it("tells where a value and its key begin", () => {
    const read = readJson('{\n  "a": [1, {"b c": true}],\n\t"é": "ü"\n}');
    if (!read.ok) throw new Error(read.message);
    expect(read.place([])).toEqual({ line: 1, column: 1 });
    expect(read.place(["a"])).toEqual({ line: 2, column: 8 });
    expect(read.place(["a"], "key")).toEqual({ line: 2, column: 3 });
    expect(read.place(["a", 1, "b c"])).toEqual({ line: 2, column: 20 });
    expect(read.place(["a", 1, "b c"], "key")).toEqual({ line: 2, column: 13 });
    expect(read.place(["é"])).toEqual({ line: 3, column: 7 });
    // What is not there is looked for above.
    expect(read.place(["a", 1, "x", "y"])).toEqual({ line: 2, column: 12 });
    expect(read.place(["x"], "key")).toEqual({ line: 1, column: 1 });
  });

  it("says what is wrong, where, and what to do", () => {
    expect(fault("")).toBe("1:1 the file is empty; write a JSON object");
    expect(fault(" \n ")).toBe("1:1 the file is empty; write a JSON object");
    expect(fault("{} {}")).toBe("1:4 there is more after the end of the JSON; keep one object in the file");
    expect(fault('{"a": tru}')).toBe('1:7 the JSON cannot be read at "t"; write a value here');
    expect(fault('{"a": truely}')).toBe('1:7 the JSON cannot be read at "t"; write a value here');
    expect(fault('{"a": 01}')).toBe('1:7 the JSON cannot be read at "0"; write a value here');
    expect(fault('{"a" 1}')).toBe('1:6 the JSON cannot be read at "1"; write a colon here');
    expect(fault("{a: 1}")).toBe('1:2 the JSON cannot be read at "a"; write a key in double quotes here');
    expect(fault('{"a": 1,}')).toBe('1:9 the JSON cannot be read at "}"; write a key in double quotes here');
    expect(fault("[1,]")).toBe('1:4 the JSON cannot be read at "]"; write a value here');
    expect(fault('{"a": 1\n"b": 2}')).toBe('2:1 the JSON cannot be read at "\\""; write a comma or `}` here');
    expect(fault("[1")).toBe("1:3 the JSON ends too early; go on with a comma or `]`");
    expect(fault('{"a')).toBe("1:2 the text that begins here does not end; close the double quotes");
    expect(fault('["a\nb"]')).toBe("1:2 the text that begins here does not end; close the double quotes");
    expect(fault('{"a": 1, "a": 2}')).toBe('1:10 the key "a" is written twice; keep one of the two');
    expect(fault('{"\\u0061": 1, "a": 2}')).toBe('1:15 the key "a" is written twice; keep one of the two');
  });

  it("takes a byte order mark, large texts and 100 levels, and no more levels", () => {
    expect(readJson("\ufeff{}")).toMatchObject({ ok: true, value: {} });
    expect(readJson(JSON.stringify({ a: 'x\\"'.repeat(1_000_000) })).ok).toBe(true);
    expect(readJson("[".repeat(101) + "]".repeat(101)).ok).toBe(true);
    expect(fault("[".repeat(102) + "]".repeat(102))).toBe("1:102 the JSON nests too deeply; remove the nesting");
    expect(readJson("[".repeat(1_000_000)).ok).toBe(false);
  });
});
