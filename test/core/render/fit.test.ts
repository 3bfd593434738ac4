import { describe, expect, it } from "@jest/globals";
import { bullets, fit, type Section } from "../../../src/core/render/fit.ts";

const texts = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);

function list(head: string, count: number, over: Partial<Section> = {}): Section {
  return { head, lines: bullets(texts(count, head)), weight: 1, ...over };
}

describe("texts that keep to a limit", () => {
  it("are whole where they fit, with empty parts left out", () => {
    expect(fit(["top", "", list("a", 2), list("none", 0), list("b", 1, { folded: true })], 1000)).toBe(
      "top\n\na\n- a 1\n- a 2\n\n<details>\n<summary>b</summary>\n\n- b 1\n\n</details>",
    );
  });

  it("fit exactly, and one character less leaves out whole lines and says how many", () => {
    const parts = ["top", list("item", 20, { noun: ["item", "items"] })];
    const whole = fit(parts, 10_000);
    expect(fit(parts, whole.length)).toBe(whole);
    const cut = fit(parts, whole.length - 1);
    expect(cut.length).toBeLessThan(whole.length);
    expect(cut).toMatch(/\n- item 1\n[\s\S]*\n- \d+ less urgent items are not shown\.$/);
    expect(cut).not.toContain("- item 20");
  });

  it("say one of one, and never leave a line half", () => {
    const lines = bullets(["x".repeat(100), "y".repeat(100)]);
    const cut = fit([{ head: "h", lines, noun: ["finding", "findings"], weight: 1 }], 200);
    expect(cut).toBe(`h\n- ${"x".repeat(100)}\n- 1 less urgent finding is not shown.`);
  });

  it("take from the lightest list first, down to its least, then from the next", () => {
    const light = list("light", 30, { least: 5, weight: 1, folded: true });
    const heavy = list("heavy", 30, { least: 10, weight: 2 });
    const whole = fit([heavy, light], 10_000);
    const some = fit([heavy, light], whole.length - 100);
    expect(some).toContain("- heavy 30");
    expect(some).not.toContain("- light 30");
    expect(some.endsWith("</details>")).toBe(true);
    const more = fit([heavy, light], 380);
    expect(more).toContain("- light 5\n- 25 less urgent lines are not shown.");
    expect(more).not.toContain("- heavy 30");
    expect(more.length).toBeLessThanOrEqual(380);
    // Where even the least of each is too much, the lightest goes first all the same.
    const least = fit([heavy, light], 200);
    expect(least).toContain("- 30 less urgent lines are not shown.");
    expect(least).toContain("- heavy 1\n");
  });

  it("take what ranks lower before what stands last", () => {
    const lines = [
      { text: `- done ${"x".repeat(80)}`, rank: 0 },
      { text: `- open ${"y".repeat(80)}`, rank: 1 },
    ];
    const cut = fit([{ head: "h", lines, weight: 1 }], 150);
    expect(cut).toContain("- open");
    expect(cut).not.toContain("- done");
  });
});
