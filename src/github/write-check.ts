/** The pull request's check run. */
import type { Write } from "../core/plan/write.ts";
import type { GitHubClient } from "./client.ts";
import { ensureOnce, isMissing, listAll, repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

/**
 * One check run of ours by name and head. Where GitHub has none yet it is made; an ambiguous failure is settled by
 * listing. Only the App that made a check run may change it, so another App's of the same name is not taken for ours.
 */
export async function ensureCheck(
  client: GitHubClient,
  context: WriteContext,
  write: Extract<Write, { kind: "check" }>,
): Promise<WriteResult> {
  const [owner = "", repo = ""] = write.repository.split("/");
  const { status, conclusion, title, summary, text } = write.content;
  const fields = {
    name: write.name,
    status,
    // GitHub takes any conclusion as "completed", so none is sent with a check that still runs.
    ...(status === "completed" && conclusion !== null ? { conclusion } : {}),
    output: { title, summary, ...(text === "" ? {} : { text }) },
  };
  const update = (id: number): Promise<unknown> =>
    repeatable(context, () =>
      client.rest("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
        owner,
        repo,
        check_run_id: id,
        ...fields,
      }),
    );

  if (write.existing !== null) {
    try {
      await update(write.existing);
      return "done";
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  const { value, created } = await ensureOnce(
    context,
    () => findCheck(client, context, { owner, repo, sha: write.sha, name: write.name }),
    async () => {
      const answer = await client.rest("POST /repos/{owner}/{repo}/check-runs", {
        owner,
        repo,
        head_sha: write.sha,
        ...fields,
      });
      return (answer.data as { id: number }).id;
    },
  );
  if (!created) await update(value);
  return "done";
}

/** The newest check run of ours by this name on a commit. */
async function findCheck(
  client: GitHubClient,
  context: WriteContext,
  check: { readonly owner: string; readonly repo: string; readonly sha: string; readonly name: string },
): Promise<number | null> {
  const { appId } = context.identity;
  const { owner, repo, sha, name } = check;
  const runs = await listAll(
    client,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { owner, repo, ref: sha, check_name: name, filter: "latest" },
    { under: "check_runs" },
  );
  const ours = runs
    .map((run) => run as { id: number; name: string; app?: { id?: number } | null })
    .filter((run) => run.name === name && (appId === null || run.app?.id === appId))
    .map((run) => run.id);
  return ours.length === 0 ? null : Math.max(...ours);
}
