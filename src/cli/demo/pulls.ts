/** The pull requests of the story, opened, checked and merged over GitHub's API as a person's tools would. */
import { CHECK_NAME } from "../../core/rules/pull-gate.ts";
import { type Person, StoryError } from "./person.ts";
import type { Stage } from "./story.ts";

/** The check that the pull request of the story brings. */
export const GUARD = "Pool limit";

/** A pull request, as far as the story needs it. */
export interface Pull {
  readonly number: number;
  readonly head: { readonly sha: string };
}

/** Opens the pull request that hardens: a test, a guard, an alert and the runbook. */
export function openPull(stage: Stage, body: string): Promise<Pull> {
  return open(stage, "harden-connection-pool", "Guard the connection pool", body, {
    "test/pool-limit.test.js": "// The pool never opens more connections than the database allows.\n",
    ".github/workflows/pool-limit.yml": "name: Pool limit\non: pull_request\n",
    "docs/runbooks/connection-pool.md":
      "# Connection pool\n\n1. Look at the dashboard.\n2. Where `pool-limit.yml` is red, do not merge: the Pool limit check guards it.\n3. Roll back.\n",
    "docs/oncall/connection-pool.md": "- [ ] The pool limit check is green.\n",
    "monitoring/alerts/connection-pool.yml": "groups:\n  - name: connection-pool\n",
  });
}

/** A later change that has nothing to do with the incident: the guard runs on it, and it is merged. */
export async function mergeAnother(stage: Stage): Promise<void> {
  const files = { "src/pool.js": "export const size = 20;\n" };
  const pull = await open(stage, "resize-pool", "Resize the pool", "", files);
  await report(stage, pull.head.sha, ["test", GUARD]);
  await stage.settle();
  await stage.people.admin.put(`${stage.repository}/pulls/${pull.number}/merge`, { merge_method: "squash" });
}

/** CI says of a commit that these checks passed. */
export async function report({ repository, people }: Stage, sha: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const passed = { name, head_sha: sha, status: "completed", conclusion: "success" };
    await people.actions.post(`${repository}/check-runs`, passed);
  }
}

async function open(
  { repository, people: { author } }: Stage,
  branch: string,
  title: string,
  body: string,
  files: Readonly<Record<string, string>>,
): Promise<Pull> {
  const { default_branch: base } = (await author.get(repository)) as { default_branch: string };
  const ref = (await author.get(`${repository}/git/ref/heads/${base}`)) as { object: { sha: string } };
  await author.post(`${repository}/git/refs`, { ref: `refs/heads/${branch}`, sha: ref.object.sha });
  for (const [path, text] of Object.entries(files)) {
    await author.put(`${repository}/contents/${path}`, {
      message: `Add ${path}`,
      content: Buffer.from(text).toString("base64"),
      branch,
    });
  }
  return (await author.post(`${repository}/pulls`, { title, body, head: branch, base })) as Pull;
}

/** What Quench's own check says of a commit. */
export async function checkOn(person: Person, repository: string, sha: string) {
  const answer = (await person.get(
    `${repository}/commits/${sha}/check-runs?check_name=${encodeURIComponent(CHECK_NAME)}`,
  )) as {
    check_runs: { conclusion: string | null; output: { title: string; summary: string } }[];
  };
  const run = answer.check_runs[0];
  if (run === undefined) throw new StoryError("the story expected Quench's check on the pull request");
  return run;
}
