/** Which open pull requests of a repository have no ended check of ours on their head. */
import { CHECK_NAME } from "../../core/rules/pull-gate.ts";
import { OPEN_PULLS_QUERY } from "../queries/heads.ts";
import type { Raw, RawList } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { isProblem, placeProblems, present } from "../request/problems.ts";
import { ownRunsIn, type RawSuites } from "./own-runs.ts";

/** The newest thousand; older ones get their check with their next event. */
const MOST_PAGES = 20;

interface Answer {
  readonly repository: Raw<{
    readonly pullRequests: Raw<
      RawList<{
        readonly number: number;
        readonly head: Raw<{
          readonly nodes: Raw<readonly Raw<{ readonly commit: Raw<{ readonly checkSuites: Raw<RawSuites> }> }>[]>;
        }>;
      }>
    >;
  }>;
}

/** Their numbers, newest first; fifty pull requests a request. @throws `RateLimited`, `Unavailable` */
export async function readUnchecked(
  client: GitHubClient,
  { owner, name, app }: { readonly owner: string; readonly name: string; readonly app: number },
): Promise<readonly number[]> {
  const found: number[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const variables: Record<string, unknown> = { owner, name, app, check: CHECK_NAME, after };
    const { data, errors } = await client.graphql<Answer>(OPEN_PULLS_QUERY, variables);
    placeProblems(data, errors);
    const list = present(present(data?.repository)?.pullRequests);
    if (list === null) return found;
    const nodes = list.nodes === null || list.nodes === undefined || isProblem(list.nodes) ? [] : list.nodes;
    for (const raw of nodes) {
      const pull = present(raw);
      if (pull === null) continue;
      const commit = present(present(present(pull.head)?.nodes)?.at(-1))?.commit;
      const [newest] = ownRunsIn(present(present(commit)?.checkSuites));
      if (newest?.content.status !== "completed") found.push(pull.number);
    }
    if (!list.pageInfo.hasNextPage) return found;
    after = list.pageInfo.endCursor ?? null;
  }
  return found;
}
