/**
 * The order in which both sides are run, and what they prove: red on the base with the pull request's tests laid over,
 * for the right reason, and green on its head, each as often as was asked for.
 */
import type { Ended } from "./command.ts";
import type { Failure } from "./failure.ts";

/** One run of a command, with the end of what it printed. */
export interface Run {
  readonly ended: Ended;
  /** Null where it succeeded. */
  readonly failure: Failure | null;
  readonly tail: readonly string[];
  /** Lines before those of `tail`. */
  readonly before: number;
}

export type Side =
  /** The base as it is. */
  | "base"
  /** The base with the pull request's tests. */
  | "red"
  | "green";

export const NOT_PROVEN = [
  "green_before",
  "flaky_red",
  "flaky_green",
  "red_after",
  "hangs_red",
  "hangs_green",
  "missing",
  "compile",
  "no_tests",
  "no_command",
  "not_executable",
  "crash",
] as const;
export const UNKNOWN = [
  "no_commits",
  "no_trees",
  "no_folder",
  "setup",
  "base_hangs",
  "base_red",
  "error",
  "unknown",
] as const;

export type Result =
  | { readonly outcome: "proven" }
  | { readonly outcome: "not_proven"; readonly reason: (typeof NOT_PROVEN)[number] }
  | { readonly outcome: "unknown"; readonly reason: (typeof UNKNOWN)[number] };

export interface Proof {
  readonly result: Result;
  readonly setups: readonly Run[];
  readonly runs: Readonly<Record<Side, readonly Run[]>>;
}

/** What a proof has done. Both trees are there before the first step. */
export interface Steps {
  /** Runs the set-up in the tree of the base or of the head; null where none is asked for. */
  setUp(tree: "base" | "head"): Promise<Run | null>;
  layOver(): Promise<void>;
  run(side: Side, count: number): Promise<Run>;
  /** True where a line names a test file that the pull request adds. */
  isAdded(line: string): boolean;
}

/** Runs as far as a proof is still possible. @throws what the steps throw */
export async function conduct(steps: Steps, repeat: number): Promise<Proof> {
  const setups: Run[] = [];
  const runs: Record<Side, Run[]> = { base: [], red: [], green: [] };
  const as = (result: Result): Proof => ({ result, setups, runs });
  const setUp = async (tree: "base" | "head"): Promise<boolean> => {
    const run = await steps.setUp(tree);
    if (run !== null) setups.push(run);
    return run === null || run.failure === null;
  };

  if (!(await setUp("base"))) return as({ outcome: "unknown", reason: "setup" });
  const before = await steps.run("base", 1);
  runs.base.push(before);
  if (isVoid(before, steps)) {
    return as({ outcome: "unknown", reason: before.failure?.kind === "timeout" ? "base_hangs" : "base_red" });
  }

  await steps.layOver();
  for (let count = 1; count <= repeat; count += 1) {
    runs.red.push(await steps.run("red", count));
    const wrong = wrongRed(runs.red, count === repeat);
    if (wrong !== null) return as(wrong);
  }

  if (!(await setUp("head"))) return as({ outcome: "unknown", reason: "setup" });
  for (let count = 1; count <= repeat; count += 1) {
    runs.green.push(await steps.run("green", count));
    const wrong = wrongGreen(runs.green, count === repeat);
    if (wrong !== null) return as(wrong);
  }
  return as({ outcome: "proven" });
}

/** The base must be green by itself: only then it is the laid-over tests that fail. */
function isVoid({ failure }: Run, steps: Steps): boolean {
  if (failure === null) return false;
  // A command that names a test which the base does not have yet, or finds none at all, says nothing about the base.
  if (failure.kind === "no_tests" || failure.kind === "no_command" || failure.kind === "not_executable") return false;
  return !(failure.kind === "missing" && failure.line !== null && steps.isAdded(failure.line));
}

/** What keeps the runs on the base with the tests from being red for the right reason; null where nothing does so far. */
function wrongRed(runs: readonly Run[], last: boolean): Result | null {
  if (differ(runs)) return { outcome: "not_proven", reason: "flaky_red" };
  const failure = runs.at(-1)?.failure ?? null;
  if (failure === null) return last ? { outcome: "not_proven", reason: "green_before" } : null;
  switch (failure.kind) {
    case "assertion":
      return null;
    case "timeout":
      return { outcome: "not_proven", reason: "hangs_red" };
    case "error":
    case "unknown":
      return { outcome: "unknown", reason: failure.kind };
    default:
      return { outcome: "not_proven", reason: failure.kind };
  }
}

function wrongGreen(runs: readonly Run[], last: boolean): Result | null {
  if (differ(runs)) return { outcome: "not_proven", reason: "flaky_green" };
  const failure = runs.at(-1)?.failure ?? null;
  if (failure === null) return null;
  if (failure.kind === "timeout") return { outcome: "not_proven", reason: "hangs_green" };
  return last ? { outcome: "not_proven", reason: "red_after" } : null;
}

/** Some passed and some did not. */
function differ(runs: readonly Run[]): boolean {
  return runs.some(({ failure }) => failure === null) && runs.some(({ failure }) => failure !== null);
}
