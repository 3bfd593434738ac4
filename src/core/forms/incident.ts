/** The incident form (R-V3). */
import { type FormDefinition, type FormField, field } from "./definition.ts";
import { FINDING_TYPES, SEVERITIES } from "./vocabulary.ts";

const ISO_TIME = "ISO 8601, such as `2026-03-01T09:30Z`. Without an offset it is in the policy's time zone.";

const fields: readonly FormField[] = [
  field("summary", "Summary", "textarea", { required: true, description: "What happened, in two or three sentences." }),
  field("severity", "Severity", "dropdown", { required: true, options: SEVERITIES }),
  field("failure_class", "Failure class", "input", {
    description:
      "What kind of failure it was, so that its recurrence can be told. One of the policy's classes, if it lists any.",
    placeholder: "config-change",
  }),
  field("finding_types", "Finding types", "dropdown", {
    multiple: true,
    options: FINDING_TYPES,
    description: "What made it worse than it had to be. Each becomes a hardening item.",
  }),
  field("started_at", "Started at", "input", {
    required: true,
    description: ISO_TIME,
    placeholder: "2026-03-01T09:30Z",
  }),
  field("detected_at", "Detected at", "input", { description: ISO_TIME, placeholder: "2026-03-01T09:42Z" }),
  field("restored_at", "Service restored at", "input", {
    description: `${ISO_TIME} The hardening windows begin here; leave it empty while the incident goes on.`,
    placeholder: "2026-03-01T11:05Z",
  }),
  field("impact", "Impact", "textarea", { description: "Who was affected, how, and for how long." }),
  field("timeline", "Timeline", "textarea", {
    description: "Signals and decisions as they came, one a line, each with its time.",
    placeholder: "- 09:30 error rate rises\n- 09:42 on-call is paged",
  }),
  field("evidence_packet", "Evidence packet", "textarea", {
    description: "Links to logs, dashboards, chat and traces.",
  }),
  field("root_cause", "Root cause", "textarea", {
    description: "The cause of the whole class, not only of this instance.",
  }),
  field("retro", "Retro", "input", { description: "Link to the retrospective, once there is one." }),
  field("commander", "Incident commander", "input", { description: "One GitHub login.", placeholder: "@octocat" }),
  field("drill", "Drill", "checkboxes", { options: ["This is a drill, not an incident"] }),
];

/** What an incident says of itself. Everything in it may be filled in later. */
export const INCIDENT_FORM: FormDefinition = {
  name: "Incident",
  description: "Something broke. Record it here; it closes once its fix is proven.",
  title: "Incident: ",
  labels: ["incident"],
  fields,
};
