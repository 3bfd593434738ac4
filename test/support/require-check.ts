/** A ruleset that keeps a pull request from being merged while the App's own check is not green. */
import { CHECK, type World } from "./e2e.ts";

/** Requires it on the default branch, pinned to the App, as the docs advise. */
export async function requireTheCheck(world: World): Promise<void> {
  await world.as.admin.post(`${world.repo}/rulesets`, {
    name: "gate",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [
      {
        type: "required_status_checks",
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: CHECK, integration_id: world.box.credentials.appId }],
        },
      },
    ],
  });
}
