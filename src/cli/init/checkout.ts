/** The checkout that the files go to, and what can be seen in it and in the clone that this command runs from. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../../app/settings/environment.ts";
import { codeOf, reasonOf } from "../file-failure.ts";
import { CannotWrite } from "../whole-file.ts";

export interface Checkout {
  /** Absolute: where `.github` belongs. */
  readonly root: string;
  /** False: no git repository is around it. */
  readonly git: boolean;
  /** True where a folder below the root was named. */
  readonly below: boolean;
}

/** `git` answers from the disk; one that does not must not hold us. */
const GIT_PATIENCE = 5_000;

/** @throws CannotWrite where there is no such folder */
export function findCheckout(folder: string): Checkout {
  const start = realFolder(folder);
  for (let at = start; ; at = dirname(at)) {
    // A folder in a clone, a file in a worktree or a submodule.
    if (existsSync(join(at, ".git"))) return { root: at, git: true, below: at !== start };
    if (at === dirname(at)) return { root: start, git: false, below: false };
  }
}

function realFolder(folder: string): string {
  try {
    const real = realpathSync(resolve(folder));
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new CannotWrite(
      `${folder}: ${code === "ENOENT" ? "there is no such folder" : reasonOf(code)}; name a checkout.`,
    );
  }
  throw new CannotWrite(`${folder}: this is no folder; name a checkout.`);
}

/**
 * The copy of the Action that this command came with: `owner/repo@<commit>` where it runs from a clone whose commit is on
 * github.com, as far as git knows. Null where it was installed in another way: then nobody can tell here which copies
 * there are.
 *
 * @param root of the package
 */
export async function ownCopy(env: Environment, root: string | null = packageRoot()): Promise<string | null> {
  // A package below somebody's node_modules would give the name of their repository.
  if (root === null || !existsSync(join(root, ".git"))) return null;
  const [commit, remote, branches] = await Promise.all([
    git(root, ["rev-parse", "HEAD"], env),
    git(root, ["remote", "get-url", "origin"], env),
    git(root, ["branch", "--remotes", "--contains", "HEAD"], env),
  ]);
  const name =
    /^(?:https:\/\/(?:[^/@\s]+@)?github\.com\/|(?:ssh:\/\/)?git@github\.com[:/])([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(
      remote ?? "",
    )?.[1];
  if (name === undefined || commit === null || !/^[0-9a-f]{40}$/.test(commit) || !branches) return null;
  return `${name}@${commit}`;
}

/** The nearest folder above this file that is the package's; null where it was packed in another way. */
function packageRoot(): string | null {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const file = join(at, "package.json");
    if (!existsSync(file)) continue;
    const { name } = JSON.parse(readFileSync(file, "utf8")) as { readonly name?: string };
    return name === "quench" ? at : null;
  }
  return null;
}

/** What git prints, without the line's end; null where it fails or is not there. */
function git(folder: string, args: readonly string[], env: Environment): Promise<string | null> {
  return new Promise((done) => {
    const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, ...rest } = env;
    const options = { env: rest, timeout: GIT_PATIENCE, windowsHide: true };
    execFile("git", ["-C", folder, ...args], options, (error, stdout) => done(error === null ? stdout.trim() : null));
  });
}
