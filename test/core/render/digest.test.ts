import { describe, expect, it } from "@jest/globals";
import { type DigestContent, renderDigest } from "../../../src/core/render/digest.ts";
import { type DigestName, mergeDigests } from "../../../src/core/rules/digest.ts";
import type { DigestEntry } from "../../../src/core/rules/digest-entries.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { entry } from "../../support/digest.ts";
import { withoutCode } from "../../support/visible.ts";

type Told = Partial<Record<DigestName, readonly DigestEntry[]>>;

const text = (told: Told, over: Partial<DigestContent> = {}): string => {
  const digest = Object.entries(told).map(([name, entries]) => ({ name: name as DigestName, title: "", entries }));
  return renderDigest({ sections: mergeDigests([digest]), unread: [], paused: [], former: null, ...over }) ?? "(quiet)";
};
const many = (count: number, over: Partial<DigestEntry> = {}) =>
  Array.from({ length: count }, (_, index) => entry(100 + index, over));
const headings = (markdown: string) => [...markdown.matchAll(/^### (.+)$/gm)].map(([, title]) => title);

describe("R-O1: the digest's text", () => {
  it("has its sections in the order and under the names that the guide gives them", () => {
    const names: DigestName[] = [
      "trend",
      "closed",
      "would_have_blocked",
      "ready",
      "overrides",
      "disputed",
      "blocked",
      "weak",
      "people",
      "due",
      "overdue",
    ];
    const told = Object.fromEntries(names.map((name, index) => [name, [entry(index + 1)]]));
    expect(headings(text(told))).toEqual([
      "Newly overdue",
      "Due this week",
      "Ownerless or departed",
      "Weak evidence",
      "Blocked: reassign now",
      "Disputed",
      "Overrides about to expire",
      "Ready to close",
      "Would have blocked",
      "Closed with evidence",
      "Trend",
    ]);
  });

  it("is quiet where only a trend would be told", () => {
    expect(text({})).toBe("(quiet)");
    expect(text({ trend: [entry(1)] })).toBe("(quiet)");
    expect(text({}, { paused: [{ number: 1, why: "x" }] })).toBe("(quiet)");
  });

  it("begins with what it comes to, and the nearest step", () => {
    const told = { overdue: [entry(12), entry(13, { isNew: false })], due: [entry(14)], ready: [entry(15)] };
    expect(text(told).split("\n")[0]).toBe(
      "**1 newly overdue · 1 still overdue · 1 due this week · 1 ready to close.** Nearest step: close #15.",
    );
    expect(text({ overdue: [entry(12)] }).split("\n")[0]).toBe(
      "**1 newly overdue.** Nearest step: move #12 on, or agree on another date.",
    );
    expect(text({ closed: [entry(12), entry(13)] }).split("\n")[0]).toBe("**2 closed with evidence.**");
  });

  it("tells newly overdue items openly and the others folded: all of them are there", () => {
    const shown = text({ overdue: [entry(12), entry(13, { isNew: false }), entry(14, { isNew: false })] });
    expect(shown).toContain(
      "### Newly overdue\n- Item #12 was due on Mar 27, 2026 (`oscar`).\n  Guardrail 12 · incident #1",
    );
    expect(shown).toContain("<summary>2 still overdue</summary>\n\n- Item #13");
    expect(text({ overdue: [entry(13, { isNew: false })] })).toContain(
      "### Newly overdue\nNothing since the last digest.\n\n<details>\n<summary>1 still overdue</summary>",
    );
  });

  it("gives the proof as links", () => {
    const proof = [
      "https://github.com/acme/shop/pull/7",
      "https://github.com/acme/shop/issues/12#issuecomment-5",
      "https://github.com/acme/shop/actions/runs/99",
      "https://github.com/acme/shop/commit/0123456789abcdef0123456789abcdef01234567",
      "https://grafana.example.com/d/x?a=(b)",
      "https://github.com/acme/shop/blob/main/docs/runbooks/a.md",
      "javascript:alert(1)",
    ];
    const [, line] = text({ ready: [entry(12, { phrase: "#12 is verified: close it.", proof })] }).split(
      "### Ready to close\n",
    );
    expect(line?.split("\n")[1]).toBe(
      "  Guardrail 12 · incident #1 · proof: [#7](https://github.com/acme/shop/pull/7), [comment](https://github.com/acme/shop/issues/12#issuecomment-5), [run](https://github.com/acme/shop/actions/runs/99), [0123456](https://github.com/acme/shop/commit/0123456789abcdef0123456789abcdef01234567), [link](https://grafana.example.com/d/x?a=%28b%29) and 1 more",
    );
  });

  it("names nobody twice, and an owner only as code", () => {
    expect(text({ due: [entry(12, { phrase: "`oscar` is late." })] })).toContain("- `oscar` is late.\n");
    expect(text({ due: [entry(12, { owner: null })] })).toContain("- Item #12 was due on Mar 27, 2026.\n");
  });

  it("folds long lists, and stays within GitHub's limit however much there is", () => {
    const folded = text({ due: many(20) });
    expect(folded).toContain("<summary>15 more</summary>");
    expect([...folded.matchAll(/^- Item/gm)]).toHaveLength(20);
    const long = text({
      overdue: many(900),
      due: many(900),
      weak: many(900, { phrase: "x".repeat(300) }),
      trend: many(50),
    });
    expect(long.length).toBeLessThanOrEqual(60_000);
    expect(long).toMatch(/- \d+ less urgent entries are not shown\./);
    // What is seen without opening anything stands whatever is left out of the folds.
    expect(headings(long)).toEqual(["Newly overdue", "Due this week", "Weak evidence", "Trend"]);
    expect(long).toContain("Item #100 was due");
  });

  it("lets hostile titles and owners neither ping, link nor break out", () => {
    const huge = "🔥".repeat(15_000);
    const told = [...HOSTILE, huge].map((title, index) =>
      entry(100 + index, { title, owner: title === "" ? null : title }),
    );
    const shown = text({ overdue: told, ready: told }, { unread: HOSTILE.map((why, number) => ({ number, why })) });
    const visible = withoutCode(shown);
    expect(visible).not.toMatch(/@[a-z]/i);
    expect(visible).not.toContain("<script");
    expect(visible).not.toContain("<!--");
    expect(visible).not.toMatch(/(?<!\\)\]\(/);
    expect(visible).not.toContain("://");
    expect([...visible.matchAll(/<details>/g)]).toHaveLength([...visible.matchAll(/<\/details>/g)].length);
    expect(headings(shown)).toEqual(["Newly overdue", "Ready to close"]);
    expect(shown.length).toBeLessThanOrEqual(60_000);
  });
});
