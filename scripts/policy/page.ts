/** The reference page of the policy file, from its schema. */
import { parts, type Schema, SCHEMA_URL } from "./json-schema.ts";
import { CHECKS, fence, INTRODUCTION, KINDS } from "./prose.ts";

/** @returns Markdown. */
export function policyPage(schema: Schema): string {
  const groups = Object.entries(schema.properties ?? {});
  const single = groups.filter(([, setting]) => groupOf(setting) === null);
  return [
    "# The policy file",
    "<!-- Written by scripts/generate-policy.ts from src/core/policy/. Change it there. -->",
    INTRODUCTION,
    "## A whole file",
    "Every setting with its default (of the lists of globs, which stand here as comments, only the first: all are further below). A file needs none of them but `version`, and `mode` to do more than record:",
    fence("yaml", exampleFile(schema)),
    "## Kinds of values",
    KINDS,
    "## Settings at the top level",
    table(single.map(([name, setting]) => [[name], setting])),
    ...groups.flatMap(([name, setting]) => section(name, setting)),
    "## What is checked besides",
    CHECKS,
  ]
    .join("\n\n")
    .concat("\n");
}

/** The group of settings that a schema is, perhaps beside null; null where it is a setting. */
function groupOf(schema: Schema): Schema | null {
  if (schema.properties !== undefined) return schema;
  return schema.anyOf?.find((choice) => choice.properties !== undefined) ?? null;
}

function section(name: string, setting: Schema): string[] {
  const group = groupOf(setting);
  if (group === null) return isGlobs(setting) ? [globLists([[[name], setting]])] : [];
  const rows = leaves(group, [name]);
  const globs = rows.filter(([, leaf]) => isGlobs(leaf));
  return [
    `## \`${name}\``,
    described(setting),
    table(rows),
    ...(globs.length === 0 ? [] : ["Defaults:", globLists(globs)]),
  ];
}

type Row = readonly [path: readonly string[], setting: Schema];

/** The settings of a group, those of groups within it beside them. */
function leaves(group: Schema, path: readonly string[]): Row[] {
  return Object.entries(group.properties ?? {}).flatMap(([name, setting]): Row[] => {
    const inner = groupOf(setting);
    const here: Row = [[...path, name], setting];
    if (inner === null) return [here];
    // A group that may be null is a setting as well.
    return [...(setting.anyOf === undefined ? [] : [here]), ...leaves(inner, [...path, name])];
  });
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(([path, setting]) => {
    const { text, rules } = parts(setting.description);
    const cells = [
      `\`${path.join(".")}\``,
      typeOf(setting),
      defaultOf(setting),
      boundsOf(setting),
      text,
      rules.join(" "),
    ];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return [
    "| setting | type | default | bounds | what it changes | rules |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function described(setting: Schema): string {
  const { text, rules } = parts(setting.description);
  return rules.length === 0 ? text : `${text} (${rules.join(", ")})`;
}

/** What people write, by the pattern or the shape of a setting. */
function typeOf(setting: Schema): string {
  if (setting.anyOf !== undefined) return setting.anyOf.map(typeOf).join(" or ");
  if (setting.const !== undefined) return code(setting.const);
  if (setting.enum !== undefined) return setting.enum.map(code).join(", ");
  if (setting.items !== undefined) return `list of: ${typeOf(setting.items)}`;
  if (setting.properties !== undefined) return "settings below it";
  if (setting.bounds !== undefined) return "duration";
  if (setting.type === "null") return "`null`";
  if (setting.type === "boolean") return "`true`, `false`";
  if (setting.type === "integer") return "number";
  return (
    NAMED.find(([example]) => setting.pattern !== undefined && new RegExp(setting.pattern).test(example))?.[1] ?? "text"
  );
}

/** What a pattern stands for, told by the first of these that it takes. */
const NAMED: readonly (readonly [example: string, name: string])[] = [
  ["!{}", "text"],
  ["2026-03-31/**", "glob"],
  ["2026-03-31", "day"],
  ["22:00", "time of day"],
  ["*.example.com", "host"],
  ["@acme/sre", "team"],
  ["@octocat", "login"],
  ["Europe/Berlin", "time zone"],
];

function boundsOf(setting: Schema): string {
  const { bounds, minimum, maximum, minItems = 0, maxItems, maxLength, items } = setting;
  if (setting.anyOf !== undefined) return setting.anyOf.map(boundsOf).join("");
  if (bounds !== undefined) return bounds;
  if (minimum !== undefined) return `${minimum} to ${maximum ?? ""}`;
  if (maxItems !== undefined) {
    const each = items === undefined ? "" : boundsOf(items);
    return `${minItems} to ${maxItems} entries${each === "" ? "" : `, each ${each}`}`;
  }
  return maxLength === undefined ? "" : `up to ${maxLength} characters`;
}

function defaultOf(setting: Schema): string {
  if (setting.default === undefined) return "required";
  return isGlobs(setting) ? "see below" : code(flow(setting.default));
}

function isGlobs({ items, default: fallback }: Schema): boolean {
  return items?.maxLength === 300 && Array.isArray(fallback);
}

function globLists(rows: readonly Row[]): string {
  const text = rows.map(([path, { default: globs }]) => {
    const lines = (globs as readonly string[]).map((glob) => `  - ${JSON.stringify(glob)}`);
    return [`${path.join(".")}:`, ...lines].join("\n");
  });
  return fence("yaml", `${text.join("\n")}\n`);
}

/** A file that sets everything to its default; lists of globs, which are long, stand there as comments. */
function exampleFile(schema: Schema): string {
  const lines = [`# yaml-language-server: $schema=${SCHEMA_URL}`];
  const add = (name: string, setting: Schema, indent: string): void => {
    const { text } = parts(setting.description);
    if (indent === "") lines.push("");
    lines.push(...comment(text, indent));
    const group = groupOf(setting);
    if (group === null || setting.anyOf !== undefined) {
      const value = setting.default === undefined ? setting.const : setting.default;
      lines.push(`${indent}${name}: ${flow(value)}`);
    } else if (Object.values(group.properties ?? {}).every(isGlobs)) {
      lines.push(`${indent}# ${name}:`);
      for (const [key, globs] of Object.entries(group.properties ?? {})) {
        const [first = ""] = globs.default as readonly string[];
        lines.push(
          `${indent}#   ${key}: # ${parts(globs.description).text}`,
          `${indent}#     - ${JSON.stringify(first)}`,
        );
      }
    } else {
      lines.push(`${indent}${name}:`);
      for (const [key, inner] of Object.entries(group.properties ?? {})) add(key, inner, `${indent}  `);
    }
  };
  for (const [name, setting] of Object.entries(schema.properties ?? {})) add(name, setting, "");
  return `${lines.join("\n")}\n`;
}

/** A comment over as many lines as it takes to stay within 100 columns. */
function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && longer.length <= 100) lines[lines.length - 1] = longer;
    else lines.push(`${indent}# ${word}`);
  }
  return lines;
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  return typeof value === "string" && /^[A-Za-z][\w-]*$|^\d+[smhdw]$/.test(value) ? value : JSON.stringify(value);
}

function code(value: unknown): string {
  return `\`${String(value)}\``;
}
