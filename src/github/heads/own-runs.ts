/** Our own check runs on a commit, newest first, however they were answered. */
import type { CheckContent } from "../../core/plan/write.ts";
import type { Raw } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { present } from "../request/problems.ts";
import { listAll } from "../write/write-context.ts";

export interface OwnRun {
  readonly id: number;
  readonly name: string;
  /** What we said it was about (`Write.about`); null where that was not asked for, or not said. */
  readonly about: string | null;
  readonly content: CheckContent;
}

export interface RawSuites {
  readonly nodes: Raw<
    readonly Raw<{
      readonly checkRuns: Raw<{
        readonly nodes: Raw<
          readonly Raw<{
            readonly databaseId: number;
            readonly status: string;
            readonly conclusion?: string | null;
            readonly title?: string | null;
            readonly summary?: string | null;
            readonly text?: string | null;
          }>[]
        >;
      }>;
    }>[]
  >;
}

/** As GraphQL answers them, of one name. */
export function ownRunsIn(suites: RawSuites | null): readonly OwnRun[] {
  return (present(suites?.nodes) ?? [])
    .flatMap((suite) => present(present(present(suite)?.checkRuns)?.nodes) ?? [])
    .flatMap((raw) => present(raw) ?? [])
    .map((run) => ({ id: run.databaseId, name: "", about: null, content: contentOf(run) }))
    .sort((a, b) => b.id - a.id);
}

interface RestRun {
  readonly id: number;
  readonly name: string;
  readonly external_id?: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app?: { readonly id?: number } | null;
  readonly output?: { readonly title?: string | null; readonly summary?: string | null; readonly text?: string | null };
}

/** Every check run of an App on a commit, the newest of each name, as REST lists them. */
export async function readOwnRuns(
  client: GitHubClient,
  { owner, repo, sha, app }: { owner: string; repo: string; sha: string; app: number },
): Promise<readonly OwnRun[]> {
  const route = "GET /repos/{owner}/{repo}/commits/{ref}/check-runs";
  const listed = await listAll(
    client,
    route,
    { owner, repo, ref: sha, app_id: app, filter: "latest" },
    {
      under: "check_runs",
      pages: 5,
    },
  );
  return listed
    .map((each) => each as RestRun)
    .filter((run) => run.app?.id === app)
    .map((run) => ({
      id: run.id,
      name: run.name,
      about: run.external_id ?? null,
      content: contentOf({ ...run, ...run.output }),
    }))
    .sort((a, b) => b.id - a.id);
}

function contentOf(raw: {
  readonly status: string;
  readonly conclusion?: string | null;
  readonly title?: string | null;
  readonly summary?: string | null;
  readonly text?: string | null;
}): CheckContent {
  const done = raw.status.toLowerCase() === "completed";
  const said = raw.conclusion?.toLowerCase();
  // We conclude nothing else; what came otherwise differs from everything that we would say.
  const conclusion = said === "success" || said === "failure" ? said : "action_required";
  return {
    status: done ? "completed" : "in_progress",
    conclusion: done ? conclusion : null,
    title: raw.title ?? "",
    summary: raw.summary ?? "",
    text: raw.text ?? "",
  };
}
