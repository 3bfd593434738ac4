/** A rule of the registry in words: its settings with their defaults, what it has to do with, and its family. */
import * as z from "zod";
import { policySchema } from "../policy/schema.ts";
import { RULES } from "../rules/registry.ts";
import type { Rule } from "../rules/rule.ts";

/** The families of the rulebook, by the letter of their ids, in its order. */
export const FAMILIES: Readonly<Record<string, string>> = {
  V: "How facts are read",
  W: "Windows",
  B: "Backlog",
  L: "Lanes",
  F: "From finding to control",
  P: "Priority",
  X: "Each item is an experiment",
  S: "Scores",
  Q: "The QA gate",
  A: "Adoption",
  C: "Closure",
  K: "Keeping and retiring controls",
  E: "Economics",
  O: "Ownership's rhythm",
  Z: "Residual risk",
  D: "Reliability debt",
  T: "The 14-day sprint",
  M: "Measured effect",
  Y: "Anti-patterns",
  G: "The completion bundle",
  H: "Evidence",
  N: "Commands",
};

/** What each kind of rule means for an incident. */
export const KINDS: Readonly<Record<Rule["kind"], string>> = {
  gate: "a gate: part of whether the incident may close, or an item is verified",
  finding: "a finding: told where it fails, and no gate of its own",
  fact: "a fact: how a thing is read; it gates through other rules",
};

/** The letter of a rule's family. */
export function familyOf({ id }: Rule): string {
  return id.charAt(2);
}

/** A rule by its id in any case, with or without its `R-`; null where there is none. */
export function findRule(id: string): Rule | null {
  const wanted = id
    .trim()
    .toUpperCase()
    .replace(/^(?:R-?)?(?=[A-Z]\d)/, "R-");
  return RULES.find((rule) => rule.id === wanted) ?? null;
}

export interface ShownSetting {
  /** As the policy file has it: `closure.grace`. */
  readonly key: string;
  /** As the policy file would write it, or how many a long list has. */
  readonly fallback: string;
}

/** The settings of a rule with their defaults. A group stands for the settings in it. */
export function settingsOf(rule: Rule): readonly ShownSetting[] {
  return rule.settings.flatMap((key) => {
    const parts = key.split(".");
    const found = parts.reduce<z.core.$ZodType | undefined>((schema, part) => membersOf(schema)?.[part], policySchema);
    return found === undefined ? [] : leaves(key, found);
  });
}

/** Rules that a rule's words name, those whose words name it, and those that change with one of its settings. */
export function relatedOf(rule: Rule): readonly string[] {
  const own = namedBy(rule);
  return RULES.filter(
    (other) =>
      other !== rule &&
      (own.has(other.id) || namedBy(other).has(rule.id) || other.settings.some((key) => isOwn(rule, key))),
  ).map(({ id }) => id);
}

/** Settings of the team, its calendar and its people change nearly every rule: sharing one says nothing. */
function isOwn(rule: Rule, key: string): boolean {
  return !/^(?:time|people)\b/.test(key) && rule.settings.includes(key);
}

function namedBy({ passes, fails, unknown, never = {} }: Rule): ReadonlySet<string> {
  const words = [passes, fails, unknown ?? "", ...Object.values(never)].join(" ");
  return new Set(words.match(/R-[A-Z]\d+/g));
}

/** The settings of a group by their names; of one that may be `null` as well. */
function membersOf(schema: z.core.$ZodType | undefined): Readonly<Record<string, z.core.$ZodType>> | null {
  if (schema instanceof z.ZodObject) return schema.shape;
  const inner = innerOf(schema);
  return inner === null ? null : membersOf(inner);
}

function innerOf(schema: z.core.$ZodType | undefined): z.core.$ZodType | null {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable
    ? schema.def.innerType
    : null;
}

function leaves(key: string, schema: z.core.$ZodType): readonly ShownSetting[] {
  const fallback = fallbackOf(schema);
  const members = fallback === null ? null : membersOf(schema);
  return members === null
    ? [{ key, fallback: written(fallback) }]
    : Object.entries(members).flatMap(([name, inner]) => leaves(`${key}.${name}`, inner));
}

/** As the policy file would write it. */
function fallbackOf(schema: z.core.$ZodType): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
}

function written(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  if (value.length === 0) return "none";
  const short = value.length <= 7 && value.every((one) => String(one).length <= 20);
  return short ? value.join(", ") : `${value.length} patterns`;
}
