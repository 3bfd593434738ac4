/** Text → policy, or what is wrong with it: where, what, and what to write instead. Nothing here throws. */
import type { z } from "zod";
import { codeSpan } from "../markdown.ts";
import { nearest } from "../nearest.ts";
import { readYaml, type YamlFile } from "../yaml.ts";
import { keyOf, misplacedKey, settingsAt, valueAt } from "./outline.ts";
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
/** No list of the policy may be longer. */
const MAX_LIST = 400;

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
  const parsed = policySchema.safeParse(clipped(file.value));
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

function diagnose(issue: z.core.$ZodIssue, file: ReadFile, path: string): Diagnostic[] {
  const key = keyOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MAX_PROBLEMS).map((unknown) => ({
      path,
      ...file.place([...issue.path, unknown], "key"),
      key: keyOf([...issue.path, unknown]),
      message: `${codeSpan(keyOf([...issue.path, unknown]), 80)} is no setting`,
      fix: fixOfKey(issue.path, unknown),
    }));
  }
  const other: unknown = issue.code === "custom" ? issue.params?.["other"] : undefined;
  if (Array.isArray(other)) {
    const written = [issue.path, other.map(String)].find((place) => valueAt(file.value, place) !== undefined) ?? [];
    const message = `${codeSpan(keyOf(other.map(String)), 80)} and ${codeSpan(key, 80)} do not add up`;
    return [{ path, ...file.place(written), key: keyOf(written), message, fix: issue.message }];
  }
  const value = valueAt(file.value, issue.path);
  const name = key === "" ? "the file" : codeSpan(key, 80);
  return [
    { path, ...file.place(issue.path), key, message: `${name} ${faultOf(issue, value)}`, fix: fixOf(issue, value) },
  ];
}

function faultOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined) {
    return "is missing";
  }
  if (value === null) {
    return "is empty";
  }
  if (issue.code === "too_big" && Array.isArray(value)) {
    return "is too long";
  }
  return issue.code === "custom" && typeof value === "object" ? "does not add up" : `cannot be ${shown(value)}`;
}

function fixOfKey(group: readonly PropertyKey[], unknown: string): string {
  const known = settingsAt(group);
  const elsewhere = misplacedKey(unknown);
  if (elsewhere !== null && elsewhere.exact && unknown.includes(".")) {
    return `write ${unknown
      .split(".")
      .map((part) => `\`${part}:\``)
      .join(" and below it, indented, ")}`;
  }
  if (elsewhere !== null && elsewhere.exact) {
    return `move it to ${elsewhere.places.map(placeOfKey).join(" or ")}`;
  }
  const meant = nearest(unknown, known);
  if (meant !== null) {
    return `did you mean \`${meant}\`?`;
  }
  if (elsewhere !== null) {
    return `did you mean ${elsewhere.places.map((place) => `\`${place.join(".")}\``).join(" or ")}?`;
  }
  return `known here: ${known.map((name) => `\`${name}\``).join(", ")}`;
}

function placeOfKey(place: readonly string[]): string {
  const key = place.join(".");
  return place.length === 1
    ? `\`${key}\` at the top level, not indented`
    : `\`${key}\`, indented below \`${place.at(-2) ?? ""}:\``;
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

function isGroup(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
