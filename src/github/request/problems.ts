/**
 * Partial answers. GraphQL reports an error beside the data, with a path, and leaves a null there or at the nearest
 * place above that may be null. Putting the error back into its place keeps "empty" and "not read" apart (R-V1).
 * Source: https://spec.graphql.org/October2021/#sec-Handling-Field-Errors
 */
import type { Unreadable } from "../../core/snapshot/types.ts";
import { RateLimited, Refused, Unavailable } from "./errors.ts";
import type { GraphqlProblem } from "./limits.ts";
import type { Problem, Raw, RawList, Unread } from "../raw.ts";

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value;
}

/** A problem in its place, or the error that told of it. */
type Kind = Pick<Problem | GraphqlProblem, "type">;

/** True where the forge says that it does not exist for us: a fact about the thing, not about our reading. */
export function isAbsence({ type }: Kind): boolean {
  return type === "NOT_FOUND";
}

/** True where a permission of ours lacks; asking again changes nothing. */
export function isForbidden({ type }: Kind): boolean {
  return type === "FORBIDDEN" || type === "INSUFFICIENT_SCOPES";
}

/** True for an error that another try may be spared; what GitHub forbids or does not have stays so. */
export function mayPass(problem: Kind | null): boolean {
  return problem !== null && !isAbsence(problem) && !isForbidden(problem);
}

/** True where something elsewhere refers to here, and its place is out of our sight: nothing of it concerns us. */
function isElsewhere(problem: Problem): boolean {
  return isAbsence(problem) || (isForbidden(problem) && problem.field === "source");
}

/** The first problem anywhere inside a value; null where it was read whole. */
export function problemIn(value: unknown): Problem | null {
  if (typeof value !== "object" || value === null) return null;
  if (isProblem(value)) return value;
  for (const inner of Object.values(value)) {
    const found = problemIn(inner);
    if (found !== null) return found;
  }
  return null;
}

/** The value where it was read, null where it is null or a problem. */
export function present<T>(value: Raw<T>): T | null {
  return value === null || value === undefined || isProblem(value) ? null : value;
}

/**
 * Puts each error into the answer where its null stands.
 *
 * @throws {Unavailable} where an error names no place: then nobody can tell what it spared.
 */
export function placeProblems(data: unknown, errors: readonly GraphqlProblem[]): void {
  for (const error of errors) {
    if (error.path === undefined || error.path.length === 0 || typeof data !== "object" || data === null) {
      throw new Unavailable("GraphQL", 200, error.message);
    }
    place(data as Record<string | number, unknown>, placeOf(error.path), error);
  }
}

/** Where an error belongs: what spares all the entries of a list spares the list. */
function placeOf(path: readonly (string | number)[]): readonly (string | number)[] {
  return path.length > 1 && path.at(-1) === "nodes" ? path.slice(0, -1) : path;
}

function place(
  root: Record<string | number, unknown>,
  path: readonly (string | number)[],
  error: GraphqlProblem,
): void {
  let holder = root;
  for (const [index, step] of path.entries()) {
    const next = holder[step];
    if (isProblem(next)) return;
    if (typeof next !== "object" || next === null || index === path.length - 1) {
      // Also where a value stands in spite of the error: an answer that contradicts itself is not believed.
      holder[step] = { problem: error.message, type: error.type ?? null, field: fieldOf(path) } satisfies Problem;
      return;
    }
    holder = next as Record<string | number, unknown>;
  }
}

/** The innermost field that a path names; what stands behind it is a place in a list. */
function fieldOf(path: readonly (string | number)[]): string | null {
  const name = path.findLast((step) => typeof step === "string");
  return typeof name === "string" ? name : null;
}

/** Why a thing could not be read, for the snapshot. */
export function unreadable(problem: Problem | null | undefined, what: string): Unreadable {
  if (problem === null || problem === undefined) return { unreadable: `${what}: GitHub left it out`, transient: true };
  const reason = { unreadable: `${what}: ${problem.problem}` };
  const permission = isForbidden(problem) ? (PERMISSIONS[problem.field ?? ""] ?? PERMISSIONS[what]) : undefined;
  if (permission !== undefined) return { ...reason, permission };
  // What GitHub forbids or does not have stays so; anything else may pass by itself.
  return mayPass(problem) ? { ...reason, transient: true } : reason;
}

/** Check runs and commit statuses stand in one list, and each takes a permission of its own. */
const CHECKS = "checks: read, statuses: read";
const ISSUES = "issues: read";
const PULLS = "pull requests: read";
const CONTENTS = "contents: read";

/**
 * The permission that reading takes: by the field that was refused, and else by what was being read.
 * Source: https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export const PERMISSIONS: Readonly<Record<string, string>> = {
  issue: ISSUES,
  comments: ISSUES,
  events: ISSUES,
  labels: ISSUES,
  repositoryLabels: ISSUES,
  assignees: ISSUES,
  subIssues: ISSUES,
  items: ISSUES,
  parent: ISSUES,
  "issue type": ISSUES,
  "blocking issues": ISSUES,
  "closing references": ISSUES,
  links: PULLS,
  closers: PULLS,
  developed: PULLS,
  references: PULLS,
  itemReferences: PULLS,
  pullRequest: PULLS,
  "pull request": PULLS,
  files: PULLS,
  patches: PULLS,
  reverts: PULLS,
  closes: PULLS,
  contributors: CONTENTS,
  commits: CONTENTS,
  commit: CONTENTS,
  mergeCommit: CONTENTS,
  "merge commit": CONTENTS,
  beforeCommit: CONTENTS,
  authors: CONTENTS,
  "closing commit": CONTENTS,
  defaultBranchRef: CONTENTS,
  file: CONTENTS,
  policy: CONTENTS,
  codeowners1: CONTENTS,
  codeowners2: CONTENTS,
  codeowners3: CONTENTS,
  CODEOWNERS: CONTENTS,
  checks: CHECKS,
  statusCheckRollup: CHECKS,
  contexts: CHECKS,
  checkSuite: "checks: read",
  app: "checks: read",
};

/** What a failed request leaves unread. Rate limits are not that: they end the pass. */
export function unreadableFrom(error: unknown, what: string): Unreadable {
  if (error instanceof RateLimited) throw error;
  if (error instanceof Refused) {
    // GitHub names what would have sufficed: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
    const named = error.headers["x-accepted-github-permissions"]?.replaceAll("=", ": ");
    const isOurLack = error.status === 403 && /not accessible by/i.test(error.message);
    const permission = named ?? (isOurLack ? PERMISSIONS[what] : undefined);
    const reason = { unreadable: `${what}: ${error.message}` };
    return permission === undefined ? reason : { ...reason, permission };
  }
  if (error instanceof Unavailable) return { unreadable: `${what}: ${error.message}`, transient: true };
  throw error;
}

/** The same, for a list that ends there. */
export function unread({ unreadable: said, permission, transient }: Unreadable): Unread {
  return {
    why: said,
    ...(permission === undefined ? {} : { permission }),
    ...(transient === undefined ? {} : { transient }),
  };
}

/**
 * The entries of a list, whole or not at all.
 *
 * @param tolerate entries that may be missing because they do not exist for us, such as references from elsewhere.
 */
export function entries<T>(list: Raw<RawList<T>>, what: string, tolerate = false): readonly T[] | Unreadable {
  if (isProblem(list) || list === null || list === undefined) return unreadable(list, what);
  if (list.stopped !== undefined) {
    const { why, ...more } = list.stopped;
    return { unreadable: `${what}: ${why}`, ...more };
  }
  if (list.pageInfo.hasNextPage) return { unreadable: `${what}: there are more than were read` };
  const nodes = list.nodes;
  if (nodes === null || nodes === undefined || isProblem(nodes)) return unreadable(nodes, what);
  const read: T[] = [];
  for (const entry of nodes) {
    if (entry !== null && entry !== undefined && !isProblem(entry)) read.push(entry);
    else if (!isProblem(entry)) {
      if (!tolerate) return unreadable(null, what);
    } else if (!tolerate || !isElsewhere(entry)) return unreadable(entry, what);
  }
  return read;
}

/** A list made into what the snapshot holds; one problem anywhere inside it leaves the whole list unread. */
export function listOf<T, U>(list: Raw<RawList<T>>, what: string, make: (entry: T) => U): readonly U[] | Unreadable {
  const read = entries(list, what);
  if ("unreadable" in read) return read;
  const problem = problemIn(read);
  return problem === null ? read.map((entry) => make(entry)) : unreadable(problem, what);
}
