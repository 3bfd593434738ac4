/** Events that no story over REST brings about: made by hand, on what the stories left in the box. */
import type { BoxEvent } from "../../../src/sandbox/state/contract.ts";
import type { TestBox } from "../rest/box.ts";

/** Fails loudly where the stories left nothing to tell of. */
const first = <T>(values: Iterable<T>, what: string): T => {
  for (const value of values) return value;
  throw new Error(`The stories left no ${what} in the box.`);
};

export const rareEvents = ({ state }: TestBox): BoxEvent[] => {
  const repository = first(state.world.repositories.values(), "repository");
  const sender = state.ask.account("ada-admin");
  const member = state.ask.account("olu-owner");
  if (sender === undefined || member === undefined) throw new Error("The cast has changed.");
  const installation = first(state.world.installations.values(), "installation");
  const issues = [...repository.issues.values()];
  const issue = {
    ...first(
      issues.filter((each) => each.pull === null),
      "issue",
    ),
    type: "Bug",
  };
  const pull = first(
    issues.filter((each) => each.pull !== null),
    "pull request",
  );
  const label = first(repository.labels.values(), "label");
  const checkRun = first(repository.checkRuns.values(), "check run");
  const head = state.ask.commit(repository, "main");
  const base = { repository, sender };
  const of = (event: string, actions: readonly (string | null)[], more: Partial<BoxEvent> = {}): BoxEvent[] =>
    actions.map((action) => ({ event, action, ...base, ...more }));
  return [
    ...of("issues", ["deleted", "typed", "untyped"], { issue }),
    ...of("pull_request", ["reopened", "locked", "unlocked"], { issue: pull }),
    ...of("pull_request", ["labeled", "unlabeled"], { issue: pull, label }),
    ...of("pull_request", ["assigned", "unassigned"], { issue: pull, assignee: member }),
    ...of("pull_request", ["synchronize"], { issue: pull, before: head.parents[0], after: head.sha }),
    ...of("check_run", ["requested_action"], { checkRun, requestedAction: { identifier: "again" } }),
    ...of("check_suite", ["requested", "completed"], { checkSuite: first(repository.checkSuites.values(), "suite") }),
    ...of("merge_group", ["checks_requested"], {
      mergeGroup: {
        headSha: head.sha,
        headRef: "refs/heads/gh-readonly-queue/main/pr-2-abc",
        baseSha: head.parents[0] ?? head.sha,
        baseRef: "refs/heads/main",
      },
    }),
    ...of("push", [null], { push: { ref: "refs/heads/gone", before: head.sha, after: "0".repeat(40), commits: [] } }),
    ...of("member", ["edited"], { member, changes: { old_permission: { from: "read" } } }),
    ...of("organization", ["member_added", "member_removed"], { member }),
    ...of("installation", ["created", "deleted", "unsuspend"], { installation }),
    ...of("installation", ["suspend"], { installation: { ...installation, suspendedAt: state.clock.iso() } }),
    ...of("installation_repositories", ["added"], { installation, repositoriesAdded: [repository] }),
    ...of("installation_repositories", ["removed"], { installation, repositoriesRemoved: [repository] }),
  ];
};
