/** What a doctor says: one line a check, what was seen, and what to do. */

export type Status = "ok" | "warn" | "fail" | "unknown";

export interface Line {
  /** Stable, for programs: `webhook-secret`. */
  readonly id: string;
  readonly status: Status;
  /** One sentence or two; no secret is ever in it. */
  readonly saw: string;
  /** A command in backticks, or a sentence; null where there is nothing to do, or `saw` says it. */
  readonly todo: string | null;
  /** The very page; null where there is none. */
  readonly url: string | null;
}

export interface Group {
  /** As it is headed. */
  readonly name: string;
  readonly lines: readonly Line[];
}

export const ok = (id: string, saw: string): Line => ({ id, status: "ok", saw, todo: null, url: null });

export const warn = (id: string, saw: string, todo: string | null = null, url: string | null = null): Line => ({
  id,
  status: "warn",
  saw,
  todo,
  url,
});

export const fail = (id: string, saw: string, todo: string | null = null, url: string | null = null): Line => ({
  id,
  status: "fail",
  saw,
  todo,
  url,
});

export const unknown = (id: string, saw: string, todo: string | null = null, url: string | null = null): Line => ({
  id,
  status: "unknown",
  saw,
  todo,
  url,
});

/** 0 all ok, perhaps with warnings; 2 something to mend; 3 something could not be checked. */
export function exitCode(groups: readonly Group[]): number {
  const { fail: mend, unknown: unchecked } = countLines(groups);
  return mend > 0 ? 2 : unchecked > 0 ? 3 : 0;
}

export function countLines(groups: readonly Group[]): Readonly<Record<Status, number>> {
  const counts = { ok: 0, warn: 0, fail: 0, unknown: 0 };
  for (const { lines } of groups) for (const { status } of lines) counts[status] += 1;
  return counts;
}

/** `2 things to mend, 1 could not be checked, 3 warnings.` */
export function verdictOf(groups: readonly Group[]): string {
  const { fail: mend, unknown: unchecked, warn: warnings } = countLines(groups);
  const parts = [
    ...(mend > 0 ? [`${mend} ${mend === 1 ? "thing" : "things"} to mend`] : []),
    ...(unchecked > 0 ? [`${unchecked} could not be checked`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ];
  if (parts.length === 0) return "All is well.";
  return mend + unchecked === 0 ? `All is well, with ${parts.join("")}.` : `${parts.join(", ")}.`;
}

/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
