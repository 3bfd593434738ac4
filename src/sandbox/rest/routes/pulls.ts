/** Pull requests: lists, opening, changing, files, commits, merging. */
import { BoxError } from "../../state/contract.ts";
import { notFound, numberParam, pullOf, readable, writable } from "../access.ts";
import { type Answer, created, type Json, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needText, optionalBoolean, optionalText, textOrNothing } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { commitJson, fileJson } from "../serialize/commit.ts";
import { asPull, type PullRecord, pullJson, pullSimpleJson } from "../serialize/pull.ts";

/** The word of `state=`: open unless asked otherwise; anything unknown is refused. */
const stateTest = (query: URLSearchParams): ((record: PullRecord) => boolean) => {
  const wanted = query.get("state") ?? "open";
  if (!["open", "closed", "all"].includes(wanted)) {
    throw new BoxError(422, "Validation Failed", [{ resource: "PullRequest", code: "invalid", field: "state" }]);
  }
  return ({ issue }) => wanted === "all" || issue.state === wanted;
};

/** `head=owner:branch`; without an owner GitHub ignores the filter. */
const headTest = (request: RestRequest): ((record: PullRecord) => boolean) => {
  const [owner, branch] = (request.query.get("head") ?? "").split(":", 2);
  if (branch === undefined) return () => true;
  return ({ pull }) => {
    const repository =
      pull.headRepositoryId === null ? undefined : request.state.world.repositories.get(pull.headRepositoryId);
    if (repository === undefined || pull.headRef !== branch) return false;
    return request.state.ask.actor(repository.ownerId).login.toLowerCase() === owner?.toLowerCase();
  };
};

const sortKey = ({ issue }: PullRecord, sort: string | null): string | number => {
  if (sort === "updated") return issue.updatedAt;
  return sort === "popularity" ? issue.comments.length : issue.number;
};

const listPulls = (request: RestRequest): Answer => {
  const repository = readable(request, "pull_requests");
  const { query } = request;
  const [inState, fromHead] = [stateTest(query), headTest(request)];
  const base = query.get("base");
  const sort = query.get("sort");
  // Newest first by default; any other order ascends unless told ("direction").
  const ascending =
    query.get("direction") === "asc" || (query.get("direction") === null && (sort ?? "created") !== "created");
  const found = [...repository.issues.values()]
    .flatMap((issue) => asPull(repository, issue))
    .filter((record) => inState(record) && fromHead(record) && (base === null || record.pull.baseRef === base))
    .sort((a, b) => {
      const [left, right] = [sortKey(a, sort), sortKey(b, sort)];
      return (ascending ? 1 : -1) * (left === right ? a.issue.number - b.issue.number : left < right ? -1 : 1);
    });
  return pagedList(request, found, (record) => pullSimpleJson(request, record));
};

const getPull = (request: RestRequest): Answer => ok(pullJson(request, pullOf(request)));

const after = (request: RestRequest, number: number): Json => {
  const repository = writable(request);
  return pullJson(request, { repository, ...request.state.ask.pull(repository, number) });
};

const createPull = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const issue = state.do.createPull(caller, repository, {
    title: needText(body, "title"),
    body: optionalText(body, "body"),
    head: needText(body, "head"),
    base: needText(body, "base"),
    draft: optionalBoolean(body, "draft"),
  });
  const json = after(request, issue.number);
  return created(json, json.url);
};

const updatePull = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const number = numberParam(request, "number");
  const text = optionalText(body, "body");
  state.do.updatePull(caller, repository, number, {
    title: textOrNothing(body, "title"),
    ...(text === undefined ? {} : { body: text }),
    state: choice(body, "state", ["open", "closed"] as const),
    base: textOrNothing(body, "base"),
  });
  return ok(after(request, number));
};

/** At most 3,000 files are listed ("List pull requests files"). */
const MOST_FILES = 3000;

const listFiles = (request: RestRequest): Answer => {
  const { repository, pull } = pullOf(request);
  const { ask } = request.state;
  const base = pull.merged ? pull.baseSha : (ask.mergeBase(repository, pull.baseSha, pull.headSha) ?? pull.baseSha);
  const files = ask.changedFiles(repository, base, pull.headSha).slice(0, MOST_FILES);
  return pagedList(request, files, (file) => fileJson(request, repository, file, pull.headSha));
};

/** At most 250 commits are listed ("List commits on a pull request"), oldest first. */
const MOST_COMMITS = 250;

const listCommits = (request: RestRequest): Answer => {
  const { repository, pull } = pullOf(request);
  const commits = request.state.ask.pullCommits(repository, pull).slice(0, MOST_COMMITS);
  return pagedList(request, commits, (commit) => commitJson(request, repository, commit));
};

const isMerged = (request: RestRequest): Answer => {
  if (pullOf(request).pull.merged) return noContent();
  throw notFound();
};

const mergePull = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const { sha } = state.do.mergePull(caller, repository, numberParam(request, "number"), {
    merge_method: choice(body, "merge_method", ["merge", "squash", "rebase"] as const),
    commit_title: textOrNothing(body, "commit_title"),
    commit_message: optionalText(body, "commit_message") ?? undefined,
    sha: textOrNothing(body, "sha"),
  });
  return ok({ sha, merged: true, message: "Pull Request successfully merged" });
};

const PULLS = "/repos/{owner}/{repo}/pulls";
const ONE = `${PULLS}/{number}`;

export const pullRoutes: readonly Route[] = [
  route("GET", PULLS, "pulls/pulls#list-pull-requests", listPulls),
  route("POST", PULLS, "pulls/pulls#create-a-pull-request", createPull),
  route("GET", ONE, "pulls/pulls#get-a-pull-request", getPull),
  route("PATCH", ONE, "pulls/pulls#update-a-pull-request", updatePull),
  route("GET", `${ONE}/files`, "pulls/pulls#list-pull-requests-files", listFiles),
  route("GET", `${ONE}/commits`, "pulls/pulls#list-commits-on-a-pull-request", listCommits),
  route("GET", `${ONE}/merge`, "pulls/pulls#check-if-a-pull-request-has-been-merged", isMerged),
  route("PUT", `${ONE}/merge`, "pulls/pulls#merge-a-pull-request", mergePull),
];
