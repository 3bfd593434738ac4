/** Accounts, as `simple-user`, `public-user` and `private-user` of the description. */
import { BoxError } from "../../state/contract.ts";
import type { Account, Repository, Role } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";

/** The web page of an account: Apps' bots live under `/apps/`. */
export const accountPage = (view: View, account: Account): string =>
  account.type === "Bot"
    ? `${view.urls.web}/apps/${account.login.replace(/\[bot\]$/, "")}`
    : `${view.urls.web}/${account.login}`;

/** `simple-user`. */
export const userJson = (view: View, account: Account): Json => {
  const url = `${view.urls.api}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: account.nodeId,
    avatar_url: `https://avatars.githubusercontent.com/u/${account.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: accountPage(view, account),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
};

/** The account of an id; a deleted one shows as ghost. */
export const actorJson = (view: View, accountId: number): Json => userJson(view, view.state.ask.actor(accountId));

const ownedBy = (view: View, account: Account): Repository[] =>
  [...view.state.world.repositories.values()].filter((repository) => repository.ownerId === account.id);

/** `public-user` (`GET /users/{username}`). */
export const profileJson = (view: View, account: Account): Json => ({
  ...userJson(view, account),
  name: account.name,
  company: null,
  blog: "",
  location: null,
  email: null,
  hireable: null,
  bio: null,
  twitter_username: null,
  public_repos: ownedBy(view, account).filter((repository) => !repository.private).length,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: account.createdAt,
  updated_at: account.createdAt,
});

/** `private-user` (`GET /user`). */
export const ownProfileJson = (view: View, account: Account): Json => {
  const privately = ownedBy(view, account).filter((repository) => repository.private).length;
  return {
    ...profileJson(view, account),
    user_view_type: "private",
    notification_email: null,
    private_gists: 0,
    total_private_repos: privately,
    owned_private_repos: privately,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "free", space: 976_562_499, private_repos: 10_000, collaborators: 0 },
  };
};

/** The five rights of a role, as `permissions` objects write them. */
export const rightsJson = (role: Role): Json => {
  const rank = ["none", "read", "triage", "write", "maintain", "admin"].indexOf(role);
  return { admin: rank >= 5, maintain: rank >= 4, push: rank >= 3, triage: rank >= 2, pull: rank >= 1 };
};

const inHistory = (view: View, repository: Repository, account: Account): boolean => {
  const head = repository.refs.get(`refs/heads/${repository.defaultBranch}`);
  if (head === undefined) return false;
  try {
    return view.state.ask.history(repository, head).some((commit) => commit.author.accountId === account.id);
  } catch (error) {
    if (error instanceof BoxError) return false;
    throw error;
  }
};

/** How the author stands to the repository (GraphQL `CommentAuthorAssociation` describes the words). */
export const associationOf = (view: View, repository: Repository, accountId: number): string => {
  const account = view.state.ask.actor(accountId);
  if (account.id === repository.ownerId) return "OWNER";
  if (repository.collaborators.has(account.id)) return "COLLABORATOR";
  if (account.type === "User" && inHistory(view, repository, account)) return "CONTRIBUTOR";
  return "NONE";
};
