import { describe, expect, it } from "@jest/globals";
import { earnedBy } from "../../../src/core/pulls/earned.ts";
import { renderEarned } from "../../../src/core/render/check-parts.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import { isUnreadable } from "../../../src/core/snapshot/types.ts";
import { assess } from "../../../src/core/verdict/assess.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import type { Judged } from "../../../src/core/verdict/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { check, HERE, incident, item, link, openPull, sha, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";

const inForce = policyInForce();
const judged = (read: Snapshot): Judged => assess(buildCase(read, inForce.policy), inForce);

const QUALITY = { lane: "quality", failure_class: "config-change" };
const FILES = ["tests/limit.test.js", ".github/workflows/limit.yml"];

function story(over: Partial<PullRequest> = {}, fields: Record<string, string> = QUALITY, files = FILES): Snapshot {
  return snapshot({
    items: [item(2, { owner: "oscar", fields, links: [link(150)] })],
    pulls: [openPull(150, files, over)],
  });
}

function earned(read: Snapshot) {
  const pull = read.pulls[`${HERE}#150`];
  if (pull === undefined || "unreadable" in pull) throw new Error("no pull request");
  return earnedBy(judged(read), pull);
}

describe("what a pull request earns when it is merged", () => {
  it("pass: the rows that turn, and the scorecard before and after", () => {
    const found = earned(story());
    expect(found?.rows).toEqual(
      expect.arrayContaining(["A test covers the root-cause class", "One automation guardrail is merged"]),
    );
    expect(found?.scorecard).toMatchObject({ before: { min: 0, max: 0 }, after: { min: 1, max: 1 } });
    expect(found?.items).toMatchObject([{ number: 2, rows: ["Implementation"], askedAgain: false }]);
    const text = found === null ? "" : renderEarned(found);
    expect(text).toMatch(/^\*\*When merged\*\* \(verification comes after the merge\):\n- scorecard 0 → 1 of 5 · /);
    expect(text).toMatch(/\n- #2: shows implementation, rubric \d+\/10 → \d+\/10$/);
  });

  it("pass: it never gives what comes after a merge: behavior, sign-off, adoption", () => {
    const found = earned(story());
    for (const row of found?.items.flatMap(({ rows }) => rows) ?? [])
      expect(["Behavior", "Sign-off", "On-call acknowledgement"]).not.toContain(row);
    expect(judged(story()).items[0]?.status).toBe("in_progress");
  });

  it("fail: nothing, into another branch, of files that prove nothing, or merged already", () => {
    expect(earned(story({ baseIsDefault: false, baseBranch: "next" }))).toBeNull();
    const nothing = earned(story({ head: { sha: sha(5150), checks: [] } }, QUALITY, ["src/a.ts"]));
    expect(nothing?.rows ?? []).toEqual([]);
    expect(nothing?.scorecard ?? null).toBeNull();
    const read = story();
    const merged = closableStory();
    const pull = Object.values(merged.pulls)[0];
    if (pull === undefined || "unreadable" in pull) throw new Error("no pull request");
    expect(earnedBy(judged(read), pull)).toBeNull();
  });

  it("unknown: promises nothing of what was not read", () => {
    const found = earned(story({ files: { unreadable: "files: 502" } }));
    expect(found?.rows ?? []).toEqual([]);
    expect(found?.windows ?? []).toEqual([]);
    expect(found?.items.flatMap(({ rows }) => rows) ?? []).toEqual([]);
    const checks = earned(story({ head: { sha: sha(5150), checks: { unreadable: "checks: 502" } } }));
    expect(checks?.items.flatMap(({ rows }) => rows) ?? []).not.toContain("Implementation");
  });

  it("unknown: a score that may be several is told as a range", () => {
    const score = (min: number, max: number) => ({ min, max, of: 5, target: 4 });
    const text = renderEarned({
      rows: [],
      scorecard: { before: score(1, 2), after: score(2, 3) },
      windows: ["Close the failure mode"],
      items: [2, 3, 4, 5, 6].map((number) => ({ number, rows: [], rubric: null, askedAgain: true })),
    });
    expect(text).toContain("scorecard 1–2 of 5 → 2–3 of 5 · meets the window *Close the failure mode*");
    expect(text).toContain("- #4: needs its sign-off again\n- 2 more items");
  });

  it("meets the window that a guardrail and a test close (R-W2)", () => {
    const read = snapshot({
      items: [
        item(2, { owner: "oscar", fields: QUALITY, links: [link(150)] }),
        item(3, { owner: "oscar", fields: { lane: "controls" }, links: [link(150)] }),
      ],
      pulls: [openPull(150, FILES, { head: { sha: sha(5150), checks: [check("ci / test")] } })],
    });
    expect(earned(read)?.windows).toEqual(["Close the failure mode"]);
  });

  it("linked to the incident alone, it earns the incident's rows and no item's", () => {
    const read = snapshot({
      incident: incident({ links: [link(150, "closing_keyword")] }),
      items: [item(2, { owner: "oscar", fields: QUALITY })],
      pulls: [openPull(150, [...FILES, "monitoring/alerts/limit.yml"])],
    });
    const found = earned(read);
    expect(found?.items).toEqual([]);
    expect(found?.rows).toContain("Monitoring is updated");
  });

  it("fail: merged or closed meanwhile, it earns nothing more", () => {
    expect(earned(story({ state: "closed" }))).toBeNull();
    expect(earned(story({ state: "merged" }))).toBeNull();
    expect(earned(story({ draft: true }))?.rows).toEqual(earned(story())?.rows);
  });

  it("is nothing where no row, score or item changes", () => {
    const read = snapshot({ incident: incident({ links: [link(150)] }), pulls: [openPull(150, ["src/a.ts"])] });
    expect(earned(read)).toBeNull();
  });

  it("tells each item by itself, in the order of their numbers, and only what turns", () => {
    const read = snapshot({
      items: [
        item(12, { owner: "oscar", fields: QUALITY, links: [link(150)] }),
        item(3, { owner: "oscar", fields: QUALITY, links: [link(150)] }),
        item(4, { owner: "oscar", fields: QUALITY }),
      ],
      pulls: [openPull(150, FILES)],
    });
    const found = earned(read);
    expect(found?.items.map(({ number, rows }) => [number, rows])).toEqual([
      [3, ["Implementation"]],
      [12, ["Implementation"]],
    ]);
    for (const one of found?.items ?? []) {
      expect(one.rubric?.before.min).toBeLessThan(one.rubric?.after.min ?? 0);
      expect(one.askedAgain).toBe(false);
    }
    expect(new Set(found?.rows).size).toBe(found?.rows.length);
    expect(found?.rows).not.toContain("An escalation owner is documented");
  });

  it("says that a verified item's sign-off is asked for again", () => {
    const proven = closableStory();
    const [first] = isUnreadable(proven.items) ? [] : proven.items;
    if (first === undefined || isUnreadable(first.links)) throw new Error("no item");
    const more = openPull(150, FILES);
    const items = isUnreadable(proven.items) ? [] : proven.items;
    const read: Snapshot = {
      ...proven,
      items: items.map((one) => (one === first ? { ...first, links: [...(first.links as []), link(150)] } : one)),
      pulls: { ...proven.pulls, [more.key]: more },
    };
    expect(judged(read).items.find(({ issue }) => issue.number === first.number)?.status).toBe("verified");
    const found = earned(read);
    expect(found?.items).toMatchObject([{ number: first.number, askedAgain: true }]);
    expect(found?.scorecard).toBeNull();
    expect(found?.windows).toEqual([]);
  });

  it("meets no window that was met or over before", () => {
    const read = snapshot({
      items: [
        item(2, { owner: "oscar", fields: QUALITY, links: [link(150)] }),
        item(3, { owner: "oscar", fields: { lane: "controls" }, links: [link(150)] }),
      ],
      pulls: [openPull(150, FILES, { head: { sha: sha(5150), checks: [check("ci / test")] } })],
      now: "2026-04-30T09:00:00Z",
    });
    expect(earned(read)?.rows).toContain("One automation guardrail is merged");
    expect(earned(read)?.windows).toEqual([]);
  });
});
