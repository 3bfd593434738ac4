/** Rulebook: a repository without a policy hears of the set-up once. Tried from the first incident to the policy. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { parseFormFile } from "../../src/core/forms/file.ts";
import { parsePolicy } from "../../src/core/policy/parse.ts";
import { BOT, form, type Issue, policy, World } from "../support/e2e.ts";

let world: World;
afterEach(() => world.close());

const SEV1 = form({ Summary: "The pool is full.", Severity: "SEV1", "Started at": "2026-03-01T09:00Z" });
const MARK = "quench: set-up offered";

interface Listed extends Issue {
  readonly pull_request?: unknown;
}

async function offers(): Promise<Listed[]> {
  const all: Listed[] = await world.as.admin.get(`${world.repo}/issues?state=all&per_page=100`);
  return all.filter(({ user, title }) => user.login === BOT && title === "Set up Quench");
}

/** The one offer. */
async function offer(): Promise<Listed> {
  const [one, ...more] = await offers();
  if (one === undefined || more.length > 0) throw new Error(`${more.length + (one === undefined ? 0 : 1)} offers`);
  return one;
}

async function pointers(): Promise<string[]> {
  const all = await world.as.admin.get(`${world.repo}/issues/comments?per_page=100`);
  return all
    .filter(({ user }: { user: { login: string } }) => user.login === BOT)
    .map(({ body }: { body: string }) => body);
}

async function mark(): Promise<string | null> {
  const { status, data } = await world.as.admin.call("GET", `${world.repo}/labels/${encodeURIComponent(MARK)}`);
  return status === 200 ? data.description : null;
}

/** Everything that Quench has ever made here. */
async function footprint(): Promise<unknown> {
  const all: Listed[] = await world.as.admin.get(`${world.repo}/issues?state=all&per_page=100`);
  const own = all.filter(({ user }) => user.login === BOT).map(({ number, body, state }) => [number, state, body]);
  return [own, await pointers(), await mark()];
}

function links(body: string): URL[] {
  return [...body.matchAll(/\]\((https:\/\/github\.com\/[^)]*\/new\/[^)]*)\)/g)].map(([, url]) => new URL(url ?? ""));
}

async function grant(permissions: Readonly<Record<string, string>>): Promise<void> {
  const all = {
    issues: "write",
    checks: "write",
    contents: "read",
    pull_requests: "read",
    actions: "read",
    statuses: "read",
    members: "read",
    ...permissions,
  };
  const { status } = await world.control("POST", "installations", {
    action: "new_permissions_accepted",
    permissions: all,
  });
  expect(status).toBe(200);
  await world.settle();
}

const FILES = { contents: "write", pull_requests: "write" };

describe("the first incident that somebody labels", () => {
  it("brings the issue, one comment that points to it, and the mark", async () => {
    world = await World.open({ policy: null });
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const { number: offered, body, state, labels } = await offer();
    expect([state, labels.map(({ name }) => name)]).toEqual(["open", [MARK]]);
    expect(body).toMatch(/^<!-- quench:own:set-up -->\n## Quench is installed, and does nothing here yet\n/);
    expect(body).toContain("No incident was closed as completed in the 90 days");
    expect(body).not.toContain("@");
    const [pointer, ...more] = await pointers();
    expect(more).toEqual([]);
    expect(pointer).toContain(`see #${offered}`);
    expect(await world.notices(number)).toEqual(["set-up"]);
    expect(await mark()).toBe("Quench has offered its set-up once");
    expect(await world.items(number)).toEqual([]);
  });

  it("links to files that GitHub's editor is given whole, and that are valid", async () => {
    world = await World.open({ policy: null });
    await world.open({ body: SEV1 });
    await world.settle();
    const [first, ...forms] = links((await offer()).body);
    for (const link of [first, ...forms]) expect(link?.href.length).toBeLessThan(8000);
    expect(first?.searchParams.get("filename")).toBe(".github/quench.yml");
    expect(forms.map((link) => link.searchParams.get("filename"))).toEqual(
      ["incident", "hardening", "residual-risk", "reliability-debt"].map(
        (name) => `.github/ISSUE_TEMPLATE/${name}.yml`,
      ),
    );
    for (const link of forms) expect(parseFormFile(link.searchParams.get("value") ?? "").problems).toEqual([]);
    const text = first?.searchParams.get("value") ?? "";
    expect(parsePolicy(text, ".github/quench.yml")).toMatchObject({ policy: { mode: "warn" }, problems: [] });
    await world.setPolicy(text);
    await world.settle();
    const { state, state_reason: reason, number } = await offer();
    expect([state, reason]).toEqual(["closed", "completed"]);
    expect(await world.notices(number)).toEqual(["set-up-done"]);
  });

  it("is said once: a second incident, a restart and a day change nothing", async () => {
    world = await World.open({ policy: null });
    await world.open({ body: SEV1 });
    await world.settle();
    const before = await footprint();
    await world.open({ body: SEV1 });
    await world.restart();
    await world.advance("P1D");
    expect(await footprint()).toEqual(before);
  });

  it("is silence where an outsider's form labelled it, and where a bot did", async () => {
    world = await World.open({ policy: null });
    await world.as.admin.post(`${world.repo}/labels`, { name: "incident", color: "b60205" });
    const tria = await world.person("tria-triage", "triage");
    await world.open({ body: SEV1 }, tria);
    await world.open({ body: SEV1 }, world.as.actions);
    await world.settle();
    await world.advance("PT3H");
    expect(await footprint()).toEqual([[], [], null]);
  });

  it("finds incidents that were there before the App, and comments on none of them", async () => {
    world = await World.open({ policy: null, app: false });
    const { number } = await world.open({ body: SEV1 });
    await world.advance("P3D");
    await world.startApp();
    await world.settle();
    expect((await offer()).state).toBe("open");
    expect(await world.comments(number)).toEqual([]);
  });
});

describe("left alone", () => {
  it("closed, it is silent for ever; reopened, it looks back anew", async () => {
    world = await World.open({ policy: null });
    const first = await world.open({ body: SEV1 });
    await world.settle();
    const { number, body } = await offer();
    await world.closeIssue(world.as.owner, number);
    await world.closeIssue(world.as.owner, first.number);
    await world.open({ body: SEV1 });
    await world.advance("P2D");
    expect((await offer()).body).toBe(body);
    await world.as.owner.patch(`${world.repo}/issues/${number}`, { state: "open" });
    await world.advance("PT2H");
    const anew = await offer();
    expect(anew.state).toBe("open");
    expect(anew.body).toContain("**Of 1 incident closed in the 90 days since");
    await world.advance("P1D");
    expect((await offer()).body).toBe(anew.body);
  });

  it("deleted, it is not made again", async () => {
    world = await World.open({ policy: null });
    await world.open({ body: SEV1 });
    await world.settle();
    await world.control("POST", "issue-deletions", { number: (await offer()).number });
    await world.restart();
    await world.open({ body: SEV1 });
    await world.advance("P1D");
    expect(await offers()).toEqual([]);
    expect(await pointers()).toHaveLength(1);
  });

  it("its label deleted, it is found again and not made again", async () => {
    world = await World.open({ policy: null });
    await world.open({ body: SEV1 });
    await world.settle();
    const { number } = await offer();
    await world.closeIssue(world.as.owner, number);
    await world.as.admin.del(`${world.repo}/labels/${encodeURIComponent(MARK)}`);
    await world.open({ body: SEV1 });
    await world.advance("PT3H");
    expect((await offer()).state).toBe("closed");
    expect(await pointers()).toHaveLength(1);
    expect(await mark()).toBe("Quench has offered its set-up once");
  });

  it("without the permission nothing is said, and nothing breaks", async () => {
    world = await World.open({ policy: null });
    await grant({ issues: "read" });
    await world.open({ body: SEV1 });
    await world.advance("PT3H");
    expect(await footprint()).toEqual([[], [], null]);
  });
});

describe("the look back", () => {
  it("counts, names what was missing, and leaves no trace on the incidents", async () => {
    world = await World.open({ policy: null, app: false });
    const numbers: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      const { number } = await world.open({ body: SEV1, title: `Down <b>${index}</b> @ada-admin #1` });
      numbers.push(number);
      if (index === 0) {
        const pull = await world.pull(world.as.author, { files: { "a.txt": "a" }, body: `Closes #${number}` });
        await world.merge(world.as.admin, pull);
      } else await world.closeIssue(world.as.owner, number, index === 6 ? "not_planned" : "completed");
    }
    const trace = (number: number) => world.events(number).then((all) => all.map(({ event }) => event));
    const before = await Promise.all(numbers.map(trace));
    await world.startApp();
    await world.advance("PT1M");
    const { body } = await offer();
    expect(body).toContain("**Of 6 incidents closed in the 90 days since");
    expect(body).toContain("1 showed its fix on GitHub**");
    expect(body).toContain("reopened 6");
    expect(body.match(/^- `#\d+` Down/gm)).toHaveLength(6);
    expect(body).not.toMatch(/(?<!`)#\d/);
    expect(body).not.toMatch(/@ada/);
    expect(await Promise.all(numbers.map(trace))).toEqual(before);
    expect(await pointers()).toEqual([]);
  });
});

describe("a pull request, where files may be written", () => {
  it("merged: Quench is active", async () => {
    world = await World.open({ policy: null });
    await grant(FILES);
    const { number } = await world.open({ body: SEV1 });
    await world.settle();
    const pull = await offer();
    expect(pull.pull_request).toBeDefined();
    const files = await world.as.admin.get(`${world.repo}/pulls/${pull.number}/files`);
    expect(files.map(({ filename, status }: { filename: string; status: string }) => [filename, status])).toEqual(
      [
        ".github/ISSUE_TEMPLATE/hardening.yml",
        ".github/ISSUE_TEMPLATE/incident.yml",
        ".github/ISSUE_TEMPLATE/reliability-debt.yml",
        ".github/ISSUE_TEMPLATE/residual-risk.yml",
        ".github/quench.yml",
      ].map((path) => [path, "added"]),
    );
    await world.as.admin.put(`${world.repo}/pulls/${pull.number}/merge`, { merge_method: "squash" });
    await world.settle();
    await world.advance("PT1H");
    expect(await world.tracker(number)).toContain("warn");
    expect(await world.notices(pull.number)).toEqual([]);
    expect(await offers()).toHaveLength(1);
  });

  it("closed unmerged: silent for ever; nothing is pushed to its branch again", async () => {
    world = await World.open({ policy: null });
    await grant(FILES);
    await world.open({ body: SEV1 });
    await world.settle();
    const { number } = await offer();
    const before = await world.as.admin.get(`${world.repo}/git/ref/heads/quench/set-up`);
    await world.as.owner.patch(`${world.repo}/pulls/${number}`, { state: "closed" });
    await world.open({ body: SEV1 });
    await world.restart();
    await world.advance("P1D");
    expect((await offer()).state).toBe("closed");
    expect(await world.as.admin.get(`${world.repo}/git/ref/heads/quench/set-up`)).toEqual(before);
    expect(await pointers()).toHaveLength(1);
  });

  it("the policy comes another way: it is closed with a line, and the branch is left", async () => {
    world = await World.open({ policy: null });
    await grant(FILES);
    await world.open({ body: SEV1 });
    await world.settle();
    await world.setPolicy(policy("warn"));
    await world.advance("PT1H");
    const { number, state } = await offer();
    expect(state).toBe("closed");
    expect(await world.notices(number)).toEqual(["set-up-done"]);
  });

  it("what is there is not overwritten; a branch of people's is left alone, and the issue says it", async () => {
    world = await World.open({ policy: null, app: false });
    await world.as.admin.put(`${world.repo}/contents/.github/ISSUE_TEMPLATE/incident.yml`, {
      message: "Ours",
      content: Buffer.from("name: Ours\n").toString("base64"),
    });
    const { object } = await world.as.admin.get(`${world.repo}/git/ref/heads/main`);
    await world.as.owner.post(`${world.repo}/git/refs`, { ref: "refs/heads/quench/set-up", sha: object.sha });
    await world.startApp();
    await grant(FILES);
    await world.open({ body: SEV1 });
    await world.settle();
    const { pull_request: pull, body } = await offer();
    expect(pull).toBeUndefined();
    expect(links(body)).toHaveLength(4);
    expect(body).not.toContain("incident.yml");
    expect((await world.as.admin.get(`${world.repo}/git/ref/heads/quench/set-up`)).object.sha).toBe(object.sha);
  });

  it("rules that forbid the branch: the issue instead", async () => {
    world = await World.open({ policy: null });
    await grant(FILES);
    await world.as.admin.post(`${world.repo}/rulesets`, {
      name: "No branches",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["refs/heads/quench/**"], exclude: [] } },
      rules: [{ type: "creation" }],
    });
    await world.open({ body: SEV1 });
    await world.settle();
    expect((await offer()).pull_request).toBeUndefined();
  });
});

describe("nothing twice", () => {
  it("two instances at once", async () => {
    world = await World.open({ policy: null, app: false });
    await world.open({ body: SEV1 });
    await Promise.all([world.startApp(), world.startApp()]);
    await world.advance("PT5M");
    expect(await offers()).toHaveLength(1);
    expect(await pointers()).toHaveLength(1);
    expect(await mark()).toBe("Quench has offered its set-up once");
  });

  /** The App dies at its n-th POST: it was made or it was not, and nobody hears the answer. */
  async function dieAt(nth: number, isMade: boolean): Promise<void> {
    await world.fault({ route: "POST /repos/**", apply: isMade, times: 1, after: nth });
    const starting = world.startApp();
    // Longer than any test may take: how fast this machine is decides nothing.
    for (let step = 0; step < 6_000; step += 1) {
      const { data } = await world.control("GET", "faults");
      if (data.faults[0]?.left === 0) break;
      await new Promise((resolve) => void setTimeout(resolve, 10));
    }
    await world.fault({ route: "* /repos/**", status: 403 });
    await world.stopApp();
    await starting.catch(() => undefined);
    await world.clearFaults();
  }

  const cases = (posts: number) =>
    Array.from({ length: posts }, (_, nth) => [[nth, false] as const, [nth, true] as const]).flat();

  it.each(cases(3))("the issue, where the App dies at POST %i (made: %s)", async (nth, isMade) => {
    world = await World.open({ policy: null, app: false });
    await world.open({ body: SEV1 });
    await dieAt(nth, isMade);
    await world.startApp();
    await world.advance("PT5M");
    expect((await offer()).labels.map(({ name }) => name)).toEqual([MARK]);
    expect(await pointers()).toHaveLength(1);
    expect(await mark()).toBe("Quench has offered its set-up once");
  });

  it.each(cases(7))("the pull request, where the App dies at POST %i (made: %s)", async (nth, isMade) => {
    world = await World.open({ policy: null, app: false });
    await grant(FILES);
    await world.open({ body: SEV1 });
    await dieAt(nth, isMade);
    await world.startApp();
    await world.advance("PT5M");
    const { pull_request: pull, labels } = await offer();
    expect(pull).toBeDefined();
    expect(labels.map(({ name }) => name)).toEqual([MARK]);
    expect(await pointers()).toHaveLength(1);
    expect(await mark()).toBe("Quench has offered its set-up once");
  });
});
