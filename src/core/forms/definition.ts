/** What an issue form is made of. One definition writes the form file, renders bodies and reads them back. */

export type FieldKind = "input" | "textarea" | "dropdown" | "checkboxes";

export interface FormField {
  /** Unique within the form. It never reaches the body, which knows labels only. */
  readonly id: string;
  readonly label: string;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly description?: string;
  readonly placeholder?: string;
  /** Choices of a dropdown, labels of checkboxes; empty for the others. */
  readonly options: readonly string[];
  /** A dropdown that takes several choices. */
  readonly multiple: boolean;
  /** The language of the fence that GitHub puts around a textarea's answer. */
  readonly render?: string;
  /** Text that a textarea starts with. */
  readonly value?: string;
}

/** A field of a form of ours; what is not said is empty or false. */
export function field(
  id: string,
  label: string,
  kind: FieldKind,
  more: Partial<Omit<FormField, "id" | "label" | "kind">> = {},
): FormField {
  return { id, label, kind, required: false, options: [], multiple: false, ...more };
}

export interface FormDefinition {
  readonly name: string;
  readonly description: string;
  readonly title: string;
  readonly labels: readonly string[];
  /** Markdown shown above the form; it never reaches the body. */
  readonly intro?: string;
  readonly fields: readonly FormField[];
}

export interface Checkbox {
  /** As written in the body, which may differ from the form's option by now. */
  readonly label: string;
  readonly checked: boolean;
}

/** `null`: left empty. Lists: a dropdown that takes several choices, or checkboxes. */
export type FieldValue = string | null | readonly string[] | readonly Checkbox[];

export type FormProblemCode =
  /** The form's heading is not in the body. */
  | "missing"
  /** The heading occurs again: the one in the form's own place counts. */
  | "duplicate"
  /** The heading stands before one that the form has earlier; it is read all the same. */
  | "out_of_order"
  /** An answer leaves a code fence or an HTML comment open to the end of the body. */
  | "unclosed"
  /** The form's heading is not in the body, and one much like it is in its place: its answer was read as the field's. */
  | "renamed"
  /** A heading that GitHub wrote and the form does not have: a field of an older or a newer form. */
  | "unknown_heading"
  /** The answer is there and cannot be read as what the field wants. */
  | "invalid";

/** Something about a body that a person should be told; never a reason to fail. */
export interface FormProblem {
  readonly code: FormProblemCode;
  /** Id of the field; null where it is about the body as a whole. */
  readonly field: string | null;
  /** The field's label, for telling people. */
  readonly label: string | null;
  /** 1-based line of the body; null where there is none (a missing field). */
  readonly line: number | null;
  /** One sentence of ours. People's text in it is already quoted safely. */
  readonly message: string;
}
