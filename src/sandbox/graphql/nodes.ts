/** `node(id:)`: from a global id to its object, as far as the caller may see it. */
import type { Context } from "./context.ts";
import { sees } from "./context.ts";
import { accountView, commentView, commitView, eventView, issueView, repositoryView } from "./views.ts";
import type {
  Account,
  CheckRun,
  CheckSuite,
  Commit,
  CommitStatus,
  GitHubApp,
  Issue,
  Label,
  Repository,
} from "../state/model.ts";

type Find = (repository: Repository, id: string) => unknown;

const inIssues =
  (find: (repository: Repository, issue: Issue) => unknown): Find =>
  (repository) => {
    for (const issue of repository.issues.values()) {
      const found = find(repository, issue);
      if (found !== undefined && found !== null) return found;
    }
    return null;
  };

const byNodeId = <T extends { nodeId: string }>(things: Iterable<T>, id: string): T | undefined =>
  [...things].find((thing) => thing.nodeId === id);

/** Where objects of each id prefix live within a repository. */
const PLACES: Readonly<Record<string, Find>> = {
  I: (repository, id) => viewOf(repository, byNodeId(repository.issues.values(), id)),
  PR: (repository, id) => viewOf(repository, byNodeId(repository.issues.values(), id)),
  IC: (repository, id) =>
    inIssues((_, issue) => {
      const comment = byNodeId(issue.comments, id);
      return comment === undefined ? null : commentView(repository, issue, comment);
    })(repository, id),
  PRR: (repository, id) =>
    inIssues((_, issue) => {
      const review = byNodeId(issue.pull?.reviews ?? [], id);
      return review === undefined ? null : { __typename: "PullRequestReview", repository, issue, review };
    })(repository, id),
  C: (repository, id) => {
    const commit = byNodeId<Commit>(repository.commits.values(), id);
    return commit === undefined ? null : commitView(repository, commit);
  },
  LA: (repository, id) => wrap("Label", repository, "label", byNodeId<Label>(repository.labels.values(), id)),
  CS: (repository, id) =>
    wrap("CheckSuite", repository, "suite", byNodeId<CheckSuite>(repository.checkSuites.values(), id)),
  CR: (repository, id) => wrap("CheckRun", repository, "run", byNodeId<CheckRun>(repository.checkRuns.values(), id)),
  SC: (repository, id) => wrap("StatusContext", repository, "status", byNodeId<CommitStatus>(repository.statuses, id)),
  WFR: (repository, id) =>
    wrap("WorkflowRun", repository, "workflowRun", byNodeId(repository.workflowRuns.values(), id)),
  W: (repository, id) => wrap("Workflow", repository, "workflow", byNodeId(repository.workflows.values(), id)),
};

function viewOf(repository: Repository, issue: Issue | undefined): unknown {
  return issue === undefined ? null : issueView(repository, issue);
}

function wrap(type: string, repository: Repository, name: string, thing: unknown): unknown {
  return thing === undefined ? null : { __typename: type, repository, [name]: thing };
}

const event: Find = (repository, id) =>
  inIssues((_, issue) => {
    const found = byNodeId(issue.events, id);
    return found === undefined ? null : eventView(repository, issue, found);
  })(repository, id);

/** The object of a global id; null where there is none for this caller. */
export function nodeOf(context: Context, id: string): unknown {
  const { world } = context.state;
  const prefix = id.split("_", 1)[0] ?? "";
  const registered = world.nodes.get(id);
  switch (prefix) {
    case "U":
    case "BOT":
    case "O": {
      const account = registered as Account | undefined;
      return account === undefined || account.deleted ? null : accountView(account);
    }
    case "A":
      return registered === undefined ? null : { __typename: "App", app: registered as GitHubApp };
    case "R": {
      const repository = registered as Repository | undefined;
      return repository === undefined || !sees(context, repository) ? null : repositoryView(repository);
    }
    default: {
      const find = PLACES[prefix] ?? event;
      for (const repository of world.repositories.values()) {
        const found = sees(context, repository) ? find(repository, id) : null;
        if (found !== null) return found;
      }
      return null;
    }
  }
}
