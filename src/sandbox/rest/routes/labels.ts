/** Labels of a repository and of an issue. */
import { BoxError } from "../../state/contract.ts";
import type { Label, Repository } from "../../state/model.ts";
import { issueOf, notFound, numberParam, readable, writable } from "../access.ts";
import { type Answer, created, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { needText, needTexts, optionalText, optionalTexts, textOrNothing } from "../body.ts";
import { pagedList } from "../pagination.ts";
import { labelJson, labelsJson } from "../serialize/label.ts";

const listLabels = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const labels = [...repository.labels.values()].sort((a, b) =>
    a.name.toLowerCase().localeCompare(b.name.toLowerCase()),
  );
  return pagedList(request, labels, (label) => labelJson(request, repository, label));
};

const getLabel = (request: RestRequest): Answer => {
  const repository = readable(request, "metadata");
  const label = request.state.ask.label(repository, request.params.name ?? "");
  if (label === undefined) throw notFound();
  return ok(labelJson(request, repository, label));
};

const createLabel = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const label = state.do.createLabel(caller, repository, {
    name: needText(body, "name"),
    color: textOrNothing(body, "color"),
    description: optionalText(body, "description"),
  });
  const json = labelJson(request, repository, label);
  return created(json, json.url);
};

const updateLabel = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller, params } = request;
  const label = state.do.updateLabel(caller, repository, params.name ?? "", {
    new_name: textOrNothing(body, "new_name"),
    color: textOrNothing(body, "color"),
    description: optionalText(body, "description"),
  });
  return ok(labelJson(request, repository, label));
};

const deleteLabel = (request: RestRequest): Answer => {
  request.state.do.deleteLabel(request.caller, writable(request), request.params.name ?? "");
  return noContent();
};

const shown = (request: RestRequest, repository: Repository, labels: readonly Label[]): Answer =>
  ok(labels.map((label) => labelJson(request, repository, label)));

const listOfIssue = (request: RestRequest): Answer => {
  const { repository, issue } = issueOf(request);
  return pagedList(request, labelsJson(request, repository, issue), (json) => json);
};

const addLabels = (request: RestRequest): Answer => {
  const repository = writable(request);
  const names = needTexts(request.body, "labels");
  return shown(
    request,
    repository,
    request.state.do.addLabels(request.caller, repository, numberParam(request, "number"), names),
  );
};

/** An empty list, or no list at all, takes every label away ("Set labels for an issue"). */
const setLabels = (request: RestRequest): Answer => {
  const repository = writable(request);
  const names = optionalTexts(request.body, "labels") ?? [];
  return shown(
    request,
    repository,
    request.state.do.setLabels(request.caller, repository, numberParam(request, "number"), names),
  );
};

const removeAll = (request: RestRequest): Answer => {
  request.state.do.setLabels(request.caller, writable(request), numberParam(request, "number"), []);
  return noContent();
};

const removeOne = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { params, state, caller } = request;
  const name = params.name ?? "";
  const issue = state.ask.issue(repository, numberParam(request, "number"));
  const label = state.ask.label(repository, name);
  // "Label does not exist" is the answer for a label that the issue does not bear (octokit/rest.js#1054).
  if (label === undefined || !issue.labelIds.includes(label.id)) throw new BoxError(404, "Label does not exist");
  return shown(request, repository, state.do.removeLabel(caller, repository, issue.number, name));
};

const OF_ISSUE = "/repos/{owner}/{repo}/issues/{number}/labels";
const ONE = "/repos/{owner}/{repo}/labels/{name}";

export const labelRoutes: readonly Route[] = [
  route("GET", OF_ISSUE, "issues/labels#list-labels-for-an-issue", listOfIssue),
  route("POST", OF_ISSUE, "issues/labels#add-labels-to-an-issue", addLabels),
  route("PUT", OF_ISSUE, "issues/labels#set-labels-for-an-issue", setLabels),
  route("DELETE", OF_ISSUE, "issues/labels#remove-all-labels-from-an-issue", removeAll),
  route("DELETE", `${OF_ISSUE}/{name}`, "issues/labels#remove-a-label-from-an-issue", removeOne),
  route("GET", "/repos/{owner}/{repo}/labels", "issues/labels#list-labels-for-a-repository", listLabels),
  route("POST", "/repos/{owner}/{repo}/labels", "issues/labels#create-a-label", createLabel),
  route("GET", ONE, "issues/labels#get-a-label", getLabel),
  route("PATCH", ONE, "issues/labels#update-a-label", updateLabel),
  route("DELETE", ONE, "issues/labels#delete-a-label", deleteLabel),
];
