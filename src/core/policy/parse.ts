/** Text → policy, or what is wrong with it: where, what, and what to write instead. Nothing here throws. */
import type { z } from "zod";
import { codeSpan } from "../markdown.ts";
import { nearest } from "../nearest.ts";
import { readYaml, type YamlFile } from "../yaml.ts";
import { type Policy, policySchema } from "./schema.ts";

/** Where the policy file lives in a repository. */
export const POLICY_PATH = ".github/quench.yml";

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

/** Complaints told at once; the rest would only repeat the first. */
const MAX_PROBLEMS = 20;

/** Reads a policy file. `path` is only named in the complaints. */
export function parsePolicy(text: string, path: string): ParsedPolicy {
  const file = readYaml(text);
  if (!file.ok) {
    return { policy: null, problems: file.problems.map((problem) => ({ path, key: "", ...problem })) };
  }
  if (typeof file.value !== "object" || file.value === null || Array.isArray(file.value)) {
    const empty = file.value === null || file.value === undefined;
    const message = empty ? "the file says nothing" : "the file is not a list of settings";
    return { policy: null, problems: [{ path, line: 1, column: 1, key: "", message, fix: "begin with `version: 1`" }] };
  }
  const parsed = policySchema.safeParse(file.value);
  if (parsed.success) {
    return { policy: parsed.data, problems: [] };
  }
  const problems = parsed.error.issues
    .slice(0, MAX_PROBLEMS)
    .flatMap((issue) => diagnose(issue, file, path))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_PROBLEMS);
  return { policy: null, problems };
}

/** One complaint on one line: `.github/quench.yml:3:7: …: …`. */
export function formatDiagnostic({ path, line, column, message, fix }: Diagnostic): string {
  return `${path}:${line}:${column}: ${message}; ${fix}${fix.endsWith("?") ? "" : "."}`;
}

type ReadFile = Extract<YamlFile, { ok: true }>;

function diagnose(issue: z.core.$ZodIssue, file: ReadFile, path: string): Diagnostic[] {
  const key = keyOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(issue.path);
    return issue.keys.slice(0, MAX_PROBLEMS).map((unknown) => {
      const meant = nearest(unknown, known);
      return {
        path,
        ...file.place([...issue.path, unknown], "key"),
        key: keyOf([...issue.path, unknown]),
        message: `${codeSpan(keyOf([...issue.path, unknown]), 80)} is no setting`,
        fix:
          meant === null
            ? `known here: ${known.map((name) => `\`${name}\``).join(", ")}`
            : `did you mean \`${meant}\`?`,
      };
    });
  }
  const value = valueAt(file.value, issue.path);
  const place = file.place(issue.path);
  const name = key === "" ? "the file" : codeSpan(key, 80);
  if (value === undefined) {
    return [{ path, ...place, key, message: `${name} is missing`, fix: fixOf(issue, value) }];
  }
  const message =
    value === null
      ? `${name} is empty`
      : issue.code === "custom" && isGroup(value)
        ? `${name} does not add up`
        : `${name} cannot be ${shown(value)}`;
  return [{ path, ...place, key, message, fix: fixOf(issue, value) }];
}

function fixOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_value" && issue.values.length > 1) {
    const words = issue.values.map(String);
    const meant = typeof value === "string" ? nearest(value, words) : null;
    return meant === null
      ? `write one of ${words.map((word) => `\`${word}\``).join(", ")}`
      : `did you mean \`${meant}\`?`;
  }
  if (value === null) {
    return "give it a value, or remove the line";
  }
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return TYPES[issue.expected] ?? "see the documentation of this setting";
  }
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

const TYPES: Readonly<Record<string, string>> = {
  string: "write text, in quotes if it looks like a number",
  boolean: "write `true` or `false`",
  array: "write a list, `[a, b]`",
  object: "write settings below it, indented",
  int: "write a whole number",
  number: "write a number",
};

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : "a list";
  }
  if (isGroup(value)) {
    return "a group of settings";
  }
  // Quotes tell the text "1" from the number 1.
  return codeSpan(
    typeof value === "string" && /^[\d.]*$|^(?:true|false|null)$/.test(value) ? `"${value}"` : String(value),
    60,
  );
}

function isGroup(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === "number" ? `${key}[${part}]` : key === "" ? String(part) : `${key}.${String(part)}`,
    "",
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    value,
  );
}

/** The settings that exist at a path: those of a policy with nothing but defaults. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const group = valueAt(policySchema.parse({ version: 1 }), path);
  return typeof group === "object" && group !== null ? Object.keys(group) : [];
}
