/** Our marks on issues: labels, and whom they are assigned to. */
import type { Write } from "../../core/plan/write.ts";
import type { GitHubClient } from "../request/client.ts";
import { Refused } from "../request/errors.ts";
import { isMissing, repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

type Of<K extends Write["kind"]> = Extract<Write, { kind: K }>;

/**
 * A label of ours. Its name is its unique key, so a repeated POST is refused with 422 `already_exists`. One that people
 * recolored stays as it is; `update` is about its description alone.
 */
export async function ensureLabel(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"label">,
): Promise<WriteResult> {
  const { owner, repo } = context;
  try {
    await repeatable(context, () =>
      client.rest("POST /repos/{owner}/{repo}/labels", {
        owner,
        repo,
        name: write.name,
        color: write.color.replace(/^#/, ""),
        description: write.description,
      }),
    );
    return "done";
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
    if (write.update !== true) return "unchanged";
    await repeatable(context, () =>
      client.rest("PATCH /repos/{owner}/{repo}/labels/{name}", {
        owner,
        repo,
        name: write.name,
        description: write.description,
      }),
    );
    return "done";
  }
}

/** Adds and removes the named labels and touches no other: two calls, each of which GitHub makes idempotent. */
export async function ensureIssueLabels(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"issue_labels">,
): Promise<WriteResult> {
  const { owner, repo } = context;
  const issue_number = write.issue.number;
  if (write.add.length > 0) {
    await repeatable(context, () =>
      client.rest("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
        owner,
        repo,
        issue_number,
        labels: [...write.add],
      }),
    );
  }
  for (const name of write.remove) {
    try {
      await repeatable(context, () =>
        client.rest("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
          owner,
          repo,
          issue_number,
          name,
        }),
      );
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return write.add.length + write.remove.length > 0 ? "done" : "unchanged";
}

/** Adds and removes the named assignees, and nobody else. */
export async function ensureAssignees(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"assign">,
): Promise<WriteResult> {
  const { owner, repo } = context;
  const issue_number = write.issue.number;
  if (write.add.length > 0) {
    await repeatable(context, () =>
      client.rest("POST /repos/{owner}/{repo}/issues/{issue_number}/assignees", {
        owner,
        repo,
        issue_number,
        assignees: [...write.add],
      }),
    );
  }
  if (write.remove.length > 0) {
    await repeatable(context, () =>
      client.rest("DELETE /repos/{owner}/{repo}/issues/{issue_number}/assignees", {
        owner,
        repo,
        issue_number,
        assignees: [...write.remove],
      }),
    );
  }
  return write.add.length + write.remove.length > 0 ? "done" : "unchanged";
}

function isAlreadyThere(error: unknown): boolean {
  if (!(error instanceof Refused) || error.status !== 422) return false;
  const { errors } = (error.data ?? {}) as { errors?: unknown };
  return Array.isArray(errors) && errors.some((detail: { code?: unknown } | null) => detail?.code === "already_exists");
}
