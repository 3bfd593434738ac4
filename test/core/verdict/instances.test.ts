import { describe, expect, it } from "@jest/globals";
import type { Comment } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { instancesOf, leaderOf, leaderUntil } from "../../../src/core/verdict/instances.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { actor, closed, comment, day, incident, item, labeled, snapshot, tracker } from "../../support/snapshot.ts";

const peer = (login: string, databaseId: number, kind: "app" | "action"): Comment =>
  comment("## Verdict", login, day(0), {
    author: actor(login, "bot"),
    databaseId,
    url: `https://github.com/acme/shop/issues/1#issuecomment-${databaseId}`,
    peer: { key: "tracker", kind },
    lastEditedAt: day(0.5),
    editor: actor(login, "bot"),
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

  it("of several the order is the same whoever lists them: Apps by their trackers' age, then Actions", () => {
    const [late, early, action] = [
      peer("zeta[bot]", 30, "app"),
      peer("guard[bot]", 20, "app"),
      peer("other-actions[bot]", 10, "action"),
    ];
    for (const peers of [
      [late, early, action],
      [action, late, early],
      [early, action, late],
    ]) {
      expect(instancesOf(read([...peers, mine(40)]))).toEqual([
        "quench[bot]",
        "guard[bot]",
        "zeta[bot]",
        "other-actions[bot]",
      ]);
      expect(leaderOf(read([...peers, mine(40)]))?.login).toBe("guard[bot]");
      expect(leaderOf(read([...peers, mine(40)], "action"))?.login).toBe("guard[bot]");
    }
    expect(leaderUntil(read([early, mine(40)], "action"))).toBeNull();
  });

  it("a bot that only said what a tracker says is believed for its first minute, and silences nobody", () => {
    const echo = { ...peer("echo[bot]", 9, "app"), lastEditedAt: null, editor: null };
    const at = (now: string, more: Partial<Snapshot> = {}) => ({ ...read([echo, mine(10)]), now, ...more });
    expect(leaderOf(at(day(0, 0.9)))?.login).toBe("echo[bot]");
    expect(leaderUntil(at(day(0, 0.9)))).toBe(day(0, 1));
    expect(leaderOf(at(day(0, 1)))).toBeNull();
    expect(leaderUntil(at(day(0, 1)))).toBeNull();
    const opened = item(2, { author: actor("echo[bot]", "bot") });
    expect(leaderOf(at(day(1), { items: [opened] }))?.login).toBe("echo[bot]");
    expect(leaderUntil(at(day(0, 0.9), { items: [opened] }))).toBeNull();
    expect(leaderOf(at(day(1), { items: [item(2, { author: actor("echo", "user") })] }))).toBeNull();
    // Unknown: whoever may have opened an item is not spoken over.
    expect(leaderOf(at(day(1), { items: { unreadable: "items: 502", transient: true } }))?.login).toBe("echo[bot]");
    // It is looked at again when the minute is over.
    const verdict = judge(at(day(0, 0.9)));
    expect(verdict.wakeAt).toBe(day(0, 1));
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
