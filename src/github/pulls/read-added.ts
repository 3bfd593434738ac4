/**
 * What merged pull requests add to runbooks, on-call checklists, dashboards, alerts and ownership files, line by line:
 * whether they name a control, or an item's text names what they gained, is in their text (R-S1 to R-S3, R-A1).
 */
import { adds } from "../../core/evidence/pull-request.ts";
import type { FileKind, Policy } from "../../core/policy/schema.ts";
import { compileGlobs } from "../../core/policy/glob.ts";
import type { ChangedFile, PullRequest } from "../../core/snapshot/pull.ts";
import { isUnreadable, type Readable, type Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { inParallel, look } from "../request/look.ts";
import { textLines } from "./read-text.ts";

type Pulls = Readonly<Record<string, Readable<PullRequest>>>;

/** GitHub lists at most 3,000 files of a pull request, in pages of 100. */
const MOST_PAGES = 30;
/** Pull requests of one pass whose lines are asked for; they never change, so later passes ask in vain and for free. */
const MOST_PULLS = 300;

/** The kinds of files whose new lines the rules read. */
const READ_KINDS: readonly FileKind[] = ["runbooks", "oncall_checklists", "monitoring", "ownership"];

interface Listed {
  readonly filename?: string;
  readonly patch?: string;
}

/** The same pull requests, with `added` on such files. */
export async function readAdded(client: GitHubClient, pulls: Pulls, policy: Policy): Promise<Pulls> {
  const kinds = READ_KINDS.map((kind) => compileGlobs(policy.files[kind]));
  const isRead = (file: ChangedFile): boolean => adds(file) && kinds.some((matches) => matches(file.path));
  const wanted = Object.values(pulls).filter(
    (pull) => counts(pull) && !isUnreadable(pull.files) && pull.files.some(isRead),
  );
  const asked = new Set(wanted.slice(0, MOST_PULLS));
  const read = async ([key, pull]: [string, Readable<PullRequest>]): Promise<[string, Readable<PullRequest>]> => {
    if (!wanted.includes(pull) || isUnreadable(pull) || isUnreadable(pull.files)) return [key, pull];
    const { files } = pull;
    const patches = asked.has(pull)
      ? await readPatches(client, pull, files.length)
      : { found: new Map<string, string | null>(), rest: { unreadable: "patches: of too many pull requests" } };
    const withAdded = async (file: ChangedFile): Promise<ChangedFile> =>
      isRead(file) ? { ...file, added: await addedTo(client, pull, file, patches) } : file;
    return [key, { ...pull, files: await inParallel(files, withAdded) }];
  };
  return Object.fromEntries(await inParallel(Object.entries(pulls), read));
}

/** What can count once merged: nothing else is worth a request (R-H2). */
function counts(pull: Readable<PullRequest>): pull is PullRequest {
  if (isUnreadable(pull)) return false;
  return pull.state === "merged" && pull.baseIsDefault && (pull.revertedBy === null || isUnreadable(pull.revertedBy));
}

interface Patches {
  /** By path; null where GitHub lists the file and shows no patch. */
  readonly found: ReadonlyMap<string, string | null>;
  /** Why the others are not there. */
  readonly rest: Unreadable;
}

async function readPatches(client: GitHubClient, pull: PullRequest, files: number): Promise<Patches> {
  const [owner, repo] = pull.repository.split("/");
  const found = new Map<string, string | null>();
  for (let page = 1; page <= MOST_PAGES && (page - 1) * 100 < files; page += 1) {
    const parameters = { owner, repo, pull_number: pull.number, per_page: 100, page };
    const looked = await look(client, "GET /repos/{owner}/{repo}/pulls/{pull_number}/files", parameters, "patches");
    if ("unreadable" in looked) return { found, rest: looked };
    if ("absent" in looked || !Array.isArray(looked.found)) break;
    for (const { filename, patch } of looked.found as Listed[]) {
      if (filename !== undefined) found.set(filename, patch ?? null);
    }
  }
  return { found, rest: { unreadable: `patches: GitHub does not list them for ${pull.key}` } };
}

/** The lines that a file gained; of one without a patch (too large, only renamed), its text as it is now. */
async function addedTo(
  client: GitHubClient,
  pull: PullRequest,
  { path }: ChangedFile,
  { found, rest }: Patches,
): Promise<Readable<readonly string[]>> {
  const patch = found.get(path);
  if (patch === undefined) return rest;
  return patch === null ? textLines(client, pull.repository, path) : addedLines(patch);
}

function addedLines(patch: string): readonly string[] {
  return patch.split("\n").flatMap((line) => (line.startsWith("+") ? [line.slice(1)] : []));
}
