/**
 * A large incident in seconds: records written at once, where the API would take ten thousand calls. What is written is
 * what those calls would have left behind: commits, merges, checks, timelines and links; only no webhook is told.
 */
import { actorOf, type Box, identify, invalid, isoSeconds, keep, record } from "./box.ts";
import { storeCheckRuns } from "./bulk-checks.ts";
import type { BulkOptions, BulkResult } from "./bulk-options.ts";
import { callerOfAccount } from "./callers.ts";
import type { Caller } from "./contract.ts";
import { personOf, storeBlob, storeCommit } from "./git.ts";
import { PREFIX } from "./ids.ts";
import { storeIssue } from "./issues.ts";
import { labelNamed, storeLabel } from "./labels.ts";
import type { Issue, PullRequest, Repository, TimelineEvent } from "./model.ts";

interface Work {
  box: Box;
  repository: Repository;
  caller: Caller;
  options: BulkOptions;
  tree: Map<string, string>;
  tip: string;
  /** Milliseconds since the epoch; moves on with everything that happens. */
  at: number;
  readonly step: number;
}

const DAY = 86_400_000;
/** So many modules are changed over and over, so that the tree stays as small as a real one's. */
const MODULES = 40;
const FILES_IN_FOLDER = 100;

const now = (work: Work): string => isoSeconds(work.at);

const dated = (work: Work, event: TimelineEvent): void => {
  event.createdAt = now(work);
};

const labelId = (box: Box, repository: Repository, name: string): number =>
  (labelNamed(repository, name) ?? storeLabel(box, repository, { name })).id;

const openIssue = (work: Work, input: { title: string; body: string; label?: string; pull?: PullRequest }): Issue => {
  const { box, repository, caller } = work;
  const issue = storeIssue(box, caller, repository, {
    title: input.title,
    body: input.body,
    type: null,
    pull: input.pull ?? null,
  });
  issue.createdAt = now(work);
  if (input.label !== undefined) {
    const id = labelId(box, repository, input.label);
    const color = repository.labels.get(id)?.color ?? "ededed";
    issue.labelIds = [id];
    dated(work, record(box, issue, caller, { event: "labeled", label: { name: input.label, color } }));
  }
  issue.updatedAt = now(work);
  return issue;
};

const write = (work: Work, path: string, text: string): void => {
  work.tree.set(path, storeBlob(work.repository, Buffer.from(text)));
};

/** One more line in each of a module's files. */
const changeModule = (work: Work, index: number): void => {
  const module = index % MODULES;
  for (const path of [
    `src/module-${module}.js`,
    `tests/module-${module}.test.js`,
    `docs/runbooks/module-${module}.md`,
  ]) {
    const former = work.tree.get(path);
    const text = former === undefined ? "" : (work.repository.blobs.get(former)?.toString() ?? "");
    write(work, path, `${text}change ${index}\n`);
  }
};

const addFiles = (work: Work, count: number): void => {
  for (let index = 0; index < count; index++) {
    const folder = Math.floor(index / FILES_IN_FOLDER);
    write(work, `generated/part-${folder}/file-${index}.txt`, `generated ${index}\n`);
  }
};

/** A merged pull request with one commit, its checks on head and merge commit, and its mark on the item. */
const mergePull = (work: Work, item: Issue, index: number, change: () => void): Issue => {
  const { box, repository, caller, options } = work;
  const author = personOf(actorOf(caller), now(work));
  const base = work.tip;
  change();
  const commit = (parents: string[], message: string): string =>
    storeCommit(box, repository, { tree: new Map(work.tree), parents, message, author, committer: author }).sha;
  const head = commit([base], `Harden module ${index}`);
  const pull: PullRequest = {
    ...identify(box, PREFIX.pullRequest),
    draft: false,
    baseRef: repository.defaultBranch,
    baseSha: base,
    headRef: `harden-${index}`,
    headSha: head,
    headRepositoryId: repository.id,
    merged: true,
    mergedAt: null,
    mergedById: actorOf(caller).id,
    mergeCommitSha: null,
    mergeMethod: "squash",
    reviews: [],
    requestedReviewerIds: [],
  };
  const body = options.pullBody.replaceAll("{item}", String(item.number));
  const issue = openIssue(work, { title: `Harden module ${index}`, body, pull });
  const mentioned = record(box, item, caller, {
    event: "cross-referenced",
    source: { repositoryId: repository.id, number: issue.number },
    willCloseTarget: /\b(?:close|fix|resolve)[sd]?\b/i.test(body),
  });
  dated(work, mentioned);
  storeCheckRuns(box, repository, { sha: head, branch: pull.headRef, event: "pull_request", at: work.at }, options);
  work.at += work.step;
  const merge = commit([base], `Harden module ${index} (#${issue.number})\n\n${body}`);
  Object.assign(pull, { mergeCommitSha: merge, mergedAt: now(work) });
  Object.assign(issue, { state: "closed", closedAt: now(work), closedById: actorOf(caller).id });
  dated(work, record(box, issue, caller, { event: "merged", commitSha: merge }));
  dated(work, record(box, issue, caller, { event: "closed", stateReason: null, closer: null }));
  issue.updatedAt = now(work);
  storeCheckRuns(
    box,
    repository,
    { sha: merge, branch: repository.defaultBranch, event: "push", at: work.at },
    options,
  );
  work.tip = merge;
  return issue;
};

const addItem = (work: Work, incident: Issue, index: number): Issue => {
  const { box, repository, caller, options } = work;
  const item = openIssue(work, {
    title: `Hardening item ${index + 1}`,
    body: options.itemBody.replaceAll("{incident}", String(incident.number)),
    label: options.itemLabel,
  });
  item.assigneeIds = [actorOf(caller).id];
  dated(work, record(box, item, caller, { event: "assigned", assigneeId: actorOf(caller).id }));
  const link = (issue: Issue) => ({ repositoryId: repository.id, number: issue.number });
  incident.subIssues.push(link(item));
  item.parent = link(incident);
  dated(work, record(box, incident, caller, { event: "sub_issue_added", other: link(item) }));
  dated(work, record(box, item, caller, { event: "parent_issue_added", other: link(incident) }));
  return item;
};

const addComments = (work: Work, issue: Issue, count: number): void => {
  const { box, caller } = work;
  for (let index = 0; index < count; index++) {
    const comment = {
      ...identify(box, PREFIX.issueComment),
      issueNumber: issue.number,
      authorId: actorOf(caller).id,
      appId: null,
      body: `Note ${index + 1} of the timeline.`,
      createdAt: now(work),
      updatedAt: now(work),
      lastEditedAt: null,
      editorId: null,
      edits: [],
      reactions: [],
    };
    issue.comments.push(keep(box, comment));
  }
  issue.updatedAt = now(work);
};

/** Writes a large incident into the repository, ending now. */
export const plantBulk = (box: Box, repository: Repository, options: BulkOptions): BulkResult => {
  const author = box.ask.account(options.author);
  const tip = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
  if (author === undefined || tip === undefined) throw invalid("Bulk", "author", "invalid");
  const begin = box.clock.now() - options.days * DAY;
  const work: Work = {
    box,
    repository,
    caller: callerOfAccount(author),
    options,
    tree: new Map(repository.commits.get(tip)?.tree),
    tip,
    at: begin,
    step: Math.floor((options.days * DAY) / (options.items * options.pulls + 3)),
  };
  const incident = openIssue(work, {
    title: "A large incident",
    body: options.incidentBody,
    label: options.incidentLabel,
  });
  work.at += work.step;
  addComments(work, incident, options.comments);
  const items: Issue[] = [];
  for (let index = 0; index < options.items; index++) items.push(addItem(work, incident, index));
  let pulls = 0;
  for (const item of items) {
    for (let count = 0; count < options.pulls; count++) {
      const index = pulls++;
      mergePull(work, item, index, () => changeModule(work, index));
    }
  }
  const first = items[0] ?? incident;
  const largest = options.files > 0 ? mergePull(work, first, pulls++, () => addFiles(work, options.files)) : null;
  repository.refs.set(`refs/heads/${repository.defaultBranch}`, work.tip);
  repository.pushedAt = box.clock.iso();
  return {
    incident: incident.number,
    items: items.map(({ number }) => number),
    pulls,
    largestPull: largest?.number ?? null,
    comments: options.comments,
    checkRuns: repository.checkRuns.size,
  };
};
