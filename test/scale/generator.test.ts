import { describe, expect, it } from "@jest/globals";
import { type Fleet, indexIn, installationOf, twinOf, twinSha } from "./fleet.ts";
import { deliveriesOf, type GeneratorOptions, type Planned } from "./generator.ts";
import { KINDS, loadOf } from "./mix.ts";

const SHA = "a".repeat(40);
const fleet: Fleet = { repositories: 4_000, incidents: 392, listed: 0, installations: 1 };
const options: GeneratorOptions = {
  load: loadOf(4_000),
  fleet,
  facts: { number: 1, label: "incident", pulls: [{ number: 7, sha: SHA }] },
  installationOf: (index) => installationOf(index, fleet, 24),
  seconds: 120,
  seed: 5,
};
const plan = deliveriesOf(options);
const rate = (list: readonly Planned[]): number => list.length / options.seconds;

describe("the deliveries of a busy minute", () => {
  it("are the same for the same seed, and others for another", () => {
    expect(deliveriesOf(options)).toEqual(plan);
    expect(deliveriesOf({ ...options, seed: 6 })).not.toEqual(plan);
  });

  it("come in order, within the time", () => {
    expect(plan.every(({ at }) => at >= 0 && at < 120_000)).toBe(true);
    expect(plan.every(({ at }, index) => at >= (plan[index - 1]?.at ?? 0))).toBe(true);
  });

  it("come as often as the load says, in its mix", () => {
    expect(rate(plan) / options.load.peakASecond).toBeGreaterThan(0.8);
    expect(rate(plan) / options.load.peakASecond).toBeLessThan(1.2);
    for (const kind of KINDS) {
      const share = plan.filter(({ occasion }) => occasion.kind === kind).length / plan.length;
      expect(Math.abs(share - options.load.mean[kind] / options.load.meanAnHour)).toBeLessThan(0.03);
    }
  });

  it("are about incidents as often as the load says", () => {
    const relevant = plan.filter((each) => each.relevant);
    expect(rate(relevant) / options.load.relevantASecond).toBeGreaterThan(0.6);
    expect(rate(relevant) / options.load.relevantASecond).toBeLessThan(1.5);
    for (const { index, occasion } of relevant) {
      expect(index).toBeLessThan(fleet.incidents);
      expect(occasion.repository).toBe(twinOf(index));
    }
  });

  it("name the pull request and the commit that the incident's twin has", () => {
    const checks = plan.filter(({ relevant, occasion }) => relevant && occasion.kind === "check_run.completed");
    expect(checks.length).toBeGreaterThan(10);
    for (const { index, occasion } of checks) {
      expect(occasion.number).toBe(7);
      expect(occasion.sha).toBe(twinSha(SHA, index));
      expect(indexIn(occasion.repository)).toBe(index);
    }
  });

  it("name no incident's pull request where they are about none", () => {
    const others = plan.filter(({ relevant, occasion }) => !relevant && occasion.kind.startsWith("check_"));
    expect(others.every(({ occasion }) => occasion.number >= 100_000 && /^[0-9a-f]{40}$/.test(occasion.sha))).toBe(
      true,
    );
  });

  it("are about nothing where there is no incident", () => {
    const calm = deliveriesOf({ ...options, fleet: { ...fleet, incidents: 0 } });
    expect(calm.length).toBeGreaterThan(1000);
    expect(calm.some(({ relevant }) => relevant)).toBe(false);
  });

  it("go to the installation that the repository belongs to", () => {
    const spread = { ...fleet, installations: 3 };
    const many = deliveriesOf({
      ...options,
      fleet: spread,
      installationOf: (index) => installationOf(index, spread, 24),
    });
    expect(new Set(many.map(({ occasion }) => occasion.installation)).size).toBe(3);
    expect(new Set(plan.map(({ occasion }) => occasion.installation))).toEqual(new Set([24]));
  });
});
