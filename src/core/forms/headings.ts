/** Which lines of a body begin the fields of its form, by their labels alone. */
import { linesOf, outline } from "../outline.ts";
import { validAnswer } from "./answer.ts";
import type { FormDefinition } from "./definition.ts";
import { writtenByGitHub } from "./line-ends.ts";
import { quickHeadings } from "./quick.ts";

/** Lines that read as labels beyond which it matters how often one of them is repeated. */
const MANY = 1000;
/** Of a label repeated without end, this many lines are looked at from either side. */
const MOST_REPEATED = 20;

/** A line that reads as a label of the form. */
export interface Heading {
  /** 1-based. */
  readonly line: number;
  /** Index of the field. */
  readonly field: number;
  /** False inside code, HTML or a list, where it is part of an answer. */
  readonly rendered: boolean;
}

/** A body with the headings that count. */
export interface Located {
  readonly lines: readonly string[];
  /** 1-based lines of all headings that are rendered as such, of any level and text. */
  readonly headings: ReadonlySet<number>;
  /** One for each label that is there, in the body's order. */
  readonly chosen: readonly Heading[];
  /** Those rendered as headings, in the body's order. */
  readonly rendered: readonly Heading[];
  /** Every line that reads as a label. */
  readonly found: readonly Heading[];
  /** Line of the fence or comment that an answer leaves open, where fields behind it were read all the same. */
  readonly unclosed: number | null;
  /** Whether GitHub wrote a heading, by its line ends; null where they do not tell. */
  readonly written: ((line: number) => boolean) | null;
}

/**
 * Finds the headings of a form's fields.
 *
 * Where a label occurs more than once, the occurrence in the form's own place counts, so that text in another answer
 * never overwrites a field.
 */
export function locate(definition: FormDefinition, body: string): Located {
  // Without CR the lines are told apart faster.
  const lines = body.includes("\r") ? linesOf(body) : body.replace(/^\ufeff/, "").split("\n");
  const { headings, unclosed } = quickHeadings(body, lines) ?? outline(body);
  const found = mostOf(labelLines(definition, lines, headings));
  const rendered = found.every((heading) => heading.rendered) ? found : found.filter((heading) => heading.rendered);
  const written = writtenByGitHub(body, rendered);
  const own = written === null ? rendered : rendered.filter(({ line }) => written(line));
  const chosen = isInOrder(own) ? own : choose(definition, dropInvalid(definition, lines, own));
  if (unclosed === null || chosen.length === 0) {
    return { lines, headings, chosen, rendered, found, unclosed: null, written };
  }
  const restored = restore(definition, chosen, found, unclosed);
  const more = restored.length > chosen.length;
  if (!more && !closesTwice(definition, chosen, lines, unclosed)) {
    return { lines, headings, chosen, rendered, found, unclosed: null, written };
  }
  // The fence opens nothing, since fields stand behind it: what follows it is outlined anew.
  const behind = [...outline(lines.slice(unclosed).join("\n")).headings].map((line) => line + unclosed);
  const all = new Set([...headings, ...behind, ...restored.map(({ line }) => line)]);
  return { lines, headings: all, chosen: restored, rendered, found, unclosed: more ? unclosed : null, written };
}

/** True where a fence left open is the second end of a rendered answer, whose author wrote one before GitHub did. */
function closesTwice(
  definition: FormDefinition,
  chosen: readonly Heading[],
  lines: readonly string[],
  unclosed: number,
): boolean {
  const holder = chosen.findLast(({ line }) => line < unclosed);
  const render = holder === undefined ? undefined : definition.fields[holder.field]?.render;
  return render !== undefined && /^`{3,}\s*$/.test(lines[unclosed - 1] ?? "");
}

const LABELS = new WeakMap<FormDefinition, ReadonlyMap<string, number>>();

/** Indexes of a form's fields by label, made once for each form. */
export function labelsOf(definition: FormDefinition): ReadonlyMap<string, number> {
  const known = LABELS.get(definition);
  if (known !== undefined) {
    return known;
  }
  const labels = new Map(definition.fields.map(({ label }, index) => [label.trim(), index]));
  LABELS.set(definition, labels);
  return labels;
}

function labelLines(definition: FormDefinition, lines: readonly string[], headings: ReadonlySet<number>): Heading[] {
  const fields = labelsOf(definition);
  const found: Heading[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index] ?? "";
    const first = text.charCodeAt(0);
    if (first !== 35 && first !== 32) {
      // Neither `#` nor a blank.
      continue;
    }
    const label = text.startsWith("### ") ? text.slice(4).trim() : /^ {0,3}###[ \t](.*)$/.exec(text)?.[1]?.trim();
    const field = label === undefined ? undefined : fields.get(label);
    if (field !== undefined) {
      found.push({ line: index + 1, field, rendered: headings.has(index + 1) });
    }
  }
  return found;
}

/** All lines but those of a label that is repeated without end, of which the first and the last ones are left. */
function mostOf(found: readonly Heading[]): readonly Heading[] {
  if (found.length <= MANY) {
    return found;
  }
  const count = new Map<number, number>();
  for (const { field } of found) {
    count.set(field, (count.get(field) ?? 0) + 1);
  }
  const seen = new Map<number, number>();
  return found.filter(({ field }) => {
    const number = (seen.get(field) ?? 0) + 1;
    seen.set(field, number);
    return number <= MOST_REPEATED || number > (count.get(field) ?? 0) - MOST_REPEATED;
  });
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

/** True where each heading is of a later field than the one before it. */
export function isInOrder(found: readonly Heading[]): boolean {
  return found.every(({ field }, index) => index === 0 || field > (found[index - 1]?.field ?? -1));
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
export function inOrder(definition: FormDefinition, found: readonly Heading[]): Heading[] {
  // The usual body: all are in order.
  if (isInOrder(found)) return [...found];
  const { fields } = definition;
  // A violation weighs more than all places together, a heading taken more than all violations.
  const violation = found.length + 1;
  const heading = violation * violation;
  // best[2 * (last + 1) + skipping]: what the headings from here on can add after the field `last` (-1: before any).
  const states = 2 * (fields.length + 1);
  const costs = Array.from({ length: states }, (_, state) => {
    const last = (state >> 1) - 1;
    return (fields[last]?.kind === "textarea" ? 0 : violation) + (state % 2 === 0 ? 1 : 0);
  });
  let best = new Float64Array(states);
  let former = new Float64Array(states);
  const takes = new Uint8Array(states * found.length);
  for (let index = found.length - 1; index >= 0; index -= 1) {
    [best, former] = [former, best];
    const field = found[index]?.field ?? 0;
    const taken = heading + (former[2 * (field + 1)] ?? 0);
    for (let state = 0; state < states; state += 1) {
      const skip = (former[state | 1] ?? 0) - (costs[state] ?? 0);
      const take = field > (state >> 1) - 1 && taken >= skip;
      takes[index * states + state] = take ? 1 : 0;
      best[state] = take ? taken : skip;
    }
  }
  const run: Heading[] = [];
  let state = 0;
  for (const [index, each] of found.entries()) {
    const take = takes[index * states + state] === 1;
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
