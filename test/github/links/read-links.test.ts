import { describe, expect, it } from "@jest/globals";
import type { LookedUp } from "../../../src/core/snapshot/facts.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { isUnreadable, type Readable } from "../../../src/core/snapshot/types.ts";
import { RateLimited, Unavailable } from "../../../src/github/request/errors.ts";
import { type LinkSources, readLinks } from "../../../src/github/links/read-links.ts";
import { day, openPull, pull, sha } from "../../support/snapshot.ts";
import { type Answers, notAccessible, refused, type ScriptedRest, scriptedRest } from "../request/scripted-rest.ts";

const HOME = "https://github.com/acme/shop";
const REPO = "/repos/acme/shop";
const RUN = {
  id: 9,
  run_attempt: 1,
  name: "drill",
  event: "workflow_dispatch",
  head_sha: sha(900),
  status: "completed",
  conclusion: "success",
  created_at: day(1, 239),
  run_started_at: day(1, 240),
  updated_at: day(1, 252),
  triggering_actor: { login: "oscar", node_id: "U_oscar", type: "User" },
};
const MERGE = sha(20);
const compared = (status: string, base = MERGE, head = sha(900)): Answers => ({
  [`${REPO}/compare/${base}...${head}`]: { status },
});

async function look(
  urls: readonly string[],
  client: ScriptedRest,
  over: Partial<LinkSources> = {},
): Promise<readonly Readable<LookedUp>[]> {
  const pulls = { "acme/shop#20": pull(20) };
  const sources = { client, webUrl: HOME, repository: "acme/shop", defaultBranch: "main", pulls, environments: false };
  const links = await readLinks([urls], { ...sources, ...over });
  expect(Object.keys(links).sort()).toEqual([...new Set(urls)].sort());
  return urls.map((url) => links[url]?.found as Readable<LookedUp>);
}

async function one(path: string, answers: Answers, over: Partial<LinkSources> = {}) {
  const client = scriptedRest(answers);
  const url = path.startsWith("http") ? path : `${HOME}/${path}`;
  const [found] = await look([url], client, over);
  return { found, asked: client.asked, url };
}

describe("what is fetched", () => {
  it("is nothing but this GitHub's API, of this owner", async () => {
    const client = scriptedRest({});
    const urls = [
      "https://evil.example/acme/shop/pull/3",
      "https://github.com@evil.example/acme/shop/actions/runs/9",
      "https://github.com/else/shop/actions/runs/9",
      "https://github.com/acme/shop/blob/main/../../../else/shop/a.md",
      "https://github.com/acme/shop/blob/main/%2e%2e/a.md",
      "https://grafana.example.com/d/1",
      "http://169.254.169.254/latest/meta-data/",
      "file:///etc/passwd",
      "https://user-images.githubusercontent.com/1/2.png",
      `${HOME}/actions/runs/99999999999999999999`,
    ];
    const kinds = (await look(urls, client)).map((found) => (isUnreadable(found) ? "unread" : found?.kind));
    expect(kinds).toEqual([...Array(8).fill("other"), "image", "other"]);
    expect(client.asked).toEqual([]);
  });

  it("a link that was written twice is looked up once", async () => {
    const client = scriptedRest({ [`${REPO}/actions/runs/9`]: { ...RUN, conclusion: "failure" } });
    await look([`${HOME}/actions/runs/9`, `${HOME}/actions/runs/9`], client);
    expect(client.asked.filter((url) => url.endsWith("/runs/9"))).toHaveLength(1);
  });

  it("R-V1: whoever piles up links makes none of them unknown, and no other issue's", async () => {
    const pile = Array.from({ length: 600 }, (_, index) => `${HOME}/issues/${10_000 + index}`);
    const honest = `${HOME}/actions/runs/9`;
    const client = scriptedRest({ [`${REPO}/actions/runs/9`]: RUN, ...compared("ahead") });
    const pulls = { "acme/shop#20": pull(20) };
    const sources = {
      client,
      webUrl: HOME,
      repository: "acme/shop",
      defaultBranch: "main",
      pulls,
      environments: false,
    };
    const links = await readLinks([pile, [...pile.slice(0, 2), honest]], sources);
    expect(links[honest]?.found).toMatchObject({ kind: "run" });
    const found = pile.map((url) => links[url]?.found);
    expect(found.slice(0, 100)).toEqual(Array(100).fill({ kind: "absent" }));
    const because = "there are more links on its issue than are looked up";
    expect(found.slice(100)).toEqual(Array(500).fill({ kind: "absent", because }));
  });

  it("more links than anybody means, of many issues, stay unread: the last ones of each", async () => {
    const issues = Array.from({ length: 6 }, (_, issue) =>
      Array.from({ length: 84 }, (_, index) => `${HOME}/issues/${10_000 + issue * 100 + index}`),
    );
    const sources = { webUrl: HOME, repository: "acme/shop", defaultBranch: "main", pulls: {}, environments: false };
    const links = await readLinks(issues, { client: scriptedRest({}), ...sources });
    const unread = Object.values(links).filter(({ found }) => isUnreadable(found));
    expect(unread.map(({ url }) => url)).toEqual([2, 3, 4, 5].map((issue) => `${HOME}/issues/${10_083 + issue * 100}`));
    expect(unread[0]?.found).toEqual({ unreadable: "link: there are more links than can be looked up" });
  });

  it("ends with the pass where GitHub limits the rate", async () => {
    const limit = new RateLimited("GET", 0, 60_000);
    await expect(one("actions/runs/9", { [`${REPO}/actions/runs/9`]: limit })).rejects.toBe(limit);
  });
});

describe("R-H3 runs", () => {
  it("a workflow run, with the merges that its commit contains", async () => {
    const { found, url } = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: RUN, ...compared("ahead") });
    expect(found).toEqual({
      kind: "run",
      run: {
        url,
        kind: "workflow_run",
        id: 9,
        attempt: 1,
        name: "drill",
        event: "workflow_dispatch",
        headSha: sha(900),
        status: "completed",
        conclusion: "success",
        startedAt: day(1, 240),
        completedAt: day(1, 252),
        actor: { login: "oscar", nodeId: "U_oscar", kind: "user" },
        contains: [MERGE],
      },
    });
  });

  it.each([
    ["ahead", [MERGE]],
    ["identical", [MERGE]],
    ["behind", []],
    ["diverged", []],
  ])("a commit that is %s the merge", async (status, contains) => {
    const { found } = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: RUN, ...compared(status) });
    expect(found).toMatchObject({ run: { contains } });
  });

  it("what was merged after the run is not compared, but for the very commit that it tested", async () => {
    const late = { mergedAt: day(3) };
    const pulls = {
      "acme/shop#20": pull(20, [], late),
      "acme/shop#21": pull(21, [], { ...late, mergeCommit: sha(900) }),
      "acme/shop#22": openPull(22),
      "acme/shop#23": { unreadable: "pull request: HTTP 502" },
      "acme/infra#20": pull(20, [], { repository: "acme/infra", mergeCommit: sha(24) }),
    };
    const { found, asked } = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: RUN }, { pulls });
    expect(found).toMatchObject({ run: { contains: [sha(900)] } });
    expect(asked).toEqual([`${REPO}/actions/runs/9`]);
  });

  it("of many merges only a few are compared: a branch only grows", async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      pull(1000 + index, [], { key: `acme/shop#${1000 + index}`, mergedAt: day(1, index / 10) }),
    );
    const pulls = Object.fromEntries(many.map((each) => [each.key, each]));
    const after = async (count: number, out: readonly number[] = []) => {
      const answers = Object.fromEntries(
        many.map(({ mergeCommit }, index) => [
          `${REPO}/compare/${mergeCommit}...${sha(900)}`,
          { status: index < count && !out.includes(index) ? "ahead" : "diverged" },
        ]),
      );
      const { found, asked } = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: RUN, ...answers }, { pulls });
      const { contains } = (found as { run: { contains: readonly string[] } }).run;
      return [contains.length, asked.length < 30];
    };
    expect(await after(300)).toEqual([300, true]);
    expect(await after(0)).toEqual([0, true]);
    expect(await after(123)).toEqual([123, true]);
    expect(await after(300, [298])).toEqual([299, true]);
    const down = {
      [`${REPO}/actions/runs/9`]: RUN,
      [`${REPO}/compare/${sha(1299)}...${sha(900)}`]: new Unavailable("GET", 502, "down"),
    };
    expect((await one("actions/runs/9", down, { pulls })).found).toMatchObject({
      run: { contains: { transient: true } },
    });
  });

  it("a comparison that GitHub fails at leaves unread what it contains, and is asked for once", async () => {
    const down = new Unavailable("GET", 502, "Bad Gateway");
    const answers = {
      [`${REPO}/actions/runs/9`]: RUN,
      [`${REPO}/actions/jobs/2`]: { id: 2, run_id: 9, head_sha: sha(900), status: "completed" },
      [`${REPO}/compare/${MERGE}...${sha(900)}`]: down,
    };
    const client = scriptedRest(answers);
    const found = await look([`${HOME}/actions/runs/9`, `${HOME}/actions/runs/9/job/2`], client);
    for (const each of found) expect(each).toMatchObject({ run: { contains: { transient: true } } });
    expect(client.asked.filter((url) => url.includes("/compare/"))).toHaveLength(1);
  });

  it("an attempt is the attempt that the link names, from its own start", async () => {
    const again = { ...RUN, run_attempt: 2, run_started_at: day(2), updated_at: day(2, 5) };
    const { found } = await one("actions/runs/9/attempts/2", {
      [`${REPO}/actions/runs/9/attempts/2`]: again,
      ...compared("ahead"),
    });
    expect(found).toMatchObject({ run: { attempt: 2, startedAt: day(2), completedAt: day(2, 5) } });
  });

  it("when it began is not guessed for a later attempt", async () => {
    const { run_started_at: _began, ...bare } = RUN;
    const first = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: bare });
    expect(first.found).toMatchObject({ run: { startedAt: day(1, 239) } });
    const second = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: { ...bare, run_attempt: 2 } });
    expect(second.found).toMatchObject({ run: { startedAt: null } });
  });

  it("an answer with nothing in it is a run of which nothing is known", async () => {
    const { found } = await one("actions/runs/9", { [`${REPO}/actions/runs/9`]: {} });
    expect(found).toMatchObject({
      run: { id: 9, name: "", headSha: "", status: "queued", conclusion: null, startedAt: null, actor: null },
    });
  });

  it("a job is timed by itself, and started by what started its run", async () => {
    const job = { id: 2, run_id: 9, name: "roll back", head_sha: sha(900), status: "completed", conclusion: "success" };
    const { found } = await one("actions/runs/9/job/2", {
      [`${REPO}/actions/jobs/2`]: { ...job, started_at: day(1, 241), completed_at: day(1, 245) },
      [`${REPO}/actions/runs/9`]: RUN,
      ...compared("ahead"),
    });
    expect(found).toMatchObject({
      run: { kind: "job", id: 2, name: "roll back", event: "workflow_dispatch", completedAt: day(1, 245) },
    });
  });

  it("a check run says whose it is", async () => {
    const check = { id: 7, name: "guard", head_sha: MERGE, status: "completed", conclusion: "success" };
    const of = async (app: unknown) =>
      (await one("runs/7", { [`${REPO}/check-runs/7`]: { ...check, app } })).found as { run: { app: unknown } };
    expect((await of({ id: 15368, slug: "github-actions" })).run.app).toEqual({ id: 15368, slug: "github-actions" });
    expect((await of(null)).run.app).toBeNull();
    expect((await of({ id: 1 })).run.app).toEqual({ id: 1, slug: "" });
  });
});

describe("R-H3 artifacts", () => {
  const ARTIFACT = { id: 5, name: "report", expired: false, workflow_run: { id: 9, head_sha: sha(900) } };
  const answers = (over: object = {}): Answers => ({
    [`${REPO}/actions/artifacts/5`]: { ...ARTIFACT, ...over },
    [`${REPO}/actions/runs/9`]: RUN,
    ...compared("ahead"),
  });

  it("an artifact stands for the run that left it", async () => {
    const { found, url } = await one("actions/runs/9/artifacts/5", answers());
    expect(found).toMatchObject({ kind: "artifact", name: "report", expired: false });
    expect(found).toMatchObject({ run: { url, id: 9, kind: "workflow_run", contains: [MERGE] } });
  });

  it("one that has expired says so", async () => {
    expect((await one("actions/runs/9/artifacts/5", answers({ expired: true }))).found).toMatchObject({
      expired: true,
    });
  });

  it("one of another run than its address says is not there", async () => {
    const { found } = await one("actions/runs/9/artifacts/5", answers({ workflow_run: { id: 10 } }));
    expect(found).toEqual({ kind: "absent" });
    expect((await one("suites/1/artifacts/5", answers({ workflow_run: null }))).found).toEqual({ kind: "absent" });
    expect((await one("suites/1/artifacts/5", answers())).found).toMatchObject({ kind: "artifact" });
  });

  it("one that was deleted, or whose run was, is not there", async () => {
    expect((await one("actions/runs/9/artifacts/5", {})).found).toEqual({ kind: "absent" });
    const { found } = await one("actions/runs/9/artifacts/5", { [`${REPO}/actions/artifacts/5`]: ARTIFACT });
    expect(found).toEqual({ kind: "absent" });
  });
});

describe("whose fault it is", () => {
  const RUNS = `${REPO}/actions/runs/9`;

  it.each([
    ["actions=read", "actions: read"],
    [undefined, "actions: read"],
  ])("R-V1: a permission that we lack in our own repository is ours: %s", async (header, permission) => {
    const { found } = await one("actions/runs/9", { [RUNS]: notAccessible(header) });
    expect(found).toMatchObject({ permission });
    expect(found).toHaveProperty("unreadable");
  });

  it.each([
    ["runs/7", `${REPO}/check-runs/7`, "checks: read"],
    ["blob/main/a.md", `${REPO}/contents/a.md`, "contents: read"],
    ["commit/abcdef1", `${REPO}/commits/abcdef1`, "contents: read"],
    ["pull/3", `${REPO}/pulls/3`, "pull_requests: read"],
    ["issues/3#issuecomment-4", `${REPO}/issues/comments/4`, "issues: read"],
  ])("%s names the permission that it takes", async (path, route, permission) => {
    expect((await one(path, { [route]: notAccessible() })).found).toMatchObject({ permission });
  });

  it.each([400, 404, 409, 410, 422, 451])("R-V1: what answers %i is absent", async (status) => {
    expect((await one("actions/runs/9", { [RUNS]: refused(status, "no") })).found).toEqual({ kind: "absent" });
  });

  it("R-V1: what refuses us is no word about the link", async () => {
    const { found } = await one("actions/runs/9", { [RUNS]: refused(401, "Bad credentials") });
    expect(found).toHaveProperty("unreadable");
  });

  it("a file that is too large is absent, not forbidden", async () => {
    const large = refused(403, "This API returns blobs up to 100 MB. The requested blob is too large", {
      "x-accepted-github-permissions": "contents=read",
    });
    expect((await one("blob/main/a.md", { [`${REPO}/contents/a.md`]: large })).found).toEqual({ kind: "absent" });
  });

  it("what GitHub fails at may be asked again", async () => {
    const { found } = await one("actions/runs/9", { [RUNS]: new Unavailable("GET", 502, "Bad Gateway") });
    expect(found).toMatchObject({ transient: true });
  });

  it("a repository that we cannot see is absent with all that is in it, for one request", async () => {
    const client = scriptedRest({});
    const urls = ["actions/runs/9", "pull/3", "blob/main/a.md"].map((path) => `https://github.com/acme/secret/${path}`);
    expect(await look(urls, client)).toEqual(Array(3).fill({ kind: "absent" }));
    expect(client.asked).toEqual(["/repos/acme/secret"]);
  });

  const ELSEWHERE = { "/repos/acme/open": { full_name: "acme/open", default_branch: "trunk" } };
  const forbidden = { ...ELSEWHERE, "/repos/acme/open/actions/runs/9": notAccessible("actions=read") };

  it("what is forbidden elsewhere and not at home is a repository that we were not given: absent", async () => {
    const client = scriptedRest({ ...forbidden, [`${REPO}/actions/runs`]: { workflow_runs: [] } });
    const urls = [9, 9].map((id, index) => `https://github.com/acme/open/actions/runs/${id}?${index}`);
    expect(await look(urls, client)).toEqual([{ kind: "absent" }, { kind: "absent" }]);
    expect(client.asked.filter((url) => url.startsWith(`${REPO}/actions/runs`))).toHaveLength(1);
  });

  it("what is forbidden elsewhere and at home, too, is a permission of ours", async () => {
    const answers = { ...forbidden, [`${REPO}/actions/runs`]: notAccessible("actions=read") };
    const { found } = await one("https://github.com/acme/open/actions/runs/9", answers);
    expect(found).toMatchObject({ permission: "actions: read" });
  });

  it("where home cannot be asked, nobody can tell", async () => {
    const answers = { ...forbidden, [`${REPO}/actions/runs`]: new Unavailable("GET", 503, "down") };
    const { found } = await one("https://github.com/acme/open/actions/runs/9", answers);
    expect(found).toMatchObject({ transient: true });
  });

  it("a repository that GitHub cannot tell of is unread", async () => {
    const { found } = await one("https://github.com/acme/open/pull/3", {
      "/repos/acme/open": new Unavailable("GET", 502, "down"),
    });
    expect(found).toMatchObject({ transient: true });
  });
});

describe("R-H1 pull requests, issues and comments", () => {
  it("a pull request that was read, under any spelling of its repository", async () => {
    const { found, asked } = await one("https://github.com/ACME/Shop/pull/20/files", {});
    expect(found).toEqual({ kind: "pull_request", pull: "acme/shop#20" });
    expect(asked).toEqual([]);
  });

  it("a renamed repository's former name leads to it", async () => {
    const { found } = await one("https://github.com/acme/store/pull/20", {
      "/repos/acme/store": { full_name: "acme/shop", default_branch: "main" },
    });
    expect(found).toEqual({ kind: "pull_request", pull: "acme/shop#20" });
  });

  it("a run under a former name contains what was merged under the new one", async () => {
    const { found } = await one("https://github.com/acme/store/actions/runs/9", {
      "/repos/acme/store": { full_name: "acme/shop", default_branch: "main" },
      [`${REPO}/actions/runs/9`]: RUN,
      ...compared("ahead"),
    });
    expect(found).toMatchObject({ run: { contains: [MERGE] } });
  });

  it("a repository that was given away is somebody else's", async () => {
    for (const answer of [{ full_name: "else/store", default_branch: "main" }, {}]) {
      const { found } = await one("https://github.com/acme/store/pull/20", { "/repos/acme/store": answer });
      expect(found).toEqual({ kind: "absent" });
    }
  });

  it("one that was not read is absent, or unread where it is there", async () => {
    expect((await one("pull/3", {})).found).toEqual({ kind: "absent" });
    expect((await one("pull/3", { [`${REPO}/pulls/3`]: {} })).found).toMatchObject({ transient: true });
  });

  it("a run of another repository contains that one's merges alone", async () => {
    const pulls: Record<string, PullRequest> = {
      "acme/shop#20": pull(20),
      "acme/infra#5": pull(5, [], { key: "acme/infra#5", repository: "acme/infra" }),
    };
    const { found, asked } = await one(
      "https://github.com/acme/infra/actions/runs/9",
      {
        "/repos/acme/infra": { full_name: "acme/infra", default_branch: "main" },
        "/repos/acme/infra/actions/runs/9": RUN,
        [`/repos/acme/infra/compare/${sha(5)}...${sha(900)}`]: { status: "ahead" },
      },
      { pulls },
    );
    expect(found).toMatchObject({ run: { contains: [sha(5)] } });
    expect(asked.filter((url) => url.includes("/compare/"))).toHaveLength(1);
  });

  it("an issue's address may be a pull request's", async () => {
    expect((await one("issues/20", {})).found).toEqual({ kind: "pull_request", pull: "acme/shop#20" });
    const user = { login: "paul", node_id: "U_paul", type: "User" };
    const author = { login: "paul", nodeId: "U_paul", kind: "user" };
    const issue = await one("issues/4", { [`${REPO}/issues/4`]: { user, created_at: day(1) } });
    expect(issue.found).toEqual({ kind: "issue", author, createdAt: day(1) });
    const ghost = await one("issues/4", { [`${REPO}/issues/4`]: { user: null } });
    expect(ghost.found).toMatchObject({ kind: "issue", author: { kind: "ghost" }, createdAt: "" });
    expect((await one("issues/4", {})).found).toEqual({ kind: "absent" });
    const comment = await one("issues/4#issuecomment-8", {
      [`${REPO}/issues/comments/8`]: { user, created_at: day(2) },
    });
    expect(comment.found).toEqual({ kind: "comment", author, createdAt: day(2) });
    expect((await one("issues/4#issuecomment-9", {})).found).toEqual({ kind: "absent" });
  });
});

describe("commits and files", () => {
  const at = day(1);
  const COMMIT = { sha: sha(70), commit: { committer: { date: at } } };

  it.each([
    ["behind", true],
    ["identical", true],
    ["ahead", false],
    ["diverged", false],
  ])("a commit that is %s the default branch", async (status, onDefaultBranch) => {
    const { found } = await one("commit/abcdef1", {
      [`${REPO}/commits/abcdef1`]: COMMIT,
      [`${REPO}/compare/main...${sha(70)}`]: { status },
    });
    expect(found).toEqual({ kind: "commit", sha: sha(70), onDefaultBranch, at });
  });

  it("a commit of a fork has nothing in common with the default branch", async () => {
    const { found } = await one("commit/abcdef1", { [`${REPO}/commits/abcdef1`]: {} });
    expect(found).toEqual({ kind: "commit", sha: "abcdef1", onDefaultBranch: false });
    expect((await one("commit/abcdef1", {})).found).toEqual({ kind: "absent" });
  });

  const FILE = { type: "file", sha: "b1" };
  const contents = (path: string, ref: string, found: unknown = FILE): Answers => ({
    [`${REPO}/contents/${path}?ref=${ref}`]: found,
  });
  const onMain = { kind: "file", path: "docs/a.md", blob: "b1", onDefaultBranch: true };

  it.each([
    "blob/main/docs/a.md#L10",
    "blob/HEAD/docs/a.md",
    "raw/refs/heads/main/docs/a.md",
    "https://raw.githubusercontent.com/acme/shop/main/docs/a.md",
    "https://api.github.com/repos/acme/shop/contents/docs/a.md",
    "https://api.github.com/repos/acme/shop/contents/docs/a.md?ref=main",
  ])("%s is on the default branch", async (path) => {
    const { found, asked } = await one(path, contents("docs/a.md", "main"));
    expect(found).toEqual(onMain);
    expect(asked).toHaveLength(1);
  });

  it("the default branch's name may hold slashes", async () => {
    const defaultBranch = "release/v2";
    const { found } = await one("blob/release/v2/docs/a.md", contents("docs/a.md", defaultBranch), { defaultBranch });
    expect(found).toEqual(onMain);
  });

  it("another branch's name may, too: the reading that exists is taken", async () => {
    const { found, asked } = await one("blob/feature/pool/docs/a.md", contents("docs/a.md", "feature/pool"));
    expect(found).toEqual({ ...onMain, onDefaultBranch: false });
    expect(asked.slice(0, 2)).toEqual([
      `${REPO}/contents/pool/docs/a.md?ref=feature`,
      `${REPO}/contents/docs/a.md?ref=feature/pool`,
    ]);
  });

  it("a permalink counts where its commit is merged and the file still there", async () => {
    const permalink = contents("docs/a.md", sha(70));
    const merged = { [`${REPO}/compare/main...${sha(70)}`]: { status: "behind" } };
    const path = `blob/${sha(70)}/docs/a.md`;
    const now = contents("docs/a.md", "main", { type: "file", sha: "b2" });
    expect((await one(path, { ...permalink, ...merged, ...now })).found).toEqual(onMain);
    expect((await one(path, { ...permalink, ...merged })).found).toEqual({ ...onMain, onDefaultBranch: false });
    expect((await one(path, { ...permalink, ...now })).found).toEqual({ ...onMain, onDefaultBranch: false });
    expect((await one(path, now)).found).toEqual({ kind: "absent" });
  });

  it.each([
    ["a directory", { type: "dir" }],
    ["a listing", [FILE]],
    ["a submodule", { type: "submodule", sha: "c1" }],
    ["nothing", {}],
  ])("%s is no file", async (_name, found) => {
    expect((await one("blob/main/docs/a.md", contents("docs/a.md", "main", found))).found).toEqual({ kind: "absent" });
  });

  it("a ref that Git does not allow is not asked for", async () => {
    const { found, asked } = await one("https://api.github.com/repos/acme/shop/contents/a.md?ref=a..b", {});
    expect([found, asked]).toEqual([{ kind: "absent" }, []]);
  });

  it("a file that could not be read is unread at every step", async () => {
    const down = new Unavailable("GET", 502, "down");
    const path = `blob/${sha(70)}/docs/a.md`;
    const there = contents("docs/a.md", sha(70));
    const compare = `${REPO}/compare/main...${sha(70)}`;
    for (const answers of [
      contents("docs/a.md", sha(70), down),
      { ...there, [compare]: down },
      { ...there, [compare]: { status: "behind" }, ...contents("docs/a.md", "main", down) },
    ]) {
      expect((await one(path, answers)).found).toMatchObject({ transient: true });
    }
    const commit = { [`${REPO}/commits/abcdef1`]: COMMIT, [compare]: down };
    expect((await one("commit/abcdef1", commit)).found).toMatchObject({ transient: true });
  });
});

describe("R-S3 environments of runs", () => {
  const LOG = `${HOME}/actions/runs/9/job/2`;
  const base = { [`${REPO}/actions/runs/9`]: RUN, ...compared("ahead") };
  const deployments = (...environments: readonly string[]): Answers => ({
    [`${REPO}/deployments`]: environments.map((environment, index) => ({ id: index + 1, environment })),
  });
  const statuses = (id: number, ...found: readonly object[]): Answers => ({
    [`${REPO}/deployments/${id}/statuses`]: found,
  });
  const environmentsOf = async (answers: Answers, path = "actions/runs/9") => {
    const { found } = await one(path, { ...base, ...answers }, { environments: true });
    return (found as { run: { environments?: unknown } }).run.environments;
  };

  it("are those with a successful deployment of this run", async () => {
    const answers = {
      ...deployments("production", "staging", "canary", "eu"),
      ...statuses(1, { state: "inactive" }, { state: "success", log_url: LOG }),
      ...statuses(2, { state: "failure", log_url: LOG }),
      ...statuses(3, { state: "success", log_url: `${HOME}/actions/runs/99/job/2` }),
      ...statuses(4, { state: "success", log_url: null, target_url: `${HOME}/actions/runs/9` }),
    };
    expect(await environmentsOf(answers)).toEqual(["eu", "production"]);
  });

  it("a job's are its own", async () => {
    const job = { id: 2, run_id: 9, head_sha: sha(900), status: "completed", conclusion: "success" };
    const answers = {
      [`${REPO}/actions/jobs/2`]: job,
      ...deployments("production", "staging", "eu"),
      ...statuses(1, { state: "success", log_url: LOG }),
      ...statuses(2, { state: "success", log_url: `${HOME}/actions/runs/9/job/3` }),
      ...statuses(3, { state: "success", target_url: `${HOME}/actions/runs/9` }),
    };
    expect(await environmentsOf(answers, "actions/runs/9/job/2")).toEqual(["eu", "production"]);
  });

  it("a check run's are those of the job that it is", async () => {
    const check = { id: 2, head_sha: sha(900), status: "completed", conclusion: "success" };
    const of = (slug: string) =>
      environmentsOf(
        {
          [`${REPO}/check-runs/2`]: { ...check, app: { id: 1, slug } },
          ...deployments("production"),
          ...statuses(1, { state: "success", log_url: LOG }),
        },
        "runs/2",
      );
    expect(await of("github-actions")).toEqual(["production"]);
    expect(await of("ci")).toEqual([]);
  });

  it("are asked for only where an item names one, and the run succeeded", async () => {
    const { found, asked } = await one("actions/runs/9", base);
    expect((found as { run: object }).run).not.toHaveProperty("environments");
    expect(asked.some((url) => url.includes("/deployments"))).toBe(false);
    const failed = { [`${REPO}/actions/runs/9`]: { ...RUN, conclusion: "failure" } };
    expect(await environmentsOf(failed)).toEqual([]);
  });

  it("are none where nothing was deployed, and unread where we may not know", async () => {
    expect(await environmentsOf(deployments())).toEqual([]);
    expect(await environmentsOf({})).toEqual([]);
    const lack = { [`${REPO}/deployments`]: notAccessible("deployments=read") };
    expect(await environmentsOf(lack)).toMatchObject({ permission: "deployments: read" });
    const down = { ...deployments("eu"), [`${REPO}/deployments/1/statuses`]: new Unavailable("GET", 502, "down") };
    expect(await environmentsOf(down)).toMatchObject({ transient: true });
    const many = deployments(...Array.from({ length: 21 }, (_, index) => `env-${index}`));
    expect(await environmentsOf(many)).toHaveProperty("unreadable");
    expect(await environmentsOf({ [`${REPO}/deployments`]: [{}] })).toEqual([]);
  });
});
