import { describe, expect, it } from "@jest/globals";
import { durationIn } from "../../../src/core/evidence/told.ts";

describe("a duration that a note tells", () => {
  it.each([
    ["12m", "12m", 720],
    ["1h 5m", "1h 5m", 3900],
    ["it took 90 seconds.", "90 seconds", 90],
    ["1 h, 5 min, 3 s in all", "1 h, 5 min, 3 s", 3903],
    ["1.5 hours", "1.5 hours", 5400],
    ["2 minutes later, 5 minutes more", "2 minutes", 120],
    ["rolled back (45s)", "45s", 45],
  ])("%j", (note, text, seconds) => {
    expect(durationIn(note)).toEqual({ text, seconds });
  });

  it.each([
    null,
    "",
    "fast",
    "v1.2m",
    "0m",
    "12",
    "12mb",
    "a12m",
    "2026-03-02",
    "5 months",
    "10:12m",
    "99999m",
  ])("%j tells none", (note) => {
    expect(durationIn(note)).toBeNull();
  });

  it("is found in a long note", () => {
    expect(durationIn(`${"1 ".repeat(30_000)}12m`)).toEqual({ text: "12m", seconds: 720 });
    expect(durationIn("1h ".repeat(20_000))).toEqual({ text: "1h 1h 1h", seconds: 10_800 });
  });
});
