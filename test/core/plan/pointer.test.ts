import { describe, expect, it } from "@jest/globals";
import { MARK, planPointer } from "../../../src/core/plan/pointer.ts";
import { facts, offer } from "../onboarding/facts.ts";

describe("the comment that belongs to the offer", () => {
  const said = (over: Parameters<typeof offer>[0] = {}): string => {
    const [notice] = planPointer(facts(), offer(over));
    if (notice?.kind !== "notice") throw new Error("no notice");
    return notice.body;
  };

  it("is one paragraph: what is, the step, and where the rest stands", () => {
    const body = said();
    expect(body).not.toContain("\n");
    expect(body).toMatch(/^Quench is installed, and not set up here\./);
    expect(body).toContain("[Create `.github/quench.yml`](https://github.com/acme/shop/new/main?filename=");
    expect(body).toContain("see #13 for");
    expect(body).not.toContain("@");
  });

  it("of a pull request carries no link of its own: merging is the step", () => {
    const body = said({ kind: "pull_request" });
    expect(body).toContain("pull request #13 sets it up when you merge it");
    expect(body).not.toContain("/new/");
  });

  it("comes before the mark, so that a cut between the two finds it again", () => {
    expect(planPointer(facts(), offer()).map(({ kind }) => kind)).toEqual(["notice", "label"]);
    expect(MARK.begun).not.toBe(MARK.offered);
    for (const description of [MARK.begun, MARK.offered]) expect(description.length).toBeLessThanOrEqual(100);
  });
});
