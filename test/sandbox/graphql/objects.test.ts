import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type Answer, type Asked, openBox } from "./support.ts";

let asked: Asked;
beforeAll(async () => {
  asked = await openBox();
});
afterAll(() => asked.box.close());

const repository = async (inner: string, as: Parameters<Asked["ask"]>[2] = "owner"): Promise<Answer> =>
  asked.ask(`{ repository(owner: "acme", name: "shop") { ${inner} } }`, {}, as);

async function ok(inner: string) {
  const { data, errors } = await repository(inner);
  expect(errors).toEqual([]);
  return data.repository;
}

async function openIssue(body: object): Promise<number> {
  const answer = await asked.rest("owner", "POST", "/issues", body);
  expect(answer.status).toBe(201);
  return answer.body["number"] as number;
}

async function openPull(
  branch: string,
  body: string,
  files: Record<string, string>,
  message = "Change",
): Promise<number> {
  const main = await asked.rest("author", "GET", "/git/ref/heads/main");
  const base = (main.body["object"] as { sha: string }).sha;
  const tree = await asked.rest("author", "POST", "/git/trees", {
    base_tree: base,
    tree: Object.entries(files).map(([path, content]) => ({ path, mode: "100644", type: "blob", content })),
  });
  const commit = await asked.rest("author", "POST", "/git/commits", {
    message,
    tree: tree.body["sha"],
    parents: [base],
  });
  await asked.rest("author", "POST", "/git/refs", { ref: `refs/heads/${branch}`, sha: commit.body["sha"] });
  const pull = await asked.rest("author", "POST", "/pulls", {
    title: `PR ${branch}`,
    body,
    head: branch,
    base: "main",
  });
  expect(pull.status).toBe(201);
  return pull.body["number"] as number;
}

describe("what does not exist for the caller", () => {
  it("a repository: null, NOT_FOUND and GitHub's sentence", async () => {
    const { status, data, errors } = await asked.ask('{ repository(owner: "acme", name: "nothing") { id } }');
    expect(status).toBe(200);
    expect(data).toEqual({ repository: null });
    expect(errors).toEqual([
      expect.objectContaining({
        type: "NOT_FOUND",
        path: ["repository"],
        message: "Could not resolve to a Repository with the name 'acme/nothing'.",
      }),
    ]);
  });
  it("an issue, a pull request under the number of an issue, a node, an account", async () => {
    const number = await openIssue({ title: "An issue" });
    const issue = await repository("issue(number: 4711) { id }");
    expect(issue.data.repository).toEqual({ issue: null });
    expect(issue.errors[0]).toMatchObject({
      type: "NOT_FOUND",
      path: ["repository", "issue"],
      message: "Could not resolve to an Issue with the number of 4711.",
    });
    const pull = await repository(`pullRequest(number: ${number}) { id }`);
    expect(pull.errors[0]?.message).toBe(`Could not resolve to a PullRequest with the number of ${number}.`);
    const node = await asked.ask('{ node(id: "I_none") { id } }');
    expect([node.data, node.errors[0]?.type]).toEqual([{ node: null }, "NOT_FOUND"]);
    const user = await asked.ask('{ user(login: "nobody") { id } organization(login: "acme") { login } }');
    expect(user.data).toEqual({ user: null, organization: { login: "acme" } });
  });
  it("a private repository, for those without access", async () => {
    const shop = asked.box.state.ask.repository("acme", "shop");
    if (shop === undefined) throw new Error("no repository");
    shop.private = true;
    try {
      const outside = await repository("id", "outsider");
      expect([outside.data.repository, outside.errors[0]?.type]).toEqual([null, "NOT_FOUND"]);
      const byNode = await asked.ask("query($id: ID!) { node(id: $id) { id } }", { id: shop.nodeId }, "outsider");
      expect(byNode.data.node).toBeNull();
      expect((await repository("id", "verifier")).data.repository.id).toBe(shop.nodeId);
    } finally {
      shop.private = false;
    }
  });
});

describe("actors", () => {
  it("a bot's login has no [bot], the viewer's has; a deleted account is null", async () => {
    const number = await openIssue({ title: "Actors" });
    await asked.rest("actions", "POST", `/issues/${number}/comments`, { body: "from a workflow" });
    const { issue } = await ok(
      `issue(number: ${number}) { author { __typename login } comments(first: 5) { nodes { viewerDidAuthor author { __typename login ... on Bot { databaseId } } } } }`,
    );
    expect(issue.author).toEqual({ __typename: "User", login: "olu-owner" });
    expect(issue.comments.nodes).toEqual([
      { viewerDidAuthor: false, author: { __typename: "Bot", login: "github-actions", databaseId: 41_898_282 } },
    ]);
    const viewer = await asked.ask("{ viewer { login } }", {}, "actions");
    expect(viewer.data.viewer.login).toBe("github-actions[bot]");
  });
});

describe("issues", () => {
  it("have their facts, labels, assignees, edits and reactions", async () => {
    const number = await openIssue({ title: "Facts", body: "one", labels: ["bug"], assignees: ["vera-verifier"] });
    await asked.rest("admin", "PATCH", `/issues/${number}`, { body: "two" });
    const comment = await asked.rest("owner", "POST", `/issues/${number}/comments`, { body: "hello" });
    await asked.rest("verifier", "POST", `/issues/comments/${String(comment.body["id"])}/reactions`, {
      content: "eyes",
    });
    await asked.rest("owner", "POST", `/issues/comments/${String(comment.body["id"])}/reactions`, { content: "+1" });
    const { issue } = await ok(`issue(number: ${number}) {
      __typename number title body state stateReason closed url resourcePath locked createdAt lastEditedAt includesCreatedEdit fullDatabaseId databaseId
      editor { login } repository { nameWithOwner }
      labels(first: 5) { nodes { name color isDefault } } assignees(first: 5) { totalCount nodes { login } }
      userContentEdits(first: 5) { totalCount nodes { diff editor { login } } }
      comments(first: 5) { nodes { body url issue { number } pullRequest { id }
        reactionGroups { content viewerHasReacted users(first: 3) { totalCount nodes { login } } reactors(first: 3) { totalCount } }
        reactions(first: 5, content: EYES) { totalCount nodes { content user { login } } } } } }`);
    expect(issue).toMatchObject({
      __typename: "Issue",
      number,
      title: "Facts",
      body: "two",
      state: "OPEN",
      stateReason: null,
      closed: false,
      locked: false,
      includesCreatedEdit: true,
      url: `https://github.com/acme/shop/issues/${number}`,
      resourcePath: `/acme/shop/issues/${number}`,
      editor: { login: "ada-admin" },
      repository: { nameWithOwner: "acme/shop" },
    });
    expect(issue.fullDatabaseId).toBe(String(issue.databaseId));
    expect(issue.lastEditedAt).not.toBeNull();
    expect(issue.labels.nodes).toEqual([{ name: "bug", color: "d73a4a", isDefault: true }]);
    expect(issue.assignees).toEqual({ totalCount: 1, nodes: [{ login: "vera-verifier" }] });
    expect(issue.userContentEdits).toEqual({
      totalCount: 2,
      nodes: [
        { diff: "two", editor: { login: "ada-admin" } },
        { diff: "one", editor: { login: "olu-owner" } },
      ],
    });
    const [first] = issue.comments.nodes;
    expect(first).toMatchObject({ body: "hello", issue: { number }, pullRequest: null });
    expect(first.reactionGroups).toHaveLength(8);
    expect(first.reactionGroups[0]).toEqual({
      content: "THUMBS_UP",
      viewerHasReacted: true,
      users: { totalCount: 1, nodes: [{ login: "olu-owner" }] },
      reactors: { totalCount: 1 },
    });
    expect(first.reactionGroups[7]).toMatchObject({
      content: "EYES",
      viewerHasReacted: false,
      users: { totalCount: 1 },
    });
    expect(first.reactions).toEqual({ totalCount: 1, nodes: [{ content: "EYES", user: { login: "vera-verifier" } }] });
  });

  it("closed as duplicate say so only when asked to", async () => {
    const number = await openIssue({ title: "Twice" });
    await asked.rest("owner", "PATCH", `/issues/${number}`, { state: "closed", state_reason: "duplicate" });
    const { issue } = await ok(
      `issue(number: ${number}) { state closedAt stateReason duplicate: stateReason(enableDuplicate: true) }`,
    );
    expect(issue).toMatchObject({ state: "CLOSED", stateReason: "NOT_PLANNED", duplicate: "DUPLICATE" });
    expect(issue.closedAt).not.toBeNull();
  });

  it("know parent and children", async () => {
    const parent = await openIssue({ title: "Parent" });
    const child = await asked.rest("owner", "POST", "/issues", { title: "Child" });
    await asked.rest("owner", "POST", `/issues/${parent}/sub_issues`, { sub_issue_id: child.body["id"] });
    await asked.rest("owner", "PATCH", `/issues/${String(child.body["number"])}`, { state: "closed" });
    const data =
      await ok(`parent: issue(number: ${parent}) { parent { id } subIssues(first: 5) { totalCount nodes { number parent { number } } } subIssuesSummary { total completed percentCompleted }
      timelineItems(first: 5, itemTypes: [SUB_ISSUE_ADDED_EVENT]) { nodes { __typename ... on SubIssueAddedEvent { subIssue { number } } } } }`);
    expect(data.parent).toMatchObject({
      parent: null,
      subIssues: { totalCount: 1, nodes: [{ number: child.body["number"], parent: { number: parent } }] },
      subIssuesSummary: { total: 1, completed: 1, percentCompleted: 100 },
      timelineItems: { nodes: [{ __typename: "SubIssueAddedEvent", subIssue: { number: child.body["number"] } }] },
    });
  });

  it("tell their timeline by type, oldest first, with counts", async () => {
    const number = await openIssue({ title: "Timeline" });
    await asked.rest("owner", "POST", `/issues/${number}/labels`, { labels: ["bug"] });
    await asked.rest("owner", "POST", `/issues/${number}/comments`, { body: "hi" });
    await asked.rest("owner", "PATCH", `/issues/${number}`, { state: "closed", state_reason: "not_planned" });
    await asked.rest("admin", "PATCH", `/issues/${number}`, { state: "open" });
    await asked.rest("owner", "DELETE", `/issues/${number}/labels/bug`);
    const { issue } = await ok(`issue(number: ${number}) {
      all: timelineItems(first: 20) { totalCount nodes { __typename } }
      some: timelineItems(first: 20, itemTypes: [CLOSED_EVENT, REOPENED_EVENT, UNLABELED_EVENT]) { totalCount filteredCount pageCount nodes { __typename
        ... on ClosedEvent { stateReason closer { __typename } actor { login } closable { closed } }
        ... on ReopenedEvent { actor { login } } ... on UnlabeledEvent { label { name } } } } }`);
    expect(issue.all.nodes.map((node: { __typename: string }) => node.__typename)).toEqual([
      "LabeledEvent",
      "IssueComment",
      "ClosedEvent",
      "ReopenedEvent",
      "UnlabeledEvent",
    ]);
    expect(issue.some).toMatchObject({ totalCount: 5, filteredCount: 3, pageCount: 3 });
    expect(issue.some.nodes).toEqual([
      {
        __typename: "ClosedEvent",
        stateReason: "NOT_PLANNED",
        closer: null,
        actor: { login: "olu-owner" },
        closable: { closed: false },
      },
      { __typename: "ReopenedEvent", actor: { login: "ada-admin" } },
      { __typename: "UnlabeledEvent", label: { name: "bug" } },
    ]);
  });
});

describe("pull requests", () => {
  it("have files, commits, authors with co-authors, links to what they close, and the closer on it", async () => {
    const issue = await openIssue({ title: "To fix" });
    const message =
      "Fix it\n\nBecause.\n\nCo-authored-by: Vera <vera-verifier@users.noreply.github.com>\nCo-authored-by: Nobody <nobody@example.com>";
    const number = await openPull(
      "fix-it",
      `Fixes #${issue}`,
      { "src/a.js": "1\n2\n", "README.md": "changed\n" },
      message,
    );
    const before = await ok(`issue(number: ${issue}) { closedByPullRequestsReferences(first: 5) { nodes { number } }
        timelineItems(first: 5, itemTypes: [CROSS_REFERENCED_EVENT]) { nodes { ... on CrossReferencedEvent { willCloseTarget isCrossRepository source { ... on PullRequest { number } } target { ... on Issue { number } } } } } }
      pullRequest(number: ${number}) { state merged mergeCommit { oid } isDraft baseRefName headRefName isCrossRepository mergeable changedFiles additions
        files(first: 5) { totalCount nodes { path changeType additions deletions } }
        closingIssuesReferences(first: 5) { nodes { number } }
        commits(last: 1) { totalCount nodes { commit { messageHeadline messageBody committer { user { login } } author { user { login } } authors(first: 5) { nodes { name user { login } } } statusCheckRollup { state } } } } }`);
    expect(before.issue).toEqual({
      closedByPullRequestsReferences: { nodes: [{ number }] },
      timelineItems: {
        nodes: [{ willCloseTarget: true, isCrossRepository: false, source: { number }, target: { number: issue } }],
      },
    });
    expect(before.pullRequest).toMatchObject({
      state: "OPEN",
      merged: false,
      mergeCommit: null,
      isDraft: false,
      baseRefName: "main",
      headRefName: "fix-it",
      isCrossRepository: false,
      changedFiles: 2,
      closingIssuesReferences: { nodes: [{ number: issue }] },
    });
    expect(before.pullRequest.files.nodes).toEqual([
      { path: "README.md", changeType: "MODIFIED", additions: 1, deletions: expect.any(Number) },
      { path: "src/a.js", changeType: "ADDED", additions: 2, deletions: 0 },
    ]);
    const [{ commit }] = before.pullRequest.commits.nodes;
    expect(commit).toMatchObject({
      messageHeadline: "Fix it",
      author: { user: { login: "andy-author" } },
      statusCheckRollup: null,
    });
    expect(commit.authors.nodes).toEqual([
      expect.objectContaining({ user: { login: "andy-author" } }),
      { name: "Vera", user: { login: "vera-verifier" } },
      { name: "Nobody", user: null },
    ]);

    await asked.rest("admin", "PUT", `/pulls/${number}/merge`, { merge_method: "squash" });
    const after = await ok(`issue(number: ${issue}) { state stateReason
        open: closedByPullRequestsReferences(first: 5) { totalCount } all: closedByPullRequestsReferences(first: 5, includeClosedPrs: true) { totalCount }
        hand: closedByPullRequestsReferences(first: 5, includeClosedPrs: true, userLinkedOnly: true) { totalCount }
        timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) { nodes { ... on ClosedEvent { closer { __typename ... on PullRequest { number } } } } } }
      pullRequest(number: ${number}) { state merged mergedBy { login } mergeCommit { oid parents(first: 3) { totalCount } }
        timelineItems(last: 5, itemTypes: [MERGED_EVENT, CLOSED_EVENT]) { nodes { __typename } } }`);
    expect(after.issue).toEqual({
      state: "CLOSED",
      stateReason: "COMPLETED",
      open: { totalCount: 0 },
      all: { totalCount: 1 },
      hand: { totalCount: 0 },
      timelineItems: { nodes: [{ closer: { __typename: "PullRequest", number } }] },
    });
    expect(after.pullRequest).toMatchObject({
      state: "MERGED",
      merged: true,
      mergedBy: { login: "ada-admin" },
      mergeCommit: { parents: { totalCount: 1 } },
    });
    expect(after.pullRequest.timelineItems.nodes.map((node: { __typename: string }) => node.__typename).sort()).toEqual(
      ["ClosedEvent", "MergedEvent"],
    );
  });

  it("roll checks and statuses up, the newest of each name", async () => {
    const number = await openPull("checked", "", { "src/b.js": "1\n" });
    const { pullRequest } = await ok(`pullRequest(number: ${number}) { headRefOid }`);
    const sha = pullRequest.headRefOid as string;
    const check = (body: object) =>
      asked.rest("actions", "POST", "/check-runs", { name: "unit", head_sha: sha, ...body });
    await check({
      status: "completed",
      conclusion: "failure",
      output: { title: "Bad", summary: "It failed", text: "log" },
    });
    await check({ status: "completed", conclusion: "success", output: { title: "Good", summary: "It passed" } });
    await asked.rest("author", "POST", `/statuses/${sha}`, { state: "pending", context: "legacy" });
    await asked.rest("author", "POST", `/statuses/${sha}`, {
      state: "success",
      context: "legacy",
      target_url: "https://ci.example/1",
    });
    const rollup = async () =>
      (
        await ok(`object(expression: "${sha}") { ... on Commit { statusCheckRollup { state contexts(first: 10) { totalCount nodes { __typename
        ... on CheckRun { name status conclusion title summary text externalId checkSuite { app { slug databaseId } } isRequired(pullRequestNumber: ${number}) }
        ... on StatusContext { context state targetUrl creator { login } } } } } } }`)
      ).object.statusCheckRollup;
    const found = await rollup();
    expect(found.state).toBe("SUCCESS");
    expect(found.contexts.nodes).toEqual([
      {
        __typename: "CheckRun",
        name: "unit",
        status: "COMPLETED",
        conclusion: "SUCCESS",
        title: "Good",
        summary: "It passed",
        text: null,
        externalId: "",
        checkSuite: { app: { slug: "github-actions", databaseId: 15_368 } },
        isRequired: false,
      },
      {
        __typename: "StatusContext",
        context: "legacy",
        state: "SUCCESS",
        targetUrl: "https://ci.example/1",
        creator: { login: "andy-author" },
      },
    ]);
    await check({ name: "slow", status: "in_progress" });
    expect((await rollup()).state).toBe("PENDING");
    await check({
      name: "bad",
      status: "completed",
      conclusion: "timed_out",
      output: { title: "Bad", summary: "late" },
    });
    expect((await rollup()).state).toBe("FAILURE");
  });
});

describe("git", () => {
  it("reads a file by expression, its history, and null where there is none", async () => {
    const data = await ok(`isPrivate isInOrganization
      defaultBranchRef { name prefix target { oid ... on Commit { history(first: 2, path: ".github/quench.yml") { totalCount nodes { oid file(path: ".github/quench.yml") { name type object { ... on Blob { text } } } } } } } }
      file: object(expression: "HEAD:.github/quench.yml") { __typename oid ... on Blob { text isBinary isTruncated byteSize } }
      tree: object(expression: "main:.github") { __typename ... on Tree { entries { name type } } }
      missing: object(expression: "HEAD:nope.yml") { __typename } nobranch: object(expression: "nope:README.md") { __typename }`);
    expect(data).toMatchObject({ isPrivate: false, isInOrganization: true, missing: null, nobranch: null });
    expect(data.defaultBranchRef).toMatchObject({ name: "main", prefix: "refs/heads/" });
    expect(data.file).toMatchObject({ __typename: "Blob", isBinary: false, isTruncated: false });
    const [newest] = data.defaultBranchRef.target.history.nodes;
    expect(newest.file).toEqual({ name: "quench.yml", type: "blob", object: { text: data.file.text } });
    expect(data.file.byteSize).toBe(Buffer.byteLength(data.file.text));
    expect(data.tree.entries.map((entry: { name: string }) => entry.name)).toContain("quench.yml");
  });
});

describe("people and search", () => {
  it("assignable users, collaborators with their permission, and who may not ask", async () => {
    const data = await ok(
      'assignableUsers(first: 20, query: "vera") { nodes { login } } collaborators(first: 20, login: "ada-admin") { edges { permission node { login } } } viewerPermission',
    );
    expect(data).toEqual({
      assignableUsers: { nodes: [{ login: "vera-verifier" }] },
      collaborators: { edges: [{ permission: "ADMIN", node: { login: "ada-admin" } }] },
      viewerPermission: "WRITE",
    });
    const outside = await repository("collaborators(first: 5) { totalCount }", "outsider");
    expect(outside.data.repository).toEqual({ collaborators: null });
    expect(outside.errors[0]?.type).toBe("FORBIDDEN");
  });

  it("search finds issues with REST's syntax, and resource finds what an address names", async () => {
    const number = await openIssue({ title: "A peculiar needle", labels: ["bug"] });
    const { data, errors } =
      await asked.ask(`{ search(query: "repo:acme/shop is:issue needle", type: ISSUE, first: 5) { issueCount nodes { __typename ... on Issue { number } } }
      resource(url: "https://github.com/acme/shop/issues/${number}") { __typename ... on Issue { number } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      search: { issueCount: 1, nodes: [{ __typename: "Issue", number }] },
      resource: { __typename: "Issue", number },
    });
  });

  it("nodes answers each id by itself", async () => {
    const number = await openIssue({ title: "Node" });
    const { issue } = await ok(`issue(number: ${number}) { id }`);
    const { data, errors } = await asked.ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {
      ids: [issue.id, "I_gone"],
    });
    expect(data.nodes).toEqual([{ __typename: "Issue", id: issue.id }, null]);
    expect(errors).toEqual([expect.objectContaining({ type: "NOT_FOUND", path: ["nodes", 1] })]);
  });
});

describe("an App without a permission", () => {
  const asPoorToken = async (permissions: Record<string, "read">, inner: string): Promise<Answer> => {
    const { state } = asked.box;
    const shop = state.ask.repository("acme", "shop");
    const actions = state.world.tokens.get(asked.box.people.actions.token);
    if (shop === undefined || actions === undefined) throw new Error("no repository");
    const before = actions.permissions;
    shop.private = true;
    actions.permissions = permissions;
    try {
      return await repository(inner, "actions");
    } finally {
      shop.private = false;
      actions.permissions = before;
    }
  };

  it("is told so at the field, on a private repository", async () => {
    const fields = 'name issue(number: 1) { id } object(expression: "HEAD:README.md") { oid }';
    const { data, errors } = await asPoorToken({ metadata: "read" }, fields);
    expect(data.repository).toEqual({ name: "shop", issue: null, object: null });
    expect(errors.map(({ type, message }) => [type, message])).toEqual([
      ["FORBIDDEN", "Resource not accessible by integration"],
      ["FORBIDDEN", "Resource not accessible by integration"],
    ]);
  });

  it("is told so at each entry of a rollup that it may not see", async () => {
    const number = await openPull("mixed", "", { "src/mixed.js": "1\n" });
    const { pullRequest } = await ok(`pullRequest(number: ${number}) { headRefOid }`);
    const sha = pullRequest.headRefOid as string;
    const run = { name: "unit", head_sha: sha, status: "completed", conclusion: "success" };
    await asked.rest("actions", "POST", "/check-runs", run);
    await asked.rest("author", "POST", `/statuses/${sha}`, { state: "success", context: "legacy" });
    const { data, errors } = await asPoorToken(
      { metadata: "read", contents: "read", checks: "read" },
      `object(expression: "${sha}") { ... on Commit { statusCheckRollup { contexts(first: 5) { totalCount nodes { __typename } } } } }`,
    );
    expect(data.repository.object.statusCheckRollup.contexts).toEqual({
      totalCount: 2,
      nodes: [{ __typename: "CheckRun" }, null],
    });
    expect(errors).toEqual([
      expect.objectContaining({
        type: "FORBIDDEN",
        path: ["repository", "object", "statusCheckRollup", "contexts", "nodes", 1],
        message: "Resource not accessible by integration",
      }),
    ]);
  });
});
