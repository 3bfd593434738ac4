/**
 * What a link on this GitHub points at, told from its address alone. Only links of the repository's own host and owner
 * are ever looked up: a stranger's repository proves nothing here, and nothing but GitHub's API is ever fetched.
 */
import { apiSegments, inApi, isWebHost, rawSegments } from "./link-hosts.ts";
import { artifactAt, commitAt, fileAt, idTarget, inRuns, type LinkTarget, numbered } from "./link-kinds.ts";
import { type LinkParts, parseLink } from "./link-text.ts";

const IMAGE = /\.(?:png|jpe?g|gif|webp|svg|bmp|avif|mp4|mov|webm)$/i;
const IMAGE_HOSTS = new Set(["user-images.githubusercontent.com", "private-user-images.githubusercontent.com"]);
const NAME = /^[\w.-]{1,100}$/;

/**
 * @param webUrl the repository's own URL, such as `https://github.com/acme/shop`: its host and owner bound the look-up.
 */
export function linkTarget(link: string, webUrl: string): LinkTarget {
  const parts = parseLink(link);
  const home = parseLink(webUrl);
  if (parts === null || home === null) return { kind: "other" };
  const { host, segments } = parts;
  if (IMAGE_HOSTS.has(host) || (segments[0] === "user-attachments" && segments[1] === "assets"))
    return { kind: "image" };
  const target = home.segments[0] === undefined ? null : atHome(parts, home.host, home.segments[0]);
  // A picture in a repository is still a screenshot (R-H6).
  const isPicture = IMAGE.test(segments.at(-1) ?? "");
  if (target === null || (target.kind === "file" && isPicture)) return { kind: isPicture ? "image" : "other" };
  return target;
}

/** What it is on the incident's own GitHub and below its owner; null for everything else. */
function atHome(link: LinkParts, home: string, homeOwner: string): LinkTarget | null {
  const api = apiSegments(link, home);
  const raw = api === null ? rawSegments(link, home) : null;
  const path = api ?? raw ?? (isWebHost(link.host, home) ? link.segments : null);
  const [owner = "", name = "", ...rest] = path ?? [];
  if (owner.toLowerCase() !== homeOwner.toLowerCase() || !NAME.test(name)) return null;
  const repository = `${owner}/${name}`;
  if (api !== null) return inApi(repository, rest, link.query);
  if (raw !== null) return fileAt(repository, rest);
  return onWeb(repository, rest, link);
}

function onWeb(repository: string, [area = "", first = "", ...rest]: readonly string[], link: LinkParts) {
  switch (area) {
    case "actions":
      return first === "runs" ? inRuns(repository, rest) : null;
    case "runs":
      return idTarget("check_run", repository, first);
    case "suites":
      return rest[0] === "artifacts" ? artifactAt(repository, rest[1], null) : null;
    case "pull":
      return inPull(repository, first, rest, link);
    case "issues":
      return inIssue(repository, first, link.fragment);
    case "commit":
      return commitAt(repository, first.replace(/\.(?:patch|diff)$/, ""));
    case "blob":
    case "raw":
    case "blame":
      return fileAt(repository, [first, ...rest]);
    case "assets":
      // Where pictures of comments once lay: `/owner/name/assets/<user>/<uuid>`.
      return { kind: "image" } as const;
    default:
      return null;
  }
}

function inPull(repository: string, number: string, [tab]: readonly string[], { query }: LinkParts): LinkTarget | null {
  const check = query.get("check_run_id");
  if (tab === "checks" && check !== null) return idTarget("check_run", repository, check);
  return numbered("pull_request", repository, number.replace(/\.(?:patch|diff)$/, ""));
}

function inIssue(repository: string, number: string, fragment: string): LinkTarget | null {
  const comment = /^issuecomment-(\d+)$/.exec(fragment)?.[1];
  return comment === undefined ? numbered("issue", repository, number) : idTarget("comment", repository, comment);
}
