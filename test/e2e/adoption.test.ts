/** Merged is not adopted: what a control's check did since, in a real workflow. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, type Pull, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

/** CI runs the guard on a commit, for a minute. */
async function guard(sha: string, conclusion: string): Promise<void> {
  await world.run({
    name: "Guard",
    event: "pull_request",
    head_sha: sha,
    conclusion,
    jobs: [{ name: "guard" }],
    duration_seconds: 60,
  });
  await world.advance("PT2M");
}

/** An incident whose controls item names the check `guard`, merged with it. */
async function merged(answers: Readonly<Record<string, string>> = {}): Promise<Issue> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  await world.settle();
  const [item] = await world.items(number);
  if (item === undefined) throw new Error("no item");
  await world.name([item]);
  await world.fillIn(item, { "Control check": "guard", "Target environment": "production", ...answers });
  const files = { ".github/workflows/guard.yml": "on: pull_request\n", "tests/guard.test.js": "// holds\n" };
  const pull = await world.pull(world.as.author, { files, body: `Hardening: #${item.number}` });
  await guard(pull.head.sha, "success");
  await world.merge(world.as.admin, pull);
  await world.advance("PT5M");
  return item;
}

let changes = 0;

/** Somebody's change, on which the guard ran as told (null: it did not), merged by the administrator. */
async function change(
  conclusion: string | null,
  { path = "src/app.js", check = guard }: { path?: string; check?: typeof guard } = {},
): Promise<Pull> {
  changes += 1;
  const pull = await world.pull(world.as.author, { files: { [path]: `// ${changes}\n` }, title: `Change ${changes}` });
  if (conclusion !== null) await check(pull.head.sha, conclusion);
  await world.advance("PT2M");
  await world.merge(world.as.admin, pull);
  await world.advance("PT2M");
  return pull;
}

async function changed(...conclusions: readonly (string | null)[]): Promise<Pull[]> {
  const pulls: Pull[] = [];
  for (const conclusion of conclusions) pulls.push(await change(conclusion));
  return pulls;
}

/** What the item's comment says now. */
async function told(item: Issue): Promise<string> {
  await world.say(world.as.owner, item.number, "/quench score");
  await world.settle();
  return world.itemText(item);
}

const guardAlone = { context: "guard", integration_id: 15_368 };

async function require(checks: readonly object[]): Promise<number> {
  const { id } = await world.as.admin.post(`${world.repo}/rulesets`, {
    name: "guards",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      {
        type: "required_status_checks",
        parameters: { strict_required_status_checks_policy: false, required_status_checks: checks },
      },
    ],
    // The administrator may merge around it.
    bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
  });
  return id;
}

describe("a merged control", () => {
  it("is observed once it ran on enough of what was merged since", async () => {
    const item = await merged();
    expect(await told(item)).toContain("No pull request that `guard` guards has been merged since the control.");
    await changed("success", "success", "success", "success");
    expect(await told(item)).toContain("a scheduled run or a drill is needed too");
    await changed("success");
    expect(await told(item)).toContain("`guard` ran on 5 of the last 5 pull requests. It is not required.");
  });

  it("with few pull requests it needs a run on schedule", async () => {
    const item = await merged({ "Control scope": "deploy/**" });
    await change("success", { path: "deploy/a.sh" });
    await changed(null, null);
    expect(await told(item)).toContain("a scheduled run or a drill is needed too");
    await world.run({ name: "Guard", event: "schedule", jobs: [{ name: "guard" }] });
    await world.advance("PT2M");
    expect(await told(item)).toContain(
      "`guard` ran on the one pull request merged since, and in a scheduled run or a drill.",
    );
  });

  it("whose check is skipped guards nothing, though GitHub merges over it", async () => {
    const item = await merged();
    await require([guardAlone]);
    await world.advance("PT2M");
    await changed("skipped", "skipped", "skipped", "skipped", "neutral");
    const text = await told(item);
    expect(text).toContain("`guard` ran once and on none of the last 5 pull requests");
    expect(text).toContain("its check is required, for `production`, from `github-actions` alone");
  });

  it("whose check another App reports has not run", async () => {
    const item = await merged();
    const { data } = await world.control("POST", "apps", { slug: "forger", repository: world.box.repository });
    const forge: typeof guard = async (head_sha, conclusion) => {
      const response = await fetch(`${world.box.url}${world.repo}/check-runs`, {
        method: "POST",
        headers: { authorization: `Bearer ${data.token}`, "content-type": "application/json" },
        body: JSON.stringify({ name: "guard", head_sha, status: "completed", conclusion }),
      });
      expect(response.status).toBe(201);
    };
    for (let count = 0; count < 3; count += 1) await change("success", { check: forge });
    expect(await told(item)).toContain("`guard` ran on 0 of the last 3 pull requests");
  });

  it("whose workflow was disabled has stopped", async () => {
    const item = await merged();
    await changed("success", "success", "success", "success", "success");
    const { data } = await world.control("POST", "workflow-states", {
      repository: world.box.repository,
      workflow: "Guard",
      state: "disabled_manually",
    });
    expect(data.state).toBe("disabled_manually");
    const [silent] = await changed(null);
    const text = await told(item);
    expect(text).toContain("`guard` has stopped: its workflow `Guard` is disabled");
    expect(text).toContain(`and ${world.box.repository}#${silent?.number} was merged since`);
    expect(text).toContain("Enable the workflow of `guard` again");
  });

  it("that was merged over, or around, is told with the pull requests", async () => {
    const item = await merged({ "Rollout phase": "enforce" });
    await require([guardAlone]);
    await world.advance("PT2M");
    await changed("success", "success", "success");
    const [over, around] = await changed("failure", null);
    const text = await told(item);
    expect(text).toContain(`${world.box.repository}#${over?.number} was merged over its failure`);
    expect(text).toContain(`${world.box.repository}#${around?.number} was merged without it, though it was required`);
  });

  it("that is required no more is bypassed", async () => {
    const item = await merged();
    const ruleset = await require([{ context: "guard" }]);
    await changed("success", "success", "success", "success", "success");
    expect(await told(item)).toContain("It is required, but from no App in particular");
    await world.as.admin.del(`${world.repo}/rulesets/${ruleset}`);
    expect(await told(item)).toContain("its check was required once, and `guard` is not");
    await world.as.admin.put(`${world.repo}/branches/main/protection`, {
      required_status_checks: { strict: false, checks: [{ context: "guard", app_id: 15_368 }] },
      enforce_admins: null,
      required_pull_request_reviews: null,
      restrictions: null,
    });
    expect(await told(item)).toContain("It is required, from `github-actions` alone.");
  });

  it("is enabled by a deployment to its environment that contains it", async () => {
    const item = await merged();
    const deploy = async (environment: string) => {
      const { id } = await world.as.admin.post(`${world.repo}/deployments`, {
        ref: "main",
        environment,
        required_contexts: [],
        auto_merge: false,
      });
      await world.as.admin.post(`${world.repo}/deployments/${id}/statuses`, { state: "success" });
      await world.advance("PT2M");
    };
    await deploy("staging");
    expect(await told(item)).toContain("nothing shows it in `production` since the merge");
    await deploy("Production");
    expect(await told(item)).toContain("it was deployed to `production` after the merge");
  });
});
