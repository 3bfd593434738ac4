/** Which settings there are, and where: for an unknown key, what was meant and where it belongs. */
import * as z from "zod";
import { nearest } from "../nearest.ts";
import { policySchema } from "./schema.ts";

/** A path as people write it: `closure.grace`, `files.tests[3]`. */
export function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === "number" ? `${key}[${part}]` : key === "" ? String(part) : `${key}.${String(part)}`,
    "",
  );
}

/** What a file's value holds at a path; undefined where there is nothing. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    value,
  );
}

/** Names of the settings and groups right below a group; empty for a path that is no group. */
export function settingsAt(path: readonly PropertyKey[]): readonly string[] {
  const group = path.filter((part) => typeof part !== "number");
  return WITH_ENTRIES.filter(
    (place) => place.length === group.length + 1 && group.every((part, index) => part === place[index]),
  ).map((place) => place.at(-1) ?? "");
}

/**
 * Where a key belongs that its group does not have: all places of that name, else (`exact` false) those of the nearest
 * name. A key may name its place, `closure.grace`. Null where no name is near.
 */
export function misplacedKey(key: string): { readonly exact: boolean; readonly places: readonly string[][] } | null {
  const dotted = key.includes(".");
  const nameOf = (place: readonly string[]): string => (dotted ? place.join(".") : (place.at(-1) ?? ""));
  const named = (name: string): string[][] => OUTLINE.filter((place) => nameOf(place) === name);
  const places = named(key);
  if (places.length > 0) {
    return { exact: true, places };
  }
  const meant = nearest(key, [...new Set(OUTLINE.map(nameOf))]);
  return meant === null ? null : { exact: false, places: named(meant) };
}

/** Paths of all settings and groups, each group before what it holds. */
const OUTLINE: readonly string[][] = outlineOf(policySchema, [], false);

/** The same, with what the entries of a list hold, `people.away.login`. */
const WITH_ENTRIES: readonly string[][] = outlineOf(policySchema, [], true);

function outlineOf(schema: unknown, path: readonly string[], entries: boolean): string[][] {
  const inner = unwrapped(schema);
  if (entries && inner instanceof z.ZodArray) return outlineOf(inner.element, path, entries);
  return inner instanceof z.ZodObject
    ? Object.entries(inner.shape).flatMap(([key, value]) => [
        [...path, key],
        ...outlineOf(value, [...path, key], entries),
      ])
    : [];
}

function unwrapped(schema: unknown): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap())
    : schema;
}
