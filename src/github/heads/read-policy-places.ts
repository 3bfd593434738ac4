/** Repositories in which a proposed policy file would be in force, with what is in force there now. */
import { type PolicyInForce, resolvePolicy } from "../../core/policy/resolve.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import { readPolicy } from "../incident/read-policy.ts";
import type { GitHubClient } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { type PolicyChange, type PolicyHome, proposedBy, readPolicyHome } from "./read-policy-change.ts";

export interface PolicyPlace {
  readonly home: PolicyHome;
  readonly before: PolicyInForce;
  readonly after: PolicyInForce;
  /** True where both judge the same. */
  readonly same: boolean;
}

/**
 * The pull request's own repository, and those of the others in which something else would be in force.
 *
 * @param others `owner/name` each.
 * @throws `RateLimited`, `Unavailable`
 */
export async function readPolicyPlaces(
  client: GitHubClient,
  change: PolicyChange,
  others: readonly string[],
): Promise<readonly PolicyPlace[]> {
  const proposed = proposedBy(change);
  const homes = [change.repository];
  for (const name of others) {
    const [owner = "", repo = ""] = name.split("/");
    const home = await readPolicyHome(client, owner, repo);
    if (home !== null) homes.push(home);
  }
  const places: PolicyPlace[] = [];
  for (const home of homes) {
    const { holder, shared, owner, repo } = home;
    const now = await readPolicy(client, holder, shared, `${owner}/${repo}`);
    const then = await readPolicy(client, holder, shared, `${owner}/${repo}`, proposed);
    const unread = [now, then].find(isUnreadable);
    if (unread !== undefined) throw new Unavailable(`${owner}/${repo}`, null, unread.unreadable);
    if (isUnreadable(now) || isUnreadable(then)) continue;
    const [before, after] = [resolvePolicy(now), resolvePolicy(then)];
    const same = settingsOf(before) === settingsOf(after);
    if (home === change.repository || !same) places.push({ home, before, after, same });
  }
  return places;
}

function settingsOf(policy: PolicyInForce): string {
  return policy.state === "in_force" ? JSON.stringify({ ...policy.policy, _extends: null }) : policy.state;
}
