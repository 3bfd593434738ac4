/** What of a snapshot is worth reading again soon. */
import { isUnreadable } from "../core/snapshot/types.ts";

/** Why parts were not read, where asking again may help: an outage, a partial answer; no permission, no bound of ours. */
export function unreadIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isUnreadable(value)) return value.transient === true ? [value.unreadable] : [];
  return Object.values(value).flatMap((inner) => unreadIn(inner));
}
