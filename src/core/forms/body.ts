/** Any issue form's body → its answers, by the body's own labels; older and newer forms included. */
import { codeSpan } from "../markdown.ts";
import { readAnswer } from "./answer.ts";
import type { FieldValue, FormDefinition, FormProblem } from "./definition.ts";
import { withDrift } from "./drift.ts";
import { locate } from "./headings.ts";
import { type Head, unknownField } from "./heads.ts";
import { inLineOrder, missingProblems, placeProblems } from "./scan.ts";

export interface Answer {
  /** The heading as the body has it. */
  readonly label: string;
  /** Id of the form's field; null for a field that the form does not have. */
  readonly field: string | null;
  /** 1-based line of the heading. */
  readonly line: number;
  readonly value: FieldValue;
}

export interface FormBody {
  /** In the body's order; labels are unique. A field whose heading is not in the body is not among them. */
  readonly answers: readonly Answer[];
  readonly problems: readonly FormProblem[];
}

/**
 * Reads a body by a form file that may be older or newer than the form it was made with. What was read by more than the
 * form's exact labels is told as `renamed` or `unknown_heading`.
 */
export function readBody(definition: FormDefinition, body: string): FormBody {
  const located = locate(definition, body);
  const heads = withDrift(definition, located);
  const { lines } = located;
  const answers = heads.map((head, index): Answer => {
    const known = head.field === null ? undefined : definition.fields[head.field];
    const end = heads[index + 1]?.line ?? lines.length + 1;
    const below = lines.slice(head.line, end - 1);
    const value = readAnswer(known ?? unknownField(head), below, index === heads.length - 1);
    return { label: head.label, field: known?.id ?? null, line: head.line, value };
  });
  const drifted = heads.filter(({ known }) => !known);
  const renamed = new Set(drifted.flatMap(({ field }) => (field === null ? [] : [field])));
  const problems = [
    ...placeProblems(definition, located),
    ...drifted.map((head) => driftProblem(definition, head)),
    ...missingProblems(definition, located, renamed),
  ];
  return { answers, problems: inLineOrder(problems) };
}

function driftProblem(definition: FormDefinition, head: Head): FormProblem {
  const field = head.field === null ? undefined : definition.fields[head.field];
  const { line } = head;
  const heading = codeSpan(`### ${head.label}`, 110);
  if (field === undefined) {
    const message = `${heading} is not among the form's labels; it was read as a field of another version of the form.`;
    return { code: "unknown_heading", field: null, label: head.label, line, message };
  }
  const message = `${heading} was read as the form's *${field.label}*, which the body does not have under that label.`;
  return { code: "renamed", field: field.id, label: field.label, line, message };
}
