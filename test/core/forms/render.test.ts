import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DEBT_FORM } from "../../../src/core/forms/debt.ts";
import { type FormDefinition, field } from "../../../src/core/forms/definition.ts";
import { INCIDENT_FORM } from "../../../src/core/forms/incident.ts";
import { ITEM_FORM } from "../../../src/core/forms/item.ts";
import { renderForm } from "../../../src/core/forms/render.ts";
import { RISK_FORM } from "../../../src/core/forms/residual-risk.ts";
import { scanForm } from "../../../src/core/forms/scan.ts";

describe("renderForm", () => {
  it("writes what GitHub writes", () => {
    const form: FormDefinition = {
      ...INCIDENT_FORM,
      fields: [
        field("a", "First", "input"),
        field("b", "Second", "dropdown", { multiple: true, options: ["x", "y"] }),
        field("c", "Third", "checkboxes", { options: ["p", "q"] }),
        field("d", "Fourth", "textarea", { render: "text" }),
        field("e", "Fifth", "textarea"),
      ],
    };
    expect(renderForm(form, { a: "one\ntwo", b: ["x", "y"], c: ["q"], d: "l```og" })).toBe(
      "### First\n\none two\n\n### Second\n\nx, y\n\n### Third\n\n- [ ] p\n- [X] q\n\n### Fourth\n\n````text\nl```og\n````\n\n### Fifth\n\n_No response_",
    );
  });

  it("is read back as it was given", () => {
    const values = {
      summary: "Two\n\nlines",
      severity: "SEV2",
      finding_types: ["late decision"],
      commander: "@alice",
      timeline: "```\n### Severity\n```",
    };
    const { values: read, problems } = scanForm(INCIDENT_FORM, renderForm(INCIDENT_FORM, values));
    expect(read).toMatchObject({
      ...values,
      impact: null,
      drill: [{ label: "This is a drill, not an incident", checked: false }],
    });
    expect(problems).toEqual([]);
  });

  it("lets no value pose as another field or hide one", () => {
    const piece = fc.constantFrom(
      "### Severity",
      "  ### Lane",
      "### Bucket ",
      "```",
      "~~~~",
      "<!--",
      "-->",
      "<pre>",
      "<?",
      "text",
      "",
      "- a",
      "> b",
      "recover",
      "    x",
      "<!-- a --> b <!--",
    );
    const text = fc.array(piece, { maxLength: 8 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, text, (control, boundary, failureClass) => {
        const body = renderForm(ITEM_FORM, {
          proposed_control: control,
          boundary,
          failure_class: failureClass,
          bucket: "detect",
          lane: "quality",
          owner: "alice",
        });
        const { values, problems } = scanForm(ITEM_FORM, body);
        expect([values["bucket"], values["lane"], values["owner"], values["guardrail"]]).toEqual([
          "detect",
          "quality",
          "alice",
          null,
        ]);
        expect(problems).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("the issue forms", () => {
  it("have the rulebook's labels", () => {
    expect(INCIDENT_FORM.fields.map(({ label }) => label).join(", ")).toBe(
      "Summary, Severity, Failure class, Finding types, Started at, Detected at, Service restored at, Impact, Timeline, Evidence packet, Root cause, Retro, Incident commander, Drill",
    );
    expect(ITEM_FORM.fields.map(({ label }) => label).join(", ")).toBe(
      "Incident reference, Failure class, Proposed control, Boundary, Bucket, Lane, Finding type, Control type, Control check, Control scope, Target environment, Rollout phase, Risk reduction, Adoption speed, Reversibility, Priority band, Execution owner, Verifier, Operator, Due date, Evidence links, Adoption check date, Hypothesis, Measure, Guardrail, Review date",
    );
    expect(RISK_FORM.fields.map(({ label }) => label).join(", ")).toBe(
      "Incident reference, Risk statement, Why not fully solved, Temporary control, Trigger for re-prioritization, Owner, Target date, Covers",
    );
    expect(DEBT_FORM.fields.map(({ label }) => label).join(", ")).toBe(
      "Incident reference, Item, Why deferred, Risk of delay, Owner, Revisit date",
    );
  });
});
