/** `GET /search/issues`. Source: docs.github.com/rest/search/search#search-issues-and-pull-requests. */
import { BoxError } from "../../state/contract.ts";
import type { Issue, Repository } from "../../state/model.ts";
import type { Answer, RestRequest, Route } from "../answer.ts";
import { route } from "../answer.ts";
import { cut, pageOf } from "../pagination.ts";
import { issueCoreJson } from "../serialize/issue.ts";
import { sorted } from "./issue-list.ts";
import { dateRange, parseQuery, type Term } from "./search-query.ts";

interface Found {
  readonly repository: Repository;
  readonly issue: Issue;
}
type Test = (found: Found) => boolean;

const REACH = 1000;

const missing = (): BoxError =>
  new BoxError(422, "Validation Failed", [{ resource: "Search", field: "q", code: "missing" }]);

const unsearchable = (): BoxError =>
  new BoxError(422, "Validation Failed", [
    {
      message:
        "The listed users and repositories cannot be searched either because the resources do not exist or you do not have permission to view them.",
      resource: "Search",
      field: "q",
      code: "invalid",
    },
  ]);

const same = (a: string | null | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

const accountTest = (request: RestRequest, value: string, of: (found: Found) => readonly number[]): Test => {
  const login = value === "@me" ? (request.caller.account?.login ?? "") : value.replace(/^app\/(.*)$/, "$1[bot]");
  const id = request.state.ask.account(login.replace(/^@/, ""))?.id;
  return (found) => id !== undefined && of(found).includes(id);
};

const isTest = (value: string): Test | null => {
  switch (value.toLowerCase()) {
    case "issue":
      return ({ issue }) => issue.pull === null;
    case "pr":
    case "pull-request":
      return ({ issue }) => issue.pull !== null;
    case "open":
    case "closed":
      return ({ issue }) => issue.state === value.toLowerCase();
    case "merged":
      return ({ issue }) => issue.pull?.merged === true;
    case "unmerged":
      return ({ issue }) => issue.pull !== null && !issue.pull.merged;
    case "draft":
      return ({ issue }) => issue.pull?.draft === true;
    case "locked":
      return ({ issue }) => issue.locked;
    case "public":
      return ({ repository }) => !repository.private;
    case "private":
      return ({ repository }) => repository.private;
    default:
      return null;
  }
};

const absenceTest = (value: string): Test | null => {
  switch (value.toLowerCase()) {
    case "label":
      return ({ issue }) => issue.labelIds.length === 0;
    case "assignee":
      return ({ issue }) => issue.assigneeIds.length === 0;
    case "type":
      return ({ issue }) => issue.type === null;
    case "parent-issue":
      return ({ issue }) => issue.parent === null;
    case "milestone":
    case "project":
      return () => true;
    default:
      return null;
  }
};

const instantOf = (key: string, { issue }: Found): string | null => {
  if (key === "created") return issue.createdAt;
  if (key === "updated") return issue.updatedAt;
  return key === "closed" ? issue.closedAt : (issue.pull?.mergedAt ?? null);
};

const labelTest = (value: string): Test => {
  // `label:a,b` is either of them; `label:a label:b` is both.
  const names = value.split(",").map((name) => name.trim().replace(/^"|"$/g, ""));
  return ({ repository, issue }) =>
    issue.labelIds.some((id) => names.some((name) => same(repository.labels.get(id)?.name, name)));
};

const parentTest = (request: RestRequest, value: string): Test => {
  const [, owner, name, number] = /^([^/]+)\/([^#]+)#(\d+)$/.exec(value) ?? [];
  const repository = request.state.ask.repository(owner ?? "", name ?? "");
  return ({ issue }) => issue.parent?.repositoryId === repository?.id && issue.parent?.number === Number(number);
};

const ownerOf = (request: RestRequest, repository: Repository): string =>
  request.state.ask.actor(repository.ownerId).login;

const qualifierTest = (request: RestRequest, key: string, value: string): Test | null => {
  switch (key) {
    case "repo":
      return ({ repository }) => same(`${ownerOf(request, repository)}/${repository.name}`, value);
    case "org":
    case "user":
      return ({ repository }) => same(ownerOf(request, repository), value);
    case "is":
      return isTest(value);
    case "state":
      return ({ issue }) => issue.state === value.toLowerCase();
    case "type":
      return isTest(value) ?? (({ issue }) => same(issue.type, value));
    case "label":
      return labelTest(value);
    case "author":
      return accountTest(request, value, ({ issue }) => [issue.authorId]);
    case "assignee":
      return accountTest(request, value, ({ issue }) => issue.assigneeIds);
    case "commenter":
      return accountTest(request, value, ({ issue }) => issue.comments.map((comment) => comment.authorId));
    case "involves":
      return accountTest(request, value, ({ issue }) => [
        issue.authorId,
        ...issue.assigneeIds,
        ...issue.comments.map((comment) => comment.authorId),
      ]);
    case "no":
      return absenceTest(value);
    case "reason":
      return ({ issue }) => same(issue.stateReason?.replace("_", " "), value.replace(/[-_]/g, " "));
    case "parent-issue":
      return parentTest(request, value);
    case "base":
      return ({ issue }) => issue.pull?.baseRef === value;
    case "head":
      return ({ issue }) => issue.pull?.headRef === value;
    case "created":
    case "updated":
    case "closed":
    case "merged": {
      const range = dateRange(value);
      if (range === null)
        throw new BoxError(422, "Validation Failed", [{ resource: "Search", field: "q", code: "invalid" }]);
      return (found) => range(instantOf(key, found));
    }
    default:
      return null;
  }
};

const textTest = (text: string, fields: readonly string[]): Test => {
  const wanted = text.toLowerCase();
  return ({ issue }) =>
    (fields.includes("title") && issue.title.toLowerCase().includes(wanted)) ||
    (fields.includes("body") && (issue.body ?? "").toLowerCase().includes(wanted)) ||
    (fields.includes("comments") && issue.comments.some((comment) => comment.body.toLowerCase().includes(wanted)));
};

const SCOPES = new Set(["repo", "org", "user"]);

/** Several `repo:`, `org:` and `user:` widen the search; all else narrows it. */
const testsOf = (request: RestRequest, terms: readonly Term[]): Test[] => {
  const fields = terms.filter((term) => term.key === "in").flatMap((term) => term.value.toLowerCase().split(","));
  const within = fields.length === 0 ? ["title", "body", "comments"] : fields;
  const scopes: Test[] = [];
  const tests: Test[] = [];
  for (const { key, value, negated } of terms) {
    if (key === "in" || key === "sort") continue;
    const test =
      (key === null ? null : qualifierTest(request, key, value)) ??
      textTest(key === null ? value : `${key}:${value}`, within);
    if (key !== null && SCOPES.has(key) && !negated) scopes.push(test);
    else tests.push(negated ? (found) => !test(found) : test);
  }
  return scopes.length === 0 ? tests : [(found) => scopes.some((test) => test(found)), ...tests];
};

const demandScopes = (request: RestRequest, terms: readonly Term[]): void => {
  for (const { key, value, negated } of terms) {
    if (negated || key !== "repo") continue;
    const [owner = "", name = ""] = value.split("/", 2);
    const repository = request.state.ask.repository(owner, name);
    if (repository === undefined || !request.state.ask.can(request.caller, repository, "issues", "read")) {
      throw unsearchable();
    }
  }
};

const searchIssues = (request: RestRequest): Answer => {
  const { query, state, caller } = request;
  const text = query.get("q")?.trim() ?? "";
  if (text === "") throw missing();
  const terms = parseQuery(text);
  demandScopes(request, terms);
  const { page, perPage } = pageOf(query);
  if ((page - 1) * perPage >= REACH) throw new BoxError(422, "Only the first 1000 search results are available");
  const tests = testsOf(request, terms);
  const found: Found[] = [...state.world.repositories.values()]
    .filter((repository) => state.ask.can(caller, repository, "issues", "read"))
    .flatMap((repository) => [...repository.issues.values()].map((issue) => ({ repository, issue })))
    .filter((each) => tests.every((test) => test(each)));
  const places = new Map(found.map((each) => [each.issue, each.repository]));
  const sort = terms.find((term) => term.key === "sort")?.value.split("-") ?? [];
  const ordered = sorted(
    [...places.keys()],
    query.get("sort") ?? sort[0] ?? null,
    query.get("order") ?? sort[1] ?? null,
  );
  const { items, headers } = cut(request, ordered.slice(0, REACH));
  const shown = items.flatMap((issue) => {
    const repository = places.get(issue);
    return repository === undefined ? [] : [{ ...issueCoreJson(request, repository, issue), score: 1 }];
  });
  // The order of the fields matters: @octokit/plugin-paginate-rest takes the first it does not know for the list.
  return {
    status: 200,
    body: { total_count: found.length, incomplete_results: false, items: shown, search_type: "lexical" },
    headers,
  };
};

export const searchRoutes: readonly Route[] = [
  route("GET", "/search/issues", "search/search#search-issues-and-pull-requests", searchIssues),
];
