/** A pull request by itself: what its merge would close, and our check on its head. Usually one request. */
import { CHECK_NAME } from "../../core/rules/pull-gate.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { PULL_HEAD_QUERY } from "../queries/heads.ts";
import type { Raw, RawList } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { isAbsence, isProblem, listOf, placeProblems, present, problemIn, unreadable } from "../request/problems.ts";
import { type Closings, closingsOf, type RawPullFacts } from "./read-closings.ts";
import { type OwnRun, ownRunsIn, type RawSuites } from "./own-runs.ts";

export interface PullHead {
  readonly open: boolean;
  readonly sha: string;
  /** Nothing, where it goes into another branch than the default one. */
  readonly closings: Readable<Closings>;
  /** Whether it changes a file named `quench.yml`; true where it changes more files than were read. */
  readonly touchesPolicy: boolean;
  /** Our newest check run of the gate's name there; null where none is. */
  readonly check: OwnRun | null;
}

interface Answer {
  readonly repository: Raw<{
    readonly defaultBranchRef: Raw<{ readonly name: string }>;
    readonly pullRequest: Raw<
      RawPullFacts & {
        readonly files: Raw<RawList<{ readonly path: string }>>;
        readonly head: Raw<{
          readonly nodes: Raw<readonly Raw<{ readonly commit: Raw<{ readonly checkSuites: Raw<RawSuites> }> }>[]>;
        }>;
      }
    >;
  }>;
}

const POLICY_FILE = /(?:^|\/)[^/]*quench[^/]*\.ya?ml$/i;

/** @returns null where it does not exist for us. @throws `RateLimited`, `Unavailable` */
export async function readPullHead(
  client: GitHubClient,
  { owner, name, number, app }: { owner: string; name: string; number: number; app: number },
): Promise<Readable<PullHead> | null> {
  const variables = { owner, name, number, app, check: CHECK_NAME };
  const { data, errors } = await client.graphql<Answer>(PULL_HEAD_QUERY, variables);
  placeProblems(data, errors);
  const repository = data?.repository;
  const pull = isProblem(repository) ? repository : repository?.pullRequest;
  if (isProblem(pull)) return isAbsence(pull) ? null : unreadable(pull, "pull request");
  if (pull === null || pull === undefined) return null;
  const problem = problemIn(pull.head);
  if (problem !== null) return unreadable(problem, "checks");
  const commit = present(present(present(pull.head)?.nodes)?.at(-1))?.commit;
  const files = listOf(pull.files, "files", ({ path }) => path);
  const intoDefault = present(present(repository)?.defaultBranchRef)?.name === pull.baseRefName;
  return {
    open: pull.state === "OPEN",
    sha: pull.headRefOid,
    closings: intoDefault ? closingsOf(pull, `${owner}/${name}`) : { byBody: [], byCommit: [] },
    touchesPolicy: isUnreadable(files) || files.some((path) => POLICY_FILE.test(path)),
    check: ownRunsIn(present(present(commit)?.checkSuites))[0] ?? null,
  };
}
