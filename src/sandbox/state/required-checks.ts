/**
 * Required status checks. Sources: docs.github.com "Available rules for rulesets" and "Troubleshooting required status
 * checks" (success, skipped and neutral satisfy a required check).
 */
import type { Box } from "./box.ts";
import type { Repository } from "./model.ts";

interface RequiredCheck {
  context: string;
  integration_id?: number | null;
}

const requiredChecks = (rule: { parameters?: Record<string, unknown> }): RequiredCheck[] =>
  Array.isArray(rule.parameters?.required_status_checks)
    ? (rule.parameters.required_status_checks as RequiredCheck[])
    : [];

const PASSING = new Set(["success", "neutral", "skipped"]);

/** How a required check stands on a commit. A pinned one counts only from its App. */
export const stateOfRequired = (
  box: Box,
  repository: Repository,
  sha: string,
  required: RequiredCheck,
): "expected" | "pending" | "failing" | "passing" => {
  const pinned = required.integration_id ?? null;
  // Of each App the newest run of a name counts, as `filter=latest` of "List check runs for a Git reference".
  const latest = new Map<number, string>();
  for (const run of box.ask.checkRunsOf(repository, sha)) {
    if (run.name !== required.context || (pinned !== null && run.appId !== pinned)) continue;
    if (latest.has(run.appId)) continue;
    latest.set(
      run.appId,
      run.status !== "completed" ? "pending" : PASSING.has(run.conclusion ?? "") ? "passing" : "failing",
    );
  }
  const states = [...latest.values()];
  const status = box.ask.statusesOf(repository, sha).find((one) => one.context === required.context);
  if (status !== undefined) {
    const creatorApp = [...box.world.apps.values()].find((app) => app.botId === status.creatorId);
    if (pinned === null || creatorApp?.id === pinned) {
      states.push(status.state === "success" ? "passing" : status.state === "pending" ? "pending" : "failing");
    }
  }
  if (states.length === 0) return "expected";
  if (states.includes("failing")) return "failing";
  return states.includes("pending") ? "pending" : "passing";
};

/**
 * What GitHub says of required checks that do not pass. One: "Required status check "x" is expected." (public threads:
 * PennyDreadfulMTG/Penny-Dreadful-Tools#6226, swiftlang/swift#4459). Several: "4 of 4 required status checks are
 * expected." (marcusquinn/aidevops#21895), "2 of 3 required status checks have not succeeded" (mikelward/scripts#197).
 */
export const checkSentences = (
  box: Box,
  repository: Repository,
  sha: string,
  rule: { parameters?: Record<string, unknown> },
): string[] => {
  const all = requiredChecks(rule).map((required) => ({
    name: required.context,
    state: stateOfRequired(box, repository, sha, required),
  }));
  const missing = all.filter(({ state }) => state !== "passing");
  const [first] = missing;
  if (first === undefined) return [];
  if (missing.length === 1) return [`Required status check "${first.name}" is ${first.state}.`];
  const share = `${missing.length} of ${all.length} required status checks`;
  if (missing.every(({ state }) => state === first.state)) return [`${share} are ${first.state}.`];
  const counts = (["expected", "pending", "failing"] as const).flatMap((state) => {
    const count = missing.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return [`${share} have not succeeded: ${counts.slice(0, -1).join(", ")} and ${counts.at(-1) ?? ""}.`];
};
