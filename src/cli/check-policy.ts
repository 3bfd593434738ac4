/** `quench check-policy`: what is wrong with a policy file, or what it puts in force. */
import { readFileSync } from "node:fs";
import { belowFloor } from "../core/policy/floor.ts";
import { type Diagnostic, formatDiagnostic, parsePolicy } from "../core/policy/parse.ts";
import { promotionAt } from "../core/policy/promote.ts";
import type { Policy } from "../core/policy/schema.ts";
import { policyWarnings } from "../core/policy/warnings.ts";
import { formatDuration, fromEpoch, localDay } from "../core/time.ts";
import { readStandardInput } from "./standard-input.ts";

export interface CheckPolicyOptions {
  /** The file; `-` reads standard input. */
  readonly file: string;
  readonly json: boolean;
  /** Milliseconds since the epoch, for promotion dates. */
  readonly now: number;
}

/** @returns the exit code: 0 valid, perhaps with warnings; 1 not valid, or not to be read. */
export function checkPolicy({ file, json, now }: CheckPolicyOptions): number {
  const path = file === "-" ? "stdin" : file;
  let text: string;
  try {
    text = decode(file === "-" ? readStandardInput() : readFileSync(file));
  } catch (error) {
    const message = `${path}: ${reasonOf(error)}`;
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

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  const known: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file; name one, or `-` for standard input.",
    ENOTDIR: "there is no such file; name one, or `-` for standard input.",
    EISDIR: "this is a folder; name the file in it.",
    EACCES: "you may not read this file; ask its owner for the permission.",
    ERR_ENCODING_INVALID_ENCODED_DATA: "this is not text in UTF-8; save it as such.",
  };
  const told = typeof code === "string" ? known[code] : undefined;
  return told ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}.`;
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
