/** Commits, trees, blobs and refs. */
import { placeOf } from "../../rest/serialize/repository.ts";
import type { Commit, GitPerson, Repository } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { BlobView, CommitView, Context, RefView, Resolvers, TreeView } from "../context.ts";
import { refusal } from "../context.ts";
import { commitOf, commitView, issueView, repositoryView } from "../views.ts";
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

/** What stands at a path of a commit's tree; null where nothing does. */
export function objectAt(repository: Repository, commit: Commit, path: string): BlobView | TreeView | null {
  const clean = path.replace(/^\/+|\/+$/g, "");
  const sha = commit.tree.get(clean);
  if (sha !== undefined) return { __typename: "Blob", repository, sha };
  const isRoot = clean === "";
  if (!isRoot && ![...commit.tree.keys()].some((file) => file.startsWith(`${clean}/`))) return null;
  const treeSha = isRoot ? commit.treeSha : treeShaAt(commit, clean);
  return { __typename: "Tree", repository, sha: treeSha, tree: commit.tree, path: clean };
}

/** The state keeps flat trees: a subtree is named after what it holds. */
function treeShaAt(commit: Commit, path: string): string {
  const held = [...commit.tree].filter(([file]) => file.startsWith(`${path}/`)).map((entry) => entry.join(" "));
  let hash = 5381n;
  for (const char of held.join("\n")) hash = (hash * 33n + BigInt(char.codePointAt(0) ?? 0)) % 2n ** 160n;
  return hash.toString(16).padStart(40, "0");
}

function entriesOf(view: TreeView): unknown[] {
  const prefix = view.path === "" ? "" : `${view.path}/`;
  const names = new Set(
    [...view.tree.keys()]
      .filter((file) => file.startsWith(prefix))
      .map((file) => file.slice(prefix.length).split("/")[0] ?? ""),
  );
  return [...names].sort().map((name) => ({
    __typename: "TreeEntry",
    repository: view.repository,
    tree: view.tree,
    path: `${prefix}${name}`,
    name,
  }));
}

interface EntryView {
  readonly repository: Repository;
  readonly tree: ReadonlyMap<string, string>;
  readonly path: string;
  readonly name: string;
}

const entryObject = ({ repository, tree, path }: EntryView): BlobView | TreeView | null =>
  objectAt(repository, { tree, treeSha: "" } as Commit, path);

function blobOf({ repository, sha }: BlobView): Buffer {
  return repository.blobs.get(sha) ?? Buffer.alloc(0);
}

/** Git's own test: a NUL byte within the first 8,000. */
const isBinary = (content: Buffer): boolean => content.subarray(0, 8000).includes(0);
/** Texts above this are cut off (schema, `Blob.isTruncated`; REST's contents API has the same bound of 1 MB). */
const MOST_TEXT = 1_048_576;

const history = ({ repository, commit }: CommitView, args: Record<string, unknown>, { state }: Context): unknown => {
  if (args["author"] !== undefined && args["author"] !== null)
    throw refusal("NOT_MODELLED", "Argument history(author:) is not modelled in the sandbox");
  const path = typeof args["path"] === "string" ? args["path"] : undefined;
  const within = (date: string): boolean =>
    (typeof args["since"] !== "string" || date >= args["since"]) &&
    (typeof args["until"] !== "string" || date <= args["until"]);
  const commits = state.ask.history(repository, commit.sha, path).filter(({ committer }) => within(committer.date));
  return connect(
    commits.map((each) => commitView(repository, each)),
    args,
    (each) => each.commit.sha,
  );
};

const objectBase = <V extends { readonly repository: Repository }>(shaOf: (view: V) => string): Resolvers => ({
  oid: (view: V) => shaOf(view),
  abbreviatedOid: (view: V) => shaOf(view).slice(0, 7),
  repository: ({ repository }: V) => repositoryView(repository),
});

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
    associatedPullRequests: ({ repository, commit }: CommitView, args, { state }: Context) => {
      const pulls = [...repository.issues.values()].filter(
        ({ pull }) =>
          pull !== null &&
          (pull.mergeCommitSha === commit.sha ||
            state.ask.pullCommits(repository, pull).some(({ sha }) => sha === commit.sha)),
      );
      return connect(
        pulls.map((issue) => issueView(repository, issue)),
        args,
        ({ issue }) => issue.nodeId,
      );
    },
  },
  Status: {
    id: ({ commit }: CommitView) => `S_${commit.nodeId}`,
    commit: ({ repository, commit }: CommitView) => commitView(repository, commit),
    contexts: ({ contexts }: { contexts: unknown }) => contexts,
    context: ({ contexts }: { contexts: { status: { context: string } }[] }, { name }) =>
      contexts.find(({ status }) => status.context === name) ?? null,
    state: ({ contexts }: { contexts: Parameters<typeof worst>[0] }) => worst(contexts),
  },
  Tree: {
    ...objectBase(({ sha }: TreeView) => sha),
    id: ({ sha }: TreeView) => `T_${sha}`,
    entries: (view: TreeView) => entriesOf(view),
  },
  TreeEntry: {
    name: ({ name }: EntryView) => name,
    path: ({ path }: EntryView) => path,
    type: (view: EntryView) => (entryObject(view)?.__typename === "Blob" ? "blob" : "tree"),
    mode: (view: EntryView) => (entryObject(view)?.__typename === "Blob" ? 0o100644 : 0o40000),
    oid: (view: EntryView) => entryObject(view)?.sha ?? "",
    size: (view: EntryView) => {
      const object = entryObject(view);
      return object?.__typename === "Blob" ? blobOf(object).length : 0;
    },
    object: (view: EntryView) => entryObject(view),
    repository: ({ repository }: EntryView) => repositoryView(repository),
  },
  Blob: {
    ...objectBase(({ sha }: BlobView) => sha),
    id: ({ sha }: BlobView) => `B_${sha}`,
    byteSize: (view: BlobView) => blobOf(view).length,
    isBinary: (view: BlobView) => isBinary(blobOf(view)),
    isTruncated: (view: BlobView) => blobOf(view).length > MOST_TEXT,
    // Schema: "UTF8 text data or null if the Blob is binary".
    text: (view: BlobView) => (isBinary(blobOf(view)) ? null : blobOf(view).subarray(0, MOST_TEXT).toString("utf8")),
  },
  Ref: {
    id: ({ repository, ref }: RefView) => `REF_${Buffer.from(`${repository.id}:${ref}`, "utf8").toString("base64url")}`,
    name: ({ ref }: RefView) => ref.replace(/^refs\/[^/]+\//, ""),
    prefix: ({ ref }: RefView) => /^refs\/[^/]+\//.exec(ref)?.[0] ?? "refs/",
    repository: ({ repository }: RefView) => repositoryView(repository),
    target: ({ repository, ref }: RefView) => commitOf(repository, repository.refs.get(ref) ?? null),
  },
};
