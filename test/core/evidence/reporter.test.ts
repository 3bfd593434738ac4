import { describe, expect, it } from "@jest/globals";
import { Apps, isBy, type Reported, reportersOf } from "../../../src/core/evidence/reporter.ts";

const ACTIONS = { id: 15_368, slug: "github-actions" };
const CIRCLE = { id: 18_001, slug: "circleci-checks" };
const wanted = (name = "guard", app: string | null = null) => ({ repository: null, name, app });
const by = (app: Reported["app"], name = "guard", bot: string | null = null): Reported => ({ name, app, bot });

function apps(...known: readonly { id: number; slug: string }[]): Apps {
  const found = new Apps();
  found.add(known.map((app) => ({ app })));
  return found;
}

describe("R-A2 whose check is the control's", () => {
  it("the App that the field names, before anything else", () => {
    expect(reportersOf(wanted("guard", "circleci-checks"), [15_368], [by(ACTIONS)], [], apps())).toEqual([
      { id: null, slug: "circleci-checks" },
    ]);
  });

  it("else those to which it is pinned, whoever reported it", () => {
    expect(reportersOf(wanted(), [18_001], [by(ACTIONS)], [], apps(CIRCLE))).toEqual([CIRCLE]);
    expect(reportersOf(wanted(), [7, 15_368], [], [], apps())).toEqual([{ id: 7, slug: null }, ACTIONS]);
  });

  it("else who reported it on the pull request that brought it; another one since does not count", () => {
    expect(reportersOf(wanted(), [], [by(ACTIONS), by(CIRCLE, "other")], [by(CIRCLE)], apps())).toEqual([ACTIONS]);
    expect(reportersOf(wanted("gua*"), [], [by(ACTIONS)], [by(CIRCLE)], apps())).toEqual([ACTIONS]);
  });

  it("else who reports it now; where that are several, each must have run", () => {
    expect(reportersOf(wanted(), [], [], [by(CIRCLE), by(ACTIONS), by(CIRCLE)], apps())).toEqual([ACTIONS, CIRCLE]);
    expect(reportersOf(wanted(), [], [], [by(null)], apps())).toEqual([{ id: null, slug: null }]);
    expect(reportersOf(wanted(), [], [], [by(ACTIONS, "other")], apps())).toEqual([]);
    expect(reportersOf(wanted(), [], [], [], apps())).toEqual([]);
  });
});

describe("R-A2 who made a check", () => {
  it("a check run belongs to its App, by id where that is known", () => {
    expect(isBy(by(ACTIONS), ACTIONS, apps())).toBe(true);
    expect(isBy(by(CIRCLE), ACTIONS, apps())).toBe(false);
    expect(isBy(by({ id: 15_368, slug: "renamed" }), ACTIONS, apps())).toBe(true);
    expect(isBy(by(ACTIONS), { id: null, slug: "GitHub-Actions" }, apps())).toBe(true);
    expect(isBy(by(CIRCLE), { id: null, slug: "github-actions" }, apps())).toBe(false);
    expect(isBy(by(ACTIONS), { id: null, slug: null }, apps())).toBe(false);
  });

  it("a commit status belongs to whoever may write, unless an App's bot set it", () => {
    expect(isBy(by(null), { id: null, slug: null }, apps())).toBe(true);
    expect(isBy(by(null), ACTIONS, apps())).toBe(false);
    expect(isBy(by(null), { id: null, slug: "circleci-checks" }, apps())).toBe(false);
    expect(isBy(by(null, "guard", "circleci-checks"), { id: null, slug: "CircleCI-Checks" }, apps())).toBe(true);
    expect(isBy(by(null, "guard", "buildkite"), { id: null, slug: "circleci-checks" }, apps())).toBe(false);
  });

  it("a bot's status meets a pin unless its App is known to be another", () => {
    const pinned = { id: 18_001, slug: null };
    expect(isBy(by(null, "guard", "circleci-checks"), pinned, apps(CIRCLE))).toBe(true);
    expect(isBy(by(null, "guard", "buildkite"), pinned, apps(CIRCLE))).toBe(false);
    expect(isBy(by(null, "guard", "buildkite"), pinned, apps())).toBe(true);
    expect(isBy(by(null, "guard", "github-actions"), pinned, apps())).toBe(false);
    expect(isBy(by(null), pinned, apps())).toBe(false);
  });

  it("an id and a slug are one App, another, or nobody can tell", () => {
    expect(apps().isSame(15_368, "GitHub-Actions")).toBe(true);
    expect(apps().isSame(15_368, "circleci-checks")).toBe(false);
    expect(apps(CIRCLE).isSame(7, "circleci-checks")).toBe(false);
    expect(apps().isSame(7, "circleci-checks")).toBeNull();
    expect(apps(CIRCLE).slugOf(18_001)).toBe("circleci-checks");
    expect(apps().slugOf(7)).toBeNull();
    const hidden = apps({ id: 0, slug: "" });
    expect(hidden.slugOf(0)).toBeNull();
  });
});
