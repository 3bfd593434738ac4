import { describe, expect, it } from "@jest/globals";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { judge, ofKind, planned, row } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  closed,
  comment,
  day,
  incident,
  item,
  labeled,
  ownComment,
  person,
  snapshot,
  tracker,
  unlabeled,
} from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

/** Passes until nothing is left to write. */
function settle(start: Snapshot, inForce = policyInForce()): Snapshot {
  let read = start;
  for (let round = 0; round < 6; round += 1) {
    const writes = planned(read, inForce);
    if (writes.length === 0) return read;
    read = applyPlan(read, writes);
  }
  throw new Error("the plan does not converge");
}

const itemsOf = (read: Snapshot) => ("unreadable" in read.items ? [] : read.items);
const commentsOf = (read: Snapshot) => ("unreadable" in read.incident.comments ? [] : read.incident.comments);

describe("a first pass", () => {
  const fresh = snapshot({ repository: { labels: ["bug", "Incident"] } });

  it("makes the labels, the tracker, then one item a lane", () => {
    const kinds = planned(fresh).map((write) => write.kind);
    expect(kinds).toEqual([
      "label",
      "label",
      "label",
      "label",
      "label",
      "tracker",
      "create_item",
      "create_item",
      "create_item",
    ]);
    expect(ofKind(planned(fresh), "tracker")[0]).toMatchObject({
      key: "tracker",
      existing: null,
      issue: { number: 1, nodeId: "I_1" },
    });
  });

  it("law 1: ends with one tracker and one item a lane, and then says nothing more", () => {
    const done = settle(fresh);
    expect(commentsOf(done).filter((one) => one.own?.key === "tracker")).toHaveLength(1);
    expect(itemsOf(done)).toHaveLength(3);
    expect(planned(done)).toEqual([]);
    expect(planned({ ...done, now: day(2, 30) })).toEqual([]);
  });

  it("law 1: applied to a proven incident, nothing is left to write but where the bundle is", () => {
    const read = closableStory();
    const posted = applyPlan(read, planned(read));
    // What the bundle's comments are called is known once they are there.
    const rest = planned(posted);
    expect(rest.map(({ kind }) => kind)).toEqual(["tracker"]);
    expect(planned(applyPlan(posted, rest))).toEqual([]);
  });

  it("law 4: cut after any write and begun again, it ends the same, with nothing twice", () => {
    const whole = settle(fresh);
    const writes = planned(fresh);
    for (let cut = 0; cut <= writes.length; cut += 1) {
      const done = settle(applyPlan(fresh, writes.slice(0, cut)));
      expect(itemsOf(done).map((one) => one.title)).toEqual(itemsOf(whole).map((one) => one.title));
      expect(commentsOf(done).filter((one) => one.own !== null)).toHaveLength(1);
      expect(judge(done).closable.phrase).toBe(judge(whole).closable.phrase);
    }
  });

  it("law 5: two passes at once end in one tracker and one item a lane", () => {
    const writes = planned(fresh);
    // Both read before either wrote: without the writer's claim each creates everything.
    const both = applyPlan(applyPlan(fresh, writes), writes);
    expect(itemsOf(both)).toHaveLength(6);
    const done = settle(both);
    expect(commentsOf(done).filter((one) => one.own?.key === "tracker")).toHaveLength(1);
    expect(itemsOf(done).filter((one) => one.state === "open")).toHaveLength(3);
    expect(itemsOf(done).filter((one) => one.stateReason === "duplicate")).toHaveLength(3);
    expect(row(judge(done), "R-C1/priorities").phrase).toBe("0 of 3 resolved.");
  });

  it("as an Action it converges too, without any memory", () => {
    const action = snapshot({ self: { kind: "action", login: "github-actions[bot]", appId: 15368 } });
    const done = settle(action);
    expect(itemsOf(done)).toHaveLength(3);
    expect(commentsOf(done)[0]?.own?.memory.state).not.toBe("valid");
  });
});

describe("the tracker", () => {
  const settledOnce = (): Snapshot => settle(snapshot());

  it("law 1: an equal one is not written again, though time goes by", () => {
    // Past the last window's deadline: while one is open its end changes what is said.
    const late = settle(snapshot({ now: day(40) }));
    expect(ofKind(planned({ ...late, now: day(45) }), "tracker")).toEqual([]);
  });

  it("is restored when somebody rewrites it, and made again when somebody deletes it", () => {
    const settled = settledOnce();
    const [own, ...rest] = commentsOf(settled);
    if (own?.own === null || own === undefined) throw new Error("no tracker");
    const rewritten = {
      ...own,
      body: "All good!",
      own: { ...own.own, lastEditorIsUs: false, memory: { state: "void" as const, why: "somebody else edited it" } },
    };
    const [write] = ofKind(
      planned({ ...settled, incident: { ...settled.incident, comments: [rewritten, ...rest] } }),
      "tracker",
    );
    expect(write).toMatchObject({ existing: own.databaseId });
    expect(write?.body).toContain("Not ready to close");
    const [again] = ofKind(planned({ ...settled, incident: { ...settled.incident, comments: rest } }), "tracker");
    expect(again).toMatchObject({ existing: null });
  });

  it("is restored where the text came back but the editor is somebody else", () => {
    const settled = settledOnce();
    const [own] = commentsOf(settled);
    if (own?.own === null || own === undefined) throw new Error("no tracker");
    const touched = {
      ...own,
      own: { ...own.own, lastEditorIsUs: false, memory: { state: "void" as const, why: "somebody else edited it" } },
    };
    expect(
      ofKind(planned({ ...settled, incident: { ...settled.incident, comments: [touched] } }), "tracker"),
    ).toHaveLength(1);
  });

  it("law 5: duplicates are removed, the lowest id leads", () => {
    const [first, second] = [tracker(), tracker()];
    const writes = planned(snapshot({ incident: incident({ comments: [second, first] }) }));
    expect(ofKind(writes, "delete_comment").map((write) => write.comment)).toEqual([second.databaseId]);
    expect(ofKind(writes, "tracker")[0]?.existing).toBe(first.databaseId);
  });

  it("law 6: a person's comment that imitates it is neither edited nor deleted", () => {
    const forged = comment("<!-- quench:tracker -->\n## ✅ Ready to close", "mallory", day(0, 1));
    const writes = planned(snapshot({ incident: incident({ comments: [forged] }) }));
    expect(ofKind(writes, "delete_comment")).toEqual([]);
    expect(ofKind(writes, "tracker")[0]?.existing).toBeNull();
  });
});

describe("the item's own comment", () => {
  it("comes once there is something to say, and its duplicates go", () => {
    expect(ofKind(planned(snapshot({ items: [item(2)] })), "topic_comment")).toEqual([]);
    const [first, second] = [ownComment("item", "old"), ownComment("item", "old")];
    const writes = planned(snapshot({ items: [item(2, { owner: "oscar", comments: [second, first] })] }));
    expect(ofKind(writes, "topic_comment")[0]).toMatchObject({ topic: "item", existing: first.databaseId });
    expect(ofKind(writes, "delete_comment").map((write) => write.comment)).toEqual([second.databaseId]);
  });

  it("R-V1 unknown: is left alone where the item's comments could not be read", () => {
    const unread = item(2, { owner: "oscar", comments: { unreadable: "comments: 502", transient: true } });
    expect(ofKind(planned(snapshot({ items: [unread] })), "topic_comment")).toEqual([]);
  });
});

describe("R-C3 the incident label is taken off", () => {
  const off = (by: string, over: Parameters<typeof incident>[0] = {}) =>
    snapshot({
      incident: incident({
        labels: [],
        events: [labeled(day(0), "paul"), unlabeled(day(1), by)],
        comments: [tracker()],
        ...over,
      }),
      items: [
        item(2),
        item(3, { owner: "oscar", key: "lane-quality" }),
        item(4, { openedByUs: false, author: actor("paul") }),
      ],
    });

  it("R-C3 pass: by the override right the untouched items of ours close as not planned, the rest stay", () => {
    const writes = planned(off("maya"));
    expect(ofKind(writes, "close_own")).toEqual([
      { kind: "close_own", key: "let-go:2", issue: { number: 2, nodeId: "I_2" }, reason: "not_planned", notice: null },
    ]);
    expect(ofKind(writes, "tracker")[0]?.body).toContain("## ➖ No longer an incident");
    expect(ofKind(writes, "tracker")[0]?.body).toContain("`maya` took the incident label off");
    const done = settle(off("maya"));
    expect(planned(done)).toEqual([]);
  });

  it("R-C3 fail: without the right it is put back, and said once", () => {
    const writes = planned(off("oscar"));
    expect(ofKind(writes, "issue_labels")).toEqual([
      {
        kind: "issue_labels",
        key: "incident-label:1",
        issue: { number: 1, nodeId: "I_1" },
        add: ["incident"],
        remove: [],
      },
    ]);
    expect(ofKind(writes, "notice")).toHaveLength(1);
    expect(ofKind(writes, "close_own")).toEqual([]);
  });

  it("law 5: duplicates of the tracker go here too", () => {
    const [first, second] = [tracker(), tracker()];
    const writes = planned(off("maya", { comments: [second, first] }));
    expect(ofKind(writes, "delete_comment").map(({ comment: id }) => id)).toEqual([second.databaseId]);
  });

  it("R-C3 fail: a bot has no right either", () => {
    expect(ofKind(planned(off("labeler[bot]")), "issue_labels")).toHaveLength(1);
  });

  it("R-C3: in warn mode it is left off", () => {
    expect(planned(off("oscar"), policyInForce({ mode: "warn" }))).toEqual([]);
  });

  it("R-V1 unknown: a role or a timeline that could not be read decides nothing", () => {
    const read = off("oscar");
    const unread = {
      ...read,
      people: { ...read.people, oscar: person("oscar", { unreadable: "role of oscar: 502", transient: true }) },
    };
    expect(planned(unread)).toEqual([]);
    expect(planned(off("maya", { events: { unreadable: "events: 502", transient: true } }))).toEqual([]);
  });

  it("R-V1 unknown: an item whose links could not be read is not called untouched", () => {
    const read = off("maya");
    const items = itemsOf(read).map((one) => ({ ...one, links: { unreadable: "links: 502", transient: true } }));
    expect(ofKind(planned({ ...read, items }), "close_own")).toEqual([]);
  });

  it("an issue that never was an incident hears nothing", () => {
    expect(planned(snapshot({ incident: incident({ labels: ["bug"], events: [] }) }))).toEqual([]);
  });

  it("R-C3: put on again, the gate goes on", () => {
    const relabeled = off("maya", {
      labels: ["incident"],
      events: [labeled(day(0), "paul"), unlabeled(day(1), "maya"), labeled(day(2), "paul")],
    });
    expect(ofKind(planned(relabeled), "tracker")[0]?.body).toContain("Not ready to close");
  });
});

describe("rulebook N answers", () => {
  const said = (body: string, by = "oscar") => comment(body, by, day(1));
  const answersTo = (one: ReturnType<typeof comment>) => {
    const writes = planned(snapshot({ items: [item(2, { owner: "oscar", comments: [one] })] }));
    return { notices: ofKind(writes, "notice"), reactions: ofKind(writes, "reaction").map((write) => write.content) };
  };

  it("N: an accepted command gets a reaction, and no words", () => {
    expect(answersTo(said("/quench ack runbook"))).toEqual({ notices: [], reactions: ["+1"] });
  });

  it("N: a refused one gets one answer that says why and what would work, then a reaction", () => {
    const { notices, reactions } = answersTo(said("/quench verify"));
    expect(reactions).toEqual(["confused"]);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.body).toContain("`/quench verifier @login`");
  });

  it("N: once for ever, even where the answer was deleted", () => {
    const one = said("/quench verify");
    expect(answersTo({ ...one, ownReactions: ["confused"] })).toEqual({ notices: [], reactions: [] });
  });

  it("N: help is answered", () => {
    const { notices, reactions } = answersTo(said("/quench help", "tess"));
    expect(reactions).toEqual(["+1"]);
    expect(notices[0]?.body).toContain("/quench evidence implementation|ownership");
  });

  it("law 7: an answer quotes what was written without its pings", () => {
    const { notices } = answersTo(said("/quench @acme/everyone <!-- x -->"));
    expect(notices[0]?.body).not.toMatch(/(^|[^`\w/ ])@acme/);
    expect(notices[0]?.body).toContain("is not a command");
  });
});

describe("R-C3 what is said about a close", () => {
  it("R-C3: a second look at the same close says nothing twice", () => {
    const close = closed(day(1), "paul");
    const warn = policyInForce({ mode: "warn" });
    const done = settle(snapshot({ incident: incident({ comments: [tracker()], close }) }), warn);
    expect(commentsOf(done).filter((one) => one.own?.key === `notice:warned:${close.id}`)).toHaveLength(1);
  });

  it("R-C3: an undone close leaves the incident open, with the reason before it", () => {
    const close = closed(day(1), "paul");
    const done = settle(snapshot({ incident: incident({ comments: [tracker()], close }) }));
    expect(done.incident.state).toBe("open");
    const notices = commentsOf(done).filter((one) => one.own?.key.startsWith("notice:"));
    expect(notices.map((one) => one.own?.key)).toEqual([`notice:undo:${close.id}`]);
  });
});
