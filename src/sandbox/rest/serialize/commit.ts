/** Commits: `commit`, `git-commit`, `simple-commit` and `diff-entry`. */
import type { Queries } from "../../state/contract.ts";
import type { Commit, GitPerson, Repository } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { placeOf } from "./repository.ts";
import { actorJson } from "./user.ts";

export type ChangedFile = ReturnType<Queries["changedFiles"]>[number];

const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null } as const;

const personJson = ({ name, email, date }: GitPerson): Json => ({ name, email, date });

/** Null, too, where the account is gone: its address leads to nobody any more. */
const accountJson = (view: View, person: GitPerson): Json | null => {
  const account = person.accountId === null ? undefined : view.state.world.accounts.get(person.accountId);
  return account === undefined || account.deleted ? null : actorJson(view, account.id);
};

/** `git-commit` (`/git/commits`), without the web page of the whole. */
export const gitCommitJson = (view: View, repository: Repository, commit: Commit): Json => {
  const { api, web } = placeOf(view, repository);
  return {
    sha: commit.sha,
    node_id: commit.nodeId,
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${web}/commit/${commit.sha}`,
    author: personJson(commit.author),
    committer: personJson(commit.committer),
    tree: { sha: commit.treeSha, url: `${api}/git/trees/${commit.treeSha}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${web}/commit/${sha}`,
    })),
    verification: { ...UNSIGNED },
  };
};

/** `commit` as lists show it. */
export const commitJson = (view: View, repository: Repository, commit: Commit): Json => {
  const { api, web } = placeOf(view, repository);
  return {
    sha: commit.sha,
    node_id: commit.nodeId,
    commit: {
      author: personJson(commit.author),
      committer: personJson(commit.committer),
      message: commit.message,
      tree: { sha: commit.treeSha, url: `${api}/git/trees/${commit.treeSha}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: { ...UNSIGNED },
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${web}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: accountJson(view, commit.author),
    committer: accountJson(view, commit.committer),
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${web}/commit/${sha}` })),
  };
};

/** `diff-entry`; `at` is the commit whose blobs the URLs name. */
export const fileJson = (view: View, repository: Repository, file: ChangedFile, at: string): Json => {
  const { api, web } = placeOf(view, repository);
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${at}/${path}`,
    raw_url: `${web}/raw/${at}/${path}`,
    contents_url: `${api}/contents/${path}?ref=${at}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
};

/** `simple-commit`: what runs and suites carry of their head. */
export const simpleCommitJson = (commit: Commit): Json => ({
  id: commit.sha,
  tree_id: commit.treeSha,
  message: commit.message,
  timestamp: commit.committer.date,
  author: { name: commit.author.name, email: commit.author.email },
  committer: { name: commit.committer.name, email: commit.committer.email },
});
