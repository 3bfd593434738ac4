/** Protection, deployments, Actions, forks, teams, renames and transfers. */
import { storeTeam } from "../../../../src/sandbox/state/teams.ts";
import { callerOfAccount } from "../../../../src/sandbox/state/callers.ts";
import { storeRepository } from "../../../../src/sandbox/state/repositories.ts";
import type { TestBox } from "../box.ts";
import type { Ask } from "../contract.ts";

const PROTECTION = {
  required_status_checks: { strict: true, checks: [{ context: "test", app_id: -1 }] },
  enforce_admins: false,
  required_pull_request_reviews: { required_approving_review_count: 2 },
  restrictions: null,
};

const protection = async (ask: Ask): Promise<void> => {
  await ask(404, "admin", "GET", "branches/main/protection");
  await ask(422, "admin", "PUT", "branches/main/protection", { enforce_admins: false });
  await ask(404, "author", "PUT", "branches/main/protection", PROTECTION);
  await ask(200, "admin", "PUT", "branches/main/protection", PROTECTION);
  await ask(200, "admin", "GET", "branches/main/protection");
  await ask(404, "author", "GET", "branches/main/protection");
  await ask(200, "outsider", "GET", "branches/main");
  await ask(200, "outsider", "GET", "branches?protected=true");
  await ask(204, "admin", "DELETE", "branches/main/protection");
  await ask(404, "admin", "DELETE", "branches/main/protection");
};

const deployments = async (ask: Ask): Promise<void> => {
  const input = { ref: "main", environment: "staging", required_contexts: [], payload: { by: "hand" } };
  await ask(404, "outsider", "POST", "deployments", input);
  await ask(422, "owner", "POST", "deployments", { ref: "no-such-branch" });
  await ask(409, "owner", "POST", "deployments", { ...input, required_contexts: ["never ran"] });
  const made = (await ask(201, "owner", "POST", "deployments", input)).body;
  await ask(200, "outsider", "GET", `deployments?sha=${made.sha}&environment=staging`);
  await ask(200, "outsider", "GET", `deployments/${made.id}`);
  const status = {
    state: "success",
    log_url: "https://ci.example.com/1",
    environment_url: "https://shop.example.com",
    description: "Out",
  };
  const told = (await ask(201, "owner", "POST", `deployments/${made.id}/statuses`, status)).body;
  await ask(422, "owner", "POST", `deployments/${made.id}/statuses`, { state: "odd" });
  await ask(200, "outsider", "GET", `deployments/${made.id}/statuses`);
  await ask(200, "outsider", "GET", `deployments/${made.id}/statuses/${told.id}`);
  await ask(404, "outsider", "GET", "deployments/1");
};

const actions = async (ask: Ask, box: TestBox): Promise<void> => {
  const repository = box.state.ask.repository("acme", "shop");
  if (repository === undefined) throw new Error("no shop");
  const jobs = [{ name: "unit" }, { name: "lint", conclusion: "failure" }];
  const run = box.state.do.simulateWorkflowRun(repository, {
    name: "nightly",
    conclusion: "failure",
    jobs,
    artifacts: [{ name: "report", retention_days: 1 }],
  });
  const listed = (await ask(200, "outsider", "GET", `actions/runs/${run.id}/artifacts`)).body;
  await ask(404, "outsider", "GET", "actions/runs/1/artifacts");
  await ask(200, "outsider", "GET", "actions/artifacts?name=report");
  await ask(200, "outsider", "GET", `actions/artifacts/${listed.artifacts[0].id}`);
  await ask(404, "outsider", "GET", "actions/artifacts/1");
  await ask(403, "outsider", "POST", `actions/runs/${run.id}/rerun`);
  await ask(201, "author", "POST", `actions/runs/${run.id}/rerun-failed-jobs`);
  await ask(201, "author", "POST", `actions/runs/${run.id}/rerun`);
  await ask(200, "outsider", "GET", `actions/runs/${run.id}/attempts/1`);
  await ask(200, "outsider", "GET", `actions/runs/${run.id}/attempts/1/jobs`);
  await ask(404, "outsider", "GET", `actions/runs/${run.id}/attempts/4`);
  await ask(200, "outsider", "GET", `actions/runs/${run.id}/jobs?filter=all`);
  await ask(204, "author", "PUT", `actions/workflows/${run.workflowId}/disable`);
  await ask(200, "outsider", "GET", `actions/workflows/${run.workflowId}`);
  await ask(204, "author", "PUT", `actions/workflows/${run.workflowId}/enable`);
  await ask(403, "outsider", "PUT", `actions/workflows/${run.workflowId}/disable`);
  const settings = "actions/permissions";
  await ask(404, "author", "GET", settings);
  await ask(404, "author", "GET", `${settings}/workflow`);
  await ask(404, "author", "PUT", settings, { enabled: false });
  await ask(204, "admin", "PUT", settings, { enabled: true, allowed_actions: "local_only" });
  await ask(422, "admin", "PUT", settings, { allowed_actions: "all" });
  await ask(200, "admin", "GET", settings);
  await ask(204, "admin", "PUT", `${settings}/workflow`, { default_workflow_permissions: "write" });
  await ask(200, "admin", "GET", `${settings}/workflow`);
};

const places = async (ask: Ask, box: TestBox): Promise<void> => {
  const { state } = box;
  const organization = state.ask.account("acme");
  const admin = state.ask.account("ada-admin");
  const shop = state.ask.repository("acme", "shop");
  if (organization === undefined || admin === undefined || shop === undefined) throw new Error("The cast has changed.");
  const attic = storeRepository(state, organization, { name: "attic", files: { "README.md": "# attic" } });
  attic.collaborators.set(admin.id, "admin");
  const issue = (await ask(201, "admin", "POST", "issues", { title: "Elsewhere" })).body;
  state.do.transferIssue(callerOfAccount(admin), shop, issue.number, attic);
  await ask(200, "admin", "GET", `issues/${issue.number}`);
  await ask(404, "admin", "GET", `issues/${issue.number}/comments`);
  await ask(202, "outsider", "POST", "forks", { name: "my-shop" });
  await ask(403, "admin", "POST", "forks", { organization: "acme" });
  await ask(200, "outsider", "GET", "forks");
  await ask(200, "outsider", "GET", "/repos/otto-outsider/my-shop");
  await ask(403, "author", "PATCH", "/repos/acme/attic", { name: "loft" });
  await ask(200, "admin", "PATCH", "/repos/acme/attic", { name: "loft", description: null });
  await ask(200, "admin", "GET", "/repos/acme/attic");
  await ask(200, "admin", "PATCH", "/repos/acme/loft", { has_issues: false });
  await ask(410, "admin", "POST", "/repos/acme/loft/issues", { title: "Nowhere" });
  await ask(403, "author", "DELETE", "/repos/acme/loft");
  await ask(204, "admin", "DELETE", "/repos/acme/loft");
  await ask(404, "admin", "GET", "/repos/acme/attic");
};

const teams = async (ask: Ask, { state }: TestBox): Promise<void> => {
  const organization = state.ask.account("acme");
  const member = state.ask.account("vera-verifier");
  if (organization === undefined || member === undefined) throw new Error("The cast has changed.");
  const parent = storeTeam(state, organization, { name: "Engineering", members: [] });
  storeTeam(state, organization, { name: "On call", parent, members: [member] });
  await ask(200, "author", "GET", "/orgs/acme/issue-types");
  await ask(403, "installation", "GET", "/orgs/acme/issue-types");
  await ask(404, "outsider", "GET", "/orgs/acme/issue-types");
  await ask(200, "installation", "GET", "/orgs/acme/teams");
  await ask(200, "installation", "GET", "/orgs/acme/teams/on-call");
  await ask(200, "installation", "GET", "/orgs/acme/teams/engineering/members");
  await ask(200, "installation", "GET", "/orgs/acme/teams/on-call/memberships/vera-verifier");
  await ask(404, "installation", "GET", "/orgs/acme/teams/on-call/memberships/olu-owner");
  await ask(404, "installation", "GET", "/orgs/acme/teams/nobody");
  await ask(404, "outsider", "GET", "/orgs/acme/teams/on-call");
  await ask(401, "nobody", "GET", "/orgs/acme/teams");
  await ask(403, "actions", "GET", "/orgs/acme/teams/on-call");
};

export const furtherStory = async (ask: Ask, box: TestBox): Promise<void> => {
  await protection(ask);
  await deployments(ask);
  await actions(ask, box);
  await places(ask, box);
  await teams(ask, box);
};
