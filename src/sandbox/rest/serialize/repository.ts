/** Repositories, as `minimal-repository`, `repository` and `full-repository` of the description. */
import type { Repository, Role } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { actorJson, rightsJson } from "./user.ts";

export interface Place {
  /** `acme/shop`. */
  readonly name: string;
  /** `…/repos/acme/shop`. */
  readonly api: string;
  /** `https://github.com/acme/shop`. */
  readonly web: string;
}

/** Where a repository's URLs begin. */
export const placeOf = (view: View, repository: Repository): Place => {
  const name = `${view.state.ask.actor(repository.ownerId).login}/${repository.name}`;
  return { name, api: `${view.urls.api}/repos/${name}`, web: `${view.urls.web}/${name}` };
};

const urlFields = (api: string): Json => ({
  forks_url: `${api}/forks`,
  keys_url: `${api}/keys{/key_id}`,
  collaborators_url: `${api}/collaborators{/collaborator}`,
  teams_url: `${api}/teams`,
  hooks_url: `${api}/hooks`,
  issue_events_url: `${api}/issues/events{/number}`,
  events_url: `${api}/events`,
  assignees_url: `${api}/assignees{/user}`,
  branches_url: `${api}/branches{/branch}`,
  tags_url: `${api}/tags`,
  blobs_url: `${api}/git/blobs{/sha}`,
  git_tags_url: `${api}/git/tags{/sha}`,
  git_refs_url: `${api}/git/refs{/sha}`,
  trees_url: `${api}/git/trees{/sha}`,
  statuses_url: `${api}/statuses/{sha}`,
  languages_url: `${api}/languages`,
  stargazers_url: `${api}/stargazers`,
  contributors_url: `${api}/contributors`,
  subscribers_url: `${api}/subscribers`,
  subscription_url: `${api}/subscription`,
  commits_url: `${api}/commits{/sha}`,
  git_commits_url: `${api}/git/commits{/sha}`,
  comments_url: `${api}/comments{/number}`,
  issue_comment_url: `${api}/issues/comments{/number}`,
  contents_url: `${api}/contents/{+path}`,
  compare_url: `${api}/compare/{base}...{head}`,
  merges_url: `${api}/merges`,
  archive_url: `${api}/{archive_format}{/ref}`,
  downloads_url: `${api}/downloads`,
  issues_url: `${api}/issues{/number}`,
  pulls_url: `${api}/pulls{/number}`,
  milestones_url: `${api}/milestones{/number}`,
  notifications_url: `${api}/notifications{?since,all,participating}`,
  labels_url: `${api}/labels{/name}`,
  releases_url: `${api}/releases{/id}`,
  deployments_url: `${api}/deployments`,
});

/** `minimal-repository`: what nests in runs, suites and statuses. */
export const minimalRepositoryJson = (view: View, repository: Repository): Json => {
  const { name, api, web } = placeOf(view, repository);
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: name,
    private: repository.private,
    owner: actorJson(view, repository.ownerId),
    html_url: web,
    description: repository.description,
    fork: repository.forkOfId !== null,
    url: api,
    ...urlFields(api),
  };
};

/** The caller's role; an installation shows the role that its permissions come to. */
const callerRole = (view: View, repository: Repository): Role | null => {
  const { caller, state } = view;
  if (caller === null || caller.account === null) return null;
  if (caller.installation === null && caller.token?.kind !== "actions") {
    const role = state.ask.role(repository, caller.account);
    return role === "none" ? "read" : role;
  }
  if (state.ask.can(caller, repository, "administration", "write")) return "admin";
  return state.ask.can(caller, repository, "contents", "write") ? "write" : "read";
};

const openIssues = (repository: Repository): number =>
  [...repository.issues.values()].filter((issue) => issue.state === "open").length;

/** `repository`. */
export const repositoryJson = (view: View, repository: Repository): Json => {
  const { name, web } = placeOf(view, repository);
  const role = callerRole(view, repository);
  const open = openIssues(repository);
  const forks = [...view.state.world.repositories.values()].filter((each) => each.forkOfId === repository.id).length;
  const host = view.urls.web.replace(/^https?:\/\//, "");
  return {
    ...minimalRepositoryJson(view, repository),
    created_at: repository.createdAt,
    updated_at: repository.pushedAt,
    pushed_at: repository.pushedAt,
    git_url: `git://${host}/${name}.git`,
    ssh_url: `git@${host}:${name}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: repository.hasIssues,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    forks,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
    ...(role === null ? {} : { permissions: rightsJson(role) }),
  };
};

/** What a fork came from: `parent` directly, `source` in the end. */
const originFields = (view: View, repository: Repository): Json => {
  const parentOf = (one: Repository): Repository | undefined =>
    one.forkOfId === null ? undefined : view.state.world.repositories.get(one.forkOfId);
  const parent = parentOf(repository);
  if (parent === undefined) return {};
  let source = parent;
  for (let next = parentOf(source); next !== undefined; next = parentOf(source)) source = next;
  return { parent: repositoryJson(view, parent), source: repositoryJson(view, source) };
};

/** `full-repository` (`GET /repos/{owner}/{repo}`); merge settings only for those who may write, as GitHub does. */
export const fullRepositoryJson = (view: View, repository: Repository): Json => {
  const owner = view.state.ask.actor(repository.ownerId);
  const role = callerRole(view, repository);
  const settings = role === "admin" || role === "maintain" || role === "write";
  return {
    ...repositoryJson(view, repository),
    temp_clone_token: null,
    ...(settings
      ? {
          allow_squash_merge: true,
          allow_merge_commit: true,
          allow_rebase_merge: true,
          allow_auto_merge: false,
          delete_branch_on_merge: false,
          allow_update_branch: false,
          use_squash_pr_title_as_default: false,
          squash_merge_commit_message: "COMMIT_MESSAGES",
          squash_merge_commit_title: "COMMIT_OR_PR_TITLE",
          merge_commit_message: "PR_TITLE",
          merge_commit_title: "MERGE_MESSAGE",
        }
      : {}),
    ...(owner.type === "Organization" ? { organization: actorJson(view, owner.id) } : {}),
    ...originFields(view, repository),
    network_count: 0,
    subscribers_count: 0,
  };
};
