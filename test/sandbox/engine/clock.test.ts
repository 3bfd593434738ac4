import { afterEach, describe, expect, it } from "@jest/globals";
import { createClock, isoSeconds, type MovableClock } from "../../../src/sandbox/engine/clock.ts";
import { parseDuration } from "../../../src/sandbox/engine/duration.ts";

const START = Date.parse("2026-03-01T09:30:00Z");
let clock: MovableClock;

afterEach(() => clock.stop());

describe("the box's clock", () => {
  it("starts where it is told and writes instants as GitHub does", () => {
    clock = createClock(START);
    expect(clock.iso()).toMatch(/^2026-03-01T09:30:0\dZ$/);
    expect(isoSeconds(START + 999)).toBe("2026-03-01T09:30:00Z");
  });

  it("runs what a jump passes, in order of time, each at its own instant", () => {
    clock = createClock(START);
    const ran: string[] = [];
    const note = (name: string) => () => ran.push(`${name} ${clock.iso()}`);
    clock.schedule(START + 3_600_000, note("late"));
    clock.schedule(START + 60_000, note("early"));
    clock.schedule(START + 60_000, note("same instant"));
    clock.schedule(START + 86_400_000, note("never"));
    clock.moveTo(START + 7_200_000);
    expect(ran).toEqual([
      "early 2026-03-01T09:31:00Z",
      "same instant 2026-03-01T09:31:00Z",
      "late 2026-03-01T10:30:00Z",
    ]);
    expect(clock.iso()).toMatch(/^2026-03-01T11:30:0\dZ$/);
    expect(clock.waiting()).toBe(1);
  });

  it("runs what jobs schedule on the way, and drops what was cancelled", () => {
    clock = createClock(START);
    const ran: string[] = [];
    const cancel = clock.schedule(START + 1000, () => ran.push("cancelled"));
    clock.schedule(START + 2000, () => {
      ran.push("first");
      clock.schedule(START + 3000, () => ran.push("second"));
    });
    cancel();
    clock.moveTo(START + 5000);
    expect(ran).toEqual(["first", "second"]);
  });

  it("runs a job once its time comes by itself", async () => {
    clock = createClock(START);
    await new Promise<void>((resolve) => clock.schedule(clock.now() + 20, resolve));
    expect(clock.waiting()).toBe(0);
  });

  it("may go back", () => {
    clock = createClock(START);
    clock.moveTo(START - 86_400_000);
    expect(clock.iso()).toMatch(/^2026-02-28T09:30/);
  });
});

describe("ISO 8601 durations", () => {
  it.each([
    ["P3D", 3 * 86_400_000],
    ["PT61S", 61_000],
    ["P1W", 7 * 86_400_000],
    ["P1DT2H30M", 86_400_000 + 9_000_000],
    ["PT0.5S", 500],
    ["PT0S", 0],
  ])("%s", (text, ms) => {
    clock = createClock(START);
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "P", "PT", "P1DT", "3D", "P1M", "P1Y", "P-1D", "PT1H1D", "p3d", "P3D "])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
