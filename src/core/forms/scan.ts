/**
 * Body → fields. GitHub marks nothing in an issue's body as a form's, so that the headings are all there is: what is
 * rendered as a heading and reads exactly as a label of the form begins its field; everything else is the answer.
 */
import { codeSpan } from "../markdown.ts";
import { readAnswer } from "./answer.ts";
import type { FieldValue, FormDefinition, FormProblem } from "./definition.ts";
import { type Heading, inOrder, isInOrder, type Located, locate } from "./headings.ts";

export interface ScannedForm {
  /** By field id. A field whose heading is not in the body has no key; one left empty is null, or an empty list. */
  readonly values: Readonly<Record<string, FieldValue>>;
  /** 1-based lines of the headings read, by field id. */
  readonly lines: Readonly<Record<string, number>>;
  readonly problems: readonly FormProblem[];
}

/** Repeated headings told of; a body of nothing else need not be told of each. */
const MOST_PROBLEMS = 50;

/** Reads a body of a form of ours, by the exact labels of the rulebook. */
export function scanForm(definition: FormDefinition, body: string): ScannedForm {
  const located = locate(definition, body);
  const { lines, chosen } = located;
  const read = chosen.flatMap(({ line, field: index }, at) => {
    const field = definition.fields[index];
    const end = chosen[at + 1]?.line ?? lines.length + 1;
    const last = at === chosen.length - 1;
    return field === undefined
      ? []
      : [{ id: field.id, line, value: readAnswer(field, lines.slice(line, end - 1), last) }];
  });
  return {
    values: Object.fromEntries(read.map(({ id, value }) => [id, value])),
    lines: Object.fromEntries(read.map(({ id, line }) => [id, line])),
    problems: inLineOrder([...placeProblems(definition, located), ...missingProblems(definition, located)]),
  };
}

/** Problems in the body's order; those of no line come last. */
export function inLineOrder(problems: readonly FormProblem[]): readonly FormProblem[] {
  return problems.length < 2
    ? problems
    : problems.toSorted((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY));
}

/** Answers left open, labels that occur again, and labels out of the form's order. */
export function placeProblems(definition: FormDefinition, { chosen, rendered, unclosed }: Located): FormProblem[] {
  return [...unclosedProblem(definition, chosen, unclosed), ...orderProblems(definition, chosen, rendered)];
}

function unclosedProblem(
  definition: FormDefinition,
  chosen: readonly Heading[],
  unclosed: number | null,
): FormProblem[] {
  const holder = unclosed === null ? undefined : chosen.findLast(({ line }) => line < unclosed);
  const field = holder === undefined ? undefined : definition.fields[holder.field];
  if (field === undefined) {
    return [];
  }
  const message = `The answer to *${field.label}* leaves a code block or comment open; the fields behind it were read by their headings.`;
  return [{ code: "unclosed", field: field.id, label: field.label, line: unclosed, message }];
}

function orderProblems(
  definition: FormDefinition,
  chosen: readonly Heading[],
  rendered: readonly Heading[],
): FormProblem[] {
  if (chosen === rendered && isInOrder(chosen)) {
    return [];
  }
  const ordered = new Set(inOrder(definition, chosen));
  const counting = new Map(chosen.map((heading) => [heading.field, heading]));
  const problems: FormProblem[] = [];
  for (const heading of new Set([...chosen, ...rendered])) {
    const field = definition.fields[heading.field];
    if (field === undefined || ordered.has(heading) || problems.length >= MOST_PROBLEMS) {
      continue;
    }
    const place = { field: field.id, label: field.label, line: heading.line };
    const counts = counting.get(heading.field);
    if (counts === heading) {
      problems.push({
        ...place,
        code: "out_of_order",
        message: `*${field.label}* is not where the form has it; it was read all the same.`,
      });
    } else {
      const message = `*${field.label}* stands on line ${heading.line} too; the one on line ${counts?.line ?? 0} counts.`;
      problems.push({ ...place, code: "duplicate", message });
    }
  }
  return problems;
}

/**
 * The form's labels that the body lacks.
 *
 * @param renamed indexes of fields whose answers were read under another label.
 */
export function missingProblems(
  definition: FormDefinition,
  { chosen, found }: Located,
  renamed: ReadonlySet<number> = new Set(),
): FormProblem[] {
  if (chosen.length === 0 && renamed.size === 0) {
    const message = `The body has none of the headings of the form *${definition.name}*.`;
    return [{ code: "missing", field: null, label: null, line: null, message }];
  }
  if (chosen.length === definition.fields.length) {
    return [];
  }
  const known = new Set([...chosen.map(({ field }) => field), ...renamed]);
  const inCode = new Map(found.toReversed().map(({ field, line }) => [field, line]));
  return definition.fields.flatMap((field, index) => {
    if (known.has(index)) {
      return [];
    }
    const line = inCode.get(index);
    const why =
      line === undefined ? "" : ` Line ${line} has it inside code, a list or HTML, where it is part of an answer.`;
    const message = `The heading ${codeSpan(`### ${field.label}`, 110)} is missing.${why}`;
    return [{ code: "missing" as const, field: field.id, label: field.label, line: null, message }];
  });
}
