/** Which merges a run's commit contains: only on such a commit can it have exercised what they brought (R-H3). */
import type { Run } from "../../core/snapshot/facts.ts";
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { orAbsent, type Place, type Sight } from "./sight.ts";

/** A merge of the run's own repository. */
export interface Merge {
  readonly sha: string;
  readonly at: Instant;
}

/** Comparisons that one memo holds; more runs or deployments × merges than this are no usual incident. */
const MOST_COMPARISONS = 600;
/** So many merges are compared one by one; of more, only those near the last one that is contained. */
const FEW = 24;
const NEAR = 4;

/** Remembers whether a commit contains another: between two SHAs that never changes. */
export type ContainsMemo = Map<string, Promise<Readable<boolean>>>;

/**
 * The merge commits that the run's commit contains.
 *
 * @param merges into the default branch of the run's repository, oldest first.
 */
export async function containedIn(
  sight: Sight,
  place: Place,
  { headSha: head, startedAt, completedAt }: Run,
  merges: readonly Merge[],
  memo: ContainsMemo,
): Promise<Readable<readonly string[]>> {
  const ended = completedAt ?? startedAt;
  // What was merged when the run was over was no commit yet; but a merge queue lands the very commit that it tested.
  const shas = merges.flatMap(({ sha, at }) => (ended === null || at <= ended || sha === head ? [sha] : []));
  const ask = (sha: string) => contains(sight, place, head, sha, memo);
  const last = shas.length <= FEW ? 0 : await lastContained(shas, ask);
  if (isUnreadable(last)) return last;
  const [from, to] = shas.length <= FEW ? [0, shas.length] : [Math.max(0, last - NEAR), last + NEAR];
  const contained = shas.slice(0, from);
  for (const sha of shas.slice(from, to)) {
    const answer = await ask(sha);
    if (typeof answer !== "boolean") return answer;
    if (answer) contained.push(sha);
  }
  return contained;
}

/**
 * How many of the first merges are contained. A branch only grows: who contains a merge contains all before it. The
 * order of merges of one moment is not told, so whoever asks looks at the neighbors, too.
 */
async function lastContained(
  shas: readonly string[],
  ask: (sha: string) => Promise<Readable<boolean>>,
): Promise<Readable<number>> {
  let [low, high] = [0, shas.length];
  // Most runs are on a commit that contains them all.
  for (let at = high - 1; low < high; at = Math.floor((low + high) / 2)) {
    const answer = await ask(shas[at] ?? "");
    if (isUnreadable(answer)) return answer;
    if (answer) low = at + 1;
    else high = at;
  }
  return low;
}

/** Whether `head` contains a merge; not, where they cannot be compared. */
export async function contains(
  sight: Sight,
  place: Place,
  head: string,
  merge: string,
  memo: ContainsMemo,
): Promise<Readable<boolean>> {
  if (head === merge) return true;
  const key = `${place.name} ${merge} ${head}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  if (memo.size >= MOST_COMPARISONS) return { unreadable: "commits: there are more to compare than can be" };
  const asked = compare(sight, place, merge, head).then((looked) =>
    typeof looked === "string" ? looked === "ahead" || looked === "identical" : looked === null ? false : looked,
  );
  memo.set(key, asked);
  return asked;
}

/** How `head` stands to `base`; null where they cannot be compared: one is not there, or they share no history. */
export async function compare(
  sight: Sight,
  place: Place,
  base: string,
  head: string,
): Promise<Readable<string | null>> {
  const looked = await sight.look(
    place,
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    // One commit a page: only `status` is read. https://docs.github.com/en/rest/commits/commits#compare-two-commits
    { basehead: `${base}...${head}`, per_page: 1 },
    "contents",
  );
  return orAbsent(looked, (found) => (found as { status?: string }).status ?? null, null);
}
