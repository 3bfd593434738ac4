/** The policy in force on the default branch, as it is read where no incident is. */
import { type PolicyInForce, resolvePolicy } from "../core/policy/resolve.ts";
import { isUnreadable } from "../core/snapshot/types.ts";
import { readPolicyHome } from "../github/heads/read-policy-change.ts";
import { readPolicy } from "../github/incident/read-policy.ts";
import { Unavailable } from "../github/request/errors.ts";
import type { Job } from "./job.ts";

/** @throws Unavailable where it cannot be read. */
export async function readPolicyInForce({ client, place }: Pick<Job, "client" | "place">): Promise<PolicyInForce> {
  const { owner, repo } = place;
  const home = await readPolicyHome(client, owner, repo);
  const versions =
    home === null ? [] : await readPolicy(client, home.holder, home.shared, `${home.owner}/${home.repo}`);
  if (isUnreadable(versions)) throw new Unavailable("the policy", null, versions.unreadable);
  return resolvePolicy(versions);
}
