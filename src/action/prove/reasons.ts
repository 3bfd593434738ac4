/** What each outcome is called, why, and what would turn it. */
import type { NOT_PROVEN, Result, UNKNOWN } from "./proof.ts";

export interface Words {
  /** At most a line, for the check's title. */
  readonly title: string;
  /** Full sentences. */
  readonly why: string;
  /** The nearest step; null where there is none to take. */
  readonly next: string | null;
}

const CANNOT_RUN_THERE =
  "A test that cannot run without the change shows that the change is there, not that it mends something.";
const BEHAVIOR = "Let the test use only what the base has too, and assert what the fault got wrong.";

const REASONS: Readonly<Record<(typeof NOT_PROVEN)[number] | (typeof UNKNOWN)[number], Words>> = {
  green_before: {
    title: "These tests do not show the fault",
    why: "They pass without the change, too, or the command does not run them.",
    next: "Write a test that fails on the base; where the command names its tests, name this one.",
  },
  flaky_red: {
    title: "The tests are flaky on the base",
    why: "Run several times on the base with the pull request's tests, the command failed and passed.",
    next: "Make the test fail each time without the change: fix its clock, order, seed or network.",
  },
  flaky_green: {
    title: "The tests are flaky on the head",
    why: "Run several times on the head, the command passed and failed.",
    next: "Make the tests pass each time: fix their clock, order, seed or network.",
  },
  red_after: {
    title: "The tests fail on the head",
    why: "With the change, the command fails as well.",
    next: "Make the command pass on the head.",
  },
  hangs_red: {
    title: "The tests hang on the base",
    why: "On the base with the pull request's tests the command did not end in time, and was ended. That is no failed assertion.",
    next: "Give the test a time limit of its own that fails it, or raise the input `command-limit`.",
  },
  hangs_green: {
    title: "The tests hang on the head",
    why: "On the head the command did not end in time, and was ended.",
    next: "Make the command end, or raise the input `command-limit`.",
  },
  missing: {
    title: "Something that the tests use is missing on the base",
    why: `On the base a module, a symbol or a member is missing, and no assertion failed. ${CANNOT_RUN_THERE}`,
    next: `${BEHAVIOR} A fixture of the test must be among \`test-files\`.`,
  },
  compile: {
    title: "The tests do not compile on the base",
    why: `On the base the tests cannot be compiled or loaded, and no assertion failed. ${CANNOT_RUN_THERE}`,
    next: BEHAVIOR,
  },
  no_tests: {
    title: "The command finds no tests on the base",
    why: "Even with the pull request's tests laid over, the command ran none.",
    next: "Give a `test-command` that runs the pull request's tests.",
  },
  no_command: {
    title: "The command does not exist on the base",
    why: "The shell found no such command (exit code 127).",
    next: "Correct the input `test-command`, or install what it needs by `setup-command`.",
  },
  not_executable: {
    title: "The command cannot be run on the base",
    why: "The shell may not run it (exit code 126).",
    next: "Make the file executable, or name its interpreter in the input `test-command`.",
  },
  crash: {
    title: "The command crashed on the base",
    why: "A signal ended it before its tests could say anything.",
    next: "Look at the log below: memory, a native module, or the runner itself.",
  },
  no_commits: {
    title: "The commits could not be read",
    why: "Both sides are needed, the pull request's base and its head.",
    next: "Mend what git says; with `fetch-depth: 0`, `actions/checkout` brings every commit. Then run the job again.",
  },
  no_trees: {
    title: "The two sides could not be checked out",
    why: "The base and the head are written beside the checkout, into the runner's temporary folder, and git could not.",
    next: "Mend what git says, or make room on the disk, and run the job again.",
  },
  no_folder: {
    title: "The working directory is not on both sides",
    why: "The folder of the input `working-directory` is missing on one side, so that nothing can be run there.",
    next: "Name a folder that the base and the head have.",
  },
  setup: {
    title: "The set-up failed",
    why: "The input `setup-command` did not succeed, so no test was run after it.",
    next: "Make it succeed in a fresh checkout, and run the job again.",
  },
  base_hangs: {
    title: "The command hangs on the base by itself",
    why: "Even without the pull request's tests the command did not end in time, and was ended.",
    next: "Give a `test-command` that ends by itself, as no watch mode does, or raise the input `command-limit`.",
  },
  base_red: {
    title: "The base is red by itself",
    why: "The command fails on the base even without the pull request's tests. Whatever fails after that proves nothing.",
    next: "Mend the base branch and update this one, or give a `test-command` that runs fewer tests.",
  },
  error: {
    title: "A test ended with an error, not with an assertion",
    why: "On the base a test failed, but by an error that no assertion raised. Whether it is the fault cannot be told.",
    next: "Assert it: that the call does not throw, or what it gives back.",
  },
  unknown: {
    title: "Why the tests fail on the base cannot be told",
    why: "The command failed, and nothing that it printed says that an assertion did not hold.",
    next:
      "Let the runner print its failures in full. A script of your own says it with a line that begins with " +
      "`AssertionError: `.",
  },
};

const PROVEN: Words = {
  title: "The tests fail without the change and pass with it",
  why: "On the base with only this pull request's tests laid over, an assertion fails; on the head all pass.",
  next: null,
};

export function wordsOf(result: Result): Words {
  return result.outcome === "proven" ? PROVEN : REASONS[result.reason];
}
