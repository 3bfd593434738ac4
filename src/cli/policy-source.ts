/** By which policy a snapshot is judged in a terminal: its own, one from a file, or the defaults. */
import { readFileSync } from "node:fs";
import { formatDiagnostic, parsePolicy, POLICY_PATH } from "../core/policy/parse.ts";
import { defaultInForce, type InForce, resolvePolicy } from "../core/policy/resolve.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable } from "../core/snapshot/types.ts";
import { nameOf } from "./file-failure.ts";
import { readStandardInput } from "./standard-input.ts";

/** Why something cannot be judged: lines for standard error, each with its place and what to do. */
export class CannotJudge extends Error {
  override readonly name = "CannotJudge";
}

/**
 * The policy that a snapshot carries; without one the built-in defaults tell, and undo nothing.
 *
 * @param place of the snapshot, for complaints: `incident.json:1:1`, or `acme/shop#12`
 * @throws CannotJudge
 */
export function policyOf({ policy }: Snapshot, place: string): InForce {
  if (isUnreadable(policy)) {
    throw new CannotJudge(`${place}: its policy could not be read (${policy.unreadable}); give one with --policy.`);
  }
  const resolved = resolvePolicy(policy);
  if (resolved.state === "disabled") {
    throw new CannotJudge(
      `${place}: its policy says \`enabled: false\`, so nothing is judged; give one with --policy.`,
    );
  }
  return resolved.state === "in_force" ? resolved : defaultInForce();
}

/** The same, and the defaults where `policyOf` would ask for a policy. */
export function policyFor({ policy }: Snapshot): InForce {
  const resolved = isUnreadable(policy) ? null : resolvePolicy(policy);
  return resolved?.state === "in_force" ? resolved : defaultInForce();
}

/**
 * A policy file from outside, as if it had been in the snapshot's repository since before the incident.
 *
 * @throws CannotJudge
 */
export function policyFrom(snapshot: Snapshot, file: string): InForce {
  const text = readText(file);
  const { policy, problems } = parsePolicy(text, nameOf(file));
  if (policy === null) throw new CannotJudge(problems.map(formatDiagnostic).join("\n"));
  const [newest] = isUnreadable(snapshot.policy) ? [] : snapshot.policy;
  const { commit = "0".repeat(40), committedAt = "2000-01-01T00:00:00Z", bases = [] } = newest ?? {};
  const repository = `${snapshot.repository.owner}/${snapshot.repository.name}`;
  // What it builds on is taken from what was read with the incident: nothing more is looked up.
  const place = policy._extends === null ? {} : { repository, bases };
  const resolved = resolvePolicy([{ path: POLICY_PATH, commit, committedAt, text, ...place }]);
  if (resolved.state === "disabled") {
    throw new CannotJudge(
      `${nameOf(file)}:1:1: the policy says \`enabled: false\`, so nothing is judged; remove that line.`,
    );
  }
  if (resolved.state === "in_force" && resolved.standing.problem === null) return resolved;
  const why = resolved.state === "in_force" ? resolved.standing.problem : null;
  throw new CannotJudge(`${nameOf(file)}:1:1: it cannot be put together here: ${why ?? "it says nothing"}`);
}

/** @param file `-` reads standard input. @throws CannotJudge */
export function readText(file: string): string {
  try {
    const bytes = file === "-" ? readStandardInput() : readFileSync(file);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new CannotJudge(`${nameOf(file)}: ${reasonOf(error)}`);
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
