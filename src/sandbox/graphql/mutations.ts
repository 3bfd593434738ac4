/**
 * The mutations that are modelled: those by which comments and reactions change.
 * Source: @octokit/graphql-schema 15.26.1; https://docs.github.com/en/graphql/reference/mutations
 */
import type { Reaction } from "../state/model.ts";
import { BoxError } from "../state/contract.ts";
import type { CommentView, Context, IssueView, PullView, Resolver, Resolvers } from "./context.ts";
import { notFound, refusal } from "./context.ts";
import { nodeOf } from "./nodes.ts";
import { commentView } from "./views.ts";

/** What GitHub's schema says of them; every other mutation is refused as a field that does not exist. */
export const MUTATIONS_SDL = `
input AddCommentInput { body: String! clientMutationId: String subjectId: ID! }
type AddCommentPayload { clientMutationId: String commentEdge: IssueCommentEdge subject: Node timelineEdge: IssueTimelineItemEdge }
input UpdateIssueCommentInput { body: String! clientMutationId: String id: ID! }
type UpdateIssueCommentPayload { clientMutationId: String issueComment: IssueComment }
input RemoveReactionInput { clientMutationId: String content: ReactionContent! subjectId: ID! }
type RemoveReactionPayload { clientMutationId: String reaction: Reaction reactionGroups: [ReactionGroup!] subject: Reactable }
type Mutation {
  addComment(input: AddCommentInput!): AddCommentPayload
  removeReaction(input: RemoveReactionInput!): RemoveReactionPayload
  updateIssueComment(input: UpdateIssueCommentInput!): UpdateIssueCommentPayload
}
`;

const CONTENTS: Readonly<Record<string, Reaction["content"]>> = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
};

type Input = Readonly<Record<string, string>>;

/** A refusal of the state, in GraphQL's form. */
function telling(run: (input: Input, context: Context) => unknown): Resolver {
  return (_root: never, args, context) => {
    try {
      return run(args["input"] as Input, context);
    } catch (error) {
      if (!(error instanceof BoxError)) throw error;
      const type = error.status === 404 ? "NOT_FOUND" : error.status === 403 ? "FORBIDDEN" : "UNPROCESSABLE";
      throw refusal(type, error.message);
    }
  };
}

function found<T>(context: Context, id: string | undefined, types: readonly string[]): T {
  const node = nodeOf(context, id ?? "") as { readonly __typename: string } | null;
  if (node === null || !types.includes(node.__typename)) {
    throw notFound(`Could not resolve to a node with the global id of '${id ?? ""}'`);
  }
  return node as T;
}

export const mutationResolvers: Record<string, Resolvers> = {
  Mutation: {
    addComment: telling(({ subjectId, body = "" }, context) => {
      const { repository, issue } = found<IssueView | PullView>(context, subjectId, ["Issue", "PullRequest"]);
      const comment = context.state.do.createComment(context.caller, repository, issue.number, body);
      return { clientMutationId: null, commentEdge: { cursor: "", node: commentView(repository, issue, comment) } };
    }),
    updateIssueComment: telling(({ id, body = "" }, context) => {
      const { repository, issue, comment } = found<CommentView>(context, id, ["IssueComment"]);
      context.state.do.updateComment(context.caller, repository, comment.id, body);
      return { clientMutationId: null, issueComment: commentView(repository, issue, comment) };
    }),
    removeReaction: telling(({ subjectId, content = "" }, context) => {
      const view = found<CommentView | IssueView>(context, subjectId, ["IssueComment", "Issue"]);
      const target = "comment" in view ? view.comment : view.issue;
      const { account } = context.caller;
      const reaction = target.reactions.find(
        (one) => one.content === CONTENTS[content] && one.accountId === account?.id,
      );
      if (reaction === undefined) throw notFound("Could not resolve to a Reaction.");
      context.state.do.removeReaction(context.caller, view.repository, target, reaction.id);
      return { clientMutationId: null, reaction: { __typename: "Reaction", reaction } };
    }),
  },
};
