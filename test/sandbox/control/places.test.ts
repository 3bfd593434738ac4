/** Issues that move, go, are linked by hand or locked. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openPlaces, type Stage } from "./support.ts";

let stage: Stage;
let app: { token: string };
beforeAll(async () => {
  ({ stage, app } = await openPlaces());
});
afterAll(() => stage.close());

const open = async (title: string, more: object = {}): Promise<{ number: number; id: number; node_id: string }> =>
  (await stage.rest("admin", "POST", "/repos/acme/shop/issues", { title, ...more })).body;
const shop = { repository: "acme/shop" };

// REST reference "Get an issue" (301, 404, 410); docs.github.com "Transferring an issue to another repository"
describe("a transferred issue", () => {
  it("is another one in another place, to which the old number leads", async () => {
    await stage.rest("admin", "POST", "/repos/acme/attic/labels", { name: "incident" });
    const parent = await open("Parent");
    const issue = await open("Moving", { labels: ["incident", "only here"], assignees: ["olu-owner"] });
    await stage.rest("admin", "POST", `issues/${parent.number}/sub_issues`, { sub_issue_id: issue.id });
    await stage.rest("owner", "POST", `issues/${issue.number}/comments`, { body: "Stays" });
    const moved = (await stage.control("POST", "issue-transfers", { ...shop, number: issue.number, to: "acme/attic" }))
      .body;
    expect(moved).toMatchObject({ repository: "acme/attic", number: 1 });
    expect([moved.id === issue.id, moved.node_id === issue.node_id]).toEqual([false, false]);

    const old = await stage.rest("owner", "GET", `issues/${issue.number}`);
    expect(old.status).toBe(301);
    expect(old.headers.get("location")).toMatch(/\/repositories\/\d+\/issues\/1$/);
    expect(old.body.message).toBe("Moved Permanently");
    expect((await stage.rest("owner", "GET", `issues/${issue.number}/comments`)).status).toBe(404);
    const { body: now } = await stage.rest("owner", "GET", new URL(old.headers.get("location") ?? "").pathname);
    expect(now).toMatchObject({ number: 1, title: "Moving", comments: 1, assignee: { login: "olu-owner" } });
    expect(now.labels.map((label: { name: string }) => label.name)).toEqual(["incident"]);
    expect(now.parent_issue_url).toMatch(new RegExp(`/repos/acme/shop/issues/${parent.number}$`));

    const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") {
      moved: issue(number: ${issue.number}) { id number repository { nameWithOwner }
        timelineItems(first: 5, itemTypes: [TRANSFERRED_EVENT]) { nodes { ... on TransferredEvent {
          actor { login } fromRepository { nameWithOwner } issue { number } } } } }
      parent: issue(number: ${parent.number}) { subIssues(first: 5) { nodes { id } }
        timelineItems(first: 5, itemTypes: [SUB_ISSUE_ADDED_EVENT]) { nodes {
          ... on SubIssueAddedEvent { subIssue { id } } } } } } }`);
    expect(data.repository.moved).toMatchObject({ id: moved.node_id, repository: { nameWithOwner: "acme/attic" } });
    expect(data.repository.moved.timelineItems.nodes).toEqual([
      { actor: { login: "ada-admin" }, fromRepository: { nameWithOwner: "acme/shop" }, issue: { number: 1 } },
    ]);
    expect(data.repository.parent.subIssues.nodes).toEqual([{ id: moved.node_id }]);
    expect(data.repository.parent.timelineItems.nodes).toEqual([{ subIssue: { id: moved.node_id } }]);
    const [error] = await stage.errors(`{ node(id: "${issue.node_id}") { id } }`);
    expect(error?.type).toBe("NOT_FOUND");
  });

  it("may be unknown to GraphQL under the old number, and to whoever may not read there", async () => {
    const issue = await open("Going");
    await stage.control("POST", "issue-transfers", {
      ...shop,
      number: issue.number,
      to: "acme/attic",
      graphql: "not_found",
    });
    const [error] = await stage.errors(
      `{ repository(owner: "acme", name: "shop") { issue(number: ${issue.number}) { id } } }`,
    );
    expect(error).toMatchObject({
      type: "NOT_FOUND",
      message: `Could not resolve to an Issue with the number of ${issue.number}.`,
    });
    const hidden = await open("Hidden");
    await stage.control("POST", "issue-transfers", { ...shop, number: hidden.number, to: "acme/vault" });
    expect((await stage.rest("outsider", "GET", `issues/${hidden.number}`)).status).toBe(404);
    expect((await stage.rest("admin", "GET", `issues/${hidden.number}`)).status).toBe(301);
    const back = await stage.control("POST", "issue-transfers", {
      repository: "acme/vault",
      number: 1,
      to: "acme/shop",
    });
    expect(back.status).toBe(422);
  });
});

it("a deleted issue is 410, not found, and no longer anybody's sub-issue", async () => {
  const [parent, child] = [await open("Keeps"), await open("Goes")];
  await stage.rest("admin", "POST", `issues/${parent.number}/sub_issues`, { sub_issue_id: child.id });
  expect((await stage.control("POST", "issue-deletions", { ...shop, number: child.number })).status).toBe(200);
  expect((await stage.rest("owner", "GET", `issues/${child.number}`)).status).toBe(410);
  const query = (inner: string): string => `{ repository(owner: "acme", name: "shop") { ${inner} } }`;
  const [error] = await stage.errors(query(`issue(number: ${child.number}) { id }`));
  expect(error?.type).toBe("NOT_FOUND");
  const data = await stage.graphql(
    query(`issue(number: ${parent.number}) { subIssues(first: 5) { nodes { id } }
      timelineItems(first: 5, itemTypes: [SUB_ISSUE_ADDED_EVENT]) { nodes { ... on SubIssueAddedEvent { subIssue { id } } } } }`),
  );
  expect(data.repository.issue).toEqual({
    subIssues: { nodes: [] },
    timelineItems: { nodes: [{ subIssue: null }] },
  });
});

it("removals of sub-issues and labels are told with who did them", async () => {
  const [parent, child] = [await open("Whole"), await open("Part", { labels: ["hardening"] })];
  await stage.rest("admin", "POST", `issues/${parent.number}/sub_issues`, { sub_issue_id: child.id });
  await stage.rest("owner", "DELETE", `issues/${parent.number}/sub_issue`, { sub_issue_id: child.id });
  await stage.rest("verifier", "DELETE", `issues/${child.number}/labels/hardening`);
  const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") {
    parent: issue(number: ${parent.number}) { timelineItems(first: 5, itemTypes: [SUB_ISSUE_REMOVED_EVENT]) { nodes {
      ... on SubIssueRemovedEvent { actor { login } subIssue { number } } } } }
    child: issue(number: ${child.number}) { timelineItems(first: 5, itemTypes: [PARENT_ISSUE_REMOVED_EVENT, UNLABELED_EVENT]) {
      nodes { ... on ParentIssueRemovedEvent { actor { login } parent { number } }
        ... on UnlabeledEvent { actor { login } label { name } } } } } } }`);
  expect(data.repository.parent.timelineItems.nodes).toEqual([
    { actor: { login: "olu-owner" }, subIssue: { number: child.number } },
  ]);
  expect(data.repository.child.timelineItems.nodes).toEqual([
    { actor: { login: "olu-owner" }, parent: { number: parent.number } },
    { actor: { login: "vera-verifier" }, label: { name: "hardening" } },
  ]);
});

it("issues tell in REST what they wait for, their parent, children and type", async () => {
  const [parent, child, blocker] = [await open("Top"), await open("Below"), await open("First")];
  await stage.rest("admin", "PATCH", `issues/${child.number}`, { type: "Task" });
  await stage.rest("admin", "POST", `issues/${parent.number}/sub_issues`, { sub_issue_id: child.id });
  await stage.rest("admin", "POST", `issues/${child.number}/dependencies/blocked_by`, { issue_id: blocker.id });
  const told = {
    issue_dependencies_summary: { blocked_by: 1, total_blocked_by: 1, blocking: 0, total_blocking: 0 },
    parent_issue_url: expect.stringMatching(new RegExp(`/issues/${parent.number}$`)),
    type: expect.objectContaining({ name: "Task" }),
  };
  expect((await stage.rest("owner", "GET", `issues/${child.number}`)).body).toMatchObject(told);
  expect((await stage.rest("owner", "GET", `issues/${parent.number}/sub_issues`)).body).toEqual([
    expect.objectContaining(told),
  ]);
  await stage.rest("admin", "PATCH", `issues/${blocker.number}`, { state: "closed" });
  const { body } = await stage.rest("owner", "GET", `issues?per_page=100&state=all`);
  const byNumber = new Map(body.map((issue: { number: number }) => [issue.number, issue]));
  expect(byNumber.get(child.number)).toMatchObject({
    issue_dependencies_summary: { blocked_by: 0, total_blocked_by: 1 },
  });
  expect(byNumber.get(parent.number)).toMatchObject({ sub_issues_summary: { total: 1, completed: 0 } });
});

// docs.github.com "Linking a pull request to an issue" (manually)
it("a pull request linked by hand shows as the user's link, and on both timelines", async () => {
  const issue = await open("Linked");
  const pull = await stage.pull("by-hand", { "hand.txt": "x\n" });
  const link = (more: object = {}) =>
    stage.control("POST", "development-links", { ...shop, issue: issue.number, pull, actor: "olu-owner", ...more });
  expect((await link()).status).toBe(200);
  const read = async () =>
    (
      await stage.graphql(`{ repository(owner: "acme", name: "shop") {
        issue(number: ${issue.number}) {
          user: closedByPullRequestsReferences(first: 5, includeClosedPrs: true, userLinkedOnly: true) { nodes { number } }
          timelineItems(first: 5, itemTypes: [CONNECTED_EVENT, DISCONNECTED_EVENT]) { nodes { __typename
            ... on ConnectedEvent { actor { login } source { ... on Issue { number } } subject { ... on PullRequest { number } } } } } }
        pullRequest(number: ${pull}) { closingIssuesReferences(first: 5) { nodes { number } }
          timelineItems(first: 5, itemTypes: [CONNECTED_EVENT]) { nodes { ... on ConnectedEvent { subject { ... on Issue { number } } } } } } } }`)
    ).repository;
  const linked = await read();
  expect(linked.issue.user.nodes).toEqual([{ number: pull }]);
  expect(linked.issue.timelineItems.nodes).toEqual([
    {
      __typename: "ConnectedEvent",
      actor: { login: "olu-owner" },
      source: { number: issue.number },
      subject: { number: pull },
    },
  ]);
  expect(linked.pullRequest.closingIssuesReferences.nodes).toEqual([{ number: issue.number }]);
  expect(linked.pullRequest.timelineItems.nodes).toEqual([{ subject: { number: issue.number } }]);
  await link({ linked: false });
  const after = await read();
  expect([after.issue.user.nodes, after.issue.timelineItems.nodes.length]).toEqual([[], 2]);
});

it("a locked issue takes comments only from people who may write, and none from an App", async () => {
  const issue = await open("Heated");
  await stage.rest("admin", "PUT", `issues/${issue.number}/lock`, { lock_reason: "too heated" });
  const comment = (as: string) => stage.rest(as, "POST", `issues/${issue.number}/comments`, { body: "But" });
  const refused = await comment("outsider");
  expect([refused.status, refused.body.message]).toEqual([403, "Unable to create comment because issue is locked."]);
  expect([(await comment("owner")).status, (await comment(app.token)).status]).toEqual([201, 403]);
});
