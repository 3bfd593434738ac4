import { describe, expect, it } from "@jest/globals";
import { filesOf, keepsRunbook, ownersOfFile } from "../../../src/core/commands/runbooks.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { policyInForce } from "../../support/policy.ts";
import { file, pull, snapshot } from "../../support/snapshot.ts";

const { policy } = policyInForce();
const BOOK = "docs/runbooks/checkout.md";
const UNREAD = { unreadable: "files: 502", transient: true };

describe("R-H2 the files of a kind", () => {
  it("by path, only what a change leaves behind", () => {
    const files = [
      file("docs/runbooks/z.md"),
      file("docs/runbooks/a.md", { change: "modified", additions: 1 }),
      file("docs/runbooks/gone.md", { change: "deleted", additions: 0 }),
      file("docs/runbooks/shorter.md", { change: "modified", additions: 0, deletions: 3 }),
      file("docs/runbooks/moved.md", { change: "renamed", additions: 0 }),
      file("src/a.ts"),
    ];
    const found = filesOf(pull(7, [], { files }), policy, "runbooks");
    expect(found).toMatchObject([
      { path: "docs/runbooks/a.md" },
      { path: "docs/runbooks/moved.md" },
      { path: "docs/runbooks/z.md" },
    ]);
  });

  it("unread files are told as such", () => {
    expect(filesOf(pull(7, [], { files: UNREAD }), policy, "runbooks")).toEqual(UNREAD);
  });
});

describe("R-S1 the owners of a file", () => {
  const owners = (over: Partial<Snapshot>, path = BOOK) => ownersOfFile(snapshot({ over }), path);

  it("people, and teams with their members", () => {
    const over = { codeowners: "/docs/ @Tess @Acme/SRE", teams: { "acme/sre": ["otto"] } };
    expect(owners(over)).toEqual([
      { kind: "person", login: "Tess" },
      { kind: "team", team: "acme/sre", members: ["otto"] },
    ]);
    expect(owners(over, "src/a.ts")).toEqual([]);
  });

  it("a team whose members were not read, or could not be", () => {
    const codeowners = "/docs/ @acme/sre";
    const unread = { unreadable: "the members of acme/sre were not read" };
    expect(owners({ codeowners })).toEqual([{ kind: "team", team: "acme/sre", members: unread }]);
    expect(owners({ codeowners, teams: {} })).toEqual([{ kind: "team", team: "acme/sre", members: unread }]);
    const refused = { unreadable: "team: 403", permission: "members: read" };
    expect(owners({ codeowners, teams: { "acme/sre": refused } })).toMatchObject([{ members: refused }]);
  });

  it("no such file is nobody; one that was not read is unknown", () => {
    expect(owners({ codeowners: null })).toEqual([]);
    expect(owners({})).toEqual({ unreadable: "CODEOWNERS was not read" });
    expect(owners({ codeowners: UNREAD })).toEqual(UNREAD);
  });

  it("each path has its own, asked once or twice", () => {
    const read = snapshot({ over: { codeowners: "/a @tess\n/b @otto" } });
    for (const _again of [1, 2]) {
      expect(ownersOfFile(read, "a")).toEqual([{ kind: "person", login: "tess" }]);
      expect(ownersOfFile(read, "b")).toEqual([{ kind: "person", login: "otto" }]);
    }
  });
});

describe("rulebook N who keeps a runbook", () => {
  const codeowners = "/docs/ @tess";
  const keeps = (login: string, over: Partial<Snapshot>, pulls = [pull(7, [BOOK])]) =>
    keepsRunbook(snapshot({ pulls, over }), policy, login);

  it("only of a runbook that a pull request changes", () => {
    expect(keeps("Tess", { codeowners })).toBe(true);
    expect(keeps("otto", { codeowners })).toBe(false);
    expect(keeps("tess", { codeowners }, [pull(7, ["docs/index.md"])])).toBe(false);
    expect(keeps("tess", { codeowners }, [])).toBe(false);
  });

  it("by the policy's own globs", () => {
    const read = snapshot({ pulls: [pull(7, ["ops/steps.txt"])], over: { codeowners: "/ops/ @tess" } });
    expect(keepsRunbook(read, policy, "tess")).toBe(false);
    expect(keepsRunbook(read, policyInForce({ files: { runbooks: ["ops/**"] } }).policy, "tess")).toBe(true);
  });

  it("whoever is known to, is, whatever else could not be read", () => {
    const pulls = [pull(7, [BOOK]), pull(8, [], { files: UNREAD })];
    expect(keeps("tess", { codeowners }, pulls)).toBe(true);
    expect(keeps("otto", { codeowners }, pulls)).toBeNull();
  });

  it("unknown: an unread pull request, file of owners, or team", () => {
    const read = snapshot({ pulls: [pull(7, [BOOK])], over: { codeowners } });
    const gone: Snapshot = { ...read, pulls: { ...read.pulls, "acme/shop#8": UNREAD } };
    expect(keepsRunbook(gone, policy, "otto")).toBeNull();
    expect(keepsRunbook(gone, policy, "tess")).toBe(true);
    expect(keeps("tess", {})).toBeNull();
    expect(keeps("otto", { codeowners: "/docs/ @acme/sre" })).toBeNull();
    expect(keeps("otto", { codeowners: "/docs/ @acme/sre", teams: { "acme/sre": ["OTTO"] } })).toBe(true);
    expect(keeps("tess", { codeowners: "/docs/ @acme/sre", teams: { "acme/sre": ["OTTO"] } })).toBe(false);
    // Where no runbook is changed, nobody needs to know who would own one.
    expect(keeps("tess", {}, [pull(7, ["src/a.ts"])])).toBe(false);
  });
});
