import { describe, expect, it } from "@jest/globals";
import { portfolioDocument } from "../../../src/core/portfolio/document.ts";
import { portfolioSchema } from "../../../src/core/portfolio/document-schema.ts";
import { partFrom } from "../../../src/core/portfolio/part.ts";
import { byUrgency, type PortfolioRow, rowOf, STANDINGS } from "../../../src/core/portfolio/row.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { judge } from "../../../src/core/verdict/evaluate.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, comment, day, incident, item, shut, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const NOW = "2026-03-09T09:00:00Z";

function row(read: Snapshot, policy: Readonly<Record<string, unknown>> = {}): PortfolioRow {
  const inForce = policyInForce(policy);
  const subject = assess(buildCase(read, inForce.policy), inForce);
  const one = { subject, verdict: judge(subject) };
  return rowOf(one, partFrom(one, "current"), null);
}

const base = () =>
  snapshot({
    now: NOW,
    incident: incident(),
    items: [
      item(12, { owner: "oscar", fields: { due: "2026-03-20" } }),
      item(13, { owner: "maya", fields: { due: "2026-03-04" } }),
      item(14, { fields: { due: "2026-03-05" } }),
    ],
  });

describe("a row of the portfolio", () => {
  it("has the date that comes first, whose it is, and how many are over", () => {
    expect(row(base())).toMatchObject({
      number: 1,
      standing: "not_ready",
      outcome: "fail",
      due: { day: "2026-03-04", overdue: true, number: 13, owner: "maya" },
      overdue: 2,
      owner: "maya",
      closure: "open",
      unread: null,
    });
  });

  it("asks for nothing while it is paused", () => {
    expect(row(base(), { reminders: { paused: [1] } })).toMatchObject({
      due: null,
      overdue: 0,
      paused: "the policy names it",
    });
  });

  it("is ready where everything is proven", () => {
    expect(row(closableStory())).toMatchObject({ standing: "ready", outcome: "pass", next: null });
  });

  it("is unknown where what decides could not be read, and never ready", () => {
    const unread = { ...closableStory(), items: { unreadable: "items: HTTP 502" } };
    expect(row(unread)).toMatchObject({ standing: "unknown", outcome: "unknown", unread: "items: HTTP 502" });
  });

  it("is let go, closed early, or overridden", () => {
    const early = (reason: "completed" | "not_planned" | "duplicate") => ({
      ...base(),
      incident: shut(base().incident, closed(day(3), "maya", { reason })),
    });
    expect(row(early("not_planned"))).toMatchObject({
      standing: "let_go",
      headline: "➖ Let go: closed as not planned",
    });
    expect(row(early("duplicate")).headline).toBe("➖ Let go: closed as a duplicate");
    expect(row(early("completed"), { mode: "warn" }).standing).toBe("closed_early");
    const said = comment("/quench override The vendor ends this service tomorrow.", "maya", "2026-03-08T09:00:00Z");
    expect(row({ ...base(), incident: incident({ comments: [said] }) }).standing).toBe("overridden");
  });
});

describe("the portfolio", () => {
  const rows = (...names: readonly PortfolioRow["standing"][]) =>
    names.map((standing, index) => ({ ...row(base()), number: index + 1, standing }));
  const outcome = (...names: readonly PortfolioRow["standing"][]) => document(rows(...names)).outcome;
  const document = (given: readonly PortfolioRow[]) =>
    portfolioDocument({
      repository: "acme/shop",
      url: "https://github.com/acme/shop",
      at: NOW,
      policy: { path: null, commit: null, problem: null, belowFloor: [] },
      mode: "warn",
      stopped: null,
      notes: [],
      digests: [],
      rows: given,
    });

  it("fails with one that fails, is unknown with one that nobody can tell of, and passes else", () => {
    expect(outcome("ready", "closed", "let_go", "overridden")).toBe("pass");
    expect(outcome("ready", "unread")).toBe("unknown");
    expect(outcome("pending")).toBe("unknown");
    expect(outcome("unknown", "not_ready")).toBe("fail");
    expect(outcome("disputed")).toBe("fail");
    expect(outcome()).toBe("not_applicable");
  });

  it("counts each standing, and is as its schema says", () => {
    const whole = document(rows(...STANDINGS));
    expect(Object.values(whole.counts)).toEqual(STANDINGS.map(() => 1));
    expect(portfolioSchema.parse(whole)).toEqual(whole);
    expect(portfolioSchema.safeParse({ ...whole, more: 1 }).success).toBe(false);
  });

  it("has open ones first, then what is overdue longest, the graver, the older", () => {
    const plain = { ...row(base()), due: null };
    const due = (day: string) => ({ day, overdue: true, number: 1, url: "", owner: null });
    const given: PortfolioRow[] = [
      { ...plain, number: 1, state: "closed", severity: "SEV1" },
      { ...plain, number: 2, severity: "SEV3" },
      { ...plain, number: 3, severity: "SEV1" },
      { ...plain, number: 4, severity: "SEV4", due: due("2026-03-02") },
      { ...plain, number: 5, severity: "SEV4", due: due("2026-03-01") },
      { ...plain, number: 6, severity: null },
    ];
    expect(given.toSorted(byUrgency).map(({ number }) => number)).toEqual([5, 4, 3, 6, 2, 1]);
  });
});
