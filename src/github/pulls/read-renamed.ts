/** Where files went: the last commit that touched a path says whether it was renamed, and to what (R-H2). */
import type { Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { look } from "../request/look.ts";

export interface FilePlace {
  /** `owner/name`, as GitHub writes it. */
  readonly repository: string;
  readonly path: string;
}

export function fileKey({ repository, path }: FilePlace): string {
  return `${repository} ${path}`;
}

interface RestCommit {
  readonly sha?: string;
  readonly files?: readonly {
    readonly filename?: string;
    readonly previous_filename?: string;
    readonly status?: string;
  }[];
}

/** A page of a commit's files: https://docs.github.com/en/rest/commits/commits#get-a-commit */
const PAGE = 300;
/** Files of one pass whose last commit is asked for. */
const MOST_ASKED = 24;

export interface Renames {
  /** The name that a file which is gone was given last; null where it was deleted, or never was there. */
  nextName(file: FilePlace): Promise<Readable<string | null>>;
}

/** For one pass. Files that went together are told by one commit: it is asked for once, so ask for them in turn. */
export function createRenames(client: GitHubClient): Renames {
  const known = new Map<string, string | null>();
  let asked = 0;

  async function lastCommit({ repository, path }: FilePlace): Promise<Readable<RestCommit | null>> {
    const [owner, repo] = repository.split("/");
    const listed = await look(client, "GET /repos/{owner}/{repo}/commits", { owner, repo, path, per_page: 1 }, "file");
    if ("unreadable" in listed) return listed;
    const found = "found" in listed && Array.isArray(listed.found) ? (listed.found as RestCommit[]) : [];
    const ref = found[0]?.sha;
    if (ref === undefined) return null;
    const looked = await look(client, "GET /repos/{owner}/{repo}/commits/{ref}", { owner, repo, ref }, "file");
    if ("unreadable" in looked) return looked;
    return "found" in looked ? (looked.found as RestCommit) : null;
  }

  return {
    async nextName(file) {
      const key = fileKey(file);
      const before = known.get(key);
      if (before !== undefined) return before;
      asked += 1;
      if (asked > MOST_ASKED) return { unreadable: "files: more of them are gone than can be followed" };
      const commit = await lastCommit(file);
      if (commit !== null && "unreadable" in commit) return commit;
      const files = commit?.files ?? [];
      for (const { filename, previous_filename: previous, status } of files) {
        const [from, to] = status === "renamed" ? [previous, filename ?? null] : [filename, null];
        if (from === undefined || (status !== "renamed" && status !== "removed")) continue;
        known.set(fileKey({ ...file, path: from }), to);
      }
      const next = known.get(key);
      if (next === undefined && files.length >= PAGE)
        return { unreadable: "files: a commit changes more of them than can be looked up" };
      known.set(key, next ?? null);
      return next ?? null;
    },
  };
}
