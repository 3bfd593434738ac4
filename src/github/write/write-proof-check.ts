/** The check of a red–green proof: one run of ours on the head, brought up to date where it is there. */
import { PROOF_CHECK } from "../../core/evidence/red-green.ts";
import type { GitHubClient } from "../request/client.ts";
import { ensureOnce, listAll, repeatable, type WriteContext } from "./write-context.ts";

export interface ProofContent {
  /** `success` where it is proven, and nowhere else: that is all that is ever believed of it. */
  readonly conclusion: "success" | "failure" | "neutral" | "action_required";
  readonly title: string;
  /** Markdown, as is `text`; at most 65,535 characters each. */
  readonly summary: string;
  readonly text: string;
}

/**
 * Puts the proof on a head; twice is once. An ambiguous failure is settled by listing.
 *
 * @throws `Refused` where the token may not write checks, as in a pull request from a fork
 */
export async function writeProofCheck(
  client: GitHubClient,
  context: WriteContext,
  { sha, content }: { readonly sha: string; readonly content: ProofContent },
): Promise<void> {
  const { owner, repo } = context;
  const { conclusion, title, summary, text } = content;
  const fields = {
    name: PROOF_CHECK,
    status: "completed",
    conclusion,
    // GitHub keeps a former text where none is sent.
    output: { title, summary, text },
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
  const create = async (): Promise<number> => {
    const { data } = await client.rest("POST /repos/{owner}/{repo}/check-runs", {
      owner,
      repo,
      head_sha: sha,
      ...fields,
    });
    return (data as { id: number }).id;
  };
  const made = await ensureOnce(context, () => findProof(client, context, sha), create);
  if (!made.created) await update(made.value);
}

/** Our newest run of that name on a commit. */
async function findProof(
  client: GitHubClient,
  { owner, repo, identity }: WriteContext,
  sha: string,
): Promise<number | null> {
  const runs = await listAll(
    client,
    "GET /repos/{owner}/{repo}/commits/{ref}/check-runs",
    { owner, repo, ref: sha, check_name: PROOF_CHECK, filter: "latest" },
    { under: "check_runs", pages: 5 },
  );
  const ours = runs
    .map((run) => run as { id: number; name: string; app?: { id?: number } | null })
    .filter((run) => run.name === PROOF_CHECK && (identity.appId === null || run.app?.id === identity.appId));
  return ours.map(({ id }) => id).sort((a, b) => b - a)[0] ?? null;
}
