/**
 * Transferring issues. Sources: docs.github.com "Transferring an issue to another repository" (same owner, write
 * access to both, not from private to public; comments and assignees stay, labels where the target has one of the
 * name); REST reference "Get an issue" (301 to the new place, 404 and 410); GraphQL schema, `TransferredEvent`.
 * The issue gets new ids and a new number, as the webhook `issues.transferred` shows (`changes.new_issue`).
 */
import { type Box, identify, invalid, keep, record } from "./box.ts";
import { tellIssue } from "./closing.ts";
import type { Operations } from "./contract.ts";
import { BoxError } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import { labelNamed } from "./labels.ts";
import type { Issue, MovedIssue, Repository } from "./model.ts";
import { needRight } from "./permissions.ts";

/** 404 for whoever does not follow: the faces turn it into GitHub's redirect. */
export class IssueMoved extends BoxError {
  readonly to: MovedIssue;
  constructor(to: MovedIssue) {
    super(404, "Not Found");
    this.to = to;
  }
}

const keyOf = (repositoryId: number, number: number): string => `${repositoryId}#${number}`;

/** Where an issue was transferred to, over as many steps as it took; null where it was not. */
export const movedTo = (box: Pick<Box, "world">, repositoryId: number, number: number): MovedIssue | null => {
  let found: MovedIssue | null = null;
  let next = box.world.movedIssues.get(keyOf(repositoryId, number));
  while (next !== undefined) {
    found = next;
    next = box.world.movedIssues.get(keyOf(next.repositoryId, next.number));
  }
  return found;
};

interface Link {
  repositoryId: number;
  number: number;
}

/** Every link to the old place now leads to the new one. */
const relink = (box: Box, old: Link, now: Link): void => {
  const turned = (link: Link): Link =>
    link.repositoryId === old.repositoryId && link.number === old.number ? { ...now } : link;
  for (const repository of box.world.repositories.values()) {
    for (const issue of repository.issues.values()) {
      issue.subIssues = issue.subIssues.map(turned);
      issue.blockedBy = issue.blockedBy.map(turned);
      if (issue.parent !== null) issue.parent = turned(issue.parent);
      for (const event of issue.events) {
        if ("source" in event) event.source = turned(event.source);
        if ("other" in event) event.other = turned(event.other);
        if ("canonical" in event) {
          event.canonical = turned(event.canonical);
          event.duplicate = turned(event.duplicate);
        }
      }
    }
  }
};

const labelsIn = (from: Repository, to: Repository, issue: Issue): number[] =>
  issue.labelIds.flatMap((id) => {
    const name = from.labels.get(id)?.name;
    return name === undefined ? [] : (labelNamed(to, name)?.id ?? []);
  });

export const transferOperations = (box: Box): Pick<Operations, "transferIssue"> => ({
  transferIssue(caller, from, number, to, inGraphql = true) {
    const issue = box.ask.issue(from, number);
    needRight(caller, from, ["issues"], "write");
    needRight(caller, to, ["issues"], "write");
    if (issue.pull !== null) throw new BoxError(422, "Pull requests cannot be transferred");
    if (from.ownerId !== to.ownerId || from === to)
      throw invalid("Issue", "repository", "invalid", {
        message: "Issues can only be transferred to another repository of the same owner",
      });
    if (from.private && !to.private)
      throw invalid("Issue", "repository", "invalid", {
        message: "Issues cannot be transferred from a private repository to a public one",
      });
    const fresh = identify(box, PREFIX.issue);
    const moved: Issue = keep(box, {
      ...issue,
      ...fresh,
      repositoryId: to.id,
      number: to.nextNumber++,
      labelIds: labelsIn(from, to, issue),
      type: issue.type,
      events: [...issue.events],
    });
    for (const comment of moved.comments) comment.issueNumber = moved.number;
    from.issues.delete(number);
    box.world.nodes.delete(issue.nodeId);
    to.issues.set(moved.number, moved);
    box.world.movedIssues.set(keyOf(from.id, number), { repositoryId: to.id, number: moved.number, inGraphql });
    relink(box, { repositoryId: from.id, number }, { repositoryId: to.id, number: moved.number });
    record(box, moved, caller, { event: "transferred", fromRepositoryId: from.id });
    tellIssue(box, caller, from, issue, "transferred", { counterpart: { repository: to, issue: moved } });
    tellIssue(box, caller, to, moved, "opened", { counterpart: { repository: from, issue } });
    return moved;
  },
});
