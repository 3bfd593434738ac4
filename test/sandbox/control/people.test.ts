/** People who change their name, leave, are deleted, are followed by others; teams. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { START, openStage, type Stage } from "./support.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const person = async (login: string, more: object = {}) =>
  (await stage.control("POST", "people", { login, role: "write", repository: "acme/shop", ...more })).body as {
    id: number;
    token: string;
  };

// docs.github.com "Changing your username"
describe("a renamed account", () => {
  it("keeps its ids and what it did; the former login is nobody's, then somebody else's", async () => {
    const { id, token } = await person("rosa", { created_at: "2019-05-01T00:00:00Z" });
    const issue = (await stage.rest(token, "POST", "issues", { title: "Rosa's", assignees: ["rosa"] })).body;
    const user = await stage.graphql('{ user(login: "rosa") { id databaseId login createdAt } }');
    expect(user.user).toMatchObject({ databaseId: id, createdAt: "2019-05-01T00:00:00Z" });
    expect((await stage.control("PATCH", "people/rosa", { login: "rosalind" })).body).toMatchObject({
      id,
      login: "rosalind",
    });

    expect((await stage.rest("owner", "GET", "/users/rosa")).status).toBe(404);
    expect((await stage.rest("owner", "GET", "assignees/rosa")).status).toBe(404);
    expect((await stage.errors('{ user(login: "rosa") { id } }'))[0]?.type).toBe("NOT_FOUND");
    const now = (await stage.rest("owner", "GET", `issues/${issue.number}`)).body;
    expect([now.user.login, now.user.id, now.assignee.login]).toEqual(["rosalind", id, "rosalind"]);
    const renamed = await stage.graphql('{ user(login: "rosalind") { id login } }');
    expect(renamed.user).toEqual({ id: user.user.id, login: "rosalind" });
    expect((await stage.rest("owner", "GET", "collaborators/rosalind/permission")).body.role_name).toBe("write");

    const other = await person("rosa", { role: "none" });
    const taken = (await stage.rest("owner", "GET", "/users/rosa")).body;
    expect([taken.id, taken.id === id, taken.created_at >= START]).toEqual([other.id, false, true]);
    const again = await stage.graphql('{ user(login: "rosa") { id createdAt } }');
    expect([again.user.id === user.user.id, again.user.createdAt]).toEqual([false, taken.created_at]);
    expect((await stage.control("PATCH", "people/rosalind", { login: "rosa" })).status).toBe(422);
    expect((await stage.control("PATCH", "people/nobody", { login: "x" })).status).toBe(404);
  });

  it("is still led to under its repositories' former addresses", async () => {
    await person("pia", { role: "none" });
    await stage.control("POST", "repositories", { repository: "pia/notes", install: false });
    await stage.control("PATCH", "people/pia", { login: "pia-m" });
    expect((await stage.rest("owner", "GET", "/repos/pia/notes")).status).toBe(301);
    expect((await stage.rest("owner", "GET", "/repos/pia-m/notes")).body.full_name).toBe("pia-m/notes");
  });
});

// docs.github.com "Deleting your personal account"
it("a deleted account is ghost in REST and null in GraphQL, and its commits lead to nobody", async () => {
  const { token } = await person("dora", { role: "write" });
  const issue = (await stage.rest(token, "POST", "issues", { title: "Dora's" })).body;
  await stage.rest(token, "POST", `issues/${issue.number}/comments`, { body: "Mine" });
  const sha = (await stage.rest(token, "PUT", "contents/dora.txt", { message: "Dora", content: "eA==" })).body.commit
    .sha;
  await stage.control("DELETE", "people/dora");
  const [comment] = (await stage.rest("owner", "GET", `issues/${issue.number}/comments`)).body;
  expect([comment.user.login, comment.user.id]).toEqual(["ghost", 10_137]);
  const commit = (await stage.rest("owner", "GET", `commits/${sha}`)).body;
  expect([commit.author, commit.commit.author.name]).toEqual([null, "dora"]);
  const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") { issue(number: ${issue.number}) {
    author { login } comments(first: 1) { nodes { author { login } } } }
    object(oid: "${sha}") { ... on Commit { author { user { login } } } } } }`);
  expect(data.repository).toEqual({
    issue: { author: null, comments: { nodes: [{ author: null }] } },
    object: { author: { user: null } },
  });
  expect((await stage.rest("owner", "GET", "/users/dora")).status).toBe(404);
});

it("a removed collaborator is unassigned and can no longer be assigned", async () => {
  await person("kim");
  const issue = (await stage.rest("owner", "POST", "issues", { title: "Kim's", assignees: ["kim"] })).body;
  await stage.rest("admin", "DELETE", "collaborators/kim");
  expect((await stage.rest("owner", "GET", `issues/${issue.number}`)).body.assignees).toEqual([]);
  expect((await stage.rest("owner", "GET", "assignees/kim")).status).toBe(404);
  expect((await stage.rest("owner", "GET", "collaborators/kim/permission")).body.role_name).toBe("read");
});

// REST reference "Teams"; GraphQL schema, `Organization.team`
describe("teams", () => {
  it("have members, those of child teams too, and give them a role", async () => {
    await person("ines", { role: "none" });
    await person("jon", { role: "none" });
    await stage.control("POST", "teams", { name: "Operations", members: ["ines"] });
    const child = await stage.control("POST", "teams", {
      slug: "night-shift",
      parent: "operations",
      members: ["jon"],
      repository: "acme/shop",
      role: "triage",
    });
    expect(child.body).toMatchObject({ slug: "night-shift", organization: "acme", members: ["jon"] });
    const app = (
      await stage.control("POST", "apps", {
        slug: "people-reader",
        permissions: { members: "read" },
        repository: "acme/shop",
      })
    ).body;
    const members = async (as: string, team: string): Promise<string[]> =>
      (await stage.rest(as, "GET", `/orgs/acme/teams/${team}/members`)).body.map(
        (each: { login: string }) => each.login,
      );
    expect(await members(app.token, "operations")).toEqual(["ines", "jon"]);
    expect(await members(app.token, "night-shift")).toEqual(["jon"]);
    expect((await stage.rest("owner", "GET", "collaborators/jon/permission")).body.role_name).toBe("triage");
    const data = await stage.graphql(
      `{ organization(login: "acme") { team(slug: "operations") { combinedSlug
        all: members(first: 5) { nodes { login } } own: members(first: 5, membership: IMMEDIATE) { nodes { login } } } } }`,
      app.token,
    );
    expect(data.organization.team).toEqual({
      combinedSlug: "acme/operations",
      all: { nodes: [{ login: "ines" }, { login: "jon" }] },
      own: { nodes: [{ login: "ines" }] },
    });
    await stage.control("POST", "teams", { slug: "night-shift", members: [] });
    expect(await members(app.token, "operations")).toEqual(["ines"]);
    expect((await stage.control("POST", "teams", { slug: "x", parent: "none" })).status).toBe(404);
  });

  it("are hidden from strangers, and refused to Apps without the permission", async () => {
    const app = (await stage.control("POST", "apps", { slug: "no-members", repository: "acme/shop" })).body;
    const refused = await stage.rest(app.token, "GET", "/orgs/acme/teams/operations/members");
    expect([refused.status, refused.body.message]).toEqual([403, "Resource not accessible by integration"]);
    expect((await stage.rest("outsider", "GET", "/orgs/acme/teams/operations/members")).status).toBe(404);
    const [error] = await stage.errors(
      '{ organization(login: "acme") { team(slug: "operations") { id } } }',
      app.token,
    );
    expect(error?.type).toBe("FORBIDDEN");
  });
});
