import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { mergeText, splitLines, unifiedDiff } from "../../../src/sandbox/state/diff.ts";
import { blobSha, treeSha } from "../../../src/sandbox/state/git-objects.ts";
import { refusal, town } from "./town.ts";

describe("object ids (Pro Git: Git Objects)", () => {
  it("are Git's own", () => {
    // The book's example: echo 'test content' | git hash-object --stdin
    expect(blobSha(Buffer.from("test content\n"))).toBe("d670460b4b4aece5915caf5c68d12f560a9fe3e4");
    expect(treeSha(new Map())).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  });

  it("sorts folders as Git does", () => {
    const blob = blobSha(Buffer.from("x"));
    const flat = new Map([
      ["a/b", blob],
      ["a.txt", blob],
      ["a-b", blob],
      ["a/c/d", blob],
    ]);
    const folder = mkdtempSync(join(tmpdir(), "box-git-"));
    try {
      const git = (args: string[], input?: string) =>
        execFileSync("git", args, { cwd: folder, input, encoding: "utf8" }).trim();
      git(["init", "-q"]);
      git(["hash-object", "-w", "--stdin"], "x");
      for (const path of flat.keys()) git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
      expect(treeSha(flat)).toBe(git(["write-tree"]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("contents (REST: Create or update file contents)", () => {
  it("needs the former blob's SHA to replace a file, and the right one", () => {
    const { box, repository, writer } = town();
    const put = (sha?: string) =>
      box.do.putContents(writer, repository, "README.md", { message: "m", content: Buffer.from("new\n"), sha });
    expect(refusal(() => put()).status).toBe(422);
    expect(refusal(() => put("0".repeat(40)))).toMatchObject({ status: 409 });
    const former = box.ask.commit(repository, "main").tree.get("README.md");
    const { commit, blobSha: sha } = put(former);
    expect(commit.tree.get("README.md")).toBe(sha);
    expect(commit.parents).toHaveLength(1);
    expect(commit.author.email).toBe(`${writer.account?.id}+wanda@users.noreply.github.com`);
  });

  it("deletes, and refuses strange paths and missing branches", () => {
    const { box, repository, writer } = town();
    const sha = box.ask.commit(repository, "main").tree.get("README.md");
    box.do.putContents(writer, repository, "README.md", { message: "m", content: null, sha });
    expect(box.ask.commit(repository, "main").tree.has("README.md")).toBe(false);
    const put = (path: string, branch?: string) =>
      refusal(() => box.do.putContents(writer, repository, path, { message: "m", content: Buffer.from(""), branch }));
    for (const path of ["", "/a", "a//b", "../a", ".git/config"]) expect(put(path).status).toBe(422);
    expect(put("a", "nowhere").status).toBe(404);
  });
});

describe("refs (REST: Git references)", () => {
  it("are full names of commits that exist, once", () => {
    const { box, repository, writer } = town();
    const { sha } = box.ask.commit(repository, "main");
    const make = (ref: string, at = sha) => refusal(() => box.do.createRef(writer, repository, ref, at));
    expect(make("heads/x").status).toBe(422);
    expect(make("refs/heads/a b").status).toBe(422);
    expect(make("refs/heads/x", "1".repeat(40)).message).toBe("Object does not exist");
    expect(make("refs/heads/main").message).toBe("Reference already exists");
    box.do.createRef(writer, repository, "refs/heads/feature/x", sha);
    expect(box.ask.commit(repository, "feature/x").sha).toBe(sha);
    expect(refusal(() => box.do.deleteRef(writer, repository, "heads/main")).status).toBe(422);
    expect(refusal(() => box.do.deleteRef(writer, repository, "heads/none")).message).toBe("Reference does not exist");
  });
});

describe("history", () => {
  it("finds what touched a path, ancestors and merge bases", () => {
    const { box, repository, writer, branch } = town();
    const first = box.ask.commit(repository, "main").sha;
    const side = branch("side", { "src/new.js": "n\n" });
    box.do.putContents(writer, repository, "docs/a.md", { message: "docs", content: Buffer.from("a") });
    expect(box.ask.history(repository, "main", "docs").map((commit) => commit.message)).toEqual(["docs"]);
    expect(box.ask.history(repository, "main")).toHaveLength(2);
    expect(box.ask.mergeBase(repository, box.ask.commit(repository, "main").sha, side)).toBe(first);
    expect(box.ask.isAncestor(repository, first, side)).toBe(true);
    expect(box.ask.isAncestor(repository, side, first)).toBe(false);
    expect(refusal(() => box.ask.commit(repository, "nothing"))).toMatchObject({
      status: 422,
      message: "No commit found for SHA: nothing",
    });
  });

  it("shows an unchanged file at another path as renamed", () => {
    const { box, repository, writer } = town();
    const main = box.ask.commit(repository, "main");
    const tree = box.do.createTree(writer, repository, main.treeSha, [
      { path: "README.md", sha: null },
      { path: "docs/README.md", sha: main.tree.get("README.md") },
    ]);
    const commit = box.do.createCommit(writer, repository, { message: "move", tree, parents: [main.sha] });
    expect(box.ask.changedFiles(repository, main.sha, commit.sha)).toEqual([
      expect.objectContaining({ path: "docs/README.md", status: "renamed", previousPath: "README.md" }),
    ]);
  });
});

describe("differences", () => {
  it("are what `git diff` says", () => {
    const numbers = Array.from({ length: 30 }, (_, index) => `${index + 1}\n`);
    const changed = numbers.with(1, "two\n").toSpliced(20, 1).toSpliced(27, 0, "new\n").join("");
    const shown = unifiedDiff(numbers.join(""), changed);
    expect(shown).toMatchObject({ additions: 2, deletions: 2 });
    const folder = mkdtempSync(join(tmpdir(), "box-diff-"));
    try {
      writeFileSync(join(folder, "a"), numbers.join(""));
      writeFileSync(join(folder, "b"), changed);
      const run = spawnSync("git", ["diff", "--no-index", "--no-color", "a", "b"], { cwd: folder, encoding: "utf8" });
      const patch = run.stdout
        .slice(run.stdout.indexOf("@@"))
        .trimEnd()
        .replace(/^(@@ .* @@).*$/gm, "$1");
      expect(shown.patch).toBe(patch);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(unifiedDiff("a", "a\n").patch).toBe("@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a");
  });

  it("apply back to the text they were made from", () => {
    const words = ["a\n", "b\n", "c\n"];
    let state = 7;
    const next = (most: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state % most;
    };
    for (let round = 0; round < 300; round++) {
      const make = () => Array.from({ length: next(12) }, () => words[next(3)] ?? "").join("");
      const [base, ours] = [make(), make()];
      expect(mergeText(base, ours, base)).toBe(ours);
      expect(mergeText(base, base, ours)).toBe(ours);
      expect(mergeText(base, ours, ours)).toBe(ours);
      const { additions, deletions } = unifiedDiff(base, ours);
      expect(splitLines(base).length - deletions + additions).toBe(splitLines(ours).length);
    }
  });
});
