/** What changed in a repository since the last sweep: a few requests, however many incidents it has. */
import type { GitHubClient } from "../../github/request/client.ts";
import { readChangedIssues, readLanded, readTip, type Tip } from "../../github/sweep/read-changed.ts";
import { signalOf } from "../events/events.ts";
import type { Signal } from "../events/signal.ts";
import type { Payload } from "../events/payload.ts";

/** What a sweep found to have changed: where to look, as if the webhooks had come, and up to where that holds. */
export interface Changes {
  readonly signals: readonly Signal[];
  readonly mark: Tip;
}

/**
 * Where to look, by the issues, pull requests and files that changed since: what their webhooks would have said.
 *
 * @returns null where that cannot be told: the policy changed, the branch was rewritten, or too much did.
 */
export async function findChanges(
  client: GitHubClient,
  installation: number,
  repository: string,
  since: Tip,
): Promise<Changes | null> {
  const [owner = "", repo = ""] = repository.split("/");
  const place = { owner, repo };
  const mark = await readTip(client, place);
  if (mark === null) return null;
  const as = (name: string, what: Payload): Signal | null =>
    signalOf(
      name,
      {
        action: "swept",
        installation: { id: installation },
        ...what,
        repository: { full_name: repository, default_branch: BRANCH },
      },
      { appId: 0, login: null },
    );
  const pushed = mark.tip === since.tip ? undefined : await readLanded(client, place, since.tip, mark.tip);
  if (pushed === null) return null;
  const changed = await readChangedIssues(client, place, since.at);
  if (changed === null) return null;
  const signals = [
    ...(pushed === undefined ? [] : [as("push", { ref: `refs/heads/${BRANCH}`, commits: [pushed] })]),
    ...changed.map((issue) =>
      issue.pull_request === undefined ? as("issues", { issue }) : as("pull_request", { pull_request: pullOf(issue) }),
    ),
  ].filter((signal) => signal !== null);
  // What asks for a sweep is answered by one over everything.
  return signals.some(({ sweep }) => sweep !== null) ? null : { signals, mark };
}

/** A name for the default branch: whatever it is called, its last commit is what was asked for. */
const BRANCH = "default";

/** The list has of a pull request what an issue has. */
function pullOf({ number, title, body }: NonNullable<Payload["pull_request"]>): Payload["pull_request"] {
  return { number, ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) };
}
