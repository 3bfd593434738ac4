import { beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { createLint, type Lint } from "../../scripts/workflows/lint.ts";
import { checkMetadata } from "../../scripts/workflows/metadata.ts";
import { parseWorkflow } from "../../scripts/workflows/workflow.ts";

let lint: Lint;
beforeAll(async () => {
  lint = await createLint();
});

interface Parts {
  readonly on?: string;
  readonly job?: string;
  readonly step?: string;
}

const STEP = "- run: echo done";

/** What is said of a workflow of one job. */
function said({ on = "push", job = "timeout-minutes: 5", step = STEP }: Parts): string {
  const text = `on: ${on}\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    ${job}\n    steps:\n      ${step}\n`;
  return lint(parseWorkflow("one.yml", text)).join("\n");
}

describe("the workflow linter", () => {
  it("has nothing to say of a sound workflow, also of what is newer than itself", () => {
    expect(said({})).toBe("");
    expect(said({ job: "permissions: {attestations: read, models: read, statuses: read}" })).toBe("");
    expect(said({ on: "merge_group" })).toBe("");
  });

  it.each<[string, Parts, RegExp]>([
    ["an unknown key", { job: "timeout-minuts: 5" }, /^5:5: unexpected key "timeout-minuts"/],
    ["an unknown event", { on: "pull_requests" }, /^1:5: unknown Webhook event "pull_requests"/],
    ["an unknown type of event", { on: "{issues: {types: [opend]}}" }, /invalid activity type "opend"/],
    ["a schedule that never is", { on: '{schedule: [{cron: "99 * * * *"}]}' }, /invalid CRON format/],
    ["an expression that does not end", { step: "- run: echo ${{ github.sha }" }, /\(expression\)/],
    ["what no context has", { step: "- run: echo ${{ github.shaa }}" }, /property "shaa" is not defined/],
    ["an output of no step", { step: "- run: echo ${{ steps.none.outputs.x }}" }, /property "none" is not defined/],
    ["a job that needs none", { job: "needs: two" }, /needs job "two" which does not exist/],
    ["an unknown permission", { job: "permissions: {isues: read}" }, /unknown permission scope "isues"/],
    ["a level that no permission has", { job: "permissions: {issues: wite}" }, /"wite" is invalid/],
    ["a matrix that is not there", { job: "name: ${{ matrix.os }}" }, /property "os" is not defined/],
    [
      "people's text in a shell",
      { on: "issues", step: "- run: echo ${{ github.event.issue.title }}" },
      /potentially untrusted/,
    ],
  ])("finds %s", (_, parts, complaint) => {
    expect(said(parts)).toMatch(complaint);
  });
});

describe("action.yml", () => {
  const ours = readFileSync("action.yml", "utf8");

  it("is sound", () => {
    expect(checkMetadata(ours, lint)).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ["an unknown key", "branding:", "brandng:", "`brandng` is no key of GitHub's."],
    [
      "an unknown key of an input",
      "    default: gate",
      "    defalt: gate",
      "`inputs.mode.defalt` is no key of GitHub's.",
    ],
    ["an input in another case", "  dry-run:", "  dryRun:", "`inputs.dryRun` is not in kebab-case."],
    [
      "a default that is no text",
      'default: "false"',
      "default: false",
      "`inputs.dry-run` has a default that is no text.",
    ],
    [
      "a default that cannot be put together",
      "${{ github.token }}",
      "${{ github.tokn }}",
      'property "tokn" is not defined',
    ],
    ["no description", "description: Keeps", "descripton: Keeps", "`description` is missing."],
  ])("finds %s", (_, right, wrong, complaint) => {
    const text = ours.replace(right, wrong);
    expect(text).not.toBe(ours);
    expect(checkMetadata(text, lint).join("\n")).toContain(complaint);
  });
});
