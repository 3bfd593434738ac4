/** Issue form files (`.github/ISSUE_TEMPLATE/*.yml`): definition → YAML, and YAML → definition. */
import { stringify } from "yaml";
import { z } from "zod";
import { readYaml, type YamlProblem } from "../yaml.ts";
import type { FormDefinition, FormField } from "./definition.ts";

/** The definition as GitHub's issue form YAML. */
export function toFormYaml(definition: FormDefinition): string {
  const { name, description, title, labels, intro, fields } = definition;
  const body = [
    ...(intro === undefined ? [] : [{ type: "markdown", attributes: { value: intro } }]),
    ...fields.map(element),
  ];
  return stringify({ name, description, title, labels, body }, { lineWidth: 0 });
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
          options: z.array(z.union([word, z.object({ label: word }).transform(({ label }) => label)])).nullish(),
        })
        .default({}),
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
    const problems = parsed.error.issues.slice(0, 10).map((issue) => ({
      ...file.place(issue.path),
      message: `\`${issue.path.join(".")}\` is not as issue forms have it`,
      fix: "see GitHub's syntax for issue forms",
    }));
    return { definition: null, problems };
  }
  const { name, description, title, labels, body } = parsed.data;
  const fields = body.flatMap(({ type, id, attributes, validations }, index): FormField[] => {
    const kind = KINDS.find((known) => known === type);
    if (kind === undefined || attributes.label === undefined) {
      return [];
    }
    return [
      {
        id: id ?? `field-${index}`,
        label: attributes.label.trim(),
        kind,
        required: validations?.required === true,
        options: attributes.options ?? [],
        multiple: attributes.multiple === true,
        ...optional("description", attributes.description),
        ...optional("placeholder", attributes.placeholder),
        ...optional("value", attributes.value),
        ...optional("render", attributes.render),
      },
    ];
  });
  return { definition: { name, description, title: title ?? "", labels: labels ?? [], fields }, problems: [] };
}

const KINDS = ["input", "textarea", "dropdown", "checkboxes"] as const;

function optional<K extends string>(key: K, value: string | null | undefined): { readonly [P in K]?: string } {
  return value === null || value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}
