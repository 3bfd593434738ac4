/**
 * `GET /repos/{owner}/{repo}/issues`: pull requests are listed too, newest first, open ones unless asked otherwise.
 * Source: docs.github.com/rest/issues/issues#list-repository-issues.
 */
import { BoxError } from "../../state/contract.ts";
import type { Account, Issue, Repository } from "../../state/model.ts";
import { readable } from "../access.ts";
import type { Answer, RestRequest } from "../answer.ts";
import { pagedList } from "../pagination.ts";
import { issueJson } from "../serialize/issue.ts";

type Test = (issue: Issue) => boolean;

const invalid = (field: string, value: string): BoxError =>
  new BoxError(422, "Validation Failed", [{ resource: "Issue", code: "invalid", field, value }]);

const byState = (text: string | null): Test => {
  const wanted = text ?? "open";
  if (wanted === "all") return () => true;
  if (wanted !== "open" && wanted !== "closed") throw invalid("state", wanted);
  return (issue) => issue.state === wanted;
};

const byLabels = (repository: Repository, text: string | null): Test => {
  const names = (text ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "");
  return (issue) => {
    const own = issue.labelIds.map((id) => repository.labels.get(id)?.name.toLowerCase());
    return names.every((name) => own.includes(name));
  };
};

const bySince = (text: string | null): Test => {
  if (text === null) return () => true;
  const since = Date.parse(text);
  if (Number.isNaN(since)) throw invalid("since", text);
  return (issue) => Date.parse(issue.updatedAt) >= since;
};

const byAssignee = (request: RestRequest, text: string | null): Test => {
  if (text === null) return () => true;
  if (text === "*") return (issue) => issue.assigneeIds.length > 0;
  if (text === "none") return (issue) => issue.assigneeIds.length === 0;
  const account = request.state.ask.account(text);
  if (account === undefined) throw invalid("assignee", text);
  return (issue) => issue.assigneeIds.includes(account.id);
};

const byCreator = (request: RestRequest, text: string | null): Test => {
  if (text === null) return () => true;
  // A GitHub App is asked for as `app/<slug>`.
  const login = text.startsWith("app/") ? `${text.slice(4)}[bot]` : text;
  const account: Account | undefined = request.state.ask.account(login);
  return (issue) => issue.authorId === account?.id;
};

const byType = (text: string | null): Test => {
  if (text === null || text === "*") return text === null ? () => true : (issue) => issue.type !== null;
  if (text === "none") return (issue) => issue.type === null;
  return (issue) => issue.type?.toLowerCase() === text.toLowerCase();
};

const sortKey = (issue: Issue, sort: string): string | number => {
  if (sort === "updated") return issue.updatedAt;
  return sort === "comments" ? issue.comments.length : issue.createdAt;
};

/** In the order that the `sort` and `direction` of the query ask for. */
export const sorted = (issues: readonly Issue[], sort: string | null, direction: string | null): Issue[] => {
  const sign = direction === "asc" ? 1 : -1;
  return [...issues].sort((a, b) => {
    const [left, right] = [sortKey(a, sort ?? "created"), sortKey(b, sort ?? "created")];
    return sign * (left === right ? a.number - b.number : left < right ? -1 : 1);
  });
};

export const listIssues = (request: RestRequest): Answer => {
  const repository = readable(request, "issues");
  if (!repository.hasIssues) throw new BoxError(410, "Issues has been disabled in this repository.");
  const { query } = request;
  const tests: Test[] = [
    byState(query.get("state")),
    byLabels(repository, query.get("labels")),
    bySince(query.get("since")),
    byAssignee(request, query.get("assignee")),
    byCreator(request, query.get("creator")),
    byType(query.get("type")),
  ];
  const found = [...repository.issues.values()].filter((issue) => tests.every((test) => test(issue)));
  const ordered = sorted(found, query.get("sort"), query.get("direction"));
  return pagedList(request, ordered, (issue) => issueJson(request, repository, issue));
};
