/** The checks of pull requests that no incident knows, of merge groups, and those that are asked for again. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { BOT, CHECK, form, policy, type Pull, World } from "../support/e2e.ts";
import { requireTheCheck } from "../support/require-check.ts";

let world: World;
afterEach(async () => world.close());

const SEV1 = form({ Severity: "SEV1", "Finding types": "slow recovery" });
const ALL = policy("enforce", "checks:\n  all_pull_requests: true\n");

interface Run {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly completed_at: string | null;
  readonly external_id: string;
  readonly output: { readonly title: string; readonly summary: string; readonly text: string | null };
}

async function openIncident(body = SEV1): Promise<number> {
  const { number } = await world.open({ body });
  await world.settle();
  return number;
}

async function change(
  options: { body?: string; message?: string; files?: Record<string, string> } = {},
): Promise<Pull> {
  return world.pull(world.as.author, { files: { "a.md": "a\n" }, ...options });
}

/** Our one check on a commit, whole. @throws where there is none, or several. */
async function run(sha: string): Promise<Run> {
  const gates = (await world.gates(sha)) as unknown as Run[];
  const [only] = gates;
  if (only === undefined || gates.length > 1) throw new Error(`${gates.length} checks`);
  return only;
}

async function requests(): Promise<{ reads: number; writes: number; total: number }> {
  const found = (await world.control("GET", "requests")).data.by[BOT] ?? { reads: 0, writes: 0, total: 0 };
  return found;
}

async function hasGate(sha: string, conclusion: string, title?: string | RegExp): Promise<void> {
  const found = await run(sha);
  expect(found.conclusion ?? found.status).toBe(conclusion);
  if (title !== undefined) expect(found.output.title).toMatch(title);
}

/** A pull request in another repository, by its administrator. */
async function elsewhere(repository: string, body: string): Promise<Pull> {
  const { admin } = world.as;
  const path = `/repos/${repository}`;
  const { default_branch: base } = await admin.get(path);
  const ref = await admin.get(`${path}/git/ref/heads/${base}`);
  await admin.post(`${path}/git/refs`, { ref: "refs/heads/change", sha: ref.object.sha });
  await admin.put(`${path}/contents/a.md`, { message: "Change", content: "YQ==", branch: "change" });
  return admin.post(`${path}/pulls`, { title: "A change", body, head: "change", base });
}

async function gateIn(repository: string, sha: string): Promise<Run | undefined> {
  const path = `/repos/${repository}/commits/${sha}/check-runs?check_name=${encodeURIComponent(CHECK)}`;
  return (await world.as.admin.get(path)).check_runs[0];
}

async function makeRepository(repository: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { status, data } = await world.control("POST", "repositories", {
    repository,
    admin: world.as.admin.login,
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(data));
  await world.settle();
}

async function enqueue(pull: Pull, method = "merge"): Promise<{ head_sha: string; base_sha: string }> {
  const { status, data } = await world.control("POST", "merge-queue", {
    pull: pull.number,
    method,
    repository: world.box.repository,
  });
  if (status !== 201) throw new Error(JSON.stringify(data));
  return data;
}

describe("the check of every pull request", () => {
  it("passes where no incident is concerned, in three requests, and again on a new head", async () => {
    world = await World.open({ policy: ALL });
    await world.control("DELETE", "requests");
    const pull = await change({ body: "Nothing to see." });
    await world.settle();
    expect((await requests()).total).toBeLessThanOrEqual(3);
    expect(await run(pull.head.sha)).toMatchObject({
      conclusion: "success",
      external_id: `pull ${pull.number}`,
      output: { title: "Not about any incident" },
    });
    await world.control("DELETE", "requests");
    await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body: "Still nothing." });
    await world.settle();
    // It is as it should be: one request says so.
    expect(await requests()).toMatchObject({ total: 1, writes: 0 });
    const branch = (await world.as.author.get(`${world.repo}/pulls/${pull.number}`)).head.ref;
    await world.as.author.put(`${world.repo}/contents/c.md`, { message: "c", content: "Yw==", branch });
    await world.settle();
    const head = (await world.as.author.get(`${world.repo}/pulls/${pull.number}`)).head.sha;
    expect(head).not.toBe(pull.head.sha);
    await hasGate(head, "success", "Not about any incident");
  });

  it("costs nothing where the policy does not ask for it, or there is none", async () => {
    world = await World.open({ policy: policy("enforce") });
    const pull = await change();
    const other = await change({ files: { "b.md": "b\n" } });
    await world.settle();
    await world.control("DELETE", "requests");
    const branch = (await world.as.author.get(`${world.repo}/pulls/${pull.number}`)).head.ref;
    await world.as.author.put(`${world.repo}/contents/c.md`, { message: "c", content: "Yw==", branch });
    await world.as.author.patch(`${world.repo}/pulls/${other.number}`, { body: "Nothing to see." });
    await world.settle();
    expect((await requests()).total).toBe(0);
    expect(await world.gates(other.head.sha)).toEqual([]);
    await world.setPolicy(null);
    await world.settle();
    await world.control("DELETE", "requests");
    await change({ files: { "d.md": "d\n" } });
    await world.settle();
    expect((await requests()).total).toBe(0);
  });

  it("comes to those that were open before the setting did, drafts among them", async () => {
    world = await World.open({ policy: policy("enforce") });
    const number = await openIncident();
    const before = await change();
    const closing = await change({ files: { "b.md": "b\n" }, body: `Fixes #${number}` });
    await world.settle();
    expect(await world.gates(before.head.sha)).toEqual([]);
    await world.setPolicy(ALL);
    await world.advance("PT1M");
    await hasGate(before.head.sha, "success", "Not about any incident");
    await hasGate(closing.head.sha, "failure");
  });

  it("comes to a fork's pull request, on the fork's head", async () => {
    world = await World.open({ policy: ALL });
    const { outsider } = world.as;
    const fork = await outsider.post(`${world.repo}/forks`, {});
    const path = `/repos/${fork.full_name}`;
    await outsider.put(`${path}/contents/fork.md`, { message: "Change", content: "YQ==" });
    const pull = await outsider.post(`${world.repo}/pulls`, {
      title: "From afar",
      body: "",
      head: `${fork.owner.login}:${fork.default_branch}`,
      base: "main",
    });
    await world.settle();
    expect((await run(pull.head.sha)).output.title).toBe("Not about any incident");
  });

  it("never says success first where it would close an incident, and follows what it is linked to", async () => {
    world = await World.open({ policy: ALL });
    const number = await openIncident();
    const pull = await change({ body: `Fixes #${number}` });
    await world.settle();
    await hasGate(pull.head.sha, "failure", `Merging would close incident #${number} too early`);
    await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body: "Nothing to see." });
    await world.settle();
    await hasGate(pull.head.sha, "success", `No longer linked to incident #${number}`);
    const stranger = await change({ files: { "b.md": "b\n" } });
    await world.settle();
    await world.as.author.patch(`${world.repo}/pulls/${stranger.number}`, { body: `Closes #${number}` });
    await world.settle();
    expect((await run(stranger.head.sha)).conclusion).toBe("failure");
  });

  it("tells of a commit message that would close the incident, although nothing links the two", async () => {
    world = await World.open({ policy: ALL });
    const number = await openIncident();
    const pull = await change({ body: "Nothing to see.", message: `Guard the pool\n\nFixes #${number}` });
    await world.settle();
    const found = await run(pull.head.sha);
    expect(found.conclusion).toBe("failure");
    expect(found.output.summary).toMatch(/out of the message of commit `[0-9a-f]{10}`/);
  });

  it("waits out an outage: the check comes once GitHub takes it, and only once", async () => {
    world = await World.open({ policy: ALL });
    world.sparePeople();
    await world.fault({ route: "POST /repos/*/check-runs", status: 502, times: 4 });
    const pull = await change();
    await world.settle();
    expect(await world.clearFaults()).toBe(0);
    await world.advance("PT1M");
    await hasGate(pull.head.sha, "success", "Not about any incident");
  });

  it("is one and the same of two instances", async () => {
    world = await World.open({ policy: ALL });
    const number = await openIncident();
    await world.startApp();
    const pull = await change({ body: `Fixes #${number}` });
    const other = await change({ files: { "b.md": "b\n" } });
    await world.settle();
    await world.restart();
    await hasGate(pull.head.sha, "failure");
    await hasGate(other.head.sha, "success");
    await world.control("DELETE", "requests");
    await world.restart();
    await world.settle();
    expect((await requests()).writes).toBe(0);
  });
});

describe("a merge group", () => {
  it("passes where it closes no incident, and is merged", async () => {
    world = await World.open({ policy: ALL });
    await openIncident();
    await requireTheCheck(world);
    for (const [index, method] of ["merge", "squash", "rebase"].entries()) {
      const pull = await change({ files: { [`${index}.md`]: "a\n" } });
      await world.settle();
      const group = await enqueue(pull, method);
      await world.settle();
      await hasGate(group.head_sha, "success", "Not about any incident");
      expect((await world.as.admin.get(`${world.repo}/pulls/${pull.number}`)).merged).toBe(true);
    }
  });

  it("fails where one of its pull requests would close an incident, and the others go on", async () => {
    world = await World.open({ policy: ALL });
    const first = await openIncident();
    const second = await openIncident();
    const good = await change();
    const bad = await change({ files: { "b.md": "b\n" } });
    const after = await change({ files: { "c.md": "c\n" } });
    await requireTheCheck(world);
    await world.settle();
    world.sparePeople();
    await world.fault({ route: "GET /repos/*/compare/**", status: 502 });
    const groups = [await enqueue(good), await enqueue(bad), await enqueue(after)];
    await world.settle();
    // Put into the queue while it was harmless, and edited while its group waits.
    await world.as.author.patch(`${world.repo}/pulls/${bad.number}`, { body: `Fixes #${first}, fixes #${second}` });
    await world.clearFaults();
    await world.advance("PT15M");
    await hasGate(groups[0]?.head_sha ?? "", "success");
    await hasGate(
      groups[1]?.head_sha ?? "",
      "failure",
      `Merging would close incident #${first}, incident #${second} too early`,
    );
    const merged = async (pull: Pull) => (await world.as.admin.get(`${world.repo}/pulls/${pull.number}`)).merged;
    expect([await merged(good), await merged(after)]).toEqual([true, true]);
    for (const number of [first, second]) expect((await world.issue(number)).state).toBe("open");
  });

  it("is judged by its own commits: a squash takes the title for its message", async () => {
    world = await World.open({ policy: ALL });
    const number = await openIncident();
    await requireTheCheck(world);
    const files = { "a.md": "a\n", "b.md": "b\n" };
    const pull = await world.pull(world.as.author, { files, title: `Fixes #${number}`, body: "Nothing to see." });
    await world.settle();
    await hasGate(pull.head.sha, "success");
    const group = await enqueue(pull, "squash");
    await world.settle();
    await hasGate(group.head_sha, "failure", `Merging would close incident #${number} too early`);
    expect((await run(group.head_sha)).output.summary).toContain("out of the message of commit");
    expect((await world.as.admin.get(`${world.repo}/pulls/${pull.number}`)).merged).toBe(false);
    expect((await world.issue(number)).state).toBe("open");
  });

  it("waits while it cannot be told, never neutral, and comes back by itself", async () => {
    world = await World.open({ policy: ALL });
    await openIncident();
    await requireTheCheck(world);
    const pull = await change();
    await world.settle();
    world.sparePeople();
    await world.fault({ route: "GET /repos/*/compare/**", status: 502 });
    const group = await enqueue(pull);
    await world.settle();
    await hasGate(group.head_sha, "in_progress", "Cannot tell yet");
    await world.clearFaults();
    await world.advance("PT15M");
    await hasGate(group.head_sha, "success");
    expect((await world.as.admin.get(`${world.repo}/pulls/${pull.number}`)).merged).toBe(true);
  });

  it("that is destroyed asks for nothing, and without a policy none does", async () => {
    world = await World.open({ policy: ALL });
    await requireTheCheck(world);
    const pull = await change();
    await world.settle();
    world.box.setWebhookUrl(null);
    await enqueue(pull);
    await world.startApp();
    await world.control("DELETE", "requests");
    const { status } = await world.control("POST", "merge-queue", { pull: pull.number, queued: false });
    expect(status).toBe(201);
    await world.settle();
    expect((await requests()).total).toBe(0);
  });
});

describe("a check that is asked for again", () => {
  const press = async (id: number, how: "run" | "suite" | "button"): Promise<void> => {
    const repository = world.box.repository;
    const { status, data } =
      how === "button"
        ? await world.control("POST", "check-actions", { check_run_id: id, identifier: "look", repository })
        : await world.control("POST", "check-reruns", { check_run_id: id, suite: how === "suite", repository });
    if (status >= 300) throw new Error(JSON.stringify(data));
    await world.settle();
  };

  it.each(["run", "suite", "button"] as const)("comes to its conclusion again (%s)", async (how) => {
    world = await World.open({ policy: ALL });
    const number = await openIncident();
    const pull = await change({ body: `Fixes #${number}` });
    const other = await change({ files: { "b.md": "b\n" } });
    await world.settle();
    const group = await enqueue(other);
    await world.settle();
    for (const [sha, conclusion] of [
      [pull.head.sha, "failure"],
      [other.head.sha, "success"],
      [group.head_sha, "success"],
    ] as const) {
      const before = await run(sha);
      await world.advance("PT1M");
      await press(before.id, how);
      const then = await run(sha);
      expect(then).toMatchObject({ id: before.id, conclusion, output: before.output });
      expect(then.completed_at).not.toBe(before.completed_at);
    }
  });

  it("comes to another one where things have changed unseen", async () => {
    world = await World.open({ policy: policy("enforce") });
    const number = await openIncident();
    const pull = await change({ body: `Fixes #${number}` });
    await world.settle();
    const before = await run(pull.head.sha);
    world.box.setWebhookUrl(null);
    await world.as.author.patch(`${world.repo}/pulls/${pull.number}`, { body: `About #${number}` });
    await world.startApp();
    await press(before.id, "button");
    expect((await run(pull.head.sha)).conclusion).toBe("success");
  });
});

describe("pull requests of other repositories of the owner", () => {
  const API = "acme/api";

  it("get the check of the incident there", async () => {
    world = await World.open({ policy: policy("enforce") });
    const number = await openIncident();
    await makeRepository(API);
    const pull = await elsewhere(API, `Fixes ${world.box.repository}#${number}`);
    await world.settle();
    const found = await gateIn(API, pull.head.sha);
    expect(found).toMatchObject({ conclusion: "failure" });
    expect(found?.output.title).toBe(`Merging would close incident ${world.box.repository}#${number} too early`);
    await world.as.admin.patch(`/repos/${API}/pulls/${pull.number}`, {
      body: `About ${world.box.repository}#${number}`,
    });
    await world.settle();
    expect(await gateIn(API, pull.head.sha)).toMatchObject({ conclusion: "success" });
  });

  it("of a private incident tell nothing of it in a public repository", async () => {
    world = await World.open({ policy: policy("enforce") });
    await world.as.admin.patch(world.repo, { private: true });
    const { number } = await world.open({ title: "Secret outage", body: SEV1 });
    await world.settle();
    await makeRepository(API);
    const pull = await elsewhere(API, `Fixes ${world.box.repository}#${number}`);
    await world.settle();
    const found = await gateIn(API, pull.head.sha);
    expect(found).toMatchObject({
      conclusion: "failure",
      output: { title: `Merging would close a private incident (#${number}) too early` },
    });
    const said = JSON.stringify(found?.output);
    for (const leak of ["shop", "Secret", "olu-owner", "github.com/acme/shop"]) expect(said).not.toContain(leak);
  });

  it("where Quench may not write: the tracker says so, and nothing is tried for ever", async () => {
    world = await World.open({ policy: policy("enforce") });
    const number = await openIncident();
    await makeRepository(API, { install: false });
    await elsewhere(API, `Fixes ${world.box.repository}#${number}`);
    await world.say(world.as.owner, number, `See https://github.com/${API}/pull/1`);
    await world.settle();
    expect(await world.tracker(number)).toContain("no check can stop it: Quench may not write there");
    await world.control("DELETE", "requests");
    await world.say(world.as.owner, number, "Still looking.");
    await world.settle();
    expect(await requests()).toMatchObject({ writes: 0 });
  });

  it("a refusal there keeps nothing else from being written", async () => {
    world = await World.open({ policy: policy("enforce") });
    await makeRepository(API);
    const number = await openIncident();
    world.sparePeople();
    await world.fault({ route: "POST /repos/*/check-runs", status: 403, body: { message: "Forbidden" } });
    const pull = await elsewhere(API, `Fixes ${world.box.repository}#${number}`);
    await world.settle();
    expect(await gateIn(API, pull.head.sha)).toBeUndefined();
    expect(await world.tracker(number)).toContain("Not ready to close");
    await world.clearFaults();
    await world.say(world.as.owner, number, "Again.");
    await world.settle();
    expect(await gateIn(API, pull.head.sha)).toMatchObject({ conclusion: "failure" });
  });
});
