/** Builders of snapshots: what the reader would have read, with defaults that a healthy repository would have. */
import { INCIDENT_FORM } from "../../src/core/forms/incident.ts";
import { ITEM_FORM } from "../../src/core/forms/item.ts";
import { type FieldInput, renderForm } from "../../src/core/forms/render.ts";
import type { TrackerMemory } from "../../src/core/plan/write.ts";
import type { CitedLink, Run } from "../../src/core/snapshot/facts.ts";
import type { Comment, Issue, PullLink, StoredMemory } from "../../src/core/snapshot/issue.ts";
import type { ChangedFile, Check, PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import type { Actor, Instant, Person, Role } from "../../src/core/snapshot/types.ts";

/** The repository of all tests. */
export const HERE = "acme/shop";
const URL_HERE = `https://github.com/${HERE}`;
/** A Monday; the policy in force is older. */
export const OPENED: Instant = "2026-03-02T09:00:00Z";
export const NOW: Instant = "2026-03-04T09:00:00Z";
/** Our own login. */
export const SELF = "quench[bot]";
export const APP_ID = 4711;

/** The cast. `maya` may override; `oscar` owns, `otto` operates, `vera` verifies, `paul` writes code; `mallory` is nobody here. */
export const CAST: Readonly<Record<string, Role>> = {
  maya: "admin",
  tess: "triage",
  oscar: "write",
  otto: "write",
  vera: "write",
  paul: "write",
  mallory: "none",
};

let lastId = 0;
const nextId = (): number => {
  lastId += 1;
  return lastId;
};

/** The instant so many days (and minutes) after the incident was opened. */
export function day(days: number, minutes = 0): Instant {
  return `${new Date(Date.parse(OPENED) + days * 86_400_000 + minutes * 60_000).toISOString().slice(0, 19)}Z`;
}

export function actor(login: string, kind: Actor["kind"] = login.endsWith("[bot]") ? "bot" : "user"): Actor {
  return { login, nodeId: kind === "ghost" ? "" : `U_${login.toLowerCase()}`, kind };
}

export function person(
  login: string,
  role: Person["role"] = "write",
  member: Person["member"] = role !== "none",
): Person {
  return { login, nodeId: `U_${login.toLowerCase()}`, role, member };
}

export function comment(body: string, by: string, at: Instant, over: Partial<Comment> = {}): Comment {
  const id = nextId();
  return {
    nodeId: `IC_${id}`,
    databaseId: id,
    url: `${URL_HERE}/issues/1#issuecomment-${id}`,
    author: actor(by),
    body,
    createdAt: at,
    lastEditedAt: null,
    editor: null,
    ownReactions: [],
    own: null,
    ...over,
  };
}

/** A comment of ours. */
export function ownComment(
  key: string,
  body: string,
  over: Partial<Comment> & { memory?: StoredMemory } = {},
): Comment {
  const { memory = { state: "none" }, ...rest } = over;
  return comment(body, SELF, day(0, 1), { own: { key, memory, lastEditorIsUs: true }, ...rest });
}

/** Our tracker comment with what it remembers. */
export function tracker(memory: Partial<TrackerMemory> = {}, over: Partial<Comment> = {}): Comment {
  const data = {
    version: 1,
    restoredAt: null,
    created: {},
    signOffs: {},
    settled: null,
    severity: null,
    enforcedSince: null,
  };
  return ownComment("tracker", "", { memory: { state: "valid", data: { ...data, ...memory } }, ...over });
}

export type Event = Extract<Issue["events"], readonly unknown[]>[number];
type ClosedEvent = Extract<Event, { kind: "closed" }>;

export function closed(at: Instant, by: string, over: Partial<ClosedEvent> = {}): ClosedEvent {
  return {
    kind: "closed",
    id: `CE_${nextId()}`,
    at,
    actor: actor(by),
    reason: "completed",
    closer: { kind: "direct" },
    ...over,
  };
}

export function reopened(at: Instant, by: string = SELF): Event {
  return { kind: "reopened", id: `RE_${nextId()}`, at, actor: actor(by) };
}

export function labeled(at: Instant, by: string, label = "incident"): Event {
  return { kind: "labeled", id: `LE_${nextId()}`, at, actor: actor(by), label };
}

export function unlabeled(at: Instant, by: string, label = "incident"): Event {
  return { kind: "unlabeled", id: `UE_${nextId()}`, at, actor: actor(by), label };
}

export function assigned(at: Instant, by: string, assignee: string): Event {
  return { kind: "assigned", id: `AE_${nextId()}`, at, actor: actor(by), assignee };
}

type Fields = Readonly<Record<string, FieldInput>>;

const INCIDENT_FIELDS: Fields = {
  summary: "Checkout failed for every customer after a configuration change.",
  severity: "SEV1",
  failure_class: "config-change",
  started_at: "2026-03-02T08:30Z",
};

/** An issue, open and silent; `number` gives it its ids. */
function issue(number: number, over: Partial<Issue>): Issue {
  return {
    nodeId: `I_${number}`,
    databaseId: 9000 + number,
    number,
    url: `${URL_HERE}/issues/${number}`,
    title: `Issue ${number}`,
    body: "",
    author: actor("paul"),
    openedByUs: false,
    state: "open",
    stateReason: null,
    createdAt: OPENED,
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
    ...over,
  };
}

/** An incident as the form makes it. `close` closes it by that event, which comes last on its timeline. */
export function incident(over: Partial<Issue> & { fields?: Fields; close?: ClosedEvent } = {}): Issue {
  const { fields = {}, close, ...rest } = over;
  const events = rest.events ?? [labeled(OPENED, "paul")];
  const base = issue(1, {
    title: "Checkout is down",
    body: renderForm(INCIDENT_FORM, { ...INCIDENT_FIELDS, ...fields }),
    labels: ["incident"],
    ...rest,
    events,
  });
  return close === undefined ? base : shut(base, close);
}

/** The same issue, closed by an event. */
export function shut(open: Issue, close: ClosedEvent): Issue {
  const events = "unreadable" in open.events ? open.events : [...open.events, close];
  return { ...open, state: "closed", stateReason: close.reason, closedAt: close.at, events };
}

/** A hardening item as we make it: our author, our marker. `owner` is its sole assignee. */
export function item(
  number: number,
  over: Partial<Issue> & { fields?: Fields; key?: string; owner?: string | null } = {},
): Issue {
  const { fields = {}, key = "lane-controls", owner = null, ...rest } = over;
  const form = renderForm(ITEM_FORM, {
    incident: "#1",
    proposed_control: "Guardrail",
    bucket: "prevent",
    lane: "controls",
    ...fields,
  });
  return issue(number, {
    title: `Guardrail ${number} (incident #1)`,
    body: `${form}\n\n<!-- quench:item:${key} -->`,
    author: actor(SELF),
    openedByUs: true,
    labels: ["hardening", "quench: open"],
    assignees: owner === null ? [] : [actor(owner)],
    createdAt: day(0, 5),
    events: owner === null ? [] : [assigned(day(0, 60), "maya", owner)],
    ...rest,
  });
}

export function link(number: number, kind: PullLink["kind"] = "body_line"): PullLink {
  return { pull: `${HERE}#${number}`, kind };
}

export function file(path: string, over: Partial<ChangedFile> = {}): ChangedFile {
  return { path, change: "added", additions: 20, deletions: 0, ...over };
}

export function check(name: string, conclusion: string | null = "success", over: Partial<Check> = {}): Check {
  const id = nextId();
  return {
    name,
    app: { id: 15368, slug: "github-actions" },
    status: conclusion === null ? "in_progress" : "completed",
    conclusion,
    url: `${URL_HERE}/runs/${id}`,
    startedAt: day(1, 120),
    completedAt: conclusion === null ? null : day(1, 130),
    databaseId: id,
    own: null,
    ...over,
  };
}

/** A pull request that paul wrote: merged a day after the incident began, checks green. */
export function pull(
  number: number,
  paths: readonly string[] = [".github/workflows/guard.yml"],
  over: Partial<PullRequest> = {},
): PullRequest {
  return {
    key: `${HERE}#${number}`,
    repository: HERE,
    number,
    nodeId: `PR_${number}`,
    url: `${URL_HERE}/pull/${number}`,
    title: `Change ${number}`,
    body: "",
    author: actor("paul"),
    contributors: ["paul"],
    state: "merged",
    draft: false,
    createdAt: day(0, 300),
    mergedAt: day(1, 180),
    mergedBy: actor("oscar"),
    mergeCommit: sha(number),
    baseBranch: "main",
    baseIsDefault: true,
    headSha: sha(number + 5000),
    headRepository: HERE,
    files: paths.map((path) => file(path)),
    head: { sha: sha(number + 5000), checks: [check("ci / test")] },
    closes: [],
    revertedBy: null,
    ...over,
  };
}

/** The same pull request, still open. */
export function openPull(number: number, paths?: readonly string[], over: Partial<PullRequest> = {}): PullRequest {
  return pull(number, paths, {
    state: "open",
    mergedAt: null,
    mergedBy: null,
    mergeCommit: null,
    ...over,
  });
}

export function sha(seed: number): string {
  return seed.toString(16).padStart(8, "0").repeat(5);
}

/** A run that succeeded after the merge of `contains`, ten minutes long. */
export function run(id: number, contains: readonly string[], over: Partial<Run> = {}): Run {
  return {
    url: `${URL_HERE}/actions/runs/${id}`,
    kind: "workflow_run",
    id,
    attempt: 1,
    name: "drill",
    event: "workflow_dispatch",
    headSha: sha(id),
    status: "completed",
    conclusion: "success",
    startedAt: day(1, 240),
    completedAt: day(1, 250),
    actor: actor("oscar"),
    contains,
    ...over,
  };
}

export interface Parts {
  readonly now?: Instant;
  readonly incident?: Issue;
  readonly items?: Snapshot["items"];
  readonly pulls?: readonly PullRequest[];
  readonly runs?: readonly Run[];
  readonly links?: readonly CitedLink[];
  /** Beside the cast, or in its members' place. */
  readonly people?: readonly Person[];
  readonly self?: Partial<Snapshot["self"]>;
  readonly repository?: Partial<Snapshot["repository"]>;
  readonly over?: Partial<Snapshot>;
}

export const OUR_LABELS = [
  "incident",
  "hardening",
  "quench: open",
  "quench: in_progress",
  "quench: verified",
  "quench: retired",
];

/** The whole. Its policy is not in it: tests hand `policyInForce(…)` to what needs one. */
export function snapshot(parts: Parts = {}): Snapshot {
  const cast = Object.entries(CAST).map(([login, role]) => person(login, role));
  const links = [
    ...(parts.runs ?? []).map((one): CitedLink => ({ url: one.url, found: { kind: "run", run: one } })),
    ...(parts.links ?? []),
  ];
  return {
    schema: "quench/snapshot/1",
    now: parts.now ?? NOW,
    repository: {
      owner: "acme",
      name: "shop",
      nodeId: "R_1",
      url: URL_HERE,
      defaultBranch: "main",
      private: false,
      archived: false,
      labels: OUR_LABELS,
      ...parts.repository,
    },
    self: { login: SELF, kind: "app", appId: APP_ID, ...parts.self },
    policy: [],
    incident: parts.incident ?? incident(),
    items: parts.items ?? [],
    ledger: [],
    recent: null,
    overrideTeam: [],
    pulls: Object.fromEntries((parts.pulls ?? []).map((one) => [one.key, one])),
    links: Object.fromEntries(links.map((one) => [one.url, one])),
    people: Object.fromEntries([...cast, ...(parts.people ?? [])].map((one) => [one.login.toLowerCase(), one])),
    ...parts.over,
  };
}
