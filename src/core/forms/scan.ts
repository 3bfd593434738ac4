/**
 * Body → fields. GitHub marks nothing in an issue's body as a form's, so that the headings are all there is: what is
 * rendered as a heading and reads exactly as a label of the form begins its field; everything else is the answer.
 */
import { codeSpan } from "../markdown.ts";
import { linesOf, outline } from "../outline.ts";
import { readAnswer, validAnswer } from "./answer.ts";
import type { FieldValue, FormDefinition, FormProblem } from "./definition.ts";

export interface ScannedForm {
  /** By field id. A field whose heading is not in the body has no key; one left empty is null, or an empty list. */
  readonly values: Readonly<Record<string, FieldValue>>;
  /** 1-based lines of the headings read, by field id. */
  readonly lines: Readonly<Record<string, number>>;
  readonly problems: readonly FormProblem[];
}

/** Repeated headings told of; a body of nothing else need not be told of each. */
const MOST_PROBLEMS = 50;

/** A line that reads as a label of the form. */
interface Heading {
  /** 1-based. */
  readonly line: number;
  /** Index of the field. */
  readonly field: number;
  /** False inside code, HTML or a list, where it is part of an answer. */
  readonly rendered: boolean;
}

/**
 * Reads a body by its form's definition.
 *
 * Where a label occurs more than once, the occurrence in the form's own place counts, so that text in another answer
 * never overwrites a field; the others stay part of the answer that holds them, and are told.
 */
export function scanForm(definition: FormDefinition, body: string): ScannedForm {
  const lines = linesOf(body);
  const { headings, unclosed } = outline(body);
  const found = labelLines(definition, lines, headings);
  const rendered = found.filter((heading) => heading.rendered);
  let chosen = choose(definition, dropInvalid(definition, lines, rendered));
  const problems: FormProblem[] = [];
  if (unclosed !== null && chosen.length > 0) {
    const restored = restore(definition, chosen, found, unclosed);
    problems.push(...unclosedProblem(definition, chosen, unclosed, restored.length > chosen.length));
    chosen = restored;
  }
  const values: Record<string, FieldValue> = {};
  const at: Record<string, number> = {};
  for (const [index, heading] of chosen.entries()) {
    const field = definition.fields[heading.field];
    if (field !== undefined) {
      const last = index === chosen.length - 1;
      values[field.id] = readAnswer(
        field,
        lines.slice(heading.line, (chosen[index + 1]?.line ?? lines.length + 1) - 1),
        last,
      );
      at[field.id] = heading.line;
    }
  }
  problems.push(...orderProblems(definition, chosen, rendered), ...missingProblems(definition, chosen, found));
  return {
    values,
    lines: at,
    problems: problems.sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY)),
  };
}

function labelLines(definition: FormDefinition, lines: readonly string[], headings: ReadonlySet<number>): Heading[] {
  const fields = new Map(definition.fields.map((field, index) => [field.label.trim(), index]));
  const found: Heading[] = [];
  for (const [index, text] of lines.entries()) {
    const label = /^ {0,3}###[ \t](.*)$/.exec(text)?.[1]?.trim();
    const field = label === undefined ? undefined : fields.get(label);
    if (field !== undefined) {
      found.push({ line: index + 1, field, rendered: headings.has(index + 1) });
    }
  }
  return found;
}

/** Leaves out repeated headings whose answer is not one of the field's choices, where another's is. */
function dropInvalid(definition: FormDefinition, lines: readonly string[], found: readonly Heading[]): Heading[] {
  const count = new Map<number, number>();
  for (const { field } of found) {
    count.set(field, (count.get(field) ?? 0) + 1);
  }
  const valid = (heading: Heading): boolean => {
    const field = definition.fields[heading.field];
    return field === undefined || validAnswer(field, lines, heading.line);
  };
  const answered = new Set(
    found.filter((heading) => (count.get(heading.field) ?? 0) > 1 && valid(heading)).map(({ field }) => field),
  );
  return found.filter((heading) => !answered.has(heading.field) || valid(heading));
}

/** One heading for each label, in the body's order. */
function choose(definition: FormDefinition, found: readonly Heading[]): Heading[] {
  const chosen = inOrder(definition, found);
  const taken = new Set(chosen.map(({ field }) => field));
  for (const heading of found) {
    if (!taken.has(heading.field)) {
      taken.add(heading.field);
      chosen.push(heading);
    }
  }
  return chosen.sort((a, b) => a.line - b.line);
}

/**
 * The longest run of headings in the form's own order, each label at most once.
 *
 * Of several such runs it is the one that leaves the fewest other headings where nobody can type them (an answer of one
 * line, or of boxes, holds no heading; a textarea does), then the one that leaves them in the fewest places. Of equals
 * it is the earliest.
 */
function inOrder(definition: FormDefinition, found: readonly Heading[]): Heading[] {
  // The usual body: all are in order.
  if (found.every(({ field }, index) => field > (found[index - 1]?.field ?? -1))) return [...found];
  const { fields } = definition;
  // A violation weighs more than all places together, a heading taken more than all violations.
  const violation = found.length + 1;
  const heading = violation * violation;
  // best[2 * (last + 1) + skipping]: what the headings from here on can add after the field `last` (-1: before any).
  let best = Array.from({ length: 2 * (fields.length + 1) }, () => 0);
  const takes: Uint8Array[] = [];
  for (const { field } of found.toReversed()) {
    const former = best;
    const taken = new Uint8Array(former.length);
    best = former.map((_, state) => {
      const last = (state >> 1) - 1;
      const cost = (fields[last]?.kind === "textarea" ? 0 : violation) + (state % 2 === 0 ? 1 : 0);
      const skip = (former[state | 1] ?? 0) - cost;
      const take = field > last ? heading + (former[2 * (field + 1)] ?? 0) : Number.NEGATIVE_INFINITY;
      taken[state] = take >= skip ? 1 : 0;
      return Math.max(take, skip);
    });
    takes.push(taken);
  }
  const run: Heading[] = [];
  let state = 0;
  for (const [index, each] of found.entries()) {
    const take = takes[found.length - 1 - index]?.[state] === 1;
    state = take ? 2 * (each.field + 1) : state | 1;
    if (take) {
      run.push(each);
    }
  }
  return run;
}

/**
 * An answer that leaves a fence or a comment open swallows the fields behind it. Their headings are known, so that
 * those still missing are taken from there, where they go on in the form's order.
 */
function restore(
  definition: FormDefinition,
  chosen: readonly Heading[],
  found: readonly Heading[],
  unclosed: number,
): Heading[] {
  const known = new Set(chosen.map(({ field }) => field));
  const first = chosen[0]?.line ?? unclosed;
  const missing = found.filter(({ field, rendered, line }) => !rendered && !known.has(field) && line > first);
  const union = [...chosen, ...missing].sort((a, b) => a.line - b.line);
  const run = new Set(inOrder(definition, union));
  return union.filter((heading) => heading.rendered || run.has(heading));
}

function unclosedProblem(
  definition: FormDefinition,
  chosen: readonly Heading[],
  unclosed: number,
  restored: boolean,
): FormProblem[] {
  const holder = chosen.findLast(({ line }) => line < unclosed);
  const field = holder === undefined ? undefined : definition.fields[holder.field];
  if (field === undefined || !restored) {
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

function missingProblems(
  definition: FormDefinition,
  chosen: readonly Heading[],
  found: readonly Heading[],
): FormProblem[] {
  if (chosen.length === 0) {
    const message = `The body has none of the headings of the form *${definition.name}*.`;
    return [{ code: "missing", field: null, label: null, line: null, message }];
  }
  const known = new Set(chosen.map(({ field }) => field));
  return definition.fields.flatMap((field, index) => {
    if (known.has(index)) {
      return [];
    }
    const inCode = found.find((heading) => heading.field === index);
    const why =
      inCode === undefined
        ? ""
        : ` Line ${inCode.line} has it inside code, a list or HTML, where it is part of an answer.`;
    const message = `The heading ${codeSpan(`### ${field.label}`, 110)} is missing.${why}`;
    return [{ code: "missing" as const, field: field.id, label: field.label, line: null, message }];
  });
}
