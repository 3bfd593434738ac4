import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { linkTarget } from "../../../src/github/links/link-target.ts";

const HOME = "https://github.com/acme/shop";
const SHA = "0123456789abcdef0123456789abcdef01234567";
const repository = "acme/shop";
const target = (path: string) => linkTarget(`${HOME}/${path}`, HOME);
const OTHER = { kind: "other" };
const PR = { kind: "pull_request", repository, number: 3 };

describe("links into the repository", () => {
  it.each([
    "pull/3",
    "pull/3/",
    "pull/3/files",
    "pull/3/changes",
    `pull/3/commits/${SHA}`,
    "pull/3/checks",
    "pull/3#issuecomment-77",
    "pull/3#discussion_r12",
    "pull/3/files#r12",
    "pull/3#pullrequestreview-5",
    "pull/3.diff",
    "pull/3.patch",
    "pull/3?w=1",
  ])("%s is the pull request", (path) => {
    expect(target(path)).toEqual(PR);
  });

  it.each([
    ["actions/runs/9", null],
    ["actions/runs/9/attempts/2", 2],
    ["actions/runs/9/attempts/0", null],
    ["actions/runs/9/usage", null],
    ["actions/runs/9/workflow", null],
    ["actions/runs/9/job/zzz", null],
    ["actions/runs/9/artifacts", null],
    ["actions/runs/9#summary-4", null],
  ])("%s is the workflow run", (path, attempt) => {
    expect(target(path)).toEqual({ kind: "workflow_run", repository, id: 9, attempt });
  });

  it.each([
    ["actions/runs/9/job/2", { kind: "job", repository, id: 2 }],
    ["actions/runs/9/job/2#step:4:11", { kind: "job", repository, id: 2 }],
    ["runs/7", { kind: "check_run", repository, id: 7 }],
    ["runs/7?check_suite_focus=true", { kind: "check_run", repository, id: 7 }],
    ["pull/3/checks?check_run_id=7", { kind: "check_run", repository, id: 7 }],
    ["actions/runs/9/artifacts/5", { kind: "artifact", repository, id: 5, run: 9 }],
    ["suites/4/artifacts/5", { kind: "artifact", repository, id: 5, run: null }],
    ["issues/3", { kind: "issue", repository, number: 3 }],
    ["issues/3#issuecomment-77", { kind: "comment", repository, id: 77 }],
    ["issues/3#issue-12", { kind: "issue", repository, number: 3 }],
    [`commit/${SHA.toUpperCase()}`, { kind: "commit", repository, sha: SHA }],
    ["commit/abcdef1", { kind: "commit", repository, sha: "abcdef1" }],
    ["commit/abcdef1.patch", { kind: "commit", repository, sha: "abcdef1" }],
    ["assets/12/3f6c", { kind: "image" }],
  ])("%s is told from its path", (path, expected) => {
    expect(target(path)).toEqual(expected);
  });

  it.each([
    ["blob/main/docs/a.md", ["main", "docs", "a.md"]],
    ["blob/main/docs/a.md#L10-L20", ["main", "docs", "a.md"]],
    ["blob/main/docs/a.md?plain=1#L10", ["main", "docs", "a.md"]],
    ["blob/feature/pool/docs/a.md", ["feature", "pool", "docs", "a.md"]],
    ["blob/HEAD/docs/a.md", ["HEAD", "docs", "a.md"]],
    [`blob/${SHA}/docs/a.md`, [SHA, "docs", "a.md"]],
    ["blame/main/docs/a.md", ["main", "docs", "a.md"]],
    ["raw/refs/heads/main/docs/a.md", ["refs", "heads", "main", "docs", "a.md"]],
    ["blob/main/docs/on%20call%20(new).md", ["main", "docs", "on call (new).md"]],
    ["blob/main/docs/r%C3%A9sum%C3%A9.md", ["main", "docs", "résumé.md"]],
  ])("%s is a file at a ref", (path, parts) => {
    expect(target(path)).toEqual({ kind: "file", repository, ref: null, parts });
  });

  it.each([
    "",
    "pulls",
    "issues",
    "issues/new",
    "actions",
    "actions/workflows/drill.yml",
    "actions/runs/",
    "tree/main/docs",
    "blob/main",
    "releases/tag/v1",
    "compare/a...b",
    "wiki/Pool",
    "commit/abc",
    `commit/${SHA}0`,
    "commits/main",
    "pull/0",
    "pull/03",
    "pull/-3",
    "pull/3e2",
    "runs/0x1f",
  ])("%s is nothing that is looked up", (path) => {
    expect(target(path)).toEqual(OTHER);
  });

  it("R-H6: a picture is a screenshot, wherever it lies", () => {
    for (const link of [
      `${HOME}/blob/main/docs/shot.PNG`,
      "https://raw.githubusercontent.com/acme/shop/main/shot.png",
      "https://user-images.githubusercontent.com/1/2",
      "https://github.com/user-attachments/assets/3f6c",
      "https://grafana.example.com/render/panel.png?from=1",
      "https://github.com/else/where/raw/main/shot.jpeg",
    ]) {
      expect(linkTarget(link, HOME)).toEqual({ kind: "image" });
    }
    expect(linkTarget("https://github.com/user-attachments/files/1/log.txt", HOME)).toEqual(OTHER);
  });
});

describe("addresses made to be misread", () => {
  it.each([
    ["credentials", "https://github.com@evil.example/acme/shop/pull/3"],
    ["credentials of ours", "https://paul:secret@github.com/acme/shop/pull/3"],
    ["another port", "https://github.com:8443/acme/shop/pull/3"],
    ["a look-alike", "https://xn--gthub-n4a.com/acme/shop/pull/3"],
    ["a look-alike, written out", "https://gıthub.com/acme/shop/pull/3"],
    ["a host below ours", "https://gist.github.com/acme/shop/pull/3"],
    ["a host that begins like ours", "https://github.com.evil.example/acme/shop/pull/3"],
    ["a host that ends in a dot", "https://github.com./acme/shop/pull/3"],
    ["a backslash behind the host", "https://github.com\\@evil.example/acme/shop/pull/3"],
    ["a backslash in the path", "https://github.com/acme\\shop/pull/3"],
    ["an encoded backslash", "https://github.com/acme/shop/blob/main/a%5C..%5Cb"],
    ["an encoded slash", "https://github.com/acme/shop/blob/main/docs%2Fa.md"],
    ["dot segments", "https://github.com/else/../acme/shop/pull/3"],
    ["an encoded dot segment", "https://github.com/acme/shop/blob/main/%2e%2E/%2e/a.md"],
    ["a dot segment", "https://github.com/acme/shop/blob/main/./a.md"],
    ["a twice encoded dot segment", "https://github.com/acme/shop/pull/%252e%252e"],
    ["a broken encoding", "https://github.com/acme/shop/blob/main/%zz"],
    ["a blank", "https://github.com/acme/shop/pull/3 4"],
    ["a tab", "https://github.com/ac\tme/shop/pull/3"],
    ["a line break in it", "https://github.com/acme/sh\r\nop/pull/3"],
    ["an encoded line break", "https://github.com/acme/shop/blob/main/a%0d%0ab"],
    ["another owner", "https://github.com/acme2/shop/pull/3"],
    ["another scheme", "ftp://github.com/acme/shop/pull/3"],
    ["a script", "javascript:fetch('https://github.com/acme/shop/pull/3')"],
    ["no address", "acme/shop#3"],
    ["nothing", ""],
    ["an id beyond 2^53", "https://github.com/acme/shop/actions/runs/9007199254740993"],
    ["an id of many digits", `https://github.com/acme/shop/runs/${"9".repeat(400)}`],
    ["a number beyond GraphQL's", "https://github.com/acme/shop/pull/2147483648"],
    ["a long one", `https://github.com/acme/shop/pull/3?${"a".repeat(5000)}`],
  ])("%s", (_name, link) => {
    expect(linkTarget(link, HOME)).toEqual(OTHER);
  });

  it("the greatest ids are taken whole", () => {
    expect(target("actions/runs/9007199254740991")).toMatchObject({ id: 9007199254740991 });
    expect(target("pull/2147483647")).toMatchObject({ number: 2147483647 });
  });

  it.each([
    ")",
    "),",
    ".",
    "**",
    ">",
    "`",
    ")**.",
    "\r",
    " ",
    "]",
    '"',
    ";",
    "!",
  ])("what a sentence leaves behind it is dropped: %j", (rest) => {
    expect(linkTarget(`${HOME}/pull/3${rest}`, HOME)).toEqual(PR);
  });

  it("parentheses that it opens itself stay", () => {
    const parts = ["main", "a(1)"];
    expect(linkTarget(`${HOME}/blob/main/a(1)`, HOME)).toMatchObject({ parts });
    expect(linkTarget(`${HOME}/blob/main/a(1)).`, HOME)).toMatchObject({ parts });
  });

  it("letters' case matters in paths alone", () => {
    expect(linkTarget("HTTPS://GitHub.COM/ACME/Shop/pull/3", HOME)).toEqual({ ...PR, repository: "ACME/Shop" });
    expect(linkTarget(`${HOME}/PULL/3`, HOME)).toEqual(OTHER);
    expect(linkTarget("http://github.com/acme/shop//pull/3", HOME)).toEqual(PR);
    expect(linkTarget("https://github.com:443/acme/shop/pull/3", HOME)).toEqual(PR);
  });
});

describe("hosts", () => {
  it("github.com answers under its other names", () => {
    const raw = "https://raw.githubusercontent.com/acme/shop/refs/heads/main/docs/a.md?token=x";
    expect(linkTarget("https://www.github.com/acme/shop/pull/3", HOME)).toEqual(PR);
    expect(linkTarget("https://github.com/acme/shop/pull/3", "https://www.github.com/acme/shop")).toEqual(PR);
    expect(linkTarget(raw, HOME)).toEqual({
      kind: "file",
      repository,
      ref: null,
      parts: ["refs", "heads", "main", "docs", "a.md"],
    });
    expect(linkTarget("https://raw.githubusercontent.com/else/shop/main/a.md", HOME)).toEqual(OTHER);
  });

  it.each([
    ["pulls/3", PR],
    ["issues/3", { kind: "issue", repository, number: 3 }],
    ["issues/comments/77", { kind: "comment", repository, id: 77 }],
    ["actions/runs/9", { kind: "workflow_run", repository, id: 9, attempt: null }],
    ["actions/runs/9/attempts/2", { kind: "workflow_run", repository, id: 9, attempt: 2 }],
    ["actions/jobs/2", { kind: "job", repository, id: 2 }],
    ["actions/artifacts/5/zip", { kind: "artifact", repository, id: 5, run: null }],
    ["check-runs/7", { kind: "check_run", repository, id: 7 }],
    [`commits/${SHA}`, { kind: "commit", repository, sha: SHA }],
    [`git/commits/${SHA}`, { kind: "commit", repository, sha: SHA }],
    ["contents/docs/a.md?ref=feature/x", { kind: "file", repository, ref: "feature/x", parts: ["docs", "a.md"] }],
    ["contents/docs/a.md", { kind: "file", repository, ref: "HEAD", parts: ["docs", "a.md"] }],
    ["contents", OTHER],
    ["pulls/comments/9", OTHER],
    ["actions/workflows/1", OTHER],
    ["git/blobs/1", OTHER],
    ["hooks/1", OTHER],
  ])("its API is the same GitHub: %s", (path, expected) => {
    expect(linkTarget(`https://api.github.com/repos/acme/shop/${path}`, HOME)).toEqual(expected);
    const own = "https://ghe.example.com/acme/shop";
    expect(linkTarget(`https://ghe.example.com/api/v3/repos/acme/shop/${path}`, own)).toEqual(expected);
    const tenant = "https://octo.ghe.com/acme/shop";
    expect(linkTarget(`https://api.octo.ghe.com/repos/acme/shop/${path}`, tenant)).toEqual(expected);
  });

  it("a server of one's own has one host, with its port", () => {
    const own = "https://ghe.example.com:8443/acme/shop";
    expect(linkTarget("https://ghe.example.com:8443/acme/shop/pull/3", own)).toEqual(PR);
    for (const link of [
      "https://ghe.example.com/acme/shop/pull/3",
      "https://api.ghe.example.com:8443/repos/acme/shop/pulls/3",
      "https://github.com/acme/shop/pull/3",
      "https://api.github.com/repos/acme/shop/pulls/3",
      "https://raw.githubusercontent.com/acme/shop/main/a.md",
    ]) {
      expect(linkTarget(link, own)).toEqual(OTHER);
    }
    expect(linkTarget("https://github.com/api/v3/repos/acme/shop/pulls/3", HOME)).toEqual(OTHER);
    expect(linkTarget("https://api.github.com/repositories/1/pulls/3", HOME)).toEqual(OTHER);
    expect(linkTarget(`${HOME}/pull/3`, "no address")).toEqual(OTHER);
    expect(linkTarget(`${HOME}/pull/3`, "https://github.com/")).toEqual(OTHER);
  });

  it("another repository of the same owner", () => {
    expect(linkTarget("https://github.com/acme/infra/pull/3", HOME)).toEqual({ ...PR, repository: "acme/infra" });
    expect(linkTarget("https://github.com/acme/in%20fra/pull/3", HOME)).toEqual(OTHER);
  });
});

describe("whatever people write", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "https://",
      "github.com",
      "/",
      "acme",
      "shop",
      "pull",
      "blob",
      "%2e",
      "%2F",
      "..",
      "\\",
      "@",
      ":",
      "#",
      "?",
      "actions",
      "runs",
      "job",
      "issuecomment-",
      "9",
      "\r",
      "\n",
      ")",
      "raw",
      "main",
      "\0",
      "é",
      "api",
      "%",
    ),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(""));

  it("is classified, and stays with its host and owner", () => {
    fc.assert(
      fc.property(text, fc.boolean(), (rest, isRooted) => {
        const link = isRooted ? `${HOME}/${rest}` : rest;
        const found = linkTarget(link, HOME);
        if (found.kind === "other" || found.kind === "image") return;
        expect(found.repository.toLowerCase()).toMatch(/^acme\/[\w.-]+$/);
        expect(new URL(link.trim()).host).toMatch(/^(?:(?:www|api)\.)?github\.com$|^raw\.githubusercontent\.com$/);
        if ("id" in found) expect(Number.isSafeInteger(found.id)).toBe(true);
        if (found.kind === "file") {
          for (const part of found.parts) expect(part).not.toMatch(/^\.{0,2}$|[/\\]/);
        }
      }),
      { numRuns: 500, seed: 20260302 },
    );
  });

  it("is the same with CRLF at its end as with LF", () => {
    fc.assert(
      fc.property(text, (rest) => {
        expect(linkTarget(`${HOME}/${rest}\r\n`, HOME)).toEqual(linkTarget(`${HOME}/${rest}\n`, HOME));
      }),
      { numRuns: 300, seed: 20260302 },
    );
  });

  it.each([")", "(", "%2e", "/", ".", "https://", "a/../"])("does not stop it: 64 kB of %j", (part) => {
    const long = part.repeat(65_536 / part.length);
    expect(linkTarget(long, HOME)).toEqual(OTHER);
    expect(linkTarget(`${HOME}/pull/3${long}`, HOME)).toEqual(OTHER);
  });
});
