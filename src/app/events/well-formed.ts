/**
 * Names and numbers of a payload become parts of GitHub's addresses. Whoever has the webhook's secret can sign anything,
 * so what is no name or number of GitHub's is not handed on: `../app` would be another address of the API.
 */
import type { Payload } from "./payload.ts";

const NAME = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const DOTS = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** True where each name is a repository's, each number one, and each label's name a text. What is not there is no mistake. Pure. */
export function isWellFormed(payload: Payload): boolean {
  const { repository, issue, parent_issue, sub_issue, changes, pull_request } = payload;
  const repositories = [
    repository,
    payload.parent_issue_repo,
    payload.sub_issue_repo,
    changes?.new_repository,
    ...(payload.repositories_removed ?? []),
  ];
  const numbers = [issue, parent_issue, sub_issue, changes?.new_issue, pull_request];
  const listed = [payload.check_run, payload.check_suite, payload.workflow_run].flatMap(
    (head) => head?.pull_requests ?? [],
  );
  const labelled = [issue, parent_issue, sub_issue].flatMap((one) => [...(one?.labels ?? []), one?.type]);
  return (
    [...labelled, payload.label, payload.type].every((one) => isText(one?.name)) &&
    (payload.installation === undefined || isNumber(payload.installation.id)) &&
    repositories.every((one) => one === undefined || one === null || isName(one.full_name)) &&
    [...numbers, ...listed].every((one) => one === undefined || one === null || isNumber(one.number))
  );
}

function isName(value: unknown): boolean {
  return typeof value === "string" && NAME.test(value) && !DOTS.test(value);
}

function isText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function isNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
