/** What is asked of pull requests, merge groups and the issues they close, apart from any incident (R-C4). */

const ISSUE = "number url state repository { nameWithOwner isPrivate } labels(first: 50) { nodes { name } }";

const PULL_FACTS = /* GraphQL */ `
  number state headRefOid baseRefName
  closes: closingIssuesReferences(first: 25) { nodes { ${ISSUE} } pageInfo { hasNextPage endCursor } }
  commits(first: 100) { nodes { commit { oid message } } pageInfo { hasNextPage endCursor } }`;

/** One pull request with our check on its head: variables `owner`, `name`, `number`, `app`, `check`. */
export const PULL_HEAD_QUERY = /* GraphQL */ `
  query PullHead($owner: String!, $name: String!, $number: Int!, $app: Int!, $check: String!) {
    repository(owner: $owner, name: $name) {
      defaultBranchRef { name }
      pullRequest(number: $number) {
        ${PULL_FACTS}
        files(first: 100) { nodes { path changeType } pageInfo { hasNextPage endCursor } }
        head: commits(last: 1) {
          nodes {
            commit {
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
  }`;

/** The open pull requests of a repository and whether our check on each has ended. */
export const OPEN_PULLS_QUERY = /* GraphQL */ `
  query OpenPulls($owner: String!, $name: String!, $app: Int!, $check: String!, $after: String) {
    repository(owner: $owner, name: $name) {
      pullRequests(states: [OPEN], first: 50, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes {
          number
          head: commits(last: 1) {
            nodes {
              commit {
                checkSuites(first: 5, filterBy: { appId: $app, checkName: $check }) {
                  nodes { checkRuns(first: 5, filterBy: { checkName: $check }) { nodes { databaseId status } } }
                }
              }
            }
          }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;

/** Pull requests by number: variables `owner`, `name`; answers under `p12`. */
export function pullsQuery(numbers: readonly number[]): string {
  const pulls = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ${PULL_FACTS} }`).join("\n");
  return `query Pulls($owner: String!, $name: String!) {
    repository(owner: $owner, name: $name) { defaultBranchRef { name } ${pulls} }
  }`;
}

/** Issues by name: variables `owner0`, `name0`, `number0`, …; answers under `i0`. */
export function issuesQuery(count: number): string {
  const each = Array.from({ length: count }, (_, index) => index);
  const variables = each.map((i) => `$owner${i}: String!, $name${i}: String!, $number${i}: Int!`).join(", ");
  const issues = each
    .map((i) => `i${i}: repository(owner: $owner${i}, name: $name${i}) { issue(number: $number${i}) { ${ISSUE} } }`)
    .join("\n");
  return `query Issues(${variables}) {\n${issues}\n}`;
}

/**
 * Which pull requests a merge queue's group holds: those of the queue's own entries, and those that its commits belong
 * to. Variables `owner`, `name`, `branch`; answers under `queue` and `c0`, `c1`, …
 */
export function groupQuery(shas: readonly string[]): string {
  const commits = shas
    .map(
      (sha, i) => `c${i}: object(oid: "${sha}") {
        ... on Commit {
          associatedPullRequests(first: 10) { nodes { number state baseRefName headRefOid repository { nameWithOwner } } }
        }
      }`,
    )
    .join("\n");
  return `query Group($owner: String!, $name: String!, $branch: String!) {
    repository(owner: $owner, name: $name) {
      queue: mergeQueue(branch: $branch) { entries(first: 100) { nodes { headCommit { oid } pullRequest { number } } } }
      ${commits}
    }
  }`;
}
