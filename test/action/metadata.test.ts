import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { MODE_NAMES } from "../../src/core/onboarding/modes.ts";
import { OUTPUTS } from "../../src/action/job.ts";

interface Metadata {
  readonly inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  readonly outputs: Record<string, { description: string }>;
  readonly runs: { using: string; main: string };
}

const action = parse(readFileSync("action.yml", "utf8")) as Metadata;

describe("action.yml", () => {
  it("runs the committed bundle on Node 24", () => {
    expect(action.runs).toEqual({ using: "node24", main: "dist/action/index.js" });
  });

  it("names the inputs that the Action reads, each with a default and none required", () => {
    expect(Object.keys(action.inputs)).toEqual([
      "token",
      "mode",
      "dry-run",
      "time-limit",
      "output-directory",
      "test-command",
      "setup-command",
      "test-files",
      "working-directory",
      "command-limit",
      "repeat",
    ]);
    for (const input of Object.values(action.inputs)) {
      expect(input.default).toEqual(expect.any(String));
      expect(input.required).toBeUndefined();
      expect(input.description.length).toBeGreaterThan(20);
    }
  });

  it("names the modes, and the outputs that the Action sets", () => {
    for (const mode of MODE_NAMES) expect(action.inputs["mode"]?.description).toContain(`\`${mode}\``);
    expect(Object.keys(action.outputs)).toEqual([...OUTPUTS]);
  });
});
