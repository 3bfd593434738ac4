/** What of a snapshot is worth reading again soon. */
import { isUnreadable } from "../core/snapshot/types.ts";

/** Why parts were not read, where no permission would help: an outage, a partial answer. */
export function unreadIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isUnreadable(value)) return value.permission === undefined ? [value.unreadable] : [];
  return Object.values(value).flatMap((inner) => unreadIn(inner));
}
