import { describe, expect, it } from "@jest/globals";
import { inDryRun, report, type Report } from "../../../src/action/gate/say.ts";
import type { Watched } from "../../../src/action/gate/watch.ts";
import { Unavailable } from "../../../src/github/request/errors.ts";
import { closed, pullOf, reopening, watched } from "../fixture.ts";

/** @param holding the pull request that the job holds up */
function reported(watchedOnes: readonly Watched[], holding: number | null, dryRun: boolean): Report {
  return report({ holding, passes: { watched: watchedOnes, broken: new Map(), left: [] }, dryRun });
}

describe("the report on an issue event", () => {
  it("gives the verdict and the next step, and does not fail because the gate is not reached yet", () => {
    const said = reported([watched()], null, false);
    expect(said.failures).toEqual([]);
    expect(said.outputs).toMatchObject({ outcome: "fail", closable: "false", reopened: "false" });
    expect(said.outputs["next-step"]).not.toBe("");
    expect(JSON.parse(said.outputs.verdict)).toMatchObject({
      schema: "quench/verdict/1",
      incident: { number: 12, title: "Checkout is down" },
    });
  });

  it("fails the job where a close was undone, with the next step", () => {
    const said = reported([watched({ outcomes: [reopening(12, "done", "why")] })], null, false);
    expect(said.failures).toHaveLength(1);
    expect(said.failures[0]).toMatch(/^Incident #12 was closed before it was ready and is open again\. Next: \S/);
    expect(said.outputs.reopened).toBe("true");
  });

  it("fails no job where a close could not be undone: it stands, and that is told", () => {
    const said = reported([watched({ outcomes: [reopening(12, "failed", "why", "HTTP 403")] })], null, false);
    expect(said.failures).toEqual([]);
    expect(said.warnings).toContain("Incident #12 was closed before it was ready and could not be reopened: HTTP 403.");
    expect(said.outputs.reopened).toBe("false");
  });

  it("fails no job where another run had undone it already", () => {
    for (const result of ["skipped", "unchanged"] as const) {
      expect(reported([watched({ outcomes: [reopening(12, result, "why")] })], null, false)).toMatchObject({
        failures: [],
        outputs: { reopened: "false" },
      });
    }
  });

  it("fails no job for an item that its own pull request closed (R-C2)", () => {
    const said = reported([watched({ outcomes: [reopening(13, "done", null)] })], null, false);
    expect(said.failures).toEqual([]);
    expect(said.notes).toEqual(["Hardening item #13 stays open until it is verified: it was reopened."]);
    expect(said.outputs.reopened).toBe("false");
  });

  it("fails the job for an item that was closed by hand", () => {
    const said = reported([watched({ outcomes: [reopening(13, "done", "why")] })], null, false);
    expect(said.failures).toEqual(["Hardening item #13 was closed before it was verified and is open again."]);
  });

  it("only warns in warn mode, and only records in shadow mode", () => {
    const warned = reported([watched({ mode: "warn", incident: closed })], null, false);
    expect(warned.failures).toEqual([]);
    expect(warned.warnings[0]).toMatch(/^Incident #12 was closed before it was ready\. Next: /);
    const shadowed = reported([watched({ mode: "shadow", incident: closed })], null, false);
    expect(shadowed).toMatchObject({ failures: [], warnings: [] });
    expect(shadowed.notes[0]).toContain("shadow mode");
  });

  it("changes a dry run's failures into warnings", () => {
    const said = reported([watched({ outcomes: [reopening(12, "planned", "why")] })], null, true);
    expect(inDryRun(said).failures).toEqual([]);
    expect(inDryRun(said).warnings[0]).toMatch(/^Dry run, so the job passes: Incident #12 .* would be reopened\./);
    expect(said.outputs.reopened).toBe("false");
  });

  it("tells refused writes once; what the token may not do at all is told for the whole job", () => {
    const refused = (key: string, reason: string) =>
      ({
        write: { kind: "notice", key, issue: { number: 12, nodeId: "I_12" }, body: "Hello" },
        result: "failed",
        reason,
      }) as const;
    const locked = [refused("a", "HTTP 403 (locked)"), refused("b", "HTTP 403 (locked)")];
    const said = reported([watched({ outcomes: locked })], null, false);
    expect(said.failures).toEqual([]);
    expect(said.warnings).toEqual([
      expect.stringMatching(/^2 writes were refused: comment on #12: .* \(HTTP 403 \(locked\)\)\.$/),
    ]);
    const lacking = [refused("a", "POST x: HTTP 403 (Resource not accessible by integration)")];
    expect(reported([watched({ outcomes: lacking })], null, false).warnings).toEqual([]);
    const following = [...lacking, refused("b", "there is no tracker comment to claim")];
    expect(reported([watched({ outcomes: following })], null, false).warnings).toEqual([]);
  });

  it("says nothing of an issue that is no incident", () => {
    const said = reported([watched({ incident: { labels: ["bug"] } })], null, false);
    expect(said).toEqual({
      judged: [],
      annotations: [],
      outcomes: [],
      spoken: new Set(),
      outputs: { verdict: "", outcome: "not_applicable", closable: "false", "next-step": "", reopened: "false" },
      notes: [],
      warnings: [],
      failures: [],
    });
  });

  it("says what could not be read, and fails nothing for it (R-V1)", () => {
    const result = {
      kind: "deferred",
      why: "HTTP 502",
      outcomes: [],
      reads: 0,
      rounds: 1,
      recalled: false,
      retryIn: null,
    } as const;
    const said = reported([{ result, outcomes: [] }], null, false);
    expect(said.failures).toEqual([]);
    expect(said.warnings).toEqual(["GitHub could not be read: HTTP 502. The next event looks again."]);
    expect(said.outputs.outcome).toBe("unknown");
  });

  it("says which passes broke, and goes on with the others", () => {
    const broken = new Map([[14, new Unavailable("GraphQL", 502, "down")]]);
    const said = report({ holding: null, passes: { watched: [watched()], broken, left: [15, 16] }, dryRun: false });
    expect(said.failures).toEqual([]);
    expect(said.warnings).toEqual([
      "#14 could not be read: GraphQL: HTTP 502 (down). The next event looks again.",
      "One job looks at 10 issues; not looked at: #15, #16. The sweep finds them.",
    ]);
    expect(said.outputs.outcome).toBe("fail");
  });

  it("says that not everything could be written", () => {
    const each = watched();
    const said = reported([{ ...each, result: { ...each.result, retryIn: 60_000 } }], null, false);
    expect(said.warnings).toEqual([expect.stringMatching(/^Not everything about incident #12 could be written now/)]);
  });

  it("points at the line of a broken policy, and says what holds until it is mended", () => {
    const each = watched();
    if (each.result.kind !== "judged") throw new Error("it is judged");
    const { inForce } = each.result;
    const problem = ".github/quench.yml:3:7: unknown mode; write warn.";
    const broken = (commit: string | null): Watched => ({
      ...each,
      result: {
        ...each.result,
        inForce: { ...inForce, standing: { ...inForce.standing, problem, commit } },
      } as Watched["result"],
    });
    expect(reported([broken("abc")], null, false).annotations).toEqual([
      {
        level: "warning",
        path: ".github/quench.yml",
        line: 3,
        title: "The policy is broken",
        message: "unknown mode; write warn. Until then the last valid version stays in force.",
      },
    ]);
    expect(reported([broken(null)], null, false).annotations[0]?.message).toContain("nothing is enforced");
  });
});

describe("the report on a pull request", () => {
  it("fails where its merge would close an incident too early (R-C4)", () => {
    const said = reported([watched({ pull: pullOf(7) })], 7, false);
    expect(said.failures).toHaveLength(1);
    expect(said.failures[0]).toMatch(
      /^Merging pull request #7 would close incident #12 too early\. Next for the incident: /,
    );
  });

  it("only warns in warn mode", () => {
    const said = reported([watched({ mode: "warn", pull: pullOf(7) })], 7, false);
    expect(said.failures).toEqual([]);
    expect(said.warnings[0]).toMatch(/^Merging pull request #7 would close incident #12 too early\./);
  });

  it("passes where it closes no incident", () => {
    const said = reported([watched({ pull: pullOf(7, { closes: [] }) })], 7, false);
    expect(said).toMatchObject({ failures: [], notes: ["Merging pull request #7 closes no incident too early."] });
  });

  it("fails where that could not be read: unknown never passes (R-V1)", () => {
    const said = reported([watched({ pull: pullOf(7, { closes: { unreadable: "HTTP 502" } }) })], 7, false);
    expect(said.failures[0]).toMatch(/could not be read\. Run this job again\.$/);
    expect(said.spoken).toEqual(new Set([12]));
  });

  it("fails nothing where the job holds no merge up", () => {
    const said = reported([watched({ pull: pullOf(7) })], null, false);
    expect(said).toMatchObject({ failures: [], warnings: [], spoken: new Set() });
  });

  it("says nothing of other pull requests", () => {
    const said = reported([watched({ pull: pullOf(8) })], 7, false);
    expect(said.failures).toEqual([]);
    expect(said.notes).toEqual([]);
  });
});

describe("several incidents at once", () => {
  it("are reported with the one that was reopened first", () => {
    const quiet = watched();
    const undone = watched({ outcomes: [reopening(12, "done", "why")] });
    const said = reported([quiet, undone], null, false);
    expect(said.judged).toHaveLength(2);
    const { result } = undone;
    expect(said.judged[0]?.verdict).toBe(result.kind === "judged" ? result.verdict : null);
  });
});
