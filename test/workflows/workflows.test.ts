/** The workflows that this repository runs, shows and writes, held to the rules: what a newcomer copies must be right. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { collectWorkflows } from "../../scripts/workflows/collect.ts";
import { modesOf } from "../../scripts/workflows/quench-step.ts";
import { workflowRules } from "../../scripts/workflows/rules.ts";
import { MODE_PERMISSIONS, PERMISSION_KEYS } from "../../src/core/onboarding/modes.ts";
import { PERMISSIONS } from "../../src/github/request/problems.ts";

const { inputs } = parse(readFileSync("action.yml", "utf8")) as { inputs: Record<string, unknown> };
const rules = Object.entries(workflowRules(Object.keys(inputs)));
const workflows = collectWorkflows();

describe("the workflows of this repository", () => {
  it("are all looked at: those that run, those in the docs, and what `quench init` writes", () => {
    const places = workflows.map(({ place }) => place.replace(/:\d+$/, ""));
    expect(places).toEqual(
      expect.arrayContaining([
        ".github/workflows/ci.yml",
        ".github/workflows/quench.yml",
        "docs/how-to/run-as-an-action.md",
        "quench init",
      ]),
    );
    // A manifest of an App and a policy are no workflows.
    expect(places.filter((place) => /app-with|policy\.md/.test(place))).toEqual([]);
  });

  describe.each(workflows.map((workflow) => ({ place: workflow.place, workflow })))("$place", ({ workflow }) => {
    it.each(rules)("keeps to the rule of %s", (_, rule) => {
      expect(rule(workflow)).toEqual([]);
    });

    it("has jobs, each with something to do", () => {
      expect(workflow.events.length).toBeGreaterThan(0);
      expect(workflow.jobs.length).toBeGreaterThan(0);
      for (const { steps, uses } of workflow.jobs) expect(uses !== null || steps.length > 0).toBe(true);
    });
  });

  it("pin one commit of each foreign action", () => {
    const pins = new Map<string, Set<string>>();
    for (const { text } of workflows) {
      for (const [, action = "", rest = ""] of text.matchAll(/uses: ([\w.-]+\/[\w./-]+)@([0-9a-f]{40} # \S+)/g)) {
        pins.set(action, (pins.get(action) ?? new Set()).add(rest));
      }
    }
    expect(pins.has("actions/checkout")).toBe(true);
    for (const [action, commits] of pins) expect([action, commits.size]).toEqual([action, 1]);
  });

  it("one that runs the gate, and others that run sweep and report, can be copied", () => {
    const shown = new Set(
      workflows.filter(({ place }) => !place.startsWith(".github")).flatMap(({ jobs }) => jobs.flatMap(modesOf)),
    );
    for (const mode of ["gate", "sweep", "report", "policy"]) expect(shown).toContain(mode);
  });
});

describe("what each mode needs", () => {
  it("is named by GitHub's keys, and reads before it writes", () => {
    for (const needed of Object.values(MODE_PERMISSIONS)) {
      expect(Object.keys(needed).filter((key) => !(PERMISSION_KEYS as readonly string[]).includes(key))).toEqual([]);
      // The policy and the commits lie there, and nothing of ours is ever written there.
      expect(needed.contents).toBe("read");
      expect(
        Object.entries(needed).filter(([key, level]) => level === "write" && !["issues", "checks"].includes(key)),
      ).toEqual([]);
    }
    expect(MODE_PERMISSIONS.report.issues).toBe("read");
    expect(MODE_PERMISSIONS.prove.issues).toBeUndefined();
  });

  it("is everything that a verdict is read from, as the reader names it where it is refused", () => {
    const named = new Set(
      Object.values(PERMISSIONS).flatMap((text) =>
        [...text.matchAll(/([a-z_ -]+): (?:read|write)/g)].map(([, key = ""]) => key.trim().replaceAll(/[_ ]/g, "-")),
      ),
    );
    for (const key of PERMISSION_KEYS) if (named.has(key)) expect(MODE_PERMISSIONS.gate[key]).toBeDefined();
    expect(named.size).toBeGreaterThan(3);
  });
});
