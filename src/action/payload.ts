/** The event file, as far as anything in it is looked at: it is what somebody wrote, so nothing in it has a type. Pure. */

/** A member of an object; undefined where there is none, or no object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The number of an issue or a pull request; null where it has none. */
export function numberOf(value: unknown): number | null {
  const number = member(value, "number");
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}

/** A commit's SHA, of either length that git has; null where it is none. */
export function shaOf(value: unknown): string | null {
  return typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : null;
}
