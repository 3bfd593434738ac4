import { describe, expect, it } from "@jest/globals";
import { refusal, timeline, type Town, town } from "./town.ts";

const make = (place: Town, title: string) => place.box.do.createIssue(place.writer, place.repository, { title });

const add = (place: Town, parent: number, child: { id: number }, replace = false) =>
  place.box.do.addSubIssue(place.triager, { repository: place.repository, number: parent }, child.id, replace);

describe("sub-issues (docs: Adding sub-issues; REST: Sub-issues)", () => {
  it("links both ways and tells both halves", () => {
    const place = town();
    const [parent, child] = [make(place, "p"), make(place, "c")];
    place.log.length = 0;
    add(place, 1, child);
    expect(parent.subIssues).toEqual([{ repositoryId: place.repository.id, number: 2 }]);
    expect(child.parent).toEqual({ repositoryId: place.repository.id, number: 1 });
    expect(place.log).toEqual(["sub_issues.parent_issue_added", "sub_issues.sub_issue_added"]);
    expect(timeline(parent, "sub_issue_added")).toHaveLength(1);
    expect(timeline(child, "parent_issue_added")).toHaveLength(1);
    place.box.do.removeSubIssue(place.triager, { repository: place.repository, number: 1 }, child.id);
    expect([parent.subIssues, child.parent]).toEqual([[], null]);
  });

  it("takes the database id, not the number", () => {
    const place = town();
    make(place, "p");
    const child = make(place, "c");
    expect(refusal(() => add(place, 1, { id: child.number })).status).toBe(404);
  });

  it("allows one parent, unless it is to be replaced (cli/cli#13413)", () => {
    const place = town();
    const [first, second, child] = [make(place, "1"), make(place, "2"), make(place, "c")];
    add(place, 1, child);
    expect(refusal(() => add(place, 2, child))).toMatchObject({ status: 422 });
    expect(refusal(() => add(place, 2, child)).message).toContain("Sub issue may only have one parent");
    expect(refusal(() => add(place, 1, child)).message).toContain("duplicate sub-issues");
    add(place, 2, child, true);
    expect([first.subIssues.length, second.subIssues.length]).toEqual([0, 1]);
  });

  it("refuses circles", () => {
    const place = town();
    const [parent, child] = [make(place, "p"), make(place, "c")];
    add(place, 1, child);
    expect(refusal(() => add(place, 2, parent)).status).toBe(422);
    expect(refusal(() => add(place, 1, parent)).status).toBe(422);
  });

  it("allows 100 children and 8 levels", () => {
    const place = town();
    make(place, "p");
    for (let i = 0; i < 100; i++) add(place, 1, make(place, `c${i}`));
    expect(refusal(() => add(place, 1, make(place, "one more"))).status).toBe(422);
    const chain = Array.from({ length: 9 }, (_, level) => make(place, `level ${level + 1}`));
    for (let level = 1; level < 8; level++) add(place, chain[level - 1]?.number ?? 0, chain[level] ?? { id: 0 });
    expect(refusal(() => add(place, chain[7]?.number ?? 0, chain[8] ?? { id: 0 })).status).toBe(422);
  });

  it("takes triage", () => {
    const place = town();
    make(place, "p");
    const child = make(place, "c");
    expect(
      refusal(() =>
        place.box.do.addSubIssue(place.outsider, { repository: place.repository, number: 1 }, child.id, false),
      ).status,
    ).toBe(403);
  });
});

describe("dependencies (REST: Issue dependencies)", () => {
  it("blocks and unblocks, and tells both sides", () => {
    const place = town();
    const [blocked, blocker] = [make(place, "a"), make(place, "b")];
    place.log.length = 0;
    place.box.do.addBlockedBy(place.triager, place.repository, 1, blocker.id);
    expect(blocked.blockedBy).toEqual([{ repositoryId: place.repository.id, number: 2 }]);
    expect(place.log).toEqual(["issue_dependencies.blocked_by_added", "issue_dependencies.blocking_added"]);
    expect(refusal(() => place.box.do.addBlockedBy(place.triager, place.repository, 1, blocker.id)).status).toBe(422);
    expect(refusal(() => place.box.do.addBlockedBy(place.triager, place.repository, 1, blocked.id)).status).toBe(422);
    place.box.do.removeBlockedBy(place.triager, place.repository, 1, blocker.id);
    expect(blocked.blockedBy).toEqual([]);
  });
});
