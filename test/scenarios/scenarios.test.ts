import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { plan } from "../../src/core/plan/plan.ts";
import { resolvePolicy } from "../../src/core/policy/resolve.ts";
import type { Snapshot } from "../../src/core/snapshot/types.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";

/**
 * Each folder is one case: prose that says what should happen and why, the policy file, what was read, and the verdict
 * and plan that follow. `UPDATE_SCENARIOS=1` writes the last two anew, for a person to read the difference and
 * `npm run format` to lay them out; in CI it is refused.
 */
const ROOT = join("test", "scenarios");
const names = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const updating = process.env["UPDATE_SCENARIOS"] === "1";

function decided(folder: string): { readonly verdict: unknown; readonly plan: unknown } {
  const read = JSON.parse(readFileSync(join(folder, "snapshot.json"), "utf8")) as Snapshot;
  const text = readFileSync(join(folder, "policy.yml"), "utf8");
  const version = {
    path: ".github/quench.yml",
    commit: "5ce7a210".repeat(5),
    committedAt: "2026-01-05T12:00:00Z",
    text,
  };
  const snapshot: Snapshot = { ...read, policy: [version] };
  const inForce = resolvePolicy([version]);
  if (inForce.state !== "in_force" || inForce.standing.problem !== null)
    throw new Error(`${folder}: the policy is not valid`);
  const verdict = evaluate(snapshot, inForce);
  const writes = plan(verdict, snapshot, inForce);
  // As JSON, which is what programs get: what is undefined in memory is not there.
  return JSON.parse(JSON.stringify({ verdict, plan: writes })) as { verdict: unknown; plan: unknown };
}

describe("scenarios", () => {
  it("there are some, and CI updates none", () => {
    expect(names.length).toBeGreaterThanOrEqual(6);
    expect(updating && process.env["CI"] !== undefined).toBe(false);
  });

  describe.each(names)("%s", (name) => {
    const folder = join(ROOT, name);

    it("says in prose what should happen", () => {
      const prose = readFileSync(join(folder, "README.md"), "utf8");
      expect(prose).toMatch(/^# .+\n/);
      expect(prose.length).toBeGreaterThan(300);
      expect(prose).toMatch(/R-[A-Z]\d/);
    });

    it.each(["verdict", "plan"] as const)("decides its %s", (part) => {
      const file = join(folder, `${part}.json`);
      const found = decided(folder)[part];
      if (updating) writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
      expect(existsSync(file)).toBe(true);
      expect(found).toEqual(JSON.parse(readFileSync(file, "utf8")));
    });
  });
});
