/** Runs a proof in two trees of the repository. */
import { join } from "node:path";
import type { Job } from "../job.ts";
import type { Changes } from "./changes.ts";
import { runCommand } from "./command.ts";
import type { Commits } from "./commits.ts";
import { withoutOurs } from "./environment.ts";
import { createReader, failureOf, type Told } from "./failure.ts";
import type { Git } from "./git.ts";
import { openGroup } from "./log.ts";
import { createTail } from "./output.ts";
import { conduct, type Proof, type Run } from "./proof.ts";
import { addTree, folderIn, layOver } from "./trees.ts";

export interface SidesOptions {
  readonly git: Git;
  readonly commits: Commits;
  readonly changes: Changes;
  /** An empty folder for both trees. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const MINUTE = 60_000;

/**
 * Checks both sides out and runs them.
 *
 * @returns null where a side lacks the working directory
 * @throws GitError where a tree cannot be made
 */
export async function runSides(job: Job, options: SidesOptions): Promise<Proof | null> {
  const { git, commits, changes, folder, env } = options;
  const { testCommand, setupCommand, workingDirectory, commandLimit, repeat, token } = job.inputs;
  // The folders' names tell a test nothing about the side that it is on.
  const trees = { base: join(folder, "tree-1"), head: join(folder, "tree-2") };
  await addTree(git, commits.repository, commits.base, trees.base);
  await addTree(git, commits.repository, commits.head, trees.head);
  const folders = { base: folderIn(trees.base, workingDirectory), head: folderIn(trees.head, workingDirectory) };
  const { base, head } = folders;
  if (base === null || head === null) return null;

  const clean = withoutOurs(env, token);
  let usual: Told["assertions"] = new Map();
  const run = async (title: string, command: string, where: string): Promise<Run> => {
    const tail = createTail();
    const told = createReader(usual);
    const log = openGroup(job.command, title, tail);
    try {
      const ended = await runCommand(command, {
        folder: where,
        env: { ...clean, PWD: where },
        limit: commandLimit * MINUTE,
        onLine(line) {
          tail.add(line);
          told.read(line);
          log.line(line);
        },
      });
      const failure = failureOf(ended, told);
      if (failure === null) usual = told.assertions;
      return { ended, failure, tail: tail.lines(), before: tail.before() };
    } finally {
      log.end();
    }
  };
  const added = changes.tests.filter((test) => test.added).map(({ path }) => path);
  const titles = { base: "The base as it is", red: "The base with the pull request's tests", green: "The head" };
  const told = async (title: string, command: string, where: string): Promise<Run> => {
    const result = await run(title, command, where);
    job.say(`${title}: ${sayEnd(result)}`);
    return result;
  };
  return conduct(
    {
      setUp: (tree) =>
        setupCommand === ""
          ? Promise.resolve(null)
          : told(`Set-up of the ${tree}`, setupCommand, tree === "base" ? base : head),
      layOver: () => layOver(git, trees.base, changes.tests),
      run: (side, count) =>
        told(
          `${titles[side]}, run ${count} of ${side === "base" ? 1 : repeat}`,
          testCommand,
          side === "green" ? head : base,
        ),
      isAdded: (line) => added.some((path) => names(line, path)),
    },
    repeat,
  );
}

/** By its path, by its name, or as Python names a module. */
function names(line: string, path: string): boolean {
  const file = path.slice(path.lastIndexOf("/") + 1);
  const module = path.replace(/\.py$/, "").replaceAll("/", ".");
  return line.includes(path) || line.includes(file) || (path.endsWith(".py") && line.endsWith(`: ${module}`));
}

function sayEnd({ ended, failure }: Run): string {
  const took = `${(ended.milliseconds / 1000).toFixed(1)} s`;
  if (ended.timedOut) return `did not end in time, and was ended after ${took}.`;
  if (failure === null) return `exit 0 after ${took}.`;
  const how = ended.code === null ? `ended by ${ended.signal ?? "a signal"}` : `exit ${ended.code}`;
  return `${how} after ${took}; looks like: ${failure.kind.replaceAll("_", " ")}.`;
}
