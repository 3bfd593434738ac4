import { describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { readPullHead } from "../../../src/github/heads/read-pull-head.ts";
import { scripted } from "../request/raw-support.ts";

const WHOLE = { hasNextPage: false, endCursor: null };
const ASKED = { owner: "acme", name: "shop", number: 5, app: 7 };

const answer = (files: readonly unknown[], home: unknown = { name: "main" }) => ({
  repository: {
    defaultBranchRef: home,
    pullRequest: {
      number: 5,
      state: "OPEN",
      headRefOid: "a".repeat(40),
      baseRefName: "main",
      closes: { nodes: [], pageInfo: WHOLE },
      commits: { nodes: [{ commit: { oid: "b".repeat(40), message: "Fixes #1" } }], pageInfo: WHOLE },
      files: { nodes: files, pageInfo: WHOLE },
      head: { nodes: [{ commit: { checkSuites: { nodes: [] } } }] },
    },
  },
});

async function headOf(data: unknown, errors: readonly { message: string; path: string[]; type?: string }[] = []) {
  const head = await readPullHead(
    scripted(() => ({ data, errors })),
    ASKED,
  );
  if (head === null || isUnreadable(head)) throw new Error("no head");
  return head;
}

describe("a pull request's head", () => {
  it("may have renamed the policy away: GitHub names the new name only", async () => {
    const file = (path: string, changeType: string) => ({ path, changeType });
    expect((await headOf(answer([file("old.yml", "RENAMED")]))).touchesPolicy).toBe(true);
    expect((await headOf(answer([file(".github/quench.yml", "DELETED")]))).touchesPolicy).toBe(true);
    expect((await headOf(answer([file("src/app.ts", "MODIFIED")]))).touchesPolicy).toBe(false);
  });

  it("closes what its messages say only where it goes into the default branch", async () => {
    expect((await headOf(answer([]))).closings).toMatchObject({ byCommit: [{ issue: "acme/shop#1" }] });
    expect((await headOf(answer([], { name: "trunk" }))).closings).toEqual({ byBody: [], byCommit: [] });
  });

  it("is not said to close nothing where the default branch could not be read", async () => {
    const path = ["repository", "defaultBranchRef"];
    const passing = await headOf(answer([], null), [{ message: "Something went wrong", path }]);
    expect(passing.closings).toMatchObject({ transient: true });
    const refused = await headOf(answer([], null), [{ message: "Resource not accessible", path, type: "FORBIDDEN" }]);
    expect(refused.closings).toMatchObject({ permission: "contents: read" });
  });
});
