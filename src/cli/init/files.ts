/** Which files `quench init` wants, and how each stands beside what is there. */
import { configFile, CONFIG_FILE } from "../../core/forms/templates.ts";
import { compareForms } from "../../core/forms/compare.ts";
import { FORMS_FOLDER, offeredFiles } from "../../core/onboarding/links.ts";
import { starterPolicy } from "../../core/onboarding/starter.ts";
import { starterWorkflow, WORKFLOW_PATH } from "../../core/onboarding/workflow.ts";
import { formatDiagnostic, POLICY_PATH } from "../../core/policy/parse.ts";
import type { Answers } from "./answers.ts";
import { placeOf, type Seen, textAt } from "./seen.ts";

/** `differs`: left as it is, unless it is to be overwritten. */
export type Standing = "missing" | "same" | "differs";

export interface WantedFile {
  /** From the root; where the file is there under its other ending, that one. */
  readonly path: string;
  readonly text: string;
  readonly standing: Standing;
  /** Why it is left, as a clause; null where there is nothing to say. */
  readonly remark: string | null;
}

/** Every file, in the order in which they matter. @throws CannotWrite where one cannot be read */
export function wantedFiles(root: string, answers: Answers, seen: Seen): readonly WantedFile[] {
  const forms = offeredFiles([]).filter(({ path }) => path !== POLICY_PATH);
  const chooser = { path: `${FORMS_FOLDER}/${CONFIG_FILE}`, text: configFile() };
  return [
    policyFile(answers, seen),
    ...(answers.with === "app" ? [] : [workflowFile(answers, seen)]),
    ...forms.map((form) => compared(root, form)),
    ...(seen.chooser ? [] : [compared(root, chooser)]),
  ];
}

function policyFile({ mode, zone }: Answers, { policy }: Seen): WantedFile {
  const text = starterPolicy({ mode, zone });
  const file = { path: POLICY_PATH, text };
  if (policy === null) return { ...file, standing: "missing", remark: null };
  const [problem] = policy.problems;
  if (problem !== undefined)
    return { ...file, standing: "differs", remark: `is not valid: ${formatDiagnostic(problem)}` };
  return same(policy.text, text)
    ? { ...file, standing: "same", remark: null }
    : { ...file, standing: "differs", remark: `is a policy of your own, valid, mode ${policy.policy?.mode ?? ""}` };
}

/** What the present workflow was made with holds on: a workflow that came since does not make it another. */
function workflowFile({ uses }: Answers, { workflow, workflows }: Seen): WantedFile {
  const text = starterWorkflow({ uses, workflows });
  if (workflow === null) return { path: WORKFLOW_PATH, text, standing: "missing", remark: null };
  const file = { path: workflow.path, text };
  const alike =
    withoutNames(workflow.text) === withoutNames(starterWorkflow({ uses: workflow.uses ?? uses, workflows }));
  if (alike && (workflow.uses ?? uses) === uses) return { ...file, standing: "same", remark: null };
  if (alike) return { ...file, standing: "differs", remark: `runs \`${workflow.uses ?? ""}\`` };
  return { ...file, standing: "differs", remark: lineOf(workflow.text, text) };
}

function withoutNames(text: string): string {
  return plain(text).replace(
    / {2}# Their runs are evidence\.[^\n]*\n {2}workflow_run:\n {4}workflows:[^\n]*\n {4}types: \[completed\]\n/,
    "",
  );
}

function compared(root: string, { path, text }: { readonly path: string; readonly text: string }): WantedFile {
  const place = placeOf(root, path);
  if (place === null) return { path, text, standing: "missing", remark: null };
  const present = textAt(root, place) ?? "";
  if (same(present, text)) return { path: place, text, standing: "same", remark: null };
  return { path: place, text, standing: "differs", remark: lineOf(present, text) };
}

function lineOf(present: string, text: string): string {
  const [drift] = compareForms({ file: text }, { file: present });
  return `differs from line ${drift?.line ?? 1} on`;
}

function same(present: string, text: string): boolean {
  return plain(present) === plain(text);
}

/** How lines end is no difference: a checkout may rewrite that. */
function plain(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
}
