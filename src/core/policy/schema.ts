/**
 * The policy file's shape. Keys are written as in the file, so that `policy.closure.max_reopens_per_day`, the docs and
 * an error message all call a setting by one name. Durations are milliseconds once read.
 */
import * as z from "zod";
import { checkLabels, checkNumbers, checkPromotion } from "./cross-checks.ts";
import { extendsSetting } from "./extends.ts";
import { evidence, failureClasses, files, ledger, people } from "./fact-settings.ts";
import {
  adoption,
  checks,
  closure,
  enabled,
  enforce,
  gates,
  incident,
  items,
  mode,
  promote,
  scores,
} from "./gate-settings.ts";
import { effect, findings, phases, reminders, rhythm, sprint, time, windows } from "./time-settings.ts";

export { MODES } from "./settings.ts";

/** `.github/quench.yml`, version 1. Unknown keys are refused: a misspelt key must not silently do nothing. */
export const policySchema = z
  .strictObject({
    version: z.literal(1, "write `version: 1`").describe("Version of this file's format; always `1`."),
    _extends: extendsSetting,
    enabled,
    mode,
    promote,
    enforce,
    gates,
    scores,
    adoption,
    incident,
    items,
    closure,
    checks,
    windows,
    findings,
    sprint,
    reminders,
    phases,
    effect,
    rhythm,
    time,
    failure_classes: failureClasses,
    evidence,
    files,
    ledger,
    people,
  })
  .superRefine((policy, context) => {
    const complaints = [...checkPromotion(policy.promote), ...checkNumbers(policy.adoption), ...checkLabels(policy)];
    for (const { path, other, message } of complaints) {
      context.addIssue({ code: "custom", path: [...path], message, params: { other } });
    }
  })
  .describe("The policy of Quench, post-incident hardening gates: `.github/quench.yml` on the default branch.");

/** The policy in force: every setting has its value. */
export type Policy = z.output<typeof policySchema>;

/** The kinds of file that a merged pull request can prove something with (R-H2). */
export type FileKind = keyof Policy["files"];
