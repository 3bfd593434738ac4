/** `POST bulk`: a large incident at once. */
import type { Box } from "../state/box.ts";
import { BoxError } from "../state/contract.ts";
import { plantBulk } from "../state/bulk.ts";
import { LARGE } from "../state/bulk-options.ts";
import { administrator, type Input, repositoryIn, text, texts } from "./input.ts";

const numberOr = (input: Input, name: string, otherwise: number): number => {
  const value = input[name] ?? otherwise;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw new BoxError(422, `"${name}" must be a whole number from 0 up.`);
  return value;
};

/** Everything may be left out: see `LARGE` for what it is then. */
export const makeBulk = (state: Box, input: Input): Record<string, unknown> => {
  const repository = repositoryIn(state, input);
  const author = text(input, "author") ?? administrator(state, repository).login;
  const made = plantBulk(state, repository, {
    author,
    items: numberOr(input, "items", LARGE.items),
    pulls: numberOr(input, "pulls", LARGE.pulls),
    comments: numberOr(input, "comments", LARGE.comments),
    files: numberOr(input, "files", LARGE.files),
    days: numberOr(input, "days", LARGE.days),
    checks: input.checks === undefined ? LARGE.checks : texts(input, "checks"),
    incidentLabel: text(input, "incident_label") ?? LARGE.incidentLabel,
    itemLabel: text(input, "item_label") ?? LARGE.itemLabel,
    incidentBody: text(input, "incident_body") ?? LARGE.incidentBody,
    itemBody: text(input, "item_body") ?? LARGE.itemBody,
    pullBody: text(input, "pull_body") ?? LARGE.pullBody,
  });
  return {
    incident: made.incident,
    items: made.items,
    pulls: made.pulls,
    largest_pull: made.largestPull,
    comments: made.comments,
    check_runs: made.checkRuns,
  };
};
