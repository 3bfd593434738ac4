import { describe, expect, it } from "@jest/globals";
import { mayHoldToken, needsOf } from "../../scripts/workflows/needs.ts";
import { workflowRules } from "../../scripts/workflows/rules.ts";
import { parseWorkflow } from "../../scripts/workflows/workflow.ts";

const SHA = "0123456789".repeat(4);

function workflow(steps: string, on = "push", permissions = "{}") {
  return parseWorkflow(
    "one.yml",
    `on: ${on}\npermissions: ${permissions}\nconcurrency: one\njobs:\n  a:\n    timeout-minutes: 5\n    steps:\n${steps}`,
  );
}

function first(found: ReturnType<typeof workflow>) {
  const [job] = found.jobs;
  if (job === undefined) throw new Error("no job");
  return job;
}

describe("what steps need", () => {
  it.each([
    ["an attestation", `      - uses: actions/attest-sbom@${SHA}\n`, { "id-token": "write", attestations: "write" }],
    ["a release", "      - run: gh release create v1.0.0 --draft\n", { contents: "write" }],
    ["a tag", "      - run: gh api --method PATCH repos/o/r/git/refs/tags/v1\n", { contents: "write" }],
    ["an image", "      - run: docker push ghcr.io/o/r\n", { packages: "write" }],
    ["a look at releases", "      - run: gh release view\n", {}],
    ["a build", "      - run: docker build .\n      - run: npm pack\n", {}],
    [
      "a checkout and a release",
      `      - uses: actions/checkout@${SHA}\n      - run: gh release create v1.0.0\n`,
      { contents: "write" },
    ],
  ])("%s", (_, steps, needs) => {
    expect(needsOf(first(workflow(steps)))).toEqual(needs);
  });

  it("is all that the rules let a job have", () => {
    const { permissions } = workflowRules([]);
    const draft = "      - run: gh release create v1.0.0 --draft\n";
    const said = (steps: string, given: string) => permissions?.(workflow(steps, "push", given)) ?? ["no rule"];
    expect(said(draft, "{contents: write}")).toEqual([]);
    expect(said(draft, "{contents: write, packages: write}").join()).toContain("`packages: write`");
    expect(said("      - run: npm test\n", "{contents: write}").join()).toContain("`contents: write`");
    expect(said("      - run: npm test\n", "{contents: read, id-token: none}")).toEqual([]);
  });
});

describe("a step with a token in its environment", () => {
  const given = "        env:\n          T: ${{ github.token }}\n";
  it.each([
    ["beside nothing but the runner's programs", `      - run: gh release create v1.0.0\n${given}`, "push", true],
    ["on a pull request", `      - run: gh release create v1.0.0\n${given}`, "pull_request", false],
    ["on an issue as well", `      - run: gh release create v1.0.0\n${given}`, "[push, issues]", false],
    ["beside a package's code", `      - run: npm ci\n      - run: gh release create v1.0.0\n${given}`, "push", false],
    [
      "beside the checkout's code",
      `      - run: .ci/run\n      - run: gh release create v1.0.0\n${given}`,
      "push",
      false,
    ],
    ["that is a script", `      - run: bash deploy.sh\n${given}`, "push", false],
  ])("%s", (_, steps, on, allowed) => {
    const found = workflow(steps, on);
    expect(mayHoldToken(first(found), found)).toBe(allowed);
    expect(workflowRules([])["secrets"]?.(found)).toHaveLength(allowed ? 0 : 1);
  });
});
