/** Issue form files (`.github/ISSUE_TEMPLATE/*.yml`): definition → YAML, and YAML → definition. */
import { stringify } from "yaml";
import * as z from "zod";
import { codeSpan } from "../markdown.ts";
import { readYaml, type YamlProblem } from "../yaml.ts";
import type { FormDefinition, FormField } from "./definition.ts";

/** The definition as GitHub's issue form YAML. */
export function toFormYaml(definition: FormDefinition): string {
  const { name, description, title, labels, intro, fields } = definition;
  const body = [
    ...(intro === undefined ? [] : [{ type: "markdown", attributes: { value: intro } }]),
    ...fields.map(element),
  ];
  // GitHub reads YAML 1.1, where a bare 2026-03-31 is a date and a bare yes is true: it refuses both as text.
  return stringify({ name, description, title, labels, body }, { lineWidth: 0, version: "1.1" });
}

function element(field: FormField): unknown {
  const { id, label, kind, required, description, placeholder, options, multiple, render, value } = field;
  const attributes = {
    label,
    ...(description === undefined ? {} : { description }),
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(value === undefined ? {} : { value }),
    ...(render === undefined ? {} : { render }),
    ...(kind === "dropdown" ? { ...(multiple ? { multiple } : {}), options } : {}),
    ...(kind === "checkboxes" ? { options: options.map((option) => ({ label: option })) } : {}),
  };
  // Checkboxes take `required` on each box; those of ours are never required.
  return { type: kind, id, attributes, ...(required && kind !== "checkboxes" ? { validations: { required } } : {}) };
}

const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const formFile = z.object({
  name: word,
  description: word.default(""),
  title: word.nullish(),
  labels: z
    .union([z.array(word), z.string().transform((text) => text.split(",").map((label) => label.trim()))])
    .nullish(),
  body: z.array(
    z.object({
      type: z.string(),
      id: word.optional(),
      attributes: z
        .object({
          label: word.optional(),
          description: word.nullish(),
          placeholder: word.nullish(),
          value: word.nullish(),
          render: word.nullish(),
          multiple: z.boolean().nullish(),
          options: z
            .array(z.union([word, z.object({ label: word }).transform(({ label }) => label)]).nullable())
            .nullish(),
        })
        .nullish(),
      validations: z.object({ required: z.boolean().nullish() }).nullish(),
    }),
  ),
});

export type ParsedFormFile =
  | { readonly definition: FormDefinition; readonly problems: readonly [] }
  | { readonly definition: null; readonly problems: readonly YamlProblem[] };

/** Reads an issue form file. Unknown keys are passed over: GitHub adds to them. */
export function parseFormFile(text: string): ParsedFormFile {
  const file = readYaml(text);
  if (!file.ok) {
    return { definition: null, problems: file.problems };
  }
  const parsed = formFile.safeParse(file.value);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, MOST_PROBLEMS)
      .map(({ path }) => problemAt(file.value, path, file.place));
    return { definition: null, problems };
  }
  const { name, description, title, labels, body } = parsed.data;
  const fields: FormField[] = [];
  const problems: YamlProblem[] = [];
  const seen = new Set<string>();
  for (const [index, { type, id, attributes, validations }] of body.entries()) {
    const label = attributes?.label?.trim() ?? "";
    if (type === "markdown") {
      continue;
    }
    if (label === "" || seen.has(label)) {
      const at = ["body", index, ...(label === "" ? [] : ["attributes", "label"])];
      const message = label === "" ? "the field has no label" : `the label ${codeSpan(label, 100)} is there twice`;
      const fix = label === "" ? "give it one: `label:` under `attributes:`" : "give each field a label of its own";
      problems.push({ ...file.place(at), message, fix });
    }
    seen.add(label);
    fields.push({
      id: id ?? `field-${index}`,
      label,
      // What this program does not know yet is text to it, under its heading like the others.
      kind: KINDS.find((known) => known === type) ?? "textarea",
      required: validations?.required === true,
      options: (attributes?.options ?? []).filter((option) => option !== null),
      multiple: attributes?.multiple === true,
      ...optional("description", attributes?.description),
      ...optional("placeholder", attributes?.placeholder),
      ...optional("value", attributes?.value),
      ...optional("render", attributes?.render),
    });
  }
  if (fields.length === 0) {
    const message = "the form has no field";
    problems.push({ ...file.place(["body"], "key"), message, fix: "list its fields under `body:`" });
  }
  return problems.length === 0
    ? { definition: { name, description, title: title ?? "", labels: labels ?? [], fields }, problems: [] }
    : { definition: null, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** What to write, by the key that is not as it should be. */
const FIXES: Readonly<Record<string, string>> = {
  name: "give the form a name, such as `name: Bug report`",
  description: "describe the form in one line of text",
  body: "list the form's fields under `body:`, each with `type:` and `attributes:`",
  type: "write `input`, `textarea`, `dropdown`, `checkboxes` or `markdown`",
  attributes: "write the field's `label:` and the like below `attributes:`",
  label: "write the label as text",
  options: "list the choices as `- text`, or boxes as `- label: text`",
  required: "write `true` or `false`",
  multiple: "write `true` or `false`",
};

function problemAt(value: unknown, path: readonly PropertyKey[], place: YamlPlace): YamlProblem {
  const key = path.findLast((part): part is string => typeof part === "string");
  if (key === undefined) {
    const fix = "write `name:`, `description:` and `body:`, as GitHub's issue forms have them";
    return { ...place(path), message: "this is no issue form", fix };
  }
  const there = path.reduce<unknown>(
    (node, part) => (node as Record<PropertyKey, unknown> | null | undefined)?.[part],
    value,
  );
  const message = `\`${path.map(String).join(".")}\` ${there === undefined ? "is missing" : "is not what an issue form has there"}`;
  return { ...place(path), message, fix: FIXES[key] ?? "write it as GitHub's syntax for issue forms has it" };
}

type YamlPlace = Extract<ReturnType<typeof readYaml>, { ok: true }>["place"];

/** Complaints told at once. */
const MOST_PROBLEMS = 10;

const KINDS = ["input", "textarea", "dropdown", "checkboxes"] as const;

function optional<K extends string>(key: K, value: string | null | undefined): { readonly [P in K]?: string } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}
