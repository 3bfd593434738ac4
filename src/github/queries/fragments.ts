/**
 * What is asked of each kind of thing. Page sizes keep the usual incident at about 8 points and 30,000 nodes: GitHub
 * counts what the `first:` arguments allow, not what comes back.
 * Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */

const PAGE = "pageInfo { hasNextPage endCursor }";

export const WHO = /* GraphQL */ `
  fragment Who on Actor { __typename login ... on Node { id } }`;

export const LABELS = `nodes { name } ${PAGE}`;
export const ASSIGNEES = `nodes { ...Who } ${PAGE}`;
export const PULL_REFS = `nodes { id number url repository { nameWithOwner } } ${PAGE}`;

export const COMMENTS = /* GraphQL */ `
  nodes {
    id fullDatabaseId databaseId url body createdAt lastEditedAt
    author { ...Who } editor { ...Who }
    reactionGroups { content viewerHasReacted }
  } ${PAGE}`;

/** Item types of the two timelines, so that chatter (mentions, renames, …) fills no page. */
export const EVENT_TYPES =
  "[CLOSED_EVENT, REOPENED_EVENT, LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT]";

export const EVENTS = /* GraphQL */ `
  nodes {
    __typename
    ... on ClosedEvent {
      id createdAt stateReason actor { ...Who }
      closer {
        __typename
        ... on PullRequest { id number url repository { nameWithOwner } }
        ... on Commit { id oid url }
        ... on ProjectV2 { title }
      }
    }
    ... on ReopenedEvent { id createdAt actor { ...Who } }
    ... on LabeledEvent { id createdAt actor { ...Who } label { name } }
    ... on UnlabeledEvent { id createdAt actor { ...Who } label { name } }
    ... on AssignedEvent { id createdAt actor { ...Who } assignee { __typename ... on Actor { login } } }
    ... on UnassignedEvent { id createdAt actor { ...Who } assignee { __typename ... on Actor { login } } }
  } ${PAGE}`;

export const REFERENCES = /* GraphQL */ `
  nodes {
    __typename
    ... on CrossReferencedEvent {
      id willCloseTarget
      source {
        __typename
        ... on PullRequest { ...Pull }
        ... on Issue {
          id number body
          repository { nameWithOwner }
          parent { id }
          labels(first: 20) { ${LABELS} }
        }
      }
    }
  } ${PAGE}`;

export const CHECKS = /* GraphQL */ `
  nodes {
    __typename
    ... on CheckRun {
      id databaseId name status conclusion url startedAt completedAt title summary text
      checkSuite { app { databaseId slug } }
    }
    ... on StatusContext { id context state targetUrl createdAt }
  } ${PAGE}`;

export const FILES = `nodes { path changeType additions deletions } ${PAGE}`;
export const COMMITS = /* GraphQL */ `
  nodes { commit { id oid message author { user { login } } committer { user { login } } } } ${PAGE}`;
export const CLOSES = `nodes { number repository { nameWithOwner } } ${PAGE}`;
export const REVERTS = /* GraphQL */ `
  nodes {
    __typename
    ... on CrossReferencedEvent {
      source {
        __typename
        ... on PullRequest { id number title body merged baseRefName repository { nameWithOwner } }
      }
    }
  } ${PAGE}`;

/**
 * A pull request with everything the rules read of it. Co-authors are asked for apart, and only where a commit message
 * names some: `authors` inside 50 commits would cost 50 requests a pull request.
 */
export const PULL = /* GraphQL */ `
  fragment CommitChecks on Commit { id oid statusCheckRollup { contexts(first: 50) { ${CHECKS} } } }
  fragment Pull on PullRequest {
    id number url title body isDraft state createdAt mergedAt
    author { ...Who } mergedBy { ...Who }
    repository { nameWithOwner defaultBranchRef { name } }
    baseRefName headRefOid headRepository { nameWithOwner }
    files(first: 100) { ${FILES} }
    head: commits(last: 1) { nodes { commit { ...CommitChecks } } }
    mergeCommit { ...CommitChecks }
    commits(first: 50) { ${COMMITS} }
    closes: closingIssuesReferences(first: 10) { ${CLOSES} }
    reverts: timelineItems(first: 10, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REVERTS} }
  }`;

export const ISSUE = /* GraphQL */ `
  fragment IssueFacts on Issue {
    __typename id fullDatabaseId databaseId number url title body locked state stateReason(enableDuplicate: true)
    createdAt closedAt lastEditedAt
    author { ...Who } editor { ...Who }
    repository { nameWithOwner }
    parent { id }
    labels(first: 50) { ${LABELS} }
    assignees(first: 20) { ${ASSIGNEES} }
    comments(first: 100) { ${COMMENTS} }
    events: timelineItems(first: 100, itemTypes: ${EVENT_TYPES}) { ${EVENTS} }
    closers: closedByPullRequestsReferences(first: 20, includeClosedPrs: true) { ${PULL_REFS} }
    developed: closedByPullRequestsReferences(first: 20, includeClosedPrs: true, userLinkedOnly: true) { ${PULL_REFS} }
  }`;

/** An item: the issue, and the pull requests that refer to it. */
export const ITEM = /* GraphQL */ `
  fragment Item on Issue {
    ...IssueFacts
    references: timelineItems(first: 6, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REFERENCES} }
  }`;
