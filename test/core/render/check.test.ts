import { describe, expect, it } from "@jest/globals";
import { renderCheck } from "../../../src/core/render/check.ts";
import { sectionsOf, withSections } from "../../../src/core/pulls/sections.ts";
import type { PullStanding } from "../../../src/core/rules/pull-gate.ts";
import type { Verdict } from "../../../src/core/verdict/types.ts";
import { judge } from "../../support/judge.ts";
import { item, openPull, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const VERDICT = judge(snapshot({ items: [item(2), item(3, { owner: "oscar" })] }));

function standing(over: Partial<PullStanding> = {}): PullStanding {
  return {
    pull: openPull(5),
    closesIncident: false,
    byBody: over.closesIncident === true,
    byCommit: null,
    closesItems: [],
    serves: [],
    linked: true,
    reach: true,
    outcome: "clear",
    ...over,
  };
}

const render = (verdict: Verdict, one: PullStanding) => renderCheck({ verdict, standing: one });

describe("the check", () => {
  it("says of a merge that would close the incident what to do first", () => {
    const content = render(VERDICT, standing({ outcome: "blocked", closesIncident: true }));
    expect(content).toMatchObject({
      status: "completed",
      conclusion: "failure",
      title: "Merging would close incident #1 too early",
      text: "",
    });
    expect(content.summary).toMatch(
      /^\*\*Next:\*\* Take the closing keyword for #1 out of this pull request's body, and close the incident once it is ready\.\n\nIncident \[#1\]\(https:[^)]+\) · Not ready to close: [^\n]+\.\n\n\*\*Next for the incident:\*\* /,
    );
    const told = render(VERDICT, standing({ outcome: "told", closesIncident: true }));
    expect(told).toMatchObject({
      conclusion: "success",
      title: "Merging would close incident #1 early; nothing is enforced",
    });
  });

  it("lists the items that the pull request serves as the tracker does", () => {
    const { summary, text } = render(VERDICT, standing({ closesItems: [2], serves: [2, 3, 99] }));
    expect(summary).toMatch(/^#2 stays open until it is verified: verification comes after the merge\.\n\nIncident /);
    expect(text).toMatch(
      /^<details>\n<summary>Linked items \(3\)<\/summary>\n\n- ⬜ #2 Guardrail 2\n {2}no band · open · no owner · [^\n]+\n- ⬜ #3 Guardrail 3\n {2}no band · open · `oscar` · [^\n]+\n- #99\n\n<\/details>$/,
    );
    const serves = Array.from({ length: 100 }, (_, index) => (index % 2) + 2);
    expect(render(VERDICT, standing({ serves })).text.length).toBeLessThanOrEqual(2000);
  });

  it("has a title for each way in which nothing is in the way", () => {
    const title = (over: Partial<PullStanding>, verdict = VERDICT) => render(verdict, standing(over)).title;
    expect(title({})).toBe("Linked to incident #1");
    expect(title({ closesItems: [2] })).toBe("#2 stays open until it is verified");
    expect(title({ closesIncident: true }, judge(closableStory()))).toBe("Incident #1 is ready to close");
    expect(title({ closesIncident: true })).toBe("Incident #1 may close by an override");
    expect(render(judge(closableStory()), standing()).summary).not.toContain("Next");
  });

  it("waits on unknown", () => {
    expect(render(VERDICT, standing({ outcome: "unknown" }))).toMatchObject({
      status: "in_progress",
      conclusion: null,
      title: "Cannot tell yet",
      summary: expect.stringMatching(
        /^Some facts about incident \[#1\]\(https:[^)]+\) could not be read\. Quench looks again by itself\.\n\nIncident \[#1\]/,
      ),
    });
    const unread = { ...VERDICT, closable: { ...VERDICT.closable, outcome: "unknown" as const } };
    expect(render(unread, standing({ outcome: "unknown" })).summary).not.toContain("Cannot tell");
  });

  it("keeps the sections of other incidents, the worst of them, within GitHub's limit", () => {
    const content = render(VERDICT, standing({ serves: [2] }));
    const mine = { incident: "1", outcome: "clear" as const };
    const others = Array.from({ length: 30 }, (_, index) => ({
      incident: `${index + 10}`,
      outcome: index === 29 ? ("blocked" as const) : ("clear" as const),
      body: "x".repeat(5000),
    }));
    const whole = withSections(content, mine, others);
    expect(whole.summary.length).toBeLessThanOrEqual(65_535);
    const kept = sectionsOf({ summary: whole.summary, text: whole.text });
    expect(kept.map(({ incident }) => incident)).toEqual([1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 39].map(String));
    expect(whole).toMatchObject({ conclusion: "failure", title: "Merging would close incident #39 too early" });
    expect(kept.every(({ incident, body }) => incident === "1" || body.length === 5000)).toBe(true);
  });
});
