/** Check runs and suites, statuses, workflow runs. */
import type { TestBox } from "../box.ts";
import type { Ask } from "../contract.ts";

export const checkStory = async (ask: Ask, box: TestBox): Promise<void> => {
  const sha = (await ask(200, "outsider", "GET", "git/ref/heads/main")).body.object.sha as string;
  const input = {
    name: "Quench / hardening gate",
    head_sha: sha,
    external_id: "gate-1",
    output: {
      title: "Waiting",
      summary: "Two steps are open",
      annotations: [{ path: "README.md", start_line: 1, end_line: 1, annotation_level: "notice", message: "Here" }],
    },
    actions: [{ label: "Look again", description: "Evaluate once more", identifier: "again" }],
  };
  const run = (await ask(201, "installation", "POST", "check-runs", input)).body;
  await ask(403, "author", "POST", "check-runs", input);
  await ask(422, "installation", "POST", "check-runs", { name: "No commit" });
  await ask(200, "outsider", "GET", `check-runs/${run.id}`);
  await ask(200, "outsider", "GET", `check-runs/${run.id}/annotations`);
  await ask(200, "installation", "PATCH", `check-runs/${run.id}`, { status: "completed", conclusion: "failure" });
  await ask(201, "author", "POST", `check-runs/${run.id}/rerequest`);
  await ask(200, "outsider", "GET", `commits/${sha}/check-runs?check_name=${encodeURIComponent(input.name)}`);
  await ask(200, "outsider", "GET", `commits/${sha}/check-suites`);
  await ask(200, "outsider", "GET", `check-suites/${run.check_suite.id}`);
  await ask(200, "outsider", "GET", `check-suites/${run.check_suite.id}/check-runs`);

  await ask(200, "outsider", "GET", `commits/${sha}/status`);
  await ask(201, "author", "POST", `statuses/${sha}`, {
    state: "success",
    context: "ci/lint",
    target_url: "https://ci.example/1",
  });
  await ask(404, "outsider", "POST", `statuses/${sha}`, { state: "success" });
  await ask(200, "outsider", "GET", `commits/${sha}/status`);
  await ask(200, "outsider", "GET", `commits/${sha}/statuses`);

  const [repository] = box.state.world.repositories.values();
  if (repository === undefined) throw new Error("The box has no repository.");
  const made = box.state.do.simulateWorkflowRun(repository, {
    name: "CI",
    conclusion: "success",
    jobs: [{ name: "test" }],
  });
  await ask(200, "outsider", "GET", "actions/runs?status=success&branch=main");
  await ask(200, "outsider", "GET", `actions/runs/${made.id}`);
  await ask(200, "outsider", "GET", `actions/runs/${made.id}/jobs`);
  await ask(200, "outsider", "GET", `actions/runs/${made.id}/attempts/1`);
  await ask(404, "outsider", "GET", `actions/runs/${made.id}/attempts/2`);
  await ask(200, "outsider", "GET", `actions/runs/${made.id}/attempts/1/jobs`);
  await ask(200, "outsider", "GET", `actions/jobs/${made.jobs[0]?.id ?? 0}`);
  await ask(200, "outsider", "GET", "actions/workflows");
  await ask(200, "outsider", "GET", `actions/workflows/${made.workflowId}`);
  await ask(200, "outsider", "GET", `actions/workflows/${made.workflowId}/runs`);
  await ask(200, "outsider", "GET", `commits/${sha}/check-runs?filter=all`);
};
