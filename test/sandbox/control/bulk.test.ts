/** Large incidents at once, and what GitHub's limits say to large queries. */
import { afterAll, afterEach, beforeAll, expect, it } from "@jest/globals";
import { openStage, type Stage } from "./support.ts";

let stage: Stage;
let made: { incident: number; items: number[]; pulls: number; largest_pull: number; check_runs: number };
beforeAll(async () => {
  stage = await openStage();
  const body = { items: 3, pulls: 4, comments: 120, files: 250, days: 10, pull_body: "Closes #{item}" };
  made = (await stage.control("POST", "bulk", body)).body;
});
afterAll(() => stage.close());
afterEach(() => stage.control("DELETE", "faults"));

const inShop = (inner: string): string => `{ repository(owner: "acme", name: "shop") { ${inner} } }`;

it("leaves what the calls would have left: links, merges, files, checks, comments", async () => {
  expect(made).toMatchObject({ pulls: 13, comments: 120, check_runs: 13 * 4 });
  expect(made.items).toHaveLength(3);
  const [item = 0] = made.items;
  const data = await stage.graphql(
    inShop(`
      incident: issue(number: ${made.incident}) { labels(first: 2) { nodes { name } } comments(first: 1) { totalCount }
        subIssues(first: 5) { nodes { number } } }
      item: issue(number: ${item}) { state parent { number } labels(first: 2) { nodes { name } }
        assignees(first: 2) { nodes { login } }
        timelineItems(first: 20, itemTypes: [CROSS_REFERENCED_EVENT]) { nodes { ... on CrossReferencedEvent { willCloseTarget } } }
        closedByPullRequestsReferences(first: 10, includeClosedPrs: true) { nodes { number state mergedAt
          files(first: 5) { nodes { path additions } }
          commits(last: 1) { nodes { commit { statusCheckRollup { contexts(first: 5) { nodes { ... on CheckRun {
            name conclusion checkSuite { workflowRun { event } } } } } } } } }
          mergeCommit { message statusCheckRollup { state } } } } }
      large: pullRequest(number: ${made.largest_pull}) { changedFiles files(first: 100) { pageInfo { hasNextPage } } }`),
  );
  const { incident, item: first, large } = data.repository;
  expect(incident.labels.nodes).toEqual([{ name: "incident" }]);
  expect(incident.comments.totalCount).toBe(120);
  expect(incident.subIssues.nodes.map(({ number }: { number: number }) => number)).toEqual(made.items);
  expect(first).toMatchObject({
    state: "OPEN",
    parent: { number: made.incident },
    labels: { nodes: [{ name: "hardening" }] },
  });
  expect(first.assignees.nodes).toEqual([{ login: "ada-admin" }]);
  expect(first.timelineItems.nodes).toHaveLength(5);
  expect(first.timelineItems.nodes[0]).toEqual({ willCloseTarget: true });
  const pulls = first.closedByPullRequestsReferences.nodes;
  expect(pulls).toHaveLength(5);
  expect(pulls[0].files.nodes.map(({ path }: { path: string }) => path)).toEqual([
    "docs/runbooks/module-0.md",
    "src/module-0.js",
    "tests/module-0.test.js",
  ]);
  expect(pulls[0].commits.nodes[0].commit.statusCheckRollup.contexts.nodes).toEqual([
    { name: "test", conclusion: "SUCCESS", checkSuite: { workflowRun: { event: "pull_request" } } },
    { name: "lint", conclusion: "SUCCESS", checkSuite: { workflowRun: { event: "pull_request" } } },
  ]);
  expect(pulls[0].mergeCommit.statusCheckRollup.state).toBe("SUCCESS");
  expect(pulls[0].mergedAt < pulls[4].mergedAt).toBe(true);
  expect(large).toEqual({ changedFiles: 250, files: { pageInfo: { hasNextPage: true } } });
});

it("is the state that goes on from there", async () => {
  const runs = (await stage.rest("owner", "GET", "actions/workflows/ci.yml/runs?event=push")).body;
  expect(runs.total_count).toBe(13);
  const files = await stage.rest("owner", "GET", `pulls/${made.largest_pull}/files?per_page=100&page=3`);
  expect(files.body).toHaveLength(50);
  const number = await stage.pull("next", { "next.txt": "x\n" });
  await stage.merge(number);
  const compared = await stage.rest("owner", "GET", "compare/main...next");
  expect(compared.body.status).toBe("behind");
});

it("refuses sizes that are none", async () => {
  expect((await stage.control("POST", "bulk", { items: -1 })).status).toBe(422);
  expect((await stage.control("POST", "bulk", { author: "nobody" })).status).toBe(422);
});

// "Rate limits and query limits for the GraphQL API", Timeouts
it("a query too large for a time limit is answered 504, and costs its points all the same", async () => {
  await stage.control("POST", "faults", { graphql: "timeout", above_nodes: 5000 });
  const post = async (inner: string): Promise<Response> =>
    fetch(stage.box.graphqlUrl, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.box.people.verifier.token}` },
      body: JSON.stringify({ query: inShop(inner) }),
    });
  expect((await post("issues(first: 100) { nodes { comments(first: 10) { totalCount } } }")).status).toBe(200);
  const late = await post("issues(first: 100) { nodes { comments(first: 100) { totalCount } } }");
  expect(late.status).toBe(504);
  expect(await late.json()).toEqual({
    message: expect.stringContaining("We couldn't respond to your request in time"),
  });
  const { rateLimit } = await stage.graphql("{ rateLimit { used } }", "verifier");
  expect(rateLimit.used).toBe(3);
});

it("a query of more than 500,000 nodes is refused before it runs", async () => {
  const [error] = await stage.errors(
    inShop(
      "issues(first: 100) { nodes { comments(first: 100) { nodes { userContentEdits(first: 51) { totalCount } } } } }",
    ),
  );
  expect(error?.type).toBe("MAX_NODE_LIMIT_EXCEEDED");
});
