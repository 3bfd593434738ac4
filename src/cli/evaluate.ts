/** `quench evaluate`: judges a snapshot offline, from a file that a program or a person wrote. */
import { readFileSync } from "node:fs";
import { formatDiagnostic, parsePolicy, POLICY_PATH } from "../core/policy/parse.ts";
import { defaultPolicy, type InForce, resolvePolicy } from "../core/policy/resolve.ts";
import { renderTerminal } from "../core/render/terminal.ts";
import { parseSnapshot } from "../core/snapshot/parse.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable } from "../core/snapshot/types.ts";
import { parseTime } from "../core/time.ts";
import { evaluate as judge } from "../core/verdict/evaluate.ts";
import type { Outcome } from "../core/verdict/types.ts";
import { wantsColor } from "./demo/terminal.ts";

export interface EvaluateOptions {
  /** The snapshot's file; `-` reads standard input. */
  readonly snapshot: string;
  /** A policy file in place of the snapshot's policy. */
  readonly policy?: string | undefined;
  /** An instant in place of the snapshot's `now`. */
  readonly now?: string | undefined;
  readonly json: boolean;
}

const EXIT: Readonly<Record<Outcome, number>> = { pass: 0, fail: 2, not_applicable: 2, unknown: 3 };

/** Why the command cannot run: lines for standard error, each with its place and what to do. */
class CannotRun extends Error {
  override readonly name = "CannotRun";
}

/** @returns the exit code: 0 closable, 2 not, 3 unknown, 1 cannot run. */
export function evaluate(options: EvaluateOptions): number {
  try {
    const snapshot = readSnapshot(options);
    const inForce = options.policy === undefined ? policyOf(snapshot, options) : policyFrom(snapshot, options.policy);
    const verdict = judge(snapshot, inForce);
    const { stdout, env } = process;
    const zone = inForce.policy.time.zone;
    stdout.write(
      options.json
        ? `${JSON.stringify(verdict, null, 2)}\n`
        : renderTerminal(verdict, { zone, color: wantsColor(stdout, env) }),
    );
    return EXIT[verdict.closable.outcome];
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function readSnapshot({ snapshot: file, now }: EvaluateOptions): Snapshot {
  const over: Record<string, unknown> = {};
  if (now !== undefined) {
    over["now"] = parseTime(now, "UTC");
    if (over["now"] === null) {
      throw new CannotRun(`--now: \`${now}\` is no instant; write one such as \`2026-03-01T09:30:00Z\`.`);
    }
  }
  const { snapshot, problems } = parseSnapshot(readText(file), nameOf(file), over);
  if (snapshot === null) throw new CannotRun(problems.map(formatDiagnostic).join("\n"));
  return snapshot;
}

/** The policy that the snapshot carries; without one the built-in defaults tell, and undo nothing. */
function policyOf({ policy }: Snapshot, { snapshot: file }: EvaluateOptions): InForce {
  const path = nameOf(file);
  if (isUnreadable(policy)) {
    throw new CannotRun(`${path}:1:1: its policy could not be read (${policy.unreadable}); give one with --policy.`);
  }
  const resolved = resolvePolicy(policy);
  if (resolved.state === "disabled") {
    throw new CannotRun(
      `${path}:1:1: its policy says \`enabled: false\`, so nothing is judged; give one with --policy.`,
    );
  }
  return resolved.state === "in_force" ? resolved : builtIn();
}

/** The defaults of a repository without a policy file. */
export function builtIn(): InForce {
  return {
    state: "in_force",
    policy: defaultPolicy("warn"),
    standing: { path: null, commit: null, problem: null, belowFloor: [] },
    committedAt: null,
  };
}

/** A policy file from outside, as if it had been in the snapshot's repository since before the incident. */
function policyFrom(snapshot: Snapshot, file: string): InForce {
  const text = readText(file);
  const { policy, problems } = parsePolicy(text, nameOf(file));
  if (policy === null) throw new CannotRun(problems.map(formatDiagnostic).join("\n"));
  const [newest] = isUnreadable(snapshot.policy) ? [] : snapshot.policy;
  const { commit = "0".repeat(40), committedAt = "2000-01-01T00:00:00Z", bases = [] } = newest ?? {};
  const repository = `${snapshot.repository.owner}/${snapshot.repository.name}`;
  // What it builds on is taken from the recording: nothing is looked up.
  const place = policy._extends === null ? {} : { repository, bases };
  const resolved = resolvePolicy([{ path: POLICY_PATH, commit, committedAt, text, ...place }]);
  if (resolved.state === "disabled") {
    throw new CannotRun(
      `${nameOf(file)}:1:1: the policy says \`enabled: false\`, so nothing is judged; remove that line.`,
    );
  }
  if (resolved.state === "in_force" && resolved.standing.problem === null) return resolved;
  const why = resolved.state === "in_force" ? resolved.standing.problem : null;
  throw new CannotRun(`${nameOf(file)}:1:1: it cannot be put together here: ${why ?? "it says nothing"}`);
}

function nameOf(file: string): string {
  return file === "-" ? "stdin" : file;
}

function readText(file: string): string {
  try {
    const bytes = readFileSync(file === "-" ? 0 : file);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new CannotRun(`${nameOf(file)}:1:1: ${reasonOf(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; name one, or `-` for standard input.",
  ENOTDIR: "there is no such file; name one, or `-` for standard input.",
  EISDIR: "this is a folder; name the file in it.",
  EACCES: "you may not read this file; ask its owner for the permission.",
  ERR_ENCODING_INVALID_ENCODED_DATA: "this is not text in UTF-8; save it as such.",
};

function reasonOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? `it cannot be read (${code === "" ? String(error) : code}); name another file.`;
}
