/** Required checks, and other Apps. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { openStage, type Stage } from "./support.ts";

let stage: Stage;
let ci: { id: number; login: string; token: string };
beforeAll(async () => {
  stage = await openStage();
  ci = (await stage.control("POST", "apps", { slug: "build-bot" })).body;
});
afterAll(() => stage.close());

const headOf = async (number: number): Promise<string> =>
  (await stage.rest("owner", "GET", `pulls/${number}`)).body.head.sha as string;

const check = (token: string, sha: string, name: string, conclusion: string) =>
  stage.rest(token, "POST", "check-runs", { name, head_sha: sha, status: "completed", conclusion });

const protect = (more: object = {}) =>
  stage.rest("admin", "PUT", "branches/main/protection", {
    required_status_checks: { strict: false, checks: [{ context: "guard", app_id: ci.id }] },
    enforce_admins: false,
    required_pull_request_reviews: null,
    restrictions: null,
    ...more,
  });

describe("another App", () => {
  it("reports checks, statuses and reviews under its own name", async () => {
    const number = await stage.pull("other-app", { "o.txt": "o\n" });
    const sha = await headOf(number);
    expect((await check(ci.token, sha, "guard", "success")).body.app).toMatchObject({ id: ci.id, slug: "build-bot" });
    expect((await stage.rest(ci.token, "POST", `statuses/${sha}`, { state: "success", context: "build" })).status).toBe(
      201,
    );
    const review = await stage.rest(ci.token, "POST", `pulls/${number}/reviews`, { event: "APPROVE" });
    expect([review.status, review.body.user.login, review.body.user.type]).toEqual([200, "build-bot[bot]", "Bot"]);
    await stage.rest(ci.token, "POST", `issues/${number}/comments`, { body: "Built." });
    const data = await stage.graphql(`{ repository(owner: "acme", name: "shop") { pullRequest(number: ${number}) {
      comments(first: 1) { nodes { author { __typename login } } }
      reviews(first: 1) { nodes { author { __typename login } } }
      statusCheckRollup { contexts(first: 5) { nodes { ... on CheckRun { name checkSuite { app { slug databaseId } workflowRun { id } } }
        ... on StatusContext { context creator { __typename login } } } } } } } }`);
    const bot = { __typename: "Bot", login: "build-bot" };
    expect(data.repository.pullRequest).toEqual({
      comments: { nodes: [{ author: bot }] },
      reviews: { nodes: [{ author: bot }] },
      statusCheckRollup: {
        contexts: {
          nodes: [
            { name: "guard", checkSuite: { app: { slug: "build-bot", databaseId: ci.id }, workflowRun: null } },
            { context: "build", creator: bot },
          ],
        },
      },
    });
    const again = await stage.control("POST", "apps", { slug: "build-bot" });
    expect([again.body.id, again.body.token === ci.token]).toEqual([ci.id, false]);
  });
});

// docs.github.com "About protected branches", "Troubleshooting required status checks"
describe("classic protection", () => {
  it("shows in the branch to everybody, and whole to administrators alone", async () => {
    await protect();
    const branch = (await stage.rest("outsider", "GET", "branches/main")).body;
    expect(branch.protected).toBe(true);
    expect(branch.protection).toEqual({
      enabled: true,
      required_status_checks: {
        enforcement_level: "non_admins",
        contexts: ["guard"],
        checks: [{ context: "guard", app_id: ci.id }],
      },
    });
    const bot = await stage.rest(ci.token, "GET", "branches/main/protection");
    expect([bot.status, bot.body.message]).toEqual([403, "Resource not accessible by integration"]);
    expect((await stage.rest("author", "GET", "branches/main/protection")).status).toBe(404);
    await protect({ enforce_admins: true, required_status_checks: { strict: true, contexts: ["never seen"] } });
    const strict = (await stage.rest("outsider", "GET", "branches/main")).body.protection.required_status_checks;
    expect(strict).toMatchObject({ enforcement_level: "everyone", checks: [{ context: "never seen", app_id: null }] });
  });

  it("refuses a merge without the check of its App, for all but administrators", async () => {
    await protect();
    const number = await stage.pull("guarded", { "g.txt": "g\n" });
    const sha = await headOf(number);
    await check(stage.box.people.actions.token, sha, "guard", "success");
    const refused = await stage.rest("author", "PUT", `pulls/${number}/merge`, {});
    expect([refused.status, refused.body.message]).toEqual([405, 'Required status check "guard" is expected.']);
    expect((await stage.rest("author", "GET", `pulls/${number}`)).body.mergeable_state).toBe("blocked");
    await protect({ enforce_admins: true });
    expect((await stage.rest("admin", "PUT", `pulls/${number}/merge`, {})).status).toBe(405);
    await protect();
    expect((await stage.rest("admin", "PUT", `pulls/${number}/merge`, {})).status).toBe(200);
  });

  it.each(["success", "neutral", "skipped"])("takes %s for passed", async (conclusion) => {
    await protect();
    const number = await stage.pull(`passes-${conclusion}`, { [`${conclusion}.txt`]: "x\n" });
    await check(ci.token, await headOf(number), "guard", conclusion);
    const data =
      await stage.graphql(`{ repository(owner: "acme", name: "shop") { pullRequest(number: ${number}) { statusCheckRollup {
        contexts(first: 1) { nodes { ... on CheckRun { isRequired(pullRequestNumber: ${number}) } } } } } } }`);
    expect(data.repository.pullRequest.statusCheckRollup.contexts.nodes).toEqual([{ isRequired: true }]);
    expect((await stage.rest("author", "PUT", `pulls/${number}/merge`, {})).status).toBe(200);
  });

  it("asks for reviews, and refuses pushes past them, force pushes and deletion", async () => {
    await protect({
      required_status_checks: null,
      required_pull_request_reviews: { required_approving_review_count: 1 },
    });
    const number = await stage.pull("reviewed", { "rev.txt": "x\n" });
    const refused = await stage.rest("author", "PUT", `pulls/${number}/merge`, {});
    expect([refused.status, refused.body.message]).toEqual([
      405,
      "At least 1 approving review is required by reviewers with write access.",
    ]);
    const push = await stage.rest("author", "PUT", "contents/direct.txt", { message: "x", content: "eA==" });
    expect([push.status, push.body.message]).toEqual([409, "Changes must be made through a pull request."]);
    const first = (await stage.rest("author", "GET", "commits?per_page=100")).body.at(-1).sha as string;
    expect((await stage.rest("admin", "PATCH", "git/refs/heads/main", { sha: first, force: true })).status).toBe(422);
    await stage.rest("verifier", "POST", `pulls/${number}/reviews`, { event: "APPROVE" });
    expect((await stage.rest("author", "PUT", `pulls/${number}/merge`, {})).status).toBe(200);
    expect((await stage.rest("admin", "DELETE", "branches/main/protection")).status).toBe(204);
    expect((await stage.rest("outsider", "GET", "branches/main")).body.protected).toBe(false);
  });
});

describe("a ruleset", () => {
  it("tells branch and whole with its source, times and pinned App; its bypass lets administrators merge", async () => {
    const made = await stage.rest("admin", "POST", "rulesets", {
      name: "guarded",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
      bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
      rules: [
        {
          type: "required_status_checks",
          parameters: {
            strict_required_status_checks_policy: false,
            required_status_checks: [{ context: "guard", integration_id: ci.id }],
          },
        },
      ],
    });
    const [rule] = (await stage.rest("outsider", "GET", "rules/branches/main")).body;
    expect(rule).toMatchObject({
      type: "required_status_checks",
      ruleset_id: made.body.id,
      ruleset_source: "acme/shop",
      ruleset_source_type: "Repository",
      parameters: { required_status_checks: [{ context: "guard", integration_id: ci.id }] },
    });
    await stage.control("POST", "clock", { advance: "PT1H" });
    await stage.rest("admin", "PUT", `rulesets/${made.body.id}`, { enforcement: "active" });
    const whole = (await stage.rest("outsider", "GET", `rulesets/${made.body.id}`)).body;
    expect(whole.enforcement).toBe("active");
    expect(Date.parse(whole.updated_at) - Date.parse(whole.created_at)).toBeGreaterThanOrEqual(3_600_000);
    const number = await stage.pull("bypassed", { "by.txt": "x\n" });
    const refused = await stage.rest("author", "PUT", `pulls/${number}/merge`, {});
    expect([refused.status, refused.body.message]).toEqual([405, expect.stringContaining("rule violations")]);
    expect((await stage.rest("admin", "PUT", `pulls/${number}/merge`, {})).status).toBe(200);
    await stage.rest("admin", "DELETE", `rulesets/${made.body.id}`);
  });
});
