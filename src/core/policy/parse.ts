/** Text → policy, or what is wrong with it: where, what, and what to write instead. Nothing here throws. */
import { readYaml } from "../yaml.ts";
import { diagnose, MAX_PROBLEMS, type PolicyFile } from "./diagnose.ts";
import { isGroup, mergeSettings } from "./merge.ts";
import { type Policy, policySchema } from "./schema.ts";

export { POLICY_PATH } from "./extends.ts";

/** A complaint about the policy file, for the person who must correct it. */
export interface Diagnostic {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** The setting, `closure.grace`; empty where it is about the file. */
  readonly key: string;
  /** What is wrong: a clause in Markdown, without a full stop. The file's own text in it is in code spans. */
  readonly message: string;
  /** What to write instead: a clause in the imperative. */
  readonly fix: string;
}

export type ParsedPolicy =
  | { readonly policy: Policy; readonly problems: readonly [] }
  | { readonly policy: null; readonly problems: readonly Diagnostic[] };

/** No list of the policy may be longer. */
const MAX_LIST = 400;

export type ReadPolicyFile =
  | { readonly file: PolicyFile; readonly problems: readonly [] }
  | { readonly file: null; readonly problems: readonly Diagnostic[] };

/** Reads a policy file's YAML; what it sets is judged by `judgePolicy`. `path` is only named in the complaints. */
export function readPolicyFile(text: string, path: string): ReadPolicyFile {
  const file = readYaml(text);
  if (!file.ok) {
    return { file: null, problems: file.problems.map((problem) => ({ path, key: "", ...problem })) };
  }
  if (!isGroup(file.value)) {
    const empty = file.value === null || file.value === undefined;
    const message = empty ? "the file says nothing" : "the file is not a list of settings";
    return { file: null, problems: [{ path, line: 1, column: 1, key: "", message, fix: "begin with `version: 1`" }] };
  }
  return { file: { path, value: clipped(file.value), place: file.place }, problems: [] };
}

/**
 * What files come to together.
 *
 * @param files the file itself first, then each that it builds on: its settings lie over theirs.
 */
export function judgePolicy([own, ...bases]: readonly [PolicyFile, ...PolicyFile[]]): ParsedPolicy {
  const files = [own, ...bases.map((base) => ({ ...base, value: inherited(base.value) }))] as const;
  const parsed = policySchema.safeParse(files.map(({ value }) => value).reduceRight(mergeSettings));
  if (parsed.success) {
    return { policy: parsed.data, problems: [] };
  }
  const fileOf = ({ path }: Diagnostic): number => files.findIndex((file) => file.path === path);
  const problems = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .flatMap((issue) => diagnose(issue, files))
    .sort((a, b) => fileOf(a) - fileOf(b) || a.line - b.line || a.column - b.column)
    .slice(0, MAX_PROBLEMS);
  return { policy: null, problems };
}

/** Of a file that another builds on: each file says its own version, and what it builds on itself. */
function inherited(value: unknown): unknown {
  if (!isGroup(value)) return value;
  const { version: _version, _extends, ...settings } = value;
  return settings;
}

/** Reads a policy file by itself: what it builds on is not looked up. */
export function parsePolicy(text: string, path: string): ParsedPolicy {
  const { file, problems } = readPolicyFile(text, path);
  return file === null ? { policy: null, problems } : judgePolicy([file]);
}

/** One complaint on one line: `.github/quench.yml:3:7: …: …`. */
export function formatDiagnostic({ path, line, column, message, fix }: Diagnostic): string {
  return `${path}:${line}:${column}: ${message}; ${fix}${fix.endsWith("?") ? "" : "."}`;
}

/**
 * The value with lists cut to one entry more than any may have: too long they are all the same, and thousands of
 * entries, each complained about, take their time.
 */
function clipped(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.slice(0, MAX_LIST + 1);
  }
  return isGroup(value)
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clipped(inner)]))
    : value;
}
