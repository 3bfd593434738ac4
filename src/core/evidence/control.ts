/** The control of an item as its pull requests brought it: since when it is there. */
import type { ControlCheck } from "../forms/fields.ts";
import { byText } from "../order.ts";
import type { Check, PullRequest } from "../snapshot/pull.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable } from "../snapshot/types.ts";
import { minInstant } from "../time.ts";
import { isOurs } from "./pull-request.ts";

/** True for a check that *Control check* means: its name, as a prefix where it ends in `*`, and its App where named. */
export function isControlCheck({ name, app }: Pick<Check, "name" | "app">, wanted: ControlCheck): boolean {
  return isNamed(name, wanted.name) && (wanted.app === null || wanted.app.toLowerCase() === app?.slug.toLowerCase());
}

/** True where a check's name is the wanted one, or begins with it where that ends in `*`. */
export function isNamed(name: string, wanted: string): boolean {
  return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

/**
 * Since when the control is there: the first merge that brought it. Of several pull requests, the first on whose last
 * head its check already ran, so that what was merged in between is not held against it. Null where nothing is merged.
 */
export function mergedSince(counted: readonly PullRequest[], check: ControlCheck | null): Instant | null {
  return minInstant(...bearersOf(counted, check).map((pull) => pull.mergedAt));
}

/** The pull request with which the control is there: where its check is looked for, unless the field names a repository. */
export function broughtBy(counted: readonly PullRequest[], check: ControlCheck | null): PullRequest | null {
  const since = mergedSince(counted, check);
  const first = bearersOf(counted, check).filter((pull) => pull.mergedAt === since);
  return first.sort((a, b) => byText(a.key, b.key))[0] ?? null;
}

function bearersOf(counted: readonly PullRequest[], check: ControlCheck | null): readonly PullRequest[] {
  const bearing =
    check === null ? [] : counted.filter((pull) => checksOf(pull).some((one) => isControlCheck(one, check)));
  return bearing.length > 0 ? bearing : counted;
}

/** The checks on a pull request's last head; none where they could not be read. */
export function checksOf(pull: PullRequest): readonly Check[] {
  return isUnreadable(pull.head.checks) ? [] : pull.head.checks;
}

/**
 * The checks that came with a control: on its pull requests, and on none before them (R-B3). Ours are not among them.
 *
 * @param before names of the checks on what was merged before.
 */
export function newChecks(
  counted: readonly PullRequest[],
  before: ReadonlySet<string>,
  self: Snapshot["self"],
): readonly string[] {
  const names = counted.flatMap(checksOf).flatMap((check) => (isOurs(check, { self }) ? [] : [check.name]));
  return [...new Set(names)].filter((name) => !before.has(name)).sort(byText);
}
