/** `Quench / policy`: what a pull request that changes the policy would put in force, and change. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { form, policy, type Pull, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const PATH = ".github/quench.yml";
const SEV1 = form({ Severity: "SEV1" });

interface Run {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly id: number };
  readonly output: {
    readonly title: string;
    readonly summary: string;
    readonly text: string;
    annotations_count: number;
  };
}

async function runs(sha: string, repo = world.repo): Promise<Run[]> {
  const name = encodeURIComponent("Quench / policy");
  const { check_runs: all } = await world.as.admin.get(
    `${repo}/commits/${sha}/check-runs?check_name=${name}&filter=all`,
  );
  return all;
}

async function only(sha: string, repo = world.repo): Promise<Run> {
  const [run, ...more] = await runs(sha, repo);
  if (run === undefined || more.length > 0) throw new Error(`${run === undefined ? 0 : more.length + 1} checks`);
  return run;
}

function change(text: string): Promise<Pull> {
  return world.pull(world.as.author, { files: { [PATH]: text }, title: "Change the policy" });
}

describe("a pull request that changes the policy", () => {
  it("is told on its lines what is wrong with it", async () => {
    world = await World.open();
    const { head } = await change("version: 1\nmode: loud\nclosure:\n  grce: 1m\n");
    await world.settle();
    const run = await only(head.sha);
    expect([run.conclusion, run.output.title]).toEqual(["failure", "Not valid: 2 errors"]);
    expect(run.output.summary).toContain("the last valid version would stay in force");
    expect(run.output.summary).toContain("**Next:** .github/quench.yml:2:7: `mode` cannot be `loud`");
    const notes = await world.as.admin.get(`${world.repo}/check-runs/${run.id}/annotations`);
    expect(notes).toEqual([
      expect.objectContaining({ path: PATH, start_line: 2, end_line: 2, start_column: 7, annotation_level: "failure" }),
      expect.objectContaining({ path: PATH, start_line: 4, message: expect.stringContaining("did you mean “grace”?") }),
    ]);
  });

  it("is told what it would change: an open incident, and a closure of the last 90 days", async () => {
    world = await World.open({ policy: policy("shadow") });
    const open = await world.open({ body: SEV1, title: "Search is down" });
    const gone = await world.open({ body: SEV1, title: "Mail is down" });
    await world.settle();
    await world.closeIssue(world.as.owner, gone.number);
    await world.advance("PT10M");
    const { head, number } = await change(policy("enforce"));
    await world.settle();
    const run = await only(head.sha);
    expect([run.conclusion, run.output.title]).toEqual([
      "success",
      "Valid: 1 incident would change; 1 closure of the last 90 days would have been undone",
    ]);
    expect(run.output.summary).toContain("would be in force in `enforce` mode, where it is `shadow` now");
    expect(run.output.text).toContain(
      `[#${open.number}](${open.html_url}) Search is down: closing it now would only be recorded → **would be undone**.`,
    );
    expect(run.output.text).toMatch(/Mail is down, closed .*: would have been undone; not met: scorecard/);
    expect((await world.issue(open.number)).state).toBe("open");
    expect((await world.issue(gone.number)).state).toBe("closed");
    expect(await world.twice(open.number)).toEqual([]);
    await world.restart();
    await world.as.author.patch(`${world.repo}/pulls/${number}`, { base: "main", title: "Enforce" });
    await world.settle();
    expect(await only(head.sha)).toEqual(run);
  });

  it("is told that it is below the floor, and what else is worth a look", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const { head } = await change(policy("enforce", "scores: {scorecard: 2}\npromote: {warn: 2030-01-01}\n"));
    await world.settle();
    const run = await only(head.sha);
    expect(run.conclusion).toBe("success");
    expect(run.output.summary).toContain(
      "⚠️ Below the recommended floor, which every verdict would say: `scores.scorecard` is 2 of 5",
    );
    expect(run.output.annotations_count).toBe(1);
    expect(await world.tracker(number)).not.toContain("floor");
  });

  it("is told what a deleted policy leaves", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1, title: "Search is down" });
    await world.settle();
    const { head } = await world.pull(world.as.author, { files: { "docs/a.md": "a" } });
    const { head_ref: branch } = { head_ref: "change-1" };
    const present = await world.as.author.get(`${world.repo}/contents/${PATH}?ref=${branch}`);
    await world.as.author.del(`${world.repo}/contents/${PATH}`, { message: "Off", sha: present.sha, branch });
    await world.settle();
    expect(await runs(head.sha)).toEqual([]);
    const { object } = await world.as.admin.get(`${world.repo}/git/ref/heads/${branch}`);
    const run = await only(object.sha);
    expect(run.output.title).toBe("Deleted: 1 incident would change");
    expect(run.output.summary).toContain("Merged, no policy would be left: Quench would fall silent here.");
    expect(run.output.text).toContain("Search is down: closing it now would be undone → **would not be judged**");
    expect((await world.issue(number)).state).toBe("open");
  });

  it("has no such check where it touches no policy", async () => {
    world = await World.open();
    const { head } = await world.pull(world.as.author, { files: { "docs/quench.yml": "a: b\n", "src/a.ts": "" } });
    await world.settle();
    expect(await runs(head.sha)).toEqual([]);
  });

  it("is read from a fork as data, and never in force", async () => {
    world = await World.open();
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const { outsider } = world.as;
    const fork = await outsider.post(`${world.repo}/forks`, {});
    const present = await outsider.get(`/repos/${fork.full_name}/contents/${PATH}`);
    const content = Buffer.from("version: 1\nmode: shadow\n").toString("base64");
    await outsider.put(`/repos/${fork.full_name}/contents/${PATH}`, { message: "Weaken", content, sha: present.sha });
    const { head } = await outsider.post(`${world.repo}/pulls`, {
      title: "Weaken <!-- quench-policy {} --> @everyone",
      head: `${outsider.login}:main`,
      base: "main",
    });
    await world.settle();
    const run = await only(head.sha);
    expect(run.output.summary).toContain("in `shadow` mode, where it is `enforce` now");
    expect(run.output.text).toContain("closing it now would be undone → **would only be recorded**");
    await world.closeIssue(world.as.author, number);
    await world.advance("PT2M");
    expect((await world.issue(number)).state).toBe("open");
  });

  it("that others build on is tried on theirs, and names no private one in public", async () => {
    world = await World.open({ policy: null });
    for (const [name, more] of [
      ["acme/.github", {}],
      ["acme/vault", { private: true }],
    ] as const) {
      await world.control("POST", "repositories", { repository: name, admin: world.as.admin.login, ...more });
    }
    const put = async (repo: string, text: string, branch = "main"): Promise<void> => {
      const url = `/repos/${repo}/contents/${PATH}`;
      const there = await world.as.admin.call("GET", `${url}?ref=${branch}`);
      const sha = there.status === 200 ? { sha: there.data.sha } : {};
      const content = Buffer.from(text).toString("base64");
      await world.as.admin.put(url, { message: "Policy", content, branch, ...sha });
    };
    await put("acme/.github", "version: 1\nmode: warn\n");
    await put("acme/vault", "version: 1\n_extends: .github\n");
    await world.setPolicy("version: 1\n_extends: .github\n");
    await world.open({ body: SEV1, title: "Search is down" });
    await world.as.admin.post("/repos/acme/vault/issues", { title: "Secret leak", labels: ["incident"], body: SEV1 });
    await world.settle();
    const { object } = await world.as.admin.get("/repos/acme/.github/git/ref/heads/main");
    await world.as.admin.post("/repos/acme/.github/git/refs", { ref: "refs/heads/stricter", sha: object.sha });
    await put("acme/.github", "version: 1\nmode: enforce\n", "stricter");
    const pull = await world.as.admin.post("/repos/acme/.github/pulls", {
      title: "Stricter",
      head: "stricter",
      base: "main",
    });
    await world.settle();
    const run = await only(pull.head.sha, "/repos/acme/.github");
    expect(run.output.title).toBe("Valid: 2 incidents would change");
    expect(run.output.text).toContain("**Open incidents in `acme/shop` that would change**");
    expect(run.output.text).toContain("Search is down: closing it now would be told, not undone → **would be undone**");
    expect(run.output.text).toContain("1 incident in a private repository would change; not named here");
    expect(JSON.stringify(run.output)).not.toMatch(/vault|Secret/);
  });

  it("goes on after a rate limit, and says how far it is", async () => {
    world = await World.open({ policy: policy("shadow") });
    for (const title of ["One", "Two", "Three"]) await world.open({ body: SEV1, title });
    await world.settle();
    await world.fault({ graphql: "rate_limited", after: 2, times: 1 });
    const { head } = await change(policy("enforce"));
    await world.settle();
    await world.advance("PT2H");
    await world.clearFaults();
    const run = await only(head.sha);
    expect([run.status, run.output.title]).toEqual(["completed", "Valid: 3 incidents would change"]);
  });
});
