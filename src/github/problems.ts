/**
 * Partial answers. GraphQL reports an error beside the data, with a path, and leaves a null there or at the nearest
 * place above that may be null. Putting the error back into its place keeps "empty" and "not read" apart (R-V1).
 * Source: https://spec.graphql.org/October2021/#sec-Handling-Field-Errors
 */
import type { Unreadable } from "../core/snapshot/types.ts";
import { RateLimited, Refused, Unavailable } from "./errors.ts";
import type { GraphqlProblem } from "./limits.ts";
import type { Problem, Raw, RawList } from "./raw.ts";

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "problem" in value;
}

/** True where the forge says that it does not exist for us: a fact about the thing, not about our reading. */
export function isAbsence(problem: Problem): boolean {
  return problem.type === "NOT_FOUND" || problem.type === "FORBIDDEN";
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
    place(data as Record<string | number, unknown>, error.path, error);
  }
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
      holder[step] = { problem: error.message, type: error.type ?? null } satisfies Problem;
      return;
    }
    holder = next as Record<string | number, unknown>;
  }
}

/** Why a thing could not be read, for the snapshot. */
export function unreadable(problem: Problem | null | undefined, what: string): Unreadable {
  if (problem === null || problem === undefined) return { unreadable: `${what}: GitHub left it out`, transient: true };
  const permission = problem.type === "FORBIDDEN" ? PERMISSIONS[what] : undefined;
  const reason = { unreadable: `${what}: ${problem.problem}` };
  if (permission !== undefined) return { ...reason, permission };
  // What GitHub forbids or does not have stays so; anything else may pass by itself.
  return isAbsence(problem) ? reason : { ...reason, transient: true };
}

/** The permission that reading each kind of thing takes. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  comments: "issues: read",
  events: "issues: read",
  labels: "issues: read",
  links: "pull requests: read",
  files: "pull requests: read",
  contributors: "contents: read",
  checks: "checks: read",
  policy: "contents: read",
};

/** What a failed request leaves unread. Rate limits are not that: they end the pass. */
export function unreadableFrom(error: unknown, what: string): Unreadable {
  if (error instanceof RateLimited) throw error;
  if (error instanceof Refused) {
    // GitHub names what would have sufficed: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
    const permission = error.headers["x-accepted-github-permissions"]?.replaceAll("=", ": ");
    const reason = { unreadable: `${what}: ${error.message}` };
    return permission === undefined ? reason : { ...reason, permission };
  }
  if (error instanceof Unavailable) return { unreadable: `${what}: ${error.message}`, transient: true };
  throw error;
}

/**
 * The entries of a list, whole or not at all.
 *
 * @param tolerate entries that may be missing because they do not exist for us, such as references from elsewhere.
 */
export function entries<T>(list: Raw<RawList<T>>, what: string, tolerate = false): readonly T[] | Unreadable {
  if (isProblem(list) || list === null || list === undefined) return unreadable(list, what);
  if (list.stopped !== undefined) return { unreadable: `${what}: ${list.stopped}` };
  if (list.pageInfo.hasNextPage) return { unreadable: `${what}: there are more than were read` };
  const nodes = list.nodes;
  if (nodes === null || nodes === undefined || isProblem(nodes)) return unreadable(nodes, what);
  const read: T[] = [];
  for (const entry of nodes) {
    if (entry !== null && entry !== undefined && !isProblem(entry)) read.push(entry);
    else if (!isProblem(entry)) {
      if (!tolerate) return unreadable(null, what);
    } else if (!tolerate || !isAbsence(entry)) return unreadable(entry, what);
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
