/** Each permission missing in turn, on a private repository: public ones are read by anybody. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { ActionStage } from "../stage.ts";

let stage: ActionStage;
beforeEach(async () => {
  stage = await ActionStage.open();
});
afterEach(() => stage.box.close());

const WHOLE: Readonly<Record<string, string>> = {
  contents: "read",
  issues: "write",
  checks: "write",
  "pull-requests": "read",
  actions: "read",
  deployments: "read",
  statuses: "read",
};

const without = (key: string, instead?: string): Record<string, string> => {
  const { [key]: _left, ...rest } = WHOLE;
  return instead === undefined ? rest : { ...rest, [key]: instead };
};

/** A private repository with an incident that somebody closed early, an item, and a pull request and run for it. */
async function story(): Promise<{ incident: number; pull: number }> {
  await stage.enforce();
  const incident = await stage.incident();
  await stage.onIssue("labeled", incident);
  const item = (await stage.items(incident))[0]?.number ?? 0;
  const { number: pull, sha } = await stage.pull(`Hardening: #${item}\n\nFixes #${incident}`);
  const run = await stage.control<{ html_url: string }>("workflow-runs", {
    name: "CI",
    head_sha: sha,
    jobs: [{ name: "test" }],
  });
  await stage.api("owner", `POST /issues/${item}/comments`, {
    body: `/quench evidence behavior alert-replay ${run.html_url}`,
  });
  await stage.private();
  return { incident, pull };
}

describe("the bundle without a permission", () => {
  it.each([
    ["contents", undefined, "contents: read"],
    ["issues", undefined, "issues: write"],
    ["issues", "read", "issues: write"],
    ["checks", undefined, "checks: write · statuses: read"],
    ["checks", "read", "checks: write"],
    ["pull-requests", undefined, "pull-requests: read"],
    ["actions", undefined, "actions: read"],
  ])("names the line to add: %s (instead: %s)", async (key, instead, line) => {
    const { incident, pull } = await story();
    await stage.close("author", incident);
    const token = await stage.token(without(key, instead));
    const onIssue = await stage.onIssue("closed", incident, { token });
    await stage.api("admin", `PATCH /issues/${incident}`, { state: "open" }).catch(() => undefined);
    const onPull = await stage.onPull(pull, { token });
    const told = [onIssue, onPull].filter(({ log }) => log.includes(`in the workflow: ${line}`));
    expect({ told: told.length, issue: onIssue.log, pull: onPull.log }).not.toMatchObject({ told: 0 });
    for (const { log, summary } of told) {
      expect(log.match(/::warning::The job's token was refused/g)).toHaveLength(1);
      expect(log).toContain(`under \`permissions:\` in the workflow: ${line}\n`);
      expect(summary).toContain(`\`\`\`yaml\npermissions:\n  ${line.replace(" · ", "\n  ")}\n\`\`\``);
    }
    // With what it can read it judges, and undoes the close or not; what it cannot read passes no merge.
    expect(onIssue.code).toBe(onIssue.outputs["reopened"] === "true" ? 1 : 0);
    expect(onPull.code).toBe(1);
  });

  it("punishes nobody without the policy or the issue, and is done soon", async () => {
    const { incident } = await story();
    await stage.close("author", incident);
    for (const key of ["contents", "issues"]) {
      const ended = await stage.onIssue("closed", incident, { token: await stage.token(without(key)) });
      expect(ended).toMatchObject({ code: 0, outputs: { reopened: "false" } });
      expect(ended.log).not.toContain("Waiting");
      expect((await stage.issue(incident)).state).toBe("closed");
    }
  });

  it.each([
    ["contents", undefined, "unknown", "contents: read"],
    ["issues", undefined, "unknown", "issues: write"],
    ["issues", "read", "fail", "issues: write"],
    ["checks", "read", "fail", "checks: write"],
  ])("sweeps what it can, and names the line once: %s (instead: %s)", async (key, instead, outcome, line) => {
    await story();
    const token = await stage.token(without(key, instead));
    const ended = await stage.run("schedule", { schedule: "17 * * * *" }, { token, inputs: { mode: "sweep" } });
    expect({ ...ended, summary: "" }).toMatchObject({ code: 0, outputs: { outcome, reopened: "false" } });
    expect(ended.log).toContain(`under \`permissions:\` in the workflow: ${line}\n`);
    expect(ended.log).not.toMatch(/::warning::.*(?:The job needs|writes? (?:was|were) refused)/);
  });

  it("says nothing of permissions where none is missing", async () => {
    const { incident } = await story();
    const ended = await stage.onIssue("edited", incident, { token: await stage.token(WHOLE) });
    expect(ended.log).not.toContain("was refused something");
    expect(ended.summary).not.toContain("```yaml");
  });
});

describe("the bundle on a pull request whose token can only read", () => {
  const READING = Object.fromEntries(Object.keys(WHOLE).map((key) => [key, "read"]));

  it.each([
    ["from a fork", { head: { repo: { full_name: "otto/shop" } }, base: { repo: { full_name: "acme/shop" } } }, "otto"],
    ["of a fork that is gone", { head: { repo: null }, base: { repo: { full_name: "acme/shop" } } }, "otto"],
    [
      "by Dependabot",
      { head: { repo: { full_name: "acme/shop" } }, base: { repo: { full_name: "acme/shop" } } },
      "dependabot[bot]",
    ],
  ])("judges it, and says who posts the check: %s", async (from, payload, actor) => {
    const { pull } = await story();
    const token = await stage.token(READING);
    const ended = await stage.run(
      "pull_request",
      { action: "opened", pull_request: { number: pull, ...payload } },
      { token, env: { GITHUB_ACTOR: actor } },
    );
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toContain("::error::Merging pull request");
    expect(ended.log).toContain(from.includes("Dependabot") ? "is by Dependabot" : "is from a fork");
    expect(ended.log).toContain("`mode: sweep` on a schedule posts the check");
    expect(ended.log).not.toContain("was refused something");
    expect(ended.log).not.toMatch(/::warning::.*writes? (?:was|were) refused/);
    expect(ended.summary).not.toContain("```yaml");
  });
});
