/** Parts that GitHub's payloads share, with the addresses that make up most of their size. */

const API = "https://api.github.com";

/** A repository's fields of the form `<name>_url`, in GitHub's order; the path behind it where that is not the name. */
const REPOSITORY_URLS: Readonly<Record<string, string>> = {
  forks: "/forks",
  keys: "/keys{/key_id}",
  collaborators: "/collaborators{/collaborator}",
  teams: "/teams",
  hooks: "/hooks",
  issue_events: "/issues/events{/number}",
  events: "/events",
  assignees: "/assignees{/user}",
  branches: "/branches{/branch}",
  tags: "/tags",
  blobs: "/git/blobs{/sha}",
  git_tags: "/git/tags{/sha}",
  git_refs: "/git/refs{/sha}",
  trees: "/git/trees{/sha}",
  statuses: "/statuses/{sha}",
  languages: "/languages",
  stargazers: "/stargazers",
  contributors: "/contributors",
  subscribers: "/subscribers",
  subscription: "/subscription",
  commits: "/commits{/sha}",
  git_commits: "/git/commits{/sha}",
  comments: "/comments{/number}",
  issue_comment: "/issues/comments{/number}",
  contents: "/contents/{+path}",
  compare: "/compare/{base}...{head}",
  merges: "/merges",
  archive: "/{archive_format}{/ref}",
  downloads: "/downloads",
  issues: "/issues{/number}",
  pulls: "/pulls{/number}",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  labels: "/labels{/name}",
  releases: "/releases{/id}",
  deployments: "/deployments",
};

const USER_URLS = [
  "followers",
  "following{/other_user}",
  "gists{/gist_id}",
  "starred{/owner}{/repo}",
  "subscriptions",
  "organizations",
  "repos",
  "events{/privacy}",
  "received_events",
];

/** `owner/name` → its two parts. */
export function partsOf(fullName: string): readonly [owner: string, name: string] {
  const [owner = "", name = ""] = fullName.split("/");
  return [owner, name];
}

export function user(login: string, id: number, type: "User" | "Bot" | "Organization" = "User"): object {
  const url = `${API}/users/${login}`;
  return {
    login,
    id,
    node_id: `MDQ6VXNlcntpZH0${id}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: "",
    url,
    html_url: `https://github.com/${login}`,
    ...Object.fromEntries(
      USER_URLS.map((each) => [`${each.split("{")[0]}_url`, `${url}/${each.replace("_events", "-events")}`]),
    ),
    type,
    site_admin: false,
  };
}

export function repository(fullName: string, id: number): object {
  const [owner, name] = partsOf(fullName);
  const url = `${API}/repos/${fullName}`;
  return {
    id,
    node_id: `R_kgDO${id}`,
    name,
    full_name: fullName,
    private: true,
    owner: user(owner, 1000, "Organization"),
    html_url: `https://github.com/${fullName}`,
    description: "A service of the fleet",
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(REPOSITORY_URLS).map(([field, path]) => [`${field}_url`, `${url}${path}`])),
    created_at: "2024-02-01T09:00:00Z",
    updated_at: "2026-10-01T09:00:00Z",
    pushed_at: "2026-10-01T09:00:00Z",
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    clone_url: `https://github.com/${fullName}.git`,
    svn_url: `https://github.com/${fullName}`,
    homepage: null,
    size: 2048,
    stargazers_count: 0,
    watchers_count: 0,
    language: "TypeScript",
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 12,
    license: null,
    allow_forking: false,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: "private",
    forks: 0,
    open_issues: 12,
    watchers: 0,
    default_branch: "main",
  };
}

export function organization(login: string): object {
  const url = `${API}/orgs/${login}`;
  return {
    login,
    id: 1000,
    node_id: "O_kgDN1000",
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: "https://avatars.githubusercontent.com/u/1000?v=4",
    description: "",
  };
}

export function app(id: number, slug: string): object {
  return {
    id,
    slug,
    node_id: `MDM6QXBw${id}`,
    owner: user("github", 9919, "Organization"),
    name: slug,
    description: "Automate your workflow from idea to production",
    external_url: "https://help.github.com/en/actions",
    html_url: `https://github.com/apps/${slug}`,
    created_at: "2018-07-30T09:30:17Z",
    updated_at: "2024-04-10T20:33:16Z",
    permissions: Object.fromEntries(
      [
        "actions",
        "checks",
        "contents",
        "deployments",
        "issues",
        "metadata",
        "packages",
        "pull_requests",
        "statuses",
      ].map((name) => [name, "write"]),
    ),
    events: ["check_run", "check_suite", "create", "delete", "deployment", "issues", "pull_request", "push", "status"],
  };
}

/** Text of so many characters, as people write it: words and lines. */
export function prose(characters: number): string {
  const line =
    "The service answers more slowly since the last deployment; see the dashboard and the logs of the job.\n";
  return line.repeat(Math.ceil(Math.max(0, characters) / line.length)).slice(0, Math.max(0, characters));
}
