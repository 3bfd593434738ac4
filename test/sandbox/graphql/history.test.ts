/** What a branch's history and its pull requests tell: merges of every kind, reverts, force pushes, checks. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStage, type Stage } from "../control/support.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

interface Entry {
  oid: string;
  message: string;
  messageHeadline: string;
  committedDate: string;
  associatedPullRequests: { nodes: { number: number }[] };
}

const history = async (args: string): Promise<Entry[]> => {
  const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") { defaultBranchRef { target {
    ... on Commit { history(${args}) {
      nodes { oid message messageHeadline committedDate associatedPullRequests(first: 5) { nodes { number } } }
      pageInfo { hasNextPage endCursor } } } } } } }`);
  return data.repository.defaultBranchRef.target.history.nodes;
};

const pullsOf = (entry: Entry | undefined): number[] =>
  (entry?.associatedPullRequests.nodes ?? []).map(({ number }) => number);

// docs.github.com "About merge methods on GitHub"; REST "Get a repository" (merge_commit_title and its like)
describe("the history of the default branch", () => {
  it("tells merges by GitHub's default messages and by the ones given", async () => {
    const merged = await stage.pull("plain", { "a.txt": "a\n" });
    const squashed = await stage.pull("squash", { "b.txt": "b\n" });
    await stage.commit("squash", { "b2.txt": "b\n" }, "Second\n\nWith a body");
    const worded = await stage.pull("worded", { "c.txt": "c\n" });
    await stage.merge(merged);
    await stage.merge(squashed, { merge_method: "squash" });
    await stage.merge(worded, { merge_method: "squash", commit_title: "Mine", commit_message: "Fixes nothing" });
    const [third, second, , first] = await history("first: 4");
    expect(third?.message).toBe("Mine\n\nFixes nothing");
    expect(second?.message).toBe(`Do squash (#${squashed})\n\n* Change squash\n\n* Second\n\nWith a body`);
    expect(second?.messageHeadline).toBe(`Do squash (#${squashed})`);
    expect([first, ...(await history("first: 4"))].map((entry) => entry?.message)).toContain(
      `Merge pull request #${merged} from acme/plain\n\nDo plain`,
    );
    expect([pullsOf(third), pullsOf(second)]).toEqual([[worded], [squashed]]);
  });

  it("names the pull request of every commit that a rebase made", async () => {
    const number = await stage.pull("rebased", { "d.txt": "d\n" });
    await stage.commit("rebased", { "e.txt": "e\n" }, "And e");
    await stage.commit("main", { "other.txt": "x\n" }, "Meanwhile");
    await stage.merge(number, { merge_method: "rebase" });
    const [last, former, direct] = await history("first: 3");
    expect([last?.message, former?.message, direct?.message]).toEqual(["And e", "Change rebased", "Meanwhile"]);
    expect([pullsOf(last), pullsOf(former), pullsOf(direct)]).toEqual([[number], [number], []]);
  });

  it("takes direct reverts with any message, one file at a time or as a whole", async () => {
    const sha = await stage.commit("main", { "f.txt": "f\n" }, "Add f");
    const blob = (await stage.rest("author", "GET", "contents/f.txt")).body.sha as string;
    const message = `Revert "Add f"\n\nThis reverts commit ${sha}.`;
    const gone = await stage.rest("author", "DELETE", "contents/f.txt", { message, sha: blob });
    expect(gone.status).toBe(200);
    await stage.commit("main", { "f.txt": "f\n" }, `Reapply "Add f"\n\nThis reverts commit ${gone.body.commit.sha}.`);
    const [again, revert] = await history("first: 2");
    expect(revert?.message).toBe(message);
    expect(revert?.messageHeadline).toBe('Revert "Add f"');
    expect(again?.message).toContain(`This reverts commit ${revert?.oid}.`);
  });

  it("is narrowed by time, path and author, and goes on after a page", async () => {
    await stage.control("POST", "clock", { advance: "PT1H" });
    await stage.commit("main", { "late.txt": "late\n" }, "Late");
    expect((await history('first: 9, since: "2026-03-02T10:30:00+01:00"')).map(({ message }) => message)).toEqual([
      "Late",
    ]);
    expect((await history('first: 9, path: "late.txt"')).map(({ message }) => message)).toEqual(["Late"]);
    const author = await stage.graphql('{ user(login: "andy-author") { id } }');
    const own = await history(`first: 100, author: { id: "${author.user.id}" }`);
    expect(own.map(({ message }) => message)).toContain("Late");
    expect(own.map(({ message }) => message)).not.toContain("Initial commit");
    expect(await history('first: 9, author: { emails: ["nobody@example.com"] }')).toEqual([]);
    const page = await stage.graphql(`{ repository(owner: "acme", name: "shop") { defaultBranchRef { target {
      ... on Commit { history(first: 1) { pageInfo { endCursor hasNextPage } } } } } } }`);
    const { endCursor, hasNextPage } = page.repository.defaultBranchRef.target.history.pageInfo;
    expect(hasNextPage).toBe(true);
    expect((await history(`first: 1, after: "${endCursor}"`))[0]?.message).not.toBe("Late");
  });
});

describe("pull requests", () => {
  it("are listed by their last change, with files and the checks of head and merge commit", async () => {
    const [early, late] = [await stage.pull("early", { "p.txt": "p\n" }), await stage.pull("late", { "q.txt": "q\n" })];
    await stage.merge(late);
    await stage.control("POST", "clock", { advance: "PT1M" });
    const mergeSha = await stage.merge(early, { merge_method: "squash" });
    const head = (await stage.rest("owner", "GET", `pulls/${early}`)).body.head.sha as string;
    const run = await stage.control("POST", "workflow-runs", {
      name: "ci",
      path: ".github/workflows/ci.yml",
      head_sha: head,
      event: "pull_request",
      jobs: [{ name: "test" }, { name: "guard", conclusion: "skipped" }],
    });
    await stage.control("POST", "workflow-runs", { name: "deploy", head_sha: mergeSha, jobs: [{ name: "ship" }] });
    const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") {
      pullRequests(first: 2, states: MERGED, baseRefName: "main", orderBy: { field: UPDATED_AT, direction: DESC }) {
        nodes { number updatedAt files(first: 5) { nodes { path } }
          statusCheckRollup { state }
          commits(last: 1) { nodes { commit { oid statusCheckRollup { contexts(first: 5) { nodes {
            ... on CheckRun { name conclusion checkSuite { app { slug } workflowRun {
              databaseId event resourcePath workflow { databaseId name state resourcePath } } } } } } } } } }
          mergeCommit { statusCheckRollup { contexts(first: 5) { nodes { ... on CheckRun { name } } } } } } } } }`);
    const [newest, other] = data.repository.pullRequests.nodes;
    expect([newest.number, other.number]).toEqual([early, late]);
    expect(newest.updatedAt > other.updatedAt).toBe(true);
    expect(newest.files.nodes).toEqual([{ path: "p.txt" }]);
    expect(newest.statusCheckRollup.state).toBe("SUCCESS");
    const { commit } = newest.commits.nodes[0];
    expect(commit.oid).toBe(head);
    const contexts = commit.statusCheckRollup.contexts.nodes;
    expect(contexts.map((each: { name: string; conclusion: string }) => [each.name, each.conclusion])).toEqual([
      ["test", "SUCCESS"],
      ["guard", "SKIPPED"],
    ]);
    expect(contexts[0].checkSuite).toEqual({
      app: { slug: "github-actions" },
      workflowRun: {
        databaseId: run.body.id,
        event: "pull_request",
        resourcePath: `/acme/shop/actions/runs/${run.body.id}`,
        workflow: {
          databaseId: expect.any(Number),
          name: "ci",
          state: "ACTIVE",
          resourcePath: "/acme/shop/actions/workflows/ci.yml",
        },
      },
    });
    expect(newest.mergeCommit.statusCheckRollup.contexts.nodes).toEqual([{ name: "ship" }]);
  });

  it("tell a force push with both heads and who pushed", async () => {
    const number = await stage.pull("pushed", { "r.txt": "r\n" });
    const before = (await stage.rest("owner", "GET", `pulls/${number}`)).body.head.sha as string;
    const after = await stage.commit("elsewhere", { "s.txt": "s\n" }, "Another way");
    const refused = await stage.rest("author", "PATCH", "git/refs/heads/pushed", { sha: after });
    expect([refused.status, refused.body.message]).toEqual([422, "Update is not a fast forward"]);
    await stage.rest("author", "PATCH", "git/refs/heads/pushed", { sha: after, force: true });
    const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") { pullRequest(number: ${number}) {
      headRefOid files(first: 5) { nodes { path } }
      timelineItems(first: 5, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) { nodes { ... on HeadRefForcePushedEvent {
        actor { login } beforeCommit { oid } afterCommit { oid } ref { name } } } } } } }`);
    const { headRefOid, files, timelineItems } = data.repository.pullRequest;
    expect([headRefOid, files.nodes]).toEqual([after, [{ path: "s.txt" }]]);
    expect(timelineItems.nodes).toEqual([
      {
        actor: { login: "andy-author" },
        beforeCommit: { oid: before },
        afterCommit: { oid: after },
        ref: { name: "pushed" },
      },
    ]);
  });
});
