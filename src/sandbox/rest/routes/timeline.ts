/** Events and timelines. */
import { issueOf, notFound, numberParam, readable } from "../access.ts";
import { type Answer, ok, type RestRequest, type Route, route } from "../answer.ts";
import { pagedList } from "../pagination.ts";
import { issueJson } from "../serialize/issue.ts";
import { eventJson, isIssueEvent, timelineOf } from "../serialize/timeline.ts";

const listEvents = (request: RestRequest): Answer => {
  const { repository, issue } = issueOf(request);
  return pagedList(request, issue.events.filter(isIssueEvent), (event) => eventJson(request, repository, event));
};

const listTimeline = (request: RestRequest): Answer => {
  const { repository, issue } = issueOf(request);
  return pagedList(request, timelineOf(request, repository, issue), (entry) => entry);
};

/** Events of the whole repository, newest first, each with its issue. */
const listOfRepository = (request: RestRequest): Answer => {
  const repository = readable(request, "issues");
  const all = [...repository.issues.values()]
    .flatMap((issue) => issue.events.filter(isIssueEvent).map((event) => ({ issue, event })))
    .sort((a, b) => b.event.id - a.event.id);
  return pagedList(request, all, ({ issue, event }) => ({
    ...eventJson(request, repository, event),
    issue: issueJson(request, repository, issue),
  }));
};

const getEvent = (request: RestRequest): Answer => {
  const repository = readable(request, "issues");
  const id = numberParam(request, "event_id");
  for (const issue of repository.issues.values()) {
    const event = issue.events.find((each) => each.id === id && isIssueEvent(each));
    if (event !== undefined) {
      return ok({ ...eventJson(request, repository, event), issue: issueJson(request, repository, issue) });
    }
  }
  throw notFound();
};

const ISSUES = "/repos/{owner}/{repo}/issues";

export const timelineRoutes: readonly Route[] = [
  route("GET", `${ISSUES}/events`, "issues/events#list-issue-events-for-a-repository", listOfRepository),
  route("GET", `${ISSUES}/events/{event_id}`, "issues/events#get-an-issue-event", getEvent),
  route("GET", `${ISSUES}/{number}/events`, "issues/events#list-issue-events", listEvents),
  route("GET", `${ISSUES}/{number}/timeline`, "issues/timeline#list-timeline-events-for-an-issue", listTimeline),
];
