import { describe, expect, it } from "@jest/globals";
import { partOf, unreadPart } from "../../../src/core/portfolio/part.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { policyInForce } from "../../support/policy.ts";
import { closed, day, incident, item, labeled, shut, snapshot, tracker } from "../../support/snapshot.ts";

const LABELED = [labeled(day(0), "olga")];
const items = [item(12, { owner: "oscar", fields: { due: "2026-03-02" } }), item(13)];
const read = (over: Partial<Issue> = {}, more: Partial<Snapshot> = {}): Snapshot => {
  const issue = { ...incident({ comments: [tracker()], events: LABELED }), ...over };
  return { ...snapshot({ now: "2026-03-09T09:00:00Z", incident: issue, items }), ...more };
};
const names = (given: Snapshot, policy: object = {}, scope: "current" | "settled" = "current") =>
  partOf(given, policyInForce({ ...policy }), scope)?.digest.map(({ name }) => name);

describe("partOf", () => {
  it("keeps what the digest tells, and since when we watch", () => {
    const part = partOf(read(), policyInForce(), "current");
    expect(part).toMatchObject({ number: 1, state: "open", scope: "current", paused: null, early: "no", unread: null });
    expect(part?.digest.map(({ name }) => name)).toEqual(["overdue", "people", "weak"]);
    expect(part?.watchedSince).not.toBeNull();
    expect(part?.closable.outcome).toBe("fail");
    expect(JSON.parse(JSON.stringify(part))).toEqual(part);
  });

  it("keeps nothing for the digest of one that only the audit looks at", () => {
    expect(names(read(), {}, "settled")).toEqual([]);
  });

  it("asks for nothing while it is paused, and says why", () => {
    const policy = { reminders: { paused: [1] } };
    expect(names(read(), policy)).toEqual([]);
    expect(partOf(read(), policyInForce(policy), "current")?.paused).toBe("the policy names it");
    const labels = [...incident().labels, "Quench: Paused"];
    expect(partOf(read({ labels }), policyInForce(), "current")?.paused).toBe("label `Quench: Paused`");
  });

  it("asks for nothing once it is let go by the right", () => {
    const gone = shut(read().incident, closed(day(3), "maya", { reason: "not_planned" }));
    expect(names({ ...read(), incident: gone })).toEqual([]);
  });

  it("says what could not be read of it", () => {
    const comments = { unreadable: "comments: HTTP 502" };
    expect(partOf(read({ comments }), policyInForce(), "current")?.unread).toBe("comments: HTTP 502");
    const unread = { items: { unreadable: "items: forbidden" } };
    expect(partOf(read({}, unread), policyInForce(), "current")?.unread).toBe("items: forbidden");
  });

  it("is none of what is no incident, be it a report of ours that somebody labels as one", () => {
    expect(partOf(read({ labels: [] }), policyInForce(), "current")).toBeNull();
    const body = "<!-- quench:own:digest:2026-03-02 -->\nText";
    expect(partOf(read({ body, openedByUs: true }), policyInForce(), "current")).toBeNull();
    expect(partOf(read({ body }), policyInForce(), "current")).not.toBeNull();
  });

  it("of one that could not be read is there all the same", () => {
    const { url, title } = incident();
    const listed = { number: 7, url, title, state: "open", closedAt: null, scope: "current" } as const;
    expect(unreadPart(listed, "HTTP 502")).toMatchObject({ number: 7, unread: "HTTP 502", digest: [], early: "no" });
  });
});
