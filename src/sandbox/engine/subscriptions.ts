/**
 * Which installations hear of an event. Source: docs.github.com "Webhook events and payloads" (for each event the
 * permission an App must have; `installation` events go to every App; `check_run` with `rerequested` or
 * `requested_action` goes to the App that made the run).
 */
import type { BoxEvent, BoxState } from "../state/contract.ts";
import type { GitHubApp, Installation } from "../state/model.ts";

/** Any of these permissions lets an App subscribe. Events not listed need Metadata only, which every App has. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  issues: ["issues"],
  issue_comment: ["issues", "pull_requests"],
  issue_dependencies: ["issues"],
  sub_issues: ["issues"],
  pull_request: ["pull_requests"],
  pull_request_review: ["pull_requests"],
  push: ["contents"],
  create: ["contents"],
  delete: ["contents"],
  check_run: ["checks"],
  check_suite: ["checks"],
  status: ["statuses"],
  workflow_run: ["actions"],
  member: ["members"],
  merge_group: ["merge_queues"],
};

const UNASKED = new Set([
  "installation",
  "installation_repositories",
  "installation_target",
  "github_app_authorization",
]);

const isFor = (event: BoxEvent, app: GitHubApp, installation: Installation): boolean => {
  if (UNASKED.has(event.event)) return event.installation?.id === installation.id;
  if (installation.suspendedAt !== null || !installation.events.includes(event.event)) return false;
  const ownRun = event.action === "rerequested" || event.action === "requested_action";
  if (event.event === "check_run" && ownRun && event.checkRun?.appId !== app.id) return false;
  if (event.event === "check_suite" && ownRun && event.checkSuite?.appId !== app.id) return false;
  const needed = PERMISSIONS[event.event];
  return needed === undefined || needed.some((permission) => installation.permissions[permission] !== undefined);
};

/** The Apps with a webhook, each with the installation that the event is told to. */
export const audienceOf = (
  state: BoxState,
  event: BoxEvent,
): { app: GitHubApp; installation: Installation; url: string }[] => {
  const audience: { app: GitHubApp; installation: Installation; url: string }[] = [];
  for (const installation of state.world.installations.values()) {
    const app = state.world.apps.get(installation.appId);
    if (app?.webhookUrl === null || app?.webhookUrl === undefined) continue;
    const reached =
      UNASKED.has(event.event) ||
      (installation.repositorySelection === "all"
        ? installation.accountId === event.repository.ownerId
        : installation.repositoryIds.includes(event.repository.id));
    if (reached && isFor(event, app, installation)) audience.push({ app, installation, url: app.webhookUrl });
  }
  return audience;
};
