/** The requests that read policy files beside an incident's own. */

const BLOB = `{ __typename ... on Blob { text isTruncated } }`;

const VERSION = `target { ... on Commit { oid history(first: 1, path: $path) { nodes { oid committedDate } } } }`;
const HOLDER = `id defaultBranchRef { name ${VERSION} } policy: object(expression: $expression) ${BLOB}`;

/** Where a repository's policy may lie: variables `owner`, `repo`, `path`, `expression`. */
export const POLICY_HOLDERS_QUERY = /* GraphQL */ `
  query PolicyHolders($owner: String!, $repo: String!, $path: String!, $expression: String!) {
    repository(owner: $owner, name: $repo) { isPrivate isInOrganization isArchived ${HOLDER} }
    organization: repository(owner: $owner, name: ".github") { ${HOLDER} }
  }`;

/** A pull request as far as it may change a policy: what it touches, the file at its head, our check there. */
export const POLICY_CHANGE_QUERY = /* GraphQL */ `
  query PolicyChange(
    $owner: String!, $repo: String!, $number: Int!, $path: String!, $expression: String!, $app: Int!, $check: String!
  ) {
    repository(owner: $owner, name: $repo) {
      isPrivate isInOrganization isArchived ${HOLDER}
      pullRequest(number: $number) {
        state baseRefName
        files(first: 100) { nodes { path changeType } pageInfo { hasNextPage endCursor } }
        head: commits(last: 1) {
          nodes {
            commit {
              oid committedDate
              file(path: $path) { oid object ${BLOB} }
              checkSuites(first: 10, filterBy: { appId: $app, checkName: $check }) {
                nodes {
                  checkRuns(first: 10, filterBy: { checkName: $check }) {
                    nodes { databaseId status conclusion title summary text }
                  }
                }
              }
            }
          }
        }
      }
    }
    organization: repository(owner: $owner, name: ".github") { ${HOLDER} }
  }`;

/** A file at a pull request's head, which its repository holds even where it comes from a fork. */
export const FILE_AT_QUERY = /* GraphQL */ `
  query FileAt($owner: String!, $repo: String!, $expression: String!) {
    repository(owner: $owner, name: $repo) { file: object(expression: $expression) { oid ... on Blob { text } __typename } }
  }`;

/** A policy file that another one builds on, on its repository's default branch. */
export const POLICY_BASE_QUERY = /* GraphQL */ `
  query PolicyBase($owner: String!, $repo: String!, $path: String!, $expression: String!) {
    repository(owner: $owner, name: $repo) {
      id
      owner { login }
      defaultBranchRef {
        name
        target { ... on Commit { oid history(first: 1, path: $path) { nodes { oid committedDate } } } }
      }
      policy: object(expression: $expression) ${BLOB}
    }
  }`;

/** Earlier versions of the policy file, newest first, for when the newest does not parse. */
export const POLICY_HISTORY_QUERY = /* GraphQL */ `
  query PolicyHistory($id: ID!, $path: String!) {
    node(id: $id) {
      ... on Repository {
        defaultBranchRef {
          target {
            ... on Commit {
              history(first: 20, path: $path) {
                nodes { oid committedDate file(path: $path) { object ${BLOB} } }
              }
            }
          }
        }
      }
    }
  }`;
