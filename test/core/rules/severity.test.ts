import { describe, expect, it } from "@jest/globals";
import {
  effectiveMode,
  isHighRisk,
  isIncident,
  loweredSeverity,
  severityOf,
} from "../../../src/core/rules/severity.ts";
import type { PastIncident } from "../../../src/core/snapshot/facts.ts";
import type { Issue } from "../../../src/core/snapshot/issue.ts";
import type { Snapshot } from "../../../src/core/snapshot/snapshot.ts";
import type { Person } from "../../../src/core/snapshot/types.ts";
import { buildCase } from "../../../src/core/verdict/case.ts";
import { judge, ofKind, planned } from "../../support/judge.ts";
import { policyInForce } from "../../support/policy.ts";
import { actor, day, incident, item, person, snapshot, tracker } from "../../support/snapshot.ts";

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
    const told = verdict.findings.filter((finding) => finding.rule === "R-V3");
    expect(told.map((finding) => finding.phrase)).toEqual([
      "No severity is stated, so it counts as SEV2.",
      "The incident was written without its form.",
    ]);
    expect(told[0]?.next).toMatchObject({ distance: "edit", who: ["paul"] });
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

  describe("R-V `enforce.repeat_within`", () => {
    // The incident was opened on 2026-03-02T09:00:00Z; 90 days before is 2025-12-02T09:00:00Z.
    const past = (over: Partial<PastIncident> = {}, settings: Record<string, unknown> = {}): boolean => {
      const { snapshot: base } = caseOf({
        issue: { body: incident({ fields: { severity: "SEV3", failure_class: "Deploy" } }).body },
      });
      const one: PastIncident = {
        ...other("deploy"),
        openedAt: "2026-02-20T09:00:00Z",
        startedAt: null,
        detectedAt: null,
        restoredAt: null,
        drill: false,
        duplicate: false,
        ...over,
      };
      return isHighRisk(buildCase({ ...base, history: [one] }, policyInForce(settings).policy));
    };

    it("R-V: to the second, at both ends", () => {
      expect(past()).toBe(true);
      expect(past({ openedAt: "2025-12-02T09:00:00Z" })).toBe(true);
      expect(past({ openedAt: "2025-12-02T08:59:59Z" })).toBe(false);
      expect(past({ openedAt: "2026-03-02T09:00:00Z" })).toBe(true);
      expect(past({ openedAt: "2026-03-02T09:00:01Z" })).toBe(false);
    });

    it("R-V: as the policy says", () => {
      const days = { enforce: { repeat_within: "10d" } };
      expect(past({}, days)).toBe(true);
      expect(past({ openedAt: "2026-02-20T08:59:59Z" }, days)).toBe(false);
      expect(past({ openedAt: "2025-06-01T00:00:00Z" }, { enforce: { repeat_within: "365d" } })).toBe(true);
    });

    it("R-V: a drill, a duplicate, another class and none repeat nothing", () => {
      expect(past({ drill: true })).toBe(false);
      expect(past({ duplicate: true })).toBe(false);
      expect(past({ failureClass: "capacity" })).toBe(false);
      expect(past({ failureClass: null })).toBe(false);
    });

    it("R-V: an incident without a class repeats nothing", () => {
      const { snapshot: base } = caseOf({ issue: { body: "It is all broken." } });
      const settings = policyInForce({ enforce: { when: ["repeat"] } }).policy;
      expect(isHighRisk(buildCase({ ...base, recent: [other(null)] }, settings))).toBe(false);
    });

    it("R-V: what was read of recent incidents is dated too, where it is", () => {
      const dated = (openedAt: string) => isHighRisk(repeat([{ ...other("deploy"), openedAt }]));
      expect(dated("2025-12-02T09:00:00Z")).toBe(true);
      expect(dated("2025-12-02T08:59:59Z")).toBe(false);
    });

    it("R-V unknown: a history that was not read blocks nothing, and hides nothing", () => {
      const unread = { unreadable: "history: 502", transient: true };
      const base = repeat([other("deploy")]);
      expect(isHighRisk({ ...base, snapshot: { ...base.snapshot, history: unread } })).toBe(true);
      expect(isHighRisk({ ...base, snapshot: { ...base.snapshot, history: unread, recent: [] } })).toBe(false);
    });
  });
});

describe("R-B5 what is told of a lowered severity", () => {
  it("R-B5: what is stated, what held, and whether its editor has the right", () => {
    const told = (editor: string, people: readonly Person[] = []) =>
      loweredSeverity(caseOf({ severity: "SEV4", former: "SEV2", editor, people }));
    expect(told("oscar")).toEqual({ stated: "SEV4", former: "SEV2", byRight: false });
    expect(told("maya")).toEqual({ stated: "SEV4", former: "SEV2", byRight: true });
    expect(told("oscar", [person("oscar", { unreadable: "role of oscar: 502" })])?.byRight).toBeNull();
  });

  it("R-B5: nothing where it is as before, or raised, or stated for the first time", () => {
    expect(loweredSeverity(caseOf({ severity: "SEV2", former: "SEV2" }))).toBeNull();
    expect(loweredSeverity(caseOf({ severity: "SEV1", former: "SEV2" }))).toBeNull();
    expect(loweredSeverity(caseOf({ severity: "SEV4" }))).toBeNull();
  });

  it("R-B5: a tracker that is lost is no way to lower it, where the body was edited since our first trace", () => {
    const read = snapshot({
      incident: incident({ fields: { severity: "SEV4" }, editor: actor("oscar"), lastEditedAt: day(1) }),
      items: [item(2)],
    });
    const lost = (over: Partial<Snapshot> = {}) => buildCase({ ...read, ...over }, policyInForce().policy);
    expect(loweredSeverity(lost())).toMatchObject({ former: "SEV2", byRight: false });
    expect(severityOf(lost())).toBe("SEV2");
    // Without any trace of ours nothing can have been stated before, and an Action remembers nothing at all.
    expect(severityOf(lost({ items: [] }))).toBe("SEV4");
    expect(severityOf(lost({ items: [item(2, { openedByUs: false })] }))).toBe("SEV4");
    expect(severityOf(lost({ self: { ...read.self, kind: "action" } }))).toBe("SEV4");
    const edited = (lastEditedAt: string | null) => lost({ incident: { ...read.incident, lastEditedAt } });
    expect(severityOf(edited(null))).toBe("SEV4");
    expect(severityOf(edited("2026-03-02T09:05:00Z"))).toBe("SEV2");
    expect(severityOf(edited("2026-03-02T09:04:59Z"))).toBe("SEV4");
    const kept = { ...read.incident, comments: [tracker({ severity: null })] };
    expect(severityOf(lost({ incident: kept }))).toBe("SEV4");
  });
});
