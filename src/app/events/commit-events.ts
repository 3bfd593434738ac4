/** Events about commits: pull requests, merge groups, checks and pushes. Each says where to look. */
import type { GroupSubject, PullSubject } from "../../queue/queue.ts";
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
import type { Self, Signal } from "./signal.ts";

/** GitHub lists at most so many commits of a push: of a longer one nobody can tell what it touched. */
const COMMITS_LISTED = 2048;
/** What Git writes for "no commit". */
const NO_COMMIT = "0".repeat(40);
const POLICY_FILE = ".github/quench.yml";

export function ofPull(base: Signal, repository: string, payload: Payload): Signal | null {
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
export function ofGroup(base: Signal, repository: string, { action, merge_group: group }: Payload): Signal | null {
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

export function ofHead(
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

export function ofPush(base: Signal, repository: string, payload: Payload): Signal | null {
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
