import { describe, expect, it } from "@jest/globals";
import type { ControlFacts, Sighting } from "../../../src/core/snapshot/facts.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import type { RawMergedList } from "../../../src/github/controls/read-merged.ts";
import { check, day, item, link, openPull, type Parts, pull, sha } from "../../support/snapshot.ts";
import {
  ACTIONS,
  CIRCLE,
  controlsOf,
  Forge,
  FREE,
  lately,
  merged,
  type MergedPull,
  mergedWith,
  ran,
  refused,
  RULES,
  ruled,
  WORKFLOW,
  type World,
} from "./controls-support.ts";

/** Item 2, brought by pull request 102 on whose head `guard` ran. */
function story(fields: Record<string, string> = {}, over: Partial<PullRequest> = {}): Parts {
  return {
    now: day(20),
    items: [item(2, { owner: "oscar", links: [link(102)], fields: { control_check: "guard", ...fields } })],
    pulls: [pull(102, [], { head: { sha: sha(5102), checks: [check("guard")] }, ...over })],
  };
}

const FIVE = [1, 2, 3, 4, 5].map((minutes) => merged(minutes));

async function read(world: World, parts: Parts = story(), policy: Record<string, unknown> = {}) {
  const forge = new Forge(world);
  const controls = await controlsOf(forge, parts, policy);
  const facts = controls["2"];
  if (facts === undefined || isUnreadable(facts)) throw new Error("no facts of #2");
  return { facts, forge, controls };
}

function sighted({ sightings }: ControlFacts): readonly Sighting[] {
  if (isUnreadable(sightings)) throw new Error(sightings.unreadable);
  return sightings;
}

const results = (facts: ControlFacts) =>
  sighted(facts).map(({ pull: key, result }) => `${key.split("#")[1]} ${result}`);

describe("what is read of a control", () => {
  it("is its check on what was merged since, in one list and two look-ups", async () => {
    const { facts, forge } = await read({ pulls: FIVE, rest: FREE });
    expect(facts).toMatchObject({
      required: false,
      workflow: { name: "Guard", state: "active" },
      scheduled: [],
      deployments: [],
    });
    expect(facts).not.toHaveProperty("pinned");
    expect(sighted(facts)[0]).toEqual({
      pull: "acme/shop#1005",
      url: "https://github.com/acme/shop/pull/1005",
      mergedAt: day(1, 185),
      paths: [],
      result: "passed",
      required: false,
      seconds: 60,
    });
    expect(results(facts)).toEqual(["1005 passed", "1004 passed", "1003 passed", "1002 passed", "1001 passed"]);
    expect(forge.asked).toEqual(["list acme/shop@main 0", RULES, "/repos/acme/shop/branches/main"]);
  });

  it("takes the beginning of the list from the request that read the incident, and asks for no more than it lacks", async () => {
    const seen = async (pulls: readonly MergedPull[], first: RawMergedList) => {
      const forge = new Forge({ pulls, rest: FREE });
      const { "2": facts } = await controlsOf(forge, story(), {}, first);
      if (facts === undefined || isUnreadable(facts)) throw new Error("no facts of #2");
      return { results: results(facts), asked: forge.asked.filter((each) => each.startsWith("list")) };
    };
    const whole = await seen(FIVE, lately(FIVE));
    expect(whole).toEqual({ results: (await seen(FIVE, null)).results, asked: [] });
    // Thirty since, of which the request answered 25, and 21 are all that is looked at.
    const many = Array.from({ length: 30 }, (_, index) => merged(index + 1));
    expect((await seen(many, lately(many))).asked).toEqual([]);
    expect((await seen(many, lately(many))).results).toEqual((await seen(many, null)).results);
    // Too few of them: the list is read from its beginning, for that cursor belongs to another list.
    expect((await seen(many, lately(many, 20))).asked).toEqual(["list acme/shop@main 0"]);
    expect((await seen(many, lately(many, 20))).results).toHaveLength(21);
    // One that could not be read: as if nothing had been answered.
    const broken = { nodes: [{ problem: "502", type: null }], pageInfo: { hasNextPage: false } };
    expect((await seen(FIVE, broken)).asked).toEqual(["list acme/shop@main 0"]);
    expect((await seen(FIVE, { problem: "no", type: "FORBIDDEN" })).results).toHaveLength(5);
  });

  it("R-B3: of one that names no check, the checks are proposed that nothing merged before it had", async () => {
    const unnamed = { ...story(), items: [item(2, { links: [link(102)] })] };
    const other = merged(-5, { head: [ran("success", day(1, 175), { name: "test" })] });
    const proposed = async (first: RawMergedList, world: World = { pulls: [] }) =>
      (await controlsOf(new Forge(world), unnamed, {}, first))["2"];
    expect(await proposed(lately([merged(1), other]))).toMatchObject({ sightings: [], proposed: ["guard"] });
    expect(await proposed(lately([merged(-5)]))).not.toHaveProperty("proposed");
    expect(await proposed(lately([]))).toMatchObject({ proposed: ["guard"] });
    // What was merged before lies behind the list: nobody can tell what is new.
    expect(await proposed(lately([merged(2), merged(1), other], 2))).not.toHaveProperty("proposed");
    // Where the first request had to go without the list, it is asked for.
    expect(await proposed(null, { pulls: [merged(1), other] })).toMatchObject({ proposed: ["guard"] });
    expect(await proposed(null, { pulls: [], graphql: () => new Unavailable("GraphQL", 502, "") })).not.toHaveProperty(
      "proposed",
    );
  });

  it("is nothing, and nothing left unread, where there is no merged control or it has no check", async () => {
    const none: ControlFacts = { sightings: [], required: false, scheduled: [], deployments: [] };
    const open = { ...story(), pulls: [openPull(102)] };
    expect(await read({ pulls: [] }, open)).toMatchObject({ facts: none, forge: { asked: [], lists: 0 } });
    const without = { ...story(), items: [item(2, { links: [link(102)] })] };
    const forge = new Forge({ pulls: [] });
    expect((await controlsOf(forge, without, {}, { problem: "502", type: null }))["2"]).toEqual(none);
    expect(forge).toMatchObject({ asked: [], lists: 0 });
    expect(await controlsOf(new Forge({ pulls: [] }), { ...story(), items: { unreadable: "502" } })).toEqual({});
  });

  it("leaves out its own pull requests and what was merged with it or before", async () => {
    const own = { ...merged(3), number: 102 };
    const { facts } = await read({ pulls: [...FIVE, own, merged(0), merged(-5)], rest: FREE });
    expect(results(facts)).toHaveLength(5);
  });

  it("is read once for all the items of a repository", async () => {
    const many = Array.from({ length: 100 }, (_, index) => 200 + index);
    const parts: Parts = {
      now: day(20),
      items: many.map((number) =>
        item(number, { links: [link(number + 1000)], fields: { control_check: `guard-${number}` } }),
      ),
      pulls: many.map((number) =>
        pull(number + 1000, [], { mergedAt: day(1, number), head: { sha: sha(number), checks: [] } }),
      ),
    };
    const pulls = Array.from({ length: 60 }, (_, index) => merged(1000 + index));
    const forge = new Forge({ pulls, rest: FREE });
    const controls = await controlsOf(forge, parts);
    expect(Object.keys(controls)).toHaveLength(100);
    expect(forge.lists).toBe(1);
    expect(forge.asked).toHaveLength(3);
  });

  it("ends the pass where GitHub limits the rate", async () => {
    const limited = new RateLimited("list", 0, 1000);
    await expect(read({ pulls: [], graphql: () => limited, rest: FREE })).rejects.toBe(limited);
    await expect(read({ pulls: FIVE, rest: { [RULES]: limited } })).rejects.toBe(limited);
  });
});

describe("which of the merged pull requests", () => {
  const scoped = story({ control_scope: "deploy/**\nops/*.yml" });

  it("those that touch the scope, with the paths inside it; files are asked for only where there is one", async () => {
    const pulls = [
      merged(1, { paths: ["README.md", "deploy/a.sh", "ops/b.yml"] }),
      merged(2, { paths: ["README.md"] }),
      merged(3, { paths: [] }),
    ];
    const { facts, forge } = await read({ pulls, rest: { ...FREE, ...noRuns() } }, scoped);
    expect(sighted(facts).map((one) => [one.pull, one.paths])).toEqual([
      ["acme/shop#1001", ["deploy/a.sh", "ops/b.yml"]],
    ]);
    expect(forge.asked[0]).toBe("list acme/shop@main 0 files");
  });

  it("a long list of files is read on until the scope is met or it ends", async () => {
    const chaff = Array.from({ length: 100 }, (_, index) => `src/${index}.ts`);
    const pulls = [
      merged(1, { paths: [...chaff, "deploy/a.sh"] }),
      merged(2, { paths: [...chaff, "src/last.ts"] }),
      merged(3, { paths: ["deploy/a.sh", ...chaff] }),
    ];
    const { facts, forge } = await read({ pulls, rest: { ...FREE, ...noRuns() } }, scoped);
    expect(results(facts)).toEqual(["1003 passed", "1001 passed"]);
    expect(forge.asked.filter((one) => one.startsWith("pages"))).toEqual(["pages of 2"]);
  });

  it("pages on until there are enough in scope, and one more, of which none newer can be unread", async () => {
    const pulls = Array.from({ length: 100 }, (_, index) =>
      merged(1 + index, { paths: [index % 3 === 0 ? "deploy/a.sh" : "src/a.ts"] }),
    );
    const { facts, forge } = await read({ pulls, rest: FREE }, scoped);
    expect(sighted(facts)).toHaveLength(21);
    expect(sighted(facts)[0]?.pull).toBe("acme/shop#1100");
    expect(forge.lists).toBe(3);
  });

  it("one that was merged long ago and changed lately does not push out one merged after it", async () => {
    const touched = Array.from({ length: 30 }, (_, index) => merged(1 + index, { updatedAt: day(9, index) }));
    const fresh = Array.from({ length: 5 }, (_, index) => mergedWith(100 + index, "failure"));
    const { facts, forge } = await read({ pulls: [...touched, ...fresh], rest: FREE });
    expect(results(facts).slice(0, 6)).toEqual([
      "1104 failed",
      "1103 failed",
      "1102 failed",
      "1101 failed",
      "1100 failed",
      "1030 passed",
    ]);
    expect(forge.lists).toBe(2);
  });

  it("stops where the list comes down to the control's merge", async () => {
    const pulls = [...FIVE, ...Array.from({ length: 80 }, (_, index) => merged(-1 - index))];
    const { facts, forge } = await read({ pulls, rest: FREE });
    expect(sighted(facts)).toHaveLength(5);
    expect(forge.lists).toBe(1);
  });

  it("follows adoption.pull_requests, with at least what tells that a control has stopped", async () => {
    const adoption = { pull_requests: 1, least: 1 };
    expect(sighted((await read({ pulls: FIVE, rest: FREE }, story(), { adoption })).facts)).toHaveLength(4);
    const six = { pull_requests: 6, least: 1 };
    const { facts } = await read({ pulls: [...FIVE, merged(6), merged(7), merged(8)], rest: FREE }, story(), {
      adoption: six,
    });
    expect(sighted(facts)).toHaveLength(7);
  });

  it("a list too long to be read is unread, unless enough of it touch the scope", async () => {
    const long = (every: number) =>
      Array.from({ length: 400 }, (_, index) =>
        merged(1 + index, { paths: [index % every === 0 ? "deploy/a.sh" : "src/a.ts"] }),
      );
    const few = await read({ pulls: long(40), rest: FREE }, scoped);
    expect(few.facts.sightings).toEqual({
      unreadable: "merged pull requests: there are more since the control than can be read",
    });
    expect(few.forge.lists).toBe(10);
    const stale = long(2).map((one, index) => (index < 310 ? { ...one, updatedAt: day(12, index) } : one));
    const enough = await read({ pulls: stale, rest: FREE }, scoped);
    expect(sighted(enough.facts)).toHaveLength(21);
  });

  it("a page that could not be read leaves them unread; what was enough before it counts", async () => {
    const gone = new Unavailable("GraphQL", 502, "Bad Gateway");
    const broken = await read({ pulls: [], graphql: () => gone, rest: FREE });
    expect(broken.facts.sightings).toMatchObject({ unreadable: expect.stringContaining("HTTP 502"), transient: true });
    expect(broken.facts.required).toBe(false);
    const repository = { problem: "Something went wrong", type: null };
    const partial = await read({ pulls: [], graphql: () => ({ repository }), rest: FREE });
    expect(partial.facts.sightings).toMatchObject({ unreadable: expect.stringContaining("went wrong") });
    expect(
      (await read({ pulls: [], graphql: () => ({ repository: null }), rest: FREE })).facts.sightings,
    ).toMatchObject({ transient: true });
  });

  it("a report of which anything was not read leaves them unread", async () => {
    const hidden = { problem: "Something went wrong", type: null };
    const hides: readonly Record<string, unknown>[] = [
      { conclusion: hidden },
      { startedAt: hidden },
      { completedAt: hidden },
      { checkSuite: { app: { ...ACTIONS, databaseId: hidden } } },
    ];
    for (const over of hides) {
      const { facts } = await read({ pulls: [mergedWith(1, "success", over)], rest: FREE });
      expect(facts.sightings).toMatchObject({ unreadable: "checks: Something went wrong", transient: true });
    }
  });

  it("files that were not read leave them unread where they decide", async () => {
    const hidden = { files: { problem: "timeout", type: null } };
    const world = { pulls: [merged(1, { over: hidden }), merged(2, { paths: ["deploy/a.sh"] })], rest: FREE };
    expect((await read(world, scoped)).facts.sightings).toMatchObject({ unreadable: "files: timeout" });
    const old = { pulls: [merged(1, { over: hidden }), ...Array.from({ length: 25 }, (_, i) => inDeploy(10 + i))] };
    expect(sighted((await read({ ...old, rest: FREE }, scoped)).facts)).toHaveLength(21);
  });
});

const inDeploy = (minutes: number) => merged(minutes, { paths: ["deploy/a.sh"] });

const RUNS = `/repos/acme/shop/actions/workflows/77/runs?event=schedule&status=success&branch=main&created=>=${day(1, 180)}&per_page=5`;

function noRuns(runs: readonly unknown[] = []): Record<string, unknown> {
  return { [RUNS]: { total_count: runs.length, workflow_runs: runs } };
}

describe("what its check did", () => {
  const least = { adoption: { least: 1 } };

  it.each([
    ["success", "passed"],
    ["failure", "failed"],
    ["timed_out", "failed"],
    ["action_required", "failed"],
    ["skipped", "skipped"],
    ["neutral", "skipped"],
    ["cancelled", "missing"],
    [null, "missing"],
  ])("%s: %s", async (conclusion, expected) => {
    const one = merged(1, { head: [ran(conclusion, day(1, 181))] });
    expect(results((await read({ pulls: [one], rest: FREE }, story(), least)).facts)).toEqual([`1001 ${expected}`]);
  });

  it("is missing where nothing reported it, and where it was queued to the end", async () => {
    const queued = { status: "QUEUED", startedAt: null };
    const pulls = [mergedWith(1, null), merged(2, { head: [ran(null, day(1, 182), queued)] })];
    expect(results((await read({ pulls, rest: FREE }, story(), least)).facts)).toEqual([
      "1002 missing",
      "1001 missing",
    ]);
  });

  it("takes a commit status as well", async () => {
    const status = (state: string, over = {}) => ({
      __typename: "StatusContext",
      id: "SC",
      context: "guard",
      state,
      targetUrl: null,
      createdAt: day(1, 100),
      creator: { __typename: "User", login: "paul" },
      ...over,
    });
    const brought = story({}, { head: { sha: sha(1), checks: [check("guard", "success", { app: null })] } });
    const pulls = [
      merged(1, { head: [status("SUCCESS")] }),
      merged(2, { head: [status("ERROR")] }),
      merged(3, { head: [status("PENDING")] }),
      merged(4, { head: [ran("success", day(1, 184))] }),
    ];
    const { facts } = await read({ pulls, rest: FREE }, brought, least);
    expect(results(facts)).toEqual(["1004 missing", "1003 missing", "1002 failed", "1001 passed"]);
    expect(sighted(facts).map(({ seconds }) => seconds)).toEqual([null, null, null, null]);
    const byApp = (login: string) => status("SUCCESS", { creator: { __typename: "Bot", login } });
    const named = story({ control_check: "guard @circleci-checks" });
    const bots = [merged(1, { head: [byApp("circleci-checks")] }), merged(2, { head: [byApp("other")] })];
    expect(results((await read({ pulls: bots, rest: FREE }, named, least)).facts)).toEqual([
      "1002 missing",
      "1001 passed",
    ]);
  });

  it("a merge queue's verdict stands for it, told by the event", async () => {
    const at = day(1, 181);
    const queue = ran("success", at, { event: "merge_group" });
    const world = (head: string, merge: Record<string, unknown>) => ({
      pulls: [merged(1, { head: [ran(head, at)], merge: [merge] })],
      rest: FREE,
    });
    expect(results((await read(world("failure", queue), story(), least)).facts)).toEqual(["1001 passed"]);
    const failed = ran("failure", at, { event: "merge_group" });
    expect(results((await read(world("success", failed), story(), least)).facts)).toEqual(["1001 failed"]);
  });

  it("a push workflow on the merge commit shows that it ran, late, and costs its time", async () => {
    const push = ran("success", day(1, 200), { event: "push" });
    const pulls = [
      merged(1, { head: [], merge: [push] }),
      merged(2, { head: [ran("failure", day(1, 182))], merge: [push] }),
    ];
    const { facts } = await read({ pulls, rest: FREE }, story(), least);
    expect(sighted(facts)).toMatchObject([
      { result: "failed", seconds: 120 },
      { result: "passed", late: true, seconds: 60 },
    ]);
    expect(sighted(facts)[0]).not.toHaveProperty("late");
  });

  it("a re-run on the old head excuses nothing; where head and merge are one commit, it is the merge's", async () => {
    const rerun = ran("success", day(1, 200));
    const one = merged(1, { head: [rerun] });
    const same = { ...one, over: { mergeCommit: { id: "M", oid: sha(6001), statusCheckRollup: null } } };
    expect(sighted((await read({ pulls: [one], rest: FREE }, story(), least)).facts)).toMatchObject([
      { result: "missing" },
    ]);
    expect(sighted((await read({ pulls: [same], rest: FREE }, story(), least)).facts)).toMatchObject([
      { result: "passed", late: true },
    ]);
  });

  it("a merge commit that GitHub has lost leaves it to the head", async () => {
    const world = { pulls: [merged(1, { merge: null })], rest: FREE };
    expect(results((await read(world, story(), least)).facts)).toEqual(["1001 passed"]);
  });

  it("all of a prefix's checks count", async () => {
    const at = day(1, 181);
    const named = (conclusion: string, name: string) => ran(conclusion, at, { name });
    const prefix = story({ control_check: "guard*" });
    const one = async (...head: Record<string, unknown>[]) =>
      results((await read({ pulls: [merged(1, { head })], rest: FREE }, prefix, least)).facts)[0];
    expect(await one(named("success", "guard / a"), named("success", "guard / b"))).toBe("1001 passed");
    expect(await one(named("success", "guard / a"), named("failure", "guard / b"))).toBe("1001 failed");
    expect(await one(named("success", "guard / a"), named("skipped", "guard / b"))).toBe("1001 passed");
    expect(await one(named("skipped", "guard / a"), named("skipped", "guard / b"))).toBe("1001 skipped");
    expect(await one(named("success", "guard / a"), named("cancelled", "guard / b"))).toBe("1001 missing");
    expect(await one(named("failure", "other"))).toBe("1001 missing");
  });

  it("is read on only where it was not among the first reports", async () => {
    const at = day(1, 181);
    const noise = Array.from({ length: 50 }, (_, index) => ran("success", at, { name: `other ${index}` }));
    const pulls = [
      merged(1, { head: [...noise, ran("failure", at)] }),
      merged(2, { head: [ran("success", at), ...noise] }),
      merged(3, { head: [ran("success", at)], merge: noise }),
    ];
    const { facts, forge } = await read({ pulls, rest: FREE }, story(), least);
    expect(results(facts)).toEqual(["1003 passed", "1002 passed", "1001 failed"]);
    expect(forge.asked.filter((asked) => asked.startsWith("pages"))).toEqual(["pages of 1"]);
    const prefix = await read({ pulls, rest: FREE }, story({ control_check: "guard*" }), least);
    expect(prefix.forge.asked.filter((asked) => asked.startsWith("pages"))).toEqual(["pages of 2"]);
  });

  it("reports that could not be read leave them unread, with the permission", async () => {
    const forbidden = { problem: "Resource not accessible by integration", type: "FORBIDDEN", field: "contexts" };
    const commit = { id: "H", oid: sha(1), statusCheckRollup: { contexts: forbidden } };
    const hidden = merged(1, { over: { head: { nodes: [{ commit }] } } });
    const { facts } = await read({ pulls: [hidden], rest: FREE }, story(), least);
    expect(facts.sightings).toMatchObject({ permission: expect.stringContaining("checks: read") });
    const broken = merged(1, { over: { mergeCommit: { problem: "timeout", type: null } } });
    expect((await read({ pulls: [broken], rest: FREE }, story(), least)).facts.sightings).toMatchObject({
      unreadable: "merge commit: timeout",
    });
    const holed = merged(1, { head: [ran("success", day(1, 181)), null as never] });
    expect(results((await read({ pulls: [holed], rest: FREE }, story(), least)).facts)).toEqual(["1001 passed"]);
    const lost = merged(1, { head: [ran("success", day(1, 181), { name: "other" }), null as never] });
    expect((await read({ pulls: [lost], rest: FREE }, story(), least)).facts.sightings).toMatchObject({
      transient: true,
    });
  });
});

describe("whose check it is", () => {
  const least = { adoption: { least: 1 } };
  const forged = (minutes: number) => mergedWith(minutes, "success", { app: CIRCLE, workflow: null });

  it("a check of the same name by another App than on the pull request that brought it does not count", async () => {
    const { facts } = await read({ pulls: [merged(1), forged(2)], rest: FREE }, story(), least);
    expect(results(facts)).toEqual(["1002 missing", "1001 passed"]);
  });

  it("nor does ours", async () => {
    const ours = { databaseId: 4711, slug: "quench" };
    const unknown = story({}, { head: { sha: sha(1), checks: [] } });
    const pulls = [mergedWith(1, "success", { app: ours })];
    expect(results((await read({ pulls, rest: FREE }, unknown, least)).facts)).toEqual(["1001 missing"]);
    const named = [mergedWith(1, "success", { name: "Quench / hardening gate" })];
    const gate = story({ control_check: "Quench*" }, { head: { sha: sha(1), checks: [] } });
    expect(results((await read({ pulls: named, rest: FREE }, gate, least)).facts)).toEqual(["1001 missing"]);
  });

  it("the pin goes before who reported it first", async () => {
    const world = { pulls: [merged(1), forged(2)], rest: ruled({ app: 18_001 }) };
    const { facts } = await read(world, story(), least);
    expect(results(facts)).toEqual(["1002 passed", "1001 missing"]);
    expect(facts.pinned).toEqual({ id: 18_001, slug: "circleci-checks" });
  });

  it("the App that the field names goes before all", async () => {
    const world = { pulls: [merged(1), forged(2)], rest: FREE };
    const named = story({ control_check: "guard @github-actions" });
    expect(results((await read(world, named, least)).facts)).toEqual(["1002 missing", "1001 passed"]);
  });

  it("a check that only ran on the merge commit of the pull request that brought it is known by that", async () => {
    const own = {
      ...merged(0, { head: [], merge: [ran("success", day(1, 200), { event: "push" })] }),
      number: 102,
      updatedAt: day(1, 181),
    };
    const unknown = story({}, { head: { sha: sha(1), checks: [] } });
    const pulls = [own, merged(1, { head: [], merge: [ran("success", day(1, 200))] }), forged(2)];
    expect(results((await read({ pulls, rest: FREE }, unknown, least)).facts)).toEqual(["1002 missing", "1001 passed"]);
  });

  it("where nobody can tell, each that reports it must have run", async () => {
    const unknown = story({}, { head: { sha: sha(1), checks: [] } });
    const both = merged(3, { head: [ran("success", day(1, 183)), ran("failure", day(1, 183), { app: CIRCLE })] });
    const { facts } = await read({ pulls: [merged(1), forged(2), both], rest: FREE }, unknown, least);
    expect(results(facts)).toEqual(["1003 failed", "1002 missing", "1001 missing"]);
  });

  it("where it is looked for is told by the field, else by who brought it", async () => {
    const elsewhere = "/repos/acme/ops";
    const rest = {
      [elsewhere]: { full_name: "acme/ops", default_branch: "trunk" },
      "/repos/acme/ops/rules/branches/trunk?per_page=100&page=1": [],
      "/repos/acme/ops/branches/trunk": { protection: { enabled: false } },
    };
    const { forge, facts } = await read(
      { pulls: [merged(1)], rest },
      story({ control_check: "acme/ops: guard" }),
      least,
    );
    expect(forge.asked.slice(0, 2)).toEqual([elsewhere, "list acme/ops@trunk 0"]);
    expect(results(facts)).toEqual(["1001 passed"]);
    const there = { key: "acme/ops#102", repository: "acme/ops" };
    const brought = story({}, there);
    const moved = {
      ...brought,
      items: [
        item(2, {
          links: [{ pull: "acme/ops#102", kind: "body_line" }],
          fields: { control_check: "guard" },
        }),
      ],
    };
    expect((await read({ pulls: [merged(1)], rest }, moved, least)).forge.asked).toContain("list acme/ops@trunk 0");
  });

  it("another owner's repository is never looked at, and one out of our sight is told", async () => {
    const foreign = await read({ pulls: FIVE }, story({ control_check: "evil/shop: guard" }));
    expect(foreign.forge.asked).toEqual([]);
    expect(foreign.facts).toEqual({
      sightings: [],
      required: false,
      scheduled: [],
      deployments: [],
      absent: "it is looked for in `evil/shop`, which belongs to somebody else",
    });
    const gone = { "/repos/acme/gone": refused(404, "Not Found") };
    const hidden = await read({ pulls: FIVE, rest: gone }, story({ control_check: "acme/gone: guard" }));
    expect(hidden.facts).toMatchObject({
      absent: "it is looked for in `acme/gone`, which does not exist or cannot be opened by Quench",
      sightings: [],
      required: false,
    });
    const down = { "/repos/acme/gone": new Unavailable("GET", 502, "Bad Gateway") };
    const unread = await read({ pulls: FIVE, rest: down }, story({ control_check: "acme/gone: guard" }));
    expect(unread.facts).toMatchObject({ sightings: { transient: true }, required: { transient: true } });
    expect(unread.facts).not.toHaveProperty("absent");
  });
});

describe("the workflow behind it", () => {
  const runOf = (id: number, over: Record<string, unknown> = {}) => ({
    id,
    html_url: `https://github.com/acme/shop/actions/runs/${id}`,
    name: "Guard",
    event: "schedule",
    head_sha: sha(id),
    head_branch: "main",
    status: "completed",
    conclusion: "success",
    run_attempt: 1,
    run_started_at: day(2),
    updated_at: day(2, 5),
    actor: { login: "oscar", node_id: "U_oscar", type: "User" },
    ...over,
  });

  it("its scheduled runs are asked for while there are too few pull requests", async () => {
    const rest = { ...FREE, ...noRuns([runOf(9), runOf(8, { event: "push" }), runOf(7, { head_branch: "dev" })]) };
    const { facts } = await read({ pulls: FIVE.slice(0, 3), rest });
    expect(facts.scheduled).toEqual([
      {
        url: "https://github.com/acme/shop/actions/runs/9",
        kind: "workflow_run",
        id: 9,
        attempt: 1,
        name: "Guard",
        event: "schedule",
        headSha: sha(9),
        status: "completed",
        conclusion: "success",
        startedAt: day(2),
        completedAt: day(2, 5),
        actor: { login: "oscar", nodeId: "U_oscar", kind: "user" },
        contains: [],
      },
    ]);
  });

  it("few are those in scope", async () => {
    const scoped = story({ control_scope: "deploy/**" });
    const pulls = Array.from({ length: 20 }, (_, index) => (index < 3 ? inDeploy(index + 1) : merged(index + 1)));
    const { facts } = await read({ pulls, rest: { ...FREE, ...noRuns([runOf(9)]) } }, scoped);
    expect(sighted(facts)).toHaveLength(3);
    expect(facts.scheduled).toHaveLength(1);
  });

  it("is told as it is now", async () => {
    const states = ["DISABLED_MANUALLY", "DISABLED_INACTIVITY", "DISABLED_FORK", "DELETED", "ACTIVE", "NEW_STATE"];
    const told = await Promise.all(
      states.map(async (state) => {
        const pulls = FIVE.map((one) => ({
          ...one,
          head: [ran("success", one.at, { workflow: { ...WORKFLOW, state } })],
        }));
        return (await read({ pulls, rest: FREE })).facts.workflow?.state;
      }),
    );
    expect(told).toEqual(["disabled", "disabled", "disabled", "deleted", "active", undefined]);
  });

  it("is the newest report's: a check that moved to another workflow runs on", async () => {
    const old = { ...WORKFLOW, databaseId: 70, state: "DELETED" };
    const pulls = [...FIVE, mergedWith(0, "success", { workflow: old }), mergedWith(-3, "success", { workflow: old })];
    expect((await read({ pulls, rest: FREE })).facts.workflow).toEqual({ name: "Guard", state: "active" });
  });

  it("is found over the run's address where the answer does not name it, if it matters", async () => {
    const url = "https://github.com/acme/shop/actions/runs/55/job/66";
    const bare = (minutes: number) => mergedWith(minutes, "success", { workflow: null, url });
    const lookUps = {
      "/repos/acme/shop/actions/runs/55": { id: 55, workflow_id: 77 },
      "/repos/acme/shop/actions/workflows/77": { id: 77, name: "Guard", state: "disabled_manually" },
    };
    const fine = await read({ pulls: [1, 2, 3, 4, 5].map(bare), rest: FREE });
    expect(fine.facts).not.toHaveProperty("workflow");
    const stopped = [...[1, 2, 3, 4, 5].map(bare), mergedWith(6, null)];
    expect((await read({ pulls: stopped, rest: { ...FREE, ...lookUps } })).facts.workflow).toEqual({
      name: "Guard",
      state: "disabled",
    });
    const few = await read({ pulls: [bare(1)], rest: { ...FREE, ...lookUps, ...noRuns([runOf(9)]) } });
    expect(few.facts.scheduled).toHaveLength(1);
  });

  it("another App's check has none", async () => {
    const circle = (minutes: number) => mergedWith(minutes, "success", { app: CIRCLE, workflow: null });
    const named = story({ control_check: "guard @circleci-checks" });
    const { facts } = await read({ pulls: [circle(1)], rest: FREE }, named);
    expect(facts).toMatchObject({ scheduled: [] });
    expect(facts).not.toHaveProperty("workflow");
  });

  it("that we may not read is unread where it matters, with the permission, and nothing else suffers", async () => {
    const forbidden = { problem: "Resource not accessible by integration", type: "FORBIDDEN", field: "workflowRun" };
    const blind = (minutes: number) =>
      mergedWith(minutes, "success", { checkSuite: { app: ACTIONS, workflowRun: forbidden } });
    const few = await read({ pulls: [blind(1)], rest: FREE });
    expect(few.facts.scheduled).toMatchObject({ permission: "actions: read" });
    expect(results(few.facts)).toEqual(["1001 passed"]);
    const many = await read({ pulls: [1, 2, 3, 4, 5].map(blind), rest: FREE });
    expect(many.facts.scheduled).toEqual([]);
  });

  it("whose runs could not be read is told", async () => {
    const { facts } = await read({
      pulls: [merged(1)],
      rest: { ...FREE, [RUNS]: new Unavailable("GET", 503, "busy") },
    });
    expect(facts.scheduled).toMatchObject({ transient: true });
    expect(facts.workflow).toEqual({ name: "Guard", state: "active" });
    const gone = await read({ pulls: [merged(1)], rest: { ...FREE, [RUNS]: refused(404, "Not Found") } });
    expect(gone.facts.scheduled).toEqual([]);
  });
});
