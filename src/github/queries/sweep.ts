/** The one request that a sweep begins with: the policy, where the default branch is, and the mark of the last sweep. */

const BLOB = `{ __typename ... on Blob { text isTruncated } }`;
const VERSION = `target { ... on Commit { oid history(first: 1, path: $path) { nodes { oid committedDate } } } }`;
const MARKED = `nodes {
  oid
  checkSuites(first: 10, filterBy: { appId: $app, checkName: $check }) {
    nodes { checkRuns(first: 10, filterBy: { checkName: $check }) { nodes { databaseId status conclusion title summary text } } }
  }
}`;

/** Variables `owner`, `repo`, `path`, `expression` as for a policy, and of the mark `app`, `check` and `folder`. */
export const SWEEP_QUERY = /* GraphQL */ `
  query Sweep(
    $owner: String!, $repo: String!, $path: String!, $expression: String!, $folder: String!, $app: Int, $check: String!
  ) {
    repository(owner: $owner, name: $repo) {
      id name isPrivate isInOrganization isArchived
      owner { login }
      defaultBranchRef { name ${VERSION} }
      marks: defaultBranchRef {
        target {
          ... on Commit {
            oid
            ofPolicy: history(first: 1, path: $path) { ${MARKED} }
            ofFolder: history(first: 1, path: $folder) { ${MARKED} }
          }
        }
      }
      policy: object(expression: $expression) ${BLOB}
    }
    organization: repository(owner: $owner, name: ".github") {
      id
      defaultBranchRef { name ${VERSION} }
      policy: object(expression: $expression) ${BLOB}
    }
  }`;
