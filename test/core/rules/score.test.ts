import { describe, expect, it } from "@jest/globals";
import { cannotTell, points, type Row, scoreOf } from "../../../src/core/rules/score.ts";
import { step } from "../../../src/core/verdict/node.ts";

const row = (name: string, min: number, max: number, over: Partial<Row> = {}): Row => ({
  name,
  title: name.toUpperCase(),
  min,
  max,
  because: `of ${name}`,
  next: step(`Do ${name}.`, "comment", ["oscar"]),
  ...over,
});
const score = (target: number, ...rows: readonly Row[]) => scoreOf("R-X0", "Score", 7, 2, target, rows);

describe("R-V1 scores as ranges", () => {
  it.each([
    [3, "pass", "3–5 of 6 points; 3 are needed."],
    [4, "unknown", "3–5 of 6 points; 4 are needed."],
    [5, "unknown", "3–5 of 6 points; 5 are needed."],
    [6, "fail", "3–5 of 6 points; 6 are needed."],
    [1, "pass", "3–5 of 6 points; 1 is needed."],
    [0, "pass", "3–5 of 6 points; 0 are needed."],
  ] as const)("R-V1: 3–5 of 6 with target %i is %s", (target, outcome, phrase) => {
    const scored = score(target, row("a", 2, 2), row("b", 0, 2), row("c", 1, 1));
    expect(scored.score).toEqual({ min: 3, max: 5, of: 6, target });
    expect(scored.node).toMatchObject({ rule: "R-X0", key: "R-X0:#7", title: "Score", item: 7, outcome, phrase });
  });

  it("each row is a node with its points, its evidence and its step", () => {
    const { node } = score(6, row("a", 2, 2, { evidence: ["u"] }), row("b", 0, 2), row("c", 1, 1), row("d", 0, 1));
    expect(node.children).toEqual([
      {
        rule: "R-X0",
        key: "R-X0:#7/a",
        title: "A",
        item: 7,
        outcome: "pass",
        phrase: "2 of 2: of a.",
        evidence: ["u"],
        next: null,
        children: [],
      },
      {
        rule: "R-X0",
        key: "R-X0:#7/b",
        title: "B",
        item: 7,
        outcome: "unknown",
        phrase: "0–2 of 2: of b.",
        evidence: [],
        next: step("Do b.", "comment", ["oscar"]),
        children: [],
      },
      expect.objectContaining({ outcome: "fail", phrase: "1 of 2: of c." }),
      expect.objectContaining({ outcome: "fail", phrase: "0–1 of 2: of d." }),
    ]);
  });

  it("the nearest step of the rows that lack points is the score's, until it passes", () => {
    const far = row("a", 0, 0, { next: step("Merge.", "pull_request", ["paul"]) });
    const rows = [far, row("b", 1, 1), row("c", 2, 2)];
    expect(score(4, ...rows).node.next?.text).toBe("Do b.");
    expect(score(3, ...rows).node.next).toBeNull();
    expect(score(4, row("a", 0, 0, { next: null })).node.next).toBeNull();
  });

  it("says why it cannot tell, and what to grant", () => {
    expect(cannotTell([{ unreadable: "checks: 403", permission: "checks: read" }, { unreadable: "b" }])).toBe(
      "cannot tell yet: checks: 403. Grant Quench checks: read",
    );
    expect(cannotTell([{ unreadable: "502" }])).toBe("cannot tell yet: 502");
    expect(cannotTell([])).toBe("cannot tell yet: something could not be read");
  });

  it("one number where the points are sure", () => {
    expect(points(3, 3)).toBe("3");
    expect(points(3, 4)).toBe("3–4");
  });
});
