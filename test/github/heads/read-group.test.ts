import { describe, expect, it } from "@jest/globals";
import { queueRef, readGroup } from "../../../src/github/heads/read-group.ts";
import { scripted } from "../request/raw-support.ts";

describe("the branch of a merge group", () => {
  it("names its base branch and the pull request that was put into the queue", () => {
    expect(queueRef("refs/heads/gh-readonly-queue/main/pr-12-0a1b2c")).toEqual({ branch: "main", pull: 12 });
    expect(queueRef("gh-readonly-queue/release/1.x/pr-7-abc")).toEqual({ branch: "release/1.x", pull: 7 });
  });

  it("is no other branch", () => {
    for (const ref of ["refs/heads/main", "refs/heads/gh-readonly-queue/main/12", "refs/heads/my/pr-12-abc", ""])
      expect(queueRef(ref)).toBeNull();
  });
});

const BASE = "0".repeat(40);
const [FIRST, TIP] = ["1".repeat(40), "2".repeat(40)];
const PLACE = {
  owner: "acme",
  repo: "shop",
  sha: TIP,
  base: BASE,
  ref: `refs/heads/gh-readonly-queue/main/pr-12-${BASE}`,
};
const WHOLE = { hasNextPage: false, endCursor: null };

const pull = (number: number, more: object = {}) => ({
  number,
  state: "OPEN",
  headRefOid: "a".repeat(40),
  baseRefName: "main",
  closes: { nodes: [], pageInfo: WHOLE },
  commits: { nodes: [], pageInfo: WHOLE },
  ...more,
});

/** A group of two squashed pull requests, #11 and #12, of which GitHub names only the last one by its branch. */
function squashed(
  traces: { data: unknown; errors?: readonly { message: string; path: string[]; type?: string }[] },
  eleven = {},
) {
  const commits = [
    { sha: FIRST, commit: { message: "Eleven (#11)\n\n* as in (#99)" } },
    { sha: TIP, commit: { message: "Twelve (#12)" } },
  ];
  return scripted(
    ({ query }) =>
      query.startsWith("query Group")
        ? traces
        : {
            data: {
              repository: { defaultBranchRef: { name: "main" }, p11: pull(11, eleven), p12: pull(12) },
            },
          },
    { [`GET /repos/acme/shop/compare/${BASE}...${TIP}?page=1`]: { commits } },
  );
}

const LINKED = {
  closes: {
    nodes: [
      {
        number: 1,
        url: "https://forge.test/acme/shop/issues/1",
        state: "OPEN",
        repository: { nameWithOwner: "acme/shop", isPrivate: false },
        labels: { nodes: [] },
      },
    ],
    pageInfo: WHOLE,
  },
};

describe("the pull requests of a merge group", () => {
  it("are told by the queue's own messages where the queue is out of sight", async () => {
    const refused = { message: "Resource not accessible", path: ["repository", "queue"], type: "FORBIDDEN" };
    for (const traces of [
      { data: { repository: { queue: null } } },
      { data: { repository: { queue: null } }, errors: [refused] },
    ])
      expect(await readGroup(squashed(traces, LINKED), PLACE)).toMatchObject({
        pulls: [11, 12],
        closings: { byBody: [{ number: 1 }] },
      });
  });

  it("are no others that a message names: one that landed before, or goes elsewhere", async () => {
    for (const more of [{ state: "MERGED" }, { baseRefName: "release" }])
      expect(
        await readGroup(squashed({ data: { repository: { queue: null } } }, { ...LINKED, ...more }), PLACE),
      ).toMatchObject({
        closings: { byBody: [] },
      });
  });

  it("are not known where the traces could not be read, which lets nothing pass", async () => {
    for (const type of ["FORBIDDEN", "NOT_FOUND"]) {
      const refused = [{ message: "No", path: ["repository"], type }];
      const group = await readGroup(squashed({ data: { repository: null }, errors: refused }), PLACE);
      expect(group).toHaveProperty("unreadable");
    }
    const errors = [{ message: "Something went wrong", path: ["repository"] }];
    expect(await readGroup(squashed({ data: { repository: null }, errors }), PLACE)).toMatchObject({ transient: true });
    // Without its commits nobody can tell what lands beside the one that names the group.
    const elsewhere = { ...PLACE, base: "9".repeat(40) };
    expect(await readGroup(squashed({ data: { repository: { queue: null } } }), elsewhere)).toHaveProperty(
      "unreadable",
    );
  });
});
