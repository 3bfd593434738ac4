import { describe, expect, it } from "@jest/globals";
import { planPromotions } from "../../../src/core/portfolio/promotion.ts";
import type { IncidentPart } from "../../../src/core/portfolio/types.ts";
import type { EarlyClose } from "../../../src/core/rules/early-close.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { ofKind } from "../../support/judge.ts";
import { ownIssue, part, portfolio } from "../../support/portfolio.ts";
import { policyInForce } from "../../support/policy.ts";

const NOW = "2026-04-06T07:00:00Z";
const DUE = { promotion: { mode: "warn" as const, day: "2026-04-13", at: NOW } };
const POLICY = policyInForce({
  mode: "shadow",
  promote: { warn: "2026-04-13", enforce: "2026-05-04" },
  time: { zone: "Europe/Berlin" },
});
const ENFORCING = policyInForce({ mode: "warn", promote: { enforce: "2026-04-13" }, gates: { items: "warn" } });
const KEY = "promotion:warn:2026-04-13";

const close = (falseAlarm: EarlyClose["falseAlarm"] = null, at = "2026-03-10T12:00:00Z"): EarlyClose => ({
  event: `CE_${at}`,
  at,
  falseAlarm,
});
const ALARM = {
  by: "maya",
  because: "the *probe* lied",
  at: "2026-03-11T12:00:00Z",
  url: "https://github.com/acme/shop/issues/1#issuecomment-5",
};
const early = (number: number, closes: readonly EarlyClose[], over: Partial<IncidentPart> = {}): IncidentPart =>
  part(number, { earlyCloses: closes, early: "yes", ...over });

const given = (over: Parameters<typeof portfolio>[0] = {}) =>
  portfolio({ inForce: POLICY, due: DUE, ...over, facts: { now: NOW, ...over.facts } });
const body = (over: Parameters<typeof portfolio>[0] = {}): string =>
  ofKind(planPromotions(given(over)), "own_issue")[0]?.body ?? "";

describe("R-K2: the notice that the mode promotes itself", () => {
  it("is made once, when it is due", () => {
    expect(planPromotions(given())).toMatchObject([
      { kind: "own_issue", key: KEY, title: "Quench goes to warn mode on April 13, 2026", existing: null },
    ]);
    expect(planPromotions(given({ due: { promotion: null } }))).toEqual([]);
    expect(planPromotions(given({ facts: { own: [ownIssue(9, KEY)] } }))).toEqual([]);
    expect(planPromotions(given({ facts: { own: [ownIssue(9, KEY, { state: "closed" })] } }))).toEqual([]);
  });

  it("says what changes, and how to stop it", () => {
    const text = body();
    expect(text).toContain("## 📅 From Apr 13, 2026, 00:00 GMT+2 Quench is in warn mode");
    expect(text).toContain(
      "To stop it, change or take out `promote.warn` in [.github/quench.yml](https://github.com/acme/shop/edit/main/.github/quench.yml); this issue is closed then.",
    );
    expect(text).toContain(
      "**What changes.** An incident that is closed before its fix is proven stays closed, and a comment on it says what is missing.",
    );
    expect(text).toMatch(
      /Read on: \[How to go from shadow to enforce\]\(https:\S+\/docs\/how-to\/go-from-shadow-to-enforce\.md\)\.$/,
    );
    const enforcing = body({
      inForce: ENFORCING,
      due: { promotion: { ...DUE.promotion, mode: "enforce" } },
    });
    expect(enforcing).toContain(
      "An incident of SEV1, SEV2 or a repeated failure class that is closed before its fix is proven is reopened",
    );
    expect(enforcing).toContain("Closes before that day are not judged. `gates.items` stays in warn mode.");
  });

  it("names the files of other repositories that the policy builds on", () => {
    const files = [
      { repository: "acme/shop", path: ".github/quench.yml", commit: "a" },
      { repository: "acme/.github", path: "quench base.yml", commit: "b" },
    ];
    const text = body({ inForce: { ...POLICY, standing: { ...POLICY.standing, files } } });
    expect(text).toContain(
      "(https://github.com/acme/shop/edit/main/.github/quench.yml) or [acme/.github/quench base.yml](https://github.com/acme/.github/blob/HEAD/quench%20base.yml)",
    );
  });

  it("counts what speaks for it and against, with links; drills count for nothing", () => {
    const parts = [
      early(1, [close(ALARM), close(null, "2026-03-20T12:00:00Z")]),
      early(2, [close()], { title: "Search is down" }),
      early(3, [close(ALARM)], { drill: true }),
      part(4),
      part(5, { watchedSince: null }),
    ];
    const text = body({ parts });
    expect(text).toContain(
      "**What speaks for it, and against.** Of 3 incidents looked at, 2 were closed early: 3 closes would have been undone. 1 of them was called a false alarm (33%).",
    );
    expect(text).toContain(
      "- #1 Checkout is down: closed Mar 10, 2026. [False alarm](https://github.com/acme/shop/issues/1#issuecomment-5), says `maya`: the \\*probe\\* lied",
    );
    expect(text).toContain("- #2 Search is down: closed Mar 10, 2026.");
    expect(text).not.toContain("#3");
  });

  it("says so where nothing was closed early", () => {
    expect(body({ parts: [part(1)] })).toContain(
      "**What speaks for it.** Of 1 incident looked at, none was closed early: nothing would have been undone.",
    );
    expect(body()).toContain("**What speaks for it.** There was no incident to look at: nothing was closed early.");
    expect(body({ parts: [early(1, [close(ALARM)])] })).toContain(
      "1 close would have been undone. It was called a false alarm.",
    );
  });

  it("unknown: says what could not be told or read", () => {
    const parts = [early(1, [close({ unreadable: "502" })]), part(2, { unread: "502" })];
    const text = body({ parts, beyond: 7 });
    expect(text).toContain("Older settled incidents that were not looked at, because there are too many: 7.");
    expect(text).toContain("whether it was a false alarm cannot be told yet.");
    expect(text).toContain("Whether 1 was one cannot be told yet.");
    expect(text).toContain("Not counted, because they could not be read: #2.");
  });

  it("is closed once the day came", () => {
    const own = [ownIssue(9, KEY)];
    const after = given({ due: { promotion: null }, facts: { own, now: "2026-04-12T22:00:00Z" } });
    expect(planPromotions(after)).toEqual([
      {
        kind: "close_own",
        key: `close:${KEY}`,
        issue: { number: 9, nodeId: "I_9" },
        reason: "completed",
        notice: "Quench is in warn mode here now.",
      },
    ]);
    const before = given({ due: { promotion: null }, facts: { own, now: "2026-04-12T21:59:59Z" } });
    expect(planPromotions(before)).toEqual([]);
  });

  it("is closed once the date was taken out or moved", () => {
    const ended = (promote: Readonly<Record<string, string>>) =>
      planPromotions(
        given({
          inForce: policyInForce({ mode: "shadow", promote, time: { zone: "Europe/Berlin" } }),
          due: { promotion: null },
          facts: { own: [ownIssue(9, KEY)] },
        }),
      );
    expect(ended({})).toMatchObject([
      { reason: "not_planned", notice: "Apr 13, 2026 is no longer in the policy: Quench stays in shadow mode." },
    ]);
    expect(ended({ warn: "2026-04-20" })).toMatchObject([
      {
        notice:
          "Apr 13, 2026 is no longer in the policy: Quench stays in shadow mode. It goes on to warn mode on Apr 20, 2026 instead.",
      },
    ]);
  });

  it("is left alone once a person opened it again, and where its key is no announcement", () => {
    const own = [
      ownIssue(9, KEY, { reopened: true }),
      ownIssue(10, "promotion:shadow:2026-01-01"),
      ownIssue(11, "promotion:warn:soon"),
      ownIssue(12, KEY, { state: "closed" }),
    ];
    expect(planPromotions(given({ due: { promotion: null }, facts: { own, now: "2026-06-01T00:00:00Z" } }))).toEqual(
      [],
    );
  });

  it("keeps to GitHub's limit and mentions nobody, whatever people write", () => {
    const texts = [...HOSTILE, "😀".repeat(15_000)];
    const parts = Array.from({ length: 600 }, (_, index) =>
      early(1 + index, [close({ ...ALARM, because: texts[index % texts.length] ?? "" })], {
        title: texts[(index + 3) % texts.length] ?? "",
      }),
    );
    const text = body({ parts });
    expect(text.length).toBeLessThan(62_000);
    expect(text.replace(/`[^`]*`/g, "")).not.toMatch(/@\w/);
    expect(text).not.toContain("<script>");
  });
});
