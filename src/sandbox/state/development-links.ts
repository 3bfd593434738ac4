/**
 * The development panel. Sources: docs.github.com "Linking a pull request to an issue" (manually, by those with write
 * access; up to ten); GraphQL schema, `ConnectedEvent` and `closedByPullRequestsReferences(userLinkedOnly:)`.
 */
import { type Box, invalid, record } from "./box.ts";
import type { Operations } from "./contract.ts";
import { needRight } from "./permissions.ts";
import { refreshWillClose } from "./references.ts";

const MOST_LINKS = 10;

export const developmentOperations = (box: Box): Pick<Operations, "linkPull"> => ({
  linkPull(caller, issue, pull, linked) {
    needRight(caller, issue.repository, ["issues", "pull_requests"], "triage");
    if (issue.issue.pull !== null || pull.issue.pull === null) throw invalid("Issue", "pull_request", "invalid");
    const at = { repositoryId: pull.repository.id, number: pull.issue.number };
    const others = issue.issue.developmentLinks.filter(
      (link) => link.repositoryId !== at.repositoryId || link.number !== at.number,
    );
    const known = others.length < issue.issue.developmentLinks.length;
    if (known === linked) return;
    if (linked && others.length >= MOST_LINKS) throw invalid("Issue", "pull_request", "invalid");
    issue.issue.developmentLinks = linked ? [...others, at] : others;
    const event = linked ? "connected" : "disconnected";
    // Both timelines tell of it.
    record(box, issue.issue, caller, { event, source: at });
    record(box, pull.issue, caller, {
      event,
      source: { repositoryId: issue.repository.id, number: issue.issue.number },
    });
    refreshWillClose(box, pull);
  },
});
