import { describe, expect, it } from "@jest/globals";
import { concernedBy, fileCode, leadsOf, touchedBy } from "../../../src/action/sweep/leads.ts";
import type { Remembered } from "../../../src/action/sweep/mark.ts";
import { defaultPolicy } from "../../../src/core/policy/resolve.ts";
import type { ChangedIssue } from "../../../src/github/sweep/read-changed.ts";
import { pullOf, watched } from "../fixture.ts";

const AT = "2026-03-01T10:00:00Z";
const SECONDS = Date.parse(AT) / 1000;
const wanted = { place: { owner: "acme", repo: "shop" }, policy: defaultPolicy("warn"), ownLabels: ["quench: report"] };

function one(number: number, changes: Partial<Remembered> = {}): Remembered {
  return { number, closed: false, seen: SECONDS - 60, wake: null, leads: [], files: [], merged: false, ...changes };
}
const issue = (number: number, changes: Partial<ChangedIssue> = {}): ChangedIssue => ({
  number,
  title: "Something",
  body: "",
  labels: [],
  state: "open",
  updated_at: AT,
  ...changes,
});
const changed = (issues: readonly ChangedIssue[], known: readonly Remembered[]) =>
  [...concernedBy(issues, known, wanted).changed.keys()].sort((a, b) => a - b);

describe("what changed leads to an incident", () => {
  it("by its own number, and by an item or pull request of it", () => {
    const known = [one(12, { leads: [13, 40] }), one(20)];
    expect(changed([issue(12)], known)).toEqual([12]);
    expect(changed([issue(13)], known)).toEqual([12]);
    expect(changed([issue(40, { pull_request: {} })], known)).toEqual([12]);
    expect(changed([issue(99)], known)).toEqual([]);
  });

  it("by what a new item or pull request names", () => {
    const known = [one(12, { leads: [13] })];
    const item = { labels: [{ name: "hardening" }], body: "### Incident reference\n\n#12\n" };
    expect(changed([issue(50, item)], known)).toEqual([12]);
    expect(
      changed([issue(50, { parent_issue_url: "https://api.github.com/repos/acme/shop/issues/12" })], known),
    ).toEqual([12]);
    expect(
      changed([issue(50, { parent_issue_url: "https://api.github.com/repos/other/shop/issues/12" })], known),
    ).toEqual([]);
    expect(changed([issue(51, { pull_request: {}, body: "Hardening: #13" })], known)).toEqual([12]);
    expect(changed([issue(51, { pull_request: {}, body: "Fixes other/shop#12" })], known)).toEqual([]);
  });

  it("unless it was looked at since: what it says itself is no news", () => {
    const known = [one(12, { seen: SECONDS, leads: [13] })];
    expect(changed([issue(13)], known)).toEqual([]);
    expect(changed([issue(13, { updated_at: "2026-03-01T10:00:01Z" })], known)).toEqual([12]);
    expect(changed([issue(13, { updated_at: "no date" })], known)).toEqual([12]);
  });

  it("finds incidents that nobody knew, by label and by type, and says whether one is closed", () => {
    const { found } = concernedBy(
      [
        issue(70, { labels: [{ name: "Incident" }] }),
        issue(71, { type: { name: "incident" }, state: "closed" }),
        issue(72, { labels: [{ name: "incident" }], pull_request: {} }),
        issue(12, { labels: [{ name: "incident" }] }),
      ],
      [one(12)],
      wanted,
    );
    expect(found).toEqual([
      { number: 70, closed: false },
      { number: 71, closed: true },
    ]);
  });

  it("by a close or reopening that our own last write came after", () => {
    const seen = SECONDS + 5;
    expect(changed([issue(12)], [one(12, { seen })])).toEqual([]);
    expect(changed([issue(12, { state: "closed" })], [one(12, { seen })])).toEqual([12]);
    expect(changed([issue(12)], [one(12, { seen, closed: true })])).toEqual([12]);
    expect(changed([issue(12, { state: "closed" })], [one(12, { seen, closed: true })])).toEqual([]);
  });

  it("tells of open pull requests, and of the repository's own issues", () => {
    expect(concernedBy([issue(80, { pull_request: {} })], [], wanted)).toMatchObject({ pulls: true, own: false });
    expect(concernedBy([issue(80, { pull_request: {}, state: "closed" })], [], wanted).pulls).toBe(false);
    expect(concernedBy([issue(81, { labels: [{ name: "quench: report" }] })], [], wanted).own).toBe(true);
  });
});

describe("what landed leads to an incident", () => {
  const landed = { message: "Change", added: [], modified: ["docs/runbook.md"], removed: ["test/limit.test.ts"] };
  it("by a file that its evidence hangs on", () => {
    const known = [one(1, { files: [fileCode("docs/runbook.md")] }), one(2, { files: [fileCode("other.md")] }), one(3)];
    expect(touchedBy(landed, known)).toEqual([1]);
  });
  it("by a revert, where it has merged pull requests", () => {
    const known = [one(1, { merged: true }), one(2)];
    expect(touchedBy({ ...landed, message: 'Revert "Add a limit"' }, known)).toEqual([1]);
    expect(touchedBy(landed, known)).toEqual([]);
  });
  it("whatever it is, where it has more files than are kept, or where nobody can tell what landed", () => {
    const known = [one(1, { files: null }), one(2, { merged: true }), one(3)];
    expect(touchedBy(landed, known)).toEqual([1]);
    expect(touchedBy(null, known)).toEqual([1, 2]);
  });
});

describe("what leads to the incident of a snapshot", () => {
  it("are its items, its pull requests here, and the files that they prove it by", () => {
    const files = [{ path: "test/limit.test.ts", status: "added", kept: true }] as never;
    const pull = pullOf(40, { state: "merged", mergedAt: AT, files });
    const { result } = watched({ pull });
    if (result.kind !== "judged") throw new Error(result.kind);
    const elsewhere = { ...result.snapshot.pulls, "other/shop#99": { unreadable: "no" } };
    expect(leadsOf({ ...result.snapshot, pulls: elsewhere })).toEqual({
      leads: [13, 40],
      files: [fileCode("test/limit.test.ts")],
      merged: true,
    });
  });
});
