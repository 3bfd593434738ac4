/** The state of the box, empty but for what GitHub itself brings: the ghost account and the GitHub Actions App. */
import { createClock } from "../engine/clock.ts";
import type { Box } from "./box.ts";
import { checkOperations } from "./checks.ts";
import { commentOperations } from "./comments.ts";
import type { BoxEvent, Operations } from "./contract.ts";
import { dependencyOperations } from "./dependencies.ts";
import { deploymentOperations } from "./deployments.ts";
import { developmentOperations } from "./development-links.ts";
import { gitOperations } from "./git.ts";
import { nodeIdOf } from "./ids.ts";
import { issueOperations } from "./issues.ts";
import { labelOperations } from "./labels.ts";
import { markOperations } from "./marks.ts";
import type { World } from "./model.ts";
import { peopleOperations, storeAccount, storeApp } from "./people.ts";
import { actionsSettingsOperations } from "./actions-settings.ts";
import { protectionOperations } from "./protections.ts";
import { pullOperations } from "./pulls.ts";
import { GHOST_ID, queries } from "./queries.ts";
import { repositoryOperations } from "./repository-changes.ts";
import { rulesetOperations } from "./rulesets.ts";
import { subIssueOperations } from "./sub-issues.ts";
import { transferOperations } from "./transfers.ts";
import { ACTIONS_APP_ID, workflowRunOperations } from "./workflow-runs.ts";
import { workflowOperations } from "./workflows.ts";

/** Database ids start far above issue numbers, so that one taken for the other is found out. */
const FIRST_ID = 3_000_001;

/** GitHub's ids of `github` and `github-actions[bot]`, as its API shows them. */
const GITHUB_ID = 9_919;
const ACTIONS_BOT_ID = 41_898_282;

/**
 * A fresh box.
 * @param options.now the first instant its clock shows (ms since the epoch); the wall clock's when left out
 */
export const createState = (options: { now?: number } = {}): Box => {
  const world: World = {
    nextId: FIRST_ID,
    accounts: new Map(),
    tokens: new Map(),
    apps: new Map(),
    installations: new Map(),
    repositories: new Map(),
    teams: new Map(),
    formerNames: new Map(),
    movedIssues: new Map(),
    nodes: new Map(),
    deliveries: [],
  };
  const listeners: ((event: BoxEvent) => void)[] = [];
  const partial: Omit<Box, "do" | "ask"> = {
    world,
    clock: createClock(options.now),
    id: () => world.nextId++,
    nodeId: nodeIdOf,
    onEvent(listener) {
      listeners.push(listener);
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    deletedIssues: new Map(),
    trees: new Map(),
    scannedCommits: new Map(),
  };
  // The operations and queries close over the box that holds them.
  const box = partial as Box;
  const operations: Operations = {
    ...issueOperations(box),
    ...markOperations(box),
    ...subIssueOperations(box),
    ...dependencyOperations(box),
    ...commentOperations(box),
    ...labelOperations(box),
    ...gitOperations(box),
    ...pullOperations(box),
    ...checkOperations(box),
    ...workflowRunOperations(box),
    ...workflowOperations(box),
    ...deploymentOperations(box),
    ...peopleOperations(box),
    ...rulesetOperations(box),
    ...actionsSettingsOperations(),
    ...protectionOperations(),
    ...repositoryOperations(box),
    ...transferOperations(box),
    ...developmentOperations(box),
  };
  Object.assign(box, { do: operations, ask: queries(box) });
  storeAccount(box, { login: "ghost", name: "Deleted user", id: GHOST_ID });
  const github = storeAccount(box, { login: "github", name: "GitHub", type: "Organization", id: GITHUB_ID });
  storeApp(box, {
    id: ACTIONS_APP_ID,
    botId: ACTIONS_BOT_ID,
    clientId: "Iv1.05c79e9ad1f6bdfa",
    slug: "github-actions",
    name: "GitHub Actions",
    ownerId: github.id,
    publicKey: "",
    webhookUrl: null,
    webhookSecret: null,
    events: [],
    permissions: {},
  });
  return box;
};
