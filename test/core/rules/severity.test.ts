import { describe, expect, it } from "@jest/globals";
import { effectiveMode, isHighRisk, isIncident, severityOf } from "../../../src/core/rules/severity.ts";
import type { Issue, Person, Snapshot } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, day, incident, person, snapshot, tracker } from "../../support/snapshot.ts";

interface Told {
  readonly severity?: string | null;
  readonly former?: "SEV1" | "SEV2" | "SEV3" | "SEV4";
  readonly editor?: string;
  readonly people?: readonly Person[];
  readonly issue?: Partial<Issue>;
}

function read({ severity = "SEV1", former, editor, people = [], issue = {} }: Told): Snapshot {
  const edited: Partial<Issue> = editor === undefined ? {} : { editor: actor(editor), lastEditedAt: day(1) };
  const comments = former === undefined ? [] : [tracker({ severity: former })];
  return snapshot({ incident: incident({ fields: { severity }, comments, ...edited, ...issue }), people });
}

const caseOf = (told: Told, settings: Record<string, unknown> = {}) =>
  buildCase(read(told), policyInForce(settings).policy);

describe("R-V3 severity", () => {
  it("R-V3: as the form says", () => {
    for (const severity of ["SEV1", "SEV2", "SEV3", "SEV4"]) expect(severityOf(caseOf({ severity }))).toBe(severity);
  });

  it("R-V3: a missing or unreadable one counts as SEV2, and is told", () => {
    expect(severityOf(caseOf({ severity: null }))).toBe("SEV2");
    expect(severityOf(caseOf({ issue: { body: "It is all broken." } }))).toBe("SEV2");
    const verdict = judge(read({ issue: { body: "It is all broken." } }));
    expect(verdict.findings.map((finding) => finding.rule)).toContain("R-V3");
    expect(verdict.findings.map((finding) => finding.phrase)).toEqual([
      "No severity is stated, so it counts as SEV2.",
      "The incident was written without its form.",
    ]);
    expect(verdict.findings[0]?.next).toMatchObject({ distance: "edit", who: ["paul"] });
  });
});

describe("R-B5 lowering the severity is a weakening", () => {
  it("R-B5 fail: by the author, or by whoever writes", () => {
    expect(severityOf(caseOf({ severity: "SEV4", former: "SEV1" }))).toBe("SEV1");
    expect(severityOf(caseOf({ severity: "SEV4", former: "SEV1", editor: "oscar" }))).toBe("SEV1");
  });

  it("R-B5 fail: taking it out of the form", () => {
    expect(severityOf(caseOf({ severity: null, former: "SEV1", editor: "oscar" }))).toBe("SEV1");
  });

  it("R-B5 pass: by the override right, and it is remembered", () => {
    expect(severityOf(caseOf({ severity: "SEV4", former: "SEV1", editor: "maya" }))).toBe("SEV4");
    const [written] = ofKind(planned(read({ severity: "SEV4", former: "SEV1", editor: "maya" })), "tracker");
    expect(written?.memory.severity).toBe("SEV4");
  });

  it("R-B5 unknown: an editor whose role could not be read lowers nothing", () => {
    const people = [person("maya", { unreadable: "role of maya: 502", transient: true })];
    expect(severityOf(caseOf({ severity: "SEV4", former: "SEV1", editor: "maya", people }))).toBe("SEV1");
  });

  it("R-B5: raising it needs no right, and is remembered", () => {
    expect(severityOf(caseOf({ severity: "SEV1", former: "SEV3", editor: "oscar" }))).toBe("SEV1");
    const [written] = ofKind(planned(read({ severity: "SEV1", former: "SEV3", editor: "oscar" })), "tracker");
    expect(written?.memory.severity).toBe("SEV1");
  });
});

describe("rulebook V: high risk", () => {
  it("V: enforce blocks where `enforce.when` says, elsewhere it acts as warn", () => {
    expect(effectiveMode(caseOf({ severity: "SEV1" }))).toBe("enforce");
    expect(effectiveMode(caseOf({ severity: "SEV2" }))).toBe("enforce");
    expect(effectiveMode(caseOf({ severity: "SEV3" }))).toBe("warn");
    expect(isHighRisk(caseOf({ severity: "SEV3" }, { enforce: { when: ["SEV3"] } }))).toBe(true);
    expect(effectiveMode(caseOf({ severity: "SEV1" }, { mode: "shadow" }))).toBe("shadow");
    expect(effectiveMode(caseOf({ severity: "SEV4" }, { mode: "warn" }))).toBe("warn");
  });
});

describe("rulebook V: what an incident is", () => {
  it("V: labelled, in any case, with one of the policy's labels", () => {
    expect(isIncident(caseOf({ issue: { labels: ["Incident"] } }))).toBe(true);
    expect(isIncident(caseOf({ issue: { labels: ["outage"] } }, { incident: { labels: ["outage"] } }))).toBe(true);
    expect(isIncident(caseOf({ issue: { labels: ["incident-review"] } }))).toBe(false);
  });

  it("V: or with an issue type of that name", () => {
    expect(isIncident(caseOf({ issue: { labels: [], type: "Incident" } }))).toBe(true);
    expect(isIncident(caseOf({ issue: { labels: [], type: "Bug" } }))).toBe(false);
    expect(isIncident(caseOf({ issue: { labels: [], type: { unreadable: "issue type: 403" } } }))).toBe(false);
  });

  it("V: a drill is told by its label or its box", () => {
    expect(judge(read({ issue: { labels: ["incident", "Drill"] } })).drill).toBe(true);
    expect(
      judge(snapshot({ incident: incident({ fields: { drill: "This is a drill, not an incident" } }) })).drill,
    ).toBe(true);
    expect(judge(read({})).drill).toBe(false);
  });
});

describe("R-V high risk: a repeat", () => {
  const repeat = (recent: Snapshot["recent"], when?: readonly string[]) => {
    const { snapshot: base } = caseOf({
      severity: "SEV3",
      issue: { body: incident({ fields: { severity: "SEV3", failure_class: "Deploy" } }).body },
    });
    return buildCase(
      { ...base, recent },
      policyInForce({ mode: "enforce", ...(when === undefined ? {} : { enforce: { when } }) }).policy,
    );
  };
  const other = (failureClass: string | null) => ({
    number: 7,
    url: "https://github.com/acme/shop/issues/7",
    failureClass,
  });

  it("R-V pass: an incident of the same failure class within 90 days makes it high risk, whatever its severity", () => {
    expect(isHighRisk(repeat([other("deploy")]))).toBe(true);
    expect(effectiveMode(repeat([other("deploy")]))).toBe("enforce");
  });

  it("R-V fail: another class, no class, or a policy without `repeat` does not", () => {
    expect(isHighRisk(repeat([other("capacity"), other(null)]))).toBe(false);
    expect(isHighRisk(repeat([]))).toBe(false);
    expect(isHighRisk(repeat([other("deploy")], ["SEV1"]))).toBe(false);
  });

  it("R-V unknown: what could not be read blocks nothing", () => {
    expect(isHighRisk(repeat({ unreadable: "recent incidents: 502", transient: true }))).toBe(false);
    expect(isHighRisk(repeat(null))).toBe(false);
  });
});
