/** The headings of a body by which a form's drift can be told, and what stands below each. */
import { boxOf, NO_RESPONSE, startsAppended } from "./answer.ts";
import type { Checkbox, FormDefinition, FormField } from "./definition.ts";
import { type Located, labelsOf } from "./headings.ts";

/** What stands between a heading and the next one. */
interface Content {
  /** Lines that are not blank. */
  readonly size: number;
  /** The first and the last of them; empty where there are none. */
  readonly first: string;
  readonly last: string;
  /** Null unless each of them is a box. */
  readonly boxes: readonly Checkbox[] | null;
  /** 1-based line of the first of them; 0 where there are none. */
  readonly line: number;
}

/** A heading that begins a field, or may. */
export interface Head {
  /** 1-based. */
  readonly line: number;
  /** As the body has it. */
  readonly label: string;
  /** Begins a field of its own. */
  taken: boolean;
  /** Index of the form's field; null while there is none that it stands for. */
  field: number | null;
  /** Reads as the form's own label. */
  readonly known: boolean;
  readonly content: Content;
}

/** Longer ones are nobody's label. */
const LONGEST_LABEL = 300;
/** A body with more headings that are not the form's holds somebody's document, and no form has drifted that far. */
const MOST_HEADINGS = 300;

/**
 * The form's own headings, and every other one as GitHub writes them: of the third level at the line's begin, between
 * blank lines, with something below it.
 */
export function headsOf(definition: FormDefinition, { lines, headings, chosen, written }: Located): Head[] {
  if (headings.size === chosen.length) {
    return chosen.map(({ line, field }) => headOf(line, definition.fields[field]?.label.trim() ?? "", field, NOTHING));
  }
  const known = new Map(chosen.map(({ line, field }) => [line, field]));
  const labels = labelsOf(definition);
  const starts: { readonly line: number; readonly field: number | null; readonly label: string }[] = [];
  for (const line of [...headings].sort((a, b) => a - b)) {
    const field = known.get(line) ?? null;
    const label = /^###[ \t]+(\S.*)$/.exec(lines[line - 1] ?? "")?.[1]?.trim() ?? "";
    const possible = label !== "" && label.length <= LONGEST_LABEL && !labels.has(label);
    if (field !== null) {
      starts.push({ line, field, label: definition.fields[field]?.label.trim() ?? "" });
    } else if (possible && standsAlone(lines, line) && written?.(line) !== false) {
      starts.push({ line, field, label });
    }
  }
  const ours = starts.filter(({ field }) => field !== null);
  const all = starts.length - ours.length > MOST_HEADINGS ? ours : starts;
  return all.map(({ line, field, label }, index) =>
    headOf(line, label, field, all.length === ours.length ? NOTHING : contentOf(lines, line, all[index + 1]?.line)),
  );
}

function headOf(line: number, label: string, field: number | null, content: Content): Head {
  return { line, label, taken: field !== null, field, known: field !== null, content };
}

/** True where blank lines, or the body's ends, are around a line. */
export function standsAlone(lines: readonly string[], line: number): boolean {
  return (lines[line - 2] ?? "").trim() === "" && (lines[line] ?? "").trim() === "";
}

/** Where all headings are the form's own, nobody asks what is below them. */
const NOTHING: Content = { size: 0, first: "", last: "", boxes: null, line: 0 };

function contentOf(lines: readonly string[], from: number, to = lines.length + 1): Content {
  const filled: number[] = [];
  for (let index = from; index < to - 1 && !startsAppended(lines, index); index += 1) {
    if ((lines[index] ?? "").trim() !== "") {
      filled.push(index);
    }
  }
  const boxes = filled.map((index) => boxOf(lines[index] ?? ""));
  const all = boxes.filter((box) => box !== null);
  return {
    size: filled.length,
    first: (lines[filled[0] ?? -1] ?? "").trim(),
    last: (lines[filled.at(-1) ?? -1] ?? "").trim(),
    boxes: all.length > 0 && all.length === boxes.length ? all : null,
    line: (filled[0] ?? -1) + 1,
  };
}

/** An answer left empty, as only GitHub writes it: its words for that, or a fence around nothing. */
export function isEmptyAnswer({ size, first, last }: Content): boolean {
  return (size === 1 && first === NO_RESPONSE) || (size === 2 && /^`{3,}[\w+#-]+$/.test(first) && /^`{3,}$/.test(last));
}

/** True where nothing more can have been typed below the answer, so that the next heading is nobody's but GitHub's. */
export function isComplete(field: FormField, content: Content): boolean {
  if (isEmptyAnswer(content)) {
    return true;
  }
  if (field.kind === "checkboxes") {
    return content.boxes !== null;
  }
  if (field.kind === "textarea") {
    const fence = /^(`{3,}|~{3,})/.exec(content.first)?.[1];
    return field.render !== undefined && content.size > 1 && fence !== undefined && content.last === fence;
  }
  return content.size === 1;
}

/** True where what stands below a heading can be an answer of a field. */
export function fits(field: FormField, content: Content): boolean {
  if (field.kind === "checkboxes") {
    return content.boxes !== null;
  }
  return field.kind === "textarea" || content.size === 1;
}

/** True where what stands below a heading is what the field alone offers: its choices, its boxes. */
export function offers(field: FormField, { size, first, boxes }: Content): boolean {
  const options = new Set(field.options.map((option) => option.trim()));
  if (field.kind === "checkboxes") {
    return boxes?.some(({ label }) => options.has(label)) === true;
  }
  return field.kind === "dropdown" && size === 1 && options.has(first);
}

/** The field that a heading unknown to the form was, by what it says and what stands below it. */
export function unknownField({ label, content }: Head): FormField {
  const several = /\b(?:select|choose|check|mark|pick|tick)\b.{0,20}\b(?:all|any|multiple)\b|\ball that apply\b/i.test(
    label,
  );
  const kind = content.boxes !== null ? "checkboxes" : several && content.size <= 1 ? "dropdown" : "textarea";
  const rendered = kind === "textarea" && content.size === 2 && isEmptyAnswer(content);
  return {
    id: "",
    label,
    kind,
    required: false,
    options: [],
    multiple: several,
    ...(rendered ? { render: "text" } : {}),
  };
}
