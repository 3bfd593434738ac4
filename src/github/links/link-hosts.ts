/**
 * The hosts under which one GitHub answers, and what the addresses of its API name.
 * Source: https://docs.github.com/en/enterprise-server/rest/quickstart (`https://HOST/api/v3`) and
 * https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom
 */
import { artifactAt, commitAt, idTarget, inRuns, type LinkTarget, numbered } from "./link-kinds.ts";
import type { LinkParts } from "./link-text.ts";

const GITHUB = "github.com";

/** True for the host of the repository's own pages, under each of its names. */
export function isWebHost(host: string, home: string): boolean {
  return host === home || (isGitHub(home) && isGitHub(host));
}

function isGitHub(host: string): boolean {
  return host === GITHUB || host === `www.${GITHUB}`;
}

/** `owner`, `name`, … of an address of this GitHub's API; null for any other. */
export function apiSegments({ host, segments }: LinkParts, home: string): readonly string[] | null {
  const isOwnHost = isGitHub(home) || home.endsWith(".ghe.com");
  const api = isGitHub(home) ? GITHUB : home;
  const path =
    host === `api.${api}` && isOwnHost
      ? segments
      : !isGitHub(home) && host === home && segments[0] === "api" && segments[1] === "v3"
        ? segments.slice(2)
        : [];
  return path[0] === "repos" ? path.slice(1) : null;
}

/** `owner`, `name`, `ref`, … of a raw file's address; null for any other. */
export function rawSegments({ host, segments }: LinkParts, home: string): readonly string[] | null {
  return isGitHub(home) && host === "raw.githubusercontent.com" ? segments : null;
}

/** What an address of the API names, behind `/repos/{owner}/{repo}`. */
export function inApi(
  repository: string,
  [area = "", first = "", ...rest]: readonly string[],
  query: URLSearchParams,
): LinkTarget | null {
  switch (area) {
    case "pulls":
      return numbered("pull_request", repository, first);
    case "issues":
      return first === "comments" ? idTarget("comment", repository, rest[0]) : numbered("issue", repository, first);
    case "actions":
      return inActions(repository, first, rest);
    case "check-runs":
      return idTarget("check_run", repository, first);
    case "commits":
      return commitAt(repository, first);
    case "git":
      return first === "commits" ? commitAt(repository, rest[0] ?? "") : null;
    case "contents":
      return first === ""
        ? null
        : { kind: "file", repository, ref: query.get("ref") || "HEAD", parts: [first, ...rest] };
    default:
      return null;
  }
}

function inActions(repository: string, kind: string, rest: readonly string[]): LinkTarget | null {
  switch (kind) {
    case "runs":
      return inRuns(repository, rest);
    case "jobs":
      return idTarget("job", repository, rest[0]);
    case "artifacts":
      return artifactAt(repository, rest[0], null);
    default:
      return null;
  }
}
