/** An incident as a pass reads it: labeled, with one open item, and what a test changes about it. */
import type { Mode } from "../../src/core/verdict/types.ts";
import { defaultPolicy, type InForce } from "../../src/core/policy/resolve.ts";
import type { Issue } from "../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Actor } from "../../src/core/snapshot/types.ts";
import { evaluate } from "../../src/core/verdict/evaluate.ts";
import type { Watched } from "../../src/action/gate/watch.ts";
import type { WriteOutcome } from "../../src/reconcile.ts";

const author: Actor = { login: "rosa", nodeId: "U_rosa", kind: "user" };

function issueOf(number: number, changes: Partial<Issue>): Issue {
  return {
    nodeId: `I_${number}`,
    databaseId: number * 1000,
    number,
    url: `https://github.com/acme/shop/issues/${number}`,
    title: `Issue ${number}`,
    body: "",
    author,
    openedByUs: false,
    state: "open",
    stateReason: null,
    createdAt: "2026-03-01T09:00:00Z",
    closedAt: null,
    lastEditedAt: null,
    editor: null,
    labels: [],
    type: null,
    assignees: [],
    locked: false,
    comments: [],
    events: [],
    links: [],
    ...changes,
  };
}

export function pullOf(number: number, changes: Partial<PullRequest> = {}): PullRequest {
  return {
    key: `acme/shop#${number}`,
    repository: "acme/shop",
    number,
    nodeId: `PR_${number}`,
    url: `https://github.com/acme/shop/pull/${number}`,
    title: "A fix",
    body: "Fixes #12",
    author,
    contributors: ["rosa"],
    state: "open",
    draft: false,
    createdAt: "2026-03-01T09:30:00Z",
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    baseBranch: "main",
    baseIsDefault: true,
    headSha: "a".repeat(40),
    headRepository: "acme/shop",
    files: [],
    head: { sha: "a".repeat(40), checks: [] },
    closes: ["acme/shop#12"],
    revertedBy: null,
    ...changes,
  };
}

export interface Given {
  readonly mode?: Mode;
  readonly incident?: Partial<Issue>;
  readonly pull?: PullRequest;
  readonly now?: string;
  readonly outcomes?: readonly WriteOutcome[];
}

/** What watching the incident #12 came to. */
export function watched(given: Given = {}): Watched {
  const { pull } = given;
  const links = pull === undefined ? [] : ([{ pull: pull.key, kind: "closing_keyword" }] as const);
  const snapshot: Snapshot = {
    schema: "quench/snapshot/1",
    now: given.now ?? "2026-03-01T12:00:00Z",
    repository: {
      owner: "acme",
      name: "shop",
      nodeId: "R_1",
      url: "https://github.com/acme/shop",
      defaultBranch: "main",
      private: false,
      archived: false,
      labels: [],
    },
    self: { login: "github-actions[bot]", kind: "action", appId: 15_368 },
    policy: [],
    incident: issueOf(12, { title: "Checkout is down", labels: ["incident"], links: [...links], ...given.incident }),
    items: [issueOf(13, { title: "Alert rule", labels: ["hardening"] })],
    ledger: [],
    recent: null,
    overrideTeam: [],
    pulls: pull === undefined ? {} : { [pull.key]: pull },
    links: {},
    people: {},
  };
  const inForce: InForce = {
    state: "in_force",
    policy: defaultPolicy(given.mode ?? "enforce"),
    standing: { path: ".github/quench.yml", commit: "c".repeat(40), problem: null, belowFloor: [] },
    committedAt: "2026-01-01T00:00:00Z",
  };
  const verdict = evaluate(snapshot, inForce);
  const outcomes = given.outcomes ?? [];
  return {
    result: {
      kind: "judged",
      verdict,
      snapshot,
      inForce,
      wakeAt: verdict.wakeAt,
      unread: [],
      outcomes,
      reads: 1,
      rounds: 1,
      recalled: false,
      retryIn: null,
    },
    outcomes,
  };
}

/** A close by hand at eleven, an hour before the snapshot's `now`. */
export const closed: Partial<Issue> = {
  state: "closed",
  stateReason: "completed",
  closedAt: "2026-03-01T11:00:00Z",
  events: [
    { kind: "labeled", id: "LE_1", at: "2026-03-01T09:00:00Z", actor: author, label: "incident" },
    {
      kind: "closed",
      id: "CE_1",
      at: "2026-03-01T11:00:00Z",
      actor: author,
      reason: "completed",
      closer: { kind: "direct" },
    },
  ],
};

/** What became of undoing that close. */
export function reopening(
  number: number,
  result: WriteOutcome["result"],
  notice: string | null,
  reason?: string,
): WriteOutcome {
  const write = {
    kind: "reopen",
    key: "undo:CE_1",
    issue: { number, nodeId: `I_${number}` },
    closeEvent: "CE_1",
    notice,
  } as const;
  return { write, result, ...(reason === undefined ? {} : { reason }) };
}
