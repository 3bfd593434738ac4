/**
 * What the job's token may not do, and the line of YAML that would let it. A client that is watched sees every refusal of
 * the job, also those that a pass takes for "unknown" and goes on from.
 */
import { MODE_PERMISSIONS, type ModeName, PERMISSION_KEYS } from "../core/onboarding/modes.ts";
import { PERMISSIONS } from "../github/request/problems.ts";
import type { GitHubClient, GraphqlProblem } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";
import type { Place } from "./job.ts";

export type PermissionKey = (typeof PERMISSION_KEYS)[number];
type Level = "read" | "write";

/** One that was refused, with the level that the mode needs. */
export interface Lack {
  readonly key: PermissionKey;
  readonly level: Level;
  /** What was refused first: `POST /repos/{owner}/{repo}/check-runs`, `reading checks`. */
  readonly what: string;
  /** Whether reading was refused. */
  readonly reading: boolean;
  /** Whether writing was. */
  readonly writing: boolean;
}

export interface Permissions {
  readonly client: GitHubClient;
  /** What was refused so far, each key once, in the order of the page. */
  readonly lacks: () => readonly Lack[];
}

/**
 * The same client, watched.
 *
 * @param place only what is asked of the job's own repository says something of `permissions:`.
 */
export function watched(client: GitHubClient, place: Place, mode: ModeName): Permissions {
  const found = new Map<PermissionKey, Lack>();
  const note = (key: PermissionKey, refused: Level, what: string): void => {
    const known = found.get(key);
    // Who lacks the reading of what the mode writes lacks the writing too, and is told once.
    const writes = MODE_PERMISSIONS[mode][key] === "write";
    const level = refused === "write" || known?.level === "write" || writes ? "write" : "read";
    const reading = refused === "read" || known?.reading === true;
    const writing = refused === "write" || known?.writing === true;
    found.set(key, { key, level, what: known?.what ?? what, reading, writing });
  };
  const isHere = (parameters: Record<string, unknown> | undefined): boolean =>
    named(parameters?.["owner"], place.owner) && named(parameters?.["repo"], place.repo);
  return {
    lacks: () => PERMISSION_KEYS.flatMap((key) => found.get(key) ?? []),
    client: {
      async graphql<T>(...asked: Parameters<GitHubClient["graphql"]>) {
        const answer = await client.graphql<T>(...asked);
        for (const problem of answer.errors)
          for (const [key, level] of neededBy(problem)) note(key, level, `reading ${fieldOf(problem)}`);
        return answer;
      },
      async rest(route, parameters, options) {
        try {
          return await client.rest(route, parameters, options);
        } catch (error) {
          if (error instanceof Refused && isLack(error) && isHere(parameters))
            for (const [key, level] of neededFor(route, error)) note(key, level, route);
          throw error;
        }
      },
    },
  };
}

function named(given: unknown, name: string): boolean {
  return typeof given === "string" && given.toLowerCase() === name.toLowerCase();
}

/** GitHub refuses for other reasons too: a locked conversation, an archived repository, a limit. */
export function isLack(error: Refused): boolean {
  return error.status === 403 && saysLack(error.message);
}

/** The same of a refusal's words alone: it is told for the whole job (`lacks.ts`), and not for each write. */
export function saysLack(reason: string): boolean {
  return /not accessible by|authenticate via a github app/i.test(reason);
}

/**
 * The permissions of a refused route: by GitHub's own header where it sends one, else by the path.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-permissions-errors
 */
function neededFor(route: string, { headers }: Refused): readonly [PermissionKey, Level][] {
  // Sets are divided by `;`, and what one set needs together by `,`. Any set will do.
  const [set = ""] = (headers["x-accepted-github-permissions"] ?? "").split(";");
  const told = set.split(",").flatMap((pair): [PermissionKey, Level][] => {
    const [name = "", level] = pair.trim().split("=");
    const key = keyOf(name);
    return key === null ? [] : [[key, level === "write" || level === "admin" ? "write" : "read"]];
  });
  if (told.length > 0) return told;
  const key = ROUTES.find(([pattern]) => pattern.test(route))?.[1];
  return key === undefined ? [] : [[key, route.startsWith("GET ") ? "read" : "write"]];
}

/** Parts of paths, the narrower first. What is not here a workflow's token never has, or always. */
const ROUTES: readonly (readonly [RegExp, PermissionKey])[] = [
  [/\/check-(?:runs|suites)\b/, "checks"],
  [/\/commits\/[^/]+\/pulls\b|\/pulls\b/, "pull-requests"],
  [/\/(?:statuses|status)\b/, "statuses"],
  [/\/deployments\b/, "deployments"],
  [/\/(?:actions|environments)\b/, "actions"],
  [/\/(?:issues|labels|assignees|milestones)\b/, "issues"],
  [/\/(?:contents|commits|compare|git|branches)\b(?!.*\/protection)/, "contents"],
];

/** By the field that was refused, as the readers name it: `checks: read, statuses: read`. */
function neededBy(problem: GraphqlProblem): readonly [PermissionKey, Level][] {
  if (problem.type !== "FORBIDDEN" && problem.type !== "INSUFFICIENT_SCOPES") return [];
  if (!/not accessible by/i.test(problem.message)) return [];
  const field = fieldOf(problem);
  // Numbered names stand for one field each; at the top of an answer, where passes share a request, for any.
  const plain = (problem.path ?? []).length > 1 ? field.replace(/\d+$/, "") : field;
  return (PERMISSIONS[field] ?? BESIDE[plain] ?? "").split(",").flatMap((pair): [PermissionKey, Level][] => {
    const [name = "", level] = pair.split(":").map((part) => part.trim());
    const key = keyOf(name);
    return key === null ? [] : [[key, level === "write" ? "write" : "read"]];
  });
}

/** Fields that are named by no reader, under the names that the queries give them: GitHub's errors have those. */
const BESIDE: Readonly<Record<string, string>> = {
  workflowRun: "actions: read",
  workflow: "actions: read",
  checkSuites: "checks: read",
  checkRuns: "checks: read",
  c: "contents: read",
  head: "contents: read",
  headCommit: "contents: read",
  history: "contents: read",
  landed: "contents: read",
  marks: "contents: read",
  object: "contents: read",
  ofFolder: "contents: read",
  ofPolicy: "contents: read",
  target: "contents: read",
  tip: "contents: read",
  deployments: "deployments: read",
  addComment: "issues: write",
  closingIssuesReferences: "issues: read",
  report: "issues: read",
  updateIssueComment: "issues: write",
  associatedPullRequests: "pull-requests: read",
  closedByPullRequestsReferences: "pull-requests: read",
  merged: "pull-requests: read",
  p: "pull-requests: read",
  pullRequests: "pull-requests: read",
  status: "statuses: read",
};

/** The innermost field that the error names. */
function fieldOf({ path = [] }: GraphqlProblem): string {
  const name = path.findLast((step) => typeof step === "string" && step !== "nodes");
  return typeof name === "string" ? name : "";
}

/** `pull_requests`, `pull requests` and `pull-requests` are one. */
function keyOf(name: string): PermissionKey | null {
  const plain = name.trim().replaceAll(/[_ ]/g, "-");
  return PERMISSION_KEYS.find((key) => key === plain) ?? null;
}
