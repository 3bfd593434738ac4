/** From what the schema complains about to what a person is told: file, line, column, what is wrong, what to write. */
import type * as z from "zod";
import { codeSpan } from "../markdown.ts";
import { nearest } from "../nearest.ts";
import type { YamlFile } from "../yaml.ts";
import { isGroup } from "./merge.ts";
import { keyOf, misplacedKey, settingsAt, valueAt } from "./outline.ts";
import type { Diagnostic } from "./parse.ts";

/** Complaints told at once; the rest would only repeat the first. */
export const MAX_PROBLEMS = 20;

/** One of the files that make up a policy. */
export interface PolicyFile {
  /** As complaints name it. */
  readonly path: string;
  /** Its settings, without those that are no matter of other files. */
  readonly value: unknown;
  readonly place: Extract<YamlFile, { ok: true }>["place"];
}

/**
 * One complaint of the schema, at the file that wrote what it is about.
 *
 * @param files the file itself first, then each that it builds on.
 */
export function diagnose(issue: z.core.$ZodIssue, files: readonly [PolicyFile, ...PolicyFile[]]): Diagnostic[] {
  const key = keyOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, MAX_PROBLEMS).map((unknown) => {
      const { path, place } = writerOf([...issue.path, unknown], files);
      return {
        path,
        ...place([...issue.path, unknown], "key"),
        key: keyOf([...issue.path, unknown]),
        message: `${codeSpan(keyOf([...issue.path, unknown]), 80)} is no setting`,
        fix: fixOfKey(issue.path, unknown),
      };
    });
  }
  const other: unknown = issue.code === "custom" ? issue.params?.["other"] : undefined;
  if (Array.isArray(other)) {
    const places = [issue.path, other.map(String)];
    const file = files.find(({ value }) => places.some((place) => valueAt(value, place) !== undefined)) ?? files[0];
    const written = places.find((place) => valueAt(file.value, place) !== undefined) ?? [];
    const message = `${codeSpan(keyOf(other.map(String)), 80)} and ${codeSpan(key, 80)} do not add up`;
    return [{ path: file.path, ...file.place(written), key: keyOf(written), message, fix: issue.message }];
  }
  const file = writerOf(issue.path, files);
  const value = valueAt(file.value, issue.path);
  const name = key === "" ? "the file" : codeSpan(key, 80);
  const message = `${name} ${faultOf(issue, value)}`;
  return [{ path: file.path, ...file.place(issue.path), key, message, fix: fixOf(issue, value) }];
}

/** Who wrote what stands at a path: the first file that has it, as its settings lie over those of the next. */
function writerOf(path: readonly PropertyKey[], files: readonly [PolicyFile, ...PolicyFile[]]): PolicyFile {
  return files.find(({ value }) => valueAt(value, path) !== undefined) ?? files[0];
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
