/** The check's text: the verdict first, then what was run, and both logs folded. */
import { stripVTControlCharacters } from "node:util";
import { codeSpan, fenced } from "../../core/markdown.ts";
import { bullets, fit } from "../../core/render/fit.ts";
import { details } from "../../core/render/words.ts";
import type { ProofContent } from "../../github/write/write-proof-check.ts";
import type { Changes } from "./changes.ts";
import type { Proof, Result, Run, Side } from "./proof.ts";
import { wordsOf } from "./reasons.ts";

/** A proof in words, as a check and as the job's own outcome. */
export interface Rendered {
  readonly outcome: "pass" | "fail" | "unknown" | "not_applicable";
  readonly content: ProofContent;
  /** The nearest step, as Markdown; null where there is none. */
  readonly next: string | null;
}

export interface ProofFacts {
  readonly command: string;
  readonly setupCommand: string;
  readonly workingDirectory: string;
  readonly base: string;
  readonly head: string;
  readonly repeat: number;
  readonly changes: Changes;
  readonly proof: Proof;
  /** Takes secrets out of what commands printed. */
  readonly redact: (text: string) => string;
}

const LONGEST = 65_000;
/** Characters of one log; with its fence and the others' it stays below the limit. */
const LOG = 14_000;
/** More of them are folded. */
const FEW_GLOBS = 5;
const MARKS: Readonly<Record<Result["outcome"], string>> = { proven: "✅", not_proven: "⛔", unknown: "❔" };
const VERDICTS: Readonly<Record<Result["outcome"], string>> = {
  proven: "Proven.",
  not_proven: "Not proven.",
  unknown: "Cannot tell.",
};
const OUTCOMES = { proven: "pass", not_proven: "fail", unknown: "unknown" } as const;
/** A required check passes on `neutral`: what cannot be told must not. */
const CONCLUSIONS = { proven: "success", not_proven: "failure", unknown: "action_required" } as const;
const SIDES: Readonly<Record<Side, string>> = {
  base: "Base as it is",
  red: "Base with the tests",
  green: "Head",
};

/** What there is to say where both sides were looked at. */
export function renderProof(facts: ProofFacts): Rendered {
  const { result } = facts.proof;
  const { title, next } = wordsOf(result);
  const logs = (["base", "red", "green"] as const).flatMap((side) => logOf(side, facts));
  const setups = facts.proof.setups.filter(({ failure }) => failure !== null);
  const text = [...setups.map((run) => fold("Set-up: the end of its log", run, facts)), ...logs].join("\n\n");
  const content = { conclusion: CONCLUSIONS[result.outcome], title, summary: renderSummary(facts), text };
  return { outcome: OUTCOMES[result.outcome], content, next };
}

/** Where the proof could not even begin. */
export function renderUnknown(reason: "no_commits" | "no_trees" | "no_folder", detail: string): Rendered {
  const { title, why, next } = wordsOf({ outcome: "unknown", reason });
  const summary = `**❔ Cannot tell.** ${why}\n\n${codeSpan(detail, 600)}\n\n**Next:** ${next ?? ""}`;
  return { outcome: "unknown", content: { conclusion: CONCLUSIONS.unknown, title, summary, text: "" }, next };
}

/** @param deleted the pull request changes tests only by deleting and renaming them */
export function renderNoTests(globs: readonly string[], deleted: boolean): Rendered {
  const title = deleted ? "The pull request only deletes or renames tests" : "The pull request changes no test file";
  const next =
    "Add a test that fails without the change. Where it is a test already, name it in the input `test-files` or in the " +
    "policy's `files.tests`.";
  const list = {
    head: globs.length > FEW_GLOBS ? "The globs of test files" : "The globs of test files:",
    folded: globs.length > FEW_GLOBS,
    lines: bullets(globs.map((glob) => codeSpan(glob, 300))),
    weight: 1,
    noun: ["glob", "globs"],
  } as const;
  const summary = fit([`**➖ Nothing to prove.** ${title}.`, `**Next:** ${next}`, list], LONGEST);
  return { outcome: "not_applicable", content: { conclusion: "neutral", title, summary, text: "" }, next };
}

function renderSummary(facts: ProofFacts): string {
  const { changes, proof, command, setupCommand, workingDirectory, base, head } = facts;
  const { result } = proof;
  const { why, next } = wordsOf(result);
  const place = workingDirectory === "." ? "" : ` in ${codeSpan(workingDirectory, 200)}`;
  const rows = (["base", "red", "green"] as const).map((side) => rowOf(side, facts));
  const tests = changes.tests.map(
    ({ path, now, added }) =>
      `${codeSpan(path, 300)}${now === null ? ", deleted or renamed" : added ? ", new here" : ", changed"}`,
  );
  return fit(
    [
      `**${MARKS[result.outcome]} ${VERDICTS[result.outcome]}** ${why}`,
      next === null ? "" : `**Next:** ${next}`,
      ["| side | runs | result | took |", "| --- | --- | --- | --- |", ...rows].join("\n"),
      toldBy(facts),
      { head: "Tests laid over the base:", lines: bullets(tests), weight: 1, noun: ["file", "files"], least: 3 },
      {
        head:
          "⚠️ The pull request also changes what the command reads. It ran on the head only, so look whether the command " +
          "is still the same:",
        lines: bullets(changes.settings.map((path) => codeSpan(path, 300))),
        weight: 2,
        noun: ["file", "files"],
        least: 3,
      },
      [
        `Command, from the workflow: ${codeSpan(command, 1000)}${place}.`,
        setupCommand === "" ? "" : ` Before it, once in each tree: ${codeSpan(setupCommand, 1000)}.`,
        ` Base ${codeSpan(base.slice(0, 7))}, head ${codeSpan(head.slice(0, 7))}.`,
      ].join(""),
      changes.submodules ? "Submodules were not fetched: their folders are empty on both sides." : "",
      changes.largeFiles ? "Files in Git LFS were not fetched: they are pointers on both sides." : "",
    ],
    LONGEST,
  );
}

/** The line by which the failure on the base was told. */
function toldBy({ proof, redact }: ProofFacts): string {
  const line = proof.runs.red.at(-1)?.failure?.line ?? null;
  return line === null ? "" : `What told: ${codeSpan(redact(line), 300)}`;
}

function rowOf(side: Side, { proof, repeat }: ProofFacts): string {
  const runs = proof.runs[side];
  const asked = side === "base" ? 1 : repeat;
  if (runs.length === 0) return `| ${SIDES[side]} | 0 of ${asked} | not run | |`;
  const failed = runs.filter(({ failure }) => failure !== null);
  const passed = runs.length - failed.length;
  const how =
    failed.length === 0 ? "passes" : passed === 0 ? resultOf(failed) : `${failed.length} failed, ${passed} passed`;
  const took = runs.map(({ ended }) => duration(ended.milliseconds)).join(", ");
  return `| ${SIDES[side]} | ${runs.length} of ${asked} | ${how} | ${took} |`;
}

const FAILURES: Readonly<Record<string, string>> = {
  assertion: "fails: an assertion",
  error: "fails: an error, no assertion",
  missing: "fails: something is missing",
  compile: "fails: does not compile",
  no_tests: "finds no tests",
  no_command: "fails: no such command",
  not_executable: "fails: cannot be run",
  crash: "crashes",
  timeout: "hangs, was ended",
  unknown: "fails",
};

function resultOf(failed: readonly Run[]): string {
  const [first] = failed;
  const { code = null } = first?.ended ?? {};
  const words = FAILURES[first?.failure?.kind ?? "unknown"] ?? "fails";
  return code === null ? words : `${words} (exit ${code})`;
}

/** The last log of a side; of a flaky one the first that failed. */
function logOf(side: Side, facts: ProofFacts): readonly string[] {
  const runs = facts.proof.runs[side];
  const failed = runs.findIndex(({ failure }) => failure !== null);
  const shown = failed === -1 ? runs.length - 1 : failed;
  const run = runs[shown];
  if (run === undefined || (side === "base" && run.failure === null)) return [];
  return [fold(`${SIDES[side]}, run ${shown + 1} of ${runs.length}: the end of its log`, run, facts)];
}

function fold(title: string, { tail, before }: Run, { redact }: ProofFacts): string {
  const lines = tail.map((line) => stripVTControlCharacters(line));
  let from = lines.length;
  for (let size = 0; from > 0; from -= 1) {
    size += (lines[from - 1] ?? "").length + 1;
    if (size > LOG) break;
  }
  const left = before + from;
  const note = left === 0 ? "" : `${left} ${left === 1 ? "line" : "lines"} before it are in the job's log.\n\n`;
  const text = redact(lines.slice(from).join("\n"));
  return details(title, text === "" ? "It printed nothing." : note + fenced(text));
}

/** `120 ms`, `1.2 s`, `75 s`. */
function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`;
}
