/** Where the issue forms of a repository differ from those that the definitions give. */
import { linesOf } from "../outline.ts";

export interface FormDrift {
  /** Name of the file in its folder. */
  readonly file: string;
  /** 1-based line of the first difference; null where the file is not there. */
  readonly line: number | null;
  /** That line as the definitions give it; null where the file goes on behind its end. */
  readonly expected: string | null;
  /** That line as the file has it; null where it ends before, or is not there. */
  readonly found: string | null;
}

/**
 * Compares forms line by line. How lines end is no difference: a checkout may rewrite that.
 *
 * @param found the files' texts by name; null for one that is not there.
 */
export function compareForms(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string | null>>,
): readonly FormDrift[] {
  return Object.entries(expected).flatMap(([file, text]): FormDrift[] => {
    const present = found[file] ?? null;
    if (present === null) {
      return [{ file, line: null, expected: null, found: null }];
    }
    const wanted = linesOf(text);
    const lines = linesOf(present);
    const index = Array.from({ length: Math.max(wanted.length, lines.length) }).findIndex(
      (_, at) => wanted[at] !== lines[at],
    );
    return index === -1
      ? []
      : [{ file, line: index + 1, expected: wanted[index] ?? null, found: lines[index] ?? null }];
  });
}
