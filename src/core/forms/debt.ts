/** The reliability debt form (R-D1): work put off, with the day on which it is looked at again. */
import { type FormDefinition, type FormField, field } from "./definition.ts";

const fields: readonly FormField[] = [
  field("incident", "Incident reference", "input", {
    required: true,
    description: "The incident that the work comes from: `#12`, or `owner/repo#12` in another repository.",
    placeholder: "#12",
  }),
  field("item", "Item", "input", {
    required: true,
    description: "The hardening item of this repository that is put off, by number.",
    placeholder: "#34",
  }),
  field("why_deferred", "Why deferred", "textarea", {
    required: true,
    description: "What comes first, or what is missing, so that a reader can tell when this no longer holds.",
    placeholder: "The load test needs the staging cluster, which the database migration holds until 2026-05-15.",
  }),
  field("risk_of_delay", "Risk of delay", "textarea", {
    required: true,
    description: "What the waiting may cost, with a number where there is one.",
    placeholder: "Until then a deploy can repeat the incident: 40 deploys a month, the last 2 of 120 did.",
  }),
  field("owner", "Owner", "input", {
    required: true,
    description: "One GitHub login: who is asked on the revisit date. The assignee counts from then on.",
    placeholder: "@octocat",
  }),
  field("revisit", "Revisit date", "input", {
    required: true,
    description: 'The day on which it is decided again, such as `2026-05-18`. "Later" is no date.',
    placeholder: "2026-05-18",
  }),
];

/** One entry of the ledger of deferred work. `/quench defer` files the same. */
export const DEBT_FORM: FormDefinition = {
  name: "Reliability debt",
  description: "Hardening work put off on purpose: why, at what risk, and when it is decided again.",
  title: "Reliability debt: ",
  labels: ["reliability-debt"],
  fields,
};
