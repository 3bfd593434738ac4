/** What the event asks to be proven. Of its payload only numbers, commits and the names of branches are read. */
import { WorkflowError } from "../inputs.ts";
import { member, numberOf, shaOf } from "../payload.ts";

export interface ProofRequest {
  readonly number: number;
  /** Tip of the base branch when the event was sent. */
  readonly base: string;
  /** Name of the base branch. */
  readonly branch: string;
  readonly head: string;
  /** The head lies in another repository: the job's token can only read. */
  readonly fork: boolean;
  readonly closed: boolean;
}

const TARGET =
  "The mode `prove` never runs on `pull_request_target`: it runs the pull request's code, and there that code would run " +
  "with a token that may write, and beside the repository's secrets. Use `on: pull_request`.";

/**
 * @param name `GITHUB_EVENT_NAME`
 * @param payload the parsed event file
 * @throws WorkflowError for every event but `pull_request`
 */
export function readRequest(name: string, payload: unknown): ProofRequest {
  if (name === "pull_request_target") throw new WorkflowError(TARGET);
  if (name !== "pull_request") {
    throw new WorkflowError(
      `The mode \`prove\` runs on \`pull_request\` only; this event is ${JSON.stringify(name)}. Use \`on: pull_request\`.`,
    );
  }
  const pull = member(payload, "pull_request");
  const [base, head] = [member(pull, "base"), member(pull, "head")];
  const number = numberOf(pull);
  const branch = member(base, "ref");
  const [baseSha, headSha] = [shaOf(member(base, "sha")), shaOf(member(head, "sha"))];
  if (number === null || typeof branch !== "string" || baseSha === null || headSha === null) {
    throw new WorkflowError("The event file names no pull request with a base and a head.");
  }
  const [here, there] = [base, head].map((side) => member(member(side, "repo"), "full_name"));
  return {
    number,
    base: baseSha,
    branch,
    head: headSha,
    // A fork that was deleted since is null, and a fork none the less.
    fork: typeof here !== "string" || here !== there,
    closed: member(pull, "state") === "closed",
  };
}
