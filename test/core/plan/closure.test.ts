import { describe, expect, it } from "@jest/globals";
import type { Comment, Issue } from "../../../src/core/snapshot/issue.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, comment, day, incident, item, labeled, shut, snapshot, tracker } from "../../support/snapshot.ts";
import { proven, storyOf } from "../../support/story.ts";

const WHY = "The vendor fixes the pool next week.";
const override = (at = day(1), by = "maya"): Comment => comment(`/quench override ${WHY}`, by, at);

describe("R-C5 what follows from an override", () => {
  const close = closed(day(1, 60), "oscar");
  const story = (now: string, said: readonly Comment[] = [override()]) =>
    snapshot({ now, incident: incident({ comments: [tracker(), ...said], close }) });

  it("R-C5 pass: while it runs the close stays, and its debt is filed", () => {
    const writes = planned(story(day(2)));
    expect(ofKind(writes, "reopen")).toEqual([]);
    expect(ofKind(writes, "notice")).toEqual([]);
    const [debt, ...more] = ofKind(writes, "create_entry");
    expect(more).toEqual([]);
    expect(debt).toMatchObject({
      labels: ["reliability-debt"],
      title: "Reliability debt of an override (incident #1)",
    });
    expect(debt?.body).toContain(WHY);
    expect(ofKind(planned(story(day(2), [override(day(1), "oscar")])), "create_entry")).toEqual([]);
  });

  it("R-C5 fail: ended unmet it is reopened, with the reason", () => {
    const [reopen] = ofKind(planned(story(day(8))), "reopen");
    expect(reopen).toMatchObject({ key: `undo:${close.id}`, closeEvent: close.id });
    expect(reopen?.notice).toContain("This incident was closed by `oscar`");
    expect(reopen?.notice).toMatch(
      /\n\nThe override by `maya` ended Mar 10, 2026, 09:00 UTC with the gate unmet\.\n\n/,
    );
  });

  it("R-C3: without an override the notice says nothing of one", () => {
    const [reopen] = ofKind(planned(story(day(8), [])), "reopen");
    expect(reopen?.notice).not.toContain("override by");
  });
});

describe("R-C2 items that were closed", () => {
  const closedItem = (over: Partial<Issue> = {}, memory = {}) => {
    const done = shut(item(2, { owner: "oscar", ...over }), closed(day(1), "oscar"));
    return snapshot({ items: [done], incident: incident({ comments: [tracker(memory)] }) });
  };
  const RETIRE = { comments: [comment("/quench retire It costs more.", "maya", day(1))] };

  it("R-C2 fail: one that is not verified is opened again, with how it was closed", () => {
    const [reopen] = ofKind(planned(closedItem()), "reopen");
    expect(reopen).toMatchObject({ issue: { number: 2, nodeId: "I_2" } });
    expect(reopen?.notice).toContain("It was closed by `oscar`.");
  });

  it("R-C2 pass: a retired control's stays closed; one that was never verified does not", () => {
    expect(ofKind(planned(closedItem(RETIRE, { verified: { I_2: day(1) } })), "reopen")).toEqual([]);
    expect(ofKind(planned(closedItem(RETIRE)), "reopen")).toHaveLength(1);
  });

  it("R-C2 pass: a verified one stays closed", () => {
    const one = proven(2, { fields: { control_check: "guard" } });
    const close = closed(day(1, 600), "oscar");
    const read = storyOf([{ ...one, issue: shut(one.issue, close) }]);
    expect(ofKind(planned(read), "reopen")).toEqual([]);
  });

  it("R-C2: only where early closes are undone", () => {
    expect(ofKind(planned(closedItem(), policyInForce({ mode: "warn" })), "reopen")).toEqual([]);
  });
});

describe("a locked conversation", () => {
  it("gets no notice, which it would refuse at each pass; it is still reopened", () => {
    const close = closed(day(1), "paul");
    const locked = (on: boolean) =>
      snapshot({
        incident: incident({ comments: [tracker()], events: [labeled(day(0), "paul")], close, locked: on }),
      });
    const warn = { ...policyInForce({ mode: "warn" }) };
    expect(ofKind(planned(locked(false), warn), "notice")).toHaveLength(1);
    expect(ofKind(planned(locked(true), warn), "notice")).toEqual([]);
    expect(ofKind(planned(locked(true)), "reopen")).toHaveLength(1);
  });
});

describe("R-C3 a gate with a mode of its own", () => {
  const close = closed(day(1), "paul");
  const ALL = ["scorecard", "adoption", "owners", "priorities", "items", "checklist"];
  const eased = (mode: string) => policyInForce({ gates: Object.fromEntries(ALL.map((gate) => [gate, mode])) });
  const read = snapshot({
    incident: incident({ comments: [tracker()], events: [labeled(day(0), "paul")], close }),
  });

  it("R-C3: told where every condition only warns, nothing where each only records", () => {
    expect(ofKind(planned(read, eased("warn")), "notice").map(({ key }) => key)).toEqual([`warned:${close.id}`]);
    expect(ofKind(planned(read, eased("shadow")), "notice")).toEqual([]);
    for (const mode of ["warn", "shadow"]) expect(ofKind(planned(read, eased(mode)), "reopen")).toEqual([]);
    expect(ofKind(planned(read, eased("enforce")), "reopen")).toHaveLength(1);
  });
});
