/** What the policy says of reading, before any rule has looked at it. */
import { resolvePolicy } from "../../core/policy/resolve.ts";
import { type Policy, policySchema } from "../../core/policy/schema.ts";
import { isUnreadable, type PolicyVersion, type Readable } from "../../core/snapshot/types.ts";
import type { Identity } from "../identity.ts";

/** No policy, or one that is switched off: the App says nothing then. The Action is there because its workflow is. */
export function isSilent(versions: Readable<readonly PolicyVersion[]>, { kind }: Identity): boolean {
  if (isUnreadable(versions)) return true;
  const { state } = resolvePolicy(versions);
  return state === "disabled" || (state === "absent" && kind === "app");
}

/** The settings that say what else to read. The rules find out for themselves which policy is in force. */
export function settingsFor(versions: Readable<readonly PolicyVersion[]>): Policy {
  const resolved = isUnreadable(versions) ? null : resolvePolicy(versions);
  return resolved?.state === "in_force" ? resolved.policy : policySchema.parse({ version: 1 });
}
