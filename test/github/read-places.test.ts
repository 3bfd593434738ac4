import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createClient } from "../../src/github/request/client.ts";
import { readSnapshot } from "../../src/github/read.ts";
import { itemOf, known, openWorld, pullOf, type World } from "./read-support.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.box.close());

const ISSUE = "### Severity\n\nSEV1\n";

async function story(): Promise<{ incident: number; item: number }> {
  const incident = await world.open("owner", "Checkout down", ISSUE, ["incident"]);
  const item = await world.open("owner", "Add an alert", "Alert", ["hardening"]);
  await subIssue(incident.number, item.id);
  return { incident: incident.number, item: item.number };
}

const subIssue = (n: number, sub_issue_id: number): Promise<unknown> =>
  world.as("admin", "POST /repos/{owner}/{repo}/issues/{n}/sub_issues", { n, sub_issue_id });
const read = (repo: string, number: number) => readSnapshot(world.app, { owner: "acme", repo, number }, world.identity);

describe("a renamed repository", () => {
  it("is found by its old name, in links, lines, references and by itself", async () => {
    const { incident, item } = await story();
    const line = await world.pull("author", { branch: "a", body: `Hardening: acme/shop#${item}`, files: { a: "1\n" } });
    const named = await world.pull("author", { branch: "b", body: "Nothing", files: { b: "1\n" } });
    await world.comment(
      "owner",
      item,
      `/quench evidence implementation https://github.com/acme/shop/pull/${named.number}`,
    );
    const loose = await world.open("owner", "Loose", `### Incident reference\n\nacme/shop#${incident}`, ["hardening"]);
    await world.as("admin", "PATCH /repos/{owner}/{repo}", { name: "store" });

    const result = await read("shop", incident);
    if (result.kind === "gone") throw new Error(result.why);
    const { snapshot } = result;
    expect(snapshot.repository).toMatchObject({ name: "store", url: "https://github.com/acme/store" });
    expect(Object.keys(snapshot.pulls)).toEqual([`acme/store#${line.number}`, `acme/store#${named.number}`]);
    expect(known(itemOf(snapshot, item).links)).toEqual([
      { pull: `acme/store#${line.number}`, kind: "body_line" },
      { pull: `acme/store#${named.number}`, kind: "command" },
    ]);
    expect(known(snapshot.items).map(({ number }) => number)).toEqual([item, loose.number]);
  });
});

describe("an incident that is gone", () => {
  it("was transferred, whichever way GitHub says so", async () => {
    const { incident } = await story();
    await world.control("POST", "repositories", { repository: "acme/other", admin: world.login("admin") });
    await world.control("POST", "issue-transfers", {
      repository: "acme/shop",
      number: incident,
      to: "acme/other",
      graphql: "follow",
    });
    expect(await read("shop", incident)).toEqual({ kind: "gone", why: "it was transferred to acme/other" });
    const second = await world.open("owner", "Again", ISSUE, ["incident"]);
    await world.control("POST", "issue-transfers", {
      repository: "acme/shop",
      number: second.number,
      to: "acme/other",
      graphql: "not_found",
    });
    expect(await read("shop", second.number)).toMatchObject({ kind: "gone", why: expect.stringContaining("resolve") });
  });

  it("was deleted", async () => {
    const { incident } = await story();
    await world.control("POST", "issue-deletions", { repository: "acme/shop", number: incident });
    expect(await read("shop", incident)).toMatchObject({ kind: "gone", why: expect.stringContaining(`${incident}`) });
  });

  it("was not, but an item of it: that one is no item here any more", async () => {
    const { incident, item } = await story();
    const other = await world.open("owner", "Another", "Other", ["hardening"]);
    await subIssue(incident, other.id);
    await world.control("POST", "repositories", { repository: "acme/other", admin: world.login("admin") });
    await world.control("POST", "issue-transfers", { repository: "acme/shop", number: item, to: "acme/other" });
    expect(known((await world.read(incident)).items).map(({ number }) => number)).toEqual([other.number]);
    await world.control("POST", "issue-deletions", { repository: "acme/shop", number: other.number });
    expect(known((await world.read(incident)).items)).toEqual([]);
  });
});

/** A pull request in another repository, opened by somebody who may do everything there. */
async function pullElsewhere(owner: string, repo: string, role: "admin" | "outsider", body: string) {
  await world.control("POST", "repositories", { repository: `${owner}/${repo}`, admin: world.login(role) });
  const auth = world.box.people[role].token;
  const client = createClient({ baseUrl: world.box.url, graphqlUrl: world.box.graphqlUrl, auth });
  const place = { owner, repo };
  const ref = await client.rest("GET /repos/{owner}/{repo}/git/ref/{ref}", { ...place, ref: "heads/main" });
  const { sha } = (ref.data as { object: { sha: string } }).object;
  await client.rest("POST /repos/{owner}/{repo}/git/refs", { ...place, ref: "refs/heads/fix", sha });
  const file = { path: "tests/a.test.js", content: Buffer.from("1\n").toString("base64") };
  const put = "PUT /repos/{owner}/{repo}/contents/{path}";
  await client.rest(put, { ...place, ...file, message: "Test", branch: "fix" });
  const opening = { ...place, title: "x", body, head: "fix", base: "main" };
  const { data } = await client.rest("POST /repos/{owner}/{repo}/pulls", opening);
  return { number: (data as { number: number }).number, client, place };
}

describe("people and places that are gone", () => {
  it("leave their traces: ghosts, deleted forks, locked issues", async () => {
    const { incident, item } = await story();
    const fork = await world.as<{ owner: { login: string }; name: string }>(
      "outsider",
      "POST /repos/{owner}/{repo}/forks",
    );
    const place = { owner: fork.owner.login, repo: fork.name };
    const outsider = createClient({
      baseUrl: world.box.url,
      graphqlUrl: world.box.graphqlUrl,
      auth: world.box.people.outsider.token,
    });
    await outsider.rest("PUT /repos/{owner}/{repo}/contents/{path}", {
      ...place,
      path: "tests/fork.test.js",
      message: "Test",
      content: Buffer.from("1\n").toString("base64"),
    });
    const pull = await world.as<{ number: number }>("outsider", "POST /repos/{owner}/{repo}/pulls", {
      title: "From a fork",
      body: `Hardening: #${item}`,
      head: `${fork.owner.login}:main`,
      base: "main",
    });
    expect(pullOf(await world.read(incident), pull.number)).toMatchObject({
      headRepository: `${fork.owner.login}/${fork.name}`,
      author: { login: fork.owner.login, kind: "user" },
    });
    await world.as("admin", "PUT /repos/{owner}/{repo}/issues/{n}/lock", { n: item });
    await outsider.rest("DELETE /repos/{owner}/{repo}", place);
    await world.control("DELETE", `people/${world.login("outsider")}`);
    const snapshot = await world.read(incident);
    expect(itemOf(snapshot, item).locked).toBe(true);
    expect(snapshot.incident.locked).toBe(false);
    const left = pullOf(snapshot, pull.number);
    expect(left).toMatchObject({ headRepository: null, author: { login: "ghost", nodeId: "", kind: "ghost" } });
    expect(known(left.files)).toMatchObject([{ path: "tests/fork.test.js", change: "added" }]);
    expect(known(itemOf(snapshot, item).links)).toEqual([{ pull: `acme/shop#${pull.number}`, kind: "body_line" }]);
  });

  it("a stranger's pull request is none of ours, whatever it says", async () => {
    const { incident, item } = await story();
    const { number } = await pullElsewhere(
      "evil",
      "shop",
      "outsider",
      `Hardening: acme/shop#${item}\n\nFixes acme/shop#${item}`,
    );
    await world.comment("owner", item, `/quench evidence implementation https://github.com/evil/shop/pull/${number}`);
    const snapshot = await world.read(incident);
    expect(snapshot.pulls).toEqual({});
    expect(known(itemOf(snapshot, item).links)).toEqual([]);
  });

  it("one of another repository of the owner counts, until it is reverted there", async () => {
    const { incident, item } = await story();
    const { number, client, place } = await pullElsewhere("acme", "infra", "admin", `Hardening: acme/shop#${item}`);
    const merge = "PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge";
    const { data } = await client.rest(merge, { ...place, pull_number: number });
    const { sha } = data as { sha: string };
    const key = `acme/infra#${number}`;
    const before = await world.read(incident);
    expect(known(itemOf(before, item).links)).toEqual([{ pull: key, kind: "body_line" }]);
    expect(known(before.pulls[key])).toMatchObject({ state: "merged", baseIsDefault: true, revertedBy: null });
    const path = "tests/a.test.js";
    const contents = "/repos/{owner}/{repo}/contents/{path}";
    const { data: file } = await client.rest(`GET ${contents}`, { ...place, path });
    await client.rest(`DELETE ${contents}`, {
      ...place,
      path,
      sha: (file as { sha: string }).sha,
      message: `Revert "x"\n\nThis reverts commit ${sha}.`,
      branch: "main",
    });
    const { revertedBy } = known((await world.read(incident)).pulls[key]);
    expect(revertedBy).toMatch(/^commit [0-9a-f]{12}$/);
  });
});

describe("who had a hand in a pull request", () => {
  it("is also who wrote what was pushed over, and whom the squash commit names", async () => {
    const { incident, item } = await story();
    const pull = await world.pull("verifier", { branch: "fix", body: `Hardening: #${item}`, files: { a: "1\n" } });
    await world.as("admin", "PUT /repos/{owner}/{repo}/contents/{path}", {
      path: "b",
      message: "On top of it",
      content: Buffer.from("1\n").toString("base64"),
      branch: "fix",
    });
    const main = await world.as<{ object: { sha: string } }>("author", "GET /repos/{owner}/{repo}/git/ref/{ref}", {
      ref: "heads/main",
    });
    const tree = await world.as<{ sha: string }>("author", "POST /repos/{owner}/{repo}/git/trees", {
      tree: [{ path: "a", mode: "100644", type: "blob", content: "2\n" }],
    });
    const commit = await world.as<{ sha: string }>("author", "POST /repos/{owner}/{repo}/git/commits", {
      message: "Another fix",
      tree: tree.sha,
      parents: [main.object.sha],
    });
    await world.as("author", "PATCH /repos/{owner}/{repo}/git/refs/{ref}", {
      ref: "heads/fix",
      sha: commit.sha,
      force: true,
    });
    // What lay behind the last commit is looked up once there is a merge to compare it with.
    expect(known(pullOf(await world.read(incident), pull.number).contributors)).toEqual(["ada-admin", "andy-author"]);
    await world.as("admin", "PUT /repos/{owner}/{repo}/pulls/{n}/merge", {
      n: pull.number,
      merge_method: "squash",
      commit_message: "Fix\n\nCo-authored-by: Olu <olu-owner@users.noreply.github.com>",
    });
    expect(known(pullOf(await world.read(incident), pull.number).contributors)).toEqual([
      "ada-admin",
      "andy-author",
      "olu-owner",
      "vera-verifier",
    ]);
  });
});

describe("a permission that lacks", () => {
  const permissions = {
    issues: "write",
    pull_requests: "read",
    contents: "read",
    checks: "write",
    statuses: "read",
    metadata: "read",
  } as const;

  /** The same box as seen by an App with other permissions. */
  async function without(...areas: readonly (keyof typeof permissions)[]): Promise<void> {
    await world.box.close();
    const left = Object.fromEntries(Object.entries(permissions).filter(([area]) => !areas.includes(area as never)));
    world = await openWorld({ app: { permissions: left, events: [] } });
    // What is public may be read without any.
    await world.as("admin", "PATCH /repos/{owner}/{repo}", { private: true });
  }

  const linked = async () => {
    const { incident, item } = await story();
    const pull = await world.pull("author", { branch: "fix", body: `Hardening: #${item}`, files: { a: "1\n" } });
    await world.control("POST", "workflow-runs", {
      name: "CI",
      head_sha: pull.head.sha,
      conclusion: "success",
      jobs: [{ name: "test" }],
    });
    await world.as("author", "POST /repos/{owner}/{repo}/statuses/{sha}", {
      sha: pull.head.sha,
      state: "success",
      context: "ci/old",
    });
    return { incident, item, number: pull.number };
  };

  it.each(["checks", "statuses"] as const)("%s: checks are unread, and it is named", async (area) => {
    await without(area);
    const { incident, number } = await linked();
    expect(pullOf(await world.read(incident), number).head.checks).toMatchObject({
      permission: "checks: read, statuses: read",
    });
  });

  it("pull requests: links are unread, and it is named", async () => {
    await without("pull_requests");
    const { incident, item } = await linked();
    expect(itemOf(await world.read(incident), item).links).toMatchObject({ permission: "pull requests: read" });
  });

  it("contents: the policy is unread, and it is named", async () => {
    await without("contents");
    const { incident } = await linked();
    expect((await world.read(incident)).policy).toMatchObject({ permission: "contents: read" });
  });
});

describe("what blocks an item", () => {
  it("are the open issues, read with the list of sub-issues", async () => {
    const { incident, item } = await story();
    const blocker = await world.open("owner", "First", "x");
    await world.as("admin", "POST /repos/{owner}/{repo}/issues/{n}/dependencies/blocked_by", {
      n: item,
      issue_id: blocker.id,
    });
    expect(itemOf(await world.read(incident), item).blockedBy).toEqual([
      { number: blocker.number, url: `https://github.com/acme/shop/issues/${blocker.number}` },
    ]);
    await world.as("admin", "PATCH /repos/{owner}/{repo}/issues/{n}", { n: blocker.number, state: "closed" });
    expect(itemOf(await world.read(incident), item).blockedBy).toEqual([]);
  });
});
