/**
 * Which pull requests were reverted, by what that is itself in force, and when (R-H2).
 *
 * What landed decides: the commits of the default branch since the merge, whose messages say what they take back, and
 * the merged pull requests that refer to one. GitHub's button titles its pull request `Revert "…"` and begins its body
 * with `Reverts owner/name#n`.
 * Source: https://docs.github.com/en/pull-requests/collaborating-with-pull-requests/incorporating-changes-from-a-pull-request/reverting-a-pull-request
 */
import type { InForce, Revert } from "../../core/evidence/in-force.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { present } from "../request/problems.ts";
import type { RawPull } from "../raw.ts";
import { type Home, type Reach, readHistories, readPaths } from "./read-landed.ts";
import { readNodes } from "../request/read-nodes.ts";
import { type Ground, groundOf, judge, type RawBrought, take, wanted } from "./read-reverters.ts";

export type { Home } from "./read-landed.ts";

/** A revert of a revert of a revert …: nobody goes deeper by mistake. */
const ROUNDS = 8;
/** Nodes of one request: each commit may come with five pull requests, their files and what refers to them. */
const NODES_PER_REQUEST = 20;
/** Files whose histories are read where a pull request is taken back commit by commit. */
const MOST_PATHS = 30;

/** By node id, for each that was merged: what reverted it; null where nothing did, or where its merge counts nowhere. */
export async function readReverts(
  client: GitHubClient,
  raws: readonly RawPull[],
  home: Home,
): Promise<ReadonlyMap<string, Readable<Revert | null>>> {
  // When it was merged may be unread: then the whole pull request is.
  const merged = raws.filter((raw) => typeof raw.mergedAt === "string");
  const result = new Map<string, Readable<Revert | null>>(merged.map((raw) => [raw.id, null]));
  const grounds = groundsOf(merged);
  const reach = await readHistories(client, grounds, home);
  await follow(client, grounds);
  await widen(client, grounds, reach);
  for (const ground of grounds) {
    const judged = judge(ground);
    for (const [key, raw] of ground.subjects) result.set(raw.id, revertOf(ground, judged, key, reach.get(key)));
  }
  return result;
}

function groundsOf(merged: readonly RawPull[]): readonly Ground[] {
  const byRepository = new Map<string, RawPull[]>();
  for (const raw of merged) {
    // What was merged elsewhere does not count, reverted or not.
    if (present(raw.repository.defaultBranchRef)?.name !== raw.baseRefName) continue;
    const name = raw.repository.nameWithOwner;
    byRepository.set(name, [...(byRepository.get(name) ?? []), raw]);
  }
  return [...byRepository].map(([name, list]) => groundOf(name, list[0]?.baseRefName ?? "", list));
}

/** What one pull request's fate depends on beside what was found: null where nothing was left unread. */
function revertOf(ground: Ground, judged: InForce, key: string, reach: Reach | undefined): Readable<Revert | null> {
  const [unread] = wanted(ground, judged, key);
  if (unread !== undefined) return ground.failed.get(unread) ?? { unreadable: "reverts: too many, one of the other" };
  if (reach?.failed !== undefined) return reach.failed;
  const revert = judged.revertOf(key);
  for (const one of judged.bearing(key)) {
    const referrers = ground.references.get(one);
    // Whatever else refers to it, reverted is reverted.
    if (isUnreadable(referrers) && (revert === null || one !== key)) return referrers;
  }
  return revert ?? reach?.cut ?? null;
}

/** Asks who brought what bears on the pull requests, until nothing new turns up. */
async function follow(client: GitHubClient, grounds: readonly Ground[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const asked = grounds.flatMap((ground) => {
      const judged = judge(ground);
      const ids = new Set([...ground.subjects.keys()].flatMap((key) => wanted(ground, judged, key)));
      return [...ids].filter((id) => !ground.asked.has(id)).map((id) => ({ ground, id }));
    });
    if (asked.length === 0) return;
    const ids = asked.map(({ id }) => id);
    const what = { kind: "reverters", size: NODES_PER_REQUEST, what: "reverts" } as const;
    const read = await readNodes<RawBrought>(client, { ...what, ids });
    for (const { ground, id } of asked) take(ground, id, read.get(id));
  }
}

/** What is taken back commit by commit shows in the histories of all its files only. */
async function widen(client: GitHubClient, grounds: readonly Ground[], reach: Map<string, Reach>): Promise<void> {
  const partly = grounds.flatMap((ground) => {
    const judged = judge(ground);
    const keys = [...ground.subjects.keys()].filter(
      (key) => reach.has(key) && judged.isPartly(key) && judged.revertOf(key) === null,
    );
    return keys.map((key) => ({ ground, key }));
  });
  if (partly.length === 0) return;
  await readPaths(client, partly, MOST_PATHS, reach);
  await follow(client, grounds);
}
