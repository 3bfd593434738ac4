/**
 * What is asked of each kind of thing. Page sizes keep the usual incident at about 7 points and 30,000 nodes: GitHub
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
  } totalCount ${PAGE}`;
/** A page from the list's end, whose cursors run the other way. */
export const LAST_COMMENTS = COMMENTS.replace(PAGE, "pageInfo { hasPreviousPage startCursor }");

/** Item types of the two timelines, so that chatter (mentions, renames, …) fills no page. */
export const EVENT_TYPES =
  "[CLOSED_EVENT, REOPENED_EVENT, LABELED_EVENT, UNLABELED_EVENT, ASSIGNED_EVENT, UNASSIGNED_EVENT, SUB_ISSUE_REMOVED_EVENT, MARKED_AS_DUPLICATE_EVENT, UNMARKED_AS_DUPLICATE_EVENT]";

/** Shown on both issues: which one survives, and which one is its duplicate. */
const DUPLICATE =
  "{ id createdAt actor { ...Who } canonical { ... on Issue { id number repository { nameWithOwner } } } duplicate { ... on Issue { id } } }";

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
    ... on SubIssueRemovedEvent { id createdAt actor { ...Who } subIssue { id } }
    ... on MarkedAsDuplicateEvent ${DUPLICATE}
    ... on UnmarkedAsDuplicateEvent ${DUPLICATE}
  } ${PAGE}`;

const PULL_SOURCE = "... on PullRequest { ...Pull }";
/** Named only: read by their ids, many in one request. */
const NAMED_SOURCE = "... on PullRequest { id number url repository { nameWithOwner } }";
/** Issues that may belong to the incident, for the incident itself only. */
const ISSUE_SOURCE = /* GraphQL */ `
  ... on Issue {
    id number body issueState: state stateReason(enableDuplicate: true)
    repository { nameWithOwner }
    parent { id }
    labels(first: 20) { ${LABELS} }
  }`;

const references = (sources: string): string => /* GraphQL */ `
  nodes {
    __typename
    ... on CrossReferencedEvent { id willCloseTarget source { __typename ${sources} } }
  } ${PAGE}`;

/** What refers to the incident, and to an item of a usual one: pull requests are read along with it. */
export const REFERENCES = references(`${PULL_SOURCE} ${ISSUE_SOURCE}`);
export const ITEM_REFERENCES = references(PULL_SOURCE);
/** The same where there are many of them. */
export const NAMED_REFERENCES = references(`${NAMED_SOURCE} ${ISSUE_SOURCE}`);
export const NAMED_ITEM_REFERENCES = references(NAMED_SOURCE);

const CHECK = "id databaseId name status conclusion url startedAt completedAt checkSuite { app { databaseId slug } }";
const STATUS = "... on StatusContext { id context state targetUrl createdAt }";
/** With the texts, by which our own check on an open pull request is told from the one it should be. */
export const CHECKS = `nodes { __typename ... on CheckRun { ${CHECK} title summary text } ${STATUS} } ${PAGE}`;
const CHECK_RESULTS = `nodes { __typename ... on CheckRun { ${CHECK} } ${STATUS} } ${PAGE}`;

export const FILES = `nodes { path changeType additions deletions } ${PAGE}`;
const COMMIT = "id oid message author { user { login } } committer { user { login } }";
export const COMMITS = `nodes { commit { ${COMMIT} } } ${PAGE}`;
export const CLOSES = `nodes { number repository { nameWithOwner } } ${PAGE}`;
/** What refers to a pull request (reverts do), and what was pushed over: one list, because each list costs. */
export const REVERT_TYPES = "[CROSS_REFERENCED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]";
export const REVERTS = /* GraphQL */ `
  nodes {
    __typename
    ... on CrossReferencedEvent {
      source {
        __typename
        ... on PullRequest { id number title body merged baseRefName repository { nameWithOwner } }
      }
    }
    ... on HeadRefForcePushedEvent { beforeCommit { ${COMMIT} } }
  } ${PAGE}`;

const PULL_FACTS = /* GraphQL */ `
    id number url title body isDraft state createdAt mergedAt changedFiles
    author { ...Who } mergedBy { ...Who }
    repository { nameWithOwner defaultBranchRef { name } }
    baseRefName headRefOid headRepository { nameWithOwner }
    mergeCommit { ${COMMIT} }
    files(first: 100) { ${FILES} }
    commits(first: 50) { ${COMMITS} }`;

/** Checks of the last head; `commits(last: 1)` stands also where the branch is deleted. */
const head = (checks: string): string =>
  `head: commits(last: 1) { nodes { commit { id oid statusCheckRollup { contexts(first: 50) { ${checks} } } } } }`;

export const HEAD = head(CHECKS);

/**
 * A pull request with everything the rules read of it. Co-authors are asked for apart, and only where a commit message
 * names some: `authors` inside 50 commits would cost 50 requests a pull request.
 */
export const PULL = /* GraphQL */ `
  fragment Pull on PullRequest {
    ${PULL_FACTS}
    ${HEAD}
    closes: closingIssuesReferences(first: 10) { ${CLOSES} }
    reverts: timelineItems(first: 10, itemTypes: ${REVERT_TYPES}) { ${REVERTS} }
  }`;

/** One of many. What only an open one needs is asked for apart, of those that are open. */
export const LEAN_PULL = /* GraphQL */ `
  fragment LeanPull on PullRequest {
    ${PULL_FACTS}
    ${head(CHECK_RESULTS)}
    reverts: timelineItems(first: 10, itemTypes: ${REVERT_TYPES}) { ${REVERTS} }
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
    references: timelineItems(first: 6, itemTypes: [CROSS_REFERENCED_EVENT]) { ${ITEM_REFERENCES} }
  }`;

/** One of many items. */
export const LEAN_ITEM = /* GraphQL */ `
  fragment LeanItem on Issue {
    ...IssueFacts
    references: timelineItems(first: 40, itemTypes: [CROSS_REFERENCED_EVENT]) { ${NAMED_ITEM_REFERENCES} }
  }`;
