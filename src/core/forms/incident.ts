/** The incident form (R-V3). */
import { type FormDefinition, type FormField, field } from "./definition.ts";
import { FINDING_TYPES, SEVERITIES } from "./vocabulary.ts";

const ISO_TIME = "ISO 8601, such as `2026-03-01T09:30Z`. Without an offset it is in the policy's time zone.";

const fields: readonly FormField[] = [
  field("summary", "Summary", "textarea", {
    required: true,
    description: "What happened, in two or three sentences that somebody outside the team understands.",
    placeholder:
      "A config change removed the payment timeout. Checkout hung for all customers until it was rolled back.",
  }),
  field("severity", "Severity", "dropdown", {
    required: true,
    options: SEVERITIES,
    description: "SEV1 is the worst. Your best guess now; without one the incident counts as SEV2.",
  }),
  field("failure_class", "Failure class", "input", {
    description:
      "What kind of failure it was, so that its recurrence can be told. One of the policy's classes, if it lists any.",
    placeholder: "config-change",
  }),
  field("finding_types", "Finding types", "dropdown", {
    multiple: true,
    options: FINDING_TYPES,
    description: "What made it worse than it had to be. Each one becomes a hardening item.",
  }),
  field("started_at", "Started at", "input", {
    required: true,
    description: `When it began to hurt, not when it was noticed. ${ISO_TIME}`,
    placeholder: "2026-03-01T09:30Z",
  }),
  field("detected_at", "Detected at", "input", {
    description: `When a person or an alert first noticed it. ${ISO_TIME}`,
    placeholder: "2026-03-01T09:42Z",
  }),
  field("restored_at", "Service restored at", "input", {
    description: `The hardening windows begin here; leave it empty while the incident goes on. ${ISO_TIME}`,
    placeholder: "2026-03-01T11:05Z",
  }),
  field("impact", "Impact", "textarea", {
    description: "Who was affected, how, and for how long; with numbers where there are any.",
    placeholder: "All checkouts in the EU for 95 minutes: about 4,200 orders failed, 37 support tickets.",
  }),
  field("timeline", "Timeline", "textarea", {
    description: "Signals and decisions as they came, one a line, each with its time. At least two, within 24 hours.",
    placeholder:
      "- 09:30 error rate rises above 5 %\n- 09:42 on-call is paged\n- 10:50 decision to roll back (@octocat)",
  }),
  field("evidence_packet", "Evidence packet", "textarea", {
    description: "Links to logs, dashboards, chat and traces, before they expire. At least one, within 24 hours.",
    placeholder: "- https://logs.example.com/search?id=123 (requests that hung)\n- https://chat.example.com/incident-7",
  }),
  field("root_cause", "Root cause", "textarea", {
    description: "The cause of the whole class, not only of this instance.",
    placeholder:
      "Config reaches production without a check of its values; the removed timeout was one of many it could be.",
  }),
  field("retro", "Retro", "input", {
    description: "Link to the retrospective, once there is one.",
    placeholder: "https://github.com/octo-org/octo-repo/blob/main/docs/retros/checkout.md",
  }),
  field("commander", "Incident commander", "input", {
    description: "One GitHub login: who decides while the incident goes on.",
    placeholder: "@octocat",
  }),
  field("drill", "Drill", "checkboxes", {
    options: ["This is a drill, not an incident"],
    description: "A drill runs the whole loop, and is left out of the statistics.",
  }),
];

/** What an incident says of itself. Everything in it may be filled in later. */
export const INCIDENT_FORM: FormDefinition = {
  name: "Incident",
  description: "Something broke. Record it here; it closes once its fix is proven.",
  title: "Incident: ",
  labels: ["incident"],
  intro:
    "Write down what you know now; everything can be filled in later by editing the issue. " +
    "The signals and the decisions count most in the first 24 hours: they fade first.",
  fields,
};
