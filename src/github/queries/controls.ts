/** What was merged since a control, with the checks of each (R-A2). */
import { FILES } from "./fragments.ts";

const PAGE = "pageInfo { hasNextPage endCursor }";

const CONTEXTS = /* GraphQL */ `
  nodes {
    __typename
    ... on CheckRun {
      id databaseId name status conclusion url startedAt completedAt
      checkSuite { app { databaseId slug } workflowRun { event workflow { databaseId name state } } }
    }
    ... on StatusContext { id context state targetUrl createdAt creator { __typename login } }
  } ${PAGE}`;

/** What is asked of a merged pull request. */
export const MERGED_PULL = /* GraphQL */ `
  fragment Ran on Commit { id oid statusCheckRollup { contexts(first: 50) { ${CONTEXTS} } } }
  fragment MergedPull on PullRequest {
    id number url mergedAt updatedAt
    head: commits(last: 1) { nodes { commit { ...Ran } } }
    mergeCommit { ...Ran }
  }`;

/**
 * The newest of them, whatever their base, for the request that reads the incident: its own document names no branch. The
 * list cannot be null, so what goes wrong with it would take the repository around it along: this is one of its own.
 */
export const MERGED_LATELY = /* GraphQL */ `
  lately: repository(owner: $owner, name: $repo) {
    merged: pullRequests(states: [MERGED], orderBy: { field: UPDATED_AT, direction: DESC }, first: 25) {
      nodes { baseRefName ...MergedPull files(first: 100) { ${FILES} } } ${PAGE}
    }
  }`;

/**
 * Pull requests merged into a branch, those changed last first. None is changed before it is merged, so once the list has
 * come down to some instant, whatever was merged after it has been read.
 *
 * A page costs 1 + 30 × 4 connections: one point of GitHub's budget. What a merge queue tested is the merge commit: the
 * branch is moved to the merge group's commit.
 * Source: https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue
 */
export const MERGED_QUERY = /* GraphQL */ `
  query Merged($owner: String!, $repo: String!, $branch: String!, $after: String, $files: Boolean!) {
    repository(owner: $owner, name: $repo) {
      nameWithOwner url
      pullRequests(
        states: [MERGED], baseRefName: $branch, orderBy: { field: UPDATED_AT, direction: DESC }, first: 30, after: $after
      ) {
        nodes {
          ...MergedPull
          files(first: 100) @include(if: $files) { ${FILES} }
        }
        ${PAGE}
      }
    }
  }
  ${MERGED_PULL}`;
