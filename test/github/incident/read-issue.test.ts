import { describe, expect, it } from "@jest/globals";
import { toIssue } from "../../../src/github/incident/read-issue.ts";
import type { RawEvent } from "../../../src/github/raw.ts";
import { day } from "../../support/snapshot.ts";
import { rawIssue, rawList } from "../request/raw-support.ts";

const SOURCES = {
  identity: { login: "quench[bot]", appId: 4711, kind: "app", key: null },
  facts: { type: null },
  byReference: false,
  links: [],
} as const;

/** The events of an incident off which a sub-issue was taken, answered like this. */
function eventsWith(subIssue: RawEvent["subIssue"]) {
  const actor = { __typename: "User", login: "paul", id: "U_1" };
  const removed: RawEvent = { __typename: "SubIssueRemovedEvent", id: "E_1", createdAt: day(1), actor, subIssue };
  return toIssue(rawIssue(1, { events: rawList([removed]) }), SOURCES).events;
}

describe("a sub-issue that was taken off", () => {
  it("is known by its id, and unknown where it is not there for us", () => {
    expect(eventsWith({ id: "I_9" })).toMatchObject([{ kind: "sub_issue_removed", subIssue: "I_9" }]);
    for (const gone of [null, ...["NOT_FOUND", "FORBIDDEN"].map((type) => ({ problem: "no", type }))]) {
      expect(eventsWith(gone)).toMatchObject([{ kind: "sub_issue_removed", subIssue: null }]);
    }
  });

  it("leaves the events unread where it merely could not be read", () => {
    const events = { unreadable: "events: Something went wrong", transient: true };
    expect(eventsWith({ problem: "Something went wrong", type: null })).toEqual(events);
  });
});
