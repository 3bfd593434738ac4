import { describe, expect, it } from "@jest/globals";
import { asOfIn, issueText, proposalText } from "../../../src/core/onboarding/text.ts";
import type { BaselineRow } from "../../../src/core/onboarding/types.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { baseline, facts, ROW } from "./facts.ts";

const withoutLinks = (text: string): string => text.replace(/\]\([^)]*\)/g, "]");
const told = (rows: readonly BaselineRow[], more = {}): string => issueText(facts({ baseline: baseline(rows, more) }));

describe("the offer's text", () => {
  it("has the verdict first, one step next, the look back, and how to be left alone", () => {
    const parts = withoutLinks(told([ROW])).split("\n\n");
    expect(parts[0]).toBe("## Quench is installed, and does nothing here yet");
    expect(parts[2]).toMatch(/^\*\*Next:\*\* \[Create `\.github\/quench\.yml`\] on `main`/);
    expect(parts.at(-2)).toMatch(/^\*\*If you close this issue\*\*, Quench stays silent here for good\./);
  });

  it("says when it was read, for nobody but itself", () => {
    expect(asOfIn(told([]))).toBe("2026-03-04T09:00:00Z");
    expect(asOfIn("edited by somebody")).toBeNull();
  });

  it("keeps to GitHub's limit with everything at its longest", () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({
      ...ROW,
      number: 1_000_000 + index,
      title: "🧨".repeat(300),
      missing: "x".repeat(2000),
    }));
    const text = told(rows, { closed: 300 });
    expect(text.length).toBeLessThanOrEqual(64_000);
    expect(text).toContain("are not shown");
    expect(text).toContain("**If you close this issue**");
    expect(proposalText(facts({ baseline: baseline(rows) })).length).toBeLessThanOrEqual(64_000);
  });

  it("pings nobody and leaves no trace, whatever the incidents are called", () => {
    const rows = HOSTILE.map((title, index) => ({ ...ROW, number: index + 1, title }));
    const text = withoutLinks(told(rows));
    expect(text).not.toMatch(/(?:^|[^\w`])@[a-z]/i);
    expect(text).not.toMatch(/(?<!`)#\d/);
    expect(text).not.toMatch(/<(?!\/?(?:details|summary)>|!-- quench-as-of)/);
    expect(text.match(/<details>/g)).toHaveLength(2);
  });
});

describe("the look back", () => {
  const fixed = { ...ROW, close: "held" as const, missing: null };

  it("has the counts first", () => {
    const rows = [fixed, { ...ROW, fix: false }, { ...ROW, fix: null, close: "unknown" as const }];
    expect(told(rows)).toContain(
      "**Of 3 incidents closed in the 90 days since Dec 4, 2025, 1 showed its fix on GitHub**: a merged pull request linked to the incident or an item of it. The default gate, in enforce mode, would have let 1 go, reopened 1 and not been able to tell for 1.",
    );
  });

  it("tells a close at a lower severity from one that is undone", () => {
    const text = told([{ ...ROW, close: "told" }]);
    expect(text).toContain("let 0 go, reopened 0 and only told of 1, at a lower severity.");
    expect(text).toContain("**told, not undone**");
  });

  it("names each: number, title, day, verdict, the nearest thing that was missing", () => {
    expect(told([ROW])).toContain(
      "- `#7` Checkout is down, closed Feb 20, 2026: **reopened**. Nearest step then: Open a hardening item.",
    );
    expect(told([fixed])).toContain("closed Feb 20, 2026: **let go**.\n");
  });

  it("says plainly what was not read", () => {
    const text = told([ROW], { closed: 61 });
    expect(text).toContain("**Of the last 1 of 61 incidents closed");
    expect(text).toContain("60 more were not read.");
  });

  it("says so where there is nothing to look back on", () => {
    expect(told([])).toContain("No incident was closed as completed in the 90 days since Dec 4, 2025");
  });
});
