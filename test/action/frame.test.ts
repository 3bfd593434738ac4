/** The parts around every mode: log, permissions, cost, and what an error means. */
import { describe, expect, it } from "@jest/globals";
import { readOnlyFor, sayTrouble, sayUsage } from "../../src/action/ending.ts";
import { explain, holdsUp, isMistake, isOutage } from "../../src/action/failing.ts";
import { identify } from "../../src/action/identity.ts";
import { WorkflowError } from "../../src/action/inputs.ts";
import { sayLacks } from "../../src/action/lacks.ts";
import { createCleaner } from "../../src/action/log.ts";
import { metered } from "../../src/action/meter.ts";
import { type Lack, watched } from "../../src/action/permissions.ts";
import { useProxy } from "../../src/action/proxy.ts";
import type { GitHubClient, GraphqlProblem } from "../../src/github/request/client.ts";
import { RateLimited, Refused, Unavailable } from "../../src/github/request/errors.ts";
import { HOSTILE } from "../support/hostile-text.ts";

const refused = (status = 403, message = "Resource not accessible by integration", accepted?: string): Refused =>
  new Refused(
    "POST /x",
    status,
    { message },
    accepted === undefined ? {} : { "x-accepted-github-permissions": accepted },
  );

describe("a line of the log", () => {
  const clean = createCleaner("ghs_0123456789");

  it.each([
    ["::error::mine", ": ::error::mine"],
    ["Title\n::set-output name=closable::true", "Title ::set-output name=closable::true"],
    ["Title\r\n  ::error::x\u2028::error::y", "Title ::error::x ::error::y"],
    ["a ##[set-output name=closable;]true", "a # #[set-output name=closable;]true"],
    ["\u001b[31mred\u001b[0m \u202egnp.exe", "red  gnp.exe"],
    ["the token ghs_0123456789 twice ghs_0123456789", "the token *** twice ***"],
  ])("is no command, and holds no token: %j", (text, line) => {
    expect(clean(text).replaceAll(/ +/g, " ")).toBe(line.replaceAll(/ +/g, " "));
  });

  it("is one line and not endless, whatever it is made of", () => {
    for (const text of HOSTILE) {
      const line = clean(text);
      expect(line).not.toMatch(/[\n\r]|^\s*::|##\[/);
      expect(line.length).toBeLessThanOrEqual(4001);
    }
  });

  it("keeps its words where the token is too short to be one", () => {
    expect(createCleaner("a")("a banana")).toBe("a banana");
    expect(createCleaner("")("a banana")).toBe("a banana");
  });
});

describe("the permissions of a job", () => {
  const place = { owner: "acme", repo: "shop" };
  const here = { owner: "Acme", repo: "shop" };
  const problem = (field: string, message = "Resource not accessible by integration", type = "FORBIDDEN") => ({
    message,
    type,
    path: ["repository", "issue", field],
  });
  function lacking(problems: readonly GraphqlProblem[], error: unknown = null) {
    const client: GitHubClient = {
      graphql: async () => ({ data: null, errors: problems, date: "2026-03-01T00:00:00Z" }),
      rest: async () => {
        throw error;
      },
    };
    return watched(client, place, "gate");
  }
  const asked = async (route: string, error: unknown, parameters: object = here): Promise<readonly string[]> => {
    const permissions = lacking([], error);
    await expect(permissions.client.rest(route, { ...parameters })).rejects.toBe(error);
    return permissions.lacks().map(({ key, level }) => `${key}: ${level}`);
  };

  it.each([
    ["POST /repos/{owner}/{repo}/check-runs", "checks: write"],
    ["GET /repos/{owner}/{repo}/commits/{ref}/check-runs", "checks: write"],
    ["GET /repos/{owner}/{repo}/commits/{ref}/pulls", "pull-requests: read"],
    ["GET /repos/{owner}/{repo}/pulls/{pull_number}/files", "pull-requests: read"],
    ["GET /repos/{owner}/{repo}/commits/{ref}/status", "statuses: read"],
    ["GET /repos/{owner}/{repo}/deployments", "deployments: read"],
    ["GET /repos/{owner}/{repo}/actions/runs/{run_id}", "actions: read"],
    ["PATCH /repos/{owner}/{repo}/issues/{issue_number}", "issues: write"],
    ["GET /repos/{owner}/{repo}/assignees", "issues: write"],
    ["GET /repos/{owner}/{repo}/contents/CODEOWNERS", "contents: read"],
    ["GET /repos/{owner}/{repo}/compare/{basehead}", "contents: read"],
  ])("are named by the route: %s", async (route, line) => {
    expect(await asked(route, refused())).toEqual([line]);
  });

  it("are named by GitHub's own header before that, of several sets by the first", async () => {
    const route = "GET /repos/{owner}/{repo}/contents/x";
    expect(await asked(route, refused(403, undefined, "pull_requests=write; issues=write"))).toEqual([
      "pull-requests: write",
    ]);
    expect(await asked(route, refused(403, undefined, "contents=read,actions=read"))).toEqual([
      "contents: read",
      "actions: read",
    ]);
  });

  it("are not blamed for another refusal, for another repository, or for what no workflow can have", async () => {
    const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
    expect(await asked(route, refused(403, "Unable to create comment because issue is locked."))).toEqual([]);
    expect(await asked(route, refused(404))).toEqual([]);
    expect(await asked(route, new Unavailable("x", 502, ""))).toEqual([]);
    expect(await asked(route, refused(), { owner: "acme", repo: "other" })).toEqual([]);
    expect(await asked("GET /orgs/{org}/teams/{slug}/members", refused(), { org: "acme" })).toEqual([]);
    expect(await asked("GET /repos/{owner}/{repo}/branches/{branch}/protection", refused())).toEqual([]);
  });

  it("are named by the field that GraphQL refused, each once, at the level that the mode needs", async () => {
    const permissions = lacking([
      problem("statusCheckRollup"),
      problem("comments"),
      problem("comments"),
      problem("pullRequest", "Could not resolve", "NOT_FOUND"),
      problem("source"),
    ]);
    await permissions.client.graphql("query {}", {});
    expect(permissions.lacks().map(({ key, level }) => `${key}: ${level}`)).toEqual([
      "issues: write",
      "checks: write",
      "statuses: read",
    ]);
  });

  it.each([
    [["repository", "p8"], "pull-requests: read"],
    [["repository", "c0"], "contents: read"],
    [["repository", "defaultBranchRef", "target", "history"], "contents: read"],
    [["r0", "marks", "target", "ofPolicy"], "contents: read"],
    [["repository", "pullRequest", "head", "nodes", 0, "commit", "checkSuites"], "checks: write"],
    [["repository", "pullRequest", "closingIssuesReferences", "nodes", 0], "issues: write"],
    [["r1"], ""],
    [["p0"], ""],
  ])("are known by the names that the queries give: %j", async (path, line) => {
    const error = { message: "Resource not accessible by integration", type: "FORBIDDEN", path };
    const permissions = lacking([error]);
    await permissions.client.graphql("query {}", {});
    expect(permissions.lacks().map(({ key, level }) => `${key}: ${level}`)).toEqual(line === "" ? [] : [line]);
  });
});

describe("what is said of lacks", () => {
  const own = { login: "github-actions[bot]", own: true, readOnly: null, mode: "gate" } as const;
  const lack = (key: Lack["key"], level: Lack["level"], more: Partial<Lack> = {}): Lack => ({
    key,
    level,
    what: "POST /x",
    reading: level === "read",
    writing: level === "write",
    ...more,
  });

  it("is nothing where there are none", () => {
    expect(sayLacks([], own)).toEqual({ warning: null, summary: "" });
    expect(sayLacks([], { ...own, readOnly: "fork" })).toEqual({ warning: null, summary: "" });
  });

  it("is one line, and a block to copy", () => {
    const { warning, summary } = sayLacks([lack("checks", "write"), lack("actions", "read")], own);
    expect(warning).toBe(
      "The job's token was refused something that takes `checks: write`, `actions: read`. Put these lines under `permissions:` in the workflow: checks: write · actions: read",
    );
    expect(summary).toContain("```yaml\npermissions:\n  checks: write\n  actions: read\n```");
    expect(summary).toContain("In all the mode `gate` needs `contents: read`, `issues: write`, `checks: write`, ");
  });

  it("is not about YAML where GitHub takes the right to write away", () => {
    for (const readOnly of ["fork", "Dependabot"] as const) {
      const { warning, summary } = sayLacks([lack("checks", "write"), lack("issues", "write")], { ...own, readOnly });
      expect(warning).toContain(readOnly);
      expect(warning).toContain("`mode: sweep` on a schedule posts the check");
      expect(summary).not.toContain("yaml");
      // The sweep posts no other check than the gate's.
      const policy = sayLacks([lack("checks", "write")], { ...own, readOnly, mode: "policy" });
      expect(policy.warning).toContain("Nothing was written; this job says it all.");
      expect(policy.warning).not.toContain("sweep");
    }
    const both = sayLacks([lack("checks", "write", { reading: true })], { ...own, readOnly: "fork" });
    expect(both.summary).toContain("permissions:\n  checks: read\n");
    const reading = sayLacks([lack("checks", "write", { reading: true, writing: false })], {
      ...own,
      readOnly: "fork",
    });
    expect(reading.warning).not.toContain("from a fork");
  });

  it("is about the token where it is not the workflow's own", () => {
    const { warning, summary } = sayLacks([lack("checks", "write")], {
      login: "rosa",
      own: false,
      readOnly: null,
      mode: "gate",
    });
    expect(warning).toContain("The token of `rosa` may not do what this job needs. Give it `checks: write`");
    expect(summary).not.toContain("yaml");
  });
});

describe("what an error means", () => {
  it("is a mistake of the workflow, or an outage, or ours", () => {
    expect(
      [new WorkflowError("x"), refused(401), new Unavailable("GraphQL", 401, "Bad credentials")].every(isMistake),
    ).toBe(true);
    expect([refused(403), new Unavailable("GraphQL", 502, "")].some(isMistake)).toBe(false);
    expect(isOutage(new RateLimited("x", 0, 1000))).toBe(true);
    expect(explain(refused(401, "Bad credentials"))).toContain("The input `token` is not valid, or no longer");
    expect(explain(new Error("It broke"))).toBe("It broke.");
    expect(explain("odd")).toBe("odd.");
  });

  it("fails the job of a merge, and warns elsewhere", () => {
    const down = new Unavailable("GraphQL", 502, "down");
    expect(sayTrouble(down, true, null)).toMatchObject({
      failures: [
        "GitHub could not be read: GraphQL: HTTP 502 (down). A gate that could not be read does not pass: run this job again.",
      ],
      warnings: [],
      outputs: { outcome: "unknown" },
    });
    expect(sayTrouble(down, false, "HTTPS_PROXY is set, and not used.")).toMatchObject({
      failures: [],
      warnings: [
        expect.stringMatching(/^GitHub could not be read: .* HTTPS_PROXY is set, and not used\. Nothing is undone/),
      ],
    });
    expect(sayTrouble(refused(), false, null).failures).toEqual([]);
    expect(sayTrouble(new WorkflowError("The input is wrong."), false, null).failures).toEqual(["The input is wrong."]);
    expect(sayTrouble(new TypeError("x is undefined"), false, null).failures).toEqual(["x is undefined."]);
  });

  it("depends on what the job holds up", () => {
    for (const name of ["pull_request", "pull_request_target", "pull_request_review", "merge_group"]) {
      expect(holdsUp(name, { action: "opened" })).toBe(true);
    }
    expect(holdsUp("pull_request", { action: "closed" })).toBe(false);
    expect(holdsUp("merge_group", { action: "destroyed" })).toBe(false);
    for (const name of ["issues", "issue_comment", "workflow_run", "schedule", undefined])
      expect(holdsUp(name, {})).toBe(false);
  });

  it("knows whose pull request makes a token a reading one", () => {
    const of = (head: unknown, eventName = "pull_request", actor = "rosa") =>
      readOnlyFor({ eventName, actor }, { pull_request: { head, base: { repo: { full_name: "acme/shop" } } } });
    const fork = { repo: { full_name: "otto/shop" } };
    const own = { repo: { full_name: "acme/shop" } };
    expect([of(fork), of({ repo: null }), of(own)]).toEqual(["fork", "fork", null]);
    expect(of(fork, "pull_request_target")).toBeNull();
    expect(of(own, "pull_request", "dependabot[bot]")).toBe("Dependabot");
    expect(readOnlyFor({ eventName: "pull_request", actor: null }, { pull_request: { number: 7 } })).toBeNull();
  });
});

describe("what a job costs", () => {
  const gate = { mode: "gate", dryRun: false } as const;

  it("is counted as sent, with what is left of the hour", async () => {
    const headers = { "x-ratelimit-resource": "core", "x-ratelimit-remaining": "41" };
    const { fetch: send, meter } = metered(async () => new Response("{}", { headers }));
    expect([meter.requests(), meter.left("core"), sayUsage(gate, meter, 3_210)]).toEqual([
      0,
      null,
      "Mode gate · 0 requests to GitHub · 3.2 s",
    ]);
    await send("https://api.github.com/x");
    expect([meter.requests(), meter.left("core"), meter.left("graphql")]).toEqual([1, 41, null]);
    const broken = metered(async () => Promise.reject(new TypeError("fetch failed")));
    await expect(broken.fetch("https://api.github.com/x")).rejects.toThrow("fetch failed");
    expect(sayUsage(gate, broken.meter, 40)).toBe("Mode gate · 1 request to GitHub · 0.0 s");
    expect(sayUsage({ mode: "sweep", dryRun: true }, broken.meter, 185_000)).toBe(
      "Mode sweep, dry run · 1 request to GitHub · 3 min 5 s",
    );
  });
});

describe("who the token is", () => {
  const answering = (login: string | null, problems: readonly GraphqlProblem[] = []): GitHubClient => ({
    graphql: async <T>() => ({
      data: (login === null ? null : { viewer: { login } }) as T,
      errors: problems,
      date: "2026-03-01T00:00:00Z",
    }),
    rest: async () => Promise.reject(new Error("not asked")),
  });

  it("is asked, and is the workflow's own where GitHub tells an integration nothing", async () => {
    expect(await identify(answering("rosa"))).toMatchObject({ login: "rosa", appId: null, key: null });
    expect(await identify(answering("github-actions[bot]"))).toMatchObject({ appId: 15_368 });
    const forbidden = [{ message: "no", type: "FORBIDDEN" }];
    expect(await identify(answering(null, forbidden))).toMatchObject({ login: "github-actions[bot]" });
  });

  it("is not guessed where GitHub is down: it would not know its own comments", async () => {
    const down = new Unavailable("GraphQL", 502, "");
    await expect(identify({ ...answering(null), graphql: async () => Promise.reject(down) })).rejects.toBe(down);
    await expect(identify(answering(null, [{ message: "Something went wrong" }]))).rejects.toThrow(
      "Something went wrong",
    );
  });
});

describe("a proxy", () => {
  it("is none where the runner has none, or Node uses it already", async () => {
    expect(await useProxy({})).toBeNull();
    expect(await useProxy({ https_proxy: "http://proxy.example:3128", NODE_USE_ENV_PROXY: "1" })).toBeNull();
  });

  it("is refused by name, never by its text", async () => {
    await expect(useProxy({ HTTPS_PROXY: "rosa:secret@proxy" })).rejects.toThrow(
      /^HTTPS_PROXY is not the address of a proxy(?!.*secret)/,
    );
  });
});
