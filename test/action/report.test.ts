import { describe, expect, it } from "@jest/globals";
import { report } from "../../src/action/report.ts";
import { renderSummary } from "../../src/action/summary.ts";
import { closed, pullOf, reopening, watched } from "./fixture.ts";

const issue = { kind: "issue", number: 12 } as const;
const pull = { kind: "pull_request", number: 7 } as const;

describe("the report on an issue event", () => {
  it("gives the verdict and the next step, and does not fail because the gate is not reached yet", () => {
    const said = report(issue, [watched()], false);
    expect(said.failures).toEqual([]);
    expect(said.outputs).toMatchObject({ outcome: "fail", closable: "false", reopened: "false" });
    expect(said.outputs["next-step"]).not.toBe("");
    expect(JSON.parse(said.outputs.verdict)).toMatchObject({
      schema: "quench/verdict/1",
      incident: { number: 12, title: "Checkout is down" },
    });
  });

  it("fails the job where a close was undone, with the next step", () => {
    const said = report(issue, [watched({ outcomes: [reopening(12, "done", "why")] })], false);
    expect(said.failures).toHaveLength(1);
    expect(said.failures[0]).toMatch(/^Incident #12 was closed before it was ready and is open again\. Next: \S/);
    expect(said.outputs.reopened).toBe("true");
  });

  it("fails the job where a close could not be undone", () => {
    const said = report(issue, [watched({ outcomes: [reopening(12, "failed", "why", "HTTP 403")] })], false);
    expect(said.failures).toEqual(["Incident #12 was closed before it was ready and could not be reopened: HTTP 403."]);
    expect(said.outputs.reopened).toBe("false");
  });

  it("fails no job where another run had undone it already", () => {
    for (const result of ["skipped", "unchanged"] as const) {
      expect(report(issue, [watched({ outcomes: [reopening(12, result, "why")] })], false)).toMatchObject({
        failures: [],
        outputs: { reopened: "false" },
      });
    }
  });

  it("fails no job for an item that its own pull request closed (R-C2)", () => {
    const said = report(issue, [watched({ outcomes: [reopening(13, "done", null)] })], false);
    expect(said.failures).toEqual([]);
    expect(said.notes).toEqual(["Hardening item #13 stays open until it is verified: it was reopened."]);
    expect(said.outputs.reopened).toBe("false");
  });

  it("fails the job for an item that was closed by hand", () => {
    const said = report(issue, [watched({ outcomes: [reopening(13, "done", "why")] })], false);
    expect(said.failures).toEqual(["Hardening item #13 was closed before it was verified and is open again."]);
  });

  it("only warns in warn mode, and only records in shadow mode", () => {
    const warned = report(issue, [watched({ mode: "warn", incident: closed })], false);
    expect(warned.failures).toEqual([]);
    expect(warned.warnings[0]).toMatch(/^Incident #12 was closed before it was ready\. Next: /);
    const shadowed = report(issue, [watched({ mode: "shadow", incident: closed })], false);
    expect(shadowed).toMatchObject({ failures: [], warnings: [] });
    expect(shadowed.notes[0]).toContain("shadow mode");
  });

  it("changes a dry run's failures into warnings", () => {
    const said = report(issue, [watched({ outcomes: [reopening(12, "planned", "why")] })], true);
    expect(said.failures).toEqual([]);
    expect(said.warnings[0]).toMatch(/^Dry run, so the job passes: Incident #12 .* would be reopened\./);
    expect(said.outputs.reopened).toBe("false");
  });

  it("tells refused writes once, with the permissions", () => {
    const refused = (key: string) =>
      ({
        write: { kind: "notice", key, issue: { number: 12, nodeId: "I_12" }, body: "" },
        result: "failed",
        reason: "HTTP 403",
      }) as const;
    const said = report(issue, [watched({ outcomes: [refused("a"), refused("b")] })], false);
    expect(said.failures).toEqual([]);
    expect(said.warnings).toHaveLength(1);
    expect(said.warnings[0]).toMatch(/^2 writes were refused: HTTP 403\. .*`issues: write`/);
  });

  it("says nothing of an issue that is no incident", () => {
    const said = report(issue, [watched({ incident: { labels: ["bug"] } })], false);
    expect(said).toEqual({
      judged: [],
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
    const said = report(issue, [{ result, outcomes: [] }], false);
    expect(said.failures).toEqual([]);
    expect(said.warnings).toEqual(["GitHub could not be read: HTTP 502. The next event looks again."]);
    expect(said.outputs.outcome).toBe("not_applicable");
  });
});

describe("the report on a pull request", () => {
  it("fails where its merge would close an incident too early (R-C4)", () => {
    const said = report(pull, [watched({ pull: pullOf(7) })], false);
    expect(said.failures).toHaveLength(1);
    expect(said.failures[0]).toMatch(
      /^Merging pull request #7 would close incident #12 too early\. Next for the incident: /,
    );
  });

  it("only warns in warn mode", () => {
    const said = report(pull, [watched({ mode: "warn", pull: pullOf(7) })], false);
    expect(said.failures).toEqual([]);
    expect(said.warnings[0]).toMatch(/^Merging pull request #7 would close incident #12 too early\./);
  });

  it("passes where it closes no incident", () => {
    const said = report(pull, [watched({ pull: pullOf(7, { closes: [] }) })], false);
    expect(said).toMatchObject({ failures: [], notes: ["Merging pull request #7 closes no incident too early."] });
  });

  it("fails where that could not be read: unknown never passes (R-V1)", () => {
    const said = report(pull, [watched({ pull: pullOf(7, { closes: { unreadable: "HTTP 502" } }) })], false);
    expect(said.failures[0]).toMatch(/could not be read\. Run this job again\.$/);
  });

  it("says nothing of other pull requests", () => {
    const said = report(pull, [watched({ pull: pullOf(8) })], false);
    expect(said.failures).toEqual([]);
    expect(said.notes).toEqual([]);
  });
});

describe("several incidents at once", () => {
  it("are reported with the one that was reopened first", () => {
    const quiet = watched();
    const undone = watched({ outcomes: [reopening(12, "done", "why")] });
    const said = report(issue, [quiet, undone], false);
    expect(said.judged).toHaveLength(2);
    const { result } = undone;
    expect(said.judged[0]?.verdict).toBe(result.kind === "judged" ? result.verdict : null);
  });
});

describe("the job's summary", () => {
  it("begins with the incident and its verdict, then the next step, then what happened", () => {
    const { judged } = report(issue, [watched()], false);
    const text = renderSummary(judged, ["It was reopened."]);
    const places = [
      "# [#",
      "Checkout is down",
      "## ⛔ Not ready to close",
      "**Next:**",
      "Quick checklist",
      "**This run**",
      "- It was reopened.",
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("lets nobody's title break out of its place", () => {
    const title = "@acme/all <!-- x --> </details> ![](https://evil.example/x.png) `a`";
    const { judged } = report(issue, [watched({ incident: { title } })], false);
    const [first = ""] = renderSummary(judged, []).split("\n");
    expect(first).not.toMatch(/@acme|<!--|<\/details>|!\[\]\(/);
  });
});
