import { describe, expect, it } from "@jest/globals";
import type { ControlFacts } from "../../../src/core/snapshot/facts.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { Unavailable } from "../../../src/github/request/errors.ts";
import { check, day, item, link, type Parts, pull, sha } from "../../support/snapshot.ts";
import {
  BRANCH,
  CIRCLE,
  controlsOf,
  Forge,
  FREE,
  merged,
  mergedWith,
  refused,
  RULES,
  ruled,
} from "./controls-support.ts";

const story = (control_check = "guard"): Parts => ({
  now: day(20),
  items: [item(2, { owner: "oscar", links: [link(102)], fields: { control_check } })],
  pulls: [pull(102, [], { head: { sha: sha(5102), checks: [check("guard")] } })],
});

const FIVE = [1, 2, 3, 4, 5].map((minutes) => merged(minutes));

async function read(rest: Record<string, unknown>, wanted = "guard", pulls = FIVE) {
  const forge = new Forge({ pulls, rest });
  const facts = (await controlsOf(forge, story(wanted)))["2"];
  if (facts === undefined || isUnreadable(facts)) throw new Error("no facts of #2");
  return { facts, forge };
}

const requiredOf = async (rest: Record<string, unknown>, wanted?: string): Promise<ControlFacts["required"]> =>
  (await read(rest, wanted)).facts.required;

const protection = (checks: readonly object[], over: object = {}) => ({
  [RULES]: [],
  [BRANCH]: {
    name: "main",
    protected: true,
    protection: { enabled: true, required_status_checks: { enforcement_level: "everyone", checks, ...over } },
  },
});

describe("whether a check is required", () => {
  it("by a ruleset, pinned to an App; then classic protection is not asked for", async () => {
    const { facts, forge } = await read(ruled());
    expect(facts).toMatchObject({ required: true, pinned: { id: 15_368, slug: "github-actions" } });
    expect(forge.asked).toEqual(["list acme/shop@main 0", RULES, "/repos/acme/shop/rulesets/4"]);
  });

  it("by a ruleset, from anybody", async () => {
    expect((await read(ruled({ app: null }))).facts).toMatchObject({ required: true, pinned: null });
  });

  it("of another name, or of nothing at all: not", async () => {
    expect(await requiredOf({ ...FREE, ...ruled({ context: "Guard" }) })).toBe(false);
    expect(await requiredOf({ ...FREE, ...ruled({ context: "guard / linux" }) })).toBe(false);
    expect(await requiredOf({ ...FREE, ...ruled({ context: "guard / linux" }) }, "guard*")).toBe(true);
    expect(await requiredOf({ ...FREE, [RULES]: [{ type: "required_status_checks", ruleset_id: 4 }] })).toBe(false);
  });

  it("from the App that the field names; a pin to another requires another check", async () => {
    expect(await requiredOf({ ...FREE, ...ruled() }, "guard @github-actions")).toBe(true);
    expect(await requiredOf({ ...FREE, ...ruled({ app: null }) }, "guard @github-actions")).toBe(true);
    expect(await requiredOf({ ...FREE, ...ruled() }, "guard @circleci-checks")).toBe(false);
    expect(await requiredOf({ ...FREE, ...ruled({ app: 99 }) }, "guard @jenkins")).toEqual({
      unreadable: "required checks: it cannot be told which App 99 is",
    });
    const circle = [mergedWith(1, "success", { app: CIRCLE, workflow: null })];
    const rest = { ...FREE, ...ruled({ app: 18_001 }) };
    expect((await read(rest, "guard @circleci-checks", circle)).facts.required).toBe(true);
  });

  it.each(["evaluate", "disabled"])("by a ruleset that is only there to %s: not", async (enforcement) => {
    expect(await requiredOf({ ...FREE, ...ruled({ enforcement }) })).toBe(false);
  });

  it("by several rulesets: every pin counts, the longest standing tells since when", async () => {
    const rule = (ruleset_id: number, app: number | null) => ({
      type: "required_status_checks",
      ruleset_id,
      parameters: { required_status_checks: [{ context: "guard", ...(app === null ? {} : { integration_id: app }) }] },
    });
    const rest = {
      [RULES]: [rule(4, null), rule(5, 18_001), rule(6, 15_368)],
      "/repos/acme/shop/rulesets/4": { enforcement: "active", updated_at: "2026-03-03T13:03:30.500+01:00" },
      "/repos/acme/shop/rulesets/5": { updated_at: day(9) },
      "/repos/acme/shop/rulesets/6": refused(404, "Not Found"),
    };
    const { facts } = await read(rest);
    expect(facts).toMatchObject({ required: true, pinned: { id: 15_368 } });
    if (isUnreadable(facts.sightings)) throw new Error("unread");
    // Each of the two Apps must have run, and one did not.
    expect(facts.sightings.map(({ result }) => result)).toEqual(Array.from({ length: 5 }, () => "missing"));
    expect(facts.sightings.map(({ required }) => required)).toEqual([true, true, null, null, null]);
  });

  it("by classic protection as the branch shows it", async () => {
    expect((await read(protection([{ context: "guard", app_id: 15_368 }]))).facts).toMatchObject({
      required: true,
      pinned: { id: 15_368, slug: "github-actions" },
    });
    for (const app_id of [null, -1, undefined]) {
      expect((await read(protection([{ context: "guard", app_id }]))).facts).toMatchObject({
        required: true,
        pinned: null,
      });
    }
    const contexts = ["guard", "lint"];
    expect((await read(protection([], { contexts }))).facts).toMatchObject({ required: true, pinned: null });
    const both = protection([{ context: "guard", app_id: 15_368 }], { contexts });
    expect((await read(both)).facts.pinned).toMatchObject({ id: 15_368 });
    expect(await requiredOf(protection([{ context: "lint" }]))).toBe(false);
    expect(await requiredOf(protection([{ context: "guard" }], { enforcement_level: "off" }))).toBe(false);
    const off = { name: "main", protection: { enabled: false, required_status_checks: { contexts } } };
    expect(await requiredOf({ [RULES]: [], [BRANCH]: off })).toBe(false);
    const none = { name: "main", protected: true, protection: { enabled: true, required_status_checks: null } };
    expect(await requiredOf({ [RULES]: [], [BRANCH]: none })).toBe(false);
  });

  it("an answer without the field: an unprotected branch requires nothing, of a protected one nobody knows", async () => {
    expect(await requiredOf({ [RULES]: [], [BRANCH]: { name: "main" } })).toBe(false);
    expect(await requiredOf({ [RULES]: [], [BRANCH]: { name: "main", protected: true } })).toEqual({
      unreadable: "protection of acme/shop: GitHub does not show what it requires",
    });
  });

  it("many rules are read to the last page", async () => {
    const full = Array.from({ length: 100 }, () => ({ type: "deletion", ruleset_id: 1 }));
    const second = RULES.replace("&page=1", "&page=2");
    const { [RULES]: rules, ...ruleset } = ruled();
    expect(await requiredOf({ [RULES]: full, [second]: rules, ...ruleset })).toBe(true);
    const endless = Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [RULES.replace("&page=1", `&page=${index + 1}`), full]),
    );
    expect(await requiredOf({ ...FREE, ...endless })).toEqual({
      unreadable: "rules of acme/shop: there are more than can be read",
    });
  });
});

describe("where one of the two could not be read", () => {
  const lack = refused(403, "Resource not accessible by integration", {
    "x-accepted-github-permissions": "metadata=read",
  });
  const yes = protection([{ context: "guard", app_id: 15_368 }]);

  it("the other's yes is a yes", async () => {
    expect(await requiredOf({ ...yes, [RULES]: lack })).toBe(true);
    expect(await requiredOf({ ...yes, [RULES]: refused(404, "Not Found") })).toBe(true);
  });

  it("the other's no leaves it unread, with the permission", async () => {
    expect(await requiredOf({ ...FREE, [RULES]: lack })).toMatchObject({ permission: "metadata: read" });
    expect(await requiredOf({ ...FREE, [RULES]: refused(404, "Not Found") })).toEqual({
      unreadable: "rules of acme/shop: GitHub answers 404",
      permission: "metadata: read",
    });
    expect(await requiredOf({ [RULES]: [], [BRANCH]: refused(404, "Not Found") })).toEqual({
      unreadable: "protection of acme/shop: GitHub answers 404",
      permission: "contents: read",
    });
    const down = new Unavailable("GET", 502, "Bad Gateway");
    expect(await requiredOf({ [RULES]: [], [BRANCH]: down })).toMatchObject({ transient: true });
    expect(await requiredOf({ [RULES]: down, [BRANCH]: lack })).toMatchObject({ transient: true });
  });

  it("a plan without rulesets has none", async () => {
    const upgrade = refused(403, "Upgrade to GitHub Pro or make this repository public to enable this feature.");
    expect(await requiredOf({ ...FREE, [RULES]: upgrade })).toBe(false);
  });
});

describe("whether it was required when something was merged", () => {
  const seen = async (rest: Record<string, unknown>) => {
    const { sightings } = (await read(rest)).facts;
    if (isUnreadable(sightings)) throw new Error("unread");
    return sightings.map(({ required }) => required);
  };

  it("since the ruleset that requires it was changed last; before that nobody knows", async () => {
    expect(await seen(ruled())).toEqual([true, true, true, true, true]);
    expect(await seen(ruled({ updated_at: day(1, 183) }))).toEqual([true, true, null, null, null]);
    expect(await seen({ ...ruled(), "/repos/acme/shop/rulesets/4": refused(404, "Not Found") })).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });

  it("nobody knows of classic protection, nor where it could not be read", async () => {
    expect(await seen(protection([{ context: "guard" }]))).toEqual(Array.from({ length: 5 }, () => null));
    expect(await seen({ ...FREE, [RULES]: refused(404, "Not Found") })).toEqual(Array.from({ length: 5 }, () => null));
  });

  it("not where nothing requires it now", async () => {
    expect(await seen(FREE)).toEqual(Array.from({ length: 5 }, () => false));
  });
});
