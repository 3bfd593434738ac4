import { describe, expect, it } from "@jest/globals";
import { readItemForm } from "../../../src/core/forms/values.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { ItemCase } from "../../../src/core/verdict/item-case.ts";
import { rolesOf } from "../../../src/core/verdict/roles.ts";
import { ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import {
  actor,
  assigned,
  comment,
  day,
  type Event,
  incident,
  item,
  labeled,
  person,
  SELF,
  snapshot,
  tracker,
} from "../../support/snapshot.ts";

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

function roles(told: Snapshot) {
  const [issue] = isUnreadable(told.items) ? [] : told.items;
  if (issue === undefined) throw new Error("no item");
  return rolesOf(told, policy, issue, readItemForm(issue.body, policy));
}

const unassigned = (at: string, assignee: string): Event => ({
  kind: "unassigned",
  id: "UE_1",
  at,
  actor: actor("maya"),
  assignee,
});
const young = (login: string, createdAt: string) => ({ ...person(login), createdAt });

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

describe("R-Y10 whose assignment was taken away", () => {
  const former = (assignees: readonly string[], ...events: readonly Event[]) =>
    roles(read({ assignees: assignees.map((login) => actor(login)), events })).former;

  it("is whoever was unassigned last, of an item that nobody is assigned to", () => {
    expect(
      former([], assigned(day(0, 60), "maya", "oscar"), unassigned(day(1), "oscar"), labeled(day(2), "maya")),
    ).toBe("oscar");
    expect(former([], unassigned(day(1), "otto"), unassigned(day(1, 5), "vera"))).toBe("oz");
    expect(former(["copilot[bot]"], unassigned(day(1), "oscar"))).toBeNull();
    expect(former([], unassigned(day(1), "oscar"), assigned(day(2), "maya", "otto"))).toBeNull();
    expect(former([], labeled(day(1), "maya"))).toBeNull();
    expect(former([])).toBeNull();
    expect(roles(read({ assignees: [], events: { unreadable: "502" } })).former).toBeNull();
  });
});

describe("R-H5 since when the owner owns it", () => {
  const since = (over: Parameters<typeof read>[0]) => roles(read(over)).ownerSince;
  const said = (at: string, login = "oscar", by = "maya") => comment(`/quench owner @${login}`, by, at);

  it("is the last assignment, by whomever", () => {
    const events = [assigned(day(1), "maya", "oscar"), labeled(day(2), "maya"), assigned(day(3), "maya", "otto")];
    expect(since({ events })).toBe(day(1));
    expect(since({ events: [...events, assigned(day(4), "oscar", "oscar")] })).toBe(day(4));
    expect(since({ events, comments: [said(day(5), "otto", "mallory")] })).toBe(day(1));
  });

  it("is when it was said, where we only carried that out", () => {
    const events = [assigned(day(2), SELF, "oscar")];
    const taken = { ...said(day(1)), ownReactions: ["+1"] };
    expect(since({ events, comments: [taken] })).toBe(day(1));
    // Neither somebody else's naming, nor one without the right, nor another command.
    const others = [
      said(day(0, 30), "otto"),
      said(day(0, 40), "oscar", "mallory"),
      comment("/quench score", "maya", day(0)),
    ];
    expect(since({ events, comments: [taken, ...others] })).toBe(day(1));
    expect(since({ events, lastEditedAt: day(0, 90) })).toBe(day(0, 90));
    expect(since({ events, createdAt: day(0, 10), lastEditedAt: null })).toBe(day(0, 10));
  });

  it("is when it was said, before anybody was assigned", () => {
    expect(since({ assignees: [], events: [], comments: [said(day(1))] })).toBe(day(1));
  });

  it("is not known without an owner, an event or a timeline", () => {
    expect(since({ assignees: [], events: [assigned(day(1), "maya", "oscar")] })).toBeNull();
    expect(since({ events: [] })).toBeNull();
    expect(since({ events: { unreadable: "502" } })).toBeNull();
  });
});

describe("R-B2 a role that another account's login was named for", () => {
  const people = [young("tess", day(1)), young("otto", day(1))];
  const form = { fields: { verifier: "@tess", operator: "@otto" }, author: actor("maya") };

  it("is lost in the form, until somebody else is named", () => {
    expect(roles(read(form, { people })).lost).toEqual([
      { role: "verifier", login: "tess" },
      { role: "operator", login: "otto" },
    ]);
    const named = roles(
      read({ ...form, comments: [comment("/quench verifier @vera", "maya", day(1, 5))] }, { people }),
    );
    expect(named.lost).toEqual([{ role: "operator", login: "otto" }]);
    expect([named.verifier, named.operator]).toEqual(["vera", null]);
  });

  it("is lost once where form and command named it", () => {
    const comments = [comment("/quench verifier @tess", "maya", day(0, 60))];
    expect(roles(read({ ...form, comments }, { people })).lost).toEqual([
      { role: "operator", login: "otto" },
      { role: "verifier", login: "tess" },
    ]);
  });
});

describe("R-B2 an owner whom we assigned", () => {
  const owner = (comments: Parameters<typeof read>[0]["comments"], over: Partial<Issue> = {}) =>
    roles(read({ comments, events: [assigned(day(2), SELF, "oscar")], ...over }, { people: [young("oscar", day(1))] }))
      .owner;
  const said = (at: string, login = "oscar") =>
    comment(`/quench owner @${login}`, "maya", at, { ownReactions: ["+1"] });

  it("is another account where what named them is older than it", () => {
    expect(owner([said(day(0, 60))])).toBeNull();
    expect(owner([said(day(1, 5))])).toBe("oscar");
    // The last naming before we assigned them is the one that we carried out.
    expect(owner([said(day(0, 60)), said(day(2))])).toBe("oscar");
    expect(owner([said(day(0, 60)), said(day(2, 5))])).toBeNull();
    expect(owner([said(day(0, 60)), said(day(1, 5), "otto")])).toBeNull();
    expect(owner([said(day(0, 60)), comment("/quench verifier @oscar", "maya", day(1, 5))])).toBeNull();
  });

  it("goes by the form where no command named them", () => {
    expect(owner([], { lastEditedAt: day(0, 90) })).toBeNull();
    expect(owner([], { lastEditedAt: day(1, 5) })).toBe("oscar");
    expect(owner([])).toBeNull();
  });
});
