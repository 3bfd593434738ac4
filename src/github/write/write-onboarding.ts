/** The one offer to set Quench up: an issue, or a pull request from a branch of ours, made once per repository. */
import type { SetUpProposal, Write } from "../../core/plan/write.ts";
import { composeBody } from "../identity.ts";
import type { GitHubClient } from "../request/client.ts";
import { Refused } from "../request/errors.ts";
import { ensureNotice, markerKey } from "./write-comments.ts";
import { ensureOnce, isMissing, listAll, repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

type OfferWrite = Extract<Write, { kind: "offer_set_up" }>;

/** An issue or a pull request, as both lists have it. */
interface Listed {
  readonly number: number;
  readonly state?: string;
  readonly body?: string | null;
  readonly user?: { readonly login?: string } | null;
}

/** The marker of the offer, whichever form it has. */
export const OFFER_KEY = "own:set-up";

/** Something is in the way of the branch: rules that forbid it, or people who have one of that name. */
class NotProposed extends Error {}

/**
 * Claims the repository's label, then makes the offer with it. A process that dies in between leaves the claim behind:
 * it is taken over later, and what was made is found again by its author and its marker.
 *
 * @returns `skipped` where another process has just claimed it.
 */
export async function ensureOffer(
  client: GitHubClient,
  context: WriteContext,
  write: OfferWrite,
): Promise<WriteResult> {
  if (!write.takeOver && !(await claim(client, context, write.mark))) return "skipped";
  if (write.proposal !== null) {
    try {
      return await ensureProposal(client, context, write, write.proposal);
    } catch (error) {
      // Not allowed here, or an empty repository (409): the issue says the same.
      const refused = error instanceof Refused && error.status !== 401;
      if (!refused && !(error instanceof NotProposed)) throw error;
    }
  }
  const { owner, repo } = context;
  const body = composeBody(OFFER_KEY, write.body);
  const labels = [write.mark.name];
  const { value: issue, created } = await ensureOnce(
    context,
    () => findOffer(client, context),
    async () =>
      (await client.rest("POST /repos/{owner}/{repo}/issues", { owner, repo, title: write.title, body, labels }))
        .data as Listed,
  );
  // One that stood before: somebody deleted the label, and with it what shows that the offer was made.
  if (!created) await addLabel(client, context, issue.number, write.mark.name);
  return created ? "done" : "unchanged";
}

/** Says why, and closes it. */
export async function ensureProposalClosed(
  client: GitHubClient,
  context: WriteContext,
  write: Extract<Write, { kind: "close_proposal" }>,
): Promise<WriteResult> {
  const { owner, repo, identity } = context;
  const pull = { owner, repo, pull_number: write.issue.number };
  const answer = await repeatable(context, () => client.rest("GET /repos/{owner}/{repo}/pulls/{pull_number}", pull));
  const { state, user } = answer.data as Listed;
  if (user?.login !== identity.login) return "skipped";
  if (state !== "open") return "unchanged";
  await ensureNotice(client, context, { key: write.key, issue: write.issue, body: write.notice });
  const closed = { ...pull, state: "closed" };
  await repeatable(context, () => client.rest("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", closed));
  return "done";
}

/** A label's name is unique in its repository: of several at once, one makes it. */
async function claim(client: GitHubClient, context: WriteContext, mark: OfferWrite["mark"]): Promise<boolean> {
  const { owner, repo } = context;
  await context.beforeCreate();
  try {
    await client.rest("POST /repos/{owner}/{repo}/labels", { owner, repo, ...mark });
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 422) return false;
    throw error;
  }
}

/** The offer that is there already; its body may be the pull request's. */
async function findOffer(client: GitHubClient, context: WriteContext): Promise<Listed | null> {
  const { owner, repo, identity } = context;
  const query = { owner, repo, creator: identity.login, state: "all", sort: "created", direction: "desc" };
  const own = (await listAll(client, "GET /repos/{owner}/{repo}/issues", query, { pages: 3 })) as readonly Listed[];
  return own.filter((issue) => isOffer(issue, context)).sort((a, b) => a.number - b.number)[0] ?? null;
}

function isOffer({ user, body }: Listed, { identity }: WriteContext): boolean {
  return user?.login === identity.login && markerKey(body ?? "") === OFFER_KEY;
}

/**
 * The branch is made with its commit in one request, so that it is whole or not there; one that is there is never pushed
 * to. A commit that no branch names is nothing: GitHub drops it.
 *
 * @throws {NotProposed} @throws {Refused}
 */
async function ensureProposal(
  client: GitHubClient,
  context: WriteContext,
  write: OfferWrite,
  proposal: SetUpProposal,
): Promise<WriteResult> {
  const { owner, repo } = context;
  const { branch, base } = proposal;
  const head = await headOf(client, context, branch);
  const pulls = await pullsFrom(client, context, branch);
  if (pulls.some((pull) => !isOffer(pull, context))) throw new NotProposed("somebody has a pull request from there");
  if (pulls[0] === undefined) {
    if (head === null) await makeBranch(client, context, proposal);
    else if (!(await isOurs(client, context, head))) throw new NotProposed("somebody has a branch of that name");
  }
  const { value: pull, created } = await ensureOnce(
    context,
    async () => (await pullsFrom(client, context, branch))[0] ?? null,
    async () => {
      const body = composeBody(OFFER_KEY, proposal.body);
      const fields = { owner, repo, title: write.title, head: branch, base, body };
      return (await client.rest("POST /repos/{owner}/{repo}/pulls", fields)).data as Listed;
    },
  );
  await addLabel(client, context, pull.number, write.mark.name);
  return created ? "done" : "unchanged";
}

/** Twice is the same as once. */
async function addLabel(client: GitHubClient, context: WriteContext, number: number, name: string): Promise<void> {
  const { owner, repo } = context;
  const fields = { owner, repo, issue_number: number, labels: [name] };
  await repeatable(context, () => client.rest("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", fields));
}

async function pullsFrom(client: GitHubClient, context: WriteContext, branch: string): Promise<readonly Listed[]> {
  const { owner, repo } = context;
  const query = { owner, repo, head: `${owner}:${branch}`, state: "all", sort: "created", direction: "asc" };
  return (await repeatable(context, () =>
    listAll(client, "GET /repos/{owner}/{repo}/pulls", query, { pages: 1 }),
  )) as Listed[];
}

/** The commit at a branch's tip; null where there is no such branch. */
async function headOf(client: GitHubClient, context: WriteContext, branch: string): Promise<string | null> {
  const { owner, repo } = context;
  try {
    const ref = `heads/${branch}`.split("/").map(encodeURIComponent).join("/");
    const answer = await repeatable(context, () =>
      client.rest(`GET /repos/{owner}/{repo}/git/ref/${ref}`, { owner, repo }),
    );
    return (answer.data as { object: { sha: string } }).object.sha;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function isOurs(client: GitHubClient, context: WriteContext, sha: string): Promise<boolean> {
  const { owner, repo, identity } = context;
  const answer = await repeatable(context, () =>
    client.rest("GET /repos/{owner}/{repo}/commits/{ref}", { owner, repo, ref: sha }),
  );
  return (answer.data as { author?: { login?: string } | null }).author?.login === identity.login;
}

async function makeBranch(client: GitHubClient, context: WriteContext, proposal: SetUpProposal): Promise<void> {
  const { owner, repo } = context;
  const base = await headOf(client, context, proposal.base);
  if (base === null) throw new NotProposed("the repository is empty");
  const tree: unknown[] = [];
  for (const { path, text } of proposal.files) {
    // What is there by now is left as it is.
    if (await isThere(client, context, path, base)) continue;
    tree.push({ path, mode: "100644", type: "blob", content: text });
  }
  if (tree.length === 0) throw new NotProposed("there is nothing to add");
  const post = async (route: string, fields: Record<string, unknown>): Promise<{ readonly sha: string }> =>
    (await repeatable(context, () => client.rest(route, { owner, repo, ...fields }))).data as { sha: string };
  const under = await repeatable(context, () =>
    client.rest("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", { owner, repo, commit_sha: base }),
  );
  const { sha: baseTree } = (under.data as { tree: { sha: string } }).tree;
  const { sha: whole } = await post("POST /repos/{owner}/{repo}/git/trees", { base_tree: baseTree, tree });
  const { sha } = await post("POST /repos/{owner}/{repo}/git/commits", {
    message: proposal.message,
    tree: whole,
    parents: [base],
  });
  await context.beforeCreate();
  await client.rest("POST /repos/{owner}/{repo}/git/refs", { owner, repo, ref: `refs/heads/${proposal.branch}`, sha });
}

async function isThere(client: GitHubClient, context: WriteContext, path: string, ref: string): Promise<boolean> {
  const { owner, repo } = context;
  try {
    await repeatable(context, () => client.rest(`GET /repos/{owner}/{repo}/contents/${path}`, { owner, repo, ref }));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
