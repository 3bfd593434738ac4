import { describe, expect, it } from "@jest/globals";
import type { VerdictNode } from "../../../src/core/verdict/types.ts";
import { judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { day, incident, tracker } from "../../support/snapshot.ts";
import { proven, storyOf } from "../../support/story.ts";

/** A proven item whose sign-off never came, in a repository of so many people. */
function story(members: number | undefined, fields: Record<string, string> = {}) {
  const one = proven(2, { fields });
  const comments = Array.isArray(one.issue.comments) ? one.issue.comments : [];
  const issue = { ...one.issue, comments: comments.filter(({ body }) => !body.includes("/quench verif")) };
  const read = storyOf([{ ...one, issue }], { incident: incident({ comments: [tracker()] }), now: day(9) });
  return members === undefined ? read : { ...read, repository: { ...read.repository, members } };
}

const nodesOf = (root: VerdictNode): VerdictNode[] => [root, ...root.children.flatMap(nodesOf)];
const stepsOf = (members: number | undefined, fields?: Record<string, string>): string[] => {
  const [item] = judge(story(members, fields), policyInForce()).items;
  if (item === undefined) throw new Error("no item");
  return nodesOf(item.gate).flatMap(({ next }) => (next === null ? [] : [next.text]));
};

describe("N a solo maintainer", () => {
  it("N fail: nobody else can sign off, so the way on record is the step", () => {
    const steps = stepsOf(1);
    expect(steps.filter((text) => text.includes("quench verif"))).toEqual([]);
    const [way] = steps.filter((text) => text.startsWith("Nobody else is here to sign #2 off:"));
    expect(way).toContain("`/quench override <reason>`");
    expect(way).toContain("/docs/how-to/work-alone.md)");
  });

  it("N fail: a residual risk for what is urgent, a deferral for the rest", () => {
    const urgent = stepsOf(1, { risk_reduction: "high", adoption_speed: "fast" }).join("\n");
    expect(urgent).toContain("`/quench risk accept #<risk>`");
    const other = stepsOf(1, { risk_reduction: "low", adoption_speed: "slow" }).join("\n");
    expect(other).toContain("`/quench defer #2 YYYY-MM-DD <because>`");
  });

  it("N: never a pass of itself, and what can be done alone comes first", () => {
    const verdict = judge(story(1), policyInForce());
    expect(verdict.closable.outcome).toBe("fail");
    expect(verdict.next?.text).not.toContain("Nobody else is here");
  });

  it("N pass: with a second person the sign-off is asked for", () => {
    expect(stepsOf(2).some((text) => text.includes("quench verif"))).toBe(true);
  });

  it("N unknown: where it was not read, it is asked for as well", () => {
    expect(stepsOf(undefined)).toEqual(stepsOf(2));
  });
});
