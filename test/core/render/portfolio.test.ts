import { describe, expect, it } from "@jest/globals";
import { type PortfolioInput, portfolioDocument } from "../../../src/core/portfolio/document.ts";
import { partFrom } from "../../../src/core/portfolio/part.ts";
import { type PortfolioRow, rowOf, unreadRow } from "../../../src/core/portfolio/row.ts";
import { PORTFOLIO_MARK, renderPortfolio } from "../../../src/core/render/portfolio.ts";
import { mergeDigests } from "../../../src/core/rules/digest.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { judge } from "../../../src/core/verdict/evaluate.ts";
import { entry } from "../../support/digest.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { policyInForce } from "../../support/policy.ts";
import { incident, item, snapshot } from "../../support/snapshot.ts";
import { trouble } from "../../support/trouble.ts";

const inForce = policyInForce();
const whole = snapshot({
  now: "2026-03-09T09:00:00Z",
  incident: incident(),
  items: [item(12, { owner: "oscar", fields: { due: "2026-03-04" } })],
});
const subject = assess(buildCase(whole, inForce.policy), inForce);
const one = { subject, verdict: judge(subject) };
const read = rowOf(one, partFrom(one, "current"), null);
const listed = (number: number) => ({
  number,
  url: `https://github.com/acme/shop/issues/${number}`,
  title: `Incident ${number}`,
  state: "open" as const,
  closedAt: null,
  scope: "current" as const,
});

function portfolio(rows: readonly PortfolioRow[], over: Partial<PortfolioInput> = {}) {
  return portfolioDocument({
    repository: "acme/shop",
    url: "https://github.com/acme/shop",
    at: "2026-03-09T09:00:00Z",
    policy: { path: ".github/quench.yml", commit: "c0ffee".repeat(6), problem: null, belowFloor: [] },
    mode: "enforce",
    stopped: null,
    notes: [],
    digests: [],
    rows,
    ...over,
  });
}

describe("the portfolio's text", () => {
  it("begins with how the incidents stand, then each with its next step and its date", () => {
    const lines = renderPortfolio(portfolio([read]), "UTC").split("\n\n");
    expect(lines.slice(0, 3)).toEqual([
      PORTFOLIO_MARK,
      "# Hardening portfolio of acme/shop",
      "**1 incident: 1 not ready to close, 1 date overdue.**",
    ]);
    expect(lines[3]).toBe(
      "As of Mar 9, 2026, 09:00 UTC, by `.github/quench.yml` of commit `c0ffeec0ff` in enforce mode.",
    );
    expect(lines[4]).toContain("## Incidents\n- [#1](https://github.com/acme/shop/issues/1) ");
    expect(lines[4]).toContain("⛔ Not ready to close:");
    expect(lines[4]).toContain("\n  Next: ");
    expect(lines[4]).toContain(
      "\n  ⏰ Overdue since Mar 4, 2026 ([#12](https://github.com/acme/shop/issues/12)), `oscar`.",
    );
  });

  it("says first that it is not whole, what is missing, and when to come again", () => {
    const rows = [read, unreadRow(listed(2), "it was not its turn yet")];
    const stopped = { why: "GitHub's rate limit is reached", again: "2026-03-09T09:30:00Z" };
    const text = renderPortfolio(portfolio(rows, { stopped }), "Europe/Berlin");
    expect(text).toContain("**2 incidents: 1 not ready to close, 1 not read, 1 date overdue.**");
    expect(text).toContain(
      "⚠️ **This report is not whole: 1 incident is not read.** It ended before its end: GitHub's rate limit is reached. Come again at Mar 9, 2026, 10:30 GMT+1.",
    );
    expect(text.indexOf("not whole")).toBeLessThan(text.indexOf("## Incidents"));
    expect(text).toContain("Incident 2: ❔ Not read.\n  Not read: it was not its turn yet.");
  });

  it("tells of one that was read in part, and of a ledger that was not", () => {
    const text = renderPortfolio(
      portfolio([{ ...read, unread: "items: HTTP 502" }], { notes: ["The ledger: 403."] }),
      "UTC",
    );
    expect(text).toContain("Not read whole, so that what they ask for may be missing: [#1](");
    expect(text).toContain("⚠️ The ledger: 403.");
  });

  it("has nothing to say of no incident, and says that; not where it could not look", () => {
    expect(renderPortfolio(portfolio([]), "UTC")).toContain(
      "**No incident is open, and none was closed in the last 15 days.**",
    );
    expect(renderPortfolio(portfolio([], { notes: ["The ledger: 403."] }), "UTC")).not.toContain("**No incident");
  });

  it("says by which policy: the defaults, or an older one with what is wrong", () => {
    const none = { path: null, commit: null, problem: null, belowFloor: [] };
    expect(renderPortfolio(portfolio([], { policy: none, mode: "warn" }), "UTC")).toContain(
      "by the built-in defaults in warn mode: the repository has no policy file `.github/quench.yml`.",
    );
    const broken = { path: null, commit: null, problem: ".github/quench.yml:2:7: no.", belowFloor: [] };
    expect(renderPortfolio(portfolio([], { policy: broken, mode: "shadow" }), "UTC")).toContain(
      "in mode shadow. The policy file has an error, so the defaults in shadow mode are in force: .github/quench.yml:2:7: no.",
    );
  });

  it("folds what is over 25 incidents, and keeps to its size with thousands", () => {
    const thirty = renderPortfolio(
      portfolio(Array.from({ length: 30 }, (_, index) => unreadRow(listed(index + 1), "x"))),
      "UTC",
    );
    expect(thirty).toContain("<summary>5 more</summary>");
    const long = Array.from({ length: 5000 }, (_, index) => ({ ...read, number: index + 1, title: "🔥".repeat(300) }));
    const text = renderPortfolio(portfolio(long), "UTC");
    expect(text.length).toBeLessThan(205_000);
    expect(text).toContain("less urgent incidents are not shown");
  });

  it("pings nobody and opens no HTML, whatever people write", () => {
    for (const hostile of HOSTILE) {
      const told = entry(12, { title: hostile, owner: hostile, proof: [hostile] });
      const sections = mergeDigests([[{ name: "overdue", title: "", entries: [told] }]]);
      const row: PortfolioRow = { ...read, title: hostile, owner: hostile, unread: hostile };
      const body = renderPortfolio(
        { ...portfolio([row], { notes: [hostile], stopped: { why: hostile, again: null } }), sections },
        "UTC",
      );
      const rest = body.replace(`${PORTFOLIO_MARK}\n`, "");
      expect(
        trouble("portfolio", rest, {
          links: /^https:\/\/(?:evil\.example|github\.com)\//,
          headings: /^(?:# Hardening portfolio of acme\/shop|## (?:Incidents|Digest of today)|### [A-Z][a-z: ]+)$/,
        }),
      ).toEqual([]);
    }
  });
});
