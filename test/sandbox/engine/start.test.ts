import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type Sandbox, startSandbox } from "../../../src/sandbox/start.ts";
import { type Receiver, receiver } from "./receiver.ts";

const START = Date.parse("2026-03-02T09:00:00Z");
let sandbox: Sandbox;
let hook: Receiver;

interface Answer {
  status: number;
  headers: Headers;
  // Tests look into answers of many shapes.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

const call = async (
  method: string,
  path: string,
  body?: unknown,
  role: keyof Sandbox["people"] | null = "admin",
): Promise<Answer> => {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: role === null ? {} : { authorization: `Bearer ${sandbox.people[role].token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
};
const control = (method: string, path: string, body?: unknown) => call(method, `/_sandbox/${path}`, body, null);
const REPO = "/repos/acme/shop";

beforeAll(async () => {
  hook = await receiver();
  sandbox = await startSandbox({
    now: START,
    app: {
      permissions: { issues: "write", metadata: "read" },
      events: ["issues", "issue_comment"],
      webhookUrl: hook.url,
    },
  });
});

afterAll(async () => {
  await sandbox.close();
  await hook.close();
});

beforeEach(async () => {
  await control("DELETE", "faults");
  await control("DELETE", "requests");
});

describe("a started sandbox", () => {
  it("has the repository, its files and the people with their roles", async () => {
    expect(sandbox.repository).toBe("acme/shop");
    const tree = [...(sandbox.state.ask.repository("acme", "shop")?.commits.values().next().value?.tree.keys() ?? [])];
    expect(tree).toEqual(
      expect.arrayContaining([
        ".github/CODEOWNERS",
        ".github/workflows/ci.yml",
        "README.md",
        "docs/runbooks/checkout-errors.md",
        "src/checkout.js",
        "tests/cart.test.js",
      ]),
    );
    const role = async (login: string) =>
      (await call("GET", `${REPO}/collaborators/${login}/permission`)).body.role_name;
    expect(await role(sandbox.people.admin.login)).toBe("admin");
    for (const name of ["owner", "verifier", "author"] as const)
      expect(await role(sandbox.people[name].login)).toBe("write");
    expect((await call("GET", "/user", undefined, "outsider")).body.login).toBe(sandbox.people.outsider.login);
    expect((await call("POST", `${REPO}/issues`, { title: "by a workflow" }, "actions")).body.user.login).toBe(
      "github-actions[bot]",
    );
    expect((await call("PUT", `${REPO}/contents/x`, { message: "m", content: "" }, "actions")).status).toBe(403);
  });

  it("answers at the root and at /api/v3, and GraphQL at both of its paths", async () => {
    expect((await call("GET", `/api/v3${REPO}`)).body.full_name).toBe("acme/shop");
    for (const path of ["/graphql", "/api/graphql"]) {
      expect((await call("POST", path, { query: "{ viewer { login } }" })).body).toEqual({
        data: { viewer: { login: sandbox.people.admin.login } },
      });
    }
    expect((await call("GET", "/nowhere")).status).toBe(404);
  });

  it("empty has a README only", async () => {
    const empty = await startSandbox({ empty: true });
    const repository = empty.state.ask.repository("acme", "shop");
    expect([...(repository?.commits.values() ?? [])].map((commit) => [...commit.tree.keys()])).toEqual([["README.md"]]);
    await empty.close();
  });
});

describe("the clock control", () => {
  it("moves the one clock that every answer's Date shows", async () => {
    const before = (await control("GET", "clock")).body.now_ms as number;
    const moved = await control("POST", "clock", { advance: "P3DT61S" });
    expect(moved.body.now_ms - before - (3 * 86_400_000 + 61_000)).toBeLessThan(10_000);
    expect(Math.abs(Date.parse(moved.headers.get("date") ?? "") - moved.body.now_ms)).toBeLessThan(2000);
    const answer = await call("GET", REPO);
    expect(answer.headers.get("date")).toMatch(/^Thu, 05 Mar 2026 09:0/);
    const issue = await call("POST", `${REPO}/issues`, { title: "later" });
    expect(issue.body.created_at).toMatch(/^2026-03-05T09:0/);
    expect((await control("POST", "clock", { now: "2026-03-06T00:00:00Z" })).body.now).toMatch(/^2026-03-06T00:00:0/);
  });

  it.each([{}, { advance: "3 days" }, { now: "soon" }])("refuses %j", async (input) => {
    expect((await control("POST", "clock", input)).status).toBe(422);
  });
});

describe("idle", () => {
  it("waits for webhooks and for probes", async () => {
    hook.received.length = 0;
    await control("POST", "faults", { webhooks: "delay", delay_ms: 80, times: 1 });
    await call("POST", `${REPO}/issues`, { title: "a" });
    expect(hook.received).toHaveLength(0);
    expect((await control("GET", "idle?timeout=10")).body).toEqual({ idle: true });
    expect(hook.received).toHaveLength(1);
  });

  it("says who is at work when time is up", async () => {
    let working = true;
    sandbox.addIdleProbe("the story", () => !working);
    expect(await control("GET", "idle?timeout=0.05")).toMatchObject({
      status: 504,
      body: { idle: false, pending: ["the story"] },
    });
    working = false;
    expect((await control("GET", "idle")).body).toEqual({ idle: true });
  });
});

describe("faults on calls", () => {
  it("answer in GitHub's place, as often as asked", async () => {
    const { number } = (await call("POST", `${REPO}/issues`, { title: "a" })).body;
    const set = await control("POST", "faults", { route: "POST /repos/*/issues/*/comments", status: 502, times: 2 });
    expect(set).toMatchObject({ status: 201, body: { status: 502, left: 2 } });
    const comment = () => call("POST", `${REPO}/issues/${number}/comments`, { body: "x" });
    expect([(await comment()).status, (await comment()).status, (await comment()).status]).toEqual([502, 502, 201]);
    expect((await call("GET", `${REPO}/issues/${number}/comments`)).body).toHaveLength(1);
  });

  it("may lose the answer of a write that happened", async () => {
    const { number } = (await call("POST", `${REPO}/issues`, { title: "a" })).body;
    const comments = `${REPO}/issues/${number}/comments`;
    await control("POST", "faults", { route: "POST /repos/*/issues/*/comments", status: 504, times: 1, apply: true });
    expect((await call("POST", comments, { body: "one" })).status).toBe(504);
    await control("POST", "faults", { route: "POST /repos/*/issues/*/comments", times: 1, apply: true });
    await expect(call("POST", comments, { body: "two" })).rejects.toThrow();
    expect((await call("GET", comments)).body.map((one: { body: string }) => one.body)).toEqual(["one", "two"]);
  });

  it("limit rates both ways (docs: Rate limits for the REST API)", async () => {
    await control("POST", "faults", { rate_limit: "primary", times: 1 });
    const primary = await call("GET", REPO);
    expect(primary.status).toBe(403);
    expect(primary.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(Number(primary.headers.get("x-ratelimit-reset")) * 1000).toBeGreaterThan(sandbox.clock.now());
    await control("POST", "faults", { rate_limit: "secondary", times: 1, retry_after: 7 });
    const secondary = await call("GET", REPO);
    expect(secondary.headers.get("retry-after")).toBe("7");
    expect(secondary.body.message).toContain("secondary rate limit");
    await control("POST", "faults", { graphql: "rate_limited", times: 1 });
    const graphql = await call("POST", "/graphql", { query: "{ viewer { login } }" });
    expect(graphql).toMatchObject({ status: 200, body: { errors: [{ type: "RATE_LIMITED" }] } });
    expect((await call("GET", REPO)).status).toBe(200);
  });

  it("make GraphQL answers partial", async () => {
    const { number } = (await call("POST", `${REPO}/issues`, { title: "a" })).body;
    await control("POST", "faults", { graphql: "partial", path: "repository.issue.comments", times: 1 });
    const query = `{ repository(owner: "acme", name: "shop") { issue(number: ${number}) { title comments(first: 1) { totalCount } } } }`;
    const partial = await call("POST", "/graphql", { query });
    expect(partial.body.data).toEqual({ repository: { issue: null } });
    expect(partial.body.errors[0].path).toEqual(["repository", "issue", "comments"]);
    expect((await call("POST", "/graphql", { query })).body.errors).toBeUndefined();
  });

  it("refuse what is no fault", async () => {
    expect(await control("POST", "faults", { route: "GET /x", statsu: 1 })).toMatchObject({ status: 422 });
  });
});

describe("the other controls", () => {
  it("count calls by route, asker and GraphQL cost", async () => {
    const etag = (await call("GET", REPO)).headers.get("etag") ?? "";
    await fetch(`${sandbox.url}${REPO}`, {
      headers: { authorization: `Bearer ${sandbox.people.admin.token}`, "if-none-match": etag },
    });
    await call("POST", "/graphql", { query: "{ viewer { login } }" });
    const { body } = await control("GET", "requests");
    expect(body).toMatchObject({ total: 3, not_modified: 1, writes: 0, graphql: { requests: 1, cost: 1 } });
    expect(Object.values(body.routes)).toContainEqual({ count: 2, not_modified: 1 });
    expect(body.by[sandbox.people.admin.login].total).toBe(3);
  });

  it("let CI run", async () => {
    const { body, status } = await control("POST", "workflow-runs", {
      repository: "acme/shop",
      name: "rollback drill",
      event: "workflow_dispatch",
      duration_seconds: 90,
      conclusion: "success",
    });
    expect(status).toBe(201);
    const seen = (await call("GET", `${REPO}/actions/runs/${body.id}`)).body;
    expect(seen).toMatchObject({
      name: "rollback drill",
      conclusion: "success",
      head_sha: body.head_sha,
      html_url: body.html_url,
    });
    expect((await control("POST", "workflow-runs", { repository: "acme/none", name: "x" })).status).toBe(404);
    expect((await control("POST", "workflow-runs", { repository: "acme/shop" })).status).toBe(422);
  });

  it("let people come and go; a login taken up again is another account", async () => {
    const nina = (await control("POST", "people", { login: "nina-new", role: "triage", repository: "acme/shop" })).body;
    const asNina = () => fetch(`${sandbox.url}/user`, { headers: { authorization: `Bearer ${nina.token}` } });
    expect((await asNina()).status).toBe(200);
    expect((await call("GET", `${REPO}/assignees/nina-new`)).status).toBe(204);
    expect((await control("DELETE", "people/nina-new")).body).toEqual({ login: "nina-new", deleted: true });
    expect((await asNina()).status).toBe(401);
    expect((await call("GET", `${REPO}/assignees/nina-new`)).status).toBe(404);
    const again = (await control("POST", "people", { login: "nina-new" })).body;
    expect(again.id).not.toBe(nina.id);
    expect((await control("POST", "people", { login: "bad--login" })).status).toBe(422);
  });

  it("make repositories, and show the state without secrets", async () => {
    expect(
      (
        await control("POST", "repositories", {
          repository: "acme/hidden",
          private: true,
          admin: sandbox.people.admin.login,
        })
      ).status,
    ).toBe(201);
    expect((await call("GET", "/repos/acme/hidden", undefined, "outsider")).status).toBe(404);
    expect((await call("GET", "/repos/acme/hidden")).status).toBe(200);
    const state = JSON.stringify((await control("GET", "state")).body);
    expect(state).toContain("acme/hidden");
    expect(state).not.toContain(sandbox.people.admin.token);
    expect(state).not.toContain(sandbox.credentials.webhookSecret);
  });

  it("say what there is where there is nothing, and want JSON", async () => {
    expect((await control("GET", "nothing")).body.message).toContain("GET clock");
    const broken = await fetch(`${sandbox.url}/_sandbox/clock`, { method: "POST", body: "{" });
    expect(broken.status).toBe(400);
  });
});
