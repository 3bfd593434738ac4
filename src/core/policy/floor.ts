/** The guide's floor: settings below it stay possible, but every verdict says so. */
import { codeSpan } from "../markdown.ts";
import { MODES, type Policy } from "./schema.ts";

/** The targets that the guide gives, of R-S1, R-S2 and R-S3. */
const TARGETS = {
  scorecard: { floor: 4, of: 5 },
  rubric: { floor: 7, of: 10 },
  adoption: { floor: 4, of: 5 },
} as const;

/** What a policy sets below the floor, one clause each, for the banner on every verdict. */
export function belowFloor(policy: Policy): string[] {
  const below: string[] = [];
  if (policy.mode === "enforce" && policy.enforce.when.length === 0) {
    below.push("`enforce.when` is empty, so that enforce mode blocks nothing");
  }
  for (const score of ["scorecard", "rubric", "adoption"] as const) {
    const { floor, of } = TARGETS[score];
    const target = policy.scores[score];
    if (target < floor) {
      below.push(`\`scores.${score}\` is ${target} of ${of}, where the guide asks for ${floor}`);
    }
  }
  for (const [gate, mode] of Object.entries(policy.gates)) {
    if (mode !== null && MODES.indexOf(mode) < MODES.indexOf(policy.mode)) {
      below.push(`${codeSpan(`gates.${gate}`)} is \`${mode}\`, softer than the mode \`${policy.mode}\``);
    }
  }
  return below;
}
