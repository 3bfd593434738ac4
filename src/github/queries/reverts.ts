/** Reverts: what landed on default branches since a merge, and which pull requests brought it. */
import { REVERTS } from "./fragments.ts";

/** A pull request that may have taken another back, with all that its own fate depends on. */
const REVERTER = /* GraphQL */ `
  id number title body merged mergedAt lastEditedAt baseRefName headRefName
  repository { nameWithOwner }
  mergeCommit { oid message }
  files(first: 100) { nodes { path } }
  commits(first: 100) { nodes { commit { oid message } } pageInfo { hasNextPage endCursor } }
  reverts: timelineItems(first: 50, itemTypes: [CROSS_REFERENCED_EVENT]) { ${REVERTS} }`;

/** By node id: commits with the pull requests that brought them, and pull requests. */
export const REVERTERS = /* GraphQL */ `
  __typename
  ... on Commit { id oid pulls: associatedPullRequests(first: 5) { nodes { ${REVERTER} } } }
  ... on PullRequest { ${REVERTER} }`;

/**
 * The commits of default branches that touch a path since an instant, of several repositories at once.
 *
 * Variables: `owner0`, `name0`, … for each repository, `path0`, `since0`, `after0` (null for the first page), … for each
 * path, counted through. Answers: repositories as `r0`, …, histories inside them as `h0`, ….
 *
 * @param counts how many paths each repository has.
 */
export function landedQuery(counts: readonly number[]): string {
  const variables: string[] = [];
  const selections: string[] = [];
  let path = 0;
  for (const [index, count] of counts.entries()) {
    variables.push(`$owner${index}: String!, $name${index}: String!`);
    const histories: string[] = [];
    for (const end = path + count; path < end; path += 1) {
      variables.push(`$path${path}: String!, $since${path}: GitTimestamp!, $after${path}: String`);
      histories.push(
        `h${path}: history(first: 50, path: $path${path}, since: $since${path}, after: $after${path}) { nodes { id oid committedDate message } pageInfo { hasNextPage endCursor } }`,
      );
    }
    selections.push(
      `r${index}: repository(owner: $owner${index}, name: $name${index}) { defaultBranchRef { target { ... on Commit { ${histories.join("\n")} } } } }`,
    );
  }
  return `query Landed(${variables.join(", ")}) {\n${selections.join("\n")}\n}`;
}
