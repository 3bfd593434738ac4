/** `quench check-policy`: what is wrong with a policy file, or what it puts in force. */
import { belowFloor } from "../core/policy/floor.ts";
import { type Diagnostic, formatDiagnostic, parsePolicy } from "../core/policy/parse.ts";
import { promotionAt } from "../core/policy/promote.ts";
import type { Policy } from "../core/policy/schema.ts";
import { policyWarnings } from "../core/policy/warnings.ts";
import { formatDuration, fromEpoch, localDay } from "../core/time.ts";
import { nameOf } from "./file-failure.ts";
import { CannotJudge, readText } from "./policy-source.ts";

export interface CheckPolicyOptions {
  /** The file; `-` reads standard input. */
  readonly file: string;
  readonly json: boolean;
  /** Milliseconds since the epoch, for promotion dates. */
  readonly now: number;
}

/** @returns the exit code: 0 valid, perhaps with warnings; 1 not valid, or not to be read. */
export function checkPolicy({ file, json, now }: CheckPolicyOptions): number {
  const path = nameOf(file);
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    if (!(error instanceof CannotJudge)) throw error;
    const { message } = error;
    if (json) process.stdout.write(`${JSON.stringify({ file: path, valid: false, error: message }, null, 2)}\n`);
    else process.stderr.write(`${message}\n`);
    return 1;
  }
  const { policy, problems } = parsePolicy(text, path);
  const today = policy === null ? null : localDay(fromEpoch(now), policy.time.zone);
  const warnings = policy === null ? [] : policyWarnings(text, policy, path, today);
  if (json) {
    const summary = policy === null ? null : inForce(policy, now);
    const answer = { file: path, valid: policy !== null, problems, warnings, in_force: summary, policy };
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  } else {
    const lines = [
      ...problems.map(formatDiagnostic),
      ...warnings.map(formatWarning),
      ...(policy === null ? [] : [summaryOf(path, policy, now)]),
    ];
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  }
  return policy === null ? 1 : 0;
}

function formatWarning(warning: Diagnostic): string {
  return formatDiagnostic({ ...warning, message: `warning: ${warning.message}` });
}

function inForce(policy: Policy, now: number) {
  const { mode, next } = promotionAt(policy, fromEpoch(now));
  return {
    enabled: policy.enabled,
    mode,
    next,
    high_risk: policy.enforce.when,
    below_floor: belowFloor(policy),
    extends: policy._extends,
  };
}

/** One line: the mode, where it blocks, and what stands below the guide's floor. */
function summaryOf(path: string, policy: Policy, now: number): string {
  const { enabled, mode, next, high_risk, below_floor } = inForce(policy, now);
  const upon =
    policy._extends === null
      ? ""
      : ` It builds on \`${policy._extends}\`, which is not looked up here: the two together may differ from this.`;
  if (!enabled) {
    return `${path}: valid; switched off by \`enabled: false\`.${upon}`;
  }
  const then = next === null ? "" : ` (${next.mode} from ${localDay(next.at, policy.time.zone)})`;
  const repeats = `repeats within ${formatDuration(policy.enforce.repeat_within)}`;
  const risks = high_risk.map((risk) => (risk === "repeat" ? repeats : risk)).join(", ");
  const floor = below_floor.length === 0 ? "nothing below the floor" : `below the floor: ${below_floor.join("; ")}`;
  return `${path}: valid; mode ${mode}${then}; high risk: ${risks === "" ? "nothing" : risks}; ${floor}.${upon}`;
}
