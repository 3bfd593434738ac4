import { describe, expect, it } from "@jest/globals";
import { durationIn, isOlder, toldOf } from "../../../src/core/evidence/told.ts";
import { actor, day, run } from "../../support/snapshot.ts";

describe("a duration that a note tells", () => {
  it.each([
    ["12m", "12m", 720],
    ["1h 5m", "1h 5m", 3900],
    ["it took 90 seconds.", "90 seconds", 90],
    ["1 h, 5 min, 3 s in all", "1 h, 5 min, 3 s", 3903],
    ["1.5 hours", "1.5 hours", 5400],
    ["2 minutes later, 5 minutes more", "2 minutes", 120],
    ["rolled back (45s)", "45s", 45],
    ["1 hour 1 minute 1 second", "1 hour 1 minute 1 second", 3661],
    ["2 mins 5 secs", "2 mins 5 secs", 125],
    ["1 min, 1 sec", "1 min, 1 sec", 61],
    ["1.25h, ", "1.25h", 4500],
    ["2H", "2H", 7200],
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

describe("what is told with a link that proves nothing", () => {
  it("has strength 1, with the duration told beside it or without one", () => {
    expect(toldOf("it is no run", null)).toEqual({ strength: 1, because: "it is no run" });
    expect(toldOf("it is no run", "in 12m")).toEqual({
      strength: 1,
      because: "it is no run (told: `12m`)",
      duration: 720,
    });
  });
});

describe("words given before the incident began", () => {
  const issue = (createdAt: string) => ({ kind: "issue", author: actor("oscar"), createdAt }) as const;

  it("are older, those of the very second are not, and what has no date is neither", () => {
    expect(isOlder(issue(day(-1)), day(0))).toBe(true);
    expect(isOlder(issue(day(0)), day(0))).toBe(false);
    expect(isOlder(issue(""), day(0))).toBe(false);
    expect(isOlder({ kind: "run", run: run(1, [], { startedAt: day(-1) }) }, day(0))).toBe(false);
  });
});
