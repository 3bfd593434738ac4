/**
 * The event that started the workflow → what to look at. An event decides nothing; of its payload only numbers, commits
 * and branches are read, and what they stand for is read from GitHub again.
 */
import { member, numberOf, shaOf } from "../payload.ts";

export type Look =
  /** An incident, or an item of one. */
  | { readonly kind: "issue"; readonly number: number }
  /** A pull request, for the incidents that it is linked to. */
  | { readonly kind: "pull_request"; readonly number: number }
  /** A workflow has run on a commit: its pull requests, as far as the event names them. */
  | { readonly kind: "commit"; readonly sha: string; readonly pulls: readonly number[] }
  /** What a merge queue is about to land. */
  | { readonly kind: "group"; readonly sha: string; readonly base: string; readonly ref: string }
  /** Nothing; `misplaced`: the workflow should not start this mode on it. */
  | { readonly kind: "nothing"; readonly why: string; readonly misplaced: boolean };

const EVENTS =
  "`issues`, `issue_comment`, `sub_issues`, `pull_request`, `pull_request_target`, `pull_request_review`, `workflow_run` and `merge_group`";

/**
 * @param name `GITHUB_EVENT_NAME`
 * @param payload the parsed event file
 * @param workflow this job's own workflow (`Runner.workflow`): its runs say nothing new
 */
export function lookAt(name: string, payload: unknown, workflow: string | null): Look {
  switch (name) {
    case "issues":
    case "issue_comment": {
      const issue = member(payload, "issue");
      const number = numberOf(issue);
      if (number === null) return unnamed(name, "an issue");
      // A comment on a pull request comes as `issue_comment` too; its issue then has a `pull_request` part.
      return { kind: member(issue, "pull_request") === undefined ? "issue" : "pull_request", number };
    }
    case "sub_issues": {
      // Added and removed items; the parent is the incident.
      const number = numberOf(member(payload, "parent_issue"));
      return number === null ? unnamed(name, "a parent issue") : { kind: "issue", number };
    }
    case "pull_request":
    case "pull_request_target":
    case "pull_request_review": {
      const number = numberOf(member(payload, "pull_request"));
      return number === null ? unnamed(name, "a pull request") : { kind: "pull_request", number };
    }
    case "workflow_run":
      return ofRun(payload, workflow);
    case "merge_group":
      return ofGroup(payload);
    case "schedule":
    case "workflow_dispatch":
      return nothing(
        `The mode \`gate\` looks at the incident behind one event, and \`${name}\` is about none: set \`mode: sweep\` for it, which looks at all incidents.`,
        true,
      );
    default:
      return nothing(
        `The mode \`gate\` looks at the incident behind one event, and ${inWord(name)} is about none. It is for ${EVENTS}.`,
        true,
      );
  }
}

function ofRun(payload: unknown, workflow: string | null): Look {
  const run = member(payload, "workflow_run");
  const sha = shaOf(member(run, "head_sha"));
  if (sha === null) return unnamed("workflow_run", "a commit");
  const path = member(run, "path");
  const file = typeof path === "string" ? path.split("@")[0] : undefined;
  if (workflow !== null && (file === workflow || member(run, "name") === workflow)) {
    return nothing("This is a run of the very workflow that this job belongs to: it says nothing new.", false);
  }
  if (member(payload, "action") !== "completed") {
    return nothing("The workflow has not ended: it is looked at once it has.", false);
  }
  const home = member(member(payload, "repository"), "id");
  const named = member(run, "pull_requests");
  const pulls = (Array.isArray(named) ? (named as readonly unknown[]) : [])
    // GitHub names those of other repositories too that have the commit as their head.
    .filter((pull) => [undefined, home].includes(member(member(member(pull, "base"), "repo"), "id")))
    .flatMap((pull) => numberOf(pull) ?? []);
  return { kind: "commit", sha, pulls };
}

function ofGroup(payload: unknown): Look {
  if (member(payload, "action") === "destroyed") {
    return nothing("The merge group is gone from the queue: nothing of it is to be checked.", false);
  }
  const group = member(payload, "merge_group");
  const [sha, base] = [shaOf(member(group, "head_sha")), shaOf(member(group, "base_sha"))];
  const ref = member(group, "head_ref");
  if (sha === null || base === null || typeof ref !== "string") return unnamed("merge_group", "a merge group");
  return { kind: "group", sha, base, ref };
}

function unnamed(name: string, what: string): Look {
  return nothing(`The event file of \`${name}\` names no ${what.replace(/^an? /, "")}.`, false);
}

function nothing(why: string, misplaced: boolean): Look {
  return { kind: "nothing", why, misplaced };
}

/** The name of an event, as GitHub writes them. */
function inWord(name: string): string {
  return /^\w{1,60}$/.test(name) ? `\`${name}\`` : "this event";
}
