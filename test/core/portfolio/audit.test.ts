import { describe, expect, it } from "@jest/globals";
import { planAudit } from "../../../src/core/portfolio/audit.ts";
import type { IncidentPart } from "../../../src/core/portfolio/types.ts";
import { type Audit, type ControlEntry, type EffectEntry, NO_AUDIT } from "../../../src/core/rules/audit.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { ofKind } from "../../support/judge.ts";
import { ownIssue, part, portfolio } from "../../support/portfolio.ts";

const DUE = { day: "2026-04-01", at: "2026-04-01T07:00:00Z" };

const entry = (item: number, over: Partial<ControlEntry> = {}): ControlEntry => ({
  incident: 1,
  item,
  url: `https://github.com/acme/shop/issues/${item}`,
  title: `Guardrail ${item} (incident #1)`,
  owner: "oscar",
  outcome: "pass",
  phrase: `#${item} still runs: nothing was merged around \`guard\`.`,
  evidence: [],
  cost: null,
  remedy: null,
  ...over,
});

const effect = (item: number, figures: string): EffectEntry => ({ ...entry(item, { outcome: "fail" }), figures });

const audited = (audit: Partial<Audit>, over: Partial<IncidentPart> = {}): IncidentPart =>
  part(1, { audit: { ...NO_AUDIT, ...audit }, ...over });

const body = (parts: readonly IncidentPart[], over: Parameters<typeof portfolio>[0] = {}): string =>
  ofKind(planAudit(portfolio({ due: { audit: DUE }, parts, ...over })), "own_issue")[0]?.body ?? "";

const BROKEN = entry(13, {
  outcome: "fail",
  phrase: "#13 does not run as it should: `guard` was bypassed.",
  evidence: ["https://github.com/acme/shop/pull/700"],
  remedy: "Require `guard`.",
  cost: "`guard` of #13 costs 3 minutes a week: 3 runs since Mar 3, 2026.",
});

describe("R-O2: the monthly audit as an issue", () => {
  it("is made once on its day, beside nothing else", () => {
    const given = portfolio({ due: { audit: DUE }, parts: [audited({ controls: [entry(12)] })] });
    expect(planAudit(given)).toMatchObject([
      { kind: "own_issue", key: "audit:2026-04-01", title: "Control audit: April 1, 2026", existing: null },
    ]);
    expect(planAudit(portfolio({ parts: given.parts }))).toEqual([]);
    const own = [ownIssue(40, "audit:2026-04-01", { body: "edited" })];
    expect(planAudit({ ...given, facts: { ...given.facts, own } })).toEqual([]);
  });

  it("closes the former one and links to it, also where nothing is left to say", () => {
    const own = [ownIssue(30, "audit:2026-03-02")];
    expect(body([audited({ controls: [entry(12)] })], { facts: { own } })).toContain("The audit before this one: #30.");
    expect(planAudit(portfolio({ due: { audit: DUE }, parts: [part(1)], facts: { own } }))).toMatchObject([
      { kind: "close_own", issue: { number: 30 }, reason: "completed" },
    ]);
  });

  it("is quiet without any control, and one short issue where all of them run", () => {
    expect(planAudit(portfolio({ due: { audit: DUE }, parts: [part(1)] }))).toEqual([]);
    const text = body([audited({ controls: [entry(12), entry(13)] })]);
    expect(text).toMatch(/^## ✅ All 2 controls run\n\n<details>\n<summary>Controls that run \(2\)<\/summary>/);
    expect(body([audited({ controls: [entry(12)] })])).toContain("## ✅ The one control runs");
    const unchecked = entry(14, { outcome: "not_applicable", phrase: "#14 names no *Control check*." });
    expect(body([audited({ controls: [unchecked] })])).toContain("## ➖ 1 control, and none names a check");
    expect(body([audited({ controls: [entry(12), unchecked] })])).toContain(
      "## ✅ The one control that names a check runs",
    );
  });

  it("says what is wrong first, with its remedy, its proof, its owner and its cost", () => {
    const text = body([audited({ controls: [BROKEN, entry(12)] })]);
    expect(text).toContain(
      "## ⛔ 1 of 2 controls in trouble\n\n**Next:** Require `guard` (`oscar`).\n\n**Controls in trouble** (1)",
    );
    expect(text).toContain(
      "- #13 does not run as it should: `guard` was bypassed. *Guardrail 13* ([proof](https://github.com/acme/shop/pull/700)) (`oscar`)\n  `guard` of #13 costs 3 minutes a week: 3 runs since Mar 3, 2026.\n  Require `guard`.",
    );
    expect(text.indexOf("Controls in trouble")).toBeLessThan(text.indexOf("Controls that run"));
  });

  it("names who has left, and proposes retirements with their figures", () => {
    const left = entry(14, {
      outcome: "fail",
      phrase: "`otto` (owner) of #14 is no longer a member. Name another owner.",
    });
    const retire = [
      effect(12, "1 incident of `x` before, 3 after: no clear change."),
      effect(16, "1 incident of `x` before, 3 after: no clear change."),
    ];
    const few = {
      ...effect(15, "1 incident of `y`: too few to say whether it helped."),
      outcome: "not_applicable" as const,
    };
    const cost = "`guard` of #12 costs 3 minutes a week: 3 runs since Mar 3, 2026.";
    const text = body([audited({ controls: [entry(12, { cost })], people: [left], retire, effects: [few] })]);
    expect(text).toContain("## ⛔ 1 role left vacant, 2 controls to retire");
    expect(text).toContain("**Next:** `otto` (owner) of #14 is no longer a member.");
    expect(text).toContain("**People who have left** (1)\n- `otto`");
    expect(text).toContain(
      `**Proposed for retirement** (2): \`/quench retire <because>\` on each, or say why not\n- #12 *Guardrail 12* (\`oscar\`), #16 *Guardrail 16* (\`oscar\`)\n  1 incident of \`x\` before, 3 after: no clear change.\n  ${cost}`,
    );
    expect(text).toContain("- #15 *Guardrail 15* (`oscar`)\n  1 incident of `y`: too few to say whether it helped.");
    expect(body([audited({ controls: [entry(12)], retire })])).toContain(
      "**Next:** Decide about #12: retire it, or say why not (`oscar`).",
    );
  });

  it("unknown: says what could not be told, and what was not looked at", () => {
    const lost = entry(13, { outcome: "unknown", phrase: "Whether #13 still runs could not be told: 502." });
    const unread = part(2, { watchedSince: null, unread: "502 *bad*" });
    const text = body([audited({ controls: [lost, entry(12)] }), unread], { beyond: 3 });
    expect(text).toContain("## ❔ 1 of 2 controls cannot be told");
    expect(text).toContain("- 3 older settled incidents not looked at: there are too many.");
    expect(text).toContain("- Whether #13 still runs could not be told: 502.");
    expect(text).toContain("- #2 could not be read whole: 502 \\*bad\\*.");
  });

  it("tells nothing of what began after it was due", () => {
    const late = audited({ controls: [entry(12)] }, { watchedSince: "2026-04-01T07:00:01Z" });
    expect(planAudit(portfolio({ due: { audit: DUE }, parts: [late] }))).toEqual([]);
    expect(planAudit(portfolio({ due: { audit: DUE }, parts: [{ ...late, watchedSince: null }] }))).toEqual([]);
  });

  it("keeps to GitHub's limit and mentions nobody, whatever people write", () => {
    const titles = [...HOSTILE, "😀".repeat(15_000)];
    const many = Array.from({ length: 900 }, (_, index) =>
      entry(100 + index, { ...BROKEN, title: titles[index % titles.length] ?? "" }),
    );
    const text = body([audited({ controls: many }), part(2, { unread: HOSTILE.join("\n") })]);
    expect(text.length).toBeLessThan(62_000);
    expect(text).toContain("less urgent entries are not shown");
    expect(text.replace(/`[^`]*`/g, "")).not.toMatch(/@\w/);
    expect(text).not.toContain("<script>");
    expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
  });
});
