/** The one request that tells whether anything is to be written for a repository as a whole: no incident in it. */
import { LABELS } from "./fragments.ts";

const VERSION = `target { ... on Commit { oid history(first: 1, path: $path) { nodes { oid committedDate } } } }`;
const FILE = `policy: object(expression: $expression) { __typename ... on Blob { text isTruncated } }`;

export const PORTFOLIO_QUERY = /* GraphQL */ `
  query Portfolio($owner: String!, $repo: String!, $path: String!, $expression: String!, $label: String!) {
    repository(owner: $owner, name: $repo) {
      id name url isPrivate isArchived
      owner { login }
      labels(first: 100) { ${LABELS} }
      report: label(name: $label) { description }
      defaultBranchRef { name ${VERSION} }
      ${FILE}
    }
    organization: repository(owner: $owner, name: ".github") {
      id
      defaultBranchRef { name ${VERSION} }
      ${FILE}
    }
  }`;
