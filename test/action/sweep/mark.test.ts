import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "@jest/globals";
import * as fc from "fast-check";
import { type Mark, readMark, type Remembered, writeMark } from "../../../src/action/sweep/mark.ts";

const NOW = 1_772_000_000;

const remembered: fc.Arbitrary<Remembered> = fc.record({
  number: fc.integer({ min: 1, max: 100_000 }),
  closed: fc.boolean(),
  seen: fc.oneof(fc.constant(0), fc.integer({ min: NOW - 100_000, max: NOW })),
  wake: fc.option(fc.integer({ min: NOW - 100_000, max: NOW + 10_000_000 })),
  leads: fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 20 }),
  files: fc.option(fc.array(fc.stringMatching(/^[\w-]{4}$/), { maxLength: 12 })),
  merged: fc.boolean(),
});
const marks: fc.Arbitrary<Mark> = fc.record({
  at: fc.integer({ min: NOW - 100_000, max: NOW }),
  tip: fc.option(fc.constant("a".repeat(40))),
  policy: fc.constant("digest"),
  listed: fc.integer({ min: NOW - 100_000, max: NOW }),
  round: fc.integer({ min: NOW - 100_000, max: NOW }),
  reports: fc.option(fc.integer({ min: NOW, max: NOW + 1_000_000 })),
  pulls: fc.boolean(),
  incidents: fc.uniqueArray(remembered, { maxLength: 40, selector: ({ number }) => number }),
});

function packed(value: unknown): string {
  return `quench-sweep-1 ${deflateRawSync(JSON.stringify(value)).toString("base64")}`;
}

const simple = (changes: Record<string, unknown> = {}) => ({
  v: 1,
  at: NOW - 10,
  tip: null,
  policy: "digest",
  listed: NOW - 10,
  round: NOW - 10,
  reports: null,
  pulls: false,
  incidents: [[12, 0, 5, 3_600, [1], "abcd"]],
  ...changes,
});

describe("a mark", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(marks, (mark) => {
        const { text, beyond } = writeMark(mark);
        expect(beyond).toBe(0);
        expect(readMark(`For the next sweep alone:\n\n\`\`\`\n${text}\n\`\`\``, NOW)).toEqual(mark);
      }),
    );
  });

  it("of a thousand usual incidents has room, with all that leads to them", () => {
    const incidents = Array.from({ length: 1_000 }, (_, index): Remembered => {
      const number = 10 + index * 9;
      const leads = Array.from({ length: 8 }, (_each, lead) => number + lead + 1);
      const files = Array.from({ length: 5 }, (_each, file) => `${index}${file}abcd`.slice(-4));
      return { number, closed: false, seen: NOW - index, wake: NOW + index * 977, leads, files, merged: true };
    });
    const mark = { ...simple(), incidents } as unknown as Mark;
    const { text, beyond } = writeMark(mark);
    expect(beyond).toBe(0);
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(readMark(text, NOW)?.incidents).toEqual(incidents);
  });

  it("of more than it has room for says how many are left out, and never exceeds what GitHub takes", () => {
    const incidents = Array.from({ length: 20_000 }, (_, index): Remembered => {
      const noise = (index * 2_654_435_761) % 4_294_967_296;
      return {
        number: index + 1,
        closed: false,
        seen: NOW - (noise % 90_000),
        wake: NOW + noise,
        leads: [noise],
        files: null,
        merged: false,
      };
    });
    const { text, beyond } = writeMark({ ...(simple() as unknown as Mark), incidents });
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(beyond).toBeGreaterThan(0);
    expect(readMark(text, NOW)?.incidents).toHaveLength(20_000 - beyond);
  });

  it.each<[string, string]>([
    ["nothing", ""],
    ["another text", "Hello"],
    ["no deflated text", "quench-sweep-1 !!!!"],
    ["deflated, and no JSON", `quench-sweep-1 ${deflateRawSync("{").toString("base64")}`],
    ["another version", packed(simple({ v: 2 }))],
    ["a field too many", packed(simple({ more: true }))],
    ["a number that is none", packed(simple({ incidents: [["12", 0, 5, null, [], ""]] }))],
    ["a negative number", packed(simple({ incidents: [[-1, 0, 5, null, [], ""]] }))],
    ["a commit that is none", packed(simple({ tip: "main; rm -rf" }))],
    ["an instant in the future", packed(simple({ at: NOW + 3_600 }))],
    ["a list made in the future", packed(simple({ listed: NOW + 3_600 }))],
    ["a round that began in the future", packed(simple({ round: NOW + 3_600 }))],
    ["what unfolds without end", `quench-sweep-1 ${deflateRawSync(" ".repeat(50_000_000)).toString("base64")}`],
  ])("that is %s counts for nothing", (_name, text) => {
    expect(readMark(text, NOW)).toBeNull();
  });

  it("cannot say that an incident was looked at in the future", () => {
    const mark = readMark(packed(simple({ incidents: [[12, 0, 1_000_000, null, [], ""]] })), NOW);
    expect(mark?.incidents).toEqual([expect.objectContaining({ number: 12, seen: 0 })]);
  });

  it("names each incident once, and no lead that is no number", () => {
    const twice = [
      [12, 0, 1, null, [-20, 3], ""],
      [12, 1, 2, null, [], null],
    ];
    const mark = readMark(packed(simple({ incidents: twice })), NOW);
    expect(mark?.incidents).toEqual([expect.objectContaining({ number: 12, closed: true, files: null })]);
  });
});
