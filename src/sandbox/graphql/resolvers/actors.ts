/** Accounts and Apps. */
import { accountPage } from "../../rest/serialize/user.ts";
import type { Account } from "../../state/model.ts";
import { belongsTo, teamOf } from "../../state/teams.ts";
import type { AccountView, AppView, Arguments, Context, PersonView, Resolvers } from "../context.ts";
import { forbidden, notFound, sees } from "../context.ts";
import { repositoryNamed, repositoryView, userView } from "../views.ts";

/**
 * A bot's login has no `[bot]` here, unlike REST's (`interface Actor` in the public schema, and public
 * threads on bots that did not recognize themselves); `viewer`'s has it (fullsend-ai/fullsend#1953).
 */
function loginOf({ account, whole }: AccountView): string {
  return account.type === "Bot" && whole !== true ? account.login.replace(/\[bot\]$/, "") : account.login;
}

const account: Resolvers = {
  id: (view: AccountView) => view.account.nodeId,
  databaseId: (view: AccountView) => view.account.id,
  login: (view: AccountView) => loginOf(view),
  avatarUrl: (view: AccountView) => `https://avatars.githubusercontent.com/u/${view.account.id}?v=4`,
  url: (view: AccountView, _args, { view: rest }: Context) => accountPage(rest, view.account),
  resourcePath: (view: AccountView, _args, { view: rest }: Context) =>
    accountPage(rest, view.account).slice(rest.urls.web.length),
  createdAt: (view: AccountView) => view.account.createdAt,
  updatedAt: (view: AccountView) => view.account.createdAt,
};

/** Teams take the permission "Members" of an App, and belonging to the organization of a person. */
function hasMembers({ state, caller }: Context, organization: Account): boolean {
  if (caller.account === null || caller.token?.kind === "actions") return false;
  if (caller.installation === null) return belongsTo(state, organization, caller.account);
  return caller.installation.accountId === organization.id && caller.installation.permissions["members"] !== undefined;
}

function repositoryOf(view: AccountView, args: Arguments, context: Context): unknown {
  const name = String(args["name"]);
  const repository = repositoryNamed(context, view.account.login, name, args["followRenames"] !== false);
  if (repository !== undefined && sees(context, repository)) return repositoryView(repository);
  throw notFound(`Could not resolve to a Repository with the name '${view.account.login}/${name}'.`);
}

export const actorResolvers: Record<string, Resolvers> = {
  User: {
    ...account,
    name: (view: AccountView) => view.account.name,
    // The address is shown to nobody who did not ask its owner: schema, `User.email`: "The user's publicly visible".
    email: () => "",
    isViewer: (view: AccountView, _args, { caller }: Context) => view.account.id === caller.account?.id,
    repository: repositoryOf,
  },
  Bot: account,
  Organization: {
    ...account,
    team: (view: AccountView, { slug }, context: Context) => {
      if (!hasMembers(context, view.account)) throw forbidden();
      const team = teamOf(context.state, view.account, slug as string);
      return team === undefined ? null : { __typename: "Team", team };
    },
    name: (view: AccountView) => view.account.name,
    repository: repositoryOf,
  },
  App: {
    id: ({ app }: AppView) => app.nodeId,
    databaseId: ({ app }: AppView) => app.id,
    clientId: ({ app }: AppView) => app.clientId,
    slug: ({ app }: AppView) => app.slug,
    name: ({ app }: AppView) => app.name,
    description: () => null,
    url: ({ app }: AppView, _args, { view }: Context) => `${view.urls.web}/apps/${app.slug}`,
    createdAt: ({ app }: AppView) => app.createdAt,
    updatedAt: ({ app }: AppView) => app.createdAt,
  },
  GitActor: {
    name: ({ person }: PersonView) => person.name,
    email: ({ person }: PersonView) => person.email,
    date: ({ person }: PersonView) => person.date,
    user: ({ person }: PersonView, _args, context: Context) => userView(context, person.accountId),
  },
};
