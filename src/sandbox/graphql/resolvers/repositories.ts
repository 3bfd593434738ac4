/** Repositories. */
import { placeOf } from "../../rest/serialize/repository.ts";
import { BoxError } from "../../state/contract.ts";
import type { Account, Commit, Repository, Role } from "../../state/model.ts";
import { movedTo } from "../../state/transfers.ts";
import { connect } from "../connections.ts";
import type { Context, IssueView, LabelView, PullView, RefView, RepositoryView, Resolvers } from "../context.ts";
import { demand, notFound, orderOf, refusal, sees } from "../context.ts";
import { accountView, actorView, commitView, issueView, repositoryView, viewAt } from "../views.ts";
import { objectAt } from "./trees.ts";
import { mergeQueueOf } from "./merge-queue.ts";
import { sortIssues, sortLabels } from "./issues.ts";

/** The commit of a revision; null where it names none. */
function resolveCommit(repository: Repository, revision: string, { state }: Context): Commit | null {
  try {
    return state.ask.commit(repository, revision);
  } catch (error) {
    if (error instanceof BoxError) return null;
    throw error;
  }
}

/** `object(expression:)`: a revision, or `revision:path` ("A Git revision expression suitable for rev-parse"). */
function objectOf({ repository }: RepositoryView, args: Record<string, unknown>, context: Context): unknown {
  demand(context, repository, "contents");
  const { expression, oid } = args as { expression?: string | null; oid?: string | null };
  if (typeof oid === "string") {
    const commit = repository.commits.get(oid);
    if (commit !== undefined) return commitView(repository, commit);
    return repository.blobs.has(oid) ? { __typename: "Blob", repository, sha: oid } : null;
  }
  if (typeof expression !== "string") return null;
  const colon = expression.indexOf(":");
  const commit = resolveCommit(repository, colon < 0 ? expression : expression.slice(0, colon) || "HEAD", context);
  if (commit === null) return null;
  return colon < 0 ? commitView(repository, commit) : objectAt(repository, commit, expression.slice(colon + 1));
}

/** A transferred issue, where GraphQL follows it. */
function transferred({ repository }: RepositoryView, number: number, context: Context): unknown {
  const moved = movedTo(context.state, repository.id, number);
  return moved === null || !moved.inGraphql ? null : viewAt(context, moved);
}

function issueOf(view: RepositoryView, number: number, kind: "Issue" | "PullRequest", context: Context): unknown {
  demand(context, view.repository, kind === "Issue" ? "issues" : "pull_requests");
  const issue = view.repository.issues.get(number);
  const elsewhere = kind === "Issue" ? transferred(view, number, context) : null;
  if (elsewhere !== null) return elsewhere;
  if (issue !== undefined && (issue.pull === null) === (kind === "Issue")) return issueView(view.repository, issue);
  throw notFound(
    `Could not resolve to ${kind === "Issue" ? "an Issue" : "a PullRequest"} with the number of ${number}.`,
  );
}

type Listed = IssueView | PullView;
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function listOf(
  view: RepositoryView,
  args: Record<string, unknown>,
  kind: Listed["__typename"],
  context: Context,
): unknown {
  const { repository } = view;
  demand(context, repository, kind === "Issue" ? "issues" : "pull_requests");
  if (args["filterBy"] !== undefined && args["filterBy"] !== null) {
    throw refusal("NOT_MODELLED", "Argument issues(filterBy:) is not modelled in the sandbox");
  }
  const { states, labels, headRefName, baseRefName } = args as Record<string, string[] & string>;
  const stateOf = (each: Listed): string => {
    if (each.__typename === "PullRequest" && each.pull.merged) return "MERGED";
    return each.issue.state.toUpperCase();
  };
  const has = (each: Listed, name: string): boolean =>
    each.issue.labelIds.some((id) => same(repository.labels.get(id)?.name ?? "", name));
  const views = [...repository.issues.values()]
    .map((issue) => issueView(repository, issue))
    .filter((each) => each.__typename === kind)
    .filter((each) => !Array.isArray(states) || states.includes(stateOf(each)))
    .filter((each) => !Array.isArray(labels) || labels.some((name) => has(each, name)))
    .filter(
      (each) =>
        typeof headRefName !== "string" || (each.__typename === "PullRequest" && each.pull.headRef === headRefName),
    )
    .filter(
      (each) =>
        typeof baseRefName !== "string" || (each.__typename === "PullRequest" && each.pull.baseRef === baseRefName),
    );
  return connect(sortIssues(views, orderOf(args)), args, ({ issue }) => issue.nodeId);
}

const PERMISSIONS: Readonly<Record<Exclude<Role, "none">, string>> = {
  read: "READ",
  triage: "TRIAGE",
  write: "WRITE",
  maintain: "MAINTAIN",
  admin: "ADMIN",
};

function collaborators({ repository }: RepositoryView, args: Record<string, unknown>, context: Context): unknown {
  const { state, caller } = context;
  // Only who may push sees them: "You do not have permission to view repository collaborators."
  if (!state.ask.can(caller, repository, "contents", "write")) {
    throw refusal("FORBIDDEN", "You do not have permission to view repository collaborators.");
  }
  const { login, query } = args as { login?: string | null; query?: string | null };
  const owner = state.ask.actor(repository.ownerId);
  const people = [...(owner.type === "User" ? [owner.id] : []), ...repository.collaborators.keys()]
    .flatMap((id) => state.world.accounts.get(id) ?? [])
    .filter((account) => account.type === "User" && !account.deleted && state.ask.role(repository, account) !== "none")
    .filter((account) => typeof login !== "string" || same(account.login, login))
    .filter((account) => matches(account, query));
  return connect(people.map(accountView), args, ({ account }) => account.nodeId, {
    edge: ({ account }) => ({ permission: PERMISSIONS[state.ask.role(repository, account) as "read"] ?? "READ" }),
  });
}

const matches = (account: Account, query: string | null | undefined): boolean =>
  typeof query !== "string" || account.login.toLowerCase().includes(query.toLowerCase());

function viewerPermission({ repository }: RepositoryView, { state, caller }: Context): string | null {
  if (caller.account === null) return null;
  if (caller.installation === null && caller.token?.kind !== "actions") {
    const role = state.ask.role(repository, caller.account);
    return role === "none" ? (repository.private ? null : "READ") : PERMISSIONS[role];
  }
  if (state.ask.can(caller, repository, "administration", "write")) return "ADMIN";
  return state.ask.can(caller, repository, "contents", "write") ? "WRITE" : "READ";
}

const refView = (repository: Repository, ref: string): RefView | null =>
  repository.refs.has(ref) ? { __typename: "Ref", repository, ref } : null;

export const repositoryResolvers: Record<string, Resolvers> = {
  Repository: {
    id: ({ repository }: RepositoryView) => repository.nodeId,
    databaseId: ({ repository }: RepositoryView) => repository.id,
    name: ({ repository }: RepositoryView) => repository.name,
    nameWithOwner: ({ repository }: RepositoryView, _args, { view }: Context) => placeOf(view, repository).name,
    owner: ({ repository }: RepositoryView, _args, { state }: Context) =>
      accountView(state.ask.actor(repository.ownerId)),
    description: ({ repository }: RepositoryView) => repository.description,
    url: ({ repository }: RepositoryView, _args, { view }: Context) => placeOf(view, repository).web,
    resourcePath: ({ repository }: RepositoryView, _args, { view }: Context) => `/${placeOf(view, repository).name}`,
    createdAt: ({ repository }: RepositoryView) => repository.createdAt,
    updatedAt: ({ repository }: RepositoryView) => repository.pushedAt,
    pushedAt: ({ repository }: RepositoryView) => repository.pushedAt,
    isPrivate: ({ repository }: RepositoryView) => repository.private,
    visibility: ({ repository }: RepositoryView) => (repository.private ? "PRIVATE" : "PUBLIC"),
    isArchived: ({ repository }: RepositoryView) => repository.archived,
    isFork: ({ repository }: RepositoryView) => repository.forkOfId !== null,
    parent: ({ repository }: RepositoryView, _args, context: Context) => {
      const origin =
        repository.forkOfId === null ? undefined : context.state.world.repositories.get(repository.forkOfId);
      return origin === undefined || !sees(context, origin) ? null : repositoryView(origin);
    },
    isEmpty: ({ repository }: RepositoryView) => repository.refs.size === 0,
    isInOrganization: ({ repository }: RepositoryView, _args, { state }: Context) =>
      state.ask.actor(repository.ownerId).type === "Organization",
    hasIssuesEnabled: () => true,
    viewerPermission: (view: RepositoryView, _args, context: Context) => viewerPermission(view, context),
    viewerCanAdminister: (view: RepositoryView, _args, context: Context) => viewerPermission(view, context) === "ADMIN",
    defaultBranchRef: ({ repository }: RepositoryView, _args, context: Context) => {
      demand(context, repository, "contents");
      return refView(repository, `refs/heads/${repository.defaultBranch}`);
    },
    ref: ({ repository }: RepositoryView, { qualifiedName }, context: Context) => {
      demand(context, repository, "contents");
      const name = qualifiedName as string;
      return (
        refView(repository, name) ??
        refView(repository, `refs/heads/${name}`) ??
        refView(repository, `refs/tags/${name}`)
      );
    },
    refs: ({ repository }: RepositoryView, args, context: Context) => {
      demand(context, repository, "contents");
      const names = [...repository.refs.keys()].filter((ref) => ref.startsWith(args["refPrefix"] as string));
      return connect(
        names.sort().flatMap((ref) => refView(repository, ref) ?? []),
        args,
        ({ ref }) => ref,
      );
    },
    object: objectOf,
    mergeQueue: (view: RepositoryView, { branch }) => mergeQueueOf(view, branch as string | null | undefined),
    issue: (view: RepositoryView, { number }, context: Context) => issueOf(view, number as number, "Issue", context),
    pullRequest: (view: RepositoryView, { number }, context: Context) =>
      issueOf(view, number as number, "PullRequest", context),
    issueOrPullRequest: (view: RepositoryView, { number }, context: Context) => {
      demand(context, view.repository, "issues");
      const issue = view.repository.issues.get(number as number);
      if (issue !== undefined) return issueView(view.repository, issue);
      const elsewhere = transferred(view, number as number, context);
      if (elsewhere !== null) return elsewhere;
      throw notFound(`Could not resolve to an issue or pull request with the number of ${String(number)}.`);
    },
    issues: (view: RepositoryView, args, context: Context) => listOf(view, args, "Issue", context),
    pullRequests: (view: RepositoryView, args, context: Context) => listOf(view, args, "PullRequest", context),
    label: ({ repository }: RepositoryView, { name }, { state }: Context) => {
      const label = state.ask.label(repository, name as string);
      return label === undefined ? null : { __typename: "Label", repository, label };
    },
    labels: ({ repository }: RepositoryView, args) => {
      const query = args["query"] as string | null | undefined;
      const labels = [...repository.labels.values()].filter(
        ({ name }) => typeof query !== "string" || name.toLowerCase().includes(query.toLowerCase()),
      );
      return connect(
        sortLabels(labels, orderOf(args)).map((label): LabelView => ({ __typename: "Label", repository, label })),
        args,
        ({ label }) => label.nodeId,
      );
    },
    assignableUsers: ({ repository }: RepositoryView, args, context: Context) => {
      const { state } = context;
      const people = [...state.world.accounts.values()]
        .filter((account) => account.type === "User" && !account.deleted && state.ask.isAssignable(repository, account))
        .filter((account) => matches(account, args["query"] as string | null | undefined));
      return connect(
        people.flatMap(({ id }) => actorView(context, id) ?? []),
        args,
        ({ account }) => account.nodeId,
      );
    },
    collaborators,
  },
};
