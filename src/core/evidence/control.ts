/** The control of an item as its pull requests brought it: since when it is there. */
import type { ControlCheck } from "../forms/fields.ts";
import { type Check, type Instant, isUnreadable, type PullRequest } from "../snapshot/types.ts";
import { minInstant } from "../time.ts";

/** True for a check that *Control check* means: its name, as a prefix where it ends in `*`, and its App where named. */
export function isControlCheck({ name, app }: Pick<Check, "name" | "app">, wanted: ControlCheck): boolean {
  const named = wanted.name.endsWith("*") ? name.startsWith(wanted.name.slice(0, -1)) : name === wanted.name;
  return named && (wanted.app === null || wanted.app.toLowerCase() === app?.slug.toLowerCase());
}

/**
 * Since when the control is there: the first merge that brought it. Of several pull requests, the first on whose last
 * head its check already ran, so that what was merged in between is not held against it. Null where nothing is merged.
 */
export function mergedSince(counted: readonly PullRequest[], check: ControlCheck | null): Instant | null {
  const bearing =
    check === null ? [] : counted.filter((pull) => checksOf(pull).some((one) => isControlCheck(one, check)));
  return minInstant(...(bearing.length > 0 ? bearing : counted).map((pull) => pull.mergedAt));
}

/** The checks on a pull request's last head; none where they could not be read. */
export function checksOf(pull: PullRequest): readonly Check[] {
  return isUnreadable(pull.head.checks) ? [] : pull.head.checks;
}
