import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Verdict } from "../../src/core/verdict/types.ts";
import { type Expected, found, nodesOf } from "./expected.ts";
import { decided, ROOT, scenarioNames } from "./folders.ts";

/**
 * Each folder is one case: prose that says what should happen and why, the policy file, what was read, and by hand what
 * must come of it. Some hold the whole verdict and plan too, byte for byte as other programs get them:
 * `UPDATE_SCENARIOS=1` writes those anew, for a person to read the difference and `npm run format` to lay them out; in
 * CI it is refused.
 */
const names = scenarioNames();
const updating = process.env["UPDATE_SCENARIOS"] === "1";

function handWritten(folder: string): Expected {
  return JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Expected;
}

describe("scenarios", () => {
  it("there are at least forty, and CI updates none", () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(updating && process.env["CI"] !== undefined).toBe(false);
  });

  it("every folder is one", () => {
    for (const name of names) {
      const files = readdirSync(join(ROOT, name)).toSorted();
      expect(files).toEqual(expect.arrayContaining(["README.md", "expected.json", "policy.yml", "snapshot.json"]));
    }
  });

  describe.each(names)("%s", (name) => {
    const folder = join(ROOT, name);

    it("says in prose what should happen", () => {
      const prose = readFileSync(join(folder, "README.md"), "utf8");
      expect(prose).toMatch(/^# .+\n/);
      expect(prose.length).toBeGreaterThan(300);
      expect(prose).toMatch(/R-[A-Z]\d/);
    });

    it("decides what a person expected", () => {
      const { verdict, plan } = decided(name);
      const expected = handWritten(folder);
      expect(found(expected, verdict as Verdict, plan as { readonly kind: string }[])).toEqual(expected);
      expect(Object.keys(expected.nodes).length).toBeGreaterThan(0);
      expect(nodesOf(verdict).size).toBeGreaterThan(10);
    });

    it("decides the same bytes as before, where they are held", () => {
      const held = ["verdict", "plan"].filter((part) => existsSync(join(folder, `${part}.json`)));
      const now = decided(name);
      for (const part of held) {
        const file = join(folder, `${part}.json`);
        const value = part === "verdict" ? now.verdict : now.plan;
        if (updating) writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
        expect(value).toEqual(JSON.parse(readFileSync(file, "utf8")));
      }
      expect(held.length === 0 || held.length === 2).toBe(true);
    });
  });
});
