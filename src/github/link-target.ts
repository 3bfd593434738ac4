/**
 * What a link on this GitHub points at, told from its path alone. Only links of the repository's own host and owner
 * are ever looked up: a stranger's repository proves nothing here, and nothing but GitHub's API is ever fetched.
 */
export type LinkTarget =
  | { readonly kind: "workflow_run"; readonly repository: string; readonly id: number; readonly attempt: number | null }
  | { readonly kind: "job" | "check_run"; readonly repository: string; readonly id: number }
  | { readonly kind: "pull_request"; readonly repository: string; readonly number: number }
  | { readonly kind: "commit"; readonly repository: string; readonly sha: string }
  /** `rest`: ref and path, which cannot be told apart without knowing the branches. */
  | { readonly kind: "file"; readonly repository: string; readonly rest: string }
  | { readonly kind: "comment"; readonly repository: string; readonly id: number }
  | { readonly kind: "image" }
  | { readonly kind: "other" };

const IMAGE = /\.(?:png|jpe?g|gif|webp|svg|bmp|avif|mp4|mov|webm)$/i;
const ID = /^[1-9]\d{0,15}$/;

/**
 * @param webUrl the repository's own URL, such as `https://github.com/acme/shop`: its host and owner bound the look-up.
 */
export function linkTarget(link: string, webUrl: string): LinkTarget {
  const url = tryParse(link);
  const home = new URL(webUrl);
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return { kind: "other" };
  if (url.host === "user-images.githubusercontent.com" || url.pathname.startsWith("/user-attachments/"))
    return { kind: "image" };
  if (url.host !== home.host) return { kind: IMAGE.test(url.pathname) ? "image" : "other" };
  const parts = url.pathname.split("/").filter((part) => part !== "");
  const [owner = "", name = "", area = "", first = "", ...rest] = parts;
  const ownOwner = home.pathname.split("/")[1] ?? "";
  if (owner.toLowerCase() !== ownOwner.toLowerCase() || name === "")
    return { kind: IMAGE.test(url.pathname) ? "image" : "other" };
  return (
    inRepository(`${owner}/${name}`, area, first, rest, url) ?? { kind: IMAGE.test(url.pathname) ? "image" : "other" }
  );
}

function inRepository(
  repository: string,
  area: string,
  first: string,
  rest: readonly string[],
  url: URL,
): LinkTarget | null {
  const comment = /^#issuecomment-([1-9]\d{0,15})$/.exec(url.hash)?.[1];
  switch (area) {
    case "actions":
      return first === "runs" ? inRuns(repository, rest) : null;
    case "runs":
      return ID.test(first) ? { kind: "check_run", repository, id: Number(first) } : null;
    case "pull": {
      if (comment !== undefined) return { kind: "comment", repository, id: Number(comment) };
      if (!ID.test(first)) return null;
      const check = url.searchParams.get("check_run_id") ?? "";
      if (rest[0] === "checks" && ID.test(check)) return { kind: "check_run", repository, id: Number(check) };
      return { kind: "pull_request", repository, number: Number(first) };
    }
    case "issues":
      return comment === undefined ? null : { kind: "comment", repository, id: Number(comment) };
    case "commit":
      return /^[0-9a-f]{7,40}$/i.test(first) ? { kind: "commit", repository, sha: first.toLowerCase() } : null;
    case "blob":
      return first === "" || rest.length === 0
        ? null
        : { kind: "file", repository, rest: decoded([first, ...rest].join("/")) };
    default:
      return null;
  }
}

function inRuns(repository: string, [id = "", kind = "", inner = ""]: readonly string[]): LinkTarget | null {
  if (!ID.test(id)) return null;
  if (kind === "job" && ID.test(inner)) return { kind: "job", repository, id: Number(inner) };
  const attempt = kind === "attempts" && ID.test(inner) ? Number(inner) : null;
  return { kind: "workflow_run", repository, id: Number(id), attempt };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function tryParse(link: string): URL | null {
  try {
    return new URL(link);
  } catch {
    return null;
  }
}
