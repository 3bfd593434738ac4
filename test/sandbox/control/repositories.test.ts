/** Repositories that are renamed, hidden or forked. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openPlaces, type Stage } from "./support.ts";

let stage: Stage;
let app: { token: string };
beforeAll(async () => {
  ({ stage, app } = await openPlaces());
});
afterAll(() => stage.close());

const open = async (title: string): Promise<{ number: number }> =>
  (await stage.rest("admin", "POST", "/repos/acme/shop/issues", { title })).body;

// docs.github.com "Renaming a repository"
describe("a renamed repository", () => {
  it("is found under its former names until somebody takes them", async () => {
    await stage.control("POST", "repositories", { repository: "acme/first", admin: "ada-admin" });
    await stage.rest("admin", "PATCH", "/repos/acme/first", { name: "second" });
    await stage.rest("admin", "PATCH", "/repos/acme/second", { name: "third" });
    const id = (await stage.rest("owner", "GET", "/repos/acme/third")).body.id as number;
    const read = await stage.rest("owner", "GET", "/repos/acme/first/issues?state=all");
    expect([read.status, read.body.message]).toEqual([301, "Moved Permanently"]);
    expect(read.headers.get("location")).toBe(`${stage.box.url}/repositories/${id}/issues?state=all`);
    const write = await stage.rest("owner", "POST", "/repos/acme/second/issues", { title: "x" });
    expect([write.status, write.headers.get("location")]).toEqual([307, `${stage.box.url}/repositories/${id}/issues`]);
    const followed = (await stage.rest(app.token, "GET", `/repositories/${id}`)).body;
    expect(followed.full_name).toBe("acme/third");
    const query = (name: string, more = ""): string =>
      `{ repository(owner: "acme", name: "${name}"${more}) { nameWithOwner } }`;
    expect((await stage.graphql(query("first"))).repository.nameWithOwner).toBe("acme/third");
    expect((await stage.errors(query("first", ", followRenames: false")))[0]?.type).toBe("NOT_FOUND");
    await stage.control("POST", "repositories", { repository: "acme/first", admin: "ada-admin" });
    expect((await stage.rest("owner", "GET", "/repos/acme/first")).body.full_name).toBe("acme/first");
    expect((await stage.graphql(query("second"))).repository.nameWithOwner).toBe("acme/third");
    expect((await stage.rest("admin", "PATCH", "/repos/acme/third", { name: "first" })).status).toBe(422);
  });
});

describe("what a caller may not see", () => {
  it("a private repository without the App: null and NOT_FOUND, 404, and no cross-reference from there", async () => {
    const [error] = await stage.errors('{ repository(owner: "acme", name: "vault") { id } }', app.token);
    expect(error).toMatchObject({
      type: "NOT_FOUND",
      message: "Could not resolve to a Repository with the name 'acme/vault'.",
    });
    expect((await stage.rest(app.token, "GET", "/repos/acme/vault")).status).toBe(404);
    const issue = await open("Mentioned");
    await stage.rest("admin", "POST", "/repos/acme/vault/issues", {
      title: "From there",
      body: `acme/shop#${issue.number}`,
    });
    await stage.rest("admin", "POST", "/repos/acme/attic/issues", {
      title: "And here",
      body: `acme/shop#${issue.number}`,
    });
    const titles = async (as: string): Promise<string[]> => {
      const data = await stage.graphql(
        `{ repository(owner: "acme", name: "shop") { issue(number: ${issue.number}) {
          timelineItems(first: 5, itemTypes: [CROSS_REFERENCED_EVENT]) { nodes { ... on CrossReferencedEvent {
            isCrossRepository source { ... on Issue { title } } } } } } } }`,
        as,
      );
      return data.repository.issue.timelineItems.nodes.map((node: { source: { title: string } }) => node.source.title);
    };
    expect(await titles(app.token)).toEqual(["And here"]);
    expect(await titles("admin")).toEqual(["From there", "And here"]);
  });

  it("what lies beyond an App's permissions in a private repository: FORBIDDEN, 403", async () => {
    const own = (
      await stage.control("POST", "apps", { slug: "narrow", permissions: { issues: "read" }, repository: "acme/vault" })
    ).body.token as string;
    const [error] = await stage.errors(
      '{ repository(owner: "acme", name: "vault") { pullRequests(first: 1) { totalCount } } }',
      own,
    );
    expect(error).toMatchObject({ type: "FORBIDDEN", message: "Resource not accessible by integration" });
    const pulls = await stage.rest(own, "GET", "/repos/acme/vault/pulls");
    expect([pulls.status, pulls.body.message]).toEqual([403, "Resource not accessible by integration"]);
  });
});

// docs.github.com "About forks"
it("a pull request from a fork shows where it came from until the fork is deleted", async () => {
  const fork = await stage.rest("outsider", "POST", "forks", {});
  expect(fork.body).toMatchObject({ full_name: "otto-outsider/shop", fork: true, parent: { full_name: "acme/shop" } });
  await stage.rest("outsider", "PUT", "/repos/otto-outsider/shop/contents/fork.txt", {
    message: "From outside",
    content: "eA==",
    branch: "main",
  });
  const pull = (
    await stage.rest("outsider", "POST", "pulls", { title: "Outside", head: "otto-outsider:main", base: "main" })
  ).body;
  expect(pull.head.repo.full_name).toBe("otto-outsider/shop");
  const read = async () =>
    (
      await stage.graphql(`{ repository(owner: "acme", name: "shop") { pullRequest(number: ${pull.number}) {
        isCrossRepository headRefName headRefOid headRepository { nameWithOwner isFork parent { nameWithOwner } }
        files(first: 5) { nodes { path } } } } }`)
    ).repository.pullRequest;
  const before = await read();
  expect(before).toMatchObject({
    isCrossRepository: true,
    headRepository: { nameWithOwner: "otto-outsider/shop", isFork: true, parent: { nameWithOwner: "acme/shop" } },
    files: { nodes: [{ path: "fork.txt" }] },
  });
  await stage.merge(pull.number);
  const subject = (await stage.rest("owner", "GET", "commits/main")).body.commit.message as string;
  expect(subject).toBe(`Merge pull request #${pull.number} from otto-outsider/main\n\nOutside`);
  expect((await stage.rest("outsider", "DELETE", "/repos/otto-outsider/shop")).status).toBe(204);
  expect(await read()).toMatchObject({ isCrossRepository: true, headRepository: null, headRefOid: before.headRefOid });
  expect((await stage.rest("owner", "GET", `pulls/${pull.number}`)).body.head.repo).toBeNull();
});
