/**
 * What only the snapshot itself can name: once the incident, its items and their pull requests are known, the core's own
 * view of them says which controls, files, owners and former items are worth looking up.
 */
import type { Policy } from "../core/policy/schema.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { buildCase, type Case } from "../core/verdict/case.ts";
import type { GitHubClient } from "./request/client.ts";
import { readControls } from "./controls/read-controls.ts";
import { readReach } from "./heads/read-reach.ts";
import { readKept } from "./pulls/read-kept.ts";
import type { RawMergedList } from "./controls/read-merged.ts";
import { readOwners } from "./people/read-owners.ts";
import type { PeopleReader } from "./people/read-people.ts";
import { readStrayed } from "./incident/read-strayed.ts";

/** What each follow-up reads with and from. */
export interface FollowUp {
  readonly client: GitHubClient;
  /** The snapshot so far, in the rulebook's terms. */
  readonly subject: Case;
  readonly people: PeopleReader;
  /** What was merged lately into the default branch, as far as the first request answered it. */
  readonly merged: RawMergedList;
}

/** The snapshot with its follow-ups; each part that could not be read says so itself (R-V1). */
export async function readFollowUps(
  client: GitHubClient,
  base: Snapshot,
  policy: Policy,
  people: PeopleReader,
  merged: RawMergedList,
): Promise<Snapshot> {
  const follow: FollowUp = { client, subject: buildCase(base, policy), people, merged };
  const [controls, pulls, strayed, teams, reach] = await Promise.all([
    readControls(follow),
    readKept(follow),
    readStrayed(follow),
    readOwners(follow),
    readReach(client, follow.subject),
  ]);
  return {
    ...base,
    controls,
    pulls,
    strayed,
    teams,
    ...(reach === undefined ? {} : { reach }),
    people: people.known(),
  };
}
