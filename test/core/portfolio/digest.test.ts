import { describe, expect, it } from "@jest/globals";
import { planDigest } from "../../../src/core/portfolio/digest.ts";
import type { IncidentPart, Portfolio } from "../../../src/core/portfolio/types.ts";
import { entry, facts, own, part, portfolio } from "../../support/digest.ts";

const overdue = part(1, { overdue: [entry(12)] });
const bodyOf = (parts: readonly IncidentPart[], over: Partial<Portfolio> = {}): string | null => {
  const made = planDigest(portfolio(parts, over)).find(({ kind }) => kind === "own_issue");
  return made?.kind === "own_issue" ? made.body : null;
};

describe("R-O1: planDigest", () => {
  it("writes one issue, named after its week", () => {
    expect(planDigest(portfolio([overdue]))).toMatchObject([
      {
        kind: "own_issue",
        key: "digest:2026-03-30",
        title: "Hardening digest: week of March 30, 2026",
        labels: ["quench: report"],
        existing: null,
      },
    ]);
  });

  it("writes nothing where none is due", () => {
    const due = { digest: null, audit: null, promotion: null, ledgers: true };
    expect(planDigest(portfolio([overdue], { due, facts: facts({ own: [own(40, "digest:2026-03-23")] }) }))).toEqual(
      [],
    );
  });

  it("is quiet where there is nothing to say; the former one is closed all the same", () => {
    expect(planDigest(portfolio([part(1), part(2)]))).toEqual([]);
    const former = facts({ own: [own(40, "digest:2026-03-23")] });
    expect(planDigest(portfolio([part(1)], { facts: former }))).toEqual([
      {
        kind: "close_own",
        key: "close:digest:2026-03-23",
        issue: { number: 40, nodeId: "I_40" },
        reason: "completed",
        notice: null,
      },
    ]);
    expect(bodyOf([part(1, { trend: [entry(1, { phrase: "Rarer." })] })])).toBeNull();
    expect(bodyOf([part(1, {}, { paused: "the policy names it" })])).toBeNull();
  });

  it("closes and links the last one: last week's, or the one before a silence", () => {
    const last = facts({ own: [own(30, "digest:2026-03-16"), own(40, "digest:2026-03-23")] });
    const writes = planDigest(portfolio([overdue], { facts: last }));
    expect(writes.map(({ key }) => key)).toEqual([
      "digest:2026-03-30",
      "close:digest:2026-03-16",
      "close:digest:2026-03-23",
    ]);
    expect(bodyOf([overdue], { facts: last })).toContain("Last week: #40.");
    const before = facts({ own: [own(30, "digest:2026-03-16", { state: "closed" })] });
    expect(bodyOf([overdue], { facts: before })).toContain("Last digest: #30.");
    expect(planDigest(portfolio([overdue], { facts: before }))).toHaveLength(1);
    expect(bodyOf([overdue])).not.toContain("Last");
  });

  it("leaves it as it was written, whoever edited or closed it", () => {
    for (const state of ["open", "closed"] as const) {
      const there = facts({ own: [own(50, "digest:2026-03-30", { state, body: "A person's words." })] });
      expect(planDigest(portfolio([overdue], { facts: there }))).toEqual([]);
    }
  });

  it("tells nothing of incidents that we had not seen when it was due", () => {
    const late = part(2, { overdue: [entry(22)] }, { watchedSince: "2026-03-30T09:00:01Z" });
    expect(bodyOf([late])).toBeNull();
    expect(bodyOf([overdue, late])).not.toContain("#22");
    expect(bodyOf([part(2, { overdue: [entry(22)] }, { watchedSince: "2026-03-30T09:00:00Z" })])).toContain("#22");
    expect(bodyOf([part(2, { overdue: [entry(22)] }, { watchedSince: null })])).toBeNull();
  });

  it("tells nothing of what only an audit looks at", () => {
    expect(bodyOf([part(2, { overdue: [entry(22)] }, { scope: "settled" })])).toBeNull();
  });

  it("says which incidents could not be read, instead of leaving them out (R-V1)", () => {
    const unread = part(7, {}, { unread: "HTTP 502 <b>@acme</b>", watchedSince: null });
    expect(bodyOf([unread])).toContain(
      "1 incident could not be read whole, so that what it asks for may be missing here:\n- #7: HTTP 502 &lt;b&gt;@\u200bacme&lt;/b&gt;",
    );
    expect(bodyOf([overdue, unread, { ...unread, number: 8 }])).toContain("2 incidents could not be read whole");
  });

  it("names paused incidents in one line", () => {
    const paused = [part(3, {}, { paused: "label `quench: paused`" }), part(4, {}, { paused: "the policy names it" })];
    expect(bodyOf([overdue, ...paused])).toContain("Paused: #3 (label `quench: paused`), #4 (the policy names it).");
  });
});
