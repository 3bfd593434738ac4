/** What a sweep begins with, in one request: the policy, the default branch's tip, and the mark of the last sweep. */
import { POLICY_PATH } from "../../core/policy/parse.ts";
import type { Instant, PolicyVersion } from "../../core/snapshot/types.ts";
import { type RawSuites, ownRunsIn } from "../heads/own-runs.ts";
import { type RawPlace, readPlace } from "../portfolio/read-place.ts";
import { SWEEP_QUERY } from "../queries/sweep.ts";
import type { Raw, RawPolicyHolder } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { isProblem, present, problemIn } from "../request/problems.ts";

/** The check run that holds the mark. */
export interface MarkRun {
  readonly id: number;
  readonly text: string;
}

export interface SweepStart {
  /** GitHub's clock. */
  readonly now: Instant;
  readonly archived: boolean;
  /** Newest first; empty where there is no policy file. */
  readonly policy: readonly PolicyVersion[];
  /** The default branch's last commit; null where there is none. */
  readonly tip: string | null;
  /**
   * The commit that the mark is put on: the last one that changed the policy file, else the folder that holds it and the
   * workflows. Null where there is none.
   */
  readonly place: string | null;
  readonly mark: MarkRun | null;
}

/** Where the policy and the workflows lie. */
const FOLDER = ".github";

type Marked = Raw<{ nodes: Raw<readonly Raw<{ oid: string; checkSuites: Raw<RawSuites> }>[]> }>;

interface RawSwept extends RawPlace {
  marks: Raw<{ target: Raw<{ oid?: string; ofPolicy?: Marked; ofFolder?: Marked }> }>;
}

interface Answer {
  repository: Raw<RawSwept>;
  organization: Raw<{ id: string } & RawPolicyHolder>;
}

/**
 * @param wanted `app`: whose check runs are the marks, null for anybody's; `check`: their name
 * @returns why there is nothing to sweep, where there is not
 * @throws {RateLimited} @throws {Unavailable} where GitHub could not tell.
 */
export async function readSweep(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  wanted: { readonly app: number | null; readonly check: string },
): Promise<SweepStart | { readonly closed: string }> {
  const { owner, repo } = place;
  const policyFile = { path: POLICY_PATH, expression: `HEAD:${POLICY_PATH}` };
  const { app, check } = wanted;
  const mark = { folder: FOLDER, check, ...(app === null ? {} : { app }) };
  const answer = await client.graphql<Answer>(SWEEP_QUERY, { owner, repo, ...policyFile, ...mark });
  const read = await readPlace(client, place, answer);
  if ("closed" in read) return read;
  const { repository, policy } = read;
  const tip = present(present(repository.marks)?.target);
  const [marked] = [tip?.ofPolicy, tip?.ofFolder].flatMap((list) => present(present(present(list)?.nodes)?.[0]) ?? []);
  // A mark that cannot be read is none: everything is looked at.
  const [run] = isProblem(problemIn(marked?.checkSuites)) ? [] : ownRunsIn(present(marked?.checkSuites));
  return {
    now: answer.date,
    archived: repository.isArchived,
    policy,
    tip: tip?.oid ?? null,
    place: marked?.oid ?? null,
    mark: run === undefined ? null : { id: run.id, text: run.content.text },
  };
}
