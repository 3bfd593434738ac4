/** The residual risk form (R-Z1): what an incident leaves unsolved, and what would bring it back to the table. */
import { type FormDefinition, type FormField, field } from "./definition.ts";

const fields: readonly FormField[] = [
  field("incident", "Incident reference", "input", {
    required: true,
    description: "The incident that leaves this risk: `#12`, or `owner/repo#12` in another repository.",
    placeholder: "#12",
  }),
  field("statement", "Risk statement", "textarea", {
    required: true,
    description: "What can still happen, how likely it is, and whom it would hit.",
    placeholder:
      "A config change that passes the schema can still exhaust the connection pool: about once a quarter, checkout of one region for up to 20 minutes.",
  }),
  field("why_not_solved", "Why not fully solved", "textarea", {
    required: true,
    description: "What stands in the way now, as a fact that can be checked later.",
    placeholder:
      "The pool's limit is set by the vendor until the migration in Q3; a canary would need a second region.",
  }),
  field("temporary_control", "Temporary control", "textarea", {
    required: true,
    description: "What holds the risk down meanwhile, and where to see that it works.",
    placeholder:
      "Alert `pool-saturation` pages at 80 %, and docs/runbooks/pool.md has the manual failover (6 minutes).",
  }),
  field("trigger", "Trigger for re-prioritization", "textarea", {
    required: true,
    description:
      "The observable event that ends the waiting. Without it the risk is unmanaged and covers nothing. A number is best.",
    placeholder: "Two `pool-saturation` pages within 30 days, or the vendor moves the migration past 2026-09-30.",
  }),
  field("owner", "Owner", "input", {
    required: true,
    description: "One GitHub login: who watches the trigger. The assignee counts from then on.",
    placeholder: "@octocat",
  }),
  field("target", "Target date", "input", {
    required: true,
    description:
      'The day by which the risk is gone or looked at again, such as `2026-06-30`. Without it the risk covers nothing; "later" is no date.',
    placeholder: "2026-06-30",
  }),
  field("covers", "Covers", "input", {
    description: "The hardening items of this repository that the risk stands in for, by number.",
    placeholder: "#12, #13",
  }),
];

/** One residual risk. It covers its items once managed, and accepted by `/quench risk accept`. */
export const RISK_FORM: FormDefinition = {
  name: "Residual risk",
  description: "A risk that an incident leaves open for now: who watches it, until when, and what would change that.",
  title: "Residual risk: ",
  labels: ["residual-risk"],
  fields,
};
