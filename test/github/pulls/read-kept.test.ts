import { describe, expect, it } from "@jest/globals";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { isUnreadable, type Readable } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { readKept } from "../../../src/github/pulls/read-kept.ts";
import { createPeopleReader } from "../../../src/github/people/read-people.ts";
import { policyInForce } from "../../support/policy.ts";
import { file, item, link, type Parts, pull, sha, snapshot } from "../../support/snapshot.ts";
import { type Answers, notAccessible, type ScriptedRest, scriptedRest } from "../request/scripted-rest.ts";

const { policy } = policyInForce();
const REPO = "/repos/acme/shop";
const TEST = "test/pool.test.js";
const GUARD = ".github/workflows/guard.yml";
const FILE = { type: "file", sha: "b1" };
const there = (...paths: readonly string[]): Answers =>
  Object.fromEntries(paths.map((path) => [`${REPO}/contents/${path}`, FILE]));
/** The last commit that touched a path renamed it, or deleted it. */
const touched = (path: string, to: string | null, by = sha(800)): Answers => ({
  [`${REPO}/commits?path=${path}&per_page=1`]: [{ sha: by }],
  [`${REPO}/commits/${by}`]: {
    files: [
      to === null
        ? { filename: path, status: "removed" }
        : { filename: to, previous_filename: path, status: "renamed" },
    ],
  },
});

async function keptOf(client: ScriptedRest, pulls: readonly PullRequest[], parts: Parts = {}) {
  const items = [item(2, { links: pulls.map(({ number }) => link(number)) })];
  const subject = buildCase(snapshot({ items, pulls, ...parts }), policy);
  const read = await readKept({ client, subject, people: createPeopleReader(client, "acme", "shop"), merged: null });
  return Object.fromEntries(
    Object.values(read).flatMap((one) => {
      if (isUnreadable(one) || isUnreadable(one.files)) return [];
      return one.files.map(({ path, kept }): [string, Readable<boolean> | undefined] => [path, kept]);
    }),
  );
}

describe("R-H2 whether what was merged is still there", () => {
  it("one file of each kind suffices; no other is asked for", async () => {
    const client = scriptedRest(there(GUARD, "test/a.test.js"));
    const pulls = [pull(20, [GUARD, "test/b.test.js", "test/a.test.js", "src/pool.js"])];
    expect(await keptOf(client, pulls)).toEqual({
      [GUARD]: true,
      "test/a.test.js": true,
      "test/b.test.js": undefined,
      "src/pool.js": undefined,
    });
    expect(client.asked.sort()).toEqual([`${REPO}/contents/${GUARD}`, `${REPO}/contents/test/a.test.js`]);
  });

  it("one that was deleted is gone, and the next is asked for", async () => {
    const client = scriptedRest({ ...there("test/b.test.js"), ...touched("test/a.test.js", null) });
    const pulls = [pull(20, ["test/a.test.js", "test/b.test.js", "test/c.test.js"])];
    expect(await keptOf(client, pulls)).toEqual({
      "test/a.test.js": false,
      "test/b.test.js": true,
      "test/c.test.js": undefined,
    });
  });

  it("one that became a directory, or that no commit knows, is gone", async () => {
    const client = scriptedRest({ [`${REPO}/contents/${TEST}`]: [FILE] });
    expect(await keptOf(client, [pull(20, [TEST])])).toEqual({ [TEST]: false });
  });

  it("one that was emptied is gone, however it is asked for", async () => {
    const emptied = (path: string): Answers => ({
      [`${REPO}/contents/${path}`]: { ...FILE, size: 0 },
      [`${REPO}/commits?path=${path}&per_page=1`]: [{ sha: sha(800) }],
      [`${REPO}/commits/${sha(800)}`]: { files: [{ filename: path, status: "modified" }] },
    });
    expect(await keptOf(scriptedRest(emptied(TEST)), [pull(20, [TEST])])).toEqual({ [TEST]: false });
    const sized = { [`${REPO}/contents/${TEST}`]: { ...FILE, size: 12 } };
    expect(await keptOf(scriptedRest(sized), [pull(20, [TEST])])).toEqual({ [TEST]: true });

    const pulls = Array.from({ length: 30 }, (_, index) => pull(20 + index, [`test/${index}.test.js`]));
    const client = scriptedRest(emptied("test/0.test.js"), () => ({
      r0: Object.fromEntries(pulls.map((_, index) => [`f${index}`, { __typename: "Blob", byteSize: index }])),
    }));
    const kept = await keptOf(client, pulls);
    expect([kept["test/0.test.js"], kept["test/1.test.js"]]).toEqual([false, true]);
    expect(client.queries).toHaveLength(1);
  });

  it("one that was renamed later is followed, three times at most", async () => {
    const names = [TEST, "test/b.test.js", "test/c.test.js", "test/d.test.js", "test/e.test.js"];
    const steps = (count: number): Answers =>
      Object.assign({}, ...names.slice(0, count).map((name, at) => touched(name, names[at + 1] ?? "", sha(800 + at))));
    const asked = async (count: number, last: number) =>
      (await keptOf(scriptedRest({ ...steps(count), ...there(names[last] ?? "") }), [pull(20, [TEST])]))[TEST];
    expect([await asked(1, 1), await asked(2, 2), await asked(3, 3), await asked(4, 4)]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("only what counts is asked for: merged, in force, confirmed, adding", async () => {
    const client = scriptedRest(there(TEST));
    const files = [file(TEST, { change: "deleted", additions: 0 })];
    const pulls = [
      pull(20, [TEST], { state: "open", mergedAt: null, mergeCommit: null }),
      pull(21, [TEST], { revertedBy: "acme/shop#22" }),
      pull(22, [TEST], { baseIsDefault: false }),
      pull(23, [], { files }),
      pull(24, ["src/pool.js"]),
    ];
    await keptOf(client, pulls);
    await keptOf(client, [pull(25, [TEST])], { items: [item(2, { links: [link(25, "mentioned")] })] });
    expect(client.asked).toEqual([]);
  });

  it("a pull request that is only cited is asked about, too", async () => {
    const url = "https://github.com/acme/shop/pull/25";
    const links = [{ url, found: { kind: "pull_request" as const, pull: "acme/shop#25" } }];
    const found = await keptOf(scriptedRest(there(TEST)), [pull(25, [TEST])], { items: [item(2)], links });
    expect(found).toEqual({ [TEST]: true });
  });

  it("R-V1: what could not be read is neither there nor gone", async () => {
    const down = new Unavailable("GET", 502, "down");
    const contents = `${REPO}/contents/${TEST}`;
    const commits = `${REPO}/commits?path=${TEST}&per_page=1`;
    for (const answers of [
      { [contents]: down },
      { [commits]: down },
      { [commits]: [{ sha: sha(800) }], [`${REPO}/commits/${sha(800)}`]: down },
      { ...touched(TEST, "test/b.test.js"), [`${REPO}/contents/test/b.test.js`]: down },
    ]) {
      expect((await keptOf(scriptedRest(answers), [pull(20, [TEST])]))[TEST]).toMatchObject({ transient: true });
    }
    const lack = { [contents]: notAccessible("contents=read") };
    expect((await keptOf(scriptedRest(lack), [pull(20, [TEST])]))[TEST]).toMatchObject({
      permission: "contents: read",
    });
    const large = {
      files: Array.from({ length: 300 }, (_, index) => ({ filename: `src/${index}.js`, status: "modified" })),
    };
    const wide = { [commits]: [{ sha: sha(800) }], [`${REPO}/commits/${sha(800)}`]: large };
    expect((await keptOf(scriptedRest(wide), [pull(20, [TEST])]))[TEST]).toHaveProperty("unreadable");
  });

  it("where all are gone, all are told so: what one commit deleted is asked for once", async () => {
    const paths = Array.from({ length: 40 }, (_, index) => `test/${index}.test.js`);
    const removed = { files: paths.map((filename) => ({ filename, status: "removed" })) };
    const client = scriptedRest(
      { [`${REPO}/commits`]: [{ sha: sha(800) }], [`${REPO}/commits/${sha(800)}`]: removed },
      () => ({ r0: Object.fromEntries(paths.map((_, index) => [`f${index}`, null])) }),
    );
    expect(new Set(Object.values(await keptOf(client, [pull(20, paths)])))).toEqual(new Set([false]));
    expect(client.asked).toHaveLength(4);
    expect(client.queries).toHaveLength(1);
  });

  it("R-V1: where more are gone than can be followed, the rest is unread and not gone", async () => {
    const paths = Array.from({ length: 26 }, (_, index) => `test/${index}.test.js`);
    const found = Object.values(await keptOf(scriptedRest({}), [pull(20, paths)]));
    expect([found.filter((kept) => kept === false).length, found.filter(isUnreadable).length]).toEqual([24, 2]);
  });

  it("ends with the pass where GitHub limits the rate", async () => {
    const limit = new RateLimited("GET", 0, 60_000);
    const client = scriptedRest({ [`${REPO}/contents/${TEST}`]: limit });
    await expect(keptOf(client, [pull(20, [TEST])])).rejects.toBe(limit);
  });

  describe("of many files", () => {
    const paths = Array.from({ length: 500 }, (_, index) => `test/${String(index).padStart(3, "0")}.test.js`);
    const pulls = paths.map((path, index) => pull(100 + index, [path]));
    const answer = (gone: readonly string[]) => (variables: Record<string, unknown>) => {
      const files = Object.entries(variables).flatMap(([name, value]) => {
        const index = /^path(\d+)$/.exec(name)?.[1];
        const isGone = gone.some((path) => value === `HEAD:${path}`);
        return index === undefined ? [] : [[`f${index}`, isGone ? null : { __typename: "Blob" }]];
      });
      return { r0: Object.fromEntries(files) };
    };

    it("a few requests tell", async () => {
      const client = scriptedRest({}, answer(["test/007.test.js"]));
      const found = await keptOf(client, pulls);
      expect(Object.entries(found).filter(([, kept]) => kept !== true)).toEqual([["test/007.test.js", false]]);
      expect(client.queries).toHaveLength(2);
      expect(client.queries[0]).toMatchObject({ owner0: "acme", name0: "shop", path0: "HEAD:test/000.test.js" });
    });

    it("more that are gone than are followed stay unread", async () => {
      const found = Object.values(await keptOf(scriptedRest({}, answer(paths)), pulls));
      expect(found.filter((kept) => kept === false)).toHaveLength(24);
      expect(found.filter(isUnreadable)).toHaveLength(476);
    });

    it("a request that fails leaves its files unread", async () => {
      const failing = scriptedRest({}, () => {
        throw new Unavailable("GraphQL", 502, "down");
      });
      expect(Object.values(await keptOf(failing, pulls))).toEqual(
        paths.map(() => expect.objectContaining({ transient: true })),
      );
      expect(
        Object.values(
          await keptOf(
            scriptedRest({}, () => ({ r0: null })),
            pulls,
          ),
        ).every(isUnreadable),
      ).toBe(true);
    });
  });
});
