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
  /** Whether it changes a file named `quench.yml`, or may have renamed one; true where not all its files were read. */
  readonly touchesPolicy: boolean;
  /** Our newest check run of the gate's name there; null where none is. */
  readonly check: OwnRun | null;
}

interface Answer {
  readonly repository: Raw<{
    readonly defaultBranchRef: Raw<{ readonly name: string }>;
    readonly pullRequest: Raw<
      RawPullFacts & {
        readonly files: Raw<RawList<{ readonly path: string; readonly changeType: string }>>;
        readonly head: Raw<{
          readonly nodes: Raw<readonly Raw<{ readonly commit: Raw<{ readonly checkSuites: Raw<RawSuites> }> }>[]>;
        }>;
      }
    >;
  }>;
}

function closingsInto(
  home: Raw<{ readonly name: string }> | undefined,
  pull: RawPullFacts,
  repository: string,
): Readable<Closings> {
  if (isProblem(home)) return unreadable(home, "defaultBranchRef");
  return home?.name === pull.baseRefName ? closingsOf(pull, repository) : { byBody: [], byCommit: [] };
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
  const files = listOf(pull.files, "files", (file) => file);
  return {
    open: pull.state === "OPEN",
    sha: pull.headRefOid,
    closings: closingsInto(present(repository)?.defaultBranchRef, pull, `${owner}/${name}`),
    // GitHub names a renamed file by its new name only.
    touchesPolicy:
      isUnreadable(files) || files.some((file) => file.changeType === "RENAMED" || POLICY_FILE.test(file.path)),
    check: ownRunsIn(present(present(commit)?.checkSuites))[0] ?? null,
  };
}
