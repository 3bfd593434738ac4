/** Definition and values → a body as GitHub writes it when somebody submits the form. */
import { linesOf, outline } from "../outline.ts";
import { NO_RESPONSE } from "./answer.ts";
import type { FormDefinition, FormField } from "./definition.ts";

/** What a field is filled with: text, choices, or the labels of the boxes that are ticked. */
export type FieldInput = string | readonly string[] | null;

/**
 * Renders a body. What is not given is left empty, as `_No response_`.
 *
 * No value can pose as another field: lines that read as a label of the form are escaped, code blocks and comments left
 * open are closed. Pings and issue references are not the form's business: people's text goes through `inlineText` first.
 */
export function renderForm(definition: FormDefinition, values: Readonly<Record<string, FieldInput>>): string {
  const labels = new Set(definition.fields.map(({ label }) => label.trim()));
  return definition.fields
    .map((field) => `### ${field.label}\n\n${answer(field, values[field.id] ?? null, labels)}`)
    .join("\n\n");
}

function answer(field: FormField, value: FieldInput, labels: ReadonlySet<string>): string {
  if (field.kind === "checkboxes") {
    const ticked = new Set(typeof value === "string" ? [value] : (value ?? []));
    return field.options.map((option) => `- [${ticked.has(option) ? "X" : " "}] ${option}`).join("\n");
  }
  const text = value === null || typeof value === "string" ? (value ?? "") : value.join(", ");
  const shown = field.kind === "textarea" ? contained(text, labels) : linesOf(text).join(" ").trim();
  if (shown === "") {
    return NO_RESPONSE;
  }
  if (field.render === undefined) {
    return field.kind === "textarea" ? shown : contained(shown, labels);
  }
  const fence = "`".repeat(Math.max(3, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}${field.render}\n${shown}\n${fence}`;
}

/** The text with nothing in it that would begin another field or hide the one behind it. */
function contained(text: string, labels: ReadonlySet<string>): string {
  const lines = linesOf(text.trim());
  const { headings, unclosed } = outline(lines.join("\n"));
  // What is open to the end would take the fields behind it along: as plain text it takes nothing.
  const plain =
    unclosed === null
      ? lines
      : lines.map((line) => line.replace(/^( *)(?=`{3}|~{3}|<)/, "$1\\").replaceAll("<!--", "\\<!--"));
  return plain
    .map((line, index) => (unclosed !== null || headings.has(index + 1) ? withoutLabel(line, labels) : line))
    .join("\n");
}

function withoutLabel(line: string, labels: ReadonlySet<string>): string {
  const label = /^ {0,3}###[ \t](.*)$/.exec(line)?.[1]?.trim();
  return label !== undefined && labels.has(label) ? line.replace("###", "\\###") : line;
}
