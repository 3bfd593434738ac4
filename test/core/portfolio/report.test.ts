import { describe, expect, it } from "@jest/globals";
import { describeDecided, planDecided, planReportLabel, readDecided } from "../../../src/core/portfolio/decided.ts";
import { planPortfolio } from "../../../src/core/portfolio/plan.ts";
import { formerReport, ownIssue, planDuplicates } from "../../../src/core/portfolio/report.ts";
import { entry, facts, own, part, portfolio } from "../../support/digest.ts";

describe("our own issues", () => {
  it("are led by the lowest number; open duplicates are closed, unless somebody opened them again", () => {
    const there = facts({
      own: [
        own(50, "digest:2026-03-30", { state: "closed" }),
        own(51, "digest:2026-03-30"),
        own(52, "digest:2026-03-30", { reopened: true }),
        own(53, "digest:2026-03-30", { state: "closed" }),
        own(54, "ledger:debt"),
      ],
    });
    expect(ownIssue(there, "digest:2026-03-30")?.number).toBe(50);
    expect(ownIssue(there, "digest:2026-04-06")).toBeNull();
    expect(planDuplicates(there)).toEqual([
      {
        kind: "close_own",
        key: "close:digest:2026-03-30",
        issue: { number: 51, nodeId: "I_51" },
        reason: "duplicate",
        notice: null,
      },
    ]);
  });

  it("follow one another by their days", () => {
    const there = facts({
      own: [
        own(60, "digest:2026-03-16"),
        own(61, "digest:2026-03-23"),
        own(62, "audit:2026-03-29"),
        own(63, "digest:2026-04-06"),
      ],
    });
    expect(formerReport(there, "digest", "digest:2026-03-30")?.number).toBe(61);
    expect(formerReport(there, "digest", "digest:2026-03-16")).toBeNull();
  });
});

describe("what was decided on", () => {
  it("is remembered in the label's description, within GitHub's 100 characters", () => {
    const all = { digest: "2026-03-30", audit: "2026-04-01", promotion: "2026-05-01" };
    const text = describeDecided(all);
    expect(text).toBe("Last reports: digest 2026-03-30, audit 2026-04-01, promotion 2026-05-01");
    expect(text.length).toBeLessThanOrEqual(100);
    expect(readDecided(text)).toEqual(all);
    expect(describeDecided({})).toBe("Digests, audits and ledgers of hardening");
    expect(readDecided(describeDecided({}))).toEqual({});
  });

  it("believes nothing that is no day", () => {
    expect(readDecided(null)).toEqual({});
    expect(readDecided("digest 2026-02-30, audit 2026-13-01, ledger 2026-01-01")).toEqual({});
    expect(readDecided("mydigest 2026-03-30")).toEqual({});
  });

  it("is written last, and once", () => {
    const writes = planPortfolio(portfolio([part(1, { overdue: [entry(12)] })]));
    expect(writes.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "label label:quench: report",
      "own_issue digest:2026-03-30",
      "label label:quench: report",
    ]);
    expect(writes.at(0)).toMatchObject({ description: "Digests, audits and ledgers of hardening", update: false });
    expect(writes.at(-1)).toMatchObject({ description: "Last reports: digest 2026-03-30", update: true });
    const known = facts({ decided: { digest: "2026-03-30", audit: "2026-03-02" } });
    expect(planDecided(portfolio([part(1)], { facts: known }))).toEqual([]);
    const later = facts({ decided: { digest: "2026-03-23", audit: "2026-03-02" } });
    expect(planDecided(portfolio([part(1)], { facts: later }))).toMatchObject([
      { description: "Last reports: digest 2026-03-30, audit 2026-03-02" },
    ]);
  });

  it("is remembered of a week without a word too, but not where there is nothing to decide on", () => {
    expect(planPortfolio(portfolio([part(1)])).map(({ kind }) => kind)).toEqual(["label"]);
    expect(planPortfolio(portfolio([]))).toEqual([]);
  });

  it("needs no label where nothing is written", () => {
    expect(planReportLabel(facts(), [])).toEqual([]);
    expect(
      planReportLabel(facts({ decided: {} }), planPortfolio(portfolio([part(1, { overdue: [entry(12)] })]))),
    ).toEqual([]);
  });
});

describe("planPortfolio", () => {
  it("writes nothing into an archived repository", () => {
    const archived = facts({ repository: { ...facts().repository, archived: true } });
    expect(planPortfolio(portfolio([part(1, { overdue: [entry(12)] })], { facts: archived }))).toEqual([]);
  });

  it("is empty once its writes were made (law 1)", () => {
    const after = facts({
      own: [own(50, "digest:2026-03-30"), own(40, "digest:2026-03-23", { state: "closed" })],
      decided: { digest: "2026-03-30" },
    });
    expect(planPortfolio(portfolio([part(1, { overdue: [entry(12)] })], { facts: after }))).toEqual([]);
  });
});
