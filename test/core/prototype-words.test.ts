/** Words that JavaScript has on every object, where people may put a word: they are words, and change nothing. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { parseCommand } from "../../src/core/commands/parse.ts";
import { scanCommands } from "../../src/core/commands/scan.ts";
import { readBody } from "../../src/core/forms/body.ts";
import { INCIDENT_FORM } from "../../src/core/forms/incident.ts";
import { plan } from "../../src/core/plan/plan.ts";
import { mergeSettings } from "../../src/core/policy/merge.ts";
import { parsePolicy } from "../../src/core/policy/parse.ts";
import { redactCommand } from "../../src/core/snapshot/redact-command.ts";
import { parseSnapshot } from "../../src/core/snapshot/parse.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import { readYaml } from "../../src/core/yaml.ts";
import { nodesOf } from "../scenarios/expected.ts";
import { ROOT, scenario, scenarioNames } from "../scenarios/folders.ts";

const WORDS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

const untouched = JSON.stringify(Object.getOwnPropertyNames(Object.prototype).sort());
afterEach(() => {
  expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype).sort())).toBe(untouched);
  expect("polluted" in {}).toBe(false);
});

describe("a policy file with a key of JavaScript's", () => {
  it.each(WORDS)("is refused like any unknown setting, at its place: %s", (word) => {
    for (const text of [`version: 1\n${word}:\n  polluted: 1\n`, `version: 1\nitems:\n  ${word}: { polluted: 1 }\n`]) {
      const parsed = parsePolicy(text, "quench.yml");
      expect(parsed.policy).toBeNull();
      expect(parsed.problems[0]?.message).toContain(word);
    }
  });

  it("merged over another one gives it to nobody", () => {
    const read = readYaml("__proto__: { polluted: 1 }\nitems: { __proto__: { polluted: 2 } }\n");
    const merged = mergeSettings({ items: { label: "x" } }, read.ok ? read.value : null) as Record<string, object>;
    expect(Object.keys(merged).sort()).toEqual(["__proto__", "items"]);
    expect("polluted" in (merged["items"] ?? {})).toBe(false);
    expect("polluted" in merged).toBe(false);
  });
});

describe("a snapshot with a key of JavaScript's", () => {
  it("is no snapshot of ours, and leaves no trace", () => {
    const text = readFileSync(join(ROOT, "bundle-ready", "snapshot.json"), "utf8");
    const parsed = parseSnapshot(`{"__proto__":{"polluted":1},${text.trimStart().slice(1)}`, "snapshot.json");
    expect(parsed.snapshot === null || !("polluted" in parsed.snapshot)).toBe(true);
  });
});

describe("a form and a command in such words", () => {
  it.each(WORDS)("are read as what they are: %s", (word) => {
    const read = readBody(INCIDENT_FORM, `### ${word}\n\nx\n\n### Summary\n\n${word}\n\n### ${word}\n\ny\n`);
    expect(JSON.stringify(read)).not.toContain("polluted");
    const lines = scanCommands(`/quench ${word}\n/quench verifier @${word}\n/quench ${word} ${word}=${word}`);
    expect(lines.length).toBe(3);
    expect(lines.map((line) => parseCommand(line).name)).toEqual(["problem", expect.any(String), "problem"]);
    const veil = { text: () => "…", login: () => "…", place: () => "…" };
    expect(redactCommand(`/quench ${word} secret`, veil)).toBe("/quench …");
  });
});

/** Everybody of that login, wherever they stand, bears another one. */
function renamed(snapshot: Snapshot, from: string, to: string): Snapshot {
  const text = JSON.stringify(snapshot);
  return JSON.parse(text.replaceAll(new RegExp(`(?<![\\w-])${from}(?![\\w-])`, "gi"), to)) as Snapshot;
}

describe("somebody whose login is such a word", () => {
  // Every tenth of them: each is judged twice for everybody in it.
  it.each(scenarioNames().filter((_, index) => index % 10 === 0))("is judged as under any other login: %s", (name) => {
    const { snapshot, inForce } = scenario(name);
    for (const login of Object.keys(snapshot.people).filter((each) => /^[a-z\d-]+$/.test(each))) {
      const one = renamed(snapshot, login, "aconstructor");
      const other = renamed(snapshot, login, "constructor");
      const before = nodesOf(evaluate(one, inForce));
      const after = nodesOf(evaluate(other, inForce));
      expect([login, Object.fromEntries(after)]).toEqual([login, Object.fromEntries(before)]);
      expect(
        plan(evaluate(other, inForce), other, inForce)
          .map(({ kind }) => kind)
          .sort(),
      ).toEqual(
        plan(evaluate(one, inForce), one, inForce)
          .map(({ kind }) => kind)
          .sort(),
      );
    }
  });

  it("and who was not looked up, is nobody that is known", () => {
    const { snapshot, inForce } = scenario("bundle-ready");
    for (const login of Object.keys(snapshot.people)) {
      const { [login]: _, ...people } = snapshot.people;
      const without = { ...snapshot, people };
      const one = nodesOf(evaluate(renamed(without, login, "aconstructor"), inForce));
      const other = nodesOf(evaluate(renamed(without, login, "constructor"), inForce));
      expect([login, Object.fromEntries(other)]).toEqual([login, Object.fromEntries(one)]);
    }
  });
});
