/** `reaction` and the roll-up of them that issues and comments carry. */
import type { Reaction } from "../../state/model.ts";
import type { Json, View } from "../answer.ts";
import { actorJson } from "./user.ts";

export const REACTIONS = ["+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes"] as const;

export const reactionJson = (view: View, reaction: Reaction): Json => ({
  id: reaction.id,
  node_id: reaction.nodeId,
  user: actorJson(view, reaction.accountId),
  content: reaction.content,
  created_at: reaction.createdAt,
});

/** @param target the API URL of what was reacted to */
export const reactionsJson = (target: string, reactions: readonly Reaction[]): Json => ({
  url: `${target}/reactions`,
  total_count: reactions.length,
  ...Object.fromEntries(
    REACTIONS.map((content) => [content, reactions.filter((reaction) => reaction.content === content).length]),
  ),
});
