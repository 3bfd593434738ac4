/**
 * What a webhook is about: event and payload → signal, pure and without any call. An event carries no decision; it
 * only says where to look, so a signal holds names and numbers and nothing of what the payload claims.
 */
import type { ChecksSubject, GroupSubject, PullSubject, RepositorySubject, SweepSubject } from "../queue/queue.ts";
import type { HeadFields, Payload } from "./payload.ts";
import {
  fileKey,
  issueKey,
  mentions,
  mergedKey,
  policyKey,
  runKey,
  shaKey,
  speaksOfRevert,
  textKey,
} from "./references.ts";

/** Who we are: what we did ourselves needs no second look. */
export interface Self {
  readonly appId: number;
  /** `quench[bot]`; null until GitHub has told. */
  readonly login: string | null;
}

export interface Signal {
  /** `issues.labeled`: for the log and as the pass's reason. */
  readonly event: string;
  readonly installation: number;
  /** `owner/name`; null where the event is about a whole installation. */
  readonly repository: string | null;
  /** An issue that may be an incident by itself, by what it is labelled or typed, now or before this event. */
  readonly issue: {
    readonly number: number;
    readonly labels: readonly string[];
    readonly types: readonly string[];
  } | null;
  /** Keys (`references.ts`): whatever incident one of them belongs to is looked at. */
  readonly keys: readonly string[];
  /** Keys that count only where the issue is a hardening item: what its form refers to. */
  readonly itemKeys: readonly string[];
  /** Looks at every incident known there. */
  readonly everyIncidentOf: "repository" | "installation" | null;
  readonly sweep: SweepSubject | null;
  /** Passes that are no incident's: of a pull request's or a merge group's checks, of a repository's own issues. */
  readonly others: readonly (PullSubject | GroupSubject | ChecksSubject | RepositorySubject)[];
  /** Set where a pull request may have come to touch the policy file: then it is looked at wherever there is a policy. */
  readonly mayTouchPolicy: boolean;
  /** What is not ours to see any more. */
  readonly forget: { readonly installation: number | null; readonly repositories: readonly string[] } | null;
}

/** GitHub lists at most so many commits of a push: of a longer one nobody can tell what it touched. */
const COMMITS_LISTED = 2048;
/** What Git writes for "no commit". */
const NO_COMMIT = "0".repeat(40);
const POLICY_FILE = ".github/quench.yml";

/** What an event is about; null where it cannot concern any incident. */
export function signalOf(name: string, payload: Payload, self: Self): Signal | null {
  const installation = payload.installation?.id;
  if (installation === undefined) return null;
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

function ofPull(base: Signal, repository: string, payload: Payload): Signal | null {
  const pull = payload.pull_request;
  if (pull === undefined) return null;
  const shas = [pull.head?.sha, pull.merge_commit_sha].flatMap((sha) => (typeof sha === "string" ? [shaKey(sha)] : []));
  const text = `${pull.title ?? ""}\n${pull.body ?? ""}`;
  const keys = [issueKey(repository, pull.number), ...shas, ...mentions(text, repository)];
  // Each merge shows once more whether the controls run (R-A2).
  const landed = pull.merged === true && pull.base?.ref === payload.repository?.default_branch;
  if (payload.action === "closed" && landed) keys.push(mergedKey(repository));
  const { installation, event } = base;
  if (!PULL_EVENTS.has(event)) return { ...base, keys };
  // Pushes within the repository say themselves which files they touch; a fork's are not told.
  const fork = pull.head?.repo?.full_name?.toLowerCase() !== repository.toLowerCase();
  const others: PullSubject[] = [{ kind: "pull", installation, repository, number: pull.number }];
  const mayTouchPolicy =
    payload.action === "opened" ||
    payload.action === "reopened" ||
    (payload.action === "synchronize" && fork) ||
    payload.changes?.base !== undefined;
  return { ...base, keys, others, mayTouchPolicy };
}

/** What changes a pull request's head, what it closes, or where it goes. */
const PULL_EVENTS: ReadonlySet<string> = new Set(
  ["opened", "reopened", "synchronize", "edited", "ready_for_review"].map((action) => `pull_request.${action}`),
);

/** A destroyed group asks for nothing. */
function ofGroup(base: Signal, repository: string, { action, merge_group: group }: Payload): Signal | null {
  if (action !== "checks_requested" || group === undefined) return null;
  const { head_sha: sha, base_sha, head_ref: ref } = group;
  const subject: GroupSubject = {
    kind: "group",
    installation: base.installation,
    repository,
    sha,
    base: base_sha,
    ref,
  };
  return { ...base, others: [subject] };
}

function ofHead(
  base: Signal,
  repository: string,
  head: HeadFields | undefined,
  self: Self,
  action: string | undefined,
): Signal | null {
  if (head === undefined) return null;
  // Our own check runs say nothing new, but a person may ask for one again.
  const asked = action === "rerequested" || action === "requested_action";
  if (head.app?.id === self.appId && !asked) return null;
  const sha = head.head_sha ?? head.check_suite?.head_sha;
  if (asked && head.app?.id === self.appId && sha !== undefined) {
    // Incidents are looked at after it: what is asked for again must come to a conclusion first.
    return { ...base, others: [{ kind: "checks", installation: base.installation, repository, sha }] };
  }
  return {
    ...base,
    keys: [
      ...(sha === undefined ? [] : [shaKey(sha)]),
      ...(head.pull_requests ?? []).map(({ number }) => issueKey(repository, number)),
      ...(head.id === undefined ? [] : [runKey(repository, head.id)]),
    ],
  };
}

function ofPush(base: Signal, repository: string, payload: Payload): Signal | null {
  if (payload.ref !== `refs/heads/${payload.repository?.default_branch ?? ""}`) {
    const { before = NO_COMMIT, after = NO_COMMIT } = payload;
    // Some pull request's branch, whose policy is to be checked; of a new branch one is opened later, if at all.
    if (before === NO_COMMIT || after === NO_COMMIT || !(payload.commits ?? []).some(touchesPolicy)) return null;
    return { ...base, others: [{ kind: "checks", installation: base.installation, repository, sha: after }] };
  }
  const commits = payload.commits ?? [];
  const untold = payload.forced === true || commits.length >= COMMITS_LISTED;
  const touched = commits.some(touchesPolicy);
  const keys = commits.flatMap(({ added = [], modified = [], removed = [] }) => [
    ...removed.map((path) => fileKey(repository, path)),
    ...[...added, ...modified].map((path) => textKey(repository, path)),
    ...[...added, ...modified, ...removed].filter(mayBePolicy).map((path) => policyKey(repository, path)),
  ]);
  if (untold) keys.push(policyKey(repository, "*"));
  if (commits.some((commit) => speaksOfRevert(commit.message ?? ""))) keys.push(mergedKey(repository));
  if (!touched && !untold) return keys.length === 0 ? null : { ...base, keys };
  // The owner's `.github` repository speaks for those that have no policy of their own.
  const shared = repository.toLowerCase().endsWith("/.github");
  return {
    ...base,
    keys,
    everyIncidentOf: shared ? "installation" : "repository",
    sweep: { kind: "sweep", installation: base.installation, repository: shared ? null : repository },
  };
}

function touchesPolicy({ added, modified, removed }: NonNullable<Payload["commits"]>[number]): boolean {
  return [added, modified, removed].some((paths) => paths?.includes(POLICY_FILE) === true);
}

/** Policies of other repositories may be made of it (`_extends`). */
function mayBePolicy(path: string): boolean {
  return /\.ya?ml$/.test(path);
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
