/** Workflows and their runs. Source: schema, `WorkflowRun` and `Workflow`. */
import { placeOf } from "../../rest/serialize/repository.ts";
import { connect } from "../connections.ts";
import { type Context, orderOf, type Resolvers, type WorkflowRunView, type WorkflowView } from "../context.ts";

/** `/acme/shop/actions/workflows/ci.yml`. */
const workflowPath = ({ repository, workflow }: WorkflowView, { view }: Context): string =>
  `/${placeOf(view, repository).name}/actions/workflows/${workflow.path.split("/").at(-1) ?? ""}`;

export const actionResolvers: Record<string, Resolvers> = {
  WorkflowRun: {
    id: ({ workflowRun }: WorkflowRunView) => workflowRun.nodeId,
    databaseId: ({ workflowRun }: WorkflowRunView) => workflowRun.id,
    event: ({ workflowRun }: WorkflowRunView) => workflowRun.event,
    runNumber: ({ workflowRun }: WorkflowRunView) => workflowRun.runNumber,
    resourcePath: ({ repository, workflowRun }: WorkflowRunView, _args, { view }: Context) =>
      `/${placeOf(view, repository).name}/actions/runs/${workflowRun.id}`,
    createdAt: ({ workflowRun }: WorkflowRunView) => workflowRun.createdAt,
    updatedAt: ({ workflowRun }: WorkflowRunView) => workflowRun.updatedAt,
    url: ({ repository, workflowRun }: WorkflowRunView, _args, { view }: Context) =>
      `${placeOf(view, repository).web}/actions/runs/${workflowRun.id}`,
    checkSuite: ({ repository, workflowRun }: WorkflowRunView) => {
      const suite = repository.checkSuites.get(workflowRun.suiteId);
      return suite === undefined ? null : { __typename: "CheckSuite", repository, suite };
    },
    workflow: ({ repository, workflowRun }: WorkflowRunView) => {
      const workflow = repository.workflows.get(workflowRun.workflowId);
      return workflow === undefined ? null : { __typename: "Workflow", repository, workflow };
    },
  },
  Workflow: {
    id: ({ workflow }: WorkflowView) => workflow.nodeId,
    databaseId: ({ workflow }: WorkflowView) => workflow.id,
    name: ({ workflow }: WorkflowView) => workflow.name,
    state: ({ workflow }: WorkflowView) => workflow.state.toUpperCase(),
    createdAt: ({ workflow }: WorkflowView) => workflow.createdAt,
    updatedAt: ({ workflow }: WorkflowView) => workflow.updatedAt,
    resourcePath: (view: WorkflowView, _args, context: Context) => workflowPath(view, context),
    url: (view: WorkflowView, _args, context: Context) => `${context.view.urls.web}${workflowPath(view, context)}`,
    runs: ({ repository, workflow }: WorkflowView, args) => {
      const runs = [...repository.workflowRuns.values()].filter((run) => run.workflowId === workflow.id);
      return connect(
        (orderOf(args)?.direction === "ASC" ? runs : runs.reverse()).map(
          (workflowRun): WorkflowRunView => ({ __typename: "WorkflowRun", repository, workflowRun }),
        ),
        args,
        ({ workflowRun }) => workflowRun.nodeId,
      );
    },
  },
};
