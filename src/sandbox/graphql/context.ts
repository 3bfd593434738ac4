/** What every resolver is given, and the values that stand for GitHub's objects while a query runs. */
import { GraphQLError } from "graphql";
import type { Allowance } from "../rest/rate.ts";
import type { View as RestView } from "../rest/answer.ts";
import type { BoxState, Caller } from "../state/contract.ts";
import type {
  Account,
  CheckRun,
  CheckSuite,
  Commit,
  CommitStatus,
  Deployment,
  DeploymentStatus,
  Edit,
  GitHubApp,
  GitPerson,
  Issue,
  IssueComment,
  Label,
  PullRequest,
  Reaction,
  Repository,
  Review,
  Team,
  TimelineEvent,
  Workflow,
  WorkflowRun,
} from "../state/model.ts";

export interface Context {
  readonly state: BoxState;
  readonly caller: Caller;
  /** For the functions shared with the REST face. */
  readonly view: RestView;
  readonly cost: { readonly points: number; readonly nodes: number };
  /** The limit as it stands after this query is paid for. */
  readonly allowance: Allowance;
}

/** A value with its GraphQL type; `here` values belong to a repository. */
export interface Typed<N extends string> {
  readonly __typename: N;
}

interface Here {
  readonly repository: Repository;
}

export interface IssueView extends Typed<"Issue">, Here {
  readonly issue: Issue;
}
export interface PullView extends Typed<"PullRequest">, Here {
  readonly issue: Issue;
  readonly pull: PullRequest;
}
export interface CommentView extends Typed<"IssueComment">, Here {
  readonly issue: Issue;
  readonly comment: IssueComment;
}
export interface EventView extends Typed<string>, Here {
  readonly issue: Issue;
  readonly event: TimelineEvent;
}
export interface ReviewView extends Typed<"PullRequestReview">, Here {
  readonly issue: Issue;
  readonly review: Review;
}
export interface RepositoryView extends Typed<"Repository">, Here {}
export interface LabelView extends Typed<"Label">, Here {
  readonly label: Label;
}
export interface CommitView extends Typed<"Commit">, Here {
  readonly commit: Commit;
}
export interface CheckRunView extends Typed<"CheckRun">, Here {
  readonly run: CheckRun;
}
export interface CheckSuiteView extends Typed<"CheckSuite">, Here {
  readonly suite: CheckSuite;
}
export interface StatusView extends Typed<"StatusContext">, Here {
  readonly status: CommitStatus;
}
export interface AccountView extends Typed<"User" | "Bot" | "Organization"> {
  readonly account: Account;
  /** Set for `viewer`: the login with its `[bot]`. */
  readonly whole?: boolean;
}
export interface AppView extends Typed<"App"> {
  readonly app: GitHubApp;
}
export interface RefView extends Typed<"Ref">, Here {
  readonly ref: string;
}
export interface BlobView extends Typed<"Blob">, Here {
  readonly sha: string;
}
export interface TreeView extends Typed<"Tree">, Here {
  readonly sha: string;
  /** Flat: every path below it → blob. */
  readonly tree: ReadonlyMap<string, string>;
  readonly path: string;
}
export interface EditView extends Typed<"UserContentEdit"> {
  readonly edit: Edit;
}
export interface ReactionView extends Typed<"Reaction"> {
  readonly reaction: Reaction;
}
export interface WorkflowRunView extends Typed<"WorkflowRun">, Here {
  readonly workflowRun: WorkflowRun;
}
export interface WorkflowView extends Typed<"Workflow">, Here {
  readonly workflow: Workflow;
}
export interface DeploymentView extends Typed<"Deployment">, Here {
  readonly deployment: Deployment;
}
export interface DeploymentStatusView extends Typed<"DeploymentStatus">, Here {
  readonly deployment: Deployment;
  readonly status: DeploymentStatus;
}
export interface TeamView extends Typed<"Team"> {
  readonly team: Team;
}
export interface PersonView extends Typed<"GitActor"> {
  readonly person: GitPerson;
}

/** A field's arguments, coerced by the schema. */
export type Arguments = { readonly [name: string]: unknown };

/** `orderBy`, as the schema has coerced it. */
export interface Order {
  readonly field: string;
  readonly direction: "ASC" | "DESC";
}

export function orderOf(args: Arguments): Order | undefined {
  return (args["orderBy"] as Order | null | undefined) ?? undefined;
}

/** A field's resolver. Each names the view it takes; the table that holds them all cannot: hence `never`. */
export type Resolver = (source: never, args: Arguments, context: Context) => unknown;
export type Resolvers = Record<string, Resolver>;

/** An error with GitHub's `type`, which its clients branch on. */
export function refusal(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}

export function notFound(message: string): GraphQLError {
  return refusal("NOT_FOUND", message);
}

/** An App that lacks the permission ("Resource not accessible by integration"), as the REST API says it too. */
export function forbidden(): GraphQLError {
  return refusal("FORBIDDEN", "Resource not accessible by integration");
}

type Area = Parameters<BoxState["ask"]["can"]>[2];

/** @throws FORBIDDEN where the caller's installation lacks the area. */
export function demand(context: Context, repository: Repository, area: Area): void {
  if (!context.state.ask.can(context.caller, repository, area, "read")) throw forbidden();
}

/** True where the caller may know that the repository exists. */
export function sees(context: Context, repository: Repository): boolean {
  return context.state.ask.can(context.caller, repository, "metadata", "read");
}
