/**
 * Memory that came along with a transferred incident (R-H7). It is signed for the issue as it was: under the new id it
 * would mean nothing, and believing it for its signature alone would let anybody carry the memory of one issue into
 * another. So the block also says, under the signature, where it was written; and GitHub is asked where that leads now.
 * Source: https://docs.github.com/en/rest/issues/issues#get-an-issue (301 for an issue that was transferred)
 */
import type { Comment, Issue } from "../../core/snapshot/issue.ts";
import { isUnreadable, type Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { look } from "../request/look.ts";

const WHAT = "where the incident was before";

/** The incident with the memory of its transferred tracker believed, or not; asked only where one was. */
export async function settleMoved(client: GitHubClient, incident: Issue): Promise<Issue> {
  if (isUnreadable(incident.comments)) return incident;
  const settled: Comment[] = [];
  for (const comment of incident.comments) {
    const made = await settle(client, incident, comment);
    // Forgetting what could be known in a minute would be for good: nothing is written on it.
    if (isUnreadable(made)) return { ...incident, comments: made };
    settled.push(made);
  }
  return { ...incident, comments: settled };
}

async function settle(client: GitHubClient, incident: Issue, comment: Comment): Promise<Comment | Unreadable> {
  const { own } = comment;
  if (own === null || own.memory.state !== "moved") return comment;
  const { repository, number } = own.memory.from;
  const [owner = "", repo = ""] = repository.split("/");
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
  const looked = await look(client, route, { owner, repo, issue_number: number }, WHAT, true);
  if ("unreadable" in looked) return looked;
  const leads = "found" in looked && (looked.found as { node_id?: unknown } | null)?.node_id === incident.nodeId;
  const memory = leads
    ? { ...own.memory, proven: true }
    : { state: "void" as const, why: `it was written on ${repository}#${number}, which is another issue` };
  return { ...comment, own: { ...own, memory } };
}
