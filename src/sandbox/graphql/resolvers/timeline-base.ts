/** What the events of both timelines have in common. */
import { issuePage } from "../../rest/serialize/issue.ts";
import type { TimelineEvent } from "../../state/model.ts";
import type { Context, EventView, Resolvers } from "../context.ts";
import { actorView, issueView } from "../views.ts";

/** The record of one kind of event; several kinds may share one. */
type Kind<T, E> = T extends { event: infer K } ? (E extends K ? T : never) : never;
export type Of<E extends TimelineEvent["event"]> = EventView & { readonly event: Kind<TimelineEvent, E> };

/** Fields of every event. */
export const base: Resolvers = {
  id: ({ event }: EventView) => event.nodeId,
  createdAt: ({ event }: EventView) => event.createdAt,
  actor: ({ event }: EventView, _args, context: Context) => actorView(context, event.actorId),
};
/** The issue or pull request whose timeline it is. */
export const owner = ({ repository, issue }: EventView): unknown => issueView(repository, issue);
/** Its place on the web page. */
export const pageOf = ({ repository, issue, event }: EventView, _args: unknown, { view }: Context): string =>
  `${issuePage(view, repository, issue)}#event-${event.id}`;
