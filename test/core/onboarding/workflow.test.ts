import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { MODE_NAMES } from "../../../src/core/onboarding/modes.ts";
import { starterWorkflow, UNKNOWN_COPY } from "../../../src/core/onboarding/workflow.ts";

interface Job {
  readonly if: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses: string; readonly with?: Readonly<Record<string, string>> }[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

const USES = `acme/quench@${"0f".repeat(20)}`;
const workflow = parse(starterWorkflow({ uses: USES, workflows: ["CI", 'a "quoted" name: [x]'] })) as Workflow;

describe("the workflow that is offered", () => {
  it("has a job for each mode that needs nothing but the token", () => {
    for (const [name, { steps }] of Object.entries(workflow.jobs)) {
      expect(MODE_NAMES).toContain(name);
      expect(steps[0]?.uses).toBe(USES);
      expect(steps[0]?.with).toEqual({ mode: name });
    }
    expect(Object.keys(workflow.jobs)).toEqual(["gate", "policy", "sweep", "report"]);
  });

  it("gives each job what it needs and no more", () => {
    expect(workflow.permissions).toEqual({});
    const read = { contents: "read", "pull-requests": "read", actions: "read", deployments: "read", statuses: "read" };
    const rights = Object.entries(workflow.jobs).map(([name, { permissions }]) => [name, permissions]);
    expect(Object.fromEntries(rights)).toEqual({
      gate: { ...read, issues: "write", checks: "write" },
      policy: { ...read, issues: "read", checks: "write" },
      sweep: { ...read, issues: "write", checks: "write" },
      report: { ...read, issues: "read", checks: "read" },
    });
  });

  it("names every other Action by its commit", () => {
    const used = Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ uses }) => uses));
    for (const each of used) expect(each).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
  });

  it("hears every event of the gate", () => {
    expect(Object.keys(workflow.on)).toEqual([
      "issues",
      "issue_comment",
      "pull_request",
      "pull_request_review",
      "merge_group",
      "workflow_run",
      "schedule",
      "workflow_dispatch",
    ]);
    expect(workflow.on["workflow_run"]).toEqual({ workflows: ["CI", 'a "quoted" name: [x]'], types: ["completed"] });
    // GitHub refuses `workflow_run` without names.
    const alone = parse(starterWorkflow({ uses: USES, workflows: [] })) as Workflow;
    expect(alone.on).not.toHaveProperty("workflow_run");
    expect(Object.keys(alone.on)).toHaveLength(7);
  });

  it("says where no copy is known", () => {
    expect(starterWorkflow({ uses: UNKNOWN_COPY, workflows: [] })).toContain(
      `uses: ${UNKNOWN_COPY} # put in your copy`,
    );
  });
});
