/** `dry-run: true`: every mode and event says what it would write, writes nothing, and fails no job. */
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { form, policy, type Pull, World } from "../support/e2e.ts";
import { type Ended, runJob } from "./runner.ts";

let world: World;
let incident: number;
let early: number;
let item: number;
let fix: Pull;
let merging: Pull;
let broken: Pull;
let group: {
  readonly head_sha: string;
  readonly base_sha: string;
  readonly head_ref: string;
  readonly base_ref: string;
};

/** One open incident that was never looked at, one that was and is closed too early, and pull requests. */
beforeAll(async () => {
  const checks = "closure:\n  grace: 1s\nchecks:\n  all_pull_requests: true\n";
  world = await World.open({ app: false, policy: policy("enforce", checks) });
  const { author, admin } = world.as;
  const body = form({ Severity: "SEV1", "Finding types": "missed detection" });
  early = (await world.open({ body, title: "Search is down ##[error]x" })).number;
  await run("issues", { action: "labeled", issue: { number: early } }, {});
  incident = (await world.open({ body })).number;
  item = (await world.items(early))[0]?.number ?? 0;
  fix = await world.pull(author, { files: { "a.md": "a" }, body: `Fixes #${early}` });
  merging = await world.pull(author, { files: { "b.md": "b" }, body: `Fixes #${incident}` });
  broken = await world.pull(author, { files: { ".github/quench.yml": "version: 1\nmode: loud\n" } });
  const { data } = await world.control("POST", "merge-queue", {
    pull: fix.number,
    method: "merge",
    repository: world.box.repository,
  });
  group = data;
  await world.closeIssue(author, early);
  await world.closeIssue(admin, item);
  await world.control("POST", "clock", { advance: "PT1H" });
});
afterAll(async () => world.close());

function run(event: string, payload: unknown, inputs: Record<string, string> = { "dry-run": "true" }): Promise<Ended> {
  const { url, graphqlUrl, repository, people } = world.box;
  return runJob({ apiUrl: url, graphqlUrl, repository, token: people.actions.token, event, payload, inputs });
}

/** Everything that anybody could see of what a job wrote. */
async function seen(): Promise<unknown> {
  const { admin } = world.as;
  const issues = await admin.get(`${world.repo}/issues?state=all&per_page=100`);
  const comments = await admin.get(`${world.repo}/issues/comments?per_page=100`);
  const labels = await admin.get(`${world.repo}/labels?per_page=100`);
  const checks = await Promise.all(
    [fix.head.sha, merging.head.sha, broken.head.sha, group.head_sha].map((sha) =>
      admin.get(`${world.repo}/commits/${sha}/check-runs`),
    ),
  );
  return { issues, comments, labels, checks };
}

const mode = (name: string): Record<string, string> => ({ mode: name, "dry-run": "true" });
const dry = { "dry-run": "true" };

type Case = readonly [string, () => readonly [string, unknown, Record<string, string>], readonly RegExp[]];

const CASES: readonly Case[] = [
  [
    "gate on a new incident",
    () => ["issues", { action: "labeled", issue: { number: incident } }, dry],
    [
      /^Would: post the tracker comment on #\d+\.$/m,
      /^Would: create an item under #\d+: `[^`]+`, labeled `hardening`/m,
    ],
  ],
  [
    "gate on an early close",
    () => ["issues", { action: "closed", issue: { number: early } }, dry],
    [/^Would: reopen #\d+ and say why\.$/m, /^::warning::Dry run, so the job passes: .* would be reopened\./m],
  ],
  [
    "gate on a comment",
    () => ["issue_comment", { action: "created", issue: { number: item } }, dry],
    [/Would: reopen/],
  ],
  ["gate on an item", () => ["sub_issues", { parent_issue: { number: early } }, dry], [/Would: reopen/]],
  [
    "gate on a pull request",
    () => ["pull_request", { action: "opened", pull_request: { number: merging.number } }, dry],
    [
      /^Would: set the check `Quench \/ hardening gate` on `[0-9a-f]{7}` to failure: /m,
      /^::warning::Dry run, so the job passes: Merging pull request #\d+ would close incident #\d+ too early\./m,
    ],
  ],
  [
    "gate on a trusted pull request",
    () => ["pull_request_target", { action: "opened", pull_request: { number: fix.number } }, dry],
    [/Would: /],
  ],
  [
    "gate on a review",
    () => ["pull_request_review", { action: "submitted", pull_request: { number: fix.number } }, dry],
    [/Would: /],
  ],
  [
    "gate on a merge group",
    () => [
      "merge_group",
      {
        action: "checks_requested",
        merge_group: {
          head_sha: group.head_sha,
          base_sha: group.base_sha,
          head_ref: group.head_ref,
          base_ref: group.base_ref,
        },
      },
      dry,
    ],
    [/Would: set the check/],
  ],
  [
    "gate on a workflow's run",
    () => [
      "workflow_run",
      { action: "completed", workflow_run: { head_sha: fix.head.sha, pull_requests: [{ number: fix.number }] } },
      dry,
    ],
    [],
  ],
  [
    "sweep on a schedule",
    () => ["schedule", {}, mode("sweep")],
    [/Would: reopen #\d+ and say why\./, /Would: create an item under/],
  ],
  ["sweep by hand", () => ["workflow_dispatch", { ref: "refs/heads/main" }, mode("sweep")], [/Would: reopen/]],
  ["report", () => ["schedule", {}, mode("report")], []],
  [
    "policy on a pull request",
    () => ["pull_request", { action: "opened", pull_request: { number: broken.number } }, mode("policy")],
    [/Would: set the check `Quench \/ policy`/, /^::warning::Dry run, so the job passes: The policy/m],
  ],
  ["policy by hand", () => ["workflow_dispatch", { ref: "refs/heads/main" }, mode("policy")], []],
];

describe("a dry run", () => {
  it.each(CASES)("writes nothing: %s", async (_name, make, expected) => {
    const [event, payload, inputs] = make();
    const before = await seen();
    await world.control("DELETE", "requests");
    const { code, log, summary } = await run(event, payload, inputs);
    const { data } = await world.control("GET", "requests");
    const counts = data.by["github-actions[bot]"];
    expect({ code, log }).toMatchObject({ code: 0 });
    expect(counts.total).toBeGreaterThan(0);
    expect([counts.writes, counts.graphql.mutations]).toEqual([0, 0]);
    expect(Object.keys(counts.routes).filter((route) => !/^(?:GET |POST \/graphql$)/.test(route))).toEqual([]);
    expect(await seen()).toEqual(before);
    for (const line of expected) expect(log).toMatch(line);
    if (expected.length > 0) {
      expect(summary).toContain("> 🧪 Dry run: nothing was written, and the job does not fail");
      expect(summary).toMatch(/<summary>What it would write \(\d+\)<\/summary>/);
    }
    expect(log).not.toMatch(/^::error::/m);
    expect(log).not.toContain("##[error]");
  });
});
