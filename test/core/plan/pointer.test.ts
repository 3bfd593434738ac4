import { describe, expect, it } from "@jest/globals";
import { planPointer } from "../../../src/core/plan/pointer.ts";
import type { Issue } from "../../../src/core/snapshot/types.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import { closed, day, incident, labeled, ownComment, type Parts, person, snapshot } from "../../support/snapshot.ts";

const pointer = (parts: Parts = {}, issue: Partial<Issue> = {}) =>
  planPointer(snapshot({ incident: incident({ ...issue }), ...parts }));

describe("a repository without a policy hears one pointer, once for ever", () => {
  it("on the first incident that somebody who may write labelled: the comment, then the mark", () => {
    const writes = pointer();
    expect(writes.map((write) => write.kind)).toEqual(["notice", "label"]);
    const [notice] = writes;
    if (notice?.kind !== "notice") throw new Error("no notice");
    expect(notice.body).toContain(
      "**Next:** [Create `.github/quench.yml`](https://github.com/acme/shop/new/main?filename=.github%2Fquench.yml&value=",
    );
    expect(notice.body).not.toContain("@");
  });

  it("never again once the mark is there, though the comment was deleted", () => {
    const first = snapshot();
    const after = applyPlan(first, planPointer(first));
    expect(planPointer(after)).toEqual([]);
    expect(planPointer({ ...after, incident: { ...after.incident, comments: [] } })).toEqual([]);
  });

  it("a cut between the two leaves no second comment", () => {
    const writes = pointer({}, { comments: [ownComment("notice:set-up", "x")] });
    expect(writes.map((write) => write.kind)).toEqual(["label"]);
  });

  it.each<[string, Parts, Partial<Issue>]>([
    ["labelled by an outsider", {}, { events: [labeled(day(0), "mallory")] }],
    ["labelled with triage alone", {}, { events: [labeled(day(0), "tess")] }],
    ["labelled by a bot", {}, { events: [labeled(day(0), "labeler[bot]")] }],
    ["labelled by somebody whose role could not be read", { people: [person("paul", { unreadable: "502" })] }, {}],
    ["not labelled", {}, { labels: ["bug"] }],
    ["closed", {}, { state: "closed", closedAt: day(1), events: [labeled(day(0), "paul"), closed(day(1), "paul")] }],
    ["in an archived repository", { repository: { archived: true } }, {}],
    ["whose labels could not be read", { repository: { labels: { unreadable: "502", transient: true } } }, {}],
    ["whose timeline could not be read", {}, { events: { unreadable: "502", transient: true } }],
    ["whose comments could not be read", {}, { comments: { unreadable: "502", transient: true } }],
    ["seen by the Action, which is opt-in by its workflow", { self: { kind: "action" } }, {}],
  ])("silence: an issue %s", (_what, parts, issue) => {
    expect(pointer(parts, issue)).toEqual([]);
  });
});
