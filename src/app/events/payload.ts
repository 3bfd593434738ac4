/** The parts of GitHub's webhook payloads that say where to look. */

interface User {
  readonly login?: string;
}
interface IssueFields {
  readonly number: number;
  readonly title?: string;
  readonly body?: string | null;
  readonly labels?: readonly { readonly name?: string }[];
  readonly type?: { readonly name?: string } | null;
  readonly pull_request?: unknown;
}
interface RepositoryFields {
  readonly full_name: string;
  readonly default_branch?: string;
  readonly name?: string;
}
export interface HeadFields {
  readonly id?: number;
  readonly head_sha?: string;
  readonly app?: { readonly id?: number } | null;
  readonly pull_requests?: readonly { readonly number: number }[] | null;
  readonly check_suite?: { readonly head_sha?: string } | null;
}
interface CommitFields {
  readonly message?: string;
  readonly added?: readonly string[];
  readonly modified?: readonly string[];
  readonly removed?: readonly string[];
}

/** The parts of GitHub's payloads that are read; everything else is left alone. */
export interface Payload {
  readonly action?: string;
  readonly installation?: { readonly id: number };
  readonly repository?: RepositoryFields;
  readonly sender?: User;
  readonly issue?: IssueFields;
  readonly label?: { readonly name?: string };
  readonly type?: { readonly name?: string } | null;
  readonly changes?: {
    readonly body?: { readonly from?: string };
    readonly base?: unknown;
    readonly new_issue?: IssueFields;
    readonly new_repository?: RepositoryFields;
  };
  readonly comment?: { readonly body?: string | null; readonly user?: User };
  readonly parent_issue?: IssueFields;
  readonly parent_issue_repo?: RepositoryFields;
  readonly sub_issue?: IssueFields;
  readonly sub_issue_repo?: RepositoryFields;
  readonly pull_request?: {
    readonly number: number;
    readonly title?: string;
    readonly body?: string | null;
    readonly head?: { readonly sha?: string; readonly repo?: { readonly full_name?: string } | null };
    readonly merge_commit_sha?: string | null;
    readonly merged?: boolean | null;
    readonly base?: { readonly ref?: string };
  };
  readonly check_run?: HeadFields;
  readonly check_suite?: HeadFields;
  readonly workflow_run?: HeadFields;
  readonly merge_group?: {
    readonly head_sha: string;
    readonly head_ref: string;
    readonly base_sha: string;
  };
  readonly sha?: string;
  readonly before?: string;
  readonly after?: string;
  readonly ref?: string;
  readonly forced?: boolean;
  readonly commits?: readonly CommitFields[];
  readonly repositories_added?: readonly RepositoryFields[];
  readonly repositories_removed?: readonly RepositoryFields[];
}
