import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { findCheckout, ownCopy } from "../../../src/cli/init/checkout.ts";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "quench-clone-")));
});
afterEach(() => rmSync(root, { recursive: true }));

function git(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync("git", ["-C", root, ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: root, GIT_CONFIG_NOSYSTEM: "1" },
  });
  expect([args, status, stderr.includes("fatal")]).toEqual([args, 0, false]);
  return stdout.trim();
}

/** A clone with one commit; `pushed` where its remote has it, as far as git knows. */
function clone(remote: string, pushed: boolean): string {
  git("init", "-q");
  git("config", "user.email", "a@example.org");
  git("config", "user.name", "a");
  writeFileSync(join(root, "action.yml"), "name: Quench\n");
  git("add", ".");
  git("commit", "-qm", "one");
  git("remote", "add", "origin", remote);
  if (pushed) git("update-ref", "refs/remotes/origin/main", "HEAD");
  return git("rev-parse", "HEAD");
}

const ENV = { PATH: process.env["PATH"] };

describe("the copy that the command came with", () => {
  it.each([
    "https://github.com/acme/quench.git",
    "https://github.com/acme/quench",
    "https://token@github.com/acme/quench/",
    "git@github.com:acme/quench.git",
    "ssh://git@github.com/acme/quench.git",
  ])("is its clone's commit on GitHub: %s", async (remote) => {
    const commit = clone(remote, true);
    expect(await ownCopy(ENV, root)).toBe(`acme/quench@${commit}`);
    // Variables of a hook that calls us name another repository.
    expect(await ownCopy({ ...ENV, GIT_DIR: "/nowhere" }, root)).toBe(`acme/quench@${commit}`);
  });

  it("is not known where nobody else has the commit, or it lies elsewhere", async () => {
    clone("https://github.com/acme/quench.git", false);
    expect(await ownCopy(ENV, root)).toBeNull();
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    git("remote", "set-url", "origin", "https://gitlab.example.com/acme/quench.git");
    expect(await ownCopy(ENV, root)).toBeNull();
    expect(await ownCopy({ PATH: root }, root)).toBeNull();
    // Installed in somebody's repository: that is theirs.
    mkdirSync(join(root, "node_modules", "quench"), { recursive: true });
    expect(await ownCopy(ENV, join(root, "node_modules", "quench"))).toBeNull();
    expect(await ownCopy(ENV, null)).toBeNull();
  });
});

describe("the checkout around a folder", () => {
  it("is the nearest one, or the folder itself", () => {
    mkdirSync(join(root, "a", "b"), { recursive: true });
    expect(findCheckout(join(root, "a"))).toEqual({ root: join(root, "a"), git: false, below: false });
    mkdirSync(join(root, ".git"));
    expect(findCheckout(join(root, "a", "b"))).toEqual({ root, git: true, below: true });
    mkdirSync(join(root, "a", ".git"));
    expect(findCheckout(join(root, "a", "b"))).toEqual({ root: join(root, "a"), git: true, below: true });
    expect(findCheckout(root)).toEqual({ root, git: true, below: false });
  });
});
