import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { resolvePolicy } from "../../src/core/policy/resolve.ts";
import { settingsOf } from "../../src/core/render/rule.ts";
import { RULES } from "../../src/core/rules/registry.ts";
import { parseSnapshot } from "../../src/core/snapshot/parse.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";

const FOLDER = "docs/reference";
const SCENARIOS = "test/scenarios";
const scenarios = readdirSync(SCENARIOS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function json(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
}

/** What a published schema says of a value: nothing, or its complaints. */
function checker(name: string): (value: unknown) => readonly string[] {
  const validate = new Ajv2020({ strict: true, strictTypes: false, allErrors: true }).compile(json(join(FOLDER, name)));
  return (value) =>
    validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

function judged(snapshotFile: string, policyFile: string | null): unknown {
  const { snapshot, problems } = parseSnapshot(readFileSync(snapshotFile, "utf8"), snapshotFile);
  if (snapshot === null) throw new Error(JSON.stringify(problems));
  const text = policyFile === null ? "version: 1\nmode: enforce\n" : readFileSync(policyFile, "utf8");
  const version = {
    path: ".github/quench.yml",
    commit: "5ce7a210".repeat(5),
    committedAt: "2026-01-05T12:00:00Z",
    text,
  };
  const inForce = resolvePolicy([version]);
  if (inForce.state !== "in_force") throw new Error(`${policyFile} is not in force`);
  return JSON.parse(JSON.stringify(evaluate(snapshot, inForce)));
}

describe("the reference", () => {
  it("has every rule once, with its settings and their defaults", () => {
    const page = readFileSync(join(FOLDER, "rules.md"), "utf8");
    expect(RULES.length).toBeGreaterThan(60);
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
    for (const rule of RULES) {
      const { id, title, passes, fails } = rule;
      expect(page.split(`\n### ${id}\n`)).toHaveLength(2);
      for (const words of [title, passes, fails]) expect(page).toContain(words);
      for (const { key, fallback } of settingsOf(rule)) expect(page).toContain(`\`${key}\` (${fallback})`);
    }
  });

  it("names only settings that there are", () => {
    for (const rule of RULES) {
      for (const key of rule.settings) {
        expect([rule.id, key, settingsOf({ ...rule, settings: [key] }).length > 0]).toEqual([rule.id, key, true]);
      }
    }
  });

  it("links only to headings that are there", () => {
    for (const name of ["rules.md", "verdict.md", "snapshot.md"]) {
      const page = readFileSync(join(FOLDER, name), "utf8");
      const anchors = new Set(
        [...page.matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
          text
            .toLowerCase()
            .replace(/[^\w -]/g, "")
            .replaceAll(" ", "-"),
        ),
      );
      const dead = [...page.matchAll(/\]\(#([^)]+)\)/g)].filter(([, anchor = ""]) => !anchors.has(anchor));
      expect([name, dead.map(([link]) => link)]).toEqual([name, []]);
    }
  });
});

describe("the published schemas", () => {
  const complaintsOfVerdict = checker("verdict.schema.json");
  const complaintsOfSnapshot = checker("snapshot.schema.json");

  it("take the example of the page, and the verdict on it", () => {
    const example = join(FOLDER, "snapshot.example.json");
    expect(complaintsOfSnapshot(json(example))).toEqual([]);
    expect(complaintsOfVerdict(judged(example, null))).toEqual([]);
  });

  it.each(scenarios)("take the snapshot and the verdict of the scenario %s", (name) => {
    const folder = join(SCENARIOS, name);
    expect(complaintsOfSnapshot(json(join(folder, "snapshot.json")))).toEqual([]);
    expect(complaintsOfVerdict(judged(join(folder, "snapshot.json"), join(folder, "policy.yml")))).toEqual([]);
    if (existsSync(join(folder, "verdict.json")))
      expect(complaintsOfVerdict(json(join(folder, "verdict.json")))).toEqual([]);
  });

  it("refuse what is missing, misspelt or of another kind", () => {
    const example = json(join(FOLDER, "snapshot.example.json"));
    const verdict = judged(join(FOLDER, "snapshot.example.json"), null) as Record<string, unknown>;
    expect(complaintsOfSnapshot({ ...example, itmes: [] })).not.toEqual([]);
    expect(complaintsOfSnapshot({ incident: example["incident"] })).not.toEqual([]);
    expect(complaintsOfVerdict({ ...verdict, schema: "quench/verdict/2" })).not.toEqual([]);
    expect(
      complaintsOfVerdict({ ...verdict, closable: { ...(verdict["closable"] as object), outcome: "maybe" } }),
    ).not.toEqual([]);
    for (const key of Object.keys(verdict)) {
      const { [key]: _left, ...rest } = verdict;
      expect([key, complaintsOfVerdict(rest).length]).toEqual([key, 1]);
    }
  });
});
