/**
 * The mode `prove`: a pull request's tests are red on its base and green on its head (docs/explanation/red-green.md).
 * Nothing here is believed by the gates but the check's conclusion.
 */
import { mkdirSync, mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { globProblem } from "../../core/policy/glob.ts";
import { defaultPolicy } from "../../core/policy/resolve.ts";
import { type Inputs, WorkflowError } from "../inputs.ts";
import type { Job, JobReport } from "../job.ts";
import { readPolicyInForce } from "../read-policy.ts";
import { type Changes, readChanges } from "./changes.ts";
import { type Rendered, renderNoTests, renderProof, renderUnknown } from "./check.ts";
import { gatherCommits } from "./commits.ts";
import { redactor } from "./environment.ts";
import { createGit, GitError } from "./git.ts";
import { report } from "./report.ts";
import { readRequest, type ProofRequest } from "./request.ts";
import { runSides } from "./sides.ts";
import { removeFolder } from "./trees.ts";

/** Runs a proof and posts it. @throws WorkflowError where the workflow asks for what cannot be done */
export async function prove(job: Job): Promise<JobReport> {
  const request = readRequest(job.runner.eventName, job.payload);
  checkInputs(job.inputs);
  if (request.closed) {
    const note = `Pull request #${request.number} is closed: nothing is proven any more.`;
    return {
      outputs: { outcome: "not_applicable" },
      summary: `${note}\n`,
      annotations: [],
      notes: [note],
      warnings: [],
      failures: [],
    };
  }
  const globs = job.inputs.testFiles.length > 0 ? job.inputs.testFiles : await policyGlobs(job);
  // The runner ends a canceled job by SIGINT, then SIGTERM: without a listener no `exit` would come before the end.
  const leave = (): never => process.exit(130);
  process.once("SIGINT", leave).once("SIGTERM", leave);
  const parent = job.runner.temp ?? tmpdir();
  mkdirSync(parent, { recursive: true });
  // Its real name: runners of tests compare paths.
  const folder = realpathSync(mkdtempSync(join(parent, "quench-prove-")));
  let rendered: Rendered;
  let left = false;
  const clear = (): void => {
    left = !removeFolder(folder);
  };
  process.once("exit", clear);
  try {
    rendered = await proofOf(job, request, globs, folder);
  } finally {
    process.off("exit", clear).off("SIGINT", leave).off("SIGTERM", leave);
    clear();
  }
  return report(job, request, rendered, left ? [`${folder} could not be removed as a whole.`] : []);
}

async function proofOf(job: Job, request: ProofRequest, globs: readonly string[], folder: string): Promise<Rendered> {
  const { env } = process;
  const { inputs, place, runner } = job;
  const server = env["GITHUB_SERVER_URL"] || "https://github.com";
  const git = createGit(env, { server, token: inputs.token });
  const repository = join(folder, "repository");
  mkdirSync(repository);
  let missing: "no_commits" | "no_trees" = "no_commits";
  try {
    const commits = await gatherCommits(git, request, {
      workspace: runner.workspace,
      folder: repository,
      address: `${server.replace(/\/+$/, "")}/${place.owner}/${place.repo}`,
    });
    job.say(`Base ${commits.base}, head ${commits.head}.`);
    const changes = await readChanges(git, commits, globs, inputs.testCommand);
    if (!hasTests(changes)) return renderNoTests(globs, changes.tests.length > 0);
    missing = "no_trees";
    const proof = await runSides(job, { git, commits, changes, folder, env });
    if (proof === null) return renderUnknown("no_folder", inputs.workingDirectory);
    const { testCommand: command, setupCommand, workingDirectory, repeat } = inputs;
    const redact = redactor(env, inputs.token);
    return renderProof({ ...commits, command, setupCommand, workingDirectory, repeat, changes, proof, redact });
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return renderUnknown(missing, error.message);
  }
}

function hasTests({ tests }: Changes): boolean {
  return tests.some(({ now, moved }) => now !== null && !moved);
}

function checkInputs({ testCommand, testFiles, workingDirectory }: Inputs): void {
  if (process.platform === "win32") {
    throw new WorkflowError("The mode `prove` runs on Linux and macOS. Use `runs-on: ubuntu-latest`.");
  }
  if (testCommand === "") {
    throw new WorkflowError("The mode `prove` needs the input `test-command`: the command that runs the tests.");
  }
  for (const glob of testFiles) {
    const problem = globProblem(glob);
    if (problem !== null)
      throw new WorkflowError(`The input \`test-files\` holds ${JSON.stringify(glob)}: ${problem}.`);
  }
  if (workingDirectory.startsWith("/") || workingDirectory.split(/[\\/]/).includes("..")) {
    throw new WorkflowError(
      `The input \`working-directory\` is ${JSON.stringify(workingDirectory)}. Write a folder below the repository's root.`,
    );
  }
}

/** Of the policy in force on the default branch, never of the head; the defaults where there is none. */
async function policyGlobs(job: Job): Promise<readonly string[]> {
  const inForce = await readPolicyInForce(job);
  const policy = inForce.state === "in_force" ? inForce.policy : defaultPolicy("shadow");
  return policy.files.tests;
}
