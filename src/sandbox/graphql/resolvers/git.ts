/** Commits. */
import { placeOf } from "../../rest/serialize/repository.ts";
import { treeDiff } from "../../state/history.ts";
import type { Commit, GitPerson, Repository } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { CommitView, Context, Resolvers } from "../context.ts";
import { orderOf } from "../context.ts";
import { commitOf, commitView, issueView } from "../views.ts";
import { deploymentView } from "./deployments.ts";
import { sortIssues } from "./issues.ts";
import { objectAt, objectBase } from "./trees.ts";
import { rollupOf, statusesOf, suitesOf, worst } from "./checks.ts";

const person = (of: GitPerson) => ({ __typename: "GitActor", person: of });

/**
 * The account behind an address: a no-reply address names it, any other is known by the commits made with it.
 * Source: docs.github.com "Creating a commit with multiple authors" and "Setting your commit email address".
 */
function accountIdOf(email: string, repository: Repository, { state }: Context): number | null {
  const noReply = /^(?:(\d+)\+)?([A-Za-z0-9[\]-]+)@users\.noreply\.github\.com$/i.exec(email);
  if (noReply !== null) {
    const byId = noReply[1] === undefined ? undefined : state.world.accounts.get(Number(noReply[1]));
    return byId?.id ?? state.ask.account(noReply[2] ?? "")?.id ?? null;
  }
  for (const { author, committer } of repository.commits.values()) {
    const known = [author, committer].find((each) => each.email === email && each.accountId !== null);
    if (known !== undefined) return known.accountId;
  }
  return null;
}

/** Author first, then the co-authors of the message's trailers (schema, `Commit.authors`). */
function authorsOf({ repository, commit }: CommitView, context: Context): GitPerson[] {
  const authors = [commit.author];
  for (const [, name = "", email = ""] of commit.message.matchAll(
    /^[ \t]*co-authored-by:[ \t]*(.*?)[ \t]*<([^<>\s]+)>[ \t]*$/gim,
  )) {
    if (authors.some((author) => author.email.toLowerCase() === email.toLowerCase())) continue;
    authors.push({ name, email, date: commit.author.date, accountId: accountIdOf(email, repository, context) });
  }
  return authors;
}

/** `history(author:)`: by account, or by addresses (schema, `CommitAuthor`). */
function authorTest(author: unknown, { state }: Context): (commit: Commit) => boolean {
  if (author === null || author === undefined) return () => true;
  const { id, emails } = author as { id?: string | null; emails?: string[] | null };
  const account = [...state.world.accounts.values()].find((each) => each.nodeId === id);
  const addresses = (emails ?? []).map((email) => email.toLowerCase());
  return ({ author: by }) =>
    (account !== undefined && by.accountId === account.id) || addresses.includes(by.email.toLowerCase());
}

const history = ({ repository, commit }: CommitView, args: Record<string, unknown>, context: Context): unknown => {
  const path = typeof args["path"] === "string" ? args["path"] : undefined;
  const bound = (name: string, otherwise: number): number =>
    typeof args[name] === "string" ? Date.parse(args[name]) : otherwise;
  const [since, until] = [bound("since", Number.NEGATIVE_INFINITY), bound("until", Number.POSITIVE_INFINITY)];
  const isAuthor = authorTest(args["author"], context);
  const commits = context.state.ask
    .history(repository, commit.sha, path)
    .filter(({ committer }) => Date.parse(committer.date) >= since && Date.parse(committer.date) <= until)
    .filter(isAuthor);
  return connect(
    commits.map((each) => commitView(repository, each)),
    args,
    (each) => each.commit.sha,
  );
};

/** Against the first parent, as the web shows a commit. */
const filesOfCommit = ({ repository, commit }: CommitView) =>
  treeDiff(repository, repository.commits.get(commit.parents[0] ?? "")?.tree, commit.tree);

export const gitResolvers: Record<string, Resolvers> = {
  Commit: {
    ...objectBase(({ commit }: CommitView) => commit.sha),
    id: ({ commit }: CommitView) => commit.nodeId,
    message: ({ commit }: CommitView) => commit.message,
    messageHeadline: ({ commit }: CommitView) => commit.message.split("\n", 1)[0] ?? "",
    messageBody: ({ commit }: CommitView) => commit.message.split("\n").slice(1).join("\n").trim(),
    author: ({ commit }: CommitView) => person(commit.author),
    committer: ({ commit }: CommitView) => person(commit.committer),
    authors: (view: CommitView, args, context: Context) =>
      connect(authorsOf(view, context).map(person), args, ({ person: { email, name } }) => `${email} ${name}`),
    authoredDate: ({ commit }: CommitView) => commit.author.date,
    committedDate: ({ commit }: CommitView) => commit.committer.date,
    url: ({ repository, commit }: CommitView, _args, { view }: Context) =>
      `${placeOf(view, repository).web}/commit/${commit.sha}`,
    commitUrl: ({ repository, commit }: CommitView, _args, { view }: Context) =>
      `${placeOf(view, repository).web}/commit/${commit.sha}`,
    resourcePath: ({ repository, commit }: CommitView, _args, { view }: Context) =>
      `/${placeOf(view, repository).name}/commit/${commit.sha}`,
    parents: ({ repository, commit }: CommitView, args) =>
      connect(
        commit.parents.flatMap((sha) => commitOf(repository, sha) ?? []),
        args,
        (each) => each.commit.sha,
      ),
    history,
    tree: ({ repository, commit }: CommitView) => objectAt(repository, commit, ""),
    file: ({ repository, commit }: CommitView, { path }) => {
      if (objectAt(repository, commit, path as string) === null) return null;
      const clean = (path as string).replace(/^\/+|\/+$/g, "");
      return {
        __typename: "TreeEntry",
        repository,
        tree: commit.tree,
        path: clean,
        name: clean.split("/").at(-1) ?? "",
      };
    },
    statusCheckRollup: ({ repository, commit }: CommitView, _args, context: Context) =>
      rollupOf(repository, commit.sha, context),
    status: ({ repository, commit }: CommitView, _args, context: Context) => {
      const contexts = statusesOf(repository, commit.sha, context);
      return contexts.length === 0 ? null : { __typename: "Status", repository, commit, contexts };
    },
    checkSuites: ({ repository, commit }: CommitView, args) => {
      const filter = (args["filterBy"] ?? {}) as { appId?: number | null; checkName?: string | null };
      const suites = suitesOf(repository, commit.sha)
        .filter((suite) => filter.appId === undefined || filter.appId === null || suite.appId === filter.appId)
        .filter(
          (suite) =>
            filter.checkName === undefined ||
            filter.checkName === null ||
            [...repository.checkRuns.values()].some((run) => run.suiteId === suite.id && run.name === filter.checkName),
        );
      return connect(
        suites.map((suite) => ({ __typename: "CheckSuite", repository, suite })),
        args,
        ({ suite }) => suite.nodeId,
      );
    },
    associatedPullRequests: ({ repository, commit }: CommitView, args, { state }: Context) =>
      connect(
        sortIssues(
          state.ask.pullsOfCommit(repository, commit.sha).map((issue) => issueView(repository, issue)),
          orderOf(args),
        ),
        args,
        ({ issue }) => issue.nodeId,
      ),
    deployments: ({ repository, commit }: CommitView, args) => {
      const environments = args["environments"] as string[] | null | undefined;
      const found = [...repository.deployments.values()]
        .filter((each) => each.sha === commit.sha)
        .filter((each) => !Array.isArray(environments) || environments.includes(each.environment));
      return connect(
        (orderOf(args)?.direction === "DESC" ? found.reverse() : found).map((each) => deploymentView(repository, each)),
        args,
        ({ deployment }) => deployment.nodeId,
      );
    },
    changedFilesIfAvailable: (view: CommitView) => filesOfCommit(view).length,
    additions: (view: CommitView) => filesOfCommit(view).reduce((sum, file) => sum + file.additions, 0),
    deletions: (view: CommitView) => filesOfCommit(view).reduce((sum, file) => sum + file.deletions, 0),
  },
  Status: {
    id: ({ commit }: CommitView) => `S_${commit.nodeId}`,
    commit: ({ repository, commit }: CommitView) => commitView(repository, commit),
    contexts: ({ contexts }: { contexts: unknown }) => contexts,
    context: ({ contexts }: { contexts: { status: { context: string } }[] }, { name }) =>
      contexts.find(({ status }) => status.context === name) ?? null,
    state: ({ contexts }: { contexts: Parameters<typeof worst>[0] }) => worst(contexts),
  },
};
