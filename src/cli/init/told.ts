/** What `quench init` says: each file with what became of it, and what to do next. */
import { UNKNOWN_COPY } from "../../core/onboarding/workflow.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { defaultPolicy } from "../../core/policy/resolve.ts";
import { wrapped } from "../../core/render/wrap.ts";
import { printable } from "../frame/command.ts";
import { shellWord } from "../shell-word.ts";
import type { Answers } from "./answers.ts";
import type { WantedFile } from "./files.ts";

export interface Done {
  /** Absolute. */
  readonly root: string;
  /** A folder below the root was named. */
  readonly below: boolean;
  readonly git: boolean;
  readonly answers: Answers;
  readonly files: readonly WantedFile[];
  /** Those of them that were written, or are to be. */
  readonly written: readonly WantedFile[];
  /** The policy that was there already; null where it is the one that was written, or is not valid. */
  readonly policy: Policy | null;
}

/** Characters of a line that names what somebody else wrote; a path may be as long (Linux's PATH_MAX). */
const LONGEST = 4096;

/** Columns that stand before a step's words. */
const STEP_INDENT = 5;
const WIDTH = 80;

const GUIDE = "https://github.com/quench-dev/quench/blob/main/docs";

/** @returns lines for a terminal */
export function told(done: Done): string {
  const { written, files } = done;
  const left = files.filter((file) => file.standing === "differs" && !written.includes(file));
  const head =
    written.length > 0
      ? []
      : [left.length === 0 ? "Everything is there already: nothing changed." : "Nothing changed."];
  const next = nextSteps(done).map((step, index) => `  ${index + 1}. ${stepText(step)}`);
  return lines([
    where(done),
    ...rows(done, ["wrote", "overwrote"]),
    ...(left.length === 0 ? [] : ["--force overwrites what was left; `git diff` then shows what changed."]),
    ...head,
    "",
    "Next:",
    ...next,
  ]);
}

/** The same before it is done. */
export function planned(done: Done): string {
  return lines([where(done), ...rows(done, ["to write", "to overwrite"])]);
}

/** @returns one line of JSON, for programs */
export function json(done: Done): string {
  const { root, git, answers, files, written } = done;
  const state = (file: WantedFile): string => {
    if (!written.includes(file)) return file.standing === "differs" ? "left" : file.standing;
    return file.standing === "differs" ? "overwritten" : "written";
  };
  const told = files.map((file) => ({ path: file.path, state: state(file), remark: file.remark }));
  return `${JSON.stringify({ root, git, answers, files: told, next: nextSteps(done) })}\n`;
}

/** A command or an address at the end of a step stays on one line: people copy it. */
function stepText(step: string): string {
  const [, words, whole] = /^(.*?: )((?:https:|git |gh |quench ).*)$/.exec(step) ?? [];
  if (words === undefined || whole === undefined) return wrapped(step, STEP_INDENT);
  return step.length <= WIDTH - STEP_INDENT
    ? step
    : `${wrapped(words.trim(), STEP_INDENT)}\n${" ".repeat(STEP_INDENT)}${whole}`;
}

function where({ root, below, git }: Done): string {
  const remark = below ? " (the root of the checkout)" : git ? "" : " (no git repository)";
  return `In ${printable(root, LONGEST)}${remark}:`;
}

function rows({ files, written }: Done, [fresh, over]: readonly [string, string]): readonly string[] {
  const entries = files.map((file) => {
    if (!written.includes(file)) return { word: file.standing === "differs" ? "left" : "is there", file };
    return { word: file.standing === "differs" ? over : fresh, file };
  });
  const width = Math.max(...entries.map(({ word }) => word.length));
  return entries.map(({ word, file }) => {
    const said = file.remark === null ? "" : `: it ${word === over ? past(file.remark) : file.remark}`;
    return `  ${word.padEnd(width)}  ${printable(`${file.path}${said}`, LONGEST)}`;
  });
}

function past(remark: string): string {
  return remark
    .replace(/^is /, "was ")
    .replace(/^differs /, "differed ")
    .replace(/^runs /, "ran ");
}

function nextSteps({ answers, written, git, policy, files, root }: Done): readonly string[] {
  const { incident } = policy ?? defaultPolicy("warn");
  const [label = "incident"] = incident.labels;
  const workflow = files.find(({ path }) => path.startsWith(".github/workflows/"));
  const broken = files.find(
    ({ path, standing, remark }) =>
      path === ".github/quench.yml" && standing === "differs" && remark?.startsWith("is not valid"),
  );
  return [
    ...(broken === undefined || written.includes(broken)
      ? []
      : ["Mend the policy: `quench check-policy` tells all that is wrong with it."]),
    ...(workflow !== undefined && answers.uses === UNKNOWN_COPY
      ? [
          `Put your copy of Quench into ${workflow.path}, in place of ${UNKNOWN_COPY}: a repository on GitHub that holds it, and the full SHA of a commit there. Until then GitHub refuses to run it.`,
        ]
      : []),
    ...(workflow !== undefined && answers.uses !== UNKNOWN_COPY && !/@[0-9a-f]{40}$/.test(answers.uses)
      ? [
          `Name a commit by its full SHA in ${workflow.path}, in place of ${printable(answers.uses)}: whoever may push there can move a branch or a tag.`,
        ]
      : []),
    ...(written.length === 0
      ? []
      : [
          git
            ? `Commit it to the default branch: ${commitLine(root)}`
            : "Commit it to the default branch of a repository.",
        ]),
    ...(answers.with === "action"
      ? []
      : [`Register the App, run it, and install it: ${GUIDE}/tutorial/getting-started.md`]),
    `Make the label, if there is none: gh label create ${shellWord(label)}`,
    `Put the label on an issue. What happens then: ${GUIDE}/tutorial/getting-started.md#6-name-who-does-what`,
    "See that all is well: quench doctor OWNER/REPO",
  ];
}

function commitLine(root: string): string {
  const folder = root === process.cwd() ? "" : ` -C ${shellWord(printable(root, LONGEST))}`;
  return `git${folder} add .github && git${folder} commit -m "Set up Quench"`;
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
