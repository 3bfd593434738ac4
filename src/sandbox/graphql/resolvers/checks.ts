/**
 * Check runs, suites, commit statuses and the rollup that holds both.
 * Source: schema, `StatusCheckRollup` ("Represents the rollup for both the check runs and status for a commit").
 */
import { checkRunPage, latestRunsOf, suiteOutcome } from "../../rest/serialize/check.ts";
import { checkRunsIn, suitesOn, workflowRunOf } from "../../state/check-index.ts";
import type { CheckSuite, Repository } from "../../state/model.ts";
import { connect, type Connection } from "../connections.ts";
import type { Arguments, CheckRunView, CheckSuiteView, Context, Resolvers, StatusView, Typed } from "../context.ts";
import { demand, forbidden } from "../context.ts";
import { actorView, commitOf, repositoryView } from "../views.ts";

export interface RollupView extends Typed<"StatusCheckRollup"> {
  readonly repository: Repository;
  readonly sha: string;
}

export const suitesOf = (repository: Repository, sha: string): CheckSuite[] =>
  [...suitesOn(repository, sha)].sort((a, b) => a.id - b.id);

const runView = (repository: Repository, run: CheckRunView["run"]): CheckRunView => ({
  __typename: "CheckRun",
  repository,
  run,
});

/** The newest run of each name in each suite. */
function runsOf(repository: Repository, sha: string): CheckRunView[] {
  return suitesOf(repository, sha).flatMap((suite) =>
    latestRunsOf(repository, suite.id)
      .sort((a, b) => a.id - b.id)
      .map((run) => runView(repository, run)),
  );
}

/** The newest status of each context. */
export function statusesOf(repository: Repository, sha: string, { state }: Context): StatusView[] {
  const newest = new Map<string, StatusView>();
  // Newest first, so that the first of each context is the one that counts ("combined status").
  for (const status of state.ask.statusesOf(repository, sha)) {
    if (!newest.has(status.context)) newest.set(status.context, { __typename: "StatusContext", repository, status });
  }
  return [...newest.values()].sort((a, b) => a.status.id - b.status.id);
}

type RollupContext = CheckRunView | StatusView;

const contextsOf = ({ repository, sha }: RollupView, context: Context): RollupContext[] => [
  ...runsOf(repository, sha),
  ...statusesOf(repository, sha, context),
];

/** Null where nothing has reported on the commit. */
export function rollupOf(repository: Repository, sha: string, context: Context): RollupView | null {
  const view: RollupView = { __typename: "StatusCheckRollup", repository, sha };
  return contextsOf(view, context).length === 0 ? null : view;
}

function outcomeOf(context: RollupContext): "ERROR" | "FAILURE" | "PENDING" | "SUCCESS" {
  if (context.__typename === "StatusContext") return context.status.state.toUpperCase() as "SUCCESS";
  const { status, conclusion } = context.run;
  if (status !== "completed") return "PENDING";
  return conclusion === "success" || conclusion === "neutral" || conclusion === "skipped" ? "SUCCESS" : "FAILURE";
}

/** The worst outcome leads (schema, `StatusState`). */
export function worst(contexts: readonly RollupContext[]): string {
  const outcomes = contexts.map((each) => outcomeOf(each));
  return (["ERROR", "FAILURE", "PENDING"] as const).find((word) => outcomes.includes(word)) ?? "SUCCESS";
}

/** True where a rule of the pull request's base demands a check of this name. */
function isRequired(
  repository: Repository,
  name: string,
  args: { pullRequestId?: string | null; pullRequestNumber?: number | null },
  { state }: Context,
): boolean {
  const issue = [...repository.issues.values()].find(
    (each) => each.pull !== null && (each.number === args.pullRequestNumber || each.pull.nodeId === args.pullRequestId),
  );
  if (issue?.pull === undefined || issue.pull === null) return false;
  const protection = repository.protections.get(issue.pull.baseRef);
  if (protection?.requiredChecks?.checks.some((check) => check.context === name)) return true;
  return state.ask.rulesFor(repository, issue.pull.baseRef).some(({ type, parameters }) => {
    const required = type === "required_status_checks" ? parameters?.["required_status_checks"] : undefined;
    return Array.isArray(required) && required.some((check: { context?: string }) => check.context === name);
  });
}

const runPage = ({ repository, run }: CheckRunView, { view }: Context): string => checkRunPage(view, repository, run);

/**
 * A token without `checks` or `statuses` is refused entry by entry (public thread:
 * philips-software/pull-request-report-action#557, "…statusCheckRollup.contexts.nodes.14", solved by `statuses: read`).
 */
function contextPage(view: RollupView, args: Arguments, context: Context): Connection {
  const page = connect(contextsOf(view, context), args, (each) =>
    each.__typename === "CheckRun" ? each.run.nodeId : each.status.nodeId,
  );
  const allowed = (entry: unknown): unknown => {
    const area = (entry as RollupContext).__typename === "CheckRun" ? "checks" : "statuses";
    return context.state.ask.can(context.caller, view.repository, area, "read") ? entry : forbidden();
  };
  return {
    ...page,
    nodes: page.nodes.map((entry) => allowed(entry)),
    edges: page.edges.map(({ cursor, node }) => ({ cursor, node: allowed(node) })),
  };
}

const appOf = (appId: number, { state }: Context): unknown => {
  const app = state.world.apps.get(appId);
  return app === undefined ? null : { __typename: "App", app };
};

export const checkResolvers: Record<string, Resolvers> = {
  StatusCheckRollup: {
    id: ({ repository, sha }: RollupView) =>
      `SCR_${Buffer.from(`${repository.id}:${sha}`, "utf8").toString("base64url")}`,
    commit: ({ repository, sha }: RollupView) => commitOf(repository, sha),
    state: (view: RollupView, _args, context: Context) => worst(contextsOf(view, context)),
    contexts: (view: RollupView, args, context: Context) => contextPage(view, args, context),
  },
  CheckRun: {
    id: ({ run }: CheckRunView) => run.nodeId,
    databaseId: ({ run }: CheckRunView) => run.id,
    name: ({ run }: CheckRunView) => run.name,
    status: ({ run }: CheckRunView) => run.status.toUpperCase(),
    conclusion: ({ run }: CheckRunView) => run.conclusion?.toUpperCase() ?? null,
    url: (view: CheckRunView, _args, context: Context) => runPage(view, context),
    permalink: (view: CheckRunView, _args, context: Context) => runPage(view, context),
    resourcePath: (view: CheckRunView, _args, context: Context) =>
      runPage(view, context).slice(context.view.urls.web.length),
    detailsUrl: (view: CheckRunView, _args, context: Context) => view.run.detailsUrl ?? runPage(view, context),
    externalId: ({ run }: CheckRunView) => run.externalId,
    startedAt: ({ run }: CheckRunView) => run.startedAt,
    completedAt: ({ run }: CheckRunView) => run.completedAt,
    title: ({ run }: CheckRunView) => run.output.title,
    summary: ({ run }: CheckRunView) => run.output.summary,
    text: ({ run }: CheckRunView) => run.output.text,
    repository: ({ repository }: CheckRunView) => repositoryView(repository),
    checkSuite: ({ repository, run }: CheckRunView) => {
      const suite = repository.checkSuites.get(run.suiteId);
      return suite === undefined ? null : { __typename: "CheckSuite", repository, suite };
    },
    isRequired: ({ repository, run }: CheckRunView, args, context: Context) =>
      isRequired(repository, run.name, args, context),
  },
  StatusContext: {
    id: ({ status }: StatusView) => status.nodeId,
    context: ({ status }: StatusView) => status.context,
    state: ({ status }: StatusView) => status.state.toUpperCase(),
    description: ({ status }: StatusView) => status.description,
    targetUrl: ({ status }: StatusView) => status.targetUrl,
    createdAt: ({ status }: StatusView) => status.createdAt,
    creator: ({ status }: StatusView, _args, context: Context) => actorView(context, status.creatorId),
    commit: ({ repository, status }: StatusView) => commitOf(repository, status.sha),
    isRequired: ({ repository, status }: StatusView, args, context: Context) =>
      isRequired(repository, status.context, args, context),
  },
  CheckSuite: {
    id: ({ suite }: CheckSuiteView) => suite.nodeId,
    databaseId: ({ suite }: CheckSuiteView) => suite.id,
    app: ({ suite }: CheckSuiteView, _args, context: Context) => appOf(suite.appId, context),
    status: ({ repository, suite }: CheckSuiteView) => suiteOutcome(repository, suite.id).status.toUpperCase(),
    conclusion: ({ repository, suite }: CheckSuiteView) =>
      suiteOutcome(repository, suite.id).conclusion?.toUpperCase() ?? null,
    commit: ({ repository, suite }: CheckSuiteView) => commitOf(repository, suite.headSha),
    repository: ({ repository }: CheckSuiteView) => repositoryView(repository),
    createdAt: ({ suite }: CheckSuiteView) => suite.createdAt,
    updatedAt: ({ suite }: CheckSuiteView) => suite.updatedAt,
    checkRuns: ({ repository, suite }: CheckSuiteView, args) => {
      const filter = (args["filterBy"] ?? {}) as {
        checkName?: string | null;
        appId?: number | null;
        checkType?: string | null;
      };
      const all =
        filter.checkType === "ALL" ? [...checkRunsIn(repository, suite.id)] : latestRunsOf(repository, suite.id);
      const runs = all
        .filter((run) => filter.checkName === undefined || filter.checkName === null || run.name === filter.checkName)
        .filter((run) => filter.appId === undefined || filter.appId === null || run.appId === filter.appId);
      return connect(
        runs.map((run) => runView(repository, run)),
        args,
        ({ run }) => run.nodeId,
      );
    },
    // Public thread: awesomestvi/navet#187, "…checkSuite.workflowRun", solved by `actions: read`.
    workflowRun: ({ repository, suite }: CheckSuiteView, _args, context: Context) => {
      demand(context, repository, "actions");
      const workflowRun = workflowRunOf(repository, suite.id);
      return workflowRun === undefined ? null : { __typename: "WorkflowRun", repository, workflowRun };
    },
  },
};
