/** Who takes a step, and how items are named in a sentence. */
import type { ItemCase } from "../verdict/item-case.ts";
import type { JudgedItem } from "../verdict/judged.ts";

/** Whoever can name people, edit forms and link items. */
export const STEWARDS: readonly string[] = ["someone with triage or above"];

/** Who takes an item's next step: its owner; where it has none, whoever can name one. */
export function takersOf({ owner }: Pick<ItemCase, "owner">): readonly string[] {
  return owner === null ? STEWARDS : [owner];
}

/** How many things a sentence lists; the rest are counted. */
const MOST_LISTED = 6;

/** A list for a sentence: `a, b, and 3 more`. */
export function few(parts: readonly string[], separator = ", "): string {
  const more = parts.length > MOST_LISTED ? [`and ${parts.length - MOST_LISTED} more`] : [];
  return [...parts.slice(0, MOST_LISTED), ...more].join(separator);
}

/** Items with their bands: `#2 (P0), #3 (no band)`. */
export function named(items: readonly Pick<JudgedItem, "issue" | "band">[]): string {
  return few(items.map(({ issue, band }) => `#${issue.number} (${band ?? "no band"})`));
}
