import { describe, expect, it } from "@jest/globals";
import type { Comment, Snapshot } from "../../../src/core/snapshot/types.ts";
import { instancesOf, leaderOf } from "../../../src/core/verdict/instances.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { actor, closed, comment, day, incident, labeled, snapshot, tracker } from "../../support/snapshot.ts";

const peer = (login: string, databaseId: number, kind: "app" | "action"): Comment =>
  comment("## Verdict", login, day(0), {
    author: actor(login, "bot"),
    databaseId,
    url: `https://github.com/acme/shop/issues/1#issuecomment-${databaseId}`,
    peer: { key: "tracker", kind },
  });
const mine = (databaseId: number): Comment => ({ ...tracker(), databaseId });
const read = (comments: readonly Comment[], kind: "app" | "action" = "app"): Snapshot => {
  const made = snapshot({
    incident: incident({ comments, events: [labeled(day(0), "paul")], close: closed(day(1), "paul") }),
  });
  return { ...made, self: { ...made.self, kind } };
};

describe("several instances", () => {
  it("we lead alone, and before every later one", () => {
    expect(leaderOf(read([mine(10)]))).toBeNull();
    expect(leaderOf(read([mine(10), peer("guard[bot]", 11, "app")]))).toBeNull();
  });

  it("an App goes before the Action, whoever came first", () => {
    expect(leaderOf(read([peer("github-actions[bot]", 9, "action"), mine(10)]))).toBeNull();
    expect(leaderOf(read([mine(9), peer("quench[bot]", 10, "app")], "action"))).toMatchObject({ login: "quench[bot]" });
  });

  it("of two Apps the one whose tracker is older", () => {
    expect(leaderOf(read([peer("guard[bot]", 9, "app"), mine(10)]))).toMatchObject({
      login: "guard[bot]",
      kind: "app",
    });
    expect(leaderOf(read([peer("guard[bot]", 9, "app")]))).toMatchObject({ login: "guard[bot]" });
    const three = [peer("zeta[bot]", 12, "app"), peer("guard[bot]", 9, "app"), mine(10)];
    expect(leaderOf(read(three))?.login).toBe("guard[bot]");
  });

  it("another comment of another instance leads nothing", () => {
    const other = { ...peer("guard[bot]", 9, "app"), peer: { key: "notice:undo:1", kind: "app" as const } };
    expect(leaderOf(read([other, mine(10)]))).toBeNull();
    expect(instancesOf(read([other, mine(10)]))).toEqual(["quench[bot]"]);
  });

  it("unknown: without the comments nobody can tell, and nothing is written anyway", () => {
    const blind = snapshot({ incident: incident({ comments: { unreadable: "comments: 502" } }) });
    expect(leaderOf(blind)).toBeNull();
    expect(planned(blind)).toEqual([]);
  });

  it("who follows says so in the tracker that it has, once, and undoes nothing", () => {
    const writes = planned(read([peer("guard[bot]", 9, "app"), mine(10)]));
    expect(writes.map(({ kind }) => kind)).toEqual(["tracker"]);
    const [told] = ofKind(writes, "tracker");
    expect(told?.existing).toBe(10);
    expect(told?.body).toMatch(/^## ➖ `guard\[bot\]` leads here\n\n/);
    expect(told?.body).toContain("[its tracker comment](https://github.com/acme/shop/issues/1#issuecomment-9)");
    const again = { ...mine(10), body: told?.body ?? "" };
    expect(planned(read([peer("guard[bot]", 9, "app"), again]))).toEqual([]);
  });

  it("who follows and has said nothing yet says nothing", () => {
    expect(planned(read([peer("guard[bot]", 9, "app")]))).toEqual([]);
  });
});
