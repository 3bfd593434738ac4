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
  HEAD,
  ISSUE,
  LABELS,
  LAST_COMMENTS,
  LEAN_ITEM,
  LEAN_PULL,
  NAMED_ITEM_REFERENCES,
  NAMED_REFERENCES,
  PULL,
  PULL_REFS,
  REVERT_TYPES,
  REVERTS,
  WHO,
} from "./fragments.ts";
import { REVERTERS } from "./reverts.ts";

interface Page {
  /** The type that holds the list, for the inline fragment on `node(id:)`. */
  readonly on: string;
  /** The selection, with `%` where the size and the cursor go. */
  readonly select: string;
  /** The same from the end, where a long list is read from both ends at once. */
  readonly last?: string;
}

const REFERENCED = "itemTypes: [CROSS_REFERENCED_EVENT]";
const SUB_ISSUES = "nodes { ...LeanItem } pageInfo { hasNextPage endCursor }";

/** Every list that may go on, by the name under which the answer is found again. */
export const PAGES = {
  repositoryLabels: { on: "Repository", select: `page: labels(%) { ${LABELS} }` },
  labels: { on: "Issue", select: `page: labels(%) { ${LABELS} }` },
  assignees: { on: "Issue", select: `page: assignees(%) { ${ASSIGNEES} }` },
  comments: {
    on: "Issue",
    select: `page: comments(%) { ${COMMENTS} }`,
    last: `last: comments(%) { ${LAST_COMMENTS} }`,
  },
  events: { on: "Issue", select: `page: timelineItems(%, itemTypes: ${EVENT_TYPES}) { ${EVENTS} }` },
  closers: {
    on: "Issue",
    select: `page: closedByPullRequestsReferences(%, includeClosedPrs: true) { ${PULL_REFS} }`,
  },
  developed: {
    on: "Issue",
    select: `page: closedByPullRequestsReferences(%, includeClosedPrs: true, userLinkedOnly: true) { ${PULL_REFS} }`,
  },
  references: { on: "Issue", select: `page: timelineItems(%, ${REFERENCED}) { ${NAMED_REFERENCES} }` },
  itemReferences: { on: "Issue", select: `page: timelineItems(%, ${REFERENCED}) { ${NAMED_ITEM_REFERENCES} }` },
  subIssues: { on: "Issue", select: `page: subIssues(%) { ${SUB_ISSUES} }` },
  files: { on: "PullRequest", select: `page: files(%) { ${FILES} }` },
  commits: { on: "PullRequest", select: `page: commits(%) { ${COMMITS} }` },
  closes: { on: "PullRequest", select: `page: closingIssuesReferences(%) { ${CLOSES} }` },
  reverts: { on: "PullRequest", select: `page: timelineItems(%, itemTypes: ${REVERT_TYPES}) { ${REVERTS} }` },
  contexts: { on: "Commit", select: `statusCheckRollup { page: contexts(%) { ${CHECKS} } }` },
} as const satisfies Record<string, Page>;

export type PageKind = keyof typeof PAGES;

/** One list's next page, and its last ones where it is read from both ends. */
export interface PageAsked {
  readonly kind: PageKind;
  readonly both?: boolean;
}

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

const FRAGMENTS: Readonly<Record<string, string>> = {
  Who: WHO,
  Pull: PULL,
  LeanPull: LEAN_PULL,
  IssueFacts: ISSUE,
  LeanItem: LEAN_ITEM,
};

/**
 * One request for the next page of several lists: variables `id0`, `size0`, `after0`, `before0`, …; answers under `p0`,
 * …, there as `page` and `last`.
 */
export function pagesQuery(pages: readonly PageAsked[]): string {
  const variables: string[] = [];
  const selection = pages.map(({ kind, both }, i) => {
    const page: Page = PAGES[kind];
    variables.push(`$id${i}: ID!`, `$size${i}: Int!`, `$after${i}: String`);
    let select = page.select.replace("%", `first: $size${i}, after: $after${i}`);
    if (both === true && page.last !== undefined) {
      variables.push(`$before${i}: String`);
      select += ` ${page.last.replace("%", `last: $size${i}, before: $before${i}`)}`;
    }
    return `p${i}: node(id: $id${i}) { ... on ${page.on} { ${select} } }`;
  });
  return `query Pages(${variables.join(", ")}) {\n${selection.join("\n")}\n}\n${fragmentsFor(selection.join("\n"))}`;
}

const STRAY_TYPES = "[LABELED_EVENT, UNLABELED_EVENT, PARENT_ISSUE_REMOVED_EVENT, TRANSFERRED_EVENT]";
const STRAY_EVENTS = /* GraphQL */ `
  nodes {
    __typename
    ... on LabeledEvent { id createdAt actor { ...Who } label { name } }
    ... on UnlabeledEvent { id createdAt actor { ...Who } label { name } }
    ... on ParentIssueRemovedEvent { id createdAt actor { ...Who } parent { id } }
    ... on TransferredEvent { id createdAt actor { ...Who } fromRepository { nameWithOwner } }
  } pageInfo { hasPreviousPage }`;

/** What is read by node id, many in one request. */
export const NODES = {
  /** Pull requests, as a usual incident's are read. */
  pulls: "... on PullRequest { ...Pull }",
  /** Pull requests, as the many of a large incident are read. */
  leanPulls: "... on PullRequest { ...LeanPull }",
  /** What open pull requests need beyond that: what their merge would close (R-C4), and the texts of our own checks. */
  openPulls: `... on PullRequest { id ${HEAD} closes: closingIssuesReferences(first: 10) { ${CLOSES} } }`,
  /** Issues with what refers to them, as sub-issues are read. */
  items: "... on Issue { ...LeanItem }",
  /** Incidents that were closed as duplicates, with their sub-issues. */
  duplicates: `... on Issue { ...IssueFacts subIssues(first: 50) { ${SUB_ISSUES} } }`,
  /** Everybody who is an author of a commit, co-authors included; two parents: it is a merge. */
  authors: /* GraphQL */ `
    ... on Commit {
      id parents(first: 2) { nodes { oid } }
      authors(first: 50) { nodes { user { login } } pageInfo { hasNextPage } }
    }`,
  /** The pull requests that brought commits into the repository. */
  commitPulls: `... on Commit { id pulls: associatedPullRequests(first: 10) { ${PULL_REFS} } }`,
  /** What may have taken pull requests back. */
  reverters: REVERTERS,
  /** Issues that were items once: where they are now, and who took them away. */
  strays: /* GraphQL */ `
    __typename
    ... on Issue {
      id number url body lastEditedAt
      author { ...Who } editor { ...Who }
      repository { nameWithOwner }
      parent { id }
      labels(first: 100) { ${LABELS} }
      events: timelineItems(last: 100, itemTypes: ${STRAY_TYPES}) { ${STRAY_EVENTS} }
    }`,
} as const;

export type NodeKind = keyof typeof NODES;

/** GitHub takes at most 100 ids in one field: https://docs.github.com/en/graphql/reference/queries#nodes */
export const IDS_PER_FIELD = 100;

/** Nodes by id: variables `ids0`, `ids1`, … of at most 100 each; answers under `n0`, … */
export function nodesQuery(kind: NodeKind, fields: number): string {
  const each = Array.from({ length: fields }, (_, index) => index);
  const variables = each.map((i) => `$ids${i}: [ID!]!`).join(", ");
  const selection = each.map((i) => `n${i}: nodes(ids: $ids${i}) { ${NODES[kind]} }`).join("\n");
  return `query Nodes(${variables}) {\n${selection}\n}\n${fragmentsFor(selection)}`;
}

/**
 * Pull requests that a comment names by URL: variables `owner0`, `name0`, `number0`, …; answers under `u0`, …
 *
 * @param how with everything that is read of one, or only by what name they are read then.
 */
export function namedPullsQuery(count: number, how: "whole" | "named"): string {
  const each = Array.from({ length: count }, (_, index) => index);
  const variables = each.map((i) => `$owner${i}: String!, $name${i}: String!, $number${i}: Int!`).join(", ");
  const pull = how === "whole" ? "...Pull" : "id number url repository { nameWithOwner }";
  const selection = each
    .map(
      (i) => `u${i}: repository(owner: $owner${i}, name: $name${i}) { pullRequest(number: $number${i}) { ${pull} } }`,
    )
    .join("\n");
  return `query NamedPulls(${variables}) {\n${selection}\n}\n${fragmentsFor(selection)}`;
}

/** What repositories are called now, by what they were called: variables `owner0`, `name0`, …; answers under `r0`, … */
export function namesQuery(count: number): string {
  const each = Array.from({ length: count }, (_, index) => index);
  const variables = each.map((i) => `$owner${i}: String!, $name${i}: String!`).join(", ");
  const selection = each
    .map((i) => `r${i}: repository(owner: $owner${i}, name: $name${i}) { nameWithOwner }`)
    .join("\n");
  return `query Names(${variables}) {\n${selection}\n}`;
}
