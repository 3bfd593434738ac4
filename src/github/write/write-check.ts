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

/**
 * The button of every check; GitHub takes 20, 40 and 20 characters.
 * Source: https://docs.github.com/en/rest/checks/runs#create-a-check-run
 */
export const LOOK_AGAIN = { label: "Look again", description: "Judge it by how things are now", identifier: "look" };

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
    ...(write.about === undefined ? {} : { external_id: write.about }),
    actions: [LOOK_AGAIN],
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

  const find = (): Promise<Present | null> =>
    findCheck(client, context, { owner, repo, sha: write.sha, name: write.name });
  const found = write.over === undefined ? undefined : await repeatable(context, find);
  // Another incident's pass may have written its part since the plan was made.
  if (found !== undefined && (found?.summary ?? "").trim() !== (write.over ?? "").trim()) return "skipped";
  if (write.existing !== null) {
    try {
      await update(write.existing);
      return "done";
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  let known = found;
  const { value, created } = await ensureOnce(
    context,
    async () => {
      const present = known === undefined ? await find() : known;
      known = undefined;
      return present;
    },
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

interface Present {
  readonly id: number;
  readonly summary: string;
}

/** The newest check run of ours by this name on a commit. */
async function findCheck(
  client: GitHubClient,
  context: WriteContext,
  check: { readonly owner: string; readonly repo: string; readonly sha: string; readonly name: string },
): Promise<Present | null> {
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
