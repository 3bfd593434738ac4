/**
 * What a webhook is about: event and payload → signal, pure and without any call. An event carries no decision; it
 * only says where to look, so a signal holds names and numbers and nothing of what the payload claims.
 */
import { ofGroup, ofHead, ofPull, ofPush } from "./commit-events.ts";
import type { Payload } from "./payload.ts";
import { issueKey, mentions, shaKey } from "./references.ts";
import type { Self, Signal } from "./signal.ts";
import { isWellFormed } from "./well-formed.ts";

/** What an event is about; null where it cannot concern any incident. */
export function signalOf(name: string, payload: Payload, self: Self): Signal | null {
  const installation = payload.installation?.id;
  if (installation === undefined || !isWellFormed(payload)) return null;
  const repository = payload.repository?.full_name ?? null;
  const event = payload.action === undefined ? name : `${name}.${payload.action}`;
  const base: Signal = {
    event,
    installation,
    repository,
    issue: null,
    keys: [],
    itemKeys: [],
    everyIncidentOf: null,
    sweep: null,
    others: [],
    mayTouchPolicy: false,
    forget: null,
  };
  if (name === "installation" || name === "installation_repositories") return ofInstallation(base, payload);
  if (name === "organization") {
    return payload.action === "member_removed" ? { ...base, everyIncidentOf: "installation" } : null;
  }
  if (repository === null) return null;
  // A pass reads again after it wrote, so it knows what we did.
  if (self.login !== null && payload.sender?.login === self.login && name !== "push") return null;
  switch (name) {
    case "issues":
      return ofIssue(base, repository, payload);
    case "issue_comment":
      return ofIssue(isCommand(payload) ? { ...base, event: `${name}.command` } : base, repository, payload);
    case "sub_issues":
      return ofSubIssue(base, repository, payload);
    case "pull_request":
    case "pull_request_review":
      return ofPull(base, repository, payload);
    case "check_run":
      return ofHead(base, repository, payload.check_run, self, payload.action);
    case "check_suite":
      return ofHead(base, repository, payload.check_suite, self, payload.action);
    case "workflow_run":
      return ofHead(base, repository, payload.workflow_run, self, payload.action);
    case "status":
      return payload.sha === undefined ? null : { ...base, keys: [shaKey(payload.sha)] };
    case "merge_group":
      return ofGroup(base, repository, payload);
    case "push":
      return ofPush(base, repository, payload);
    case "member":
      return { ...base, everyIncidentOf: "repository" };
    case "repository":
      return ofRepository(base, repository, payload.action);
    default:
      return null;
  }
}

function ofInstallation(base: Signal, payload: Payload): Signal | null {
  const { installation } = base;
  switch (base.event) {
    case "installation.created":
    case "installation.unsuspend":
    case "installation.new_permissions_accepted":
      return { ...base, sweep: { kind: "sweep", installation, repository: null } };
    case "installation.deleted":
    case "installation.suspend":
      return { ...base, forget: { installation, repositories: [] } };
    case "installation_repositories.added":
      return { ...base, sweep: { kind: "sweep", installation, repository: null } };
    case "installation_repositories.removed":
      return {
        ...base,
        forget: {
          installation: null,
          repositories: (payload.repositories_removed ?? []).map((each) => each.full_name),
        },
      };
    default:
      return null;
  }
}

/** What may be a command asks for a fresh look. */
function isCommand({ comment, changes }: Payload): boolean {
  return /^[ \t]*\/quench/m.test(`${comment?.body ?? ""}\n${changes?.body?.from ?? ""}`);
}

function ofIssue(base: Signal, repository: string, payload: Payload): Signal | null {
  const { issue, changes } = payload;
  if (issue === undefined) return null;
  const keys = [issueKey(repository, issue.number)];
  if (changes?.new_issue !== undefined && changes.new_repository !== undefined) {
    keys.push(issueKey(changes.new_repository.full_name, changes.new_issue.number));
  }
  if (issue.pull_request !== undefined && issue.pull_request !== null) return { ...base, keys };
  const labels = [...(issue.labels ?? []), payload.label].flatMap((label) => label?.name ?? []);
  const types = [issue.type, payload.type].flatMap((type) => type?.name ?? []);
  return {
    ...base,
    issue: { number: issue.number, labels, types },
    keys,
    itemKeys: labels.length === 0 ? [] : mentions(issue.body ?? "", repository),
  };
}

function ofSubIssue(base: Signal, repository: string, payload: Payload): Signal | null {
  const { parent_issue: parent, sub_issue: child } = payload;
  const parentRepository = payload.parent_issue_repo?.full_name ?? repository;
  const childRepository = payload.sub_issue_repo?.full_name ?? repository;
  return {
    ...base,
    // Only an incident of the repository that the event names can be looked at by number.
    issue:
      parent !== undefined && parentRepository === repository
        ? {
            number: parent.number,
            labels: (parent.labels ?? []).flatMap((label) => label.name ?? []),
            types: parent.type?.name === undefined ? [] : [parent.type.name],
          }
        : null,
    keys: [
      ...(parent === undefined ? [] : [issueKey(parentRepository, parent.number)]),
      ...(child === undefined ? [] : [issueKey(childRepository, child.number)]),
    ],
  };
}

function ofRepository(base: Signal, repository: string, action: string | undefined): Signal | null {
  switch (action) {
    case "deleted":
    case "archived":
      return { ...base, forget: { installation: null, repositories: [repository] } };
    case "renamed":
    case "transferred":
    case "unarchived":
    case "edited":
      return { ...base, sweep: { kind: "sweep", installation: base.installation, repository } };
    default:
      return null;
  }
}
