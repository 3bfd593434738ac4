/**
 * Who may create: a reaction of ours on the tracker comment, or on an issue of ours, as a lease.
 *
 * Creating an issue or a comment has no unique key at GitHub, and two processes act under one login. A reaction has
 * one: a user can leave each content once on a comment, and the answer says whether it was there before (200) or not
 * (201). Sources: https://docs.github.com/en/rest/reactions/reactions#create-reaction-for-an-issue-comment and
 * https://docs.github.com/en/rest/reactions/reactions#create-reaction-for-an-issue
 *
 * A process that dies holding it leaves it behind; so it ends by GitHub's clock. The holder renews it before every
 * request that creates, once it is older than `RENEWED_AFTER`. Renewal and the longest request fit within the lease, so
 * a request that is under way when the lease ends cannot exist.
 */
import type { GitHubClient, RestAnswer } from "../request/client.ts";
import { Refused } from "../request/errors.ts";

/** The reaction that is the claim. */
export const CLAIM_REACTION = "eyes";
/** Milliseconds after which somebody else's claim counts as left behind. */
export const LEASE = 20_000;
const RENEWED_AFTER = 8_000;

/** The claim was taken over, because it had become too old: nothing more is created in this pass. */
export class ClaimLost extends Error {
  override readonly name = "ClaimLost";
  constructor() {
    super("another pass has taken over the claim");
  }
}

export interface Claim {
  /** Called before every request that creates something. @throws `ClaimLost` */
  keep(): Promise<void>;
  /** Never throws: what cannot be released runs out by itself. */
  release(): Promise<void>;
}

/** What the reaction is left on: the leading tracker comment, by its database id, or an issue of ours, by its number. */
export type ClaimTarget = { readonly owner: string; readonly repo: string } & (
  | { readonly comment: number }
  | { readonly issue: number }
);

/**
 * Takes the claim.
 *
 * @param elapsed a monotonic clock in milliseconds; only differences count.
 * @returns null where another pass holds it.
 * @throws what the client throws, and `Refused`, such as a 404 where the tracker was deleted meanwhile.
 */
export async function takeClaim(
  client: GitHubClient,
  target: ClaimTarget,
  elapsed: () => number = () => performance.now(),
): Promise<Claim | null> {
  let since = elapsed();
  let mine = await takeOrReplace(client, target);
  if (mine === null) return null;
  return {
    async keep() {
      if (elapsed() - since < RENEWED_AFTER) return;
      const former = mine;
      mine = null;
      // Gone means that somebody held it for stale; between our DELETE and our POST somebody else may come first.
      if (former === null || !(await removeReaction(client, target, former))) throw new ClaimLost();
      const began = elapsed();
      const answer = await postReaction(client, target);
      if (answer.status !== 201) throw new ClaimLost();
      mine = reactionOf(answer).id;
      since = began;
    },
    async release() {
      if (mine === null) return;
      const id = mine;
      mine = null;
      const remove = (): Promise<boolean> => removeReaction(client, target, id);
      await remove()
        .catch(remove)
        .catch(() => false);
    },
  };
}

async function takeOrReplace(client: GitHubClient, target: ClaimTarget): Promise<number | null> {
  const answer = await postReaction(client, target);
  const found = reactionOf(answer);
  if (answer.status === 201) return found.id;
  const age = Date.parse(answer.headers["date"] ?? "") - Date.parse(found.created_at);
  if (!(age >= LEASE)) return null;
  // By id: where somebody else was quicker, this removes nothing of theirs, and the POST says 200.
  await removeReaction(client, target, found.id);
  const again = await postReaction(client, target);
  return again.status === 201 ? reactionOf(again).id : null;
}

function postReaction(client: GitHubClient, target: ClaimTarget): Promise<RestAnswer> {
  const { path, parameters } = placeOf(target);
  return client.rest(`POST ${path}`, { ...parameters, content: CLAIM_REACTION });
}

function placeOf(target: ClaimTarget): { readonly path: string; readonly parameters: Record<string, unknown> } {
  const { owner, repo } = target;
  return "comment" in target
    ? {
        path: "/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions",
        parameters: { owner, repo, comment_id: target.comment },
      }
    : {
        path: "/repos/{owner}/{repo}/issues/{issue_number}/reactions",
        parameters: { owner, repo, issue_number: target.issue },
      };
}

/** False where it was gone already. */
async function removeReaction(client: GitHubClient, target: ClaimTarget, id: number): Promise<boolean> {
  try {
    const { path, parameters } = placeOf(target);
    await client.rest(`DELETE ${path}/{reaction_id}`, { ...parameters, reaction_id: id });
    return true;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return false;
    throw error;
  }
}

function reactionOf(answer: RestAnswer): { readonly id: number; readonly created_at: string } {
  return answer.data as { id: number; created_at: string };
}
