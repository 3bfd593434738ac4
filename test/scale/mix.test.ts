import { describe, expect, it } from "@jest/globals";
import { CHECKS, KINDS, loadOf, perPull, TALK } from "./mix.ts";
import { ASSUMPTIONS, FIGURES } from "./sources.ts";

describe("the load of an organization", () => {
  it("follows from the published figures", () => {
    const load = loadOf(10_000, 1);
    // 25,000 a week of 26,000 repositories, and 652,000 a year of bots, over five days.
    expect(load.pulls).toBeCloseTo((25_000 / 2.6 + 652_000 / 52) / 5, 6);
    expect(load.incidentsAMonth).toBe(49);
    expect(load.incidents).toBe(98);
  });

  it("grows with the repositories and keeps its shares", () => {
    const [small, large] = [loadOf(1_000), loadOf(100_000)];
    expect(large.peakASecond / small.peakASecond).toBeCloseTo(100, 6);
    expect(large.incidentShare).toBeCloseTo(small.incidentShare, 9);
    expect(large.relevantASecond / small.relevantASecond).toBeCloseTo(100, 0);
    expect(large.incidents / small.incidents).toBeCloseTo(100, 0);
  });

  it("has every kind, and is the sum of them", () => {
    const load = loadOf(10_000);
    for (const kind of KINDS) expect([kind, load.mean[kind] > 0]).toEqual([kind, true]);
    expect(Object.values(load.mean).reduce((sum, one) => sum + one, 0)).toBeCloseTo(load.meanAnHour, 6);
    expect(load.peakASecond * 3600).toBeCloseTo(load.meanAnHour * load.peakFactor, 6);
    expect(load.busiestHour).toBeGreaterThan(load.meanAnHour);
  });

  it("is the size that a service for many organizations tells of", () => {
    const aDay = loadOf(10_000).meanAnHour * ASSUMPTIONS.workday.value;
    expect(aDay / FIGURES.plausible.value).toBeGreaterThan(0.5);
    expect(aDay / FIGURES.plausible.value).toBeLessThan(4);
  });

  it("has as many check runs as jobs, twice each, on every head of a pull request", () => {
    const each = perPull();
    expect(each["check_run.created"]).toBe(3 * 3 * 4);
    expect(each["check_run.completed"]).toBe(each["check_run.created"]);
    expect(CHECKS["workflow_run.completed"]).toBe(3);
    expect(Object.values(TALK).reduce((sum, one) => sum + one, 0)).toBeCloseTo(ASSUMPTIONS.talk.value, 9);
  });

  it("holds an address for every figure and a reason for every assumption", () => {
    for (const figure of Object.values(FIGURES)) {
      expect(URL.canParse(figure.address)).toBe(true);
      expect(figure.says.length).toBeGreaterThan(20);
    }
    for (const { why } of Object.values(ASSUMPTIONS)) expect(why.length).toBeGreaterThan(10);
  });
});
