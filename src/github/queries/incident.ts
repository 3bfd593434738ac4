/** The one request that reads a usual incident. */
import { ISSUE, ITEM, LABELS, PULL, REFERENCES, WHO } from "./fragments.ts";

const VERSION = `target { ... on Commit { oid history(first: 1, path: $path) { nodes { oid committedDate } } } }`;
const BLOB = `{ __typename ... on Blob { text isTruncated } }`;
const FILE = `object(expression: $expression) ${BLOB}`;

export const INCIDENT_QUERY = /* GraphQL */ `
  query Incident($owner: String!, $repo: String!, $number: Int!, $path: String!, $expression: String!) {
    rateLimit { cost remaining resetAt }
    repository(owner: $owner, name: $repo) {
      id name url isPrivate isArchived isInOrganization
      owner { login }
      labels(first: 100) { ${LABELS} }
      defaultBranchRef { name ${VERSION} }
      policy: ${FILE}
      codeowners1: object(expression: "HEAD:.github/CODEOWNERS") ${BLOB}
      codeowners2: object(expression: "HEAD:CODEOWNERS") ${BLOB}
      codeowners3: object(expression: "HEAD:docs/CODEOWNERS") ${BLOB}
      issue(number: $number) {
        ...IssueFacts
        references: timelineItems(first: 15, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REFERENCES} }
        subIssues(first: 12) { nodes { ...Item } pageInfo { hasNextPage endCursor } }
      }
    }
    organization: repository(owner: $owner, name: ".github") {
      id
      defaultBranchRef { name ${VERSION} }
      policy: ${FILE}
    }
  }
  ${WHO} ${PULL} ${ISSUE} ${ITEM}`;

/** Earlier versions of the policy file, newest first, for when the newest does not parse. */
export const POLICY_HISTORY_QUERY = /* GraphQL */ `
  query PolicyHistory($id: ID!, $path: String!) {
    node(id: $id) {
      ... on Repository {
        defaultBranchRef {
          target {
            ... on Commit {
              history(first: 20, path: $path) {
                nodes { oid committedDate file(path: $path) { object { __typename ... on Blob { text isTruncated } } } }
              }
            }
          }
        }
      }
    }
  }`;
