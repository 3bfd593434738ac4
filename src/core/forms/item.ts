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

const DAY = 'A date such as `2026-03-31`; "later" is no date.';
const PERSON = "One GitHub login.";

const fields: readonly FormField[] = [
  field("incident", "Incident reference", "input", {
    required: true,
    description: "The incident that the item hardens against: `#12`, or `owner/repo#12` in another repository.",
    placeholder: "#12",
  }),
  field("failure_class", "Failure class", "input", {
    description: "The class that the control works against, as the incident has it.",
    placeholder: "config-change",
  }),
  field("proposed_control", "Proposed control", "textarea", {
    required: true,
    description: "The precise change, naming the path, check or alert that its pull request touches.",
    placeholder:
      "A CI check `config-validation` runs `scripts/validate-config.ts` on every change under `config/**` and fails where a timeout is missing.",
  }),
  field("boundary", "Boundary", "textarea", {
    description: "What the control does not cover, so that nobody relies on it there.",
    placeholder: "Covers files under `config/` only: not feature flags, and not values set by hand in the console.",
  }),
  field("bucket", "Bucket", "dropdown", {
    required: true,
    options: BUCKETS,
    description: "detect: notice it sooner. prevent: keep it from coming back. recover: be done with it sooner.",
  }),
  field("lane", "Lane", "dropdown", {
    required: true,
    options: LANES,
    description:
      "controls: hooks, checks, CI guardrails. quality: regression tests of the root cause. operations: runbooks, communication.",
  }),
  field("finding_type", "Finding type", "dropdown", {
    options: FINDING_TYPES,
    description:
      "What the item answers to. It tells which proof fits: an alert replay, a drill, a timed rollback, or the trend of a regression suite.",
  }),
  field("control_type", "Control type", "dropdown", {
    options: CONTROL_TYPES,
    description:
      "A gate fits severe repeats; a regression suite a root cause that recurs; a runbook unclear ownership; simplification chronic, complex failures.",
  }),
  field("control_check", "Control check", "input", {
    description:
      "The check by which its running is measured: `name`, `name @app`, or `owner/repo: name @app`; the name may end in `*`. Empty for a control without a check.",
    placeholder: "config-validation @github-actions",
  }),
  field("control_scope", "Control scope", "textarea", {
    description: "Globs of the paths it guards, one a line. Empty: all.",
    placeholder: "config/**\ndeploy/*.yml",
  }),
  field("environment", "Target environment", "input", {
    description: "Where it has to be enabled, by the name that deployments use.",
    placeholder: "production",
  }),
  field("phase", "Rollout phase", "dropdown", {
    options: PHASES,
    description: "shadow: it observes. warn: it tells. enforce: it blocks. Take them in that order.",
  }),
  field("risk_reduction", "Risk reduction", "dropdown", {
    required: true,
    options: RISK_REDUCTIONS,
    description: "How much less likely or less bad the whole class gets.",
  }),
  field("adoption_speed", "Adoption speed", "dropdown", {
    required: true,
    options: ADOPTION_SPEEDS,
    description: "How soon it can run in everybody's normal work.",
  }),
  field("reversibility", "Reversibility", "dropdown", {
    options: REVERSIBILITIES,
    description: "How easily the control itself is undone. Within a band the easily undone comes first.",
  }),
  field("band", "Priority band", "dropdown", {
    options: BANDS,
    description: "Follows from risk reduction and adoption speed; the computed band counts. Best left empty.",
  }),
  field("owner", "Execution owner", "input", {
    description: `${PERSON} Exactly one person ships it. The assignee counts from then on.`,
    placeholder: "@octocat",
  }),
  field("verifier", "Verifier", "input", {
    description: `${PERSON} Signs it off, so another person than the owner and the authors of the change.`,
    placeholder: "@hubot",
  }),
  field("operator", "Operator", "input", {
    description: `${PERSON} Is on call for the control once it runs.`,
    placeholder: "@octocat",
  }),
  field("due", "Due date", "input", {
    description: `When it is verified, not when it is begun. ${DAY}`,
    placeholder: "2026-03-31",
  }),
  field("evidence_links", "Evidence links", "textarea", {
    description: "Pull requests, runs, drills, dashboards; one a line. Each is looked up; a screenshot proves little.",
    placeholder:
      "https://github.com/octo-org/octo-repo/pull/34\nhttps://github.com/octo-org/octo-repo/actions/runs/567",
  }),
  field("adoption_check", "Adoption check date", "input", {
    description: `When you look whether it is used in the real workflow. ${DAY}`,
    placeholder: "2026-04-14",
  }),
  field("hypothesis", "Hypothesis", "textarea", {
    description: "What the control changes, by how much, and by when, so that it can turn out wrong.",
    placeholder: "If we add X, Y drops by 50 % within 30 days.",
  }),
  field("measure", "Measure", "textarea", {
    description: "What is counted, where, and over which window, before and after.",
    placeholder:
      "Incidents of the class config-change per 100 deploys: the 90 days before the merge and the 90 days after.",
  }),
  field("guardrail", "Guardrail", "textarea", {
    description: "What would make you roll the control itself back.",
    placeholder: "It blocks more than 2 good changes in a week, or adds over 5 minutes to the median CI run.",
  }),
  field("review", "Review date", "input", {
    description: `When the outcome is written down: confirmed, refuted, or inconclusive. ${DAY}`,
    placeholder: "2026-05-01",
  }),
];

/** One hardening item: a control, who answers for it, and how it will be known to work. */
export const ITEM_FORM: FormDefinition = {
  name: "Hardening item",
  description: "A control that keeps an incident's class from coming back, or makes it cheaper.",
  title: "Hardening: ",
  labels: ["hardening"],
  intro:
    "One control, one owner, one due date. An item is an experiment: it says what it will change, how that is measured, " +
    "and when you look. What is left empty can be filled in later, or by a `/quench` command in a comment.",
  fields,
};
