/** GitHub's webhooks, as the generator sends them: the fields that are read, and as large as GitHub's examples. */
import { createHmac } from "node:crypto";
import type { Kind } from "./mix.ts";
import { app, organization, partsOf, prose, repository, user } from "./payload-parts.ts";

/** What a delivery is about. */
export interface Occasion {
  readonly kind: Kind | "installation.created";
  /** `owner/name`. */
  readonly repository: string;
  readonly repositoryId: number;
  readonly installation: number;
  /** Of the pull request or the issue. */
  readonly number: number;
  readonly sha: string;
  /** Of the check run, the suite, the workflow run. */
  readonly id: number;
  readonly labels?: readonly string[];
  /** Title and body begin with it: what a pull request refers to. */
  readonly text?: string;
}

/**
 * Bytes of GitHub's example payloads without blanks, by event.
 * Source: https://github.com/octokit/webhooks/tree/main/payload-examples/api.github.com
 */
export const SIZES: Readonly<Record<string, number>> = {
  check_run: 12_000,
  check_suite: 9_400,
  workflow_run: 19_300,
  status: 10_600,
  push: 7_150,
  pull_request: 23_700,
  pull_request_review: 25_000,
  issue_comment: 13_900,
  issues: 12_250,
};

const ACTIONS_APP = 15_368;
const WHEN = "2026-10-01T09:00:00Z";

/** The event's name and its body as it is sent. */
export function payloadOf(occasion: Occasion): { readonly event: string; readonly body: string } {
  const [event = "", action] = occasion.kind.split(".");
  const [owner] = partsOf(occasion.repository);
  const shared = {
    ...(action === undefined ? {} : { action }),
    repository: repository(occasion.repository, occasion.repositoryId),
    organization: organization(owner),
    sender: user("dana-developer", 4242),
    installation: { id: occasion.installation, node_id: "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u" },
  };
  const whole = (text: string): string => JSON.stringify({ ...PARTS[event]?.(occasion, text), ...shared });
  const bare = whole("");
  const missing = (SIZES[event] ?? 0) - bare.length;
  // What people and tools write makes up the rest.
  // GitHub names no repository in it: https://docs.github.com/en/webhooks/webhook-events-and-payloads#installation
  if (event === "installation") return { event, body: JSON.stringify({ ...shared, repository: undefined }) };
  return { event, body: missing > 0 ? whole(prose(missing)) : bare };
}

/** The headers of a delivery, signed as GitHub signs it. */
export function headersOf(event: string, body: string, secret: string, delivery: string): Record<string, string> {
  return {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "user-agent": "GitHub-Hookshot/3f9c2a1",
    "x-github-delivery": delivery,
    "x-github-event": event,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
}

type Part = (occasion: Occasion, text: string) => object;

const PARTS: Readonly<Record<string, Part>> = {
  check_run: (occasion, text) => ({
    check_run: {
      ...head(occasion),
      name: `test (${occasion.id % 12})`,
      external_id: "ca395085-040a-526b-2ce8-bdc85f692774",
      output: { title: null, summary: text, text: null, annotations_count: 0 },
      check_suite: { ...head(occasion), head_branch: branch(occasion) },
      pull_requests: linked(occasion),
    },
  }),
  check_suite: (occasion, text) => ({
    check_suite: {
      ...head(occasion),
      head_branch: branch(occasion),
      before: occasion.sha,
      after: occasion.sha,
      pull_requests: linked(occasion),
      head_commit: commit(occasion, text),
    },
  }),
  workflow_run: (occasion, text) => ({
    workflow_run: {
      ...head(occasion),
      name: "ci",
      head_branch: branch(occasion),
      path: ".github/workflows/ci.yml",
      event: "pull_request",
      run_number: occasion.id % 1000,
      run_attempt: 1,
      workflow_id: 31,
      pull_requests: linked(occasion),
      actor: user("dana-developer", 4242),
      head_commit: commit(occasion, text),
      repository: repository(occasion.repository, occasion.repositoryId),
      head_repository: repository(occasion.repository, occasion.repositoryId),
    },
    workflow: { id: 31, name: "ci", path: ".github/workflows/ci.yml", state: "active" },
  }),
  status: (occasion, text) => ({
    id: occasion.id,
    sha: occasion.sha,
    name: occasion.repository,
    context: "ci/build",
    description: null,
    state: conclusionOf(occasion) === null ? "pending" : "success",
    target_url: null,
    commit: { sha: occasion.sha, commit: commit(occasion, text), author: user("dana-developer", 4242) },
    branches: [{ name: branch(occasion), commit: { sha: occasion.sha }, protected: false }],
  }),
  push: (occasion, text) => ({
    ref: `refs/heads/${branch(occasion)}`,
    before: "5f1d2c3b4a5968778695a4b3c2d1e0f102030405",
    after: occasion.sha,
    created: false,
    deleted: false,
    forced: false,
    commits: [{ ...commit(occasion, text), added: [], removed: [], modified: ["src/service.ts"] }],
  }),
  pull_request: (occasion, text) => ({ number: occasion.number, pull_request: pull(occasion, text) }),
  pull_request_review: (occasion, text) => ({
    review: { id: occasion.id, user: user("rene-reviewer", 4343), body: text, state: "approved", submitted_at: WHEN },
    pull_request: pull(occasion, ""),
  }),
  issue_comment: (occasion, text) => ({
    issue: issue(occasion, ""),
    comment: { id: occasion.id, user: user("dana-developer", 4242), body: text, created_at: WHEN, updated_at: WHEN },
  }),
  issues: (occasion, text) => ({ issue: issue(occasion, text), changes: {} }),
};

function branch({ kind, number }: Occasion): string {
  return kind === "push" && number === 0 ? "main" : `change-${number}`;
}

function conclusionOf({ kind }: Occasion): "success" | null {
  return kind.endsWith(".completed") || kind === "status" ? "success" : null;
}

function head(occasion: Occasion): object {
  const conclusion = conclusionOf(occasion);
  return {
    id: occasion.id,
    node_id: `CR_kwDO${occasion.id}`,
    head_sha: occasion.sha,
    url: `https://api.github.com/repos/${occasion.repository}/check-runs/${occasion.id}`,
    html_url: `https://github.com/${occasion.repository}/runs/${occasion.id}`,
    status: conclusion === null ? "queued" : "completed",
    conclusion,
    started_at: WHEN,
    completed_at: conclusion === null ? null : WHEN,
    app: app(ACTIONS_APP, "github-actions"),
  };
}

function linked({ repository: fullName, number, sha }: Occasion): readonly object[] {
  if (number === 0) return [];
  return [{ id: number, number, url: `https://api.github.com/repos/${fullName}/pulls/${number}`, head: { sha } }];
}

function commit({ sha }: Occasion, message: string): object {
  const author = { name: "Dana", email: "dana@example.com", username: "dana-developer" };
  return { id: sha, tree_id: sha, message, timestamp: WHEN, author, committer: author };
}

function pull(occasion: Occasion, text: string): object {
  const merged = occasion.kind === "pull_request.closed";
  const place = repository(occasion.repository, occasion.repositoryId);
  const said = occasion.text ?? "";
  return {
    id: occasion.number,
    number: occasion.number,
    state: merged ? "closed" : "open",
    title: `Make it hold ${said}`,
    user: user("dana-developer", 4242),
    body: `${said}\n${text}`,
    labels: [],
    draft: false,
    merged,
    merge_commit_sha: merged ? occasion.sha : null,
    created_at: WHEN,
    updated_at: WHEN,
    head: { ref: branch(occasion), sha: occasion.sha, repo: place },
    base: { ref: "main", sha: "5f1d2c3b4a5968778695a4b3c2d1e0f102030405", repo: place },
  };
}

function issue(occasion: Occasion, text: string): object {
  return {
    id: occasion.number,
    number: occasion.number,
    title: "Something to look at",
    body: text,
    state: occasion.kind === "issues.closed" ? "closed" : "open",
    labels: (occasion.labels ?? []).map((name) => ({ id: 7, name, color: "ededed", default: false })),
    user: user("dana-developer", 4242),
    assignees: [],
    created_at: WHEN,
    updated_at: WHEN,
  };
}
