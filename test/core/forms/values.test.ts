import { describe, expect, it } from "@jest/globals";
import { DEBT_FORM } from "../../../src/core/forms/debt.ts";
import type { FormProblem } from "../../../src/core/forms/definition.ts";
import { INCIDENT_FORM } from "../../../src/core/forms/incident.ts";
import { ITEM_FORM } from "../../../src/core/forms/item.ts";
import { type FieldInput, renderForm } from "../../../src/core/forms/render.ts";
import { RISK_FORM } from "../../../src/core/forms/residual-risk.ts";
import { readDebtForm, readIncidentForm, readItemForm, readRiskForm } from "../../../src/core/forms/values.ts";
import { defaultPolicy } from "../../../src/core/policy/resolve.ts";
import type { Policy } from "../../../src/core/policy/schema.ts";

const policy: Policy = {
  ...defaultPolicy("warn"),
  time: { ...defaultPolicy("warn").time, zone: "Europe/Berlin", workdays: ["mon"] },
  failure_classes: ["config-change", "Capacity"],
};

const incident = (values: Record<string, FieldInput>): ReturnType<typeof readIncidentForm> =>
  readIncidentForm(renderForm(INCIDENT_FORM, values), policy);
const item = (values: Record<string, FieldInput>): ReturnType<typeof readItemForm> =>
  readItemForm(renderForm(ITEM_FORM, values), policy);
const risk = (values: Record<string, FieldInput>): ReturnType<typeof readRiskForm> =>
  readRiskForm(renderForm(RISK_FORM, values), policy);
const debt = (values: Record<string, FieldInput>): ReturnType<typeof readDebtForm> =>
  readDebtForm(renderForm(DEBT_FORM, values), policy);
const invalid = (problems: readonly FormProblem[]): (string | null)[] =>
  problems.filter(({ code }) => code === "invalid").map(({ field }) => field);

describe("readIncidentForm", () => {
  it("reads every field", () => {
    const fields = incident({
      summary: "Checkout failed.",
      severity: "SEV1",
      failure_class: "config-change",
      finding_types: ["slow recovery", "missed detection"],
      started_at: "2026-03-01T09:30Z",
      detected_at: "2026-03-01 10:42",
      restored_at: "2026-03-01T12:05:10+01:00",
      impact: "All customers.",
      timeline: "- 09:30 errors\n- 09:42 page",
      evidence_packet: "https://logs.example.com/q",
      root_cause: "A config without a check.",
      retro: "https://wiki.example.com/r",
      commander: "@alice",
      drill: ["This is a drill, not an incident"],
    });
    expect(fields).toEqual({
      summary: "Checkout failed.",
      severity: "SEV1",
      failureClass: "config-change",
      findingTypes: ["missed detection", "slow recovery"],
      startedAt: "2026-03-01T09:30:00Z",
      detectedAt: "2026-03-01T09:42:00Z",
      restoredAt: "2026-03-01T11:05:10Z",
      impact: "All customers.",
      timeline: "- 09:30 errors\n- 09:42 page",
      evidencePacket: "https://logs.example.com/q",
      rootCause: "A config without a check.",
      retro: "https://wiki.example.com/r",
      commander: "alice",
      drill: true,
      problems: [],
    });
  });

  it("is empty, and says so, for an incident without the form", () => {
    const fields = readIncidentForm("Everything is down", policy);
    expect(fields).toMatchObject({ severity: null, findingTypes: [], restoredAt: null, drill: false });
    expect(fields.problems).toHaveLength(1);
  });

  it("reads an untouched form as nothing, without a complaint", () => {
    expect(incident({})).toMatchObject({
      summary: null,
      severity: null,
      findingTypes: [],
      startedAt: null,
      commander: null,
      drill: false,
      problems: [],
    });
  });

  it.each([
    ["SEV1", "SEV1"],
    ["sev2", "SEV2"],
    ["SEV-3: some customers", "SEV3"],
    ["SEV 4 (minor)", "SEV4"],
  ])("reads the severity %s", (text, severity) => {
    expect(incident({ severity: text })).toMatchObject({ severity, problems: [] });
  });

  it.each(["SEV5", "SEV12", "SEV1a", "high", "not SEV1"])("does not guess a severity from %s", (text) => {
    const fields = incident({ severity: text });
    expect(fields.severity).toBeNull();
    expect(invalid(fields.problems)).toEqual(["severity"]);
  });

  it.each([
    ["2026-03-29T02:30", "2026-03-29T01:30:00Z"],
    ["2026-10-25T02:30", "2026-10-25T00:30:00Z"],
    ["2026-07-01 00:15", "2026-06-30T22:15:00Z"],
    ["`2026-07-01T00:15Z`", "2026-07-01T00:15:00Z"],
  ])("reads %s in the policy's zone, over changes of the clocks too", (text, instant) => {
    expect(incident({ started_at: text }).startedAt).toBe(instant);
  });

  it.each([
    "yesterday",
    "2026-02-30T10:00",
    "2026-03-01",
    "10:00",
    "2026-03-01T25:00",
    "1/3/2026 10:00",
  ])("refuses the time %s", (text) => {
    const fields = incident({ restored_at: text });
    expect(fields.restoredAt).toBeNull();
    expect(invalid(fields.problems)).toEqual(["restored_at"]);
  });

  it("takes a failure class in the policy's spelling, and tells one that it does not list", () => {
    expect(incident({ failure_class: "capacity" })).toMatchObject({ failureClass: "Capacity", problems: [] });
    const other = incident({ failure_class: "cosmic\\_rays" });
    expect(other.failureClass).toBe("cosmic_rays");
    expect(invalid(other.problems)).toEqual(["failure_class"]);
  });

  it("tells a finding type that the rulebook does not know, and keeps the others", () => {
    const fields = incident({ finding_types: ["bad luck", "late decision"] });
    expect(fields.findingTypes).toEqual(["late decision"]);
    expect(invalid(fields.problems)).toEqual(["finding_types"]);
  });

  it.each(["None", "n/a", "TBD", "-", "?"])("takes %s as nothing where one value is asked for", (text) => {
    expect(incident({ commander: text, restored_at: text })).toMatchObject({
      commander: null,
      restoredAt: null,
      problems: [],
    });
  });

  it("leaves out HTML comments, but not those in code", () => {
    const fields = incident({
      summary: "<!-- say what happened -->",
      impact: "a <!-- hint --> b\n<!--\nhint\n-->\nc",
      timeline: "see `<!--` there\n\n```\n<!-- kept -->\n```",
    });
    expect(fields.summary).toBeNull();
    expect(fields.impact).toBe("a  b\nc");
    expect(fields.timeline).toBe("see `<!--` there\n\n```\n<!-- kept -->\n```");
  });

  it("quotes people's text in its complaints", () => {
    const [problem] = incident({ commander: "@all `x` <!--" }).problems;
    expect(problem?.message).toBe("*Incident commander* cannot be ``@all `x` <!--``: it should be one GitHub login.");
    expect(problem?.line).toBe(49);
  });
});

describe("readItemForm", () => {
  it("reads every field", () => {
    const fields = item({
      incident: "#12",
      failure_class: "config-change",
      proposed_control: "Validate `config/*.yml` before the merge.",
      boundary: "Not feature flags.",
      bucket: "prevent",
      lane: "quality",
      finding_type: "repeated regression",
      control_type: "regression suite expansion",
      control_check: "acme/shop: ci / config* @github-actions",
      control_scope: "- `config/**`\n- src/{a,b}/*.ts, docs/**",
      environment: "production",
      phase: "warn",
      risk_reduction: "high",
      adoption_speed: "fast",
      reversibility: "easy",
      band: "P0",
      owner: "@alice",
      verifier: "bob",
      operator: "carol-1",
      due: "2026-03-31",
      evidence_links: "see https://github.com/a/b/pull/1, (https://x.example/y) and [run](https://x.example/z).",
      adoption_check: "2026-04-14",
      hypothesis: "If we validate, misconfigurations drop by 80 %.",
      measure: "count, 90 days",
      guardrail: "over 5 minutes",
      review: "2026-05-01T23:30Z",
    });
    expect(fields).toEqual({
      incident: { repository: null, number: 12 },
      failureClass: "config-change",
      proposedControl: "Validate `config/*.yml` before the merge.",
      boundary: "Not feature flags.",
      bucket: "prevent",
      lane: "quality",
      findingType: "repeated regression",
      controlType: "regression suite expansion",
      controlCheck: { repository: "acme/shop", name: "ci / config*", app: "github-actions" },
      controlScope: ["config/**", "src/{a,b}/*.ts", "docs/**"],
      environment: "production",
      phase: "warn",
      riskReduction: "high",
      adoptionSpeed: "fast",
      reversibility: "easy",
      band: "P0",
      owner: "alice",
      verifier: "bob",
      operator: "carol-1",
      due: "2026-03-31",
      evidenceLinks: ["https://github.com/a/b/pull/1", "https://x.example/y", "https://x.example/z"],
      adoptionCheck: "2026-04-14",
      hypothesis: "If we validate, misconfigurations drop by 80 %.",
      measure: "count, 90 days",
      guardrail: "over 5 minutes",
      review: "2026-05-02",
      problems: [],
    });
  });

  it.each([
    ["12", { repository: null, number: 12 }],
    ["acme/shop#12", { repository: "acme/shop", number: 12 }],
    ["https://github.com/acme/shop/issues/12#issuecomment-1", { repository: "acme/shop", number: 12 }],
  ])("reads the incident %s", (text, reference) => {
    expect(item({ incident: text })).toMatchObject({ incident: reference, problems: [] });
  });

  it.each([
    ["incident", "the outage"],
    ["incident", "#0"],
    ["owner", "@acme/sre"],
    ["owner", "@alice @bob"],
    ["verifier", "Bob Smith"],
    ["operator", "-x-"],
    ["due", "soon"],
    ["due", "2026-13-01"],
    ["review", "next quarter"],
    ["bucket", "avoid"],
    ["band", "P4"],
    ["control_check", "*"],
    ["control_check", "a*b"],
    ["control_scope", "/etc/**"],
  ])("refuses as %s: %s", (id, text) => {
    const { problems, ...fields } = item({ [id]: text });
    expect(invalid(problems)).toEqual([id]);
    expect(Object.values(fields).every((value) => value === null || (Array.isArray(value) && value.length === 0))).toBe(
      true,
    );
  });

  it("gets through hostile answers with few complaints", () => {
    for (const text of [
      "{,".repeat(30_000),
      "!a\n".repeat(20_000),
      "https://".repeat(8000),
      "a @".repeat(20_000),
      "\\".repeat(60_000),
    ]) {
      const fields = item({
        control_scope: text,
        evidence_links: text,
        control_check: text,
        owner: text,
        failure_class: text,
      });
      expect(fields.problems.length).toBeLessThanOrEqual(100);
    }
  });
});

describe("readRiskForm", () => {
  it("reads every field", () => {
    const fields = risk({
      incident: "acme/shop#12",
      statement: "It can come back.",
      why_not_solved: "The vendor sets the limit.",
      temporary_control: "An alert at 80 %.",
      trigger: "Two pages within 30 days.",
      owner: "@alice",
      target: "2026-06-30",
      covers: "#13, #14",
    });
    expect(fields).toEqual({
      incident: { repository: "acme/shop", number: 12 },
      statement: "It can come back.",
      whyNotSolved: "The vendor sets the limit.",
      temporaryControl: "An alert at 80 %.",
      trigger: "Two pages within 30 days.",
      owner: "alice",
      target: "2026-06-30",
      covers: [13, 14],
      problems: [],
    });
  });

  it("reads an untouched form as nothing, without a complaint", () => {
    expect(risk({})).toEqual({
      incident: null,
      statement: null,
      whyNotSolved: null,
      temporaryControl: null,
      trigger: null,
      owner: null,
      target: null,
      covers: [],
      problems: [],
    });
  });

  it.each(["TBD", "none", "n/a", "-", "<!-- say what -->"])("takes %s for no trigger", (trigger) => {
    expect(risk({ trigger })).toMatchObject({ trigger: null, problems: [] });
  });

  it.each([
    ["#12", [12]],
    ["12, 13", [12, 13]],
    ["12 13", [12, 13]],
    ["#12 and #13", [12, 13]],
    ["#12 & #13; #14", [12, 13, 14]],
    ["#13, #12, #13", [13, 12]],
    ["`#12`", [12]],
    ["None", []],
    ["#12.", [12]],
    ["#12: the check, which runs 3 times", [12]],
  ])("covers by %s", (covers, numbers) => {
    const fields = risk({ covers });
    expect(fields.covers).toEqual(numbers);
    expect(invalid(fields.problems)).toEqual(covers.includes("which") ? ["covers"] : []);
  });

  it("covers what a list names, a remark behind each", () => {
    const body = renderForm(RISK_FORM, {}).replace(
      "### Covers\n\n_No response_",
      "### Covers\n\n- #12 retries 3 times\n- [ ] #13\n2. #14",
    );
    expect(readRiskForm(body, policy)).toMatchObject({ covers: [12, 13, 14], problems: [] });
  });

  it.each([
    "all but #13",
    "acme/shop#3",
    "https://github.com/acme/shop/issues/3",
    "3 items",
    "#0",
    "#12/3",
    "#1234567890",
  ])("covers nothing by %s, and tells it", (covers) => {
    const fields = risk({ covers });
    expect(fields.covers).toEqual([]);
    expect(invalid(fields.problems)).toEqual(["covers"]);
    expect(fields.problems[0]?.message).toMatch(/it should be issues of this repository, such as `#12, #13`/);
  });

  it("covers a hundred items at most", () => {
    const covers = Array.from({ length: 200 }, (_, index) => `#${index + 1}`).join(", ");
    expect(risk({ covers }).covers).toHaveLength(100);
  });
});

describe("readDebtForm", () => {
  it("reads every field", () => {
    const fields = debt({
      incident: "#12",
      item: "#34",
      why_deferred: "The cluster is taken.",
      risk_of_delay: "40 deploys a month.",
      owner: "bob",
      revisit: "2026-05-18",
    });
    expect(fields).toEqual({
      incident: { repository: null, number: 12 },
      item: 34,
      whyDeferred: "The cluster is taken.",
      riskOfDelay: "40 deploys a month.",
      owner: "bob",
      revisit: "2026-05-18",
      problems: [],
    });
  });

  it("reads an untouched form as nothing, without a complaint", () => {
    expect(debt({})).toEqual({
      incident: null,
      item: null,
      whyDeferred: null,
      riskOfDelay: null,
      owner: null,
      revisit: null,
      problems: [],
    });
  });

  it.each([
    ["34", 34],
    ["`#34`", 34],
    ["TBD", null],
  ])("reads the item %s", (item, number) => {
    expect(debt({ item })).toMatchObject({ item: number, problems: [] });
  });

  it.each([
    ["item", "#0"],
    ["item", "acme/shop#3"],
    ["item", "#3 and #4"],
    ["item", "the test"],
    ["revisit", "later"],
    ["owner", "@acme/sre"],
  ])("refuses as %s: %s", (id, text) => {
    const { problems, ...fields } = debt({ [id]: text });
    expect(invalid(problems)).toEqual([id]);
    expect(Object.values(fields).every((value) => value === null)).toBe(true);
  });
});
