import { describe, expect, it } from "@jest/globals";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { isUnreadable, type Readable } from "../../../src/core/snapshot/types.ts";
import { createAliases } from "../../../src/github/incident/aliases.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import type { RawIssue, RawPull } from "../../../src/github/raw.ts";
import type { NamedPull } from "../../../src/github/pulls/read-pulls-found.ts";
import { readPulls } from "../../../src/github/pulls/read-pulls.ts";
import {
  type Asked,
  idsOf,
  nodesBy,
  rawIssue,
  rawList,
  rawPull,
  referenceOf,
  refOf,
  type Scripted,
  scripted,
  silent,
} from "../request/raw-support.ts";

const HERE = "acme/shop";
const identity = { login: "quench[bot]", appId: 7, kind: "app" as const, key: null };
/** Nothing was reverted: what landed names nobody, and is known to the end. */
const home = { nameWithOwner: HERE, branch: "main", landed: rawList([]) };

async function read(client: Scripted, issues: readonly RawIssue[], named: readonly NamedPull[] = []) {
  const aliases = createAliases(client, HERE);
  const pulls = await readPulls(client, { issues, named, identity, home, aliases });
  return { pulls, aliases };
}

function known(pull: Readable<PullRequest> | undefined): PullRequest {
  if (pull === undefined || isUnreadable(pull)) throw new Error(JSON.stringify(pull));
  return pull;
}

/** Not merged, so that no revert is looked for. */
const openOne = (number: number, over: Partial<RawPull> = {}): RawPull =>
  rawPull(number, { state: "OPEN", mergedAt: null, mergedBy: null, mergeCommit: null, ...over });
const closedOne = (number: number, over: Partial<RawPull> = {}): RawPull =>
  openOne(number, { state: "CLOSED", ...over });
const numberOf = (id: string): number => Number(id.slice(3));
const isAbout = ({ query }: Asked, fragment: string): boolean => query.includes(`...${fragment} `);
const closing = (numbers: readonly number[]) =>
  rawIssue(5, { closers: rawList(numbers.map((number) => refOf(number))) });
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

describe("pull requests that the first answer held", () => {
  it("are taken from it, each once, with no request", async () => {
    const one = openOne(1, { closes: rawList([{ number: 5, repository: { nameWithOwner: HERE } }]) });
    const issue = rawIssue(5, { references: rawList([referenceOf(one)]), closers: rawList([refOf(1)]) });
    const { pulls } = await read(silent(), [issue, { ...issue, id: "I_6", number: 6 }]);
    expect(Object.keys(pulls)).toEqual(["acme/shop#1"]);
    expect(known(pulls["acme/shop#1"])).toMatchObject({
      state: "open",
      closes: ["acme/shop#5"],
      contributors: ["andy"],
      files: [{ path: "tests/a.test.js", change: "added", additions: 3, deletions: 0 }],
      head: { sha: "head1", checks: [] },
    });
  });

  it("of strangers are left out, however they are linked", async () => {
    const repository = { nameWithOwner: "evil/shop", defaultBranchRef: { name: "main" } };
    const issue = rawIssue(5, {
      references: rawList([referenceOf(openOne(1, { repository }), true)]),
      closers: rawList([refOf(2, "evil/shop")]),
      developed: rawList([refOf(3, "acme-evil/shop")]),
    });
    const named = [{ owner: "evil", name: "shop", number: 4 }];
    expect((await read(silent(), [issue], named)).pulls).toEqual({});
  });

  it("close nothing once they are merged or closed", async () => {
    const closes = rawList([{ number: 5, repository: { nameWithOwner: HERE } }]);
    const issue = rawIssue(5, { references: rawList([referenceOf(closedOne(1, { closes }))]) });
    expect(known((await read(silent(), [issue])).pulls["acme/shop#1"])).toMatchObject({ state: "closed", closes: [] });
  });

  it("by a ghost, or from a fork that is gone or private, are read all the same", async () => {
    const gone = openOne(1, { author: null, headRepository: null });
    const hidden = openOne(2, { headRepository: { problem: "no", type: "FORBIDDEN", field: "headRepository" } });
    const issue = rawIssue(5, { references: rawList([referenceOf(gone), referenceOf(hidden)]) });
    const { pulls } = await read(silent(), [issue]);
    expect(known(pulls["acme/shop#1"])).toMatchObject({
      author: { kind: "ghost", login: "ghost" },
      headRepository: null,
    });
    expect(known(pulls["acme/shop#2"])).toMatchObject({ author: { login: "andy" }, headRepository: null });
  });

  it.each([
    ["files", { files: forbidden("files") }, "files", "pull requests: read"],
    ["commits", { commits: forbidden("commits") }, "contributors", "contents: read"],
    ["closes", { closes: forbidden("closes") }, "closes", "pull requests: read"],
  ] as const)("lack %s where a permission lacks, and name it", async (_name, over, part, permission) => {
    const issue = rawIssue(5, { references: rawList([referenceOf(openOne(1, over as Partial<RawPull>))]) });
    const { pulls } = await read(silent(), [issue]);
    expect(known(pulls["acme/shop#1"])[part]).toMatchObject({ permission });
  });

  it.each([
    ["the rollup", forbidden("statusCheckRollup")],
    ["one context", { contexts: rawList([forbidden("nodes") as never]) }],
  ])("lack checks where %s is refused, and name both permissions", async (_name, statusCheckRollup) => {
    const head = { nodes: [{ commit: { id: "C_1", oid: "head1", statusCheckRollup } }] };
    const issue = rawIssue(5, { references: rawList([referenceOf(openOne(1, { head }))]) });
    const { pulls } = await read(silent(), [issue]);
    expect(known(pulls["acme/shop#1"]).head).toMatchObject({
      sha: "head1",
      checks: { permission: "checks: read, statuses: read" },
    });
  });
});

function forbidden(field: string) {
  return { problem: "Resource not accessible by integration", type: "FORBIDDEN", field };
}

describe("pull requests of which only the name is known", () => {
  it("are read whole where they are few", async () => {
    const client = scripted((asked) => ({ data: nodesBy(asked, (id) => openOne(numberOf(id))) }));
    const { pulls } = await read(client, [closing([1, 2, 3])]);
    expect(client.asked).toHaveLength(1);
    expect(client.asked[0]?.query).toContain("fragment Pull ");
    expect(Object.keys(pulls)).toEqual(["acme/shop#1", "acme/shop#2", "acme/shop#3"]);
  });

  it("are read lean where they are many, 250 in a request, and what open ones need is asked apart", async () => {
    const client = scripted((asked) => ({
      data: nodesBy(asked, (id) => {
        const number = numberOf(id);
        const { closes: _, ...lean } = number % 100 === 0 ? openOne(number) : closedOne(number);
        return isAbout(asked, "LeanPull")
          ? lean
          : { id, head: lean.head, closes: rawList([{ number: 5, repository: { nameWithOwner: HERE } }]) };
      }),
    }));
    const { pulls } = await read(client, [closing(range(1000))]);
    expect(client.asked.map((one) => idsOf(one).length)).toEqual([250, 250, 250, 250, 10]);
    expect(Object.keys(pulls)).toHaveLength(1000);
    expect(known(pulls["acme/shop#100"])).toMatchObject({ state: "open", closes: ["acme/shop#5"] });
    expect(known(pulls["acme/shop#101"])).toMatchObject({ state: "closed", closes: [] });
  });

  it("leave unread of an open one what could not be asked apart, or is of another head", async () => {
    const client = scripted((asked) => {
      const data = nodesBy(asked, (id) => {
        const { closes, ...lean } = openOne(numberOf(id));
        if (isAbout(asked, "LeanPull")) return lean;
        if (id === "PR_1") return null;
        const head = { nodes: [{ commit: { id: "C", oid: "pushed", statusCheckRollup: null } }] };
        return { id, head: id === "PR_2" ? head : lean.head, closes };
      });
      return isAbout(asked, "LeanPull")
        ? { data }
        : { data, errors: [{ message: "gone", type: "NOT_FOUND", path: ["n0", 0] }] };
    });
    const { pulls } = await read(client, [closing(range(30))]);
    expect(known(pulls["acme/shop#1"])).toMatchObject({
      closes: { unreadable: "closing references: gone" },
      head: { sha: "head1", checks: { unreadable: "checks: gone" } },
    });
    expect(known(pulls["acme/shop#2"])).toMatchObject({
      closes: [],
      head: { sha: "head2", checks: { unreadable: "checks: it was pushed to meanwhile", transient: true } },
    });
    expect(known(pulls["acme/shop#3"])).toMatchObject({ closes: [], head: { checks: [] } });
  });

  it("are absent where they do not exist, unread where GitHub fails or a permission lacks", async () => {
    const client = scripted((asked) => {
      const data = nodesBy(asked, (id) =>
        id === "PR_1" || id === "PR_2" ? null : id === "PR_3" ? {} : openOne(numberOf(id)),
      );
      const errors = [
        { message: "gone", type: "NOT_FOUND", path: ["n0", 0] },
        { message: "no", type: "FORBIDDEN", path: ["n0", 1] },
      ];
      return { data, errors };
    });
    const { pulls } = await read(client, [closing([1, 2, 3, 4])]);
    expect(pulls).toEqual({
      "acme/shop#2": { unreadable: "pull request: no", permission: "pull requests: read" },
      "acme/shop#4": expect.objectContaining({ number: 4 }),
    });
    const failing = scripted(() => {
      throw new Unavailable("GraphQL", 504, "late");
    });
    expect((await read(failing, [closing([1])])).pulls).toEqual({
      "acme/shop#1": { unreadable: "pull request: GraphQL: HTTP 504 (late)", transient: true },
    });
  });

  it("end the pass where GitHub limits it", async () => {
    const client = scripted(() => {
      throw new RateLimited("GraphQL", 0, 60_000);
    });
    await expect(read(client, [closing([1])])).rejects.toThrow(RateLimited);
  });
});

describe("pull requests that a command names by their address", () => {
  const named = (numbers: readonly number[], name = "shop"): readonly NamedPull[] =>
    numbers.map((number) => ({ owner: "acme", name, number }));

  it("are read whole where they are few, and those known already are not asked for", async () => {
    const client = scripted(({ variables }) => ({
      data: { u0: { pullRequest: openOne(Number(variables["number0"])) } },
    }));
    const issue = rawIssue(5, { references: rawList([referenceOf(openOne(1))]) });
    const { pulls } = await read(client, [issue], [...named([1, 2]), ...named([2])]);
    expect(client.asked.map(({ variables }) => variables)).toEqual([{ owner0: "acme", name0: "shop", number0: 2 }]);
    expect(Object.keys(pulls)).toEqual(["acme/shop#1", "acme/shop#2"]);
  });

  it("by a name that the repository had are found under the one it has", async () => {
    const client = scripted(() => ({ data: { u0: { pullRequest: openOne(2) } } }));
    const { pulls, aliases } = await read(client, [], named([2], "Old-Shop"));
    expect(Object.keys(pulls)).toEqual(["acme/shop#2"]);
    expect(aliases.nameOf("acme/old-shop")).toBe("acme/shop");
  });

  it("are first asked for their ids where they are many", async () => {
    const client = scripted((asked) => {
      if (asked.query.includes("NamedPulls")) {
        const count = Object.keys(asked.variables).length / 3;
        const data = range(count).map((_, i) => [
          `u${i}`,
          { pullRequest: refOf(Number(asked.variables[`number${i}`])) },
        ]);
        return { data: Object.fromEntries(data) };
      }
      return { data: nodesBy(asked, (id) => closedOne(numberOf(id))) };
    });
    const { pulls } = await read(client, [], named(range(130)));
    expect(client.asked.map(({ query }) => /query (\w+)/.exec(query)?.[1])).toEqual([
      "NamedPulls",
      "NamedPulls",
      "Nodes",
    ]);
    expect(Object.keys(pulls)).toHaveLength(130);
  });

  it("are absent where their repository is out of our sight, unread where a permission inside it lacks", async () => {
    const client = scripted(() => ({
      data: { u0: null, u1: { pullRequest: null }, u2: { pullRequest: null }, u3: { pullRequest: null } },
      errors: [
        { message: "no", type: "FORBIDDEN", path: ["u0"] },
        { message: "no", type: "FORBIDDEN", path: ["u1", "pullRequest"] },
        { message: "gone", type: "NOT_FOUND", path: ["u2", "pullRequest"] },
        { message: "timeout", path: ["u3", "pullRequest"] },
      ],
    }));
    const { pulls } = await read(client, [], [...named([1], "secret"), ...named([2, 3, 4])]);
    expect(pulls).toEqual({
      "acme/shop#2": { unreadable: "pull request: no", permission: "pull requests: read" },
      "acme/shop#4": { unreadable: "pull request: timeout", transient: true },
    });
  });

  it("are unread where GitHub fails", async () => {
    const client = scripted(() => {
      throw new Unavailable("GraphQL", 502, "Bad Gateway");
    });
    expect((await read(client, [], named([2]))).pulls).toMatchObject({ "acme/shop#2": { transient: true } });
  });
});
