/** Contents, Git data, branches, commits, pull requests, reviews and merging. */
import type { TestBox } from "../box.ts";
import type { Ask } from "../contract.ts";

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");

const contents = async (ask: Ask): Promise<void> => {
  const file = { message: "Add a note", content: base64("one\n"), branch: "main" };
  const made = (await ask(201, "admin", "PUT", "contents/docs/note.md", file)).body;
  await ask(409, "admin", "PUT", "contents/docs/note.md", { ...file, sha: "0".repeat(40) });
  const changed = (
    await ask(200, "admin", "PUT", "contents/docs/note.md", {
      ...file,
      content: base64("two\n"),
      sha: made.content.sha,
    })
  ).body;
  await ask(200, "outsider", "GET", "contents");
  await ask(200, "outsider", "GET", "contents/docs");
  await ask(200, "outsider", "GET", "contents/docs/note.md?ref=main");
  await ask(404, "outsider", "GET", "contents/docs/none.md");
  await ask(200, "admin", "DELETE", "contents/docs/note.md", { message: "Drop it", sha: changed.content.sha });
};

const gitData = async (ask: Ask): Promise<void> => {
  const head = (await ask(200, "outsider", "GET", "git/ref/heads/main")).body.object.sha;
  await ask(404, "outsider", "GET", "git/ref/heads/none");
  await ask(200, "outsider", "GET", "git/matching-refs/heads/ma");
  const parent = (await ask(200, "outsider", "GET", `git/commits/${head}`)).body;
  const flat = (await ask(200, "outsider", "GET", `git/trees/${parent.tree.sha}`)).body;
  await ask(200, "outsider", "GET", "git/trees/main?recursive=1");
  const folder = flat.tree.find((entry: { type: string }) => entry.type === "tree");
  if (folder !== undefined) await ask(200, "outsider", "GET", `git/trees/${folder.sha}`);
  const blob = (await ask(201, "author", "POST", "git/blobs", { content: "guard\n", encoding: "utf-8" })).body;
  await ask(200, "outsider", "GET", `git/blobs/${blob.sha}`);
  const tree = (
    await ask(201, "author", "POST", "git/trees", {
      base_tree: parent.tree.sha,
      tree: [
        { path: "guard.txt", mode: "100644", type: "blob", sha: blob.sha },
        { path: "test/guard.test.ts", mode: "100644", type: "blob", content: "expect(1).toBe(1);\n" },
      ],
    })
  ).body;
  const commit = (
    await ask(201, "author", "POST", "git/commits", { message: "Add a guard", tree: tree.sha, parents: [head] })
  ).body;
  await ask(201, "author", "POST", "git/refs", { ref: "refs/heads/fix/guard", sha: commit.sha });
  await ask(422, "author", "POST", "git/refs", { ref: "refs/heads/fix/guard", sha: commit.sha });
  await ask(201, "author", "POST", "git/refs", { ref: "refs/heads/spare", sha: head });
  await ask(200, "author", "PATCH", "git/refs/heads/spare", { sha: commit.sha });
  await ask(204, "author", "DELETE", "git/refs/heads/spare");
};

const branchesAndCommits = async (ask: Ask): Promise<string> => {
  await ask(200, "outsider", "GET", "branches");
  await ask(200, "outsider", "GET", "branches/fix/guard");
  await ask(404, "outsider", "GET", "branches/none");
  await ask(404, "admin", "GET", "branches/main/protection");
  await ask(200, "outsider", "GET", "commits?sha=fix/guard&per_page=2");
  const commit = (await ask(200, "outsider", "GET", "commits/fix/guard")).body;
  await ask(422, "outsider", "GET", `commits/${"f".repeat(40)}`);
  await ask(200, "outsider", "GET", "compare/main...fix/guard");
  return commit.sha as string;
};

const pulls = async (ask: Ask, sha: string): Promise<void> => {
  const issue = (await ask(201, "owner", "POST", "issues", { title: "Guard it" })).body;
  const input = { title: "Guard the checkout", head: "fix/guard", base: "main", body: `Fixes #${issue.number}` };
  const pull = (await ask(201, "author", "POST", "pulls", input)).body;
  await ask(422, "author", "POST", "pulls", input);
  await ask(200, "outsider", "GET", "pulls?state=all&head=acme:fix/guard");
  await ask(200, "outsider", "GET", `pulls/${pull.number}`);
  await ask(200, "author", "PATCH", `pulls/${pull.number}`, { title: "Guard the checkout path" });
  await ask(200, "outsider", "GET", `pulls/${pull.number}/files`);
  await ask(200, "outsider", "GET", `pulls/${pull.number}/commits`);
  await ask(200, "outsider", "GET", `commits/${sha}/pulls`);
  await ask(422, "author", "POST", `pulls/${pull.number}/reviews`, { event: "APPROVE" });
  const review = (await ask(200, "verifier", "POST", `pulls/${pull.number}/reviews`, { event: "APPROVE", body: "ok" }))
    .body;
  await ask(200, "outsider", "GET", `pulls/${pull.number}/reviews`);
  await ask(200, "outsider", "GET", `pulls/${pull.number}/reviews/${review.id}`);
  await ask(404, "outsider", "GET", `pulls/${pull.number}/merge`);
  await ask(409, "author", "PUT", `pulls/${pull.number}/merge`, { sha: "0".repeat(40) });
  await ask(200, "author", "PUT", `pulls/${pull.number}/merge`, { merge_method: "squash" });
  await ask(405, "author", "PUT", `pulls/${pull.number}/merge`, {});
  await ask(204, "outsider", "GET", `pulls/${pull.number}/merge`);
  await ask(200, "outsider", "GET", `pulls/${pull.number}`);
  await ask(200, "outsider", "GET", `issues/${pull.number}/timeline`);
  await ask(200, "outsider", "GET", `issues/${issue.number}/timeline`);
};

export const codeStory = async (ask: Ask, _box: TestBox): Promise<void> => {
  await contents(ask);
  await gitData(ask);
  await pulls(ask, await branchesAndCommits(ask));
};
