import { describe, expect, it } from "@jest/globals";
import { evaluate } from "../../../src/core/verdict/evaluate.ts";
import { plan } from "../../../src/core/plan/plan.ts";
import { policyInForce } from "../../support/policy.ts";
import { closableStory } from "../../support/story.ts";

describe("smoke", () => {
  it("passes", () => {
    const s = closableStory();
    const p = policyInForce();
    const v = evaluate(s, p);
    console.log(JSON.stringify(v, null, 1));
    console.log(
      plan(v, s, p)
        .map((w) => ("body" in w ? w.body : JSON.stringify(w)))
        .join("\n=======\n"),
    );
    expect(v.closable.outcome).toBe("pass");
  });
});
