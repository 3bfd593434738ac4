/** What issues, pull requests and comments share: body, author, edits, reactions. */
import { associationOf } from "../../rest/serialize/user.ts";
import type { Edit, Reaction, Repository } from "../../state/model.ts";
import { connect } from "../connections.ts";
import type { Context, EditView, ReactionView, Resolvers } from "../context.ts";
import { actorView, repositoryView, userView } from "../views.ts";

/** The part of a record that is a text somebody wrote. */
export interface Text {
  readonly id: number;
  readonly nodeId: string;
  readonly authorId: number;
  readonly body: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastEditedAt: string | null;
  readonly editorId: number | null;
  readonly edits: readonly Edit[];
  readonly reactions: readonly Reaction[];
}

/** REST's contents → GraphQL's, in the order in which the web and `reactionGroups` show them. */
const CONTENTS: readonly (readonly [Reaction["content"], string])[] = [
  ["+1", "THUMBS_UP"],
  ["-1", "THUMBS_DOWN"],
  ["laugh", "LAUGH"],
  ["hooray", "HOORAY"],
  ["confused", "CONFUSED"],
  ["heart", "HEART"],
  ["rocket", "ROCKET"],
  ["eyes", "EYES"],
];
const contentOf = (content: Reaction["content"]): string => CONTENTS.find(([rest]) => rest === content)?.[1] ?? "EYES";

/** All eight groups, empty ones too: schema, `Reactable.reactionGroups`. */
function groupsOf(text: Text, subject: unknown, context: Context): unknown[] {
  return CONTENTS.map(([rest, content]) => {
    const given = text.reactions.filter((reaction) => reaction.content === rest);
    const by = (only: "User" | null) =>
      given.flatMap(({ accountId }) => {
        const actor = actorView(context, accountId);
        return actor === null || (only !== null && actor.__typename !== only) ? [] : [actor];
      });
    return {
      content,
      subject,
      createdAt: given[0]?.createdAt ?? null,
      viewerHasReacted: given.some(({ accountId }) => accountId === context.caller.account?.id),
      users: (args: object) => connect(by("User"), args, ({ account }) => account.nodeId),
      reactors: (args: object) => connect(by(null), args, ({ account }) => account.nodeId),
    };
  });
}

/** Fields of a text; `of` finds it in the view. */
export function textResolvers<V extends { readonly repository: Repository }>(of: (view: V) => Text): Resolvers {
  return {
    id: (view: V) => of(view).nodeId,
    databaseId: (view: V) => of(view).id,
    fullDatabaseId: (view: V) => String(of(view).id),
    body: (view: V) => of(view).body ?? "",
    author: (view: V, _args, context: Context) => actorView(context, of(view).authorId),
    authorAssociation: (view: V, _args, { view: rest }: Context) =>
      associationOf(rest, view.repository, of(view).authorId),
    editor: (view: V, _args, context: Context) => actorView(context, of(view).editorId),
    createdAt: (view: V) => of(view).createdAt,
    publishedAt: (view: V) => of(view).createdAt,
    updatedAt: (view: V) => of(view).updatedAt,
    lastEditedAt: (view: V) => of(view).lastEditedAt,
    includesCreatedEdit: (view: V) => of(view).edits.length > 0,
    createdViaEmail: () => false,
    viewerDidAuthor: (view: V, _args, { caller }: Context) => of(view).authorId === caller.account?.id,
    viewerCanUpdate: (view: V, _args, context: Context) =>
      of(view).authorId === context.caller.account?.id ||
      context.state.ask.can(context.caller, view.repository, "contents", "write"),
    repository: (view: V) => repositoryView(view.repository),
    reactionGroups: (view: V, _args, context: Context) => groupsOf(of(view), view, context),
    reactions: (view: V, args) =>
      connect(
        of(view)
          .reactions.filter(
            ({ content }) => typeof args["content"] !== "string" || contentOf(content) === args["content"],
          )
          .map((reaction): ReactionView => ({ __typename: "Reaction", reaction })),
        args,
        ({ reaction }) => reaction.nodeId,
      ),
    // Newest first; the first of an edited text is how it was written (schema, `UserContentEdit.diff`).
    userContentEdits: (view: V, args) =>
      connect(
        of(view)
          .edits.map((edit): EditView => ({ __typename: "UserContentEdit", edit }))
          .reverse(),
        args,
        ({ edit }) => edit.nodeId,
      ),
  };
}

export const smallTextResolvers: Record<string, Resolvers> = {
  UserContentEdit: {
    id: ({ edit }: EditView) => edit.nodeId,
    createdAt: ({ edit }: EditView) => edit.editedAt,
    editedAt: ({ edit }: EditView) => edit.editedAt,
    updatedAt: ({ edit }: EditView) => edit.editedAt,
    deletedAt: () => null,
    deletedBy: () => null,
    diff: ({ edit }: EditView) => edit.text,
    editor: ({ edit }: EditView, _args, context: Context) => actorView(context, edit.editorId),
  },
  Reaction: {
    id: ({ reaction }: ReactionView) => reaction.nodeId,
    databaseId: ({ reaction }: ReactionView) => reaction.id,
    content: ({ reaction }: ReactionView) => contentOf(reaction.content),
    createdAt: ({ reaction }: ReactionView) => reaction.createdAt,
    user: ({ reaction }: ReactionView, _args, context: Context) => userView(context, reaction.accountId),
  },
};
