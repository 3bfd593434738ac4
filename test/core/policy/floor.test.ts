import { describe, expect, it } from "@jest/globals";
import { belowFloor } from "../../../src/core/policy/floor.ts";
import { policyInForce } from "../../support/policy.ts";

function floorOf(settings: Readonly<Record<string, unknown>>): readonly string[] {
  const { policy, standing } = policyInForce(settings);
  expect(standing.belowFloor).toEqual(belowFloor(policy));
  return standing.belowFloor;
}

describe("belowFloor", () => {
  it("says nothing of the defaults, in any mode", () => {
    for (const mode of ["shadow", "warn", "enforce"]) {
      expect(floorOf({ mode })).toEqual([]);
    }
  });

  it.each([
    ["scorecard", 4, 5],
    ["rubric", 7, 10],
    ["adoption", 4, 5],
  ])("tells a target of %s below %i", (score, floor, of) => {
    expect(floorOf({ scores: { [score]: floor } })).toEqual([]);
    expect(floorOf({ scores: { [score]: floor + 1 } })).toEqual([]);
    expect(floorOf({ scores: { [score]: floor - 1 } })).toEqual([
      `\`scores.${score}\` is ${floor - 1} of ${of}, where the guide asks for ${floor}`,
    ]);
  });

  it.each([
    "scorecard",
    "adoption",
    "owners",
    "priorities",
    "items",
    "checklist",
  ])("tells a gate that is softer than the mode: %s", (gate) => {
    expect(floorOf({ mode: "enforce", gates: { [gate]: "warn" } })).toEqual([
      `\`gates.${gate}\` is \`warn\`, softer than the mode \`enforce\``,
    ]);
    expect(floorOf({ mode: "warn", gates: { [gate]: "shadow" } })).toEqual([
      `\`gates.${gate}\` is \`shadow\`, softer than the mode \`warn\``,
    ]);
    expect(floorOf({ mode: "warn", gates: { [gate]: "warn" } })).toEqual([]);
    expect(floorOf({ mode: "warn", gates: { [gate]: "enforce" } })).toEqual([]);
    expect(floorOf({ mode: "warn", gates: { [gate]: null } })).toEqual([]);
  });

  it("tells enforce mode that blocks nowhere, and only that", () => {
    expect(floorOf({ mode: "enforce", enforce: { when: [] } })).toEqual([
      "`enforce.when` is empty, so that enforce mode blocks nothing",
    ]);
    expect(floorOf({ mode: "warn", enforce: { when: [] } })).toEqual([]);
    expect(floorOf({ mode: "enforce", enforce: { when: ["SEV4"] } })).toEqual([]);
  });

  it("tells all there is, one clause each", () => {
    const below = floorOf({
      enforce: { when: [] },
      scores: { scorecard: 0, rubric: 0, adoption: 0 },
      gates: { items: "shadow", owners: "warn" },
    });
    expect(below).toHaveLength(6);
  });
});
