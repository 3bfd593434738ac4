/** The rest of long lists of changed files: pages of a list over REST need no cursor, and the same ones cost nothing. */
import type { GitHubClient } from "../request/client.ts";
import { inParallel, look } from "../request/look.ts";
import { present, unread } from "../request/problems.ts";
import type { RawFile, RawPull, Unread } from "../raw.ts";
import { isUnreadable } from "../../core/snapshot/types.ts";

const PAGE_SIZE = 100;
/** As many pages more are read by cursor, along with others' lists; a longer list over REST. */
const BY_CURSOR = 3;
/** GitHub lists no more: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files */
const MOST_FILES = 3000;

/** REST's words for what happened to a file → GraphQL's. */
const CHANGES: Readonly<Record<string, string>> = { removed: "DELETED", unchanged: "MODIFIED" };

interface Listed {
  readonly filename?: string;
  readonly status?: string;
  readonly additions?: number;
  readonly deletions?: number;
}

/** Puts the whole list in place of its beginning, or marks that as all there is. */
export async function readLongFiles(client: GitHubClient, raws: readonly RawPull[]): Promise<void> {
  await Promise.all(raws.filter((raw) => isLong(raw)).map((raw) => readFiles(client, raw)));
}

function isLong({ files, changedFiles }: RawPull): boolean {
  const more = present(files)?.pageInfo.hasNextPage === true;
  return more && (changedFiles ?? 0) > PAGE_SIZE * (1 + BY_CURSOR);
}

async function readFiles(client: GitHubClient, raw: RawPull): Promise<void> {
  const list = present(raw.files);
  const count = raw.changedFiles ?? 0;
  if (list === null) return;
  const stop = (why: Unread): void => void (list.stopped = why);
  if (count > MOST_FILES) return stop({ why: `it changes ${count} files, and GitHub lists 3,000` });
  const [owner, repo] = raw.repository.nameWithOwner.split("/");
  const pages = Array.from({ length: Math.ceil(count / PAGE_SIZE) }, (_, index) => index + 1);
  const read = await inParallel(pages, (page) =>
    look(
      client,
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      { owner, repo, pull_number: raw.number, per_page: PAGE_SIZE, page },
      "the next page",
    ),
  );
  const files: RawFile[] = [];
  for (const looked of read) {
    if (isUnreadable(looked)) return stop(unread(looked));
    if (!("found" in looked) || !Array.isArray(looked.found))
      return stop({ why: "its next page does not exist any more" });
    for (const file of looked.found as Listed[]) files.push(fileOf(file));
  }
  list.nodes = files;
  list.pageInfo = { hasNextPage: false, endCursor: null };
}

function fileOf({ filename, status, additions, deletions }: Listed): RawFile {
  const change = CHANGES[status ?? ""] ?? status?.toUpperCase() ?? "CHANGED";
  return { path: filename ?? "", changeType: change, additions: additions ?? 0, deletions: deletions ?? 0 };
}
