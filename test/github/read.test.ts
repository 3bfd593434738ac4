import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { isUnreadable } from "../../src/core/snapshot/types.ts";
import { composeBody, createSigner } from "../../src/github/identity.ts";
import { readSnapshot } from "../../src/github/read.ts";
import { itemOf, known, openWorld, pullOf, type World } from "./read-support.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.box.close());

const RUN = "https://github.com/acme/shop/actions/runs";

/** An incident with one item as a sub-issue. */
async function story(): Promise<{ incident: number; item: number }> {
  const incident = await world.open("owner", "Checkout down", "### Severity\n\nSEV1\n", ["incident"]);
  const item = await world.open(
    "app",
    "Add an alert",
    `### Incident reference\n\n#${incident.number}\n\n<!-- quench:item:controls -->`,
    ["hardening"],
  );
  await world.as("app", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", {
    n: incident.number,
    sub_issue_id: item.id,
  });
  return { incident: incident.number, item: item.number };
}

describe("a usual incident", () => {
  it("is read in one GraphQL request of at most ten points, and an unchanged one costs nothing over REST", async () => {
    const { incident, item } = await story();
    await world.pull("author", { branch: "fix", body: `Closes #${item}`, files: { "tests/alert.test.js": "1\n" } });
    await world.comment("owner", item, "/quench verifier @vera-verifier");
    await world.spent();
    const first = await world.read(incident);
    const once = await world.spent();
    expect(once.requests).toBe(1);
    expect(once.cost).toBeLessThanOrEqual(10);
    const second = await world.read(incident);
    const again = await world.spent();
    expect(again.requests).toBe(1);
    expect(again.notModified).toBe(again.total - again.requests);
    expect({ ...second, now: "" }).toEqual({ ...first, now: "" });
  });

  it("has the repository, ourselves, the policy, and GitHub's clock", async () => {
    const { incident } = await story();
    await world.control("POST", "clock", { now: "2026-03-02T09:40:00Z" });
    const snapshot = await world.read(incident);
    expect(snapshot.now.slice(0, 16)).toBe("2026-03-02T09:40");
    expect(snapshot.repository).toMatchObject({
      owner: "acme",
      name: "shop",
      url: "https://github.com/acme/shop",
      defaultBranch: "main",
      private: false,
      archived: false,
    });
    expect(known(snapshot.repository.labels)).toEqual(expect.arrayContaining(["incident", "hardening"]));
    expect(snapshot.self).toEqual({ login: "quench[bot]", kind: "app", appId: world.identity.appId });
    const policy = known(snapshot.policy);
    expect(policy).toHaveLength(1);
    expect(policy[0]).toMatchObject({ path: ".github/quench.yml", text: expect.stringContaining("version: 1") });
    expect(policy[0]?.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it("has the issue's facts, and ours are told from a person's", async () => {
    const { incident, item } = await story();
    await world.as("admin", "POST /repos/{owner}/{repo}/issues/{n}/assignees", { n: item, assignees: ["olu-owner"] });
    const snapshot = await world.read(incident);
    expect(snapshot.incident).toMatchObject({
      number: incident,
      title: "Checkout down",
      body: "### Severity\n\nSEV1\n",
      state: "open",
      stateReason: null,
      labels: ["incident"],
      author: { login: "olu-owner", kind: "user" },
      openedByUs: false,
      lastEditedAt: null,
      editor: null,
      locked: false,
      type: null,
      url: `https://github.com/acme/shop/issues/${incident}`,
    });
    const found = itemOf(snapshot, item);
    expect(found).toMatchObject({
      openedByUs: true,
      author: { login: "quench[bot]", kind: "bot" },
      labels: ["hardening"],
    });
    expect(found.body).toContain("<!-- quench:item:controls -->");
    expect(found.assignees).toEqual([{ login: "olu-owner", nodeId: expect.stringMatching(/^U_/), kind: "user" }]);
    expect(known(found.events).map(({ kind }) => kind)).toEqual(["labeled", "assigned"]);
    expect(snapshot.people["olu-owner"]).toMatchObject({ login: "olu-owner", role: "write", member: true });
    expect(snapshot.people["quench[bot]"]).toBeUndefined();
  });

  it("tells how it was closed and reopened, and by what", async () => {
    const { incident, item } = await story();
    const pull = await world.pull("author", { branch: "fix", body: `Fixes #${item}`, files: { a: "1\n" } });
    await world.as("author", "PUT /repos/{owner}/{repo}/pulls/{n}/merge", { n: pull.number });
    await world.as("owner", "PATCH /repos/{owner}/{repo}/issues/{n}", {
      n: incident,
      state: "closed",
      state_reason: "not_planned",
    });
    await world.as("admin", "PATCH /repos/{owner}/{repo}/issues/{n}", { n: incident, state: "open" });
    const snapshot = await world.read(incident);
    expect(known(snapshot.incident.events)).toEqual([
      expect.objectContaining({ kind: "labeled", label: "incident" }),
      expect.objectContaining({
        kind: "closed",
        reason: "not_planned",
        closer: { kind: "direct" },
        actor: expect.objectContaining({ login: "olu-owner" }),
      }),
      expect.objectContaining({ kind: "reopened", actor: expect.objectContaining({ login: "ada-admin" }) }),
    ]);
    expect(snapshot.incident).toMatchObject({ state: "open", stateReason: null });
    const closed = itemOf(snapshot, item);
    expect(closed).toMatchObject({ state: "closed", stateReason: "completed" });
    expect(known(closed.events).at(-1)).toMatchObject({
      kind: "closed",
      closer: { kind: "pull_request", number: pull.number, repository: "acme/shop" },
    });
    expect(snapshot.people["ada-admin"]).toMatchObject({ role: "admin" });
  });
});

describe("comments", () => {
  it("of ours are known by author and marker, with their memory; imitations are not", async () => {
    const { incident } = await story();
    const { node_id: issueNodeId } = await world.as<{ node_id: string }>(
      "owner",
      "GET /repos/{owner}/{repo}/issues/{n}",
      { n: incident },
    );
    const body = composeBody(
      "tracker",
      "Standing.",
      { issueNodeId, data: { version: 1 } },
      createSigner(world.identity.key),
    );
    const tracker = await world.comment("app", incident, body);
    await world.comment("author", incident, body);
    await world.comment("actions", incident, body);
    const [own, forged, workflow] = known((await world.read(incident)).incident.comments);
    expect(own).toMatchObject({
      databaseId: tracker.id,
      body: "Standing.",
      own: { key: "tracker", memory: { state: "valid", data: { version: 1 } }, lastEditorIsUs: true },
    });
    expect(forged).toMatchObject({ own: null, body, author: { login: "andy-author" } });
    expect(workflow).toMatchObject({ own: null, author: { login: "github-actions[bot]", kind: "bot" } });

    await world.as("author", "PATCH /repos/{owner}/{repo}/issues/comments/{id}", { id: tracker.id, body: `${body} ` });
    const [edited] = known((await world.read(incident)).incident.comments);
    expect(edited).toMatchObject({
      editor: { login: "andy-author" },
      own: { key: "tracker", lastEditorIsUs: false, memory: { state: "void" } },
    });
  });

  it("carry the reactions that we left, and nobody else's", async () => {
    const { incident } = await story();
    const { id } = await world.comment("owner", incident, "/quench score");
    await world.as("app", "POST /repos/{owner}/{repo}/issues/comments/{id}/reactions", { id, content: "+1" });
    await world.as("owner", "POST /repos/{owner}/{repo}/issues/comments/{id}/reactions", { id, content: "confused" });
    const [comment] = known((await world.read(incident)).incident.comments);
    expect(comment?.ownReactions).toEqual(["+1"]);
  });

  it("beyond one page are read to the end", async () => {
    const { incident } = await story();
    for (let n = 0; n < 130; n += 1) {
      world.box.state.do.createComment(callerOf("owner"), repository(), incident, `comment ${n}`);
    }
    await world.comment("verifier", incident, "/quench score");
    const snapshot = await world.read(incident);
    expect(known(snapshot.incident.comments).map(({ body }) => body)).toEqual([
      ...Array.from({ length: 130 }, (_, n) => `comment ${n}`),
      "/quench score",
    ]);
    expect(snapshot.people["vera-verifier"]).toMatchObject({ role: "write" });
    expect((await world.spent()).requests).toBe(2);
  });
});

function repository() {
  const found = world.box.state.ask.repository("acme", "shop");
  if (found === undefined) throw new Error("no repository");
  return found;
}
function callerOf(role: "owner" | "admin" | "author") {
  const account = world.box.state.ask.account(world.login(role)) ?? null;
  return { account, app: null, installation: null, token: null, asApp: false };
}

describe("pull requests", () => {
  it("come with files, checks of the head, contributors and what they close", async () => {
    const { incident, item } = await story();
    const pull = await world.pull("author", {
      branch: "fix",
      title: "Alert on stale config",
      body: `Closes #${item}`,
      files: { "tests/alert.test.js": "1\n2\n", "ops/alerts/new.yml": "a: 1\n" },
      message: "Alert\n\nCo-authored-by: Vera <vera-verifier@users.noreply.github.com>",
    });
    await world.as("app", "POST /repos/{owner}/{repo}/check-runs", {
      name: "Quench / hardening gate",
      head_sha: pull.head.sha,
      status: "completed",
      conclusion: "failure",
      output: { title: "No", summary: "Why", text: "More" },
    });
    await world.control("POST", "workflow-runs", {
      name: "CI",
      head_sha: pull.head.sha,
      conclusion: "success",
      jobs: [{ name: "test", conclusion: "success" }],
    });
    await world.as("author", "POST /repos/{owner}/{repo}/statuses/{sha}", {
      sha: pull.head.sha,
      state: "success",
      context: "ci/legacy",
    });
    const open = pullOf(await world.read(incident), pull.number);
    expect(open).toMatchObject({
      state: "open",
      draft: false,
      baseBranch: "main",
      baseIsDefault: true,
      headSha: pull.head.sha,
      headRepository: "acme/shop",
      mergeCommit: null,
      revertedBy: null,
      author: { login: "andy-author" },
    });
    expect(open.closes).toEqual([`acme/shop#${item}`]);
    expect(open.contributors).toEqual(["andy-author", "vera-verifier"]);
    expect(open.files).toEqual([
      { path: "ops/alerts/new.yml", change: "added", additions: 1, deletions: 0 },
      { path: "tests/alert.test.js", change: "added", additions: 2, deletions: 0 },
    ]);
    expect(open.head.sha).toBe(pull.head.sha);
    const checks = known(open.head.checks);
    expect(checks.find(({ name }) => name === "Quench / hardening gate")).toMatchObject({
      app: { id: world.identity.appId, slug: "quench" },
      status: "completed",
      conclusion: "failure",
      own: { title: "No", summary: "Why", text: "More" },
    });
    expect(checks.find(({ name }) => name === "test")).toMatchObject({
      app: { slug: "github-actions" },
      conclusion: "success",
      own: null,
    });
    expect(checks.find(({ name }) => name === "ci/legacy")).toMatchObject({
      app: null,
      status: "completed",
      conclusion: "success",
      databaseId: null,
    });

    await world.as("admin", "PUT /repos/{owner}/{repo}/pulls/{n}/merge", { n: pull.number, merge_method: "squash" });
    const merged = pullOf(await world.read(incident), pull.number);
    expect(merged).toMatchObject({ state: "merged", mergedBy: { login: "ada-admin" } });
    expect(merged.mergeCommit).not.toBe(pull.head.sha);
    expect(merged.closes).toEqual([]);
  });

  it("are linked by keyword, body line and command; a bare mention is only a mention", async () => {
    const { incident, item } = await story();
    const closing = await world.pull("author", { branch: "a", body: `Resolves #${item}`, files: { a: "1\n" } });
    const line = await world.pull("author", {
      branch: "b",
      body: `Text\n- Hardening: #${item}\n`,
      files: { b: "1\n" },
    });
    const bare = await world.pull("author", { branch: "c", body: `See #${item}.`, files: { c: "1\n" } });
    const hidden = await world.pull("author", {
      branch: "d",
      body: `<!-- Hardening: #${item} -->\n#${item}`,
      files: { d: "1\n" },
    });
    const named = await world.pull("author", { branch: "e", body: "Nothing.", files: { e: "1\n" } });
    await world.comment(
      "owner",
      item,
      `/quench evidence implementation https://github.com/acme/shop/pull/${named.number} here it is`,
    );
    await world.comment(
      "owner",
      item,
      `> /quench evidence implementation https://github.com/acme/shop/pull/${bare.number}`,
    );
    await world.spent();
    const snapshot = await world.read(incident);
    expect((await world.spent()).requests).toBe(2);
    expect(known(itemOf(snapshot, item).links)).toEqual([
      { pull: `acme/shop#${closing.number}`, kind: "closing_keyword" },
      { pull: `acme/shop#${line.number}`, kind: "body_line" },
      { pull: `acme/shop#${bare.number}`, kind: "mentioned" },
      { pull: `acme/shop#${hidden.number}`, kind: "mentioned" },
      { pull: `acme/shop#${named.number}`, kind: "command" },
    ]);
    expect(snapshot.links[`https://github.com/acme/shop/pull/${named.number}`]?.found).toEqual({
      kind: "pull_request",
      pull: `acme/shop#${named.number}`,
    });
    expect(Object.keys(snapshot.pulls)).toHaveLength(5);
  });

  it("are linked by a keyword in the squash commit's message, which is listed nowhere else", async () => {
    const { incident, item } = await story();
    const pull = await world.pull("author", { branch: "fix", body: "Nothing.", files: { a: "1\n" } });
    await world.as("author", "PUT /repos/{owner}/{repo}/pulls/{n}/merge", {
      n: pull.number,
      merge_method: "squash",
      commit_title: "Fix",
      commit_message: `Closes #${item}`,
    });
    const snapshot = await world.read(incident);
    const found = itemOf(snapshot, item);
    expect(known(found.events).at(-1)).toMatchObject({ kind: "closed" });
    expect(known(found.links)).toEqual([{ pull: `acme/shop#${pull.number}`, kind: "closing_keyword" }]);
    expect(pullOf(snapshot, pull.number)).toMatchObject({ state: "merged" });
  });

  it("are reverted only by a merged revert that is not itself reverted", async () => {
    const { incident, item } = await story();
    const merge = (n: number): Promise<unknown> =>
      world.as("admin", "PUT /repos/{owner}/{repo}/pulls/{n}/merge", { n });
    const fix = await world.pull("author", {
      branch: "fix",
      title: "Fix",
      body: `Closes #${item}`,
      files: { a: "1\n" },
    });
    await merge(fix.number);
    const revert = await world.pull("author", {
      branch: "undo",
      title: 'Revert "Fix"',
      body: `Reverts acme/shop#${fix.number}`,
      files: { a: "0\n" },
    });
    expect(pullOf(await world.read(incident), fix.number).revertedBy).toBeNull();
    await merge(revert.number);
    expect(pullOf(await world.read(incident), fix.number).revertedBy).toBe(`acme/shop#${revert.number}`);
    const again = await world.pull("author", {
      branch: "redo",
      title: 'Revert "Revert "Fix""',
      body: `Reverts acme/shop#${revert.number}`,
      files: { a: "2\n" },
    });
    await merge(again.number);
    expect(pullOf(await world.read(incident), fix.number).revertedBy).toBeNull();
  });
});

describe("cited links", () => {
  it("are looked up: runs with what they contain, what does not exist, what is elsewhere", async () => {
    const { incident, item } = await story();
    const pull = await world.pull("author", { branch: "fix", body: `Closes #${item}`, files: { a: "1\n" } });
    const before = await world.control("POST", "workflow-runs", {
      name: "Drill",
      event: "workflow_dispatch",
      branch: "main",
      conclusion: "success",
    });
    await world.as("admin", "PUT /repos/{owner}/{repo}/pulls/{n}/merge", { n: pull.number });
    const after = await world.control("POST", "workflow-runs", {
      name: "Drill",
      event: "schedule",
      branch: "main",
      conclusion: "failure",
      duration_seconds: 90,
    });
    const urls = {
      before: `${RUN}/${String(before["id"])}`,
      after: `${RUN}/${String(after["id"])}`,
      absent: `${RUN}/987654`,
      elsewhere: "https://example.com/acme/shop/actions/runs/1",
      stranger: "https://github.com/otto-outsider/shop/actions/runs/1",
      picture: "https://github.com/user-attachments/assets/abc",
      file: "https://github.com/acme/shop/blob/main/README.md",
      nofile: "https://github.com/acme/shop/blob/main/NOPE.md",
      nopull: "https://github.com/acme/shop/pull/4242",
    };
    for (const url of Object.values(urls)) await world.comment("owner", item, `/quench evidence behavior drill ${url}`);
    const { links, pulls } = await world.read(incident);
    const found = (name: keyof typeof urls): unknown => links[urls[name]]?.found;
    const mergeCommit = pullOf({ pulls } as never, pull.number).mergeCommit;
    expect(found("before")).toMatchObject({
      kind: "run",
      run: { kind: "workflow_run", event: "workflow_dispatch", conclusion: "success", contains: [], attempt: 1 },
    });
    expect(found("after")).toMatchObject({
      kind: "run",
      run: { url: urls.after, event: "schedule", status: "completed", conclusion: "failure", contains: [mergeCommit] },
    });
    const { run } = found("after") as { run: { startedAt: string; completedAt: string } };
    expect(Date.parse(run.completedAt) - Date.parse(run.startedAt)).toBe(90_000);
    expect(found("absent")).toEqual({ kind: "absent" });
    expect(found("elsewhere")).toEqual({ kind: "other" });
    expect(found("stranger")).toEqual({ kind: "other" });
    expect(found("picture")).toEqual({ kind: "image" });
    expect(found("file")).toMatchObject({
      kind: "file",
      path: "README.md",
      onDefaultBranch: true,
      blob: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(found("nofile")).toEqual({ kind: "absent" });
    expect(found("nopull")).toEqual({ kind: "absent" });
    expect(Object.keys(pulls)).toEqual([`acme/shop#${pull.number}`]);
  });
});

describe("people", () => {
  it("are looked up with role and membership; outsiders and strangers are neither", async () => {
    const { incident, item } = await story();
    await world.comment("outsider", item, "/quench verify");
    await world.comment("owner", item, "/quench verifier @nobody-there");
    await world.as("admin", "DELETE /repos/{owner}/{repo}/collaborators/{u}", { u: "vera-verifier" });
    await world.comment("owner", item, "/quench operator @vera-verifier");
    const { people } = await world.read(incident);
    expect(people["otto-outsider"]).toMatchObject({ member: false });
    expect(["read", "none"]).toContain(people["otto-outsider"]?.role);
    expect(people["nobody-there"]).toEqual({ login: "nobody-there", nodeId: "", role: "none", member: false });
    expect(people["vera-verifier"]).toMatchObject({ member: false });
  });
});

describe("outsiders", () => {
  it("are looked up themselves, but nothing that they cite is: they could make it fail, or endless", async () => {
    const { incident, item } = await story();
    const pull = await world.pull("author", { branch: "fix", body: "Nothing.", files: { a: "1\n" } });
    const url = `https://github.com/acme/shop/pull/${pull.number}`;
    await world.comment("outsider", item, `/quench evidence implementation ${url}`);
    await world.comment("outsider", item, `/quench evidence behavior drill ${RUN}/1`);
    await world.comment("outsider", item, "/quench owner @somebody-else");
    const snapshot = await world.read(incident);
    expect(Object.keys(snapshot.people).sort()).toEqual(["olu-owner", "otto-outsider"]);
    expect([snapshot.links, snapshot.pulls, known(itemOf(snapshot, item).links)]).toEqual([{}, {}, []]);
  });
});

describe("which issues belong", () => {
  it("labelled sub-issues, referencing issues without another parent, and those that once were items", async () => {
    const { incident, item } = await story();
    const body = `### Incident reference\n\n#${incident}\n`;
    const referring = await world.open("owner", "By field", body, ["hardening"]);
    const mentioning = await world.open("owner", "By mention", `About #${incident}`, ["hardening"]);
    const other = await world.open("owner", "Other incident", "x", ["incident"]);
    const elsewhere = await world.open("owner", "Elsewhere", body, ["hardening"]);
    const child = await world.open("owner", "Plain child", "x");
    await world.as("owner", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", {
      n: other.number,
      sub_issue_id: elsewhere.id,
    });
    await world.as("owner", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", {
      n: incident,
      sub_issue_id: child.id,
    });
    await world.as("owner", "DELETE /repos/{owner}/{repo}/issues/{n}/labels/hardening", { n: item });
    const debt = await world.open("owner", "Debt", `For #${incident}`, ["reliability-debt"]);
    const snapshot = await world.read(incident);
    expect(known(snapshot.items).map(({ number }) => number)).toEqual([item, referring.number]);
    expect(known(snapshot.ledger).map(({ number }) => number)).toEqual([debt.number]);
    expect(mentioning.number).toBeGreaterThan(0);
  });

  it("an entry of the ledger that another incident has, by its field or its parent, stays there", async () => {
    const { incident } = await story();
    const other = await world.open("owner", "Other incident", "x", ["incident"]);
    const body = `### Incident reference\n\n#${other.number}\n\n### Why deferred\n\nAs in #${incident}.\n`;
    const theirs = await world.open("owner", "Their debt", body, ["reliability-debt"]);
    const child = await world.open("owner", "Their risk", `Like #${incident}`, ["residual-risk"]);
    await world.as("owner", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", {
      n: other.number,
      sub_issue_id: child.id,
    });
    const ours = await world.open("owner", "Our risk", `### Incident reference\n\n#${incident}\n`, ["residual-risk"]);
    const listed = async (number: number) => known((await world.read(number)).ledger).map((entry) => entry.number);
    expect(await listed(incident)).toEqual([ours.number]);
    expect(await listed(other.number)).toEqual([theirs.number, child.number]);
  });

  it("nothing is left out where a reference could not be read", async () => {
    const { incident } = await story();
    await world.open("owner", "Our risk", `### Incident reference\n\n#${incident}\n`, ["residual-risk"]);
    const path = "repository.issue.references.nodes.source";
    await world.control("POST", "faults", { graphql: "partial", path, times: 2 });
    const { items, ledger } = await world.read(incident);
    expect([isUnreadable(items), isUnreadable(ledger)]).toEqual([true, true]);
    expect(known((await world.read(incident)).ledger)).toHaveLength(1);
  });

  it("more than one page of them", async () => {
    const { incident, item } = await story();
    const numbers = [item];
    for (let n = 0; n < 30; n += 1) {
      const child = await world.open("owner", `Item ${n}`, "x", ["hardening"]);
      await world.as("owner", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", {
        n: incident,
        sub_issue_id: child.id,
      });
      numbers.push(child.number);
    }
    expect(known((await world.read(incident)).items).map(({ number }) => number)).toEqual(numbers);
  });
});

describe("the policy's versions", () => {
  const put = async (text: string): Promise<void> => {
    const route = "GET /repos/{owner}/{repo}/contents/{path}";
    const path = ".github/quench.yml";
    const { sha } = await world.as<{ sha: string }>("admin", route, { path });
    await world.as("admin", "PUT /repos/{owner}/{repo}/contents/{path}", {
      path,
      sha,
      message: "policy",
      content: Buffer.from(text).toString("base64"),
    });
  };
  it("go back to the last one that parses", async () => {
    const { incident } = await story();
    await put("version: 1\nmode: warn\n");
    await put("version: 1\nmode: sometimes\n");
    await put("version: [\n");
    const versions = known((await world.read(incident)).policy).map(({ text }) => text);
    expect(versions).toEqual(["version: [\n", "version: 1\nmode: sometimes\n", "version: 1\nmode: warn\n"]);
  });
  it("say which label items have", async () => {
    const { incident, item } = await story();
    await put("version: 1\nitems: { label: follow-up }\n");
    const mine = await world.open("owner", "Mine", `### Incident reference\n\n#${incident}`, ["follow-up"]);
    await world.open("owner", "Not mine", `### Incident reference\n\n#${incident}`, ["hardening"]);
    expect(known((await world.read(incident)).items).map(({ number }) => number)).toEqual([item, mine.number]);
  });
  it("say which labels the ledger's entries have", async () => {
    const { incident } = await story();
    await put("version: 1\nledger: { risk_label: Risk, debt_label: tech-debt }\n");
    const risk = await world.open("owner", "Risk", `For #${incident}`, ["risk"]);
    const debt = await world.open("owner", "Debt", `For #${incident}`, ["tech-debt"]);
    await world.open("owner", "No entry here", `For #${incident}`, ["reliability-debt"]);
    await world.open("owner", "Nor this", `For #${incident}`, ["residual-risk"]);
    expect(known((await world.read(incident)).ledger).map(({ number }) => number)).toEqual([risk.number, debt.number]);
  });
  it("are none where there never was a file, and end with null where it was deleted", async () => {
    const { incident } = await story();
    const path = ".github/quench.yml";
    const { sha } = await world.as<{ sha: string }>("admin", "GET /repos/{owner}/{repo}/contents/{path}", { path });
    await world.as("admin", "DELETE /repos/{owner}/{repo}/contents/{path}", { path, sha, message: "no policy" });
    expect(known((await world.read(incident)).policy)).toMatchObject([{ text: null }]);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["repository.issue.comments", (s: Awaited<ReturnType<World["read"]>>) => s.incident.comments],
    ["repository.issue.events", (s: Awaited<ReturnType<World["read"]>>) => s.incident.events],
    ["repository.issue.subIssues", (s: Awaited<ReturnType<World["read"]>>) => s.items],
    ["repository.labels", (s: Awaited<ReturnType<World["read"]>>) => s.repository.labels],
    ["repository.policy", (s: Awaited<ReturnType<World["read"]>>) => s.policy],
  ] as const)("%s is marked, or ends the pass, and is never an empty list", async (path, part) => {
    const { incident } = await story();
    await world.comment("owner", incident, "/quench score");
    // An issue that was not answered is asked for once more, with less in it.
    const times = path.startsWith("repository.issue") ? 2 : 1;
    await world.control("POST", "faults", { graphql: "partial", path, times });
    try {
      expect(isUnreadable(part(await world.read(incident)))).toBe(true);
    } catch (error) {
      expect(error).toMatchObject({ name: "Unavailable" });
    }
    expect(isUnreadable(part(await world.read(incident)))).toBe(false);
  });

  it("an item's comments leave the items unread or marked", async () => {
    const { incident } = await story();
    await world.control("POST", "faults", {
      graphql: "partial",
      path: "repository.issue.subIssues.nodes.comments",
      times: 2,
    });
    const { items } = await world.read(incident);
    expect(isUnreadable(items) || items.every(({ comments }) => isUnreadable(comments))).toBe(true);
  });

  it("a pass ends where GitHub limits, and until it may come back nothing is asked", async () => {
    const { incident } = await story();
    await world.control("POST", "faults", { graphql: "rate_limited", times: 1 });
    await expect(world.read(incident)).rejects.toMatchObject({ name: "RateLimited" });
    await world.spent();
    await expect(world.read(incident)).rejects.toMatchObject({ name: "RateLimited" });
    expect(await world.spent()).toMatchObject({ requests: 0, total: 0 });
  });

  it("a pass ends where GitHub fails for good, and goes on where it answers in the end", async () => {
    const { incident } = await story();
    await world.control("POST", "faults", { route: "POST /graphql", status: 502, times: 6 });
    await expect(world.read(incident)).rejects.toMatchObject({ name: "Unavailable" });
    await world.control("POST", "faults", { route: "POST /graphql", status: 502, times: 2 });
    await expect(world.read(incident)).resolves.toMatchObject({ incident: { number: incident } });
  });

  it("what a merged pull request adds to its runbook is read, and unread while GitHub fails", async () => {
    const { incident, item } = await story();
    const files = { "docs/runbooks/pool.md": "# Pool\n\n1. Look at the limit.\n", "src/pool.js": "1\n" };
    const { number: pull_number } = await world.pull("author", { branch: "fix", body: `Hardening: #${item}`, files });
    await world.as("admin", "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", { pull_number });
    const added = async () =>
      Object.fromEntries(
        known(pullOf(await world.read(incident), pull_number).files).map((file) => [file.path, file.added]),
      );
    await world.control("POST", "faults", { route: "GET /repos/*/pulls/*/files", status: 502, times: 4 });
    expect(await added()).toEqual({
      "docs/runbooks/pool.md": expect.objectContaining({ transient: true }),
      "src/pool.js": undefined,
    });
    await world.control("DELETE", "faults");
    expect(await added()).toEqual({
      "docs/runbooks/pool.md": ["# Pool", "", "1. Look at the limit."],
      "src/pool.js": undefined,
    });
  });

  it("CODEOWNERS is unread where its place could not be read", async () => {
    const { incident } = await story();
    expect(known((await world.read(incident)).codeowners)).toContain("/docs/runbooks/   @olu-owner");
    await world.control("POST", "faults", { graphql: "partial", path: "repository.codeowners1", times: 1 });
    expect(isUnreadable((await world.read(incident)).codeowners)).toBe(true);
  });

  it("a role and a run that answer 5xx are unknown, not absent", async () => {
    const { incident, item } = await story();
    const url = `${RUN}/12345`;
    await world.comment("owner", item, `/quench evidence behavior drill ${url}`);
    await world.control("POST", "faults", { route: "GET /repos/*/collaborators/*/permission", status: 502, times: 50 });
    await world.control("POST", "faults", { route: "GET /repos/*/actions/runs/*", status: 503, times: 50 });
    const snapshot = await world.read(incident);
    expect(isUnreadable(snapshot.people["olu-owner"]?.role)).toBe(true);
    expect(isUnreadable(snapshot.links[url]?.found)).toBe(true);
  });

  it("is gone where the issue, the repository or our access is", async () => {
    const { incident } = await story();
    const read = (owner: string, repo: string, number: number) =>
      readSnapshot(world.app, { owner, repo, number }, world.identity);
    expect(await read("acme", "shop", 4711)).toMatchObject({ kind: "gone", why: expect.stringContaining("4711") });
    expect(await read("acme", "nothing", 1)).toMatchObject({ kind: "gone" });
    const pull = await world.pull("author", { branch: "x", files: { a: "1\n" } });
    expect(await read("acme", "shop", pull.number)).toMatchObject({ kind: "gone" });
    expect(await read("ACME", "Shop", incident)).toMatchObject({
      kind: "snapshot",
      snapshot: { repository: { owner: "acme", name: "shop" } },
    });
  });
});
