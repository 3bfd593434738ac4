import { describe, expect, it } from "@jest/globals";
import type { CheckContent } from "../../../src/core/plan/write.ts";
import { type CheckSection, sectionsOf, withSections } from "../../../src/core/pulls/sections.ts";

const CONTENT: CheckContent = {
  status: "completed",
  conclusion: "success",
  title: "Linked to incident #1",
  summary: "Mine.",
  text: "",
};
const MINE = { incident: "1", outcome: "clear" as const };
const other = (incident: string, outcome: CheckSection["outcome"], body = `About ${incident}.`): CheckSection => ({
  incident,
  outcome,
  body,
});

describe("one check, several incidents", () => {
  it("is the content as it is with one incident, behind its mark", () => {
    expect(withSections(CONTENT, MINE, [])).toEqual({ ...CONTENT, summary: "<!-- quench:check:1:clear -->\nMine." });
  });

  it("reads back what it wrote, the text of a single one with it", () => {
    const whole = withSections({ ...CONTENT, text: "On its items.\n" }, MINE, []);
    expect(sectionsOf(whole)).toEqual([{ ...MINE, body: "Mine.\n\nOn its items." }]);
    expect(sectionsOf({ ...whole, text: " " })).toEqual([{ ...MINE, body: "Mine." }]);
    const both = withSections({ ...CONTENT, text: "On its items." }, MINE, [
      other("R_x#3", "told"),
      other("2", "clear"),
    ]);
    expect(both.text).toBe("");
    expect(sectionsOf({ ...both, text: "left over" })).toEqual([
      { ...MINE, body: "Mine.\n\nOn its items." },
      other("2", "clear"),
      other("R_x#3", "told"),
    ]);
    expect(sectionsOf({ summary: both.summary.replaceAll("\n", "\r\n"), text: "" })).toHaveLength(3);
  });

  it("has no empty part where there is no text", () => {
    const both = withSections(CONTENT, MINE, [other("2", "clear")]);
    expect(both.summary).toBe("<!-- quench:check:1:clear -->\nMine.\n\n<!-- quench:check:2:clear -->\nAbout 2.");
  });

  it.each([
    "",
    "Mine.",
    "text <!-- quench:check:1:clear -->",
    "<!-- quench:check:1:other -->",
    "<!-- quench:check:a -->",
  ])("reads none in %j", (summary) => {
    expect(sectionsOf({ summary, text: "x" })).toEqual([]);
  });

  it("is decided by the worst of them", () => {
    const worst = (mine: CheckSection["outcome"], ...others: readonly CheckSection["outcome"][]) => {
      const all = others.map((outcome, index) => other(String(index + 2), outcome));
      const { status, conclusion, title } = withSections(CONTENT, { incident: "1", outcome: mine }, all);
      return [status, conclusion, title];
    };
    expect(worst("clear", "clear")).toEqual(["completed", "success", "Linked to incidents #1, #2"]);
    expect(worst("clear", "told", "clear")).toEqual([
      "completed",
      "success",
      "Merging would close incident #2 early; nothing is enforced",
    ]);
    expect(worst("told", "told")).toEqual([
      "completed",
      "success",
      "Merging would close incidents #1, #2 early; nothing is enforced",
    ]);
    expect(worst("told", "unknown", "clear")).toEqual(["in_progress", null, "Cannot tell yet"]);
    expect(worst("unknown", "blocked")).toEqual(["completed", "failure", "Merging would close incident #2 too early"]);
  });

  it("tells of one elsewhere its number alone, after one of its own repository", () => {
    const others = [
      other("R_z#1", "blocked"),
      other("R_a#1", "blocked"),
      other("12", "blocked"),
      other("2", "blocked"),
    ];
    const { title, summary } = withSections(CONTENT, { incident: "1", outcome: "blocked" }, others);
    expect(title).toBe(
      "Merging would close incidents #1, #1 of another repository, #1 of another repository, #2, #12 too early",
    );
    expect(sectionsOf({ summary, text: "" }).map(({ incident }) => incident)).toEqual([
      "1",
      "R_a#1",
      "R_z#1",
      "2",
      "12",
    ]);
  });

  it("keeps the worst twenty others, the lowest numbers first among equals", () => {
    const many = Array.from({ length: 25 }, (_, index) => other(String(index + 2), index < 24 ? "clear" : "blocked"));
    const kept = sectionsOf(withSections(CONTENT, MINE, many)).map(({ incident }) => incident);
    expect(kept).toEqual(["1", ...Array.from({ length: 19 }, (_, index) => String(index + 2)), "26"]);
  });

  it("stays below GitHub's limit: what has no room is left out", () => {
    const large = (number: string, outcome: CheckSection["outcome"]) => other(number, outcome, "x".repeat(25_000));
    const content = { ...CONTENT, text: "y".repeat(5_000) };
    const { summary } = withSections(content, MINE, [large("2", "clear"), large("3", "told"), large("4", "blocked")]);
    expect(summary.length).toBeLessThan(65_535);
    expect(sectionsOf({ summary, text: "" }).map(({ incident }) => incident)).toEqual(["1", "3", "4"]);
    const exact = other("2", "clear", "x".repeat(60_000 - CONTENT.summary.length));
    expect(sectionsOf(withSections(CONTENT, MINE, [exact]))).toHaveLength(1);
    const fits = other("2", "clear", "x".repeat(60_000 - CONTENT.summary.length - 1));
    expect(sectionsOf(withSections(CONTENT, MINE, [fits]))).toHaveLength(2);
  });
});
