/** The pull request's check run. */
import type { Write } from "../../core/plan/write.ts";
import type { GitHubClient } from "../request/client.ts";
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
  const key = `${write.repository}@${write.sha}`.toLowerCase();
  const before = turns.get(key);
  const turn = (before ?? Promise.resolve()).then(() => writeCheck(client, context, write));
  const done = turn.then(
    () => undefined,
    () => undefined,
  );
  turns.set(key, done);
  try {
    return await turn;
  } finally {
    if (turns.get(key) === done) turns.delete(key);
  }
}

/** Passes of one process take turns at a commit's check: of two incidents, the second sees what the first one wrote. */
const turns = new Map<string, Promise<void>>();

async function writeCheck(
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

  if (write.over !== undefined && !(await standsOver(client, context, write, write.over))) return "skipped";
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
      return { id: (answer.data as { id: number }).id, summary };
    },
  );
  if (!created) await update(value.id);
  return "done";
}

/** Whether the check is still as the plan read it: another incident's pass may have written its part meanwhile. */
async function standsOver(
  client: GitHubClient,
  context: WriteContext,
  write: Extract<Write, { kind: "check" }>,
  over: string | null,
): Promise<boolean> {
  const [owner = "", repo = ""] = write.repository.split("/");
  const present = await repeatable(context, () => findCheck(client, context, { owner, repo, ...write }));
  return (present?.summary ?? "").trim() === (over ?? "").trim();
}

/** The newest check run of ours by this name on a commit. */
async function findCheck(
  client: GitHubClient,
  context: WriteContext,
  check: { readonly owner: string; readonly repo: string; readonly sha: string; readonly name: string },
): Promise<{ readonly id: number; readonly summary: string } | null> {
  const { appId } = context.identity;
  const { owner, repo, sha, name } = check;
  const runs = await listAll(
    client,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { owner, repo, ref: sha, check_name: name, filter: "latest" },
    { under: "check_runs" },
  );
  const ours = runs
    .map(
      (run) =>
        run as { id: number; name: string; app?: { id?: number } | null; output?: { summary?: string | null } | null },
    )
    .filter((run) => run.name === name && (appId === null || run.app?.id === appId))
    .map((run) => ({ id: run.id, summary: run.output?.summary ?? "" }));
  return ours.sort((a, b) => b.id - a.id)[0] ?? null;
}
