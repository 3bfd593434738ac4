/** Which of a pull request's files tell best whether it was taken back. */
import { byText } from "../../core/order.ts";
import { present } from "../request/problems.ts";
import type { RawPull } from "../raw.ts";

const CHANGES: Readonly<Record<string, number>> = {
  ADDED: 0,
  MODIFIED: 1,
  CHANGED: 1,
  RENAMED: 2,
  COPIED: 2,
  DELETED: 4,
};
/** Written by tools and by everybody: too many other commits touch them. */
const BUSY =
  /(?:^|\/)(?:[\w.-]*lock(?:file)?(?:\.\w+)?|go\.sum|package\.json|(?:change(?:log|s)|history|news|releases?|version)(?:\.\w+)?)$/i;
/** Notes for the next release, which the release deletes: a later revert has nothing to take back there. */
const SHORT_LIVED =
  /(?:^|\/)(?:\.changeset|changelogs?(?:\.d|-unreleased)?|changes|newsfragments|\.chronus|unreleased)\//i;

/** Its paths, the best first: what it added or changed, not what it deleted, and what few others touch. */
export function telltalePaths(raw: RawPull): readonly string[] {
  const files = (present(raw.files)?.nodes ?? []).flatMap((file) => present(file) ?? []);
  const rank = ({ path, changeType }: { path: string; changeType: string }): number =>
    (SHORT_LIVED.test(path) ? 20 : BUSY.test(path) ? 10 : 0) + (CHANGES[changeType] ?? 1);
  return files
    .map((file) => ({ path: file.path, rank: rank(file) }))
    .sort((a, b) => a.rank - b.rank || byText(a.path, b.path))
    .map(({ path }) => path);
}
