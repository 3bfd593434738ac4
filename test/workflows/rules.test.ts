import { describe, expect, it } from "@jest/globals";
import { blocksOf } from "../../scripts/workflows/collect.ts";
import { modesOf } from "../../scripts/workflows/quench-step.ts";
import { workflowRules } from "../../scripts/workflows/rules.ts";
import { isWorkflow, parseWorkflow } from "../../scripts/workflows/workflow.ts";

const SHA = "0123456789".repeat(4);
const CHECKOUT = `actions/checkout@${SHA} # v7.0.1`;
const rules = workflowRules(["token", "mode", "test-command", "setup-command"]);

const GATE = `
on:
  issues:
  pull_request:
permissions:
  contents: read
  issues: write
  checks: write
  pull-requests: read
  actions: read
  deployments: read
  statuses: read
concurrency:
  group: quench
  cancel-in-progress: false
jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: acme/quench@${SHA}
        with:
          mode: gate
`;

const PROVE = `
on: pull_request
permissions: {}
jobs:
  prove:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
      checks: write
    steps:
      - uses: ${CHECKOUT}
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: acme/quench@${SHA}
        with:
          mode: prove
          test-command: npm test
`;

/** The workflow with one thing changed, by what each rule says of it. */
function broken(text: string, right: string, wrong: string): string {
  const changed = text.replace(right, wrong);
  expect(changed).not.toBe(text);
  return said(changed);
}

function said(text: string): string {
  const workflow = parseWorkflow("one.yml", text);
  return Object.entries(rules)
    .flatMap(([name, rule]) => rule(workflow).map((problem) => `${name}: ${problem}`))
    .join("\n");
}

describe("the rules of workflows", () => {
  it.each([
    ["a gate", GATE],
    ["a proof", PROVE],
  ])("have nothing to say of %s that keeps to them", (_, text) => {
    expect(said(text)).toBe("");
  });

  it.each<[string, string, string, string, string]>([
    ["no permissions", GATE, "permissions:\n", "permission:\n", "permissions: No `permissions` at the top"],
    [
      "all of them",
      PROVE,
      "permissions: {}",
      "permissions: write-all",
      "permissions: The `permissions` at the top are `write-all`",
    ],
    [
      "one too many",
      GATE,
      "  statuses: read",
      "  statuses: read\n  id-token: write",
      "has `id-token: write`, and gate needs `none`",
    ],
    ["one too few", GATE, "  statuses: read\n", "", "has `statuses: none`, and gate needs `read`"],
    ["a level too high", GATE, "  contents: read", "  contents: write", "has `contents: write`, and gate needs `read`"],
    ["a level too low", GATE, "  checks: write", "  checks: read", "has `checks: read`, and gate needs `write`"],
    [
      "more than a proof needs",
      PROVE,
      "      checks: write",
      "      checks: write\n      issues: write",
      "and prove needs `none`",
    ],
    [
      "a tag",
      PROVE,
      `checkout@${SHA}`,
      "checkout@v7",
      "pins: `actions/checkout@v7` is not pinned by a full commit SHA.",
    ],
    ["a short commit", PROVE, `checkout@${SHA}`, "checkout@0123456", "is not pinned by a full commit SHA"],
    ["a branch of Quench", GATE, `quench@${SHA}`, "quench@main", "pins: `acme/quench@main` is not pinned"],
    ["no version beside the commit", PROVE, " # v7.0.1", "", "does not say its version in a comment"],
    [
      "a title in a shell",
      GATE,
      "      - uses",
      '      - run: echo "${{ github.event.issue.title }}"\n      - uses',
      "puts `${{ github.event.issue.title }}` into `run`",
    ],
    [
      "a branch's name in a shell",
      GATE,
      "      - uses",
      "      - run: git log ${{ github.head_ref }}\n      - uses",
      "injection: ",
    ],
    [
      "a body in a script",
      GATE,
      "      - uses",
      "      - uses: actions/github-script@" +
        SHA +
        " # v8.0.0\n        with:\n          script: say(`${{ github.event.comment.body }}`)\n      - uses",
      "into `script`",
    ],
    [
      "a title in the tests' command",
      PROVE,
      "npm test",
      "npm test -- ${{ github.event.pull_request.title }}",
      "into `test-command`",
    ],
    [
      "pull_request_target",
      PROVE,
      "on: pull_request",
      "on: pull_request_target",
      "checkouts: Runs on `pull_request_target`",
    ],
    ["the token left behind", PROVE, "          persist-credentials: false\n", "", "leaves the token in the checkout"],
    [
      "a head under a token that may write",
      GATE,
      "      - uses",
      `      - uses: ${CHECKOUT}\n        with:\n          persist-credentials: false\n          ref: \${{ github.event.pull_request.head.sha }}\n      - uses`,
      "with a token that may write",
    ],
    ["the pull request's own Action", GATE, `acme/quench@${SHA}`, "./", "own code: "],
    [
      "passes at the same time",
      GATE,
      "concurrency:\n  group: quench\n  cancel-in-progress: false\n",
      "",
      "concurrency: Job `gate` writes, and says nothing",
    ],
    ["a pass that is canceled", GATE, "cancel-in-progress: false", "cancel-in-progress: true", "may be canceled"],
    [
      "one that may be",
      GATE,
      "cancel-in-progress: false",
      "cancel-in-progress: ${{ github.event_name == 'push' }}",
      "may be canceled",
    ],
    ["no time limit", GATE, "    timeout-minutes: 10\n", "", "timeouts: Job `gate` has no `timeout-minutes`"],
    ["a limit beyond GitHub's", GATE, "timeout-minutes: 10", "timeout-minutes: 3600", "timeouts: "],
    [
      "a secret for all steps",
      GATE,
      "permissions:\n",
      "env:\n  KEY: ${{ secrets.KEY }}\npermissions:\n",
      "secrets: `env.KEY` gives every step a secret.",
    ],
    [
      "a secret for a job's steps",
      GATE,
      "    timeout-minutes: 10\n",
      "    timeout-minutes: 10\n    env:\n      T: ${{ github.token }}\n",
      "gives every step a secret in `env.T`",
    ],
    [
      "a secret beside a command",
      GATE,
      "      - uses",
      "      - run: make\n        env:\n          T: ${{ secrets.T }}\n      - uses",
      "step 1 has a secret in `env.T`",
    ],
    [
      "a secret beside a proof",
      PROVE,
      "          mode: prove",
      "          token: ${{ secrets.BOT }}\n          mode: prove",
      "runs a pull request's code, and step 2 has a secret in `with.token`",
    ],
    [
      "a proof beside the gate",
      PROVE,
      "          test-command: npm test\n",
      `          test-command: npm test\n      - uses: acme/quench@${SHA}\n`,
      "proving: Job `prove` proves, and does more",
    ],
    [
      "a command beside a proof",
      PROVE,
      "      - uses: acme",
      "      - run: npm ci\n      - uses: acme",
      "and its step 2 is another",
    ],
    [
      "a proof on other events",
      PROVE,
      "on: pull_request",
      "on: [pull_request, push]",
      "proves on other events than `pull_request`",
    ],
    ["an input that is none", GATE, "mode: gate", "mode: gate\n          modes: x", "gives Quench an input `modes`"],
    ["a mode that is none", GATE, "mode: gate", "mode: gates", "asks Quench for `gates`"],
  ])("find %s", (_, text, right, wrong, complaint) => {
    expect(broken(text, right, wrong)).toContain(complaint);
  });

  it("let alone what they are not about", () => {
    const several = PROVE.replace("on: pull_request", "on: [issues, pull_request]").replace(
      "    runs-on",
      "    if: github.event_name == 'pull_request'\n    runs-on",
    );
    expect(said(several)).toBe("");
    const placeholder = GATE.replace(`acme/quench@${SHA}`, "<owner>/quench@<full commit SHA>");
    expect(said(placeholder)).toBe("");
    const matrix = `on: push\npermissions:\n  contents: read\njobs:\n  test:\n    timeout-minutes: 5\n    steps:\n      - run: test \${{ matrix.node }}\n`;
    expect(said(matrix)).toBe("");
    const own = GATE.replace(
      `      - uses: acme/quench@${SHA}`,
      `      - uses: ${CHECKOUT}\n        with:\n          ref: \${{ github.event.repository.default_branch }}\n          persist-credentials: false\n      - uses: ./`,
    );
    expect(said(own)).toBe("");
  });
});

describe("which texts are workflows", () => {
  it("are those with `on` and `jobs`, however `on` is written", () => {
    expect(isWorkflow("on: push\njobs: {}\n")).toBe(true);
    expect(isWorkflow('"on": [push]\njobs: {}\n')).toBe(true);
    for (const text of ["jobs: {}\n", "version: 1\nmode: warn\n", "on: [", "- on\n- jobs\n", ""]) {
      expect(isWorkflow(text)).toBe(false);
    }
  });

  it("are found in a page with the line on which they begin, also in a list", () => {
    const page =
      "# Page\n\n```yaml\non: push\n```\n\n1. So:\n\n   ```yml\n   a: 1\n     b: 2\n   ```\n\n```js\non\n```\n";
    expect(blocksOf("page.md", page)).toEqual([
      { place: "page.md:4", text: "on: push\n" },
      { place: "page.md:10", text: "a: 1\n  b: 2\n" },
    ]);
  });

  it("know the modes of a job, `gate` where none is named", () => {
    const job = (uses: string) =>
      parseWorkflow("", `on: push\njobs:\n  a:\n    steps:\n      - uses: ${uses}\n`).jobs[0];
    for (const uses of ["./", `acme/quench@${SHA}`, "<owner>/quench@<full commit SHA>", "OWNER/quench@COMMIT"]) {
      const found = job(uses);
      expect(found === undefined ? [] : modesOf(found)).toEqual(["gate"]);
    }
    const other = job(`acme/quencher@${SHA}`);
    expect(other === undefined ? null : modesOf(other)).toEqual([]);
  });
});
