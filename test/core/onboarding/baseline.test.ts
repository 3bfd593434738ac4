import { describe, expect, it } from "@jest/globals";
import { baselineRow } from "../../../src/core/onboarding/baseline.ts";
import {
  closed,
  day,
  incident,
  item,
  link,
  openPull,
  pull,
  shut,
  snapshot,
  type Parts,
} from "../../support/snapshot.ts";

const AT = day(1);
const row = (parts: Parts) => baselineRow(snapshot(parts), AT);
const gone = (over: Parameters<typeof incident>[0] = {}) => shut(incident(over), closed(AT, "paul"));

describe("an incident under the default gate", () => {
  it("without a proof might not have been closed: the nearest thing is named", () => {
    const { close, missing, fix, closedAt } = row({ incident: gone(), items: [] });
    expect([close, fix, closedAt]).toEqual(["undone", false, AT]);
    expect(missing).not.toBeNull();
  });

  it("shows its fix where a merged pull request is linked, and a mention is none", () => {
    const merged = pull(40);
    const by = (kind: Parameters<typeof link>[1], found = merged) =>
      row({ incident: gone({ links: [link(found.number, kind)] }), pulls: [found] }).fix;
    expect(by("closing_keyword")).toBe(true);
    expect(by("mentioned")).toBe(false);
    expect(by("closing_keyword", openPull(41))).toBe(false);
  });

  it("shows its fix where the pull request is an item's", () => {
    const items = [item(2, { links: [link(40, "closing_keyword")] })];
    expect(row({ incident: gone(), items, pulls: [pull(40)] }).fix).toBe(true);
    expect(row({ incident: gone(), items, pulls: [openPull(40)] }).fix).toBe(false);
    expect(row({ incident: gone(), items: { unreadable: "502", transient: true } }).fix).toBeNull();
  });

  it("whose links could not be read shows neither", () => {
    expect(row({ incident: gone({ links: { unreadable: "502", transient: true } }) }).fix).toBeNull();
  });

  it("names what was missing without leaving a trace on another issue", () => {
    const { missing } = row({ incident: gone() });
    expect(missing ?? "").not.toMatch(/#\d|\]\(/);
  });
});
