/**
 * What merged pull requests add to runbooks, on-call checklists, dashboards and alerts, line by line: whether they name a
 * control, or an item's text names what they gained, is in their text (R-S3, R-A1, R-S2).
 */
import type { FileKind, Policy } from "../core/policy/schema.ts";
import { compileGlobs } from "../core/policy/glob.ts";
import { type ChangedFile, isUnreadable, type PullRequest, type Readable } from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { inParallel, look } from "./look.ts";

type Pulls = Readonly<Record<string, Readable<PullRequest>>>;

/** GitHub lists at most 3,000 files of a pull request, in pages of 100. */
const MOST_PAGES = 30;

/** The kinds of files whose new lines the rules read. */
const READ_KINDS: readonly FileKind[] = ["runbooks", "oncall_checklists", "monitoring"];

interface Listed {
  readonly filename?: string;
  readonly patch?: string;
}

/** The same pull requests, with `added` on such files whose text could be read; the rest stays unread. */
export async function readAdded(client: GitHubClient, pulls: Pulls, policy: Policy): Promise<Pulls> {
  const kinds = READ_KINDS.map((kind) => compileGlobs(policy.files[kind]));
  const isRead = (path: string): boolean => kinds.some((matches) => matches(path));
  const read = async ([key, pull]: [string, Readable<PullRequest>]): Promise<[string, Readable<PullRequest>]> => {
    if (isUnreadable(pull) || pull.state !== "merged" || isUnreadable(pull.files)) return [key, pull];
    if (!pull.files.some(({ path }) => isRead(path))) return [key, pull];
    const patches = await readPatches(client, pull, pull.files.length);
    const withAdded = (file: ChangedFile): ChangedFile => {
      const patch = isRead(file.path) ? patches.get(file.path) : undefined;
      return patch === undefined ? file : { ...file, added: addedLines(patch) };
    };
    return [key, { ...pull, files: pull.files.map(withAdded) }];
  };
  return Object.fromEntries(await inParallel(Object.entries(pulls), read));
}

async function readPatches(
  client: GitHubClient,
  pull: PullRequest,
  files: number,
): Promise<ReadonlyMap<string, string>> {
  const [owner, repo] = pull.repository.split("/");
  const patches = new Map<string, string>();
  for (let page = 1; page <= MOST_PAGES && (page - 1) * 100 < files; page += 1) {
    const parameters = { owner, repo, pull_number: pull.number, per_page: 100, page };
    const looked = await look(client, "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", parameters, "patches");
    if (!("found" in looked) || !Array.isArray(looked.found)) break;
    for (const { filename, patch } of looked.found as Listed[]) {
      if (filename !== undefined && patch !== undefined) patches.set(filename, patch);
    }
  }
  return patches;
}

function addedLines(patch: string): readonly string[] {
  return patch.split("\n").flatMap((line) => (line.startsWith("+") ? [line.slice(1)] : []));
}
