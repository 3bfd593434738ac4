import { describe, expect, it } from "@jest/globals";
import { annotationsOf, type PolicyCheckFacts, renderPolicyCheck } from "../../../src/core/render/policy-check.ts";
import type { Row } from "../../../src/core/simulate/compare.ts";
import { readRecord, withoutRecord } from "../../../src/core/simulate/record.ts";
import { judgeFile } from "../../../src/core/simulate/judge-file.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { policyInForce } from "../../support/policy.ts";

const NOW = "2026-03-10T12:00:00Z";
const PATH = ".github/quench.yml";

function judged(text: string | null) {
  const version = { path: PATH, commit: "c".repeat(40), committedAt: NOW, text, repository: "acme/shop" };
  return judgeFile(PATH, version, undefined, NOW);
}

const OPEN: Row = { kind: "open", from: "told", to: "undone", gates: [["scorecard", "pass", "fail"]] };
const UNDONE: Row = { kind: "closed", closedAt: "2026-02-01T00:00:00Z", close: "undone", unmet: ["items"] };

function facts(rows: readonly (Row | null)[], over: Partial<PolicyCheckFacts> = {}, title = "Down"): PolicyCheckFacts {
  const incidents = rows.map((row, index) => ({
    number: index + 1,
    url: `https://github.com/a/b/issues/${index + 1}`,
    title,
    row,
  }));
  const place = {
    name: null,
    hidden: false,
    before: policyInForce({ mode: "warn" }),
    after: policyInForce(),
    same: false,
  };
  return {
    files: [judged("version: 1\nmode: enforce")],
    otherBranch: null,
    places: [{ ...place, incidents, left: 0 }],
    placesLeft: 0,
    record: { key: "k", rows: {} },
    ...over,
  };
}

describe("renderPolicyCheck", () => {
  it("stays in progress while incidents are to come, with how far it is", () => {
    const { status, conclusion, title, text } = renderPolicyCheck(facts([OPEN, null, null]));
    expect([status, conclusion, title]).toEqual(["in_progress", null, "Valid; 1 of 3 incidents simulated"]);
    expect(text).toContain('"key":"k"');
  });

  it("tells what changes, what is unknown, and what was not simulated", () => {
    const unknown: Row = { kind: "open", from: "unknown", to: "unknown", gates: [] };
    const [place] = facts([OPEN, UNDONE, unknown]).places;
    const content = renderPolicyCheck(
      facts([], { places: place === undefined ? [] : [{ ...place, left: 7 }], placesLeft: 2 }),
    );
    expect(content.conclusion).toBe("success");
    expect(content.summary).toContain("**1 of 2 open incidents would change.**");
    expect(content.summary).toContain("1 of 1 closure in the last 90 days would have been undone in enforce mode.");
    expect(content.summary).toContain("Of 1 incident it cannot be told: some facts could not be read.");
    expect(content.summary).toContain("7 more incidents were not simulated");
    expect(content.summary).toContain("2 more repositories that it may concern were not looked at.");
    expect(content.text).toContain(
      "closing it now would be told, not undone → **would be undone**; scorecard ✅ → ⬜.",
    );
    expect(content.text).toContain("closing it now cannot be told, as before");
    expect(content.text).toContain("closed Feb 1, 2026: would have been undone; not met: other items.");
  });

  it.each([
    ["limit", "GitHub's rate limit was reached", "**Next:** Run the job again; it goes on from there."],
    ["time", "the job's time was over", "**Next:** Run the job again; it goes on from there."],
    ["refused", "the job's token may not read them", "**Next:** Let the job's token read issues, and run it again;"],
  ] as const)("concludes where a job gave up, and tells the rest as unknown: %s", (stopped, why, next) => {
    const record = { key: "k", rows: { "0#1": OPEN }, stopped: true };
    const content = renderPolicyCheck(facts([OPEN, null, null], { stopped, record }));
    expect([content.status, content.conclusion]).toEqual(["completed", "success"]);
    expect(content.title).toBe("Valid; what it would change is not known whole");
    expect(content.summary).toContain(`**1 of 3 incidents is simulated; of the others it is unknown:** ${why}.`);
    expect(content.summary).toContain(next);
    expect(content.text).toContain("**would be undone**");
    // What was simulated is kept, for the job that goes on.
    expect(readRecord(content.text)).toEqual(record);
    expect(withoutRecord(content.text)).not.toContain("quench-policy");
  });

  it("says that nothing is known where a job could not even list the incidents", () => {
    const content = renderPolicyCheck(facts([], { stopped: "unread", places: [] }));
    expect(content.summary).toContain("What it would change for incidents is unknown: GitHub could not be read.");
    expect(content.summary).not.toContain("nothing changes");
    expect(content.summary).toMatch(/\*\*Next:\*\* Run the job again\.$/);
  });

  it("stays within GitHub's limit where a job gave up with many rows to keep", () => {
    const gates = ["scorecard", "adoption", "owners", "priorities", "items", "checklist"] as const;
    const row: Row = {
      kind: "open",
      from: "not_judged",
      to: "not_judged",
      gates: gates.map((gate) => [gate, "not_applicable", "unknown"]),
    };
    const rows = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`0#${index}`, row]));
    const all = Array.from({ length: 199 }, () => row);
    const { text } = renderPolicyCheck(
      facts([...all, null], { stopped: "time", record: { key: "k".repeat(64), rows, stopped: true } }, "x".repeat(200)),
    );
    expect(text.length).toBeLessThan(65_535);
    expect(Object.keys(readRecord(text)?.rows ?? {})).toHaveLength(200);
  });

  it("says that nothing changes, and where it does not go to the default branch", () => {
    const [place] = facts([]).places;
    const same = place === undefined ? [] : [{ ...place, same: true }];
    const content = renderPolicyCheck(facts([], { places: same, otherBranch: "`next" }));
    expect(content.title).toBe("Valid: nothing changes for any incident");
    expect(content.summary).toContain("Every setting stays as it is");
    expect(content.summary).toContain("a policy is in force on the default branch only");
  });

  it("fails on what cannot be put in force, with the first fault as the next step", () => {
    const content = renderPolicyCheck(facts([], { files: [judged("version: 1\nmode: loud\nbogus: 1")] }));
    expect(content).toMatchObject({ status: "completed", conclusion: "failure", title: "Not valid: 2 errors" });
    expect(content.summary).toContain("**Next:** .github/quench.yml:2:7: `mode` cannot be `loud`");
  });

  it("says what a deleted file leaves", () => {
    const [place] = facts([]).places;
    const places = place === undefined ? [] : [{ ...place, after: { state: "absent" as const } }];
    const content = renderPolicyCheck(facts([], { files: [judged(null)], places }));
    expect(content.title).toMatch(/^Deleted: /);
    expect(content.summary).toContain("Quench would fall silent here");
  });

  it("keeps within GitHub's limits, and lets no text out of its place", () => {
    const titles = [...HOSTILE, "😀".repeat(30_000)];
    for (const title of titles) {
      const {
        summary,
        text,
        title: head,
      } = renderPolicyCheck(
        facts(
          Array.from({ length: 200 }, (_, i) => (i % 2 ? OPEN : UNDONE)),
          {},
          title,
        ),
      );
      expect([summary.length < 65_535, text.length < 65_535, head.length < 250]).toEqual([true, true, true]);
      expect(text).not.toMatch(/(?:^|[^\w`\u200b])@(?:acme|maya)|<script|^## heading|<b>/m);
      expect(text.match(/<!--/g)).toHaveLength(1);
    }
  });

  it("keeps within them where every line is at fault", () => {
    const file = judged(`version: 1\n${HOSTILE.map((text, i) => `k${i}: ${JSON.stringify(text)}`).join("\n")}`);
    const notes = annotationsOf([file]);
    expect(notes.length).toBeGreaterThan(5);
    expect(notes.every((note) => note.message.length < 60_000 && note.start_line >= 1 && note.start_column >= 1)).toBe(
      true,
    );
    expect(renderPolicyCheck(facts([], { files: [file] })).text.length).toBeLessThan(65_535);
  });
});
