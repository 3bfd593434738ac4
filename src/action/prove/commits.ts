/**
 * The commits to compare, in a repository of our own beside the checkout: it borrows the checkout's objects and fetches
 * the others, so that the checkout stays as it is and no credentials lie near the pull request's code.
 */
import { appendFileSync, existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { WorkflowError } from "../inputs.ts";
import { type Git, GitError, gitText } from "./git.ts";
import type { ProofRequest } from "./request.ts";

export interface Commits {
  /** Our bare repository. */
  readonly repository: string;
  /** Merge base of the base branch and the head. */
  readonly base: string;
  readonly head: string;
}

/** How much history is fetched, step by step, until both sides meet; the last is git's word for all. */
const DEPTHS = [50, 1000, 2_147_483_647] as const;

/**
 * @param folder an empty one, for our repository
 * @param address where the repository is fetched from, if the checkout does not say a path on this machine
 * @throws WorkflowError where there is no checkout
 * @throws GitError where a commit cannot be had
 */
export async function gatherCommits(
  git: Git,
  request: ProofRequest,
  { workspace, folder, address }: { readonly workspace: string; readonly folder: string; readonly address: string },
): Promise<Commits> {
  await checkVersion(git, folder);
  const origin = await borrow(git, workspace, folder, request.head.length);
  const source = origin !== null && isLocal(origin) ? origin : address;
  const fetching = new Fetching(git, folder, source);
  const { base, branch, head, number } = request;
  await fetching.ensure(head, `refs/pull/${number}/head`, "head");
  await fetching.ensure(base, `refs/heads/${branch}`, "base");
  const found = await mergeBase(git, folder, base, head);
  if (found !== null) return { repository: folder, base: found, head };
  for (const depth of DEPTHS) {
    if (!existsSync(join(folder, "shallow"))) break;
    await fetching.deepen(depth, [base, head]);
    const met = await mergeBase(git, folder, base, head);
    if (met !== null) return { repository: folder, base: met, head };
  }
  throw new GitError(`The head ${head.slice(0, 7)} and the base branch have no commit in common.`);
}

/** Older ones do not take their settings from the environment. */
async function checkVersion(git: Git, folder: string): Promise<void> {
  const found = await git(folder, ["--version"]).then(
    ({ out }) => out.toString().trim(),
    () => "none",
  );
  const [, major, minor] = /(\d+)\.(\d+)/.exec(found) ?? [];
  if (Number(major) > 2 || (major === "2" && Number(minor) >= 31)) return;
  throw new WorkflowError(
    `The mode \`prove\` needs git 2.31 or newer, and here is ${found}. Install it before this step, or take a ` +
      "container's image that has it.",
  );
}

/** Makes the repository on the checkout's objects. @returns the checkout's `origin`. */
async function borrow(git: Git, workspace: string, folder: string, length: number): Promise<string | null> {
  const top = await git(workspace, ["rev-parse", "--show-toplevel"]).catch(() => null);
  if (top === null || top.code !== 0 || !isSame(top.out.toString().replace(/\n$/, ""), workspace)) {
    throw new WorkflowError(
      "The mode `prove` needs the repository's files in the workspace. Add a step `uses: actions/checkout@<commit>`, " +
        `without \`path\`, before this one.${top === null || top.complaint === "" ? "" : ` git says: ${top.complaint}`}`,
    );
  }
  const format = length === 64 ? ["--object-format=sha256"] : [];
  await gitText(git, folder, ["init", "--quiet", "--bare", ...format, "."]);
  // A partial clone fetches what it lacks when it is asked for it; from here it could not.
  const partial = await git(workspace, [
    "config",
    "--get-regexp",
    "^(extensions\\.partialclone|remote\\..*\\.promisor)$",
  ]);
  if (partial.code !== 0) {
    const at = async (name: string): Promise<string> =>
      resolve(workspace, await gitText(git, workspace, ["rev-parse", "--git-path", name]));
    appendFileSync(join(folder, "objects", "info", "alternates"), `${await at("objects")}\n`);
    const shallow = await at("shallow");
    if (existsSync(shallow)) writeFileSync(join(folder, "shallow"), readFileSync(shallow));
  }
  const origin = await git(workspace, ["config", "--get", "remote.origin.url"]);
  return origin.code === 0 ? origin.out.toString().trim() : null;
}

class Fetching {
  private readonly git: Git;
  private readonly folder: string;
  private readonly source: string;

  constructor(git: Git, folder: string, source: string) {
    this.git = git;
    this.folder = folder;
    this.source = source;
  }

  /** Has a commit here: by itself, else by a ref that may hold it. */
  async ensure(sha: string, ref: string, what: string): Promise<void> {
    if (await this.has(sha)) return;
    const direct = await this.fetch([`--depth=${DEPTHS[0]}`], [sha]);
    if (direct === null && (await this.has(sha))) return;
    const byRef = await this.fetch([`--depth=${DEPTHS[0]}`], [ref]);
    if (await this.has(sha)) return;
    const why = byRef ?? direct;
    throw new GitError(
      `The ${what} ${sha.slice(0, 7)} could not be fetched${why === null ? ": the branch has moved on" : `: ${why}`}.`,
    );
  }

  /** Fetches older history; a commit that cannot be asked for by itself stays as deep as it is. */
  async deepen(depth: number, shas: readonly string[]): Promise<void> {
    for (const sha of shas) await this.fetch([`--depth=${depth}`], [sha]);
  }

  private async has(sha: string): Promise<boolean> {
    return (await this.git(this.folder, ["cat-file", "-e", `${sha}^{tree}`])).code === 0;
  }

  /** Null where it worked, else git's complaint. */
  private async fetch(options: readonly string[], refs: readonly string[]): Promise<string | null> {
    // Kept under names of our own: what no ref leads to would be fetched again.
    const specs = refs.map((ref) => `+${ref}:refs/quench/${Buffer.from(ref).toString("hex").slice(0, 100)}`);
    const parameters = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", ...options, this.source, ...specs];
    const { code, complaint } = await this.git(this.folder, parameters, { signedIn: !isLocal(this.source) });
    return code === 0 ? null : complaint || `git fetch failed (exit ${code})`;
  }
}

async function mergeBase(git: Git, folder: string, base: string, head: string): Promise<string | null> {
  const { code, out } = await git(folder, ["merge-base", base, head]);
  return code === 0 ? out.toString().trim() : null;
}

/** A path on this machine: no server, and no token for it. */
function isLocal(address: string): boolean {
  return address.startsWith("/") || address.startsWith("file://");
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
