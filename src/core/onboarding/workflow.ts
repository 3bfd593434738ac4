/** The workflow that runs the Action in a repository that has none: a job for each mode, each with least permissions. */
import { MODE_PERMISSIONS, type ModeName } from "./modes.ts";

export interface WorkflowChoices {
  /** The copy of the Action: `owner/repo@<commit>`. */
  readonly uses: string;
  /** Names of the repository's other workflows: what they run is evidence. */
  readonly workflows: readonly string[];
}

/** Where a workflow of ours lies. */
export const WORKFLOW_PATH = ".github/workflows/quench.yml";

/** What stands where no copy of the Action is known: GitHub refuses to run it until somebody names one. */
export const UNKNOWN_COPY = "OWNER/quench@COMMIT";

/** actions/upload-artifact, by commit as any other Action. */
const UPLOAD = "actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0";

/** The lines under `permissions:` of a job. */
function permissionsOf(mode: ModeName): string {
  return Object.entries(MODE_PERMISSIONS[mode])
    .map(([key, level]) => `      ${key}: ${level}`)
    .join("\n");
}

/** @returns YAML with comments. */
export function starterWorkflow({ uses, workflows }: WorkflowChoices): string {
  const copy =
    uses === UNKNOWN_COPY ? `${uses} # put in your copy of Quench, and the full SHA of one of its commits` : uses;
  return `# Quench: an incident closes when its fix is proven, not when someone says so.
# What each job does: https://github.com/quench-dev/quench/blob/main/docs/how-to/run-as-an-action.md
name: Quench

on:
  issues:
    types: [opened, edited, closed, reopened, labeled, unlabeled, assigned, unassigned]
  issue_comment:
    types: [created, edited, deleted]
  pull_request:
    types: [opened, edited, reopened, synchronize, closed]
  pull_request_review:
    types: [submitted, edited, dismissed]
  merge_group:
    types: [checks_requested]
${workflowRun(workflows)}  schedule:
    - cron: "17 * * * *"
  workflow_dispatch:
    inputs:
      mode:
        description: What to do
        type: choice
        options: [sweep, report]
        default: sweep

# Each job takes what it needs. None of them checks out or runs the repository's code.
permissions: {}

jobs:
  # The incident behind the event: judges it, and says what is missing.
  gate:
    if: github.event_name != 'schedule' && github.event_name != 'workflow_dispatch'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
${permissionsOf("gate")}
    # One pass at a time. A waiting run that a newer one replaces loses nothing: each run reads everything again.
    concurrency:
      group: quench-\${{ github.event.issue.number || github.event.pull_request.number || github.event.merge_group.head_sha || github.event.workflow_run.head_sha }}
      cancel-in-progress: false
    steps:
      - uses: ${copy}
        with:
          mode: gate

  # A pull request that changes the policy: what is wrong with it, and what it would change.
  policy:
    if: github.event_name == 'pull_request' && github.event.action != 'closed'
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
${permissionsOf("policy")}
    concurrency:
      group: quench-policy-\${{ github.event.pull_request.number }}
      cancel-in-progress: false
    steps:
      - uses: ${copy}
        with:
          mode: policy

  # All incidents: what no event tells, reminders, digest, audit and ledgers.
  sweep:
    if: github.event_name == 'schedule' || inputs.mode == 'sweep'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
${permissionsOf("sweep")}
    concurrency:
      group: quench-sweep
      cancel-in-progress: false
    steps:
      - uses: ${copy}
        with:
          mode: sweep

  # The portfolio on the run's page, with verdicts and bundles as files. Start it from the Actions tab.
  report:
    if: inputs.mode == 'report'
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
${permissionsOf("report")}
    steps:
      - id: quench
        uses: ${copy}
        with:
          mode: report
      - uses: ${UPLOAD}
        with:
          name: quench-report
          path: \${{ steps.quench.outputs.directory }}
`;
}

/** GitHub refuses \`workflow_run\` without names. */
function workflowRun(workflows: readonly string[]): string {
  if (workflows.length === 0) return "";
  return `  # Their runs are evidence. Nothing of what they built is used here.
  workflow_run:
    workflows: [${workflows.map((name) => JSON.stringify(name)).join(", ")}]
    types: [completed]
`;
}
