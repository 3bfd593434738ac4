/**
 * Reading what an App says of a check run. Source: REST reference "Check runs" (`output` up to 65,535 characters,
 * 50 annotations a request, 3 actions with their lengths, `conclusion` and `status`).
 */
import type { Box } from "./box.ts";
import { BoxError } from "./contract.ts";
import type { CheckRun } from "./model.ts";

const STATUSES = ["queued", "in_progress", "completed", "waiting", "requested", "pending"] as const;
const CONCLUSIONS = [
  "success",
  "failure",
  "neutral",
  "cancelled",
  "skipped",
  "timed_out",
  "action_required",
  "stale",
] as const;
const LONGEST_OUTPUT = 65_535;
const MOST_ANNOTATIONS = 50;
const MOST_ACTIONS = 3;

/** 422 as GitHub's schema validation words it. */
export const refused = (message: string): BoxError => new BoxError(422, `Invalid request.\n\n${message}`);

const needString = (field: string, value: unknown): string => {
  if (typeof value !== "string") throw refused(`For 'properties/${field}', ${JSON.stringify(value)} is not a string.`);
  return value;
};

/** A new output over the former one, within GitHub's limits. */
export const readOutput = (value: unknown, former: CheckRun["output"]): CheckRun["output"] => {
  if (value === undefined || value === null) return former;
  const output = value as { title?: unknown; summary?: unknown; text?: unknown; annotations?: unknown };
  if (typeof output.summary !== "string") throw refused(`"summary" wasn't supplied.`);
  const title = output.title === undefined ? former.title : needString("output/properties/title", output.title);
  if (title === null) throw refused(`"title" wasn't supplied.`);
  const text =
    output.text === undefined || output.text === null ? null : needString("output/properties/text", output.text);
  for (const [field, content] of [
    ["summary", output.summary],
    ["text", text ?? ""],
  ] as const) {
    // "Maximum length: 65535 characters."
    if ([...content].length > LONGEST_OUTPUT)
      throw refused(`Only ${LONGEST_OUTPUT} characters are allowed; "${field}" has more.`);
  }
  const annotations = (Array.isArray(output.annotations) ? output.annotations : []) as Record<string, unknown>[];
  if (annotations.length > MOST_ANNOTATIONS) {
    throw refused(`No more than ${MOST_ANNOTATIONS} items are allowed; ${annotations.length} were supplied.`);
  }
  // "Each update appends annotations to the list of annotations that already exist for the check run."
  return { title, summary: output.summary, text, annotations: [...former.annotations, ...annotations] };
};

/** The buttons of a run, within GitHub's limits. */
export const readActions = (value: unknown, former: CheckRun["actions"]): CheckRun["actions"] => {
  if (!Array.isArray(value)) return former;
  if (value.length > MOST_ACTIONS)
    throw refused(`No more than ${MOST_ACTIONS} items are allowed; ${value.length} were supplied.`);
  return (value as CheckRun["actions"]).map((action) => {
    for (const [field, most] of [
      ["label", 20],
      ["description", 40],
      ["identifier", 20],
    ] as const) {
      if (typeof action[field] !== "string" || [...action[field]].length > most) {
        throw refused(`For 'properties/actions/items/properties/${field}', only ${most} characters are allowed.`);
      }
    }
    return { label: action.label, description: action.description, identifier: action.identifier };
  });
};

/** "Providing conclusion will automatically set the status parameter to completed." */
export const applyState = (box: Box, run: CheckRun, patch: Record<string, unknown>): void => {
  const conclusion =
    patch.conclusion === undefined || patch.conclusion === null
      ? undefined
      : CONCLUSIONS.find((one) => one === patch.conclusion);
  if (patch.conclusion !== undefined && patch.conclusion !== null && conclusion === undefined) {
    throw refused(`${JSON.stringify(patch.conclusion)} is not a valid conclusion.`);
  }
  const status = patch.status === undefined ? undefined : STATUSES.find((one) => one === patch.status);
  if (patch.status !== undefined && status === undefined)
    throw refused(`${JSON.stringify(patch.status)} is not a valid status.`);
  // "conclusion: Required if you provide completed_at or a status of completed."
  if (status === "completed" && conclusion === undefined && run.conclusion === null)
    throw refused(`"conclusion" wasn't supplied.`);
  if (typeof patch.started_at === "string") run.startedAt = patch.started_at;
  if (conclusion !== undefined) {
    run.status = "completed";
    run.conclusion = conclusion;
    run.completedAt = typeof patch.completed_at === "string" ? patch.completed_at : box.clock.iso();
  } else if (status !== undefined && status !== "completed") {
    run.status = status;
    run.conclusion = null;
    run.completedAt = null;
  }
};
