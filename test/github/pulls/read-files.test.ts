import { describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { Refused, Unavailable } from "../../../src/github/request/errors.ts";
import { entries } from "../../../src/github/request/problems.ts";
import { readLongFiles } from "../../../src/github/pulls/read-files.ts";
import { rawList, rawPull, scripted, silent } from "../request/raw-support.ts";

const fail = () => {
  throw new Error("no GraphQL is needed");
};
const listed = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({
    filename: `src/${from + index}.js`,
    status: from + index === 0 ? "removed" : "added",
    additions: from + index === 0 ? 0 : 2,
    deletions: from + index === 0 ? 9 : 0,
  }));
const long = (changedFiles: number) =>
  rawPull(7, {
    changedFiles,
    files: rawList([{ path: "src/0.js", changeType: "DELETED", additions: 0, deletions: 9 }], "MTAw"),
  });
const page = (number: number): string => `GET /repos/acme/shop/pulls/7/files?page=${number}`;
const pages = (count: number): Record<string, unknown> =>
  Object.fromEntries(
    Array.from({ length: Math.ceil(count / 100) }, (_, index) => [
      page(index + 1),
      listed(index * 100, Math.min(count, index * 100 + 100)),
    ]),
  );

describe("long lists of changed files", () => {
  it("are read over REST, a hundred in a page, 3,000 at most", async () => {
    const raw = long(3000);
    const client = scripted(fail, pages(3000));
    await readLongFiles(client, [raw]);
    expect(client.looked).toHaveLength(30);
    const files = entries(raw.files, "files");
    expect(files).toHaveLength(3000);
    expect(isUnreadable(files) ? files : files.slice(0, 2)).toEqual([
      { path: "src/0.js", changeType: "DELETED", additions: 0, deletions: 9 },
      { path: "src/1.js", changeType: "ADDED", additions: 2, deletions: 0 },
    ]);
  });

  it("are left to cursors where a few pages are missing, and alone where none is", async () => {
    const raws = [long(400), rawPull(8), rawPull(9, { changedFiles: null, files: rawList([], "MTAw") })];
    const client = silent();
    await readLongFiles(client, raws);
    expect(client.looked).toEqual([]);
    expect(raws[0]?.files).toMatchObject({ pageInfo: { hasNextPage: true } });
  });

  it("that GitHub does not list to the end are unread, and told", async () => {
    const raw = long(3001);
    const client = silent();
    await readLongFiles(client, [raw]);
    expect(client.looked).toEqual([]);
    expect(entries(raw.files, "files")).toEqual({
      unreadable: "files: it changes 3001 files, and GitHub lists 3,000",
    });
  });

  it.each([
    ["5xx", new Unavailable("GET files", 502, "Bad Gateway"), { transient: true }],
    [
      "403",
      new Refused(
        "GET files",
        403,
        { message: "Resource not accessible by integration" },
        {
          "x-accepted-github-permissions": "pull_requests=read",
        },
      ),
      { permission: "pull_requests: read" },
    ],
    ["404", new Refused("GET files", 404, { message: "Not Found" }, {}), {}],
  ] as const)("are unread where one page answers %s", async (_name, error, said) => {
    const raw = long(900);
    await readLongFiles(scripted(fail, { ...pages(900), [page(5)]: error }), [raw]);
    expect(entries(raw.files, "files")).toMatchObject({ unreadable: expect.stringMatching(/^files: /), ...said });
  });
});
