/** Events that hold nothing up: the job ends well whatever it finds, unless it undid a close. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ActionStage } from "../stage.ts";

let stage: ActionStage;
beforeEach(async () => {
  stage = await ActionStage.open();
});
afterEach(() => stage.box.close());

const requests = async (): Promise<number> =>
  (await stage.api<{ total: number }>("admin", "GET /_sandbox/requests")).total;

interface Run {
  readonly id: number;
  readonly head_sha: string;
}

const onRun = (run: Run, more: object = {}, env: Record<string, string> = {}) =>
  stage.run(
    "workflow_run",
    {
      action: "completed",
      repository: { id: 1 },
      workflow_run: { id: run.id, head_sha: run.head_sha, name: "CI", path: ".github/workflows/ci.yml", ...more },
    },
    { env },
  );

describe("the bundle, when a workflow has run", () => {
  async function ran(): Promise<{ incident: number; item: number; pull: number; run: Run }> {
    await stage.enforce();
    const incident = await stage.incident();
    await stage.onIssue("labeled", incident);
    const item = (await stage.items(incident))[0]?.number ?? 0;
    const { number: pull, sha } = await stage.pull(`Hardening: #${item}`);
    const run = await stage.control<Run>("workflow-runs", { name: "CI", head_sha: sha, jobs: [{ name: "test" }] });
    return { incident, item, pull, run };
  }

  it("looks at the incident of the pull request that the event names", async () => {
    const { incident, pull, run } = await ran();
    const ended = await onRun(run, { pull_requests: [{ number: pull, base: { repo: { id: 1 } } }] });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(JSON.parse(ended.outputs["verdict"] ?? "")).toMatchObject({ incident: { number: incident } });
  });

  it("finds the pull requests of the commit itself, merged ones too", async () => {
    const { incident, pull, run } = await ran();
    const open = await onRun(run, { pull_requests: [] });
    expect(JSON.parse(open.outputs["verdict"] ?? "")).toMatchObject({ incident: { number: incident } });
    const { sha } = await stage.api<{ sha: string }>("admin", `PUT /pulls/${pull}/merge`, {});
    const merged = await onRun({ ...run, head_sha: sha });
    expect(merged.code).toBe(0);
    expect(JSON.parse(merged.outputs["verdict"] ?? "")).toMatchObject({ incident: { number: incident } });
  });

  it("looks at no pull request of another repository", async () => {
    const { run } = await ran();
    const elsewhere = { pull_requests: [{ number: 1, base: { repo: { id: 2 } } }] };
    const ended = await onRun({ ...run, head_sha: "f".repeat(40) }, elsewhere);
    expect({ code: ended.code, outcome: ended.outputs["outcome"] }).toEqual({ code: 0, outcome: "not_applicable" });
  });

  it("ends at once on a run of its own workflow, and on one that has not ended", async () => {
    const run = { id: 1, head_sha: "a".repeat(40) };
    const env = { GITHUB_WORKFLOW_REF: "acme/shop/.github/workflows/ci.yml@refs/heads/main", GITHUB_WORKFLOW: "CI" };
    const own = await onRun(run, {}, env);
    expect(own).toMatchObject({ code: 0, outputs: { outcome: "not_applicable", requests: "1" } });
    expect(own.log).toContain("a run of the very workflow that this job belongs to");
    const going = await stage.run("workflow_run", { action: "requested", workflow_run: run });
    expect(going).toMatchObject({ code: 0, outputs: { requests: "1" } });
  });
});

describe("the bundle, on events that are about no incident", () => {
  it.each([
    ["schedule", {}, "set `mode: sweep` for it"],
    ["workflow_dispatch", { inputs: {} }, "set `mode: sweep` for it"],
    ["push", { ref: "refs/heads/main" }, "It is for `issues`, `issue_comment`"],
    ["check_run", { action: "completed" }, "`check_run` is about none"],
    ["check_suite", { action: "completed" }, "`check_suite` is about none"],
  ])("passes on %s, and says what the mode is for", async (event, payload, said) => {
    const ended = await stage.run(event, payload);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0, log: expect.stringContaining(said) });
    expect(ended.log).toContain("::warning::");
    expect(ended.outputs).toMatchObject({ outcome: "not_applicable", reopened: "false", requests: "1" });
  });
});

describe("the bundle, on an issue", () => {
  it("counts its requests as GitHub does", async () => {
    await stage.enforce();
    const number = await stage.incident();
    await stage.api("admin", "DELETE /_sandbox/requests");
    const ended = await stage.onIssue("labeled", number);
    expect(ended.outputs["requests"]).toBe(String(await requests()));
    expect(ended.summary).toContain(`${ended.outputs["requests"]} requests to GitHub`);
    expect(ended.log).toContain(`${ended.outputs["requests"]} requests to GitHub · `);
  });

  it("finds the incident when an item is added to it", async () => {
    await stage.enforce();
    const number = await stage.incident();
    const ended = await stage.run("sub_issues", { action: "sub_issue_added", parent_issue: { number } });
    expect(JSON.parse(ended.outputs["verdict"] ?? "")).toMatchObject({ incident: { number } });
  });

  it("passes with a warning in an outage, and punishes nobody for it", async () => {
    await stage.enforce();
    const number = await stage.incident();
    await stage.onIssue("labeled", number);
    await stage.close("author", number);
    await stage.fault({ route: "POST /graphql", status: 502, after: 1 });
    const ended = await stage.onIssue("closed", number);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toMatch(/::warning::#\d+ could not be read: POST \S+: HTTP 502 .* The next event looks again\./);
    expect(ended.outputs).toMatchObject({ outcome: "unknown", closable: "false", reopened: "false" });
    expect((await stage.issue(number)).state).toBe("closed");
  });

  it("passes with a warning where GitHub is not there at all", async () => {
    const ended = await stage.onIssue("closed", 1, {
      apiUrl: "http://127.0.0.1:9",
      graphqlUrl: "http://127.0.0.1:9/g",
    });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toContain("::warning::GitHub could not be read: ");
    expect(ended.outputs["outcome"]).toBe("unknown");
    const pull = await stage.onPull(1, { apiUrl: "http://127.0.0.1:9", graphqlUrl: "http://127.0.0.1:9/g" });
    expect({ code: pull.code, log: pull.log }).toMatchObject({ code: 1 });
    expect(pull.log).toContain("A gate that could not be read does not pass: run this job again.");
  });

  it("is silent where the policy says so, and tells a broken one beside its line", async () => {
    await stage.policy("mode: enforce\nenabled: false\n");
    const number = await stage.incident();
    const off = await stage.onIssue("labeled", number);
    expect(off).toMatchObject({ code: 0, outputs: { outcome: "not_applicable" } });
    expect(off.log).toContain("Quench is switched off here");
    expect(await stage.comments(number)).toEqual([]);
  });

  it("keeps the last valid policy where the newest is broken, and says where it breaks", async () => {
    await stage.enforce();
    const { sha } = await stage.api<{ sha: string }>("admin", "GET /contents/.github/quench.yml");
    await stage.put(".github/quench.yml", "version: 1\nmode: shout\n", { sha });
    const number = await stage.incident();
    const ended = await stage.onIssue("labeled", number);
    expect(ended.code).toBe(0);
    expect(ended.log).toMatch(/::warning title=The policy is broken,file=\.github\/quench\.yml,line=2::/);
    expect(ended.log).toContain("Until then the last valid version stays in force.");
    expect(JSON.parse(ended.outputs["verdict"] ?? "")).toMatchObject({ mode: "enforce" });
  });

  it("enforces nothing where no policy was ever valid", async () => {
    await stage.policy("mode: shout\n");
    const number = await stage.incident();
    const { number: pull } = await stage.pull(`Fixes #${number}`);
    const ended = await stage.onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.log).toContain("the defaults hold in shadow mode: nothing is enforced");
  });

  it("prints no person's text as a command, and no secret", async () => {
    await stage.enforce();
    const title = "##[set-output name=closable;]true\u2028::error::mine";
    const number = await stage.incident(title, "::warning::body\n\n### Severity\n\nSEV1\n");
    await stage.onIssue("labeled", number);
    await stage.close("author", number);
    const ended = await stage.onIssue("closed", number);
    expect(ended.code).toBe(1);
    expect(ended.log).not.toMatch(/^\s*::error::mine|##\[/m);
    expect(ended.outputs["closable"]).toBe("false");
    expect(ended.log + ended.summary).not.toContain(stage.box.people.actions.token);
  });
});
