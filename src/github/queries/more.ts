/** Follow-ups: the rest of a list, and things that only a comment or a reference names. */
import {
  ASSIGNEES,
  CHECKS,
  CLOSES,
  COMMENTS,
  COMMITS,
  EVENT_TYPES,
  EVENTS,
  FILES,
  ISSUE,
  ITEM,
  LABELS,
  PULL,
  PULL_REFS,
  REFERENCES,
  REVERTS,
  WHO,
} from "./fragments.ts";

interface Page {
  /** The type that holds the list, for the inline fragment on `node(id:)`. */
  readonly on: string;
  /** The selection, with `%` where the cursor's variable goes. */
  readonly select: string;
}

/** Every list that may go on, by the name under which the answer is found again. */
export const PAGES = {
  repositoryLabels: { on: "Repository", select: `page: labels(first: 100, after: %) { ${LABELS} }` },
  labels: { on: "Issue", select: `page: labels(first: 100, after: %) { ${LABELS} }` },
  assignees: { on: "Issue", select: `page: assignees(first: 100, after: %) { ${ASSIGNEES} }` },
  comments: { on: "Issue", select: `page: comments(first: 100, after: %) { ${COMMENTS} }` },
  events: { on: "Issue", select: `page: timelineItems(first: 100, after: %, itemTypes: ${EVENT_TYPES}) { ${EVENTS} }` },
  closers: {
    on: "Issue",
    select: `page: closedByPullRequestsReferences(first: 100, after: %, includeClosedPrs: true) { ${PULL_REFS} }`,
  },
  developed: {
    on: "Issue",
    select: `page: closedByPullRequestsReferences(first: 100, after: %, includeClosedPrs: true, userLinkedOnly: true) { ${PULL_REFS} }`,
  },
  references: {
    on: "Issue",
    select: `page: timelineItems(first: 30, after: %, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REFERENCES} }`,
  },
  subIssues: {
    on: "Issue",
    select: "page: subIssues(first: 12, after: %) { nodes { ...Item } pageInfo { hasNextPage endCursor } }",
  },
  files: { on: "PullRequest", select: `page: files(first: 100, after: %) { ${FILES} }` },
  commits: { on: "PullRequest", select: `page: commits(first: 100, after: %) { ${COMMITS} }` },
  closes: { on: "PullRequest", select: `page: closingIssuesReferences(first: 50, after: %) { ${CLOSES} }` },
  reverts: {
    on: "PullRequest",
    select: `page: timelineItems(first: 100, after: %, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REVERTS} }`,
  },
  contexts: { on: "Commit", select: `statusCheckRollup { page: contexts(first: 100, after: %) { ${CHECKS} } }` },
} as const satisfies Record<string, Page>;

export type PageKind = keyof typeof PAGES;

/** The fragments that a selection uses, and those that they use; a document must hold no other. */
function fragmentsFor(selection: string): string {
  const used = new Set<string>();
  const add = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/\.\.\.(\w+)/g)) {
      const fragment = FRAGMENTS[name];
      if (fragment !== undefined && !used.has(fragment)) {
        used.add(fragment);
        add(fragment);
      }
    }
  };
  add(selection);
  return [...used].join("\n");
}

const FRAGMENTS: Readonly<Record<string, string>> = { Who: WHO, Pull: PULL, IssueFacts: ISSUE, Item: ITEM };

/** One request for the next page of several lists: variables `id0`, `after0`, …; answers under `p0`, … */
export function pagesQuery(kinds: readonly PageKind[]): string {
  const variables = kinds.map((_, index) => `$id${index}: ID!, $after${index}: String!`).join(", ");
  const selection = kinds
    .map((kind, index) => {
      const page = PAGES[kind];
      return `p${index}: node(id: $id${index}) { ... on ${page.on} { ${page.select.replace("%", `$after${index}`)} } }`;
    })
    .join("\n");
  return `query Pages(${variables}) {\n${selection}\n}\n${fragmentsFor(selection)}`;
}

/** Pull requests by node id. */
export const PULLS_QUERY = /* GraphQL */ `
  query Pulls($ids: [ID!]!) { nodes(ids: $ids) { ... on PullRequest { ...Pull } } }
  ${WHO} ${PULL}`;

/** Issues by node id, with their references, as sub-issues are read. */
export const ITEMS_QUERY = /* GraphQL */ `
  query Items($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { ...Item } } }
  ${WHO} ${PULL} ${ISSUE} ${ITEM}`;

/** Pull requests that a comment names by URL: variables `owner0`, `name0`, `number0`, …; answers under `u0`, … */
export function namedPullsQuery(count: number): string {
  const each = Array.from({ length: count }, (_, index) => index);
  const variables = each.map((i) => `$owner${i}: String!, $name${i}: String!, $number${i}: Int!`).join(", ");
  const selection = each
    .map(
      (i) => `u${i}: repository(owner: $owner${i}, name: $name${i}) { pullRequest(number: $number${i}) { ...Pull } }`,
    )
    .join("\n");
  return `query NamedPulls(${variables}) {\n${selection}\n}\n${fragmentsFor(selection)}`;
}

/** Everybody who is an author of a commit, co-authors included. */
export const AUTHORS_QUERY = /* GraphQL */ `
  query Authors($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Commit { id authors(first: 50) { nodes { user { login } } pageInfo { hasNextPage } } } }
  }`;

/** The pull requests that brought commits into the repository. */
export const COMMIT_PULLS_QUERY = /* GraphQL */ `
  query CommitPulls($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Commit { id pulls: associatedPullRequests(first: 10) { ${PULL_REFS} } } }
  }`;

/** What refers to pull requests, to see whether a revert was itself reverted. */
export const REVERTS_QUERY = /* GraphQL */ `
  query Reverts($ids: [ID!]!) {
    nodes(ids: $ids) {
      ... on PullRequest { id reverts: timelineItems(first: 50, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REVERTS} } }
    }
  }`;
