/**
 * Comments and reactions of several passes as GraphQL mutations, which can be sent together (`together.ts`); REST takes a
 * request for each. Whatever cannot be said so, or is refused so, goes over REST as it came.
 */
import type { Identity } from "../identity.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient, RestAnswer } from "../request/client.ts";
import { Unavailable } from "../request/errors.ts";
import { mayPass } from "../request/problems.ts";
import { CLAIM_REACTION } from "./claim.ts";

export const ADD_COMMENT = `mutation AddComment($subject: ID!, $body: String!) {
  addComment(input: { subjectId: $subject, body: $body }) { commentEdge { node { databaseId body } } }
}`;
export const UPDATE_COMMENT = `mutation UpdateComment($id: ID!, $body: String!) {
  updateIssueComment(input: { id: $id, body: $body }) { issueComment { databaseId } }
}`;
export const REMOVE_EYES = `mutation RemoveEyes($subject: ID!) {
  removeReaction(input: { subjectId: $subject, content: EYES }) { reaction { content } }
}`;

/**
 * For so long after it was taken a claim is released by its content, which is anybody's of our login. It is given up after
 * 20 s (`claim.ts`): the release may wait for 2.5 s (`together.ts`), and GitHub ends every request within 10 s, so it is
 * still ours when the request is done.
 */
const SURELY_OURS = 7_000;

export interface ByMutation {
  readonly client: GitHubClient;
  /** Tells which issues and comments there are, by GraphQL's ids. */
  learn(snapshot: Snapshot): void;
}

const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

/**
 * @param later sends a change soon, for which nobody waits: the release of a claim, which runs out by itself.
 * @param elapsed a monotonic clock in milliseconds; only differences count.
 */
export function byMutation(
  client: GitHubClient,
  identity: Pick<Identity, "login">,
  later?: (query: string, variables: Record<string, unknown>) => void,
  elapsed: () => number = () => performance.now(),
): ByMutation {
  const issues = new Map<number, string>();
  const comments = new Map<number, string>();
  /** By comment: when its claim was asked for. */
  const claims = new Map<number, number>();

  /** Ended by the first change of which nobody knows whether it was made. */
  let isTrusted = true;
  const doubtful = (why: string): Unavailable => {
    isTrusted = false;
    return new Unavailable("GraphQL", 200, why);
  };

  /**
   * What the mutation answered under a name; null where it was refused, and nothing was done.
   *
   * @throws {Unavailable} where it may have been done: whoever asked looks, and what is still missing goes over REST.
   */
  const change = async (query: string, variables: Record<string, unknown>, name: string): Promise<unknown> => {
    if (!isTrusted) return null;
    try {
      const { data, errors } = await client.graphql<Record<string, unknown>>(query, variables);
      const made = data?.[name] ?? null;
      if (errors.length === 0 && made !== null) return made;
      if (errors.length > 0 && !errors.some(mayPass) && made === null) return null;
      throw doubtful(errors[0]?.message ?? "no answer to a change");
    } catch (error) {
      if (error instanceof Unavailable) isTrusted = false;
      throw error;
    }
  };
  const answer = (status: number, data: unknown): RestAnswer => ({ status, data, headers: {} });

  const attempt = async (route: string, given: Record<string, unknown>): Promise<RestAnswer | null> => {
    const { body } = given;
    switch (route) {
      case "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": {
        const subject = issues.get(Number(given["issue_number"]));
        if (subject === undefined || typeof body !== "string") return null;
        const made = await change(ADD_COMMENT, { subject, body }, "addComment");
        const { commentEdge } = (made ?? {}) as { commentEdge?: { node?: { databaseId?: number; body?: string } } };
        const id = commentEdge?.node?.databaseId;
        if (made === null) return null;
        if (id === undefined) throw doubtful("a comment without its id");
        return answer(201, { id, body: commentEdge?.node?.body ?? body, user: { login: identity.login } });
      }
      case `PATCH ${COMMENT}`: {
        const id = comments.get(Number(given["comment_id"]));
        if (id === undefined || typeof body !== "string") return null;
        const made = await change(UPDATE_COMMENT, { id, body }, "updateIssueComment");
        return made === null ? null : answer(200, { id: given["comment_id"], body, user: { login: identity.login } });
      }
      case `DELETE ${COMMENT}/reactions/{reaction_id}`: {
        const comment = Number(given["comment_id"]);
        const subject = comments.get(comment);
        const since = claims.get(comment);
        if (subject === undefined || since === undefined || elapsed() - since > SURELY_OURS) return null;
        claims.delete(comment);
        if (later !== undefined) {
          later(REMOVE_EYES, { subject });
          return answer(204, null);
        }
        const made = await change(REMOVE_EYES, { subject }, "removeReaction");
        return made === null ? null : answer(204, null);
      }
      default:
        return null;
    }
  };

  return {
    client: {
      graphql: (query, variables, options) => client.graphql(query, variables, options),
      async rest(route, parameters = {}, options) {
        const done = await attempt(route, parameters);
        if (done !== null) return done;
        const from = elapsed();
        const said = await client.rest(route, parameters, options);
        const isClaim = route === `POST ${COMMENT}/reactions` && parameters["content"] === CLAIM_REACTION;
        if (isClaim && said.status === 201) claims.set(Number(parameters["comment_id"]), from);
        return said;
      },
    },
    learn({ incident, items, ledger }) {
      for (const issue of [incident, ...(isUnreadable(items) ? [] : items), ...(isUnreadable(ledger) ? [] : ledger)]) {
        if (issue.url.startsWith(incident.url.replace(/\d+$/, ""))) issues.set(issue.number, issue.nodeId);
        if (isUnreadable(issue.comments)) continue;
        for (const { databaseId, nodeId, own } of issue.comments) if (own !== null) comments.set(databaseId, nodeId);
      }
    },
  };
}
