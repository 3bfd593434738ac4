/** `branch-protection`, `protected-branch`, and the short form that branches carry. */
import type { Protection, Repository } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { placeOf } from "./repository.ts";

/** Administrators are bound, or only everybody else; `off` where no check is required. */
const levelOf = ({ requiredChecks, enforceAdmins }: Protection): string =>
  requiredChecks === null ? "off" : enforceAdmins ? "everyone" : "non_admins";

const checksJson = ({ requiredChecks }: Protection): Json => ({
  contexts: (requiredChecks?.checks ?? []).map(({ context }) => context),
  checks: (requiredChecks?.checks ?? []).map(({ context, appId }) => ({ context, app_id: appId })),
});

/** What everybody who reads the repository sees in its branches. */
export const protectionSummary = (protection: Protection | undefined): Json =>
  protection === undefined
    ? { enabled: false, required_status_checks: { enforcement_level: "off", contexts: [], checks: [] } }
    : { enabled: true, required_status_checks: { enforcement_level: levelOf(protection), ...checksJson(protection) } };

/** Where the protection of a branch is. */
export const protectionUrl = (view: View, repository: Repository, branch: string): string =>
  `${placeOf(view, repository).api}/branches/${encodeURIComponent(branch)}/protection`;

/** The whole, for administrators; `branch-protection` and `protected-branch` agree in it. */
export const protectionJson = (view: View, repository: Repository, branch: string, protection: Protection): Json => {
  const url = protectionUrl(view, repository, branch);
  const { requiredChecks, requiredReviews } = protection;
  return {
    url,
    ...(requiredChecks === null
      ? {}
      : {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict: requiredChecks.strict,
            ...checksJson(protection),
            contexts_url: `${url}/required_status_checks/contexts`,
          },
        }),
    ...(requiredReviews === null
      ? {}
      : {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: requiredReviews.dismissStale,
            require_code_owner_reviews: requiredReviews.codeOwners,
            required_approving_review_count: requiredReviews.count,
            require_last_push_approval: false,
          },
        }),
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    required_linear_history: { enabled: protection.linearHistory },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  };
};
