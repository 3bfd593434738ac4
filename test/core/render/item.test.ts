import { describe, expect, it } from "@jest/globals";
import { renderItem } from "../../../src/core/render/item.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { ItemVerdict } from "../../../src/core/verdict/types.ts";
import { itemIn, judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { item, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";

const IN_FORCE = policyInForce();

function shown(
  read: Snapshot = snapshot({ items: [item(2, { owner: "oscar" })] }),
  over: Partial<ItemVerdict> = {},
): string {
  const subject = buildCase(read, IN_FORCE.policy);
  const [first] = subject.items;
  if (first === undefined) throw new Error("no item");
  return renderItem(subject, first, { ...itemIn(judge(read, IN_FORCE), first.issue.number), ...over });
}

describe("an item's own comment", () => {
  it("says first what is missing, then the next step, then who and when", () => {
    const lines = shown().split("\n");
    expect(lines[0]).toBe(
      "## ⬜ Open: missing evidence (implementation, behavior, ownership), rubric points and adoption",
    );
    expect(lines[2]).toMatch(/^\*\*Next:\*\* /);
    expect(lines[4]).toBe(
      "For incident #1: no band · no due date · owner `oscar` · verifier nobody · operator nobody.",
    );
    const named = shown(undefined, {
      band: "P1",
      due: "2026-03-10",
      verifier: "vera",
      operator: "otto",
      status: "in_progress",
    });
    expect(named).toMatch(/^## ⬜ In progress: /);
    expect(named).toContain("**P1** · due Mar 10, 2026 · owner `oscar` · verifier `vera` · operator `otto`.");
  });

  it("has the QA evidence, the rubric, the adoption checklist and the adoption score, row by row", () => {
    const text = shown();
    const parts = [
      "\n\n⬜ **QA evidence**\n- ⬜ Implementation: No pull request is linked.\n",
      "\n- ⬜ Ownership\n  - ⬜ On-call acknowledgement: No operator is named.\n  - ⬜ Sign-off: ",
      "\n\n<details>\n<summary>⬜ Rubric: 1 of 10 points; 7 are needed.</summary>\n\n- ⬜ Clarity 0 of 2: ",
      "\n- ⬜ Evidence 0 of 2: ",
      "\n- ⬜ Ownership 1 of 2: ",
      "\n- ⬜ Adoption 0 of 2: ",
      "\n- ⬜ Risk impact 0 of 2: ",
      "\n\n⬜ **Adoption checklist**\n- ⬜ Owners can run it without help: ",
      "\n\n<details>\n<summary>⬜ Adoption score: 0 of 5 points; 4 are needed.</summary>\n\n- ⬜ Enabled in the target environment 0 of 1: ",
      "<summary>All open steps (",
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places.map((place, index) => (place < 0 ? parts[index] : "")).join("")).toBe("");
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("links the evidence that earned a point, three at most", () => {
    const text = shown(closableStory());
    expect(text).toMatch(
      /^## ✅ Verified: the control is proven\n\n\*\*Next:\*\* Close this item whenever you like\.\n/,
    );
    expect(text).toMatch(
      /\n- ✅ Evidence 2 of 2: [^\n]* \(\[proof\]\(https:[^)]+\)(?:, \[\d\]\(https:[^)]+\)){0,2}\)\n/,
    );
    expect(text).not.toContain("[4](");
    expect(text).toMatch(/\n<summary>✅ Adoption score: 5 of 5 points; 4 are needed\.<\/summary>\n/);
    expect(text).toMatch(/<summary>Evidence looked at \(\d+\)<\/summary>\n\n- ✅ \[diff\]\(https:/);
    expect(shown(closableStory(), { status: "retired" })).toMatch(/^## ✅ Retired: /);
  });

  it("says every open step once, the nearest first", () => {
    const [, steps = ""] =
      /<summary>All open steps \(\d+\), the nearest first<\/summary>\n\n([\s\S]*?)\n\n<\/details>/.exec(shown()) ?? [];
    const lines = steps.split("\n");
    expect(new Set(lines).size).toBe(lines.length);
    const comment = lines.findLastIndex((line) => /^- (?:Name|Set|Link) /.test(line));
    const pull = lines.findIndex((line) => line.includes("Open a pull request"));
    expect(comment).toBeGreaterThan(0);
    expect(pull).toBeGreaterThan(comment);
  });

  it("tells apart what could not be read", () => {
    const unread = { unreadable: "502 from GitHub" };
    const read = snapshot({ items: [item(2, { owner: "oscar", comments: unread, links: unread })] });
    const { gate } = itemIn(judge(read, IN_FORCE), 2);
    const unknown = {
      ...gate,
      outcome: "unknown" as const,
      next: null,
      children: gate.children.filter(({ rule }) => rule === "R-Q1"),
    };
    expect(shown(read, { gate: unknown })).toMatch(
      /^## ❔ Open: cannot tell about implementation, behavior and ownership evidence yet\n\nFor incident #1/,
    );
  });

  it("names the day of the next reminder", () => {
    expect(shown(undefined, { reminder: "2026-03-06T23:30:00Z" })).toMatch(/\n\nNext reminder: Mar 6, 2026\.$/);
    expect(shown(undefined, { reminder: null })).not.toContain("reminder");
  });

  it("keeps to GitHub's limit whatever was cited", () => {
    const read = closableStory();
    const subject = buildCase(read, IN_FORCE.policy);
    const [first] = subject.items;
    const [evidence] = first?.evidence ?? [];
    if (first === undefined || evidence === undefined) throw new Error("no evidence");
    const many = Array.from({ length: 800 }, () => ({ ...evidence, because: "x".repeat(200) }));
    const text = renderItem(subject, { ...first, evidence: many }, itemIn(judge(read, IN_FORCE), first.issue.number));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/\n- \d+ less urgent pieces are not shown\.\n\n<\/details>/);
  });
});
