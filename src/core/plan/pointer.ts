/** A repository without a policy hears nothing of Quench but one pointer, once for ever. */
import { atLeast, roleOf } from "../people.ts";
import { renderPointer } from "../render/pointer.ts";
import { isUnreadable, type Snapshot } from "../snapshot/types.ts";
import type { Write } from "./write.ts";

/** Marks a repository that was pointed to the set-up: it outlives the comment, which people may delete. */
export const POINTED_LABEL = "quench: set-up offered";

/** The label that makes an incident where no policy says otherwise. */
const DEFAULT_LABEL = "incident";

/**
 * The pointer on the first open incident that somebody who may write labelled, in a repository with no policy. The
 * comment comes before the mark: a cut between the two finds the comment by its key.
 */
export function planPointer(snapshot: Snapshot): readonly Write[] {
  const { incident, repository, self } = snapshot;
  if (self.kind !== "app" || repository.archived || incident.state !== "open") return [];
  if (isUnreadable(repository.labels) || isUnreadable(incident.events) || isUnreadable(incident.comments)) return [];
  if (
    repository.labels.includes(POINTED_LABEL) ||
    !incident.labels.some((label) => label.toLowerCase() === DEFAULT_LABEL)
  )
    return [];
  const labelled = incident.events.findLast(
    (event) => event.kind === "labeled" && event.label.toLowerCase() === DEFAULT_LABEL,
  );
  if (labelled === undefined || labelled.actor.kind !== "user") return [];
  const role = roleOf(snapshot, labelled.actor.login);
  if (role === null || !atLeast(role, "write")) return [];
  const key = "set-up";
  const issue = { number: incident.number, nodeId: incident.nodeId };
  const said = incident.comments.some((comment) => comment.own?.key === `notice:${key}`);
  const notice: readonly Write[] = said
    ? []
    : [{ kind: "notice", key, issue, body: renderPointer(repository), onceInRepository: true }];
  return [
    ...notice,
    {
      kind: "label",
      key: `label:${POINTED_LABEL}`,
      name: POINTED_LABEL,
      color: "ededed",
      description: "Quench has offered its set-up once",
    },
  ];
}
