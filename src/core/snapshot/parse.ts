/** Text → snapshot, or what is wrong with it: where, what, and what to write instead. Nothing here throws. */
import type * as z from "zod";
import { readJson, type JsonFile } from "../json.ts";
import { codeSpan } from "../markdown.ts";
import { nearest } from "../nearest.ts";
import { valueAt } from "../policy/outline.ts";
import type { Diagnostic } from "../policy/parse.ts";
import { complete } from "./complete.ts";
import { snapshotSchema } from "./schema.ts";
import type { Issue } from "./issue.ts";
import type { Snapshot } from "./snapshot.ts";
import { isUnreadable } from "./types.ts";

export type ParsedSnapshot =
  | { readonly snapshot: Snapshot; readonly problems: readonly [] }
  | { readonly snapshot: null; readonly problems: readonly Diagnostic[] };

/** Complaints told at once. */
const MAX_PROBLEMS = 20;

/**
 * Reads a snapshot's JSON, which may leave out what has a default.
 *
 * @param path is only named in the complaints.
 * @param over values that go before those of the file: `now`.
 */
export function parseSnapshot(
  text: string,
  path: string,
  over: Readonly<Record<string, unknown>> = {},
): ParsedSnapshot {
  const file = readJson(text);
  if (!file.ok) {
    const { line, column, message, fix } = file;
    return { snapshot: null, problems: [{ path, line, column, key: "", message, fix }] };
  }
  const written = file.value;
  const isObject = typeof written === "object" && written !== null && !Array.isArray(written);
  const whole = complete(isObject ? { ...written, ...over } : written);
  const parsed = snapshotSchema.safeParse(whole);
  const found = parsed.success
    ? contradictions(parsed.data)
    : parsed.error.issues.flatMap((issue) => complaintsOf(issue, [], whole));
  if (parsed.success && found.length === 0) return { snapshot: parsed.data, problems: [] };
  const problems = found
    .map((one) => diagnose(one, file, path))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_PROBLEMS);
  return { snapshot: null, problems };
}

interface Complaint {
  readonly at: readonly PropertyKey[];
  readonly of?: "key";
  readonly message: string;
  readonly fix: string;
}

type ReadFile = Extract<JsonFile, { readonly ok: true }>;

function diagnose({ at, of, message, fix }: Complaint, file: ReadFile, path: string): Diagnostic {
  return { path, ...file.place(at, of), key: keyOf(at), message, fix };
}

function complaintsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[], whole: unknown): readonly Complaint[] {
  const at = [...above, ...issue.path];
  const value = valueAt(whole, at);
  const name = at.length === 0 ? "the snapshot" : codeSpan(keyOf(at), 100);
  if (issue.code === "unrecognized_keys") return unknownKeys(issue.keys, issue.message.split(" "), at);
  if (issue.code === "invalid_union") {
    // The first branch of a readable fact is `{ "unreadable": … }`; the other one is meant unless that key is there.
    const branch = issue.errors[isUnreadable(value) ? 0 : 1] ?? issue.errors[0] ?? [];
    if (branch.length > 0) return branch.flatMap((inner) => complaintsOf(inner, at, whole));
    const kinds = "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
    return [
      { at, message: wrong(name, value), fix: kinds.length > 0 ? oneOf(kinds, value) : "write one of its kinds" },
    ];
  }
  return [{ at, message: wrong(name, value), fix: fixOf(issue, value) }];
}

function unknownKeys(keys: readonly string[], known: readonly string[], at: readonly PropertyKey[]): Complaint[] {
  return keys.slice(0, MAX_PROBLEMS).map((key) => {
    const meant = nearest(key, known);
    const whole = [...at, key];
    return {
      at: whole,
      of: "key",
      message: `${codeSpan(keyOf(whole), 100)} is no key of a snapshot`,
      fix: meant === null ? `known here: ${known.map((one) => `\`${one}\``).join(", ")}` : `did you mean \`${meant}\`?`,
    };
  });
}

function wrong(name: string, value: unknown): string {
  if (value === undefined) return `${name} is missing`;
  return `${name} cannot be ${shown(value)}`;
}

function fixOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_value") return oneOf(issue.values.map(String), value);
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return TYPES[issue.expected] ?? "see docs/reference/snapshot.md";
  }
  return issue.message.charAt(0).toLowerCase() + issue.message.slice(1);
}

function oneOf(words: readonly string[], value: unknown): string {
  const meant = typeof value === "string" && words.length > 1 ? nearest(value, words) : null;
  if (meant !== null) return `did you mean \`${meant}\`?`;
  return words.length === 1
    ? `write \`${words.join("")}\``
    : `write one of ${words.map((word) => `\`${word}\``).join(", ")}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: "write text in double quotes",
  boolean: "write `true` or `false`",
  array: "write a list, `[…]`",
  object: "write an object, `{…}`",
  record: "write an object, `{…}`",
  int: "write a whole number",
  number: "write a number",
};

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return codeSpan(JSON.stringify(value) ?? String(value), 60);
}

/** What no schema sees: issues that share a number would share their keys in the verdict. */
function contradictions({ incident, items, ledger }: Snapshot): readonly Complaint[] {
  const seen = new Set([incident.number]);
  const lists = { items, ledger };
  return Object.entries(lists).flatMap(([list, issues]) =>
    isUnreadable(issues)
      ? []
      : issues.flatMap((issue, index): Complaint[] => {
          const { number } = issue;
          const at = [list, index, "number"];
          const fresh = !seen.has(number);
          seen.add(number);
          return fresh || (list === "ledger" && isItemToo(issue, items))
            ? []
            : [{ at, message: `#${number} stands twice in the snapshot`, fix: "give each issue its own number" }];
        }),
  );
}

/** An issue with both labels is read as both: the same one, and no contradiction. */
function isItemToo(entry: Issue, items: Snapshot["items"]): boolean {
  const item = isUnreadable(items) ? undefined : items.find(({ number }) => number === entry.number);
  return item !== undefined && item.body === entry.body && item.createdAt === entry.createdAt;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === "number"
        ? `${key}[${part}]`
        : /^[\w-]+$/.test(String(part))
          ? `${key}${key === "" ? "" : "."}${String(part)}`
          : `${key}[${JSON.stringify(part)}]`,
    "",
  );
}
