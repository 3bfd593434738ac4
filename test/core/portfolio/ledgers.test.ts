import { describe, expect, it } from "@jest/globals";
import { ledgerWake, planLedgers } from "../../../src/core/portfolio/ledgers.ts";
import type { LedgerIssue } from "../../../src/core/portfolio/types.ts";
import { debt, risk } from "../../support/entries.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { ofKind } from "../../support/judge.ts";
import { ledgerIssue, ownIssue, portfolio, portfolioFacts } from "../../support/portfolio.ts";
import { policyInForce } from "../../support/policy.ts";
import { day } from "../../support/snapshot.ts";

const NOW = "2026-03-04T09:00:00Z";
const { policy } = policyInForce();

const debtEntry = (number: number, fields: Readonly<Record<string, string>> = {}, over: Partial<LedgerIssue> = {}) =>
  ledgerIssue(number, debt(number, { fields }).body, over);
const riskEntry = (number: number, fields: Readonly<Record<string, string>> = {}, over: Partial<LedgerIssue> = {}) =>
  ledgerIssue(number, risk(number, { fields }).body, { labels: ["Residual-Risk"], ...over });

const planned = (entries: readonly LedgerIssue[], over: Parameters<typeof portfolioFacts>[0] = {}) =>
  ofKind(planLedgers(portfolio({ facts: { now: NOW, ledger: { entries, more: false }, ...over } })), "own_issue");
const page = (entries: readonly LedgerIssue[], over: Parameters<typeof portfolioFacts>[0] = {}): string =>
  planned(entries, over)[0]?.body ?? "";

describe("R-Z1, R-D1: the ledger's pages", () => {
  it("are made with the first entry, one issue each", () => {
    expect(planned([])).toEqual([]);
    expect(planned([debtEntry(20), riskEntry(21)])).toMatchObject([
      { key: "ledger:risk", title: "Residual risks", labels: ["quench: report"], existing: null },
      { key: "ledger:debt", title: "Reliability debt", labels: ["quench: report"], existing: null },
    ]);
  });

  it("list each entry with what it says, the oldest first", () => {
    const text = page([
      debtEntry(21, { incident: "#3", risk_of_delay: "A *deploy* may fail." }, { createdAt: day(0), assignees: [] }),
      debtEntry(20, { revisit: "2026-03-03" }, { createdAt: day(1), parent: 1 }),
    ]);
    expect(text).toContain("## ⛔ 2 deferred: 1 overdue");
    expect(text).toContain("**Next:** Revisit #20: do the work and close it, or defer it anew (`oscar`).");
    const lines = text.split("\n");
    const first = lines.indexOf("- ⏳ #21 Entry 21");
    expect(lines.slice(first, first + 7)).toEqual([
      "- ⏳ #21 Entry 21",
      "  revisit date Mar 20, 2026 · no owner · item #12 · incident #3",
      "  Risk of delay: A \\*deploy\\* may fail.",
      "  Why deferred: Staging is busy.",
      "- ⛔ #20 Entry 20",
      "  **overdue:** its revisit date, Mar 3, 2026, is over · `oscar` · item #12 · incident #1",
      "  Why deferred: Staging is busy.",
    ]);
  });

  it("call an entry unmanaged that has no date, or a risk without its trigger", () => {
    const debts = page([debtEntry(20, { revisit: "later" })]);
    expect(debts).toContain("## ⛔ 1 deferred: 1 unmanaged");
    expect(debts).toContain("**Next:** Write a revisit date into #20 (`oscar`).");
    expect(debts).toContain("**unmanaged:** it lacks a revisit date, so it defers nothing");
    const risks = page([riskEntry(21, { trigger: "" })]);
    expect(risks).toContain("## ⛔ 1 residual risk: 1 unmanaged");
    expect(risks).toContain("**Next:** Write a trigger into #21 (`oscar`).");
    expect(risks).toContain("**unmanaged:** it lacks a trigger, so it covers nothing");
    expect(page([riskEntry(22)])).toContain("## ⏳ 1 residual risk, none overdue");
  });

  it("say who answers for it: the sole assignee before the form, nobody where there are several", () => {
    const owners = (assignees: readonly string[]) => page([debtEntry(20, { owner: "@vera" }, { assignees })]);
    expect(owners(["oscar"])).toContain("· `oscar` ·");
    expect(owners([])).toContain("· `vera` ·");
    expect(owners(["oscar", "vera"])).toContain("· 2 people assigned, and no one owner ·");
  });

  it("list apart what an outsider opened, and never count it", () => {
    const text = page([debtEntry(20), debtEntry(21, { revisit: "2026-01-01" }, { outsider: true })]);
    expect(text).toContain("## ⏳ 1 deferred, none overdue");
    expect(text).not.toContain("Entry 21");
    expect(text).toContain("Not counted, because people without a say here opened it: #21.");
    expect(planned([debtEntry(21, {}, { outsider: true })])).toEqual([]);
  });

  it("unknown: an entry whose author could not be looked up is listed, and says so", () => {
    const text = page([debtEntry(20, {}, { outsider: { unreadable: "502" } })]);
    expect(text).toContain("#20 Entry 20");
    expect(text).toContain("Whether its author belongs here could not be looked up.");
  });

  it("unknown: are left as they are where the entries could not be read", () => {
    const own = [ownIssue(9, "ledger:debt")];
    expect(planLedgers(portfolio({ facts: { own, ledger: { unreadable: "502" } } }))).toEqual([]);
    const { ledger: _ledger, ...facts } = portfolioFacts({ own });
    expect(planLedgers({ facts, inForce: policyInForce() })).toEqual([]);
    expect(ledgerWake(facts, policy)).toBeNull();
  });

  it("are rewritten in place when what they say changes, and only then", () => {
    const body = page([debtEntry(20)]);
    const own = (over: Parameters<typeof ownIssue>[2] = {}) => [
      ownIssue(9, "ledger:debt", { title: "Reliability debt", body, ...over }),
    ];
    expect(planned([debtEntry(20)], { own: own() })).toEqual([]);
    expect(planned([debtEntry(20)], { own: own(), now: day(10) })).toEqual([]);
    for (const edited of [{ body: "mine now" }, { title: "Ours" }])
      expect(planned([debtEntry(20)], { own: own(edited) })).toMatchObject([
        { existing: 9, body, title: "Reliability debt" },
      ]);
    expect(planned([debtEntry(20), debtEntry(22)], { own: own() })).toMatchObject([{ existing: 9 }]);
    expect(planned([], { own: own() })).toMatchObject([
      { existing: 9, body: expect.stringContaining("## ✅ Nothing is deferred") },
    ]);
  });

  it("stay closed where a person closed them, and are kept up to date", () => {
    const own = [ownIssue(9, "ledger:debt", { state: "closed", closedAt: day(1) })];
    expect(planLedgers(portfolio({ facts: { own, ledger: { entries: [debtEntry(20)], more: false } } }))).toMatchObject(
      [{ kind: "own_issue", existing: 9 }],
    );
  });

  it("never list themselves, nor one entry twice", () => {
    const own = [ownIssue(9, "ledger:debt")];
    expect(page([debtEntry(9), debtEntry(20)], { own })).not.toContain("#9");
    const both = { labels: ["reliability-debt", "residual-risk"] };
    expect(planned([debtEntry(20, {}, both)]).map(({ key }) => key)).toEqual(["ledger:risk"]);
  });

  it("say that there are more than are read", () => {
    const facts = { now: NOW, ledger: { entries: [debtEntry(20)], more: true } };
    const [write] = ofKind(planLedgers(portfolio({ facts })), "own_issue");
    expect(write?.body).toContain("There are more entries than are read here: the newest are missing.");
  });

  it("change by themselves at the end of the next of their days, on the team's clocks", () => {
    const berlin = policyInForce({ time: { zone: "Europe/Berlin" } }).policy;
    const at = (now: string) =>
      ledgerWake(
        portfolioFacts({
          now,
          ledger: {
            entries: [debtEntry(20, { revisit: "2026-03-28" }), riskEntry(21, { target: "2026-03-29" })],
            more: false,
          },
        }),
        berlin,
      );
    expect(at(NOW)).toBe("2026-03-28T23:00:00Z");
    // The clocks go forward on the 29th.
    expect(at("2026-03-28T23:00:00Z")).toBe("2026-03-29T22:00:00Z");
    expect(at("2026-03-29T22:00:00Z")).toBeNull();
  });

  it("keep to GitHub's limit and mention nobody, whatever people write", () => {
    const texts = [...HOSTILE, "😀".repeat(15_000)];
    const many = Array.from({ length: 300 }, (_, index) => {
      const hostile = texts[index % texts.length] ?? "";
      const fields = { statement: hostile, why_not_solved: hostile, trigger: hostile };
      return riskEntry(20 + index, fields, { title: hostile, assignees: [] });
    });
    const text = page(many);
    expect(text.length).toBeLessThan(62_000);
    expect(text).toContain("are not shown.");
    expect(text.replace(/`[^`\n]*`/g, "")).not.toMatch(/@\w/);
    expect(text).not.toContain("<script>");
    expect(text.match(/<details>/g)).toHaveLength(1);
    expect(text.match(/<\/details>/g)).toHaveLength(1);
    expect(text).not.toContain("<!--");
  });
});
