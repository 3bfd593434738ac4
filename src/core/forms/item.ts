/** The hardening item form (R-B3, R-X1). */
import { type FormDefinition, type FormField, field } from "./definition.ts";
import {
  ADOPTION_SPEEDS,
  BANDS,
  BUCKETS,
  CONTROL_TYPES,
  FINDING_TYPES,
  LANES,
  PHASES,
  REVERSIBILITIES,
  RISK_REDUCTIONS,
} from "./vocabulary.ts";

const DAY = 'A date such as `2026-03-31`. "Later" is no date.';
const PERSON = "One GitHub login.";

const fields: readonly FormField[] = [
  field("incident", "Incident reference", "input", { required: true, placeholder: "#12" }),
  field("failure_class", "Failure class", "input", {
    description: "The class that the control works against.",
    placeholder: "config-change",
  }),
  field("proposed_control", "Proposed control", "textarea", {
    required: true,
    description: "The precise change, naming the path, check or alert it touches.",
  }),
  field("boundary", "Boundary", "textarea", { description: "What the control does not cover." }),
  field("bucket", "Bucket", "dropdown", { options: BUCKETS, description: "What it makes faster or rarer." }),
  field("lane", "Lane", "dropdown", { options: LANES }),
  field("finding_type", "Finding type", "dropdown", { options: FINDING_TYPES }),
  field("control_type", "Control type", "dropdown", { options: CONTROL_TYPES }),
  field("control_check", "Control check", "input", {
    description:
      "The check by which its running is measured: `name`, `name @app`, or `owner/repo: name @app`; the name may end in `*`.",
    placeholder: "config-validation @github-actions",
  }),
  field("control_scope", "Control scope", "textarea", {
    description: "Globs of the paths it guards, one a line. Empty: all.",
  }),
  field("environment", "Target environment", "input", { placeholder: "production" }),
  field("phase", "Rollout phase", "dropdown", { options: PHASES }),
  field("risk_reduction", "Risk reduction", "dropdown", { options: RISK_REDUCTIONS }),
  field("adoption_speed", "Adoption speed", "dropdown", { options: ADOPTION_SPEEDS }),
  field("reversibility", "Reversibility", "dropdown", {
    options: REVERSIBILITIES,
    description: "How easily the control is undone.",
  }),
  field("band", "Priority band", "dropdown", {
    options: BANDS,
    description: "Follows from risk reduction and adoption speed; the computed band counts.",
  }),
  field("owner", "Execution owner", "input", {
    description: `${PERSON} The assignee counts from then on.`,
    placeholder: "@octocat",
  }),
  field("verifier", "Verifier", "input", {
    description: `${PERSON} Another person than the owner.`,
    placeholder: "@octocat",
  }),
  field("operator", "Operator", "input", {
    description: `${PERSON} Who is on call for the control.`,
    placeholder: "@octocat",
  }),
  field("due", "Due date", "input", { description: DAY, placeholder: "2026-03-31" }),
  field("evidence_links", "Evidence links", "textarea", {
    description: "Pull requests, runs, dashboards; one a line.",
  }),
  field("adoption_check", "Adoption check date", "input", { description: DAY, placeholder: "2026-04-14" }),
  field("hypothesis", "Hypothesis", "textarea", { placeholder: "If we add X, Y drops by Z %." }),
  field("measure", "Measure", "textarea", { description: "What is measured, and over which time." }),
  field("guardrail", "Guardrail", "textarea", { description: "When the control itself is rolled back." }),
  field("review", "Review date", "input", { description: DAY, placeholder: "2026-05-01" }),
];

/** One hardening item: a control, who answers for it, and how it will be known to work. */
export const ITEM_FORM: FormDefinition = {
  name: "Hardening item",
  description: "A control that keeps an incident's class from coming back, or makes it cheaper.",
  title: "Hardening: ",
  labels: ["hardening"],
  fields,
};
