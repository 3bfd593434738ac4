/**
 * Applying a plan to a snapshot, purely: what GitHub and the reader would show afterwards. Our bodies go through the
 * real composer and recognizer, so that a marker or a memory that does not survive them does not survive here.
 */
import { createHash } from "node:crypto";
import { bundleComments } from "../../src/core/render/bundle-comments.ts";
import { sealOf } from "../../src/github/bundle.ts";
import { composeBody, createSigner, recognize } from "../../src/github/identity.ts";
import { noticeKey } from "../../src/github/write/write-comments.ts";
import type { TrackerMemory, Write } from "../../src/core/plan/write.ts";
import type { Comment, Issue, TimelineEvent } from "../../src/core/snapshot/issue.ts";
import type { PullRequest } from "../../src/core/snapshot/pull.ts";
import type { Snapshot } from "../../src/core/snapshot/snapshot.ts";
import { type Actor, isUnreadable, type Readable } from "../../src/core/snapshot/types.ts";

const signer = createSigner(createHash("sha256").update("a key of the tests").digest());

/** Ids of what a plan creates lie far above those of the builders. */
const FIRST_ID = 1_000_000;

/** The snapshot after the plan was applied, in its order. Nothing unreadable becomes readable by it. */
export function applyPlan(snapshot: Snapshot, writes: readonly Write[]): Snapshot {
  return writes.reduce((read, write) => apply(read, write), snapshot);
}

function apply(read: Snapshot, write: Write): Snapshot {
  switch (write.kind) {
    case "label": {
      const { labels } = read.repository;
      if (isUnreadable(labels) || labels.some((name) => name.toLowerCase() === write.name.toLowerCase())) return read;
      return { ...read, repository: { ...read.repository, labels: [...labels, write.name] } };
    }
    case "issue_labels":
      return onIssue(read, write.issue.number, (issue) => relabel(read, issue, write.add, write.remove));
    case "tracker":
      return onIssue(read, write.issue.number, (issue) =>
        keep(read, issue, "tracker", write.body, write.existing, write.memory),
      );
    case "topic_comment":
      return onIssue(read, write.issue.number, (issue) => keep(read, issue, write.topic, write.body, write.existing));
    case "notice":
      return onIssue(read, write.issue.number, (issue) => notify(read, issue, write.key, write.body));
    case "bundle":
      return onIssue(read, write.issue.number, (issue) => {
        const seal = sealOf(write.document, issue.nodeId, read.self.kind === "app" ? signer : null);
        return bundleComments(write.text, write.document, seal).reduce(
          (shown, { key, body }) => newComment({ ...read, incident: shown }, shown, ours(read, shown, key, body)),
          issue,
        );
      });
    case "delete_comment":
      return onComments(read, (comments) => comments.filter((comment) => comment.databaseId !== write.comment));
    case "reaction":
      return onComments(read, (comments) =>
        comments.map((comment) =>
          comment.databaseId === write.comment && !comment.ownReactions.includes(write.content)
            ? { ...comment, ownReactions: [...comment.ownReactions, write.content] }
            : comment,
        ),
      );
    case "create_item":
      return isUnreadable(read.items) ? read : { ...read, items: [...read.items, newItem(read, write)] };
    case "create_entry":
      return isUnreadable(read.ledger) ? read : { ...read, ledger: [...read.ledger, newEntry(read, write)] };
    case "reopen":
      return onIssue(read, write.issue.number, (issue) => {
        if (issue.state !== "closed" || lastClose(issue) !== write.closeEvent) return issue;
        const told = write.notice === null ? issue : notify(read, issue, write.key, write.notice);
        const event: TimelineEvent = { kind: "reopened", id: `RE_${lastId(read)}`, at: read.now, actor: self(read) };
        return { ...happened(told, event), state: "open", stateReason: null, closedAt: null };
      });
    case "close_own":
      return onIssue(read, write.issue.number, (issue) => {
        if (!issue.openedByUs || issue.state === "closed") return issue;
        const told = write.notice === null ? issue : notify(read, issue, write.key, write.notice);
        const closer = { kind: "direct" } as const;
        const event: TimelineEvent = {
          kind: "closed",
          id: `CE_${lastId(read)}`,
          at: read.now,
          actor: self(read),
          reason: write.reason,
          closer,
        };
        return { ...happened(told, event), state: "closed", stateReason: write.reason, closedAt: read.now };
      });
    case "assign":
      return onIssue(read, write.issue.number, (issue) => assign(read, issue, write.add, write.remove));
    case "check":
      return {
        ...read,
        pulls: Object.fromEntries(
          Object.entries(read.pulls).map(([key, pull]) => [
            key,
            isUnreadable(pull) ? pull : withCheck(read, pull, write),
          ]),
        ),
      };
    case "own_issue":
    case "offer_set_up":
    case "close_proposal":
      return read;
  }
}

function self(read: Snapshot): Actor {
  return { login: read.self.login, nodeId: "BOT_1", kind: "bot" };
}

function onIssue(read: Snapshot, number: number, change: (issue: Issue) => Issue): Snapshot {
  if (read.incident.number === number) return { ...read, incident: change(read.incident) };
  const changed = (issues: Readable<readonly Issue[]>): Readable<readonly Issue[]> =>
    isUnreadable(issues) ? issues : issues.map((issue) => (issue.number === number ? change(issue) : issue));
  return { ...read, items: changed(read.items), ledger: changed(read.ledger) };
}

function onComments(read: Snapshot, change: (comments: readonly Comment[]) => readonly Comment[]): Snapshot {
  const of = (issue: Issue): Issue =>
    isUnreadable(issue.comments) ? issue : { ...issue, comments: change(issue.comments) };
  const all = (issues: Readable<readonly Issue[]>) => (isUnreadable(issues) ? issues : issues.map(of));
  return { ...read, incident: of(read.incident), items: all(read.items), ledger: all(read.ledger) };
}

/** The highest id so far, plus one: what is created later has a higher one. */
function lastId(read: Snapshot): number {
  const below = [read.items, read.ledger].flatMap((issues) => (isUnreadable(issues) ? [] : issues));
  const issues = [read.incident, ...below];
  const comments = issues.flatMap((issue) => (isUnreadable(issue.comments) ? [] : issue.comments));
  const events = issues.flatMap((issue) => (isUnreadable(issue.events) ? [] : issue.events));
  const made = events.flatMap((event) => Number(/^[A-Z]{2}_(\d{7,})$/.exec(event.id)?.[1] ?? 0));
  return Math.max(FIRST_ID, ...comments.map((comment) => comment.databaseId), ...made) + 1;
}

function ours(
  read: Snapshot,
  issue: Issue,
  key: string,
  text: string,
  memory?: TrackerMemory,
): Pick<Comment, "body" | "own"> {
  const sign = read.self.kind === "app" ? signer : null;
  const raw = composeBody(key, text, memory === undefined ? null : { issueNodeId: issue.nodeId, data: memory }, sign);
  return recognize(raw, { ours: true, editorIsUs: true, issueNodeId: issue.nodeId, signer: sign });
}

function newComment(read: Snapshot, issue: Issue, said: Pick<Comment, "body" | "own">): Issue {
  if (isUnreadable(issue.comments)) return issue;
  const id = lastId(read);
  const comment: Comment = {
    nodeId: `IC_${id}`,
    databaseId: id,
    url: `${issue.url}#issuecomment-${id}`,
    author: self(read),
    createdAt: read.now,
    lastEditedAt: null,
    editor: null,
    ownReactions: [],
    ...said,
  };
  return { ...issue, comments: [...issue.comments, comment] };
}

function keep(
  read: Snapshot,
  issue: Issue,
  key: string,
  text: string,
  existing: number | null,
  memory?: TrackerMemory,
): Issue {
  const said = ours(read, issue, key, text, memory);
  if (existing === null || isUnreadable(issue.comments)) return newComment(read, issue, said);
  const edited = { ...said, lastEditedAt: read.now, editor: self(read) };
  return {
    ...issue,
    comments: issue.comments.map((comment) => (comment.databaseId === existing ? { ...comment, ...edited } : comment)),
  };
}

function notify(read: Snapshot, issue: Issue, name: string, text: string): Issue {
  const key = noticeKey(name);
  if (isUnreadable(issue.comments) || issue.comments.some((comment) => comment.own?.key === key)) return issue;
  return newComment(read, issue, ours(read, issue, key, text));
}

function happened(issue: Issue, event: TimelineEvent): Issue {
  return isUnreadable(issue.events) ? issue : { ...issue, events: [...issue.events, event] };
}

function lastClose(issue: Issue): string | null {
  return isUnreadable(issue.events) ? null : (issue.events.findLast((event) => event.kind === "closed")?.id ?? null);
}

function relabel(read: Snapshot, issue: Issue, add: readonly string[], remove: readonly string[]): Issue {
  const gone = new Set(remove.map((name) => name.toLowerCase()));
  const labels = [...issue.labels.filter((name) => !gone.has(name.toLowerCase())), ...add];
  return add.reduce<Issue>(
    (changed, label) =>
      happened(changed, { kind: "labeled", id: `LE_${lastId(read)}`, at: read.now, actor: self(read), label }),
    { ...issue, labels },
  );
}

/** GitHub leaves out, without a word, whoever cannot be assigned. */
function assign(read: Snapshot, issue: Issue, add: readonly string[], remove: readonly string[]): Issue {
  const gone = new Set(remove.map((login) => login.toLowerCase()));
  const known = add.filter((login) => read.people[login.toLowerCase()]?.member === true);
  const added = known.map((login): Actor => ({ login, nodeId: `U_${login}`, kind: "user" }));
  const assignees = [...issue.assignees.filter((actor) => !gone.has(actor.login.toLowerCase())), ...added];
  return known.reduce<Issue>(
    (changed, assignee) =>
      happened(changed, { kind: "assigned", id: `AE_${lastId(read)}`, at: read.now, actor: self(read), assignee }),
    { ...issue, assignees },
  );
}

function newEntry(read: Snapshot, write: Extract<Write, { kind: "create_entry" }>): Issue {
  const assignees = write.assignees.map((login): Actor => ({ login, nodeId: `U_${login}`, kind: "user" }));
  return { ...newItem(read, write), assignees };
}

function newItem(read: Snapshot, write: Extract<Write, { kind: "create_item" | "create_entry" }>): Issue {
  const made = [read.items, read.ledger].flatMap((issues) => (isUnreadable(issues) ? [] : issues));
  const number = Math.max(1000, ...made.map((issue) => issue.number)) + 1;
  return {
    nodeId: `I_${number}`,
    databaseId: 9000 + number,
    number,
    url: `${read.repository.url}/issues/${number}`,
    title: write.title,
    body: `${write.body}\n<!-- quench:incident:${write.incident.number} -->`,
    author: self(read),
    openedByUs: true,
    state: "open",
    stateReason: null,
    createdAt: read.now,
    closedAt: null,
    lastEditedAt: null,
    editor: null,
    labels: write.labels,
    type: null,
    assignees: [],
    locked: false,
    comments: [],
    events: [],
    links: [],
  };
}

function withCheck(read: Snapshot, pull: PullRequest, write: Extract<Write, { kind: "check" }>): PullRequest {
  if (pull.headSha !== write.sha || isUnreadable(pull.head.checks)) return pull;
  const { status, conclusion, title, summary, text } = write.content;
  const id = write.existing ?? lastId(read);
  const check = {
    name: write.name,
    app: { id: read.self.appId ?? 0, slug: "quench" },
    status,
    conclusion,
    url: `${read.repository.url}/runs/${id}`,
    startedAt: read.now,
    completedAt: conclusion === null ? null : read.now,
    databaseId: id,
    own: { title, summary, text },
  };
  return {
    ...pull,
    head: { ...pull.head, checks: [...pull.head.checks.filter((one) => one.databaseId !== id), check] },
  };
}
