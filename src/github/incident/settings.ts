/** What the policy says of reading, before any rule has looked at it. */
import { parsePolicy, POLICY_PATH } from "../../core/policy/parse.ts";
import { resolvePolicy } from "../../core/policy/resolve.ts";
import { type Policy, policySchema } from "../../core/policy/schema.ts";
import { isUnreadable, type PolicyVersion, type Readable } from "../../core/snapshot/types.ts";
import type { Identity } from "../identity.ts";

/** Whether a text is a valid policy: earlier versions are read as far back as the last one. */
export function parses(text: string): boolean {
  return parsePolicy(text, POLICY_PATH).policy !== null;
}

/** No policy, or one that is switched off: the App says nothing then. The Action is there because its workflow is. */
export function isSilent(versions: Readable<readonly PolicyVersion[]>, { kind }: Identity): boolean {
  if (isUnreadable(versions)) return true;
  const { state } = resolvePolicy(versions);
  return state === "disabled" || (state === "absent" && kind === "app");
}

/** The settings that say what else to read. The rules find out for themselves which policy is in force. */
export function settingsFor(versions: Readable<readonly PolicyVersion[]>): Policy {
  const texts = isUnreadable(versions) ? [] : versions.flatMap(({ text }) => text ?? []);
  for (const text of texts) {
    const { policy } = parsePolicy(text, POLICY_PATH);
    if (policy !== null) return policy;
  }
  return policySchema.parse({ version: 1 });
}
