/**
 * What a job tells beside its log: GitHub shows the first ten errors, warnings and notices of a step, and drops the rest
 * without a word: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
 */
import type { JobAnnotation, JobReport } from "./job.ts";

/** Of each level, a step. */
export const MOST_ANNOTATIONS = 10;

/** The part of `@actions/core` that tells: it escapes messages and properties. `info` is a plain line of the log. */
export interface Teller {
  error(message: string, place?: Place): void;
  warning(message: string, place?: Place): void;
  notice(message: string, place?: Place): void;
  info(message: string): void;
}

interface Place {
  readonly file: string;
  readonly startLine: number;
  readonly title: string;
}

/** Tells warnings and lines of files as far as GitHub shows them, and the rest in the log. */
export function tell(
  { annotations, warnings, failures }: Pick<JobReport, "annotations" | "warnings" | "failures">,
  teller: Teller,
): void {
  // Whoever publishes tells the failures, together as one error: there must be room for it.
  const told = { error: failures.length > 0 ? 1 : 0, warning: 0, notice: 0 };
  for (const warning of warnings) {
    if (told.warning++ < MOST_ANNOTATIONS) teller.warning(warning);
    else teller.info(`Warning: ${warning}`);
  }
  for (const each of annotations) {
    const { level, path, line, title, message } = each;
    if (told[level]++ < MOST_ANNOTATIONS) teller[level](message, { file: path, startLine: line, title });
    else teller.info(lineOf(each));
  }
}

function lineOf({ level, path, line, title, message }: JobAnnotation): string {
  return `${LEVELS[level]}: ${path}:${line}: ${title}: ${message}`;
}

const LEVELS = { error: "Error", warning: "Warning", notice: "Notice" } as const;
