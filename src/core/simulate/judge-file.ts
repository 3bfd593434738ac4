/** What a proposed version of a policy file would be worth, with what it builds on as that is now. */
import { knownBases, seekPolicy } from "../policy/combine.ts";
import type { Diagnostic } from "../policy/parse.ts";
import type { Policy } from "../policy/schema.ts";
import { policyWarnings } from "../policy/warnings.ts";
import type { Instant, PolicyFileVersion, PolicyVersion } from "../snapshot/types.ts";
import { localDay } from "../time.ts";

export interface JudgedFile {
  /** In its repository. */
  readonly path: string;
  readonly deleted: boolean;
  /** True where it can be put together. */
  readonly valid: boolean;
  /** In this file. */
  readonly problems: readonly Diagnostic[];
  /** In files that it builds on, of which the last valid version counts. */
  readonly elsewhere: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/**
 * Judges it by itself: earlier versions of it do not stand in.
 *
 * @param bases the version with what it builds on; for a deleted file nothing.
 */
export function judgeFile(
  path: string,
  version: PolicyFileVersion,
  bases: PolicyVersion["bases"],
  now: Instant,
): JudgedFile {
  const nothing = { path, problems: [], elsewhere: [], warnings: [] };
  if (version.text === null) return { ...nothing, deleted: true, valid: true };
  const proposed = { ...version, ...(bases === undefined ? {} : { bases }) };
  const sought = seekPolicy({ versions: [proposed], more: false, absent: null }, knownBases([proposed]));
  const here = sought.problems.filter((problem) => problem.path === version.path);
  const policy: Policy | null = sought.found?.policy ?? null;
  return {
    ...nothing,
    deleted: false,
    valid: policy !== null,
    problems: here,
    elsewhere: sought.problems.filter((problem) => problem.path !== version.path),
    warnings:
      policy === null ? [] : policyWarnings(version.text, policy, version.path, localDay(now, policy.time.zone)),
  };
}
