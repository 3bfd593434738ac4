/** The root of every query. */
import { searchRoutes } from "../../rest/routes/search.ts";
import { connect } from "../connections.ts";
import type { Context, Resolvers, Typed } from "../context.ts";
import { notFound, refusal, sees } from "../context.ts";
import { nodeOf } from "../nodes.ts";
import { accountView, commitOf, issueView, repositoryNamed, repositoryView } from "../views.ts";
import { createRateLimits } from "../../rest/rate.ts";

function node(id: string, context: Context): unknown {
  const found = nodeOf(context, id);
  if (found === null) throw notFound(`Could not resolve to a node with the global id of '${id}'`);
  return found;
}

/** What an address of the web names: repository, issue, pull request or commit; null for anything else. */
function resource({ url }: { url: string }, context: Context): unknown {
  const path = url.startsWith(context.view.urls.web) ? url.slice(context.view.urls.web.length) : "";
  const [, owner = "", name = "", kind, rest = ""] =
    /^\/([^/]+)\/([^/?#]+)(?:\/(issues|pull|commit)\/([^/?#]+))?\/?(?:[?#].*)?$/.exec(path) ?? [];
  const repository = context.state.ask.repository(owner, name);
  if (repository === undefined || !sees(context, repository)) return null;
  if (kind === undefined) return repositoryView(repository);
  if (kind === "commit") return commitOf(repository, rest);
  const issue = repository.issues.get(Number(rest));
  return issue === undefined ? null : issueView(repository, issue);
}

/** The REST search, whose syntax GraphQL shares; at most 1,000 results are reachable in both. */
async function search(args: Record<string, unknown>, context: Context): Promise<unknown> {
  if (args["type"] !== "ISSUE")
    throw refusal("NOT_MODELLED", `search(type: ${String(args["type"])}) is not modelled in the sandbox`);
  const route = searchRoutes.find(({ pattern }) => pattern === "/search/issues");
  if (route === undefined) throw refusal("NOT_MODELLED", "Field Query.search is not modelled in the sandbox");
  const found: Typed<string>[] = [];
  let total = 0;
  for (let page = 1; page <= 10; page += 1) {
    const query = new URLSearchParams({ q: String(args["query"]), per_page: "100", page: String(page) });
    const answer = await route.handle({
      ...context.view,
      caller: context.caller,
      method: "GET",
      path: "/search/issues",
      params: {},
      query,
      headers: {},
      body: {},
      hooks: {},
      rateLimits: createRateLimits(context.state),
    });
    const body = answer.body as { total_count: number; items: { node_id: string }[] };
    total = body.total_count;
    found.push(...body.items.flatMap((item) => (nodeOf(context, item.node_id) as Typed<string> | null) ?? []));
    if (body.items.length < 100) break;
  }
  const none = { codeCount: 0, discussionCount: 0, repositoryCount: 0, userCount: 0, wikiCount: 0 };
  return connect(found, args, (each) => (each as unknown as { issue: { nodeId: string } }).issue.nodeId, {
    fields: { ...none, issueCount: total },
  });
}

export const queryResolvers: Record<string, Resolvers> = {
  Query: {
    // Schema, `followRenames`: "Follow repository renames. If disabled, a repository referenced by its old name will
    // return an error."
    repository: (_root, { owner, name, followRenames }, context: Context) => {
      const repository = repositoryNamed(context, owner as string, name as string, followRenames !== false);
      if (repository !== undefined && sees(context, repository)) return repositoryView(repository);
      // What the caller may not know of does not exist for it.
      throw notFound(`Could not resolve to a Repository with the name '${String(owner)}/${String(name)}'.`);
    },
    node: (_root, { id }, context: Context) => node(id as string, context),
    // Each entry by itself: one that is gone is null, with an error at its place.
    nodes: (_root, { ids }, context: Context) =>
      (ids as string[]).map((id) => {
        try {
          return node(id, context);
        } catch (error) {
          return error;
        }
      }),
    resource: (_root, args, context: Context) => resource(args as { url: string }, context),
    search: (_root, args, context: Context) => search(args, context),
    rateLimit: (_root, _args, { allowance, cost }: Context) => ({
      cost: cost.points,
      nodeCount: cost.nodes,
      limit: allowance.limit,
      used: allowance.used,
      remaining: allowance.remaining,
      resetAt: `${new Date(allowance.reset * 1000).toISOString().slice(0, 19)}Z`,
    }),
    viewer: (_root, _args, { caller }: Context) =>
      caller.account === null ? null : { __typename: "User", account: caller.account, whole: true },
    user: (_root, { login }, { state }: Context) => {
      const account = state.ask.account(login as string);
      if (account?.type === "User") return accountView(account);
      throw notFound(`Could not resolve to a User with the login of '${String(login)}'.`);
    },
    organization: (_root, { login }, { state }: Context) => {
      const account = state.ask.account(login as string);
      if (account?.type === "Organization") return accountView(account);
      throw notFound(`Could not resolve to an Organization with the login of '${String(login)}'.`);
    },
    repositoryOwner: (_root, { login }, { state }: Context) => {
      const account = state.ask.account(login as string);
      return account === undefined || account.type === "Bot" ? null : accountView(account);
    },
  },
};
