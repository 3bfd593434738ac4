import { describe, expect, it } from "@jest/globals";
import { renderTracker } from "../../../src/core/render/tracker.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { Verdict, VerdictNode } from "../../../src/core/verdict/types.ts";
import { judge } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { incident, item, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const IN_FORCE = policyInForce({ time: { zone: "Europe/Berlin" } });

function shown(
  over: Partial<Verdict> = {},
  parts: Parameters<typeof snapshot>[0] = { items: [item(2)] },
  room?: number,
): string {
  const read = snapshot(parts);
  return renderTracker({ ...judge(read, IN_FORCE), ...over }, buildCase(read, IN_FORCE.policy), room);
}

function node(rule: string, over: Partial<VerdictNode> = {}): VerdictNode {
  const base = { rule, key: rule, title: "T", item: null, evidence: [], next: null, children: [] };
  return { ...base, outcome: "fail", phrase: "P.", ...over };
}

/** A hundred items with long titles, owners, dates and what rules find of them. */
function hundred(): Parameters<typeof snapshot>[0] {
  const title = "A title that goes on and on until it cannot go on any more, and then some";
  const items = Array.from({ length: 100 }, (_, index) =>
    item(index + 2, { title, owner: "oscar", fields: { due_date: "2026-03-20", failure_class: "config-change" } }),
  );
  return { items };
}

describe("the tracker", () => {
  it("has the verdict and the one next step first, then its parts in their order", () => {
    const text = shown();
    const parts = [
      "## ⛔ Not ready to close: ",
      "\n\n**Next:** ",
      "\n\n**SEV1** · enforce mode. Closing early is undone.",
      "\n\n**Windows**\n- ",
      "\n\n**Scorecard: 0/5** (4 needed)\n- ",
      "\n\n**Hardening items** (1, in the order of work)\n- ⬜ #2 Guardrail 2\n",
      " findings</summary>",
      "<summary>The 14-day sprint: ",
      "```mermaid\ngantt\n",
      "\n\n**Quick checklist**\n- ",
      "<summary>Conditions for closing: ",
      "<summary>How this works</summary>",
    ];
    const places = parts.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
  });

  it("says of each item its band, status, owner, due date, scores and missing evidence", () => {
    const read = snapshot({ items: [item(2)] });
    const verdict = judge(read, IN_FORCE);
    const items = verdict.items.map((one) => ({
      ...one,
      band: "P0" as const,
      status: "in_progress" as const,
      owner: "oscar",
      due: "2026-03-10",
      rubric: { min: 5, max: 6, of: 10, target: 7 },
      adoption: { min: 4, max: 4, of: 5, target: 4 },
    }));
    const text = renderTracker({ ...verdict, items }, buildCase(read, IN_FORCE.policy));
    expect(text).toContain(
      "- ⬜ #2 Guardrail 2\n  **P0** · in progress · `oscar` · due Mar 10, 2026 · rubric 5–6/10 · adoption 4/5 · missing implementation, behavior, ownership\n",
    );
    expect(shown()).toContain("  no band · open · no owner · no due date · rubric 0/10 · adoption 0/5 · missing");
  });

  it("says what could not be read of an item apart from what is missing", () => {
    const rows = [
      node("R-Q1", { title: "Implementation", outcome: "unknown" }),
      node("R-Q1", { title: "Behavior" }),
      node("R-Q1", { title: "Ownership", outcome: "pass" }),
    ];
    const [one] = judge(snapshot({ items: [item(2)] }), IN_FORCE).items;
    if (one === undefined) throw new Error("no item");
    const gate = node("R-B4", { children: [node("R-Q1", { children: rows })] });
    expect(shown({ items: [{ ...one, gate }] })).toContain("· missing behavior · cannot tell: implementation\n");
    expect(shown({ items: [{ ...one, gate: node("R-K1") }] })).toContain("adoption 0/5\n");
  });

  it("shows deadlines in the team's zone, by the rule's own sentence or else by the state", () => {
    expect(shown()).toContain("- ⛔ **Keep the signal**: Missed, the deadline was Mar 3, 2026, 10:00 GMT+1: ");
    const { windows } = judge(snapshot(), IN_FORCE);
    const [first] = windows;
    if (first === undefined) throw new Error("no window");
    const states = (["upcoming", "open", "met", "late", "missed", "unknown"] as const).map((state) => {
      const metAt = state === "late" ? "2026-03-03T11:30:00Z" : null;
      return shown({ rules: [], windows: [{ ...first, state, metAt }] })
        .split("\n")
        .find((line) => line.includes("Keep the signal"));
    });
    const due = "due Mar 3, 2026, 10:00 GMT+1";
    expect(states).toEqual([
      `- ➖ **Keep the signal**: opens Mar 2, 2026, 10:00 GMT+1, ${due}.`,
      `- ⏳ **Keep the signal**: open, ${due}.`,
      `- ✅ **Keep the signal**: met, ${due}.`,
      `- ⚠️ **Keep the signal**: 2 h 30 min late: met Mar 3, 2026, 12:30 GMT+1, ${due}.`,
      `- ⛔ **Keep the signal**: missed, it was ${due}.`,
      `- ❔ **Keep the signal**: cannot tell yet, ${due}.`,
    ]);
  });

  it("does not list what each of many items lacks in a window's sentence", () => {
    const clauses = (count: number) =>
      Array.from({ length: count }, (_, index) => `#${index + 2} has no owner`).join("; ");
    const rule = (phrase: string) => shown({ rules: [node("R-W1", { phrase })] });
    expect(rule(`${clauses(7)}.`)).toContain("#8 has no owner.\n");
    expect(rule(`${clauses(8)}.`)).toContain("#7 has no owner; and 2 more.\n");
    expect(rule("a; b; c; d; e; `f; g; h; i; j`.")).toContain("e; `f; g; h; i; j`.");
  });

  it("says which controls earned a point, with the proof, and what would earn the others", () => {
    const text = renderTracker(judge(closableStory(), IN_FORCE), buildCase(closableStory(), IN_FORCE.policy));
    expect(text).toMatch(
      /- ✅ \*\*A test covers the root-cause class\*\* \(\[proof\]\(https:[^)]+\)\): [^\n]*\(#3\)\.\n/,
    );
    expect(shown()).toMatch(
      /- ⬜ \*\*An escalation owner is documented\*\*: [^\n]* Name an escalation owner: `\/quench escalation @login` on #1\.\n/,
    );
  });

  it("says that a proven incident may close, and of a settled one that it is proven", () => {
    const text = renderTracker(judge(closableStory(), IN_FORCE), buildCase(closableStory(), IN_FORCE.policy));
    expect(text).toMatch(
      /^## ✅ Ready to close: the fix is proven\n\n\*\*Next:\*\* Close this incident whenever you like: the close will hold\.\n/,
    );
    const { closable } = judge(closableStory(), IN_FORCE);
    const settled = shown({ closable, closure: { kind: "settled" } });
    expect(settled).toMatch(/^## ✅ Closed: the fix is proven\n\n\*\*SEV1\*\*/);
  });

  it("says how a closure stands", () => {
    expect(shown({ closure: { kind: "kept", why: "maya let it go" } })).toContain(
      "\n\nClosed, and left so: maya let it go.\n",
    );
    expect(shown({ closure: { kind: "pending", why: "502" } })).toContain(
      "not judged yet: 502. Quench looks again by itself.",
    );
    const disputed = (until: string | null) => shown({ closure: { kind: "disputed", event: "E", until } });
    expect(disputed(null)).toMatch(/^## ⛔ Disputed: [\s\S]*\n\nQuench does not reopen it again\./);
    expect(disputed("2026-03-04T09:00:00Z")).toContain("Quench reopens it once more after Mar 4, 2026, 10:00 GMT+1.");
  });

  it("puts drill, override, a broken policy and a low floor above everything but the verdict", () => {
    const override = { by: "maya", at: "", until: "", because: "", url: "", running: true };
    const text = shown({
      drill: true,
      override,
      rules: [node("R-C5", { outcome: "pass", phrase: "`maya` overrides the gate." })],
      policy: { path: null, commit: null, problem: "a:1:1: wrong\nx", belowFloor: ["one", "two"] },
    });
    expect(text).toMatch(/^## ⚠️ Overridden: may close, though the fix is not proven\n\n> 🧪 This is a drill/);
    expect(text).toContain(
      "\n\n> ⚠️ `maya` overrides the gate.\n\n> ⚠️ The policy file has an error, so the defaults in shadow mode are in force: a:1:1: wrong x\n\n> ⚠️ The policy is below the recommended floor: one; two.\n",
    );
    expect(text).toContain(
      "<summary>Residual risks, debts and overrides (1)</summary>\n\n- ✅ `maya` overrides the gate.\n",
    );
    expect(text).toContain("- The built-in defaults decide.");
    const valid = shown({ policy: { path: "p.yml", commit: "abcdef123456", problem: "wrong", belowFloor: [] } });
    expect(valid).toContain("so the last valid version is in force: wrong\n");
    expect(valid).toContain("- `p.yml` at `abcdef1` on the default branch decides.");
  });

  it("lists findings of the incident first, then of the items in the order of work, each with its step", () => {
    const finding = (rule: string, about: number | null) => ({
      rule,
      key: rule,
      item: about,
      phrase: `${rule} found.`,
      evidence: [],
      next: about === 2 ? null : { text: "Do it.", distance: "comment" as const, who: ["oscar"] },
    });
    const text = shown({ findings: [finding("R-B2", 9), finding("R-B1", 2), finding("R-Y1", null)] });
    expect(text).toContain(
      "<summary>3 findings</summary>\n\n- R-Y1: R-Y1 found. Do it (`oscar`).\n- R-B1: R-B1 found.\n- R-B2: R-B2 found. Do it (`oscar`).\n\n</details>",
    );
    expect(shown({ findings: [finding("R-B1", 2)] })).toContain("<summary>1 finding</summary>");
    expect(shown({ findings: [] })).not.toMatch(/findings?<\/summary>/);
  });

  it("lists what remains: risks and debts with what they need", () => {
    const next = { text: "Fill it in.", distance: "edit" as const, who: [] };
    const rules = [
      node("R-Z1", { phrase: "Risk #9 is unmanaged.", next }),
      node("R-D1", { phrase: "Debt #10 is deferred.", outcome: "pass", next }),
      node("R-D1", { phrase: "Nothing.", outcome: "not_applicable" }),
      node("R-Y1", { phrase: "Else." }),
    ];
    expect(shown({ rules })).toContain(
      "<summary>Residual risks, debts and overrides (2)</summary>\n\n- ⬜ Risk #9 is unmanaged. Fill it in.\n- ✅ Debt #10 is deferred.\n\n</details>",
    );
  });

  it("fits a hundred items, the least urgent left out and said so, no fold cut", () => {
    const whole = shown({}, hundred());
    expect(whole.length).toBeLessThanOrEqual(60_000);
    for (const room of [60_000, 30_000, 18_000]) {
      const text = shown({}, hundred(), room);
      expect(text.length).toBeLessThanOrEqual(room);
      expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
      expect(text.match(/^```/gm)?.length ?? 0).toBe(text.includes("mermaid") ? 2 : 0);
      expect(text).toMatch(/^## ⛔ [\s\S]*\n\n\*\*Next:\*\* /);
      expect(text).toContain("- ⬜ #2 A title");
      expect(text.endsWith("</details>")).toBe(true);
    }
    expect(shown({}, hundred(), 18_000)).toMatch(/\n- \d\d less urgent items are not shown\.\n/);
    expect(whole).toMatch(/\n- \d+ less urgent findings are not shown\.\n/);
  });

  it("leaves proven items out before those that are open", () => {
    const parts = { items: [item(2), item(3)] };
    const { items } = judge(snapshot(parts), IN_FORCE);
    const many = Array.from({ length: 60 }, (_, index) => ({
      ...items[0],
      number: index + 2,
      outcome: index < 30 ? ("pass" as const) : ("fail" as const),
    }));
    const text = shown({ items: many as Verdict["items"], findings: [] }, parts, 9000);
    expect(text).toContain("- ⬜ #61 ");
    expect(text).not.toContain("- ✅ #31 ");
  });

  it("says nothing that changes by itself, and mentions nobody", () => {
    const at = (now: string) => {
      const read = snapshot({ items: [item(2, { owner: "oscar" })], incident: incident(), now });
      return renderTracker(judge(read, IN_FORCE), buildCase(read, IN_FORCE.policy));
    };
    expect(at("2026-03-04T09:00:00Z")).toBe(at("2026-03-04T15:59:59Z"));
    expect(at("2026-03-04T09:00:00Z").replace(/`[^`\n]*`/g, "")).not.toMatch(/@[A-Za-z]/);
    expect(at("2026-03-04T09:00:00Z")).not.toMatch(/\bago\b|\btoday\b|\btomorrow\b/);
  });
});
