/** GitHub's own client against the box: what works there must work here. */
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { startBox, type TestBox } from "./box.ts";

let box: TestBox;
let octokit: Octokit;
const place = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  box = await startBox();
  // The client takes tokens for expired by the host's clock.
  box.state.clock.moveTo(Date.now());
  const { appId, privateKey, installationId } = box.credentials;
  octokit = new Octokit({
    authStrategy: createAppAuth,
    auth: { appId, privateKey, installationId },
    baseUrl: `${box.url}/api/v3`,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  for (let index = 1; index <= 5; index++)
    await octokit.issues.create({ ...place, title: `Issue ${index}`, body: "x" });
});
afterAll(async () => box.close());

it("pages through plain lists, searches and lists under a name", async () => {
  const listed = await octokit.paginate(octokit.issues.listForRepo, { ...place, per_page: 2 });
  expect(listed.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  const query = { q: "repo:acme/shop is:issue", per_page: 2 };
  const found = await octokit.paginate(octokit.search.issuesAndPullRequests, query);
  expect(found.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  const repositories = await octokit.paginate(octokit.apps.listReposAccessibleToInstallation, { per_page: 1 });
  expect(repositories.map(({ full_name }) => full_name)).toEqual(["acme/shop"]);
  const { sha } = (await octokit.repos.getCommit({ ...place, ref: "main" })).data;
  for (const name of ["one", "two", "three"]) await octokit.checks.create({ ...place, name, head_sha: sha });
  const checks = await octokit.paginate(octokit.checks.listForRef, { ...place, ref: sha, per_page: 2 });
  expect(checks.map(({ name }) => name).sort()).toEqual(["one", "three", "two"]);
});

it("opens a pull request with a branch name that holds a slash", async () => {
  const { sha } = (await octokit.repos.getCommit({ ...place, ref: "heads/main" })).data;
  await octokit.git.createRef({ ...place, ref: "refs/heads/fix/till", sha });
  const content = Buffer.from("guard\n").toString("base64");
  await octokit.repos.createOrUpdateFileContents({
    ...place,
    path: "src/till guard.ts",
    message: "Guard the till",
    content,
    branch: "fix/till",
  });
  const { data: file } = await octokit.repos.getContent({ ...place, path: "src/till guard.ts", ref: "fix/till" });
  expect(file).toMatchObject({ type: "file", name: "till guard.ts", size: 6 });
  const { data: pull } = await octokit.pulls.create({ ...place, title: "Guard", head: "fix/till", base: "main" });
  expect(pull).toMatchObject({ commits: 1, changed_files: 1, mergeable: true, head: { ref: "fix/till" } });
  const { data: files } = await octokit.pulls.listFiles({ ...place, pull_number: pull.number });
  expect(files.map(({ filename, status }) => [filename, status])).toEqual([["src/till guard.ts", "added"]]);
  const { data: rules } = await octokit.repos.getBranchRules({ ...place, branch: "fix/till" });
  expect(rules).toEqual([]);
});

it("throws the client's own errors, with GitHub's message", async () => {
  await expect(octokit.issues.get({ ...place, issue_number: 99 })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Not Found"),
  });
  const etag = (await octokit.issues.get({ ...place, issue_number: 1 })).headers.etag ?? "";
  await expect(
    octokit.issues.get({ ...place, issue_number: 1, headers: { "if-none-match": etag } }),
  ).rejects.toMatchObject({ status: 304 });
});
