/**
 * Webhook payloads, as GitHub's webhook schemas describe them.
 * Source: docs.github.com "Webhook events and payloads"; the schemas are the `x-webhooks` of GitHub's description.
 */
import type { Json, View } from "../rest/answer.ts";
import { repositoryJson } from "../rest/serialize/repository.ts";
import { userJson } from "../rest/serialize/user.ts";
import type { BoxEvent, BoxState } from "../state/contract.ts";
import type { Installation } from "../state/model.ts";
import { checkRunPayload, checkSuitePayload, statusPayload, workflowRunPayload } from "./checks.ts";
import { dependencyPayload, subIssuePayload } from "./hierarchy.ts";
import { commentPayload, issuePayload, labelPayload } from "./issues.ts";
import { installationPayload, installationRepositoriesPayload, memberPayload, organizationPayload } from "./people.ts";
import { mergeGroupPayload, pullPayload, pushPayload, pushRepositoryJson, reviewPayload } from "./pulls.ts";
import { organizationJson } from "./parts.ts";

type Render = (view: View, event: BoxEvent) => Json;

const RENDERERS: Readonly<Record<string, Render>> = {
  issues: issuePayload,
  issue_comment: commentPayload,
  issue_dependencies: dependencyPayload,
  sub_issues: subIssuePayload,
  label: labelPayload,
  pull_request: pullPayload,
  pull_request_review: reviewPayload,
  merge_group: mergeGroupPayload,
  push: pushPayload,
  check_run: checkRunPayload,
  check_suite: checkSuitePayload,
  workflow_run: workflowRunPayload,
  status: statusPayload,
  member: memberPayload,
  organization: organizationPayload,
  installation: installationPayload,
  installation_repositories: installationRepositoriesPayload,
};

/** Events that concern an account, not a repository. */
const WITHOUT_REPOSITORY = new Set(["installation", "installation_repositories", "organization"]);

/** Where nobody has said where the box is reached, URLs are GitHub's own. */
const GITHUB = { api: "https://api.github.com", web: "https://github.com" } as const;

/**
 * The payload that this installation is sent.
 * @throws Error for an event that has no renderer: a gap in the box, never an empty payload
 */
export const renderWebhook = (
  state: BoxState,
  event: BoxEvent,
  installation: Installation,
): Record<string, unknown> => {
  const render = RENDERERS[event.event];
  if (render === undefined) throw new Error(`The box renders no "${event.event}" webhook.`);
  const view: View = { state, urls: state.urls ?? GITHUB, caller: null };
  const owner = state.ask.actor(
    WITHOUT_REPOSITORY.has(event.event) ? installation.accountId : event.repository.ownerId,
  );
  const repository = event.event === "push" ? pushRepositoryJson : repositoryJson;
  return {
    ...(event.action === null ? {} : { action: event.action }),
    ...render(view, event),
    ...(WITHOUT_REPOSITORY.has(event.event) ? {} : { repository: repository(view, event.repository) }),
    ...(owner.type === "Organization" ? { organization: organizationJson(view, owner) } : {}),
    sender: userJson(view, event.sender),
    // The `installation` event tells of the installation itself; all others name it in short.
    ...(event.event.startsWith("installation")
      ? {}
      : {
          installation: {
            id: installation.id,
            node_id: Buffer.from(`IntegrationInstallation${installation.id}`).toString("base64"),
          },
        }),
  };
};
