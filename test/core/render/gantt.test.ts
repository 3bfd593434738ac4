import { describe, expect, it } from "@jest/globals";
import { ganttName, renderGantt } from "../../../src/core/render/gantt.ts";
import type { ItemVerdict, SprintStep } from "../../../src/core/verdict/types.ts";
import { itemVerdict } from "../../support/verdict.ts";

const steps: readonly SprintStep[] = (["pass", "fail", "unknown", "not_applicable"] as const).map((outcome, index) => ({
  rule: `R-T${index + 1}`,
  title: `Step ${index + 1}`,
  from: `2026-02-2${index + 5}`,
  to: `2026-02-2${index + 5}`,
  outcome,
  phrase: "",
}));

function due(number: number, day: string | null, over: Partial<ItemVerdict> = {}): ItemVerdict {
  return itemVerdict({ number, due: day, title: `Guard ${number}`, outcome: "fail", ...over });
}

describe("the sprint as a diagram", () => {
  it("has a bar for each step, whose last day is in it", () => {
    expect(renderGantt(steps, []).split("\n")).toEqual([
      "```mermaid",
      "gantt",
      "  dateFormat YYYY-MM-DD",
      "  axisFormat %b %d",
      "  todayMarker off",
      "  section Sprint",
      "  Step 1 :done, s1, 2026-02-25, 2026-02-26",
      "  Step 2 :crit, s2, 2026-02-26, 2026-02-27",
      "  Step 3 :active, s3, 2026-02-27, 2026-02-28",
      "  Step 4 :s4, 2026-02-28, 2026-03-01",
      "```",
    ]);
    expect(renderGantt([], [due(2, "2026-03-10")])).toBe("");
  });

  it("marks the due dates of what is still open, a dozen at most", () => {
    const items = [
      due(2, "2026-03-10"),
      due(3, null),
      due(4, "2026-03-11", { outcome: "pass" }),
      due(5, "2026-03-12", { status: "retired" }),
      due(6, "soon"),
      due(7, "2026-03-13", { title: "Guard the queue (incident #1)" }),
    ];
    expect(renderGantt(steps, items).split("\n").slice(10, -1)).toEqual([
      "  section Due",
      "  Item 2 Guard 2 :milestone, i2, 2026-03-10, 0d",
      "  Item 7 Guard the queue :milestone, i7, 2026-03-13, 0d",
    ]);
    const many = Array.from({ length: 40 }, (_, index) => due(index + 2, "2026-03-10"));
    expect(renderGantt(steps, many).match(/milestone/g)).toHaveLength(12);
  });

  it("takes nothing from people's text that Mermaid would read as its own", () => {
    expect(ganttName("a: b; c #1 %% d\nsection e `f` <g> @h")).toBe("a b c 1 d section e f g h");
    expect(ganttName("Größe 3.5 (v2) a/b-c +1 \u200b日本")).toBe("Größe 3.5 (v2) a/b-c +1 日本");
    expect(ganttName("x".repeat(60))).toBe("x".repeat(40));
    expect([...ganttName(`${"𝒳".repeat(60)}`)]).toHaveLength(40);
  });
});
