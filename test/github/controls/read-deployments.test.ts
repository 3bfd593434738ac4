import { describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { Unavailable } from "../../../src/github/request/errors.ts";
import { day, item, link, type Parts, pull, sha } from "../../support/snapshot.ts";
import { controlsOf, Forge, refused } from "./controls-support.ts";

const LIST = "/repos/acme/shop/deployments";
const NAMED = `${LIST}?environment=production&per_page=20`;

const story = (environment: string | null = "production", numbers = [102]): Parts => ({
  now: day(20),
  items: [
    item(2, { links: numbers.map((number) => link(number)), fields: environment === null ? {} : { environment } }),
  ],
  pulls: numbers.map((number) => pull(number, [])),
});

const deployment = (id: number, over: Record<string, unknown> = {}) => ({
  id,
  sha: sha(id),
  environment: "production",
  created_at: day(2, id),
  ...over,
});

const statuses = (id: number, ...states: (readonly [state: string, at: string])[]) => ({
  [`${LIST}/${id}/statuses?per_page=100`]: states.map(([state, created_at]) => ({ state, created_at })),
});

const compared = (id: number, status: string | Error, merge = 102) => ({
  [`/repos/acme/shop/compare/${sha(merge)}...${sha(id)}?per_page=1`]: status instanceof Error ? status : { status },
});

async function read(rest: Record<string, unknown>, parts = story()) {
  const forge = new Forge({ pulls: [], rest });
  const facts = (await controlsOf(forge, parts))["2"];
  if (facts === undefined || isUnreadable(facts)) throw new Error("no facts of #2");
  // The list of what was merged is for the checks to propose (R-B3).
  return { deployments: facts.deployments, asked: forge.asked.filter((asked) => !asked.startsWith("list ")) };
}

describe("deployments of a merged control", () => {
  it("the newest that succeeded and contains the merge, in three look-ups", async () => {
    const rest = {
      [NAMED]: [deployment(9), deployment(8)],
      ...statuses(9, ["success", day(2, 10)], ["in_progress", day(2, 9)]),
      ...compared(9, "ahead"),
    };
    const { deployments, asked } = await read(rest);
    expect(deployments).toEqual([
      {
        url: "https://github.com/acme/shop/deployments/production",
        environment: "production",
        at: day(2, 10),
        contains: [sha(102)],
      },
    ]);
    expect(asked).toHaveLength(3);
  });

  it("one that succeeded and was replaced since did succeed; one that failed or is still going did not", async () => {
    const rest = {
      [NAMED]: [deployment(9), deployment(8), deployment(7)],
      ...statuses(9, ["failure", day(2, 10)]),
      ...statuses(8, ["in_progress", day(2, 10)]),
      ...statuses(7, ["inactive", day(2, 30)], ["success", day(2, 8)]),
      ...compared(7, "identical"),
    };
    expect((await read(rest)).deployments).toMatchObject([{ at: day(2, 8) }]);
  });

  it("the merge itself is contained without a comparison", async () => {
    const rest = { [NAMED]: [deployment(9, { sha: sha(102) })], ...statuses(9, ["success", day(2, 10)]) };
    expect((await read(rest)).deployments).toMatchObject([{ contains: [sha(102)] }]);
  });

  it("one that does not contain it, or that we cannot compare, is none; the next is looked at", async () => {
    const rest = {
      [NAMED]: [deployment(9), deployment(8), deployment(7)],
      ...statuses(9, ["success", day(2, 10)]),
      ...statuses(8, ["success", day(2, 9)]),
      ...statuses(7, ["success", day(2, 8)]),
      ...compared(9, "diverged"),
      ...compared(8, refused(404, "Not Found")),
      ...compared(7, "behind"),
    };
    expect((await read(rest)).deployments).toEqual([]);
  });

  it("one of before the merge is not asked about", async () => {
    const rest = { [NAMED]: [deployment(9, { created_at: day(1) })] };
    expect((await read(rest)).asked).toEqual([NAMED]);
    const early = { [NAMED]: [deployment(9)], ...statuses(9, ["success", day(1, 180)]) };
    expect((await read(early)).deployments).toEqual([]);
  });

  it("any of the item's pull requests will do, and each that is contained is named", async () => {
    const rest = {
      [NAMED]: [deployment(9)],
      ...statuses(9, ["success", day(2, 10)]),
      ...compared(9, "diverged"),
      ...compared(9, "ahead", 103),
    };
    expect((await read(rest, story("production", [102, 103]))).deployments).toMatchObject([{ contains: [sha(103)] }]);
  });

  it("names of environments are compared ignoring case", async () => {
    const rest = {
      [`${LIST}?environment=Production&per_page=20`]: [],
      [`${LIST}?per_page=100`]: [deployment(10, { environment: "staging" }), deployment(9)],
      ...statuses(9, ["success", day(2, 10)]),
      ...compared(9, "ahead"),
    };
    expect((await read(rest, story("Production"))).deployments).toMatchObject([{ environment: "production" }]);
  });

  it("none is asked for without a target environment, or before the merge", async () => {
    expect(await read({}, story(null))).toEqual({ deployments: [], asked: [] });
    const open = { ...story(), pulls: [pull(102, [], { state: "open", mergedAt: null, mergeCommit: null })] };
    expect(await read({}, open)).toEqual({ deployments: [], asked: [] });
  });

  it("are read once for several items", async () => {
    const rest = {
      [NAMED]: [deployment(9)],
      ...statuses(9, ["success", day(2, 10)]),
      ...compared(9, "ahead"),
      ...compared(9, "behind", 103),
    };
    const parts: Parts = {
      ...story(),
      items: [2, 3].map((number) =>
        item(number, { links: [link(number + 100)], fields: { environment: "production" } }),
      ),
      pulls: [102, 103].map((number) => pull(number, [])),
    };
    const forge = new Forge({ pulls: [], rest });
    const controls = await controlsOf(forge, parts);
    expect([controls["2"], controls["3"]]).toMatchObject([{ deployments: [{}] }, { deployments: [] }]);
    expect(forge.asked.filter((asked) => !asked.startsWith("list "))).toHaveLength(4);
  });

  it("that could not be read are unread, unless another shows it", async () => {
    const lack = refused(403, "Resource not accessible by integration");
    expect((await read({ [NAMED]: lack })).deployments).toMatchObject({ permission: "deployments: read" });
    const down = new Unavailable("GET", 502, "Bad Gateway");
    const broken = {
      [NAMED]: [deployment(9), deployment(8)],
      [`${LIST}/9/statuses?per_page=100`]: down,
      ...statuses(8, ["success", day(2, 10)]),
    };
    expect((await read({ ...broken, ...compared(8, "behind") })).deployments).toMatchObject({ transient: true });
    expect((await read({ ...broken, ...compared(8, "ahead") })).deployments).toHaveLength(1);
    expect((await read({ ...broken, ...compared(8, down) })).deployments).toMatchObject({ transient: true });
    const empty = { [NAMED]: refused(404, "Not Found"), [`${LIST}?per_page=100`]: refused(404, "Not Found") };
    expect((await read(empty)).deployments).toEqual([]);
  });
});
