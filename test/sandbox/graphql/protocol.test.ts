import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { check } from "../../../src/sandbox/graphql/execute.ts";
import { type Asked, openBox } from "./support.ts";

let asked: Asked;
beforeAll(async () => {
  asked = await openBox();
});
afterAll(() => asked.box.close());

describe("the endpoint", () => {
  it("answers at /graphql and at /api/graphql, with data, limits and GitHub's time", async () => {
    for (const path of ["/graphql", "/api/graphql"]) {
      const response = await asked.post(JSON.stringify({ query: "{ viewer { login } }" }), "owner", path);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ data: { viewer: { login: "olu-owner" } } });
      expect(response.headers.get("x-ratelimit-resource")).toBe("graphql");
      expect(response.headers.get("date")).toContain("02 Mar 2026");
    }
  });

  it("has no anonymous access, and refuses bad credentials", async () => {
    expect((await asked.ask("{ viewer { login } }", {}, null)).status).toBe(401);
    const bad = await asked.ask("{ viewer { login } }", {}, { token: "ghp_wrong" });
    expect(bad.status).toBe(401);
  });

  it("refuses what is no JSON, and what has no query", async () => {
    const broken = await asked.post("{");
    expect([broken.status, await broken.json()]).toEqual([
      400,
      expect.objectContaining({ message: "Problems parsing JSON" }),
    ]);
    const empty = await asked.post("{}");
    expect([empty.status, await empty.json()]).toEqual([
      400,
      expect.objectContaining({ message: "A query attribute must be specified and must be a string." }),
    ]);
  });

  it("answers 200 with errors for a document that does not parse or is not valid", async () => {
    const syntax = await asked.ask("{ viewer {");
    expect([syntax.status, syntax.data]).toEqual([200, undefined]);
    expect(syntax.errors).toHaveLength(1);
    const unknown = await asked.ask("{ viewer { shoeSize } }");
    expect(unknown.errors[0]?.message).toContain("shoeSize");
    expect(unknown.data).toBeUndefined();
  });

  it("runs the operation that is named, with variables of the right kind", async () => {
    const query =
      'query A($n: Int!) { repository(owner: "acme", name: "shop") { issue(number: $n) { id } } } query B { viewer { login } }';
    const named = await asked.post(JSON.stringify({ query, operationName: "B" }));
    expect(await named.json()).toEqual({ data: { viewer: { login: "olu-owner" } } });
    const wrong = await asked.post(JSON.stringify({ query, operationName: "A", variables: { n: "seven" } }));
    const { errors } = (await wrong.json()) as { errors: { message: string }[] };
    expect(errors[0]?.message).toContain("$n");
  });
});

describe("a field that is not modelled", () => {
  it("is an error that names it, and never a silent null", async () => {
    const { data, errors } = await asked.ask(
      '{ repository(owner: "acme", name: "shop") { name stargazerCount codeOfConduct { key } } }',
    );
    expect(errors.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Field Repository\.(stargazerCount|codeOfConduct) is not modelled in the sandbox$/),
      ]),
    );
    expect(data.repository).toBeNull();
  });
  it("of a nullable kind is null with its error beside it", async () => {
    const { data, errors } = await asked.ask(
      '{ repository(owner: "acme", name: "shop") { name codeOfConduct { key } } }',
    );
    expect(data.repository).toEqual({ name: "shop", codeOfConduct: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["repository", "codeOfConduct"],
        message: "Field Repository.codeOfConduct is not modelled in the sandbox",
      }),
    ]);
  });
  it("as a mutation says so too", async () => {
    const { errors } = await asked.ask('mutation { closeIssue(input: {issueId: "x"}) { clientMutationId } }');
    expect(errors[0]?.message).toContain('Cannot query field "closeIssue"');
  });
});

describe("limits", () => {
  const repository = (inner: string): string =>
    `{ rateLimit { cost nodeCount limit remaining used resetAt } repository(owner: "acme", name: "shop") { ${inner} } }`;

  it("a connection needs `first` or `last`, not both, of at most 100", async () => {
    const missing = await asked.ask(repository("labels { nodes { name } }"));
    expect(missing.data).toBeUndefined();
    expect(missing.errors[0]).toMatchObject({
      type: "MISSING_PAGINATION_BOUNDARIES",
      message: "You must provide a `first` or `last` value to properly paginate the `labels` connection.",
    });
    const both = await asked.ask(repository("labels(first: 1, last: 1) { nodes { name } }"));
    expect(both.errors[0]?.message).toContain("Passing both `first` and `last`");
    const many = await asked.ask(repository("labels(first: 101) { nodes { name } }"));
    expect(many.errors[0]).toMatchObject({
      type: "EXCESSIVE_PAGINATION",
      message: "Requesting 101 records on the `labels` connection exceeds the `first` limit of 100 records.",
    });
  });

  // docs.github.com, "Rate limits and query limits for the GraphQL API": the examples and their sums.
  it.each([
    [
      "viewer { repositories(first: 50) { edges { repository: node { name issues(first: 10) { totalCount edges { node { title bodyHTML } } } } } } }",
      550,
      1,
    ],
    [
      `viewer {
        repositories(first: 50) { edges { node {
          pullRequests(first: 20) { edges { node { title comments(first: 10) { edges { node { bodyHTML } } } } } }
          issues(first: 20) { totalCount edges { node { title comments(first: 10) { edges { node { bodyHTML } } } } } }
        } } }
        followers(first: 10) { edges { node { login } } }
      }`,
      22_060,
      21,
    ],
    [
      "viewer { login repositories(first: 100) { edges { node { id issues(first: 50) { edges { node { id labels(first: 60) { edges { node { id name } } } } } } } } } }",
      305_100,
      51,
    ],
  ])("the documentation's examples cost what it says (%#)", (selection, nodes, points) => {
    const checked = check({ query: `{ ${selection} }`, variables: {}, operationName: undefined });
    expect(checked).toMatchObject({ cost: { nodes, points } });
  });

  it("the cost of a query is answered by itself", async () => {
    const { data } = await asked.ask(
      repository(
        "issues(first: 50) { nodes { comments(first: 20) { nodes { reactions(first: 10) { nodes { id } } } } } }",
      ),
    );
    // nodes: 50 + 50·20 + 50·20·10; requests: 1 + 50 + 50·20 = 1,051.
    expect(data.rateLimit).toMatchObject({ nodeCount: 11_050, cost: 11, limit: 5000 });
    const small = await asked.ask("{ rateLimit { cost nodeCount } viewer { login } }");
    expect(small.data.rateLimit).toEqual({ cost: 1, nodeCount: 0 });
  });

  it("fragments and variables are counted as what they stand for", async () => {
    const query = `query($n: Int!) { rateLimit { nodeCount } repository(owner: "acme", name: "shop") { ...R ... on Repository { labels(last: 3) { totalCount } } } }
      fragment R on Repository { issues(first: $n) { nodes { ... on Issue { labels(first: 2) { totalCount } } } } }`;
    const { data } = await asked.ask(query, { n: 10 });
    expect(data.rateLimit.nodeCount).toBe(10 + 10 * 2 + 3);
  });

  it("more than 500,000 possible nodes are refused", async () => {
    const { data, errors } = await asked.ask(
      repository(
        "issues(first: 100) { nodes { comments(first: 100) { nodes { reactions(first: 100) { nodes { id } } } } } }",
      ),
    );
    expect(data).toBeUndefined();
    expect(errors).toEqual([
      expect.objectContaining({
        type: "MAX_NODE_LIMIT_EXCEEDED",
        message: "This query requests up to 1,010,100 possible nodes which exceeds the maximum limit of 500,000.",
      }),
    ]);
  });

  it("points are spent, and an exhausted limit answers 200 with RATE_LIMITED", async () => {
    const before = (await asked.ask("{ rateLimit { remaining } }", {}, "verifier")).data.rateLimit.remaining;
    await asked.ask(
      repository(
        "issues(first: 50) { nodes { comments(first: 20) { nodes { reactions(first: 10) { nodes { id } } } } } }",
      ),
      {},
      "verifier",
    );
    const after = await asked.ask("{ rateLimit { remaining } }", {}, "verifier");
    expect(before - after.data.rateLimit.remaining).toBe(12);
    expect(after.headers.get("x-ratelimit-remaining")).toBe(String(after.data.rateLimit.remaining));
    const big = repository(
      "issues(first: 100) { nodes { comments(first: 100) { nodes { reactions(first: 40) { nodes { id } } } } } }",
    );
    let answer = await asked.ask(big, {}, "author");
    for (let n = 0; n < 60 && answer.errors.length === 0; n += 1) answer = await asked.ask(big, {}, "author");
    expect(answer.status).toBe(200);
    expect(answer.data).toBeUndefined();
    expect(answer.errors[0]).toMatchObject({
      type: "RATE_LIMITED",
      message: expect.stringContaining("API rate limit exceeded for user ID"),
    });
  });
});

describe("pages", () => {
  beforeAll(async () => {
    const { body } = await asked.rest("owner", "POST", "/issues", { title: "Paged" });
    for (let n = 1; n <= 5; n += 1)
      await asked.rest("owner", "POST", `/issues/${String(body["number"])}/comments`, { body: `c${n}` });
  });
  const page = async (args: string) => {
    const { data, errors } =
      await asked.ask(`{ repository(owner: "acme", name: "shop") { issue(number: 1) { comments(${args}) {
      totalCount nodes { body } edges { cursor node { body } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`);
    expect(errors).toEqual([]);
    return data.repository.issue.comments;
  };
  const texts = ({ nodes }: { nodes: { body: string }[] }): string[] => nodes.map(({ body }) => body);

  it("go forward and backward by cursors", async () => {
    const first = await page("first: 2");
    expect([texts(first), first.totalCount, first.pageInfo.hasNextPage, first.pageInfo.hasPreviousPage]).toEqual([
      ["c1", "c2"],
      5,
      true,
      false,
    ]);
    const second = await page(`first: 2, after: "${first.pageInfo.endCursor}"`);
    expect([texts(second), second.pageInfo.hasNextPage, second.pageInfo.hasPreviousPage]).toEqual([
      ["c3", "c4"],
      true,
      true,
    ]);
    const third = await page(`first: 2, after: "${second.pageInfo.endCursor}"`);
    expect([texts(third), third.pageInfo.hasNextPage]).toEqual([["c5"], false]);
    const last = await page("last: 2");
    expect([texts(last), last.pageInfo.hasNextPage, last.pageInfo.hasPreviousPage]).toEqual([
      ["c4", "c5"],
      false,
      true,
    ]);
    const earlier = await page(`last: 2, before: "${last.pageInfo.startCursor}"`);
    expect(texts(earlier)).toEqual(["c2", "c3"]);
    expect(earlier.edges.map((edge: { node: { body: string } }) => edge.node.body)).toEqual(["c2", "c3"]);
    expect(earlier.edges[0].cursor).toBe(earlier.pageInfo.startCursor);
  });

  it("of nothing have no cursors", async () => {
    const none = await page("first: 0");
    expect(none).toMatchObject({ totalCount: 5, nodes: [], pageInfo: { startCursor: null, endCursor: null } });
  });

  it("refuse a cursor that is none", async () => {
    const { errors } = await asked.ask(
      '{ repository(owner: "acme", name: "shop") { issue(number: 1) { comments(first: 1, after: "nonsense") { totalCount } } } }',
    );
    expect(errors[0]).toMatchObject({
      type: "INVALID_CURSOR_ARGUMENTS",
      message: "`nonsense` does not appear to be a valid cursor.",
    });
  });
});
