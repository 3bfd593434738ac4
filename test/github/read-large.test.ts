import { afterEach, describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../src/core/snapshot/types.ts";
import { known, openWorld, type World } from "./read-support.ts";

let world: World;
afterEach(() => world.box.close());

/** In the words of the sandbox's `POST bulk`. */
const SIZE = { items: 15, pulls: 6, comments: 320, files: 520, checks: ["test"] };

async function seed(size: typeof SIZE): Promise<number> {
  return (await world.control("POST", "bulk", size))["incident"] as number;
}

/** Everything that was not read, by its place. */
function unreadIn(value: unknown, place = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (isUnreadable(value)) return [`${place}: ${value.unreadable}`];
  return Object.entries(value).flatMap(([name, inner]) => unreadIn(inner, `${place}/${name}`));
}

describe("a large incident", () => {
  it("is read whole, in few requests", async () => {
    world = await openWorld();
    const number = await seed(SIZE);
    await world.spent();
    const snapshot = await world.read(number);
    const { requests, cost } = await world.spent();
    expect(unreadIn({ ...snapshot, controls: null })).toEqual([]);
    expect(requests).toBeLessThanOrEqual(9);
    expect(cost).toBeLessThanOrEqual(30);

    const comments = known(snapshot.incident.comments);
    expect(comments).toHaveLength(320);
    const ids = comments.map(({ databaseId }) => databaseId);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    const items = known(snapshot.items);
    expect(items).toHaveLength(15);
    expect(items.every(({ blockedBy }) => Array.isArray(blockedBy))).toBe(true);
    const lines = items.map(({ links }) => known(links).filter(({ kind }) => kind === "body_line").length);
    // The pull request of many files is one more of the first item.
    expect(lines).toEqual(items.map((_, index) => (index === 0 ? 7 : 6)));

    const pulls = Object.values(snapshot.pulls).map((pull) => known(pull));
    expect(pulls).toHaveLength(91);
    const last = pulls.reduce((a, b) => (a.number > b.number ? a : b));
    expect(known(last.files)).toHaveLength(520);
    expect(new Set(known(last.files).map(({ path }) => path)).size).toBe(520);
    for (const pull of pulls) {
      expect(pull).toMatchObject({
        state: "merged",
        revertedBy: null,
        closes: [],
        contributors: [world.login("admin")],
      });
      expect(known(pull.head.checks)).toMatchObject([{ name: "test", conclusion: "success" }]);
    }
  });

  it("costs nothing over REST where nothing changed, and writes nothing", async () => {
    world = await openWorld();
    const number = await seed({ ...SIZE, pulls: 3, comments: 3 });
    const { now: _, ...first } = await world.read(number);
    await world.spent();
    expect(await world.read(number)).toMatchObject(first);
    const { total, requests, notModified } = await world.spent();
    expect(total - requests - notModified).toBe(0);
  });

  it.each([2, 4])("is read whole where GitHub cannot answer request %i in its time", async (which) => {
    world = await openWorld();
    const number = await seed({ ...SIZE, files: 3 });
    await world.control("POST", "faults", { route: "POST /graphql", status: 504, after: which - 1, times: 1 });
    const snapshot = await world.read(number);
    expect(unreadIn({ ...snapshot, controls: null })).toEqual([]);
    expect(Object.values(snapshot.pulls)).toHaveLength(91);
    expect(known(snapshot.incident.comments)).toHaveLength(320);
  });

  it("is read with less in the first answer where GitHub cannot answer that in its time", async () => {
    world = await openWorld();
    const number = await seed({ ...SIZE, items: 3, comments: 5, files: 3 });
    const { now: _, ...whole } = await world.read(number);
    await world.control("POST", "faults", { route: "POST /graphql", status: 504, times: 2 });
    expect(await world.read(number)).toMatchObject(whole);
  });

  it("is read with less in the first answer where that was cut short", async () => {
    world = await openWorld();
    const number = await seed({ ...SIZE, items: 3, comments: 5, files: 3 });
    const { now: _, ...whole } = await world.read(number);
    const path = "repository.issue.subIssues.nodes.references";
    await world.control("POST", "faults", { graphql: "partial", path, times: 1 });
    expect(await world.read(number)).toMatchObject(whole);
  });

  it("leaves unread what GitHub never answers, and nothing else", async () => {
    world = await openWorld();
    const number = await seed({ ...SIZE, comments: 3, files: 3 });
    await world.control("POST", "faults", { route: "POST /graphql", status: 504, after: 2, times: 500 });
    const snapshot = await world.read(number);
    expect(known(snapshot.items)).toHaveLength(15);
    expect(unreadIn(snapshot.pulls).length).toBeGreaterThan(0);
    expect(Object.values(snapshot.pulls).filter((pull) => !isUnreadable(pull)).length).toBeGreaterThan(0);
    const { failed, graphql } = (await world.control("GET", "requests")) as never as {
      failed: number;
      graphql: { requests: number };
    };
    expect(failed).toBeGreaterThan(0);
    expect(graphql.requests).toBeLessThan(80);
  }, 60_000);
});
