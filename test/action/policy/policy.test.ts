/** The mode `policy`, by the committed bundle over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { form, policy as policyText, type Pull, World } from "../../support/e2e.ts";
import { type Ended, runJob } from "../runner.ts";

const PATH = ".github/quench.yml";
const NAME = "Quench / policy";
const ACTIONS = "github-actions[bot]";

interface Run {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly id: number };
  readonly output: { readonly title: string; readonly summary: string; readonly annotations_count: number };
}

let world: World;
beforeEach(async () => {
  world = await World.open({ app: false, policy: policyText("warn") });
});
afterEach(async () => world.close());

interface More {
  readonly inputs?: Record<string, string>;
  readonly token?: string;
}

function run(event: string, payload: unknown, { inputs = {}, token }: More = {}): Promise<Ended> {
  const { box } = world;
  return runJob({
    apiUrl: box.url,
    graphqlUrl: box.graphqlUrl,
    repository: box.repository,
    token: token ?? box.people.actions.token,
    event,
    payload,
    inputs: { mode: "policy", ...inputs },
  });
}

const onPull = ({ number }: { number: number }, more: More = {}, event = "pull_request"): Promise<Ended> =>
  run(event, { action: "opened", number, pull_request: { number } }, more);

function change(text: string): Promise<Pull> {
  return world.pull(world.as.author, { files: { [PATH]: text }, title: "Change the policy" });
}

async function checks(sha: string): Promise<Run[]> {
  const { check_runs: all } = await world.as.admin.get(`${world.repo}/commits/${sha}/check-runs?filter=all`);
  return all;
}

/** What the job's token wrote since the log was cleared. */
async function writes(): Promise<number> {
  const { data } = await world.control("GET", "requests");
  return data.by[ACTIONS]?.writes ?? 0;
}
const clearLog = () => world.control("DELETE", "requests");

/** A GITHUB_TOKEN that may only read, as on a pull request from a fork or from Dependabot. */
async function readOnlyToken(permissions: Record<string, string> = {}): Promise<string> {
  const read = { contents: "read", issues: "read", "pull-requests": "read", checks: "read", ...permissions };
  const { data } = await world.control("POST", "tokens", {
    repository: world.box.repository,
    permissions: read,
  });
  return data.token;
}

describe("on a pull request that breaks the policy", () => {
  it("fails, posts the check with its lines, and marks none of them a second time", async () => {
    const pull = await change("version: 1\nmode: loud\nclosure:\n  grce: 1m\n");
    const ended = await onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.outputs["outcome"]).toBe("fail");
    const [check, ...more] = await checks(pull.head.sha);
    expect(more).toEqual([]);
    expect(check).toMatchObject({ name: NAME, conclusion: "failure", app: { id: 15_368 } });
    expect(check?.output).toMatchObject({ title: "Not valid: 2 errors", annotations_count: 2 });
    expect(ended.log).not.toContain("::error file=");
    expect(ended.log).toContain(
      `::error::The policy of pull request #${pull.number} is not valid: ${PATH}:2: “mode” cannot be “loud”`,
    );
    expect(ended.summary).toMatch(/^## ⛔ Not valid: 2 errors\n\n`\.github\/quench\.yml` cannot be put in force\./);
    expect(ended.summary).toContain("**Next:** .github/quench.yml:2:7: `mode` cannot be `loud`");
    expect(ended.summary).toMatch(/<sub>Mode policy · \d+ requests to GitHub · [\d.]+ s<\/sub>\n?$/);
    expect(ended.summary).not.toContain("quench-policy");
  });

  it("says the same the second time, and writes nothing", async () => {
    const pull = await change("version: 1\nmode: loud\n");
    await onPull(pull);
    await clearLog();
    const again = await onPull(pull, {}, "pull_request_target");
    expect(again.code).toBe(1);
    expect(again.log).not.toContain("::error file=");
    expect(await writes()).toBe(0);
    expect(await checks(pull.head.sha)).toHaveLength(1);
  });

  it("says it by annotations, summary and exit code where its token may only read", async () => {
    const pull = await change("version: 1\nmode: loud\nclosure:\n  grce: 1m\n");
    const ended = await onPull(pull, { token: await readOnlyToken() });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(await checks(pull.head.sha)).toEqual([]);
    expect(ended.log).toMatch(
      /::error title=The policy is not valid,file=\.github\/quench\.yml,line=2::“mode” cannot be “loud”/,
    );
    expect(ended.log).toMatch(/::error [^\n]*line=4::[^\n]*did you mean “grace”\?/);
    expect(ended.log).toContain("The check `Quench / policy` could not be posted: this job says what it would");
    expect(ended.log).toMatch(/::warning::.*`checks: write`/);
    expect(ended.summary).toMatch(/^## ⛔ Not valid: 2 errors/);
    expect(ended.summary).toContain("could not be posted");
    expect(ended.outputs["outcome"]).toBe("fail");
  });

  it.each([
    ["a mistake in its YAML", "version: 1\nmode: [warn\n", /quench\.yml:\d+/],
    ["an unknown key", "version: 1\nmod: warn\n", /did you mean “mode”\?/],
    ["a base that cannot be read", "version: 1\n_extends: acme/gone\n", /out of Quench's sight/],
    ["nothing in it", "", /file says nothing/i],
  ])("names the line: %s", async (_name, text, message) => {
    const { code, log } = await onPull(await change(text), { token: await readOnlyToken() });
    expect({ code, log }).toMatchObject({ code: 1, log: expect.stringMatching(message) });
    expect(log).toMatch(/::error [^\n]*file=\.github\/quench\.yml,line=\d/);
    expect(log).not.toContain("    at ");
  });

  it("shows ten of many lines, the others in the log and the summary", async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `x${index}: 1`).join("\n");
    const { code, log, summary } = await onPull(await change(`version: 1\n${keys}\n`), {
      token: await readOnlyToken(),
    });
    expect(code).toBe(1);
    // One is for the job's own failure.
    expect(log.match(/^::error /gm)).toHaveLength(9);
    expect(log).toContain("Error: .github/quench.yml:12:");
    expect(summary).toContain("`.github/quench.yml:21`");
    expect(Buffer.byteLength(summary)).toBeLessThan(20_000);
  });

  it("writes nothing and fails nothing in a dry run", async () => {
    const pull = await change("version: 1\nmode: loud\n");
    await clearLog();
    const ended = await onPull(pull, { inputs: { "dry-run": "true" } });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(await writes()).toBe(0);
    expect(await checks(pull.head.sha)).toEqual([]);
    expect(ended.log).toContain(
      `Would: set the check \`Quench / policy\` on \`${pull.head.sha.slice(0, 7)}\` to failure: \`Not valid: 1 error\`.`,
    );
    expect(ended.log).toContain("::warning::Dry run, so the job passes: The policy of pull request");
    expect(ended.summary).toContain("> 🧪 Dry run: nothing was written, and the job does not fail");
    expect(ended.summary).toContain("<summary>What it would write (1)</summary>");
  });
});

describe("on a pull request that changes the policy as it may", () => {
  it("passes, and says what it would change, whatever that is", async () => {
    const incident = await world.open({ body: form({ Severity: "SEV1" }), title: "Search is down" });
    const pull = await change(policyText("enforce"));
    const ended = await onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.outputs["outcome"]).toBe("pass");
    const [check] = await checks(pull.head.sha);
    expect(check).toMatchObject({ conclusion: "success", output: { title: "Valid: 1 incident would change" } });
    expect(ended.summary).toMatch(/^## ✅ Valid: 1 incident would change\n\n/);
    expect(ended.summary).toContain(`[#${incident.number}]`);
    expect(await world.comments(incident.number)).toEqual([]);
  });

  it("goes on through many incidents in one job, also where the token may only read", async () => {
    for (let number = 0; number < 30; number += 1) await world.open({ body: form({ Severity: "SEV1" }) });
    const pull = await change(policyText("enforce"));
    const ended = await onPull(pull, { token: await readOnlyToken() });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.summary).toMatch(/^## ✅ Valid: 30 incidents would change/);
    expect(ended.log).toContain("Going on in 1 s: more incidents are to be simulated.");
    expect(await checks(pull.head.sha)).toEqual([]);
    const posted = await onPull(pull);
    expect(posted.code).toBe(0);
    const [check, ...more] = await checks(pull.head.sha);
    expect([check?.conclusion, more]).toEqual(["success", []]);
  });

  it("passes with what is unknown told, where the incidents may not be read", async () => {
    await world.open({ body: form({ Severity: "SEV1" }) });
    const pull = await change(policyText("enforce"));
    await world.as.admin.patch(world.repo, { private: true });
    const ended = await onPull(pull, { token: await readOnlyToken({ issues: "none", checks: "write" }) });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.outputs["outcome"]).toBe("unknown");
    expect(ended.summary).toMatch(/^## ✅ Valid; what it would change is not known whole/);
    expect(ended.summary).toContain(
      "What it would change for incidents is unknown: the job's token may not read them.",
    );
    const [check] = await checks(pull.head.sha);
    expect(check).toMatchObject({ status: "completed", conclusion: "success" });
    // The next job can read them, and goes on.
    const again = await onPull(pull);
    expect(again.summary).toMatch(/^## ✅ Valid: 1 incident would change/);
  });

  it("says what a deleted policy leaves, and a renamed one", async () => {
    const { author } = world.as;
    const pull = await world.pull(author, { files: { "docs/a.md": "a" } });
    const { data } = await author.call("GET", `${world.repo}/pulls/${pull.number}`);
    const branch = data.head.ref;
    const present = await author.get(`${world.repo}/contents/${PATH}?ref=${branch}`);
    await author.del(`${world.repo}/contents/${PATH}`, { message: "Off", sha: present.sha, branch });
    const deleted = await onPull(pull);
    expect({ code: deleted.code, log: deleted.log }).toMatchObject({ code: 0 });
    expect(deleted.summary).toContain("no policy would be left: Quench would fall silent here");
    await author.put(`${world.repo}/contents/.github/quench.yaml`, {
      message: "Rename",
      content: present.content,
      branch,
    });
    const renamed = await onPull(pull);
    expect(renamed.code).toBe(0);
    expect(renamed.summary).toContain("no policy would be left");
  });

  it("reads a fork's file as data", async () => {
    const { outsider } = world.as;
    const fork = await outsider.post(`${world.repo}/forks`, {});
    const present = await outsider.get(`/repos/${fork.full_name}/contents/${PATH}`);
    const content = Buffer.from("version: 1\nmode: off\n").toString("base64");
    await outsider.put(`/repos/${fork.full_name}/contents/${PATH}`, {
      message: "::error::x",
      content,
      sha: present.sha,
    });
    const head = `${outsider.login}:main`;
    const title = "::error::x ##[error]y";
    const pull = await outsider.post(`${world.repo}/pulls`, { title, head, base: "main" });
    const ended = await onPull(pull, { token: await readOnlyToken() });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).toMatch(/::error [^\n]*line=2::“mode” cannot be “off”/);
    expect(ended.log).not.toContain("##[error]");
  });
});

describe("where there is nothing to check", () => {
  it("says so on a pull request that touches no policy file, and writes nothing", async () => {
    const pull = await world.pull(world.as.author, { files: { "docs/quench.yml": "a: b\n" } });
    await clearLog();
    const ended = await onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.outputs["outcome"]).toBe("not_applicable");
    expect(ended.summary).toMatch(/^## ➖ No policy file is changed/);
    expect(await writes()).toBe(0);
  });

  it.each(["push", "issues", "schedule"])("says so on an event without a pull request: %s", async (event) => {
    const ended = await run(event, { ref: "refs/heads/main" });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.outputs["outcome"]).toBe("not_applicable");
    expect(ended.log).toContain(`an event of the kind \`${event}\` has none`);
    expect(ended.summary).toMatch(/^## ➖ No pull request here/);
  });
});

describe("started by hand", () => {
  it("looks at the open pull request of its branch", async () => {
    const pull = await change("version: 1\nmode: loud\n");
    const { head } = await world.as.author.get(`${world.repo}/pulls/${pull.number}`);
    const ended = await run("workflow_dispatch", { ref: `refs/heads/${head.ref}` });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(await checks(pull.head.sha)).toHaveLength(1);
  });

  it.each<[string, string | null, number, RegExp]>([
    [
      "valid",
      policyText("enforce"),
      0,
      /^## ✅ The policy is valid\n\nIn force: `\.github\/quench\.yml`, `enforce` mode\./,
    ],
    [
      "broken",
      "version: 1\nmode: loud\n",
      1,
      /^## ⛔ The policy is not valid\n\n\*\*Next:\*\* \.github\/quench\.yml:2:7/,
    ],
    ["switched off", "version: 1\nenabled: false\n", 0, /^## ✅ The policy is valid\n\n.*Quench is silent/],
    ["missing", null, 0, /^## ➖ There is no policy\n\n\*\*Next:\*\*/],
  ])("elsewhere says how the policy in force stands: %s", async (_name, text, code, summary) => {
    await world.setPolicy(text);
    const ended = await run("workflow_dispatch", { ref: "refs/heads/main" });
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code });
    expect(ended.summary).toMatch(summary);
  });
});

describe("where GitHub keeps it from going on", () => {
  it("ends plainly at a rate limit, says how far it is, and goes on from there", async () => {
    for (let number = 0; number < 3; number += 1) await world.open({ body: form({ Severity: "SEV1" }) });
    const pull = await change(policyText("enforce"));
    await world.fault({ route: "GET /repos/*/issues", times: 1, rate_limit: "secondary", retry_after: 3000 });
    const ended = await onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 0 });
    expect(ended.summary).toContain("GitHub's rate limit was reached");
    expect(ended.summary).toContain("**Next:** Run the job again");
    expect(ended.summary).toContain("could not be posted");
    expect(await checks(pull.head.sha)).toEqual([]);
    const again = await onPull(pull);
    expect(again.summary).toMatch(/^## ✅ Valid: 3 incidents would change/);
  });

  it("does not pass a policy that it could not read", async () => {
    const pull = await change(policyText("enforce"));
    await world.fault({ route: "POST /graphql", rate_limit: "primary", retry_after: 3000 });
    const ended = await onPull(pull);
    expect({ code: ended.code, log: ended.log }).toMatchObject({ code: 1 });
    expect(ended.log).not.toContain("    at ");
  });
});
