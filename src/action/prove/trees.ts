/** The two folders in which the command runs: worktrees of our repository, which end with the job. */
import { chmodSync, existsSync, lstatSync, readdirSync, realpathSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import { join, sep } from "node:path";
import type { Change } from "./changes.ts";
import { type Git, GitError, gitText } from "./git.ts";

/** @throws GitError where the commit cannot be checked out whole */
export async function addTree(git: Git, repository: string, commit: string, folder: string): Promise<void> {
  await gitText(git, repository, ["worktree", "add", "--quiet", "--detach", "--force", folder, commit]);
}

/**
 * Lays test files over a tree, and takes deleted ones from it; whatever else the tree holds stays. git writes them, so
 * that no name and no symbolic link leads out of the tree.
 *
 * @throws GitError where git refuses a file
 */
export async function layOver(git: Git, tree: string, tests: readonly Change[]): Promise<void> {
  const kept = tests.filter(({ now }) => now !== null);
  const gone = tests.filter(({ now }) => now === null);
  // What goes comes first: a folder may take the name of a file that was deleted, and the other way round.
  const lines = [...gone, ...kept].map(({ bytes, now }) =>
    Buffer.concat([
      Buffer.from(now === null ? `0 ${"0".repeat(40)}\t` : `${now.mode} ${now.object}\t`),
      bytes,
      Buffer.from("\0"),
    ]),
  );
  for (const { bytes } of gone) remove(tree, bytes);
  await gitText(git, tree, ["update-index", "-z", "--index-info"], { input: Buffer.concat(lines) });
  const names = Buffer.concat(kept.flatMap(({ bytes }) => [bytes, Buffer.from("\0")]));
  await gitText(git, tree, ["checkout-index", "--force", "-z", "--stdin"], { input: names });
}

/** Deletes one file of a tree. What the code before it has made of the folders is not followed out of the tree. */
function remove(tree: string, bytes: Buffer): void {
  const path = Buffer.concat([Buffer.from(tree + sep), bytes]);
  const parent = path.subarray(0, path.lastIndexOf("/"));
  try {
    const [root, folder] = [Buffer.from(tree), parent].map((each) => realpathSync.native(each, "buffer"));
    if (root === undefined || folder === undefined || !isInside(root.toString("latin1"), folder.toString("latin1")))
      return;
    if (!lstatSync(path).isDirectory()) unlinkSync(path);
    // git keeps no empty folders either.
    if (!folder.equals(root)) rmdirSync(parent);
  } catch {
    // It is gone, or its folder holds something else.
  }
}

/**
 * The folder of a tree in which the command runs; null where the tree has no such folder.
 *
 * @throws GitError where the path leads out of the tree
 */
export function folderIn(tree: string, workingDirectory: string): string | null {
  const folder = join(tree, workingDirectory);
  if (!existsSync(folder) || !lstatSync(realpathSync(folder)).isDirectory()) return null;
  if (!isInside(realpathSync(tree), realpathSync(folder))) {
    throw new GitError("The working directory leads out of the repository.");
  }
  return folder;
}

/** Removes a folder and all that is in it; false where something is left. */
export function removeFolder(folder: string): boolean {
  for (const attempt of [unlock, null]) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
      return true;
    } catch {
      attempt?.(folder);
    }
  }
  return false;
}

/** Caches of packages are written read-only, folders too. */
function unlock(folder: string): void {
  try {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) unlock(join(folder, entry.name));
    }
  } catch {
    // The second try tells.
  }
}

function isInside(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer.endsWith(sep) ? outer : outer + sep);
}
