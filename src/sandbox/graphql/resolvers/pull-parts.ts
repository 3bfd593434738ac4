/** The commits and files of a pull request. */
import { issuePage } from "../../rest/serialize/issue.ts";
import type { Commit } from "../../state/model.ts";
import type { Context, PullView, Typed } from "../context.ts";
import { commitView } from "../views.ts";

export interface PullCommit extends Typed<"PullRequestCommit"> {
  readonly id: string;
  readonly commit: unknown;
  readonly pullRequest: PullView;
  readonly url: string;
  readonly resourcePath: string;
}

export function pullCommit(view: PullView, commit: Commit, { view: rest }: Context): PullCommit {
  const url = `${issuePage(rest, view.repository, view.issue)}/commits/${commit.sha}`;
  return {
    __typename: "PullRequestCommit",
    id: `PURC_${Buffer.from(`${view.pull.nodeId}:${commit.sha}`, "utf8").toString("base64url")}`,
    commit: commitView(view.repository, commit),
    pullRequest: view,
    url,
    resourcePath: url.slice(rest.urls.web.length),
  };
}

const CHANGES = { added: "ADDED", modified: "MODIFIED", removed: "DELETED", renamed: "RENAMED" } as const;

/** Files of the three-dot diff; for a merged one between what it was merged onto and its head. */
export function filesOf({ repository, pull }: PullView, { state }: Context) {
  return state.ask.changedFiles(repository, pull.baseSha, pull.headSha).map((file) => ({
    path: file.path,
    changeType: CHANGES[file.status],
    additions: file.additions,
    deletions: file.deletions,
  }));
}
