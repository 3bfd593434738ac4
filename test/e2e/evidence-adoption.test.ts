/** R-A2, R-A3: making a control look as if it ran. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, type Issue, type Pull, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const ACTIONS = 15_368;
let changes = 0;

/** Actions runs the guard on a commit, for a minute. */
async function guard(sha: string): Promise<void> {
  const run = { name: "Guard", event: "pull_request", head_sha: sha, jobs: [{ name: "guard" }], duration_seconds: 60 };
  await world.run(run);
  await world.advance("PT2M");
}

/** An incident whose first item names the check `guard`, merged with it. */
async function merged(): Promise<{ number: number; item: Issue }> {
  world = await World.open();
  const { number } = await world.open({ body: form({ Severity: "SEV1", "Finding types": "slow recovery" }) });
  await world.settle();
  const [item] = await world.items(number);
  if (item === undefined) throw new Error("no item");
  await world.name([item]);
  await world.fillIn(item, { "Control check": "guard" });
  const files = { ".github/workflows/guard.yml": "on: pull_request\n", "tests/guard.test.js": "// holds\n" };
  const pull = await world.pull(world.as.author, { files, body: `Hardening: #${item.number}` });
  await guard(pull.head.sha);
  await world.merge(world.as.admin, pull);
  await world.advance("PT5M");
  return { number, item };
}

/** Changes that the administrator merges, with whatever is reported on their heads before. */
async function change(times: number, report: ((sha: string) => Promise<void>) | null, base = "main"): Promise<Pull[]> {
  const pulls: Pull[] = [];
  for (let count = 0; count < times; count += 1) {
    changes += 1;
    const files = { [`src/change-${changes}.js`]: "1\n" };
    const pull = await world.pull(world.as.author, { files, base, title: `Change ${changes}` });
    if (report !== null) await report(pull.head.sha);
    await world.advance("PT2M");
    await world.merge(world.as.admin, pull);
    await world.advance("PT2M");
    pulls.push(pull);
  }
  return pulls;
}

async function require(): Promise<number> {
  const checks = [{ context: "guard", integration_id: ACTIONS }];
  const parameters = { strict_required_status_checks_policy: false, required_status_checks: checks };
  const { id } = await world.as.admin.post(`${world.repo}/rulesets`, {
    name: "guards",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [{ type: "required_status_checks", parameters }],
    bypass_actors: [{ actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" }],
  });
  await world.advance("PT2M");
  return id;
}

/** What the item's comment says now. */
async function told(item: Issue): Promise<string> {
  await world.say(world.as.owner, item.number, "/quench score");
  await world.settle();
  return world.itemText(item);
}

const ran = (count: number, of: number) => `\`guard\` ran on ${count} of the last ${of} pull request`;

describe("a control that nobody runs", () => {
  it("is not made to run by a look-alike name, by a person's status, or on another branch", async () => {
    const { item } = await merged();
    // A Cyrillic letter in the middle.
    await change(1, (sha) => world.check(sha, "gu\u0430rd"));
    await change(1, async (sha) => {
      await world.as.author.post(`${world.repo}/statuses/${sha}`, { context: "guard", state: "success" });
    });
    expect(await told(item)).toContain(ran(0, 2));
    const { object } = await world.as.admin.get(`${world.repo}/git/ref/heads/main`);
    await world.as.admin.post(`${world.repo}/git/refs`, { ref: "refs/heads/next", sha: object.sha });
    await change(3, guard, "next");
    expect(await told(item)).toContain(ran(0, 2));
  });

  it("is not made to have run before the merge by what is reported a day after it", async () => {
    const { item, number } = await merged();
    await require();
    const pulls = await change(3, null);
    const around = "were merged without it, though it was required";
    expect(await told(item)).toContain(around);
    await world.advance("P1D");
    for (const { number: of, head } of pulls) {
      const { merge_commit_sha: merge } = await world.as.admin.get(`${world.repo}/pulls/${of}`);
      for (const sha of [head.sha, merge]) await world.check(sha, "guard");
    }
    expect(await told(item)).toContain(around);
    expect(await world.tracker(number)).toContain(`R-A3: #${item.number} is silently bypassed`);
  });

  it("is told while its ruleset is away, and a ruleset that is back vouches for nothing merged before it", async () => {
    const { item, number } = await merged();
    const ruleset = await require();
    await change(3, guard);
    expect(await told(item)).toContain("a scheduled run or a drill is needed too");
    await world.as.admin.del(`${world.repo}/rulesets/${ruleset}`);
    await change(1, null);
    expect(await told(item)).toContain("its check was required once, and `guard` is not");
    expect(await world.tracker(number)).toContain("its check was required once, and `guard` is not");
    await require();
    const text = await told(item);
    expect(text).toContain(ran(3, 4));
    expect(text).not.toMatch(/✅ Observed/);
    expect(await world.tracker(number)).not.toContain("in force: nothing was merged around");
  });
});
