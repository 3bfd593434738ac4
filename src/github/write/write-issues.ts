/** Issues of ours: items and entries below an incident, and what stands by itself; closing what we opened. */
import type { Write } from "../../core/plan/write.ts";
import type { GitHubClient } from "../request/client.ts";
import { Refused } from "../request/errors.ts";
import { composeBody } from "../identity.ts";
import { ensureNotice } from "./write-comments.ts";
import { ensureOnce, isMissing, listAll, repeatable, type WriteContext, type WriteResult } from "./write-context.ts";

type Of<K extends Write["kind"]> = Extract<Write, { kind: K }>;

interface OwnIssue {
  readonly id: number;
  readonly number: number;
  readonly login: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
}

/** How far back issues of ours are searched for one whose answer was lost: newest first, 100 a page. */
const SEARCHED_PAGES = 3;

const ITEM_MARKER = /<!-- quench:item:[^>\n]* -->/;

/**
 * A hardening item as a sub-issue of its incident. The plan's body ends with the item's marker; keys repeat from incident
 * to incident, so the incident is marked too.
 */
export async function ensureItem(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"create_item">,
): Promise<WriteResult> {
  const item = ITEM_MARKER.exec(write.body)?.[0] ?? `<!-- quench:item:${write.key.replace(/^item:/, "")} -->`;
  return ensureSubIssue(client, context, { ...write, assignees: [] }, item);
}

/** An entry of the ledger as a sub-issue of its incident, marked as an item is. */
export async function ensureEntry(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"create_entry">,
): Promise<WriteResult> {
  return ensureSubIssue(client, context, write, `<!-- quench:entry:${write.key} -->`);
}

/**
 * An issue made in two requests. Where a process died between them, it is found by its author, its markers and its lack
 * of a parent, and attached. One that was closed since, or that a person moved below another issue, is left alone.
 */
async function ensureSubIssue(
  client: GitHubClient,
  context: WriteContext,
  write: Omit<Of<"create_entry">, "kind" | "key">,
  marker: string,
): Promise<WriteResult> {
  const incident = `<!-- quench:incident:${write.incident.number} -->`;
  const body = [write.body.trimEnd(), write.body.includes(marker) ? null : marker, incident].filter(
    (part) => part !== null,
  );
  const { value: issue, created } = await ensureOnce(
    context,
    () =>
      findOwnIssue(
        client,
        context,
        write.labels,
        // Anyone who may write can put these markers into an older issue of ours: none is older than its incident.
        (text, number) => number > write.incident.number && text.includes(marker) && text.includes(incident),
      ),
    () => createIssue(client, context, { ...write, body: body.join("\n") }),
  );
  if (!created) {
    if (issue.state !== "open") return "skipped";
    const parent = await parentOf(client, context, issue.number);
    if (parent !== null) return "unchanged";
  }
  await attach(client, context, write.incident.number, issue);
  return "done";
}

/** An issue of our own, once per key; with `existing`, its text is brought up to date. */
export async function ensureOwnIssue(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"own_issue">,
): Promise<WriteResult> {
  const key = write.key.startsWith("own:") ? write.key : `own:${write.key}`;
  const body = composeBody(key, write.body);
  if (write.existing !== null) {
    const present = await getIssue(client, context, write.existing);
    if (present.login !== context.identity.login) return "skipped";
    if (present.title === write.title && present.body === body) return "unchanged";
    await patchIssue(client, context, write.existing, { title: write.title, body });
    return "done";
  }
  const { created } = await ensureOnce(
    context,
    () => findOwnIssue(client, context, write.labels, (text) => text.startsWith(body.slice(0, body.indexOf("\n")))),
    () => createIssue(client, context, { ...write, body }),
  );
  return created ? "done" : "unchanged";
}

/** Closes an issue that we opened; anybody else's is left alone, whatever the plan thought. */
export async function ensureOwnClosed(
  client: GitHubClient,
  context: WriteContext,
  write: Of<"close_own">,
): Promise<WriteResult> {
  const present = await getIssue(client, context, write.issue.number);
  if (present.login !== context.identity.login) return "skipped";
  if (present.state === "closed") return "unchanged";
  if (write.notice !== null) {
    await ensureNotice(client, context, { key: write.key, issue: write.issue, body: write.notice });
  }
  await patchIssue(client, context, write.issue.number, { state: "closed", state_reason: write.reason });
  return "done";
}

/** Sets fields of an issue; the same values twice are the same as once. */
export async function patchIssue(
  client: GitHubClient,
  context: WriteContext,
  number: number,
  fields: Record<string, unknown>,
): Promise<void> {
  const { owner, repo } = context;
  await repeatable(context, () =>
    client.rest("PATCH /repos/{owner}/{repo}/issues/{issue_number}", { owner, repo, issue_number: number, ...fields }),
  );
}

async function getIssue(client: GitHubClient, context: WriteContext, number: number): Promise<OwnIssue> {
  const { owner, repo } = context;
  const answer = await repeatable(context, () =>
    client.rest("GET /repos/{owner}/{repo}/issues/{issue_number}", { owner, repo, issue_number: number }),
  );
  return readIssue(answer.data);
}

/** The oldest issue of ours with such a text, among the newest few hundred. */
async function findOwnIssue(
  client: GitHubClient,
  context: WriteContext,
  labels: readonly string[],
  isMeant: (body: string, number: number) => boolean,
): Promise<OwnIssue | null> {
  const { owner, repo, identity } = context;
  const issues = await listAll(
    client,
    "GET /repos/{owner}/{repo}/issues",
    { owner, repo, creator: identity.login, state: "all", sort: "created", direction: "desc", labels: labels[0] },
    { pages: SEARCHED_PAGES },
  );
  return (
    issues
      .map((issue) => readIssue(issue))
      .filter((issue) => issue.login === identity.login && isMeant(issue.body, issue.number))
      .sort((a, b) => a.number - b.number)[0] ?? null
  );
}

async function createIssue(
  client: GitHubClient,
  context: WriteContext,
  issue: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
    readonly assignees?: readonly string[];
  },
): Promise<OwnIssue> {
  const { owner, repo } = context;
  const answer = await client.rest("POST /repos/{owner}/{repo}/issues", {
    owner,
    repo,
    title: issue.title,
    body: issue.body,
    labels: [...issue.labels],
    ...(issue.assignees === undefined || issue.assignees.length === 0 ? {} : { assignees: [...issue.assignees] }),
  });
  return readIssue(answer.data);
}

/** The number of an issue's parent, or null. */
async function parentOf(client: GitHubClient, context: WriteContext, number: number): Promise<number | null> {
  const { owner, repo } = context;
  try {
    const answer = await repeatable(context, () =>
      client.rest("GET /repos/{owner}/{repo}/issues/{issue_number}/parent", { owner, repo, issue_number: number }),
    );
    return (answer.data as { number: number }).number;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Repeating is safe: a sub-issue has one parent, and GitHub refuses the same one twice with 422. */
async function attach(client: GitHubClient, context: WriteContext, incident: number, item: OwnIssue): Promise<void> {
  const { owner, repo } = context;
  try {
    await repeatable(context, () =>
      client.rest("POST /repos/{owner}/{repo}/issues/{issue_number}/sub_issues", {
        owner,
        repo,
        issue_number: incident,
        sub_issue_id: item.id,
      }),
    );
  } catch (error) {
    if (error instanceof Refused && error.status === 422 && (await parentOf(client, context, item.number)) === incident)
      return;
    throw error;
  }
}

function readIssue(data: unknown): OwnIssue {
  const { id, number, title, body, state, user } = data as {
    id: number;
    number: number;
    title: string;
    body?: string | null;
    state: string;
    user?: { login?: string } | null;
  };
  return { id, number, title, body: body ?? "", state, login: user?.login ?? "" };
}
