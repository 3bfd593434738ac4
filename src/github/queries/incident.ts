/** The one request that reads a usual incident. */
import { MERGED_LATELY, MERGED_PULL } from "./controls.ts";
import { ISSUE, ITEM, LABELS, LEAN_ITEM, NAMED_REFERENCES, PULL, REFERENCES, WHO } from "./fragments.ts";

const VERSION = `target { ... on Commit { oid history(first: 1, path: $path) { nodes { oid committedDate } } } }`;
/** What landed last on the default branch: reverts are told by its commits (R-H2). */
const LANDED = `landed: history(first: 100) { nodes { id oid committedDate message } pageInfo { hasNextPage endCursor } }`;
const BLOB = `{ __typename ... on Blob { text isTruncated } }`;
const FILE = `object(expression: $expression) ${BLOB}`;

const incident = (issue: string, merged: string, fragments: string): string => /* GraphQL */ `
  query Incident($owner: String!, $repo: String!, $number: Int!, $path: String!, $expression: String!) {
    rateLimit { cost remaining resetAt }
    repository(owner: $owner, name: $repo) {
      id name url isPrivate isArchived isInOrganization
      owner { login }
      labels(first: 100) { ${LABELS} }
      members: assignableUsers(first: 1) { totalCount }
      defaultBranchRef { name ${VERSION} tip: target { ... on Commit { oid ${LANDED} } } }
      policy: ${FILE}
      codeowners1: object(expression: "HEAD:.github/CODEOWNERS") ${BLOB}
      codeowners2: object(expression: "HEAD:CODEOWNERS") ${BLOB}
      codeowners3: object(expression: "HEAD:docs/CODEOWNERS") ${BLOB}
      issue(number: $number) { ...IssueFacts ${issue} }
    }
    ${merged}
    organization: repository(owner: $owner, name: ".github") {
      id
      defaultBranchRef { name ${VERSION} }
      policy: ${FILE}
    }
  }
  ${WHO} ${ISSUE} ${fragments}`;

const references = (size: number, of: string): string =>
  `references: timelineItems(first: ${size}, itemTypes: [CROSS_REFERENCED_EVENT]) { ${of} }`;
const subIssues = (size: number, fragment: string): string =>
  `subIssues(first: ${size}) { nodes { ...${fragment} } pageInfo { hasNextPage endCursor } }`;

/** With up to 12 items and their pull requests, and what was merged lately, for the controls among them. */
export const INCIDENT_QUERY = incident(
  `${references(15, REFERENCES)} ${subIssues(12, "Item")}`,
  MERGED_LATELY,
  `${PULL} ${ITEM} ${MERGED_PULL}`,
);

/** For when GitHub cannot answer that within its time: the pull requests are named only. */
export const LEAN_INCIDENT_QUERY = incident(
  `${references(40, NAMED_REFERENCES)} ${subIssues(25, "LeanItem")}`,
  "",
  LEAN_ITEM,
);
