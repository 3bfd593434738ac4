import { describe, expect, it } from "@jest/globals";
import type { CitedLink, Run } from "../../../src/core/snapshot/facts.ts";
import { judge, row } from "../../support/judge.ts";
import { comment, day, item, link, pull, run, sha, snapshot } from "../../support/snapshot.ts";

const RUN = "https://github.com/acme/shop/actions/runs/902";

interface Told {
  readonly run?: Partial<Run>;
  readonly found?: CitedLink["found"];
  readonly style?: string;
  readonly by?: string;
  readonly finding?: string | null;
}

/** The behavior row of an item with a merged pull request and one told run. */
function behavior(told: Told = {}) {
  const { style = "drill", by = "oscar", finding = null } = told;
  const merged = pull(102);
  const subject = item(2, {
    owner: "oscar",
    fields: { finding_type: finding },
    comments: [comment(`/quench evidence behavior ${style} ${RUN}`, by, day(1, 300))],
    links: [link(102)],
  });
  const found: CitedLink["found"] = told.found ?? { kind: "run", run: run(902, [sha(102)], told.run) };
  return row(judge(snapshot({ items: [subject], pulls: [merged], links: [{ url: RUN, found }] })), "R-Q1:#2/behavior");
}

describe("R-H3 a run as behavioral evidence", () => {
  it("R-H3 pass: it succeeded on a commit with the control, after its merge", () => {
    const found = behavior();
    expect(found.outcome).toBe("pass");
    expect(found.phrase).toBe("Exercised: the run `drill` succeeded on a commit with the control.");
    expect(found.evidence).toEqual([RUN]);
    expect(found.next).toBeNull();
  });

  it.each<[string, Told, string]>([
    ["does not contain the control", { run: { contains: [] } }, "is on a commit without the merged control"],
    [
      "began before the merge",
      { run: { startedAt: day(1, 100), completedAt: day(1, 290) } },
      "began before the control was merged",
    ],
    ["failed", { run: { conclusion: "failure" } }, "ended with failure"],
    ["was cancelled", { run: { conclusion: "cancelled" } }, "ended with cancelled"],
    ["still runs", { run: { status: "in_progress", conclusion: null, completedAt: null } }, "has not finished"],
    ["does not exist for us", { found: { kind: "absent" } }, "its link does not exist or cannot be opened by Quench"],
    ["is a dashboard", { found: { kind: "other" } }, "its link is not a workflow run, so it is told, not verified"],
    ["is a screenshot", { found: { kind: "image" } }, "its link is not a workflow run"],
  ])("R-H3 fail: one that %s", (_name, told, why) => {
    const found = behavior(told);
    expect(found.outcome).toBe("fail");
    expect(found.phrase).toContain(why);
    expect(found.next?.distance).toBe("run");
    expect(found.next?.who).toEqual(["oscar"]);
    expect(found.next?.text).toContain("on #2");
  });

  it("R-H3 unknown: a run that we could not read, or whose commits we could not compare", () => {
    expect(behavior({ found: { unreadable: "run 902: 502", transient: true } }).outcome).toBe("unknown");
    const uncompared = behavior({ run: { contains: { unreadable: "compare: 403", permission: "contents: read" } } });
    expect(uncompared.outcome).toBe("unknown");
    expect(uncompared.phrase).toBe("Cannot tell yet: compare: 403. Grant Quench contents: read.");
  });

  it("R-H3 pass: on a commit with one of two controls, after that one's merge", () => {
    const issue = item(2, {
      owner: "oscar",
      comments: [comment(`/quench evidence behavior drill ${RUN}`, "oscar", day(1, 300))],
      links: [link(101), link(102)],
    });
    const pulls = [pull(101, undefined, { mergedAt: day(1, 245) }), pull(102)];
    const read = snapshot({ items: [issue], pulls, runs: [run(902, [sha(101), sha(102)])] });
    expect(row(judge(read), "R-Q1:#2/behavior").outcome).toBe("pass");
  });

  it("R-H3 fail, not unknown: a failed run needs no comparison", () => {
    expect(behavior({ run: { conclusion: "failure", contains: { unreadable: "compare: 502" } } }).outcome).toBe("fail");
  });

  it("R-H3 fail: an outsider's word is not heard", () => {
    const found = behavior({ by: "mallory" });
    expect(found.outcome).toBe("fail");
    expect(found.phrase).toBe("Nothing shows yet that it works.");
  });

  it("law 7: a run's name cannot break our text", () => {
    const found = behavior({ run: { name: "`@acme/all` <!-- quench:tracker -->" } });
    expect(found.phrase).toContain("`` `@acme/all` <!-- quench:tracker --> ``");
  });
});

describe("R-F2 behavioral evidence fits the finding", () => {
  it.each([
    ["missed detection", "alert-replay"],
    ["late decision", "drill"],
    ["slow recovery", "rollback"],
    ["repeated regression", "regression-trend"],
  ])("R-F2 pass: %s is proven by %s", (finding, style) => {
    expect(behavior({ finding, style }).outcome).toBe("pass");
  });

  it("R-F2 fail: another style", () => {
    const found = behavior({ finding: "slow recovery", style: "drill" });
    expect(found.outcome).toBe("fail");
    expect(found.phrase).toBe("What was told does not count: it is drill, and this item is proven by rollback.");
    expect(found.next?.text).toContain("`/quench evidence behavior rollback <run URL>`");
  });

  it("R-F2 pass: without a finding type any style fits", () => {
    expect(behavior({ style: "rollback" }).outcome).toBe("pass");
  });
});
