import { describe, expect, it } from "@jest/globals";
import type { Issue, Snapshot } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { ItemCase } from "../../../src/core/verdict/item-case.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, comment, day, incident, item, person, snapshot, tracker } from "../../support/snapshot.ts";

const { policy } = policyInForce();
const oz = { ...actor("oz"), nodeId: "U_vera" };
const ozLookedUp = { ...person("oz"), nodeId: "U_vera" };

const read = (over: Partial<Issue> & { fields?: Record<string, string> }, more: Parameters<typeof snapshot>[0] = {}) =>
  snapshot({ items: [item(2, { assignees: [actor("oscar")], ...over })], people: [ozLookedUp], ...more });

function only(told: Snapshot): ItemCase {
  const [found] = buildCase(told, policy).items;
  if (found === undefined) throw new Error("no item");
  return found;
}

describe("R-B2 who owns an item", () => {
  it("the sole assignee, who is a person", () => {
    expect(only(read({})).owner).toBe("oscar");
    expect(only(read({ assignees: [] })).owner).toBeNull();
    expect(only(read({ assignees: [actor("oscar"), actor("otto")] })).owner).toBeNull();
    expect(only(read({ assignees: [actor("copilot[bot]")] })).owner).toBeNull();
    expect(only(read({ assignees: [actor("ghost", "ghost")] })).owner).toBeNull();
  });

  it("a command that names a former login of the assignee asks for nothing more", () => {
    const said = comment("/quench owner @vera", "maya", day(1));
    const told = read({ assignees: [oz], comments: [said] });
    expect(only(told).owner).toBe("oz");
    expect(ofKind(planned(told), "assign")).toEqual([]);
  });

  it("the form's login is assigned as the account is called, and not where it is another account by now", () => {
    const seeded = { assignees: [], fields: { owner: "@Tess" }, events: [] };
    expect(ofKind(planned(read(seeded)), "assign")).toMatchObject([{ add: ["tess"], remove: [] }]);
    const young = { ...person("tess", "triage"), createdAt: day(1) };
    expect(ofKind(planned(read(seeded, { people: [young] })), "assign")).toEqual([]);
  });
});

describe("R-B5 owner and verifier weaken together, and one person does not alone", () => {
  const due = (by: string, at: string, author = actor(by)) => comment("/quench due 2026-05-01", by, at, { author });
  const told = (assignee = actor("oscar")) =>
    read(
      {
        assignees: [assignee],
        fields: { due: "2026-04-01" },
        comments: [
          comment("/quench verifier @vera", "maya", day(0, 60)),
          due("oz", day(1), oz),
          due("oscar", day(1, 5)),
        ],
      },
      { incident: incident({ comments: [tracker()] }) },
    );

  it("R-B5 pass: two people, one of whom renamed their account", () => {
    const found = only(told());
    expect([found.owner, found.verifier]).toEqual(["oscar", "oz"]);
    expect(found.obligation.due).toBe("2026-05-01");
  });

  it("R-B5 fail: the owner under a new name is the verifier", () => {
    const found = only(told(oz));
    expect([found.owner, found.verifier]).toEqual(["oz", "oz"]);
    expect(found.dependence).toBe("oz owns the item");
    expect(found.obligation.due).toBe("2026-04-01");
  });
});
