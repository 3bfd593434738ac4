/** Accounts and Apps. */
import { accountPage } from "../../rest/serialize/user.ts";
import type { AccountView, AppView, Arguments, Context, PersonView, Resolvers } from "../context.ts";
import { notFound, sees } from "../context.ts";
import { repositoryView, userView } from "../views.ts";

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

function repositoryOf(view: AccountView, args: Arguments, context: Context): unknown {
  const name = String(args["name"]);
  const repository = context.state.ask.repository(view.account.login, name);
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
