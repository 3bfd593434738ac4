import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { MODE_NAMES } from "../../src/action/inputs.ts";
import { OUTPUTS } from "../../src/action/job.ts";

interface Metadata {
  readonly inputs: Record<string, { description: string; default?: string; required?: boolean }>;
  readonly outputs: Record<string, { description: string }>;
  readonly runs: { using: string; main: string };
}

const action = parse(readFileSync("action.yml", "utf8")) as Metadata;
const workflows = readdirSync(".github/workflows").map((name) => ({
  name,
  text: readFileSync(`.github/workflows/${name}`, "utf8"),
}));

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

describe("the workflows of this repository", () => {
  it("are there", () => {
    expect(workflows.map(({ name }) => name).sort()).toEqual(["ci.yml", "quench.yml"]);
  });

  it.each(workflows)("pin every foreign action by commit in $name", ({ text }) => {
    const used = [...text.matchAll(/^\s*(?:- )?uses: (\S+)(.*)$/gm)];
    expect(used.length).toBeGreaterThan(0);
    for (const [, action, comment] of used) {
      if (action === "./") continue;
      expect(action).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/);
      expect(comment).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  it.each(workflows)("state their permissions in $name", ({ text }) => {
    const { permissions } = parse(text) as { permissions?: Record<string, string> };
    expect(permissions).toMatchObject({ contents: "read" });
  });

  it.each(workflows)("put no untrusted text into a shell in $name", ({ text }) => {
    const { jobs } = parse(text) as { jobs: Record<string, { steps: { run?: string }[] }> };
    for (const step of Object.values(jobs).flatMap((job) => job.steps)) expect(step.run ?? "").not.toContain("${{");
  });
});
