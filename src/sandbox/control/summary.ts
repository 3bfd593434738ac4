/** `GET state`: the box at a glance, for people and for stories that check themselves. */
import type { Box } from "../state/box.ts";

/** Counts and heads of everything in the box; no secrets. */
export const stateSummary = (state: Box): Record<string, unknown> => ({
  now: state.clock.iso(),
  scheduled_jobs: state.clock.waiting(),
  deliveries: state.world.deliveries.length,
  people: [...state.world.accounts.values()].map(({ id, login, type, deleted }) => ({ id, login, type, deleted })),
  apps: [...state.world.apps.values()].map(({ id, slug, events, permissions, webhookUrl }) => ({
    id,
    slug,
    events,
    permissions,
    webhook_url: webhookUrl,
    installations: [...state.world.installations.values()].filter((one) => one.appId === id).map((one) => one.id),
  })),
  repositories: [...state.world.repositories.values()].map((repository) => ({
    id: repository.id,
    full_name: `${state.ask.actor(repository.ownerId).login}/${repository.name}`,
    private: repository.private,
    default_branch: repository.defaultBranch,
    refs: Object.fromEntries(repository.refs),
    collaborators: [...repository.collaborators].map(([id, role]) => ({ login: state.ask.actor(id).login, role })),
    labels: [...repository.labels.values()].map((label) => label.name),
    issues: [...repository.issues.values()].map((issue) => ({
      number: issue.number,
      kind: issue.pull === null ? "issue" : "pull_request",
      title: issue.title,
      state: issue.pull?.merged ? "merged" : issue.state,
      comments: issue.comments.length,
    })),
    check_runs: repository.checkRuns.size,
    workflow_runs: repository.workflowRuns.size,
  })),
});
