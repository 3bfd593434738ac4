/** The check of a policy change: one run that is brought up to date while it is in progress, and a new one after that. */
import type { CheckContent, Write } from "../../core/plan/write.ts";
import type { Annotation } from "../../core/render/policy-check.ts";
import { type OwnRun, readOwnRuns } from "../heads/own-runs.ts";
import type { GitHubClient } from "../request/client.ts";
import { LOOK_AGAIN } from "./write-check.ts";
import { ensureOnce, repeatable, type WriteContext } from "./write-context.ts";

/** The name under which GitHub shows it. */
export const POLICY_CHECK = "Quench / policy";

/** GitHub takes so many at a request, and adds those of later requests to them. */
const ANNOTATIONS_AT_ONCE = 50;

export interface PolicyCheckWrite {
  readonly sha: string;
  /** What it is about, so that a look that is asked for finds it: `pull 12`. */
  readonly about: string;
  /** Our newest run of that name there, as it was read. */
  readonly existing: OwnRun | null;
  readonly content: CheckContent;
  /** Only with a content that is completed: GitHub never takes one back. */
  readonly annotations: readonly Annotation[];
}

/** The same as plain data, for whoever tells what was written. */
export function policyWrite(
  subject: { readonly owner: string; readonly repo: string; readonly number: number },
  { sha, check }: { readonly sha: string; readonly check: OwnRun | null },
  content: CheckContent,
): Extract<Write, { kind: "check" }> & { readonly about: string } {
  const repository = `${subject.owner}/${subject.repo}`;
  const about = `pull ${subject.number}`;
  const key = `policy:${sha}`;
  return { kind: "check", key, repository, sha, name: POLICY_CHECK, existing: check?.id ?? null, content, about };
}

/** Puts the check on the head; the caller has found that it differs from what is there. @returns its id. */
export async function writePolicyCheck(
  client: GitHubClient,
  context: WriteContext,
  { sha, about, existing, content, annotations }: PolicyCheckWrite,
): Promise<number> {
  const { owner, repo } = context;
  const { status, conclusion, title, summary, text } = content;
  const output = { title, summary, ...(text === "" ? {} : { text }) };
  const first = annotations.slice(0, ANNOTATIONS_AT_ONCE);
  const fields = {
    name: POLICY_CHECK,
    external_id: about,
    actions: [LOOK_AGAIN],
    status,
    ...(status === "completed" && conclusion !== null ? { conclusion } : {}),
    output: { ...output, ...(first.length === 0 ? {} : { annotations: first }) },
  };
  const patch = (id: number, more: object): Promise<unknown> =>
    client.rest("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", { owner, repo, check_run_id: id, ...more });

  let id: number;
  if (existing !== null && existing.content.status === "in_progress") {
    // Annotations would be added twice: what carries some is not repeated after an ambiguous failure.
    const write = (): Promise<unknown> => patch(existing.id, fields);
    await (first.length === 0 ? repeatable(context, write) : write());
    ({ id } = existing);
  } else {
    const find = async (): Promise<{ readonly id: number } | null> => {
      const runs = await readOwnRuns(client, { owner, repo, sha, app: context.identity.appId ?? 0 });
      return runs.find((run) => run.name === POLICY_CHECK && run.id > (existing?.id ?? 0)) ?? null;
    };
    const made = await ensureOnce(context, find, async () => {
      const { data } = await client.rest("POST /repos/{owner}/{repo}/check-runs", {
        owner,
        repo,
        head_sha: sha,
        ...fields,
      });
      return { id: (data as { id: number }).id };
    });
    ({ id } = made.value);
    if (!made.created) await patch(id, fields);
  }
  for (let from = ANNOTATIONS_AT_ONCE; from < annotations.length; from += ANNOTATIONS_AT_ONCE) {
    await patch(id, { output: { ...output, annotations: annotations.slice(from, from + ANNOTATIONS_AT_ONCE) } });
  }
  return id;
}
