import { expect, it } from "@jest/globals";
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { startBox } from "./box.ts";
it("octokit", async () => {
  const box = await startBox();
  const wall = Date.now();
  const octokit = new Octokit({ authStrategy: createAppAuth, auth: { appId: box.credentials.appId, privateKey: box.credentials.privateKey, installationId: box.credentials.installationId }, baseUrl: `${box.url}/api/v3` });
  for (let i = 0; i < 130; i++) await octokit.issues.create({ owner: "acme", repo: "shop", title: `n ${i}` });
  const all = await octokit.paginate(octokit.issues.listForRepo, { owner: "acme", repo: "shop", per_page: 50 });
  expect(all).toHaveLength(130);
  const s = await octokit.paginate(octokit.search.issuesAndPullRequests, { q: "repo:acme/shop is:issue", per_page: 100 });
  expect(s).toHaveLength(130);
  const repos = await octokit.paginate(octokit.apps.listReposAccessibleToInstallation, {});
  expect(repos).toHaveLength(1);
  console.log(Date.now() - wall, "ms");
  await box.close();
});
