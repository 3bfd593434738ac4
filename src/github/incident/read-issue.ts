/** An issue as it was answered → as the snapshot holds it. */
import type { CloseReason, Closer, Comment, Issue, PullLink, TimelineEvent } from "../../core/snapshot/issue.ts";
import type { Readable } from "../../core/snapshot/types.ts";
import { sameActor } from "../../core/people.ts";
import { createSigner, type Identity, readPeer, recognize, type Signer } from "../identity.ts";
import { entries, isProblem, listOf, mayPass, present, problemIn, unreadable } from "../request/problems.ts";
import type { PageKind } from "../queries/more.ts";
import type { Raw, RawComment, RawEvent, RawIssue } from "../raw.ts";
import { isUs, loginOf, toActor } from "../people/read-actors.ts";
import { duplicateOf } from "./read-duplicates.ts";
import type { RestFacts } from "./read-types.ts";
import { Unavailable } from "../request/errors.ts";

/** GraphQL's names of the reactions → REST's, which the writes use. */
const REACTIONS: Readonly<Record<string, string>> = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
};

const REASONS: Readonly<Record<string, CloseReason>> = {
  COMPLETED: "completed",
  NOT_PLANNED: "not_planned",
  DUPLICATE: "duplicate",
};

/** The parts of an issue that may be unread one by one; a problem elsewhere leaves no issue at all. */
const PARTS = new Set(["labels", "assignees", "comments", "events", "closers", "developed", "references", "subIssues"]);

export interface IssueSources {
  readonly identity: Identity;
  /** What REST alone says of it. */
  readonly facts: RestFacts;
  readonly byReference: boolean;
  readonly links: Readable<readonly PullLink[]>;
  /** Set where it came over a duplicate of the incident. */
  readonly through?: NonNullable<Issue["through"]> | undefined;
}

/** The database id: ids have outgrown 32 bits, so the text form leads where there is one. */
export function databaseIdOf(raw: { fullDatabaseId?: string | null; databaseId?: number | null }): number {
  return Number(raw.fullDatabaseId ?? raw.databaseId ?? 0);
}

/** @throws {Unavailable} where the issue's own fields, labels or assignees were not read whole. */
export function toIssue(raw: RawIssue, sources: IssueSources): Issue {
  const problem = problemIn(Object.entries(raw).filter(([name]) => !PARTS.has(name)));
  if (problem !== null) throw new Unavailable(`issue #${raw.number}`, 200, problem.problem);
  const author = toActor(raw.author);
  const signer = createSigner(sources.identity.key, sources.identity.formerKeys);
  return {
    nodeId: raw.id,
    databaseId: databaseIdOf(raw),
    number: raw.number,
    url: raw.url,
    title: raw.title,
    body: raw.body,
    author,
    openedByUs: isUs(author, sources.identity),
    ...(sources.byReference ? { byReference: true } : {}),
    state: raw.state === "CLOSED" ? "closed" : "open",
    stateReason: raw.state === "CLOSED" ? reasonOf(raw.stateReason) : null,
    createdAt: raw.createdAt,
    closedAt: raw.closedAt,
    lastEditedAt: raw.lastEditedAt,
    editor: raw.lastEditedAt === null ? null : toActor(raw.editor),
    labels: needed(
      raw,
      listOf(raw.labels, "labels", (label) => label.name),
    ),
    type: sources.facts.type,
    assignees: needed(
      raw,
      listOf(raw.assignees, "assignees", (assignee) => toActor(assignee)),
    ),
    locked: raw.locked,
    ...survivorOf(raw),
    ...(sources.through === undefined ? {} : { through: sources.through }),
    comments: listOf(raw.comments, "comments", (comment) => toComment(comment, raw.id, sources.identity, signer)),
    events: toEvents(raw),
    links: sources.links,
    ...(sources.facts.blockedBy === undefined ? {} : { blockedBy: sources.facts.blockedBy }),
  };
}

function survivorOf(raw: RawIssue): Pick<Issue, "duplicateOf"> {
  const canonical = duplicateOf(raw);
  if (canonical === null) return {};
  return { duplicateOf: { repository: canonical.repository.nameWithOwner, number: canonical.number } };
}

function needed<T>(raw: RawIssue, part: Readable<readonly T[]>): readonly T[] {
  if ("unreadable" in part) throw new Unavailable(`issue #${raw.number}`, 200, part.unreadable);
  return part;
}

/** An issue closed before GitHub knew reasons has none: it was completed. */
function reasonOf(reason: string | null | undefined): CloseReason {
  return REASONS[reason ?? ""] ?? "completed";
}

function toComment(raw: RawComment, issueNodeId: string, identity: Identity, signer: Signer | null): Comment {
  const author = toActor(raw.author);
  const editor = raw.lastEditedAt === null ? null : toActor(raw.editor);
  const { own, body } = recognize(raw.body, {
    ours: isUs(author, identity),
    editorIsUs: editor === null || isUs(editor, identity),
    issueNodeId,
    signer,
  });
  const reactions = present(raw.reactionGroups) ?? [];
  // A bot is one by GitHub's word, and only what it wrote itself speaks for it: anybody may type or edit in a marker.
  const byItself = present(raw.author)?.__typename === "Bot" && (editor === null || sameActor(editor, author));
  const peer = byItself && !isUs(author, identity) ? readPeer(raw.body, author.login) : null;
  return {
    nodeId: raw.id,
    databaseId: databaseIdOf(raw),
    url: raw.url,
    author,
    body,
    createdAt: raw.createdAt,
    lastEditedAt: raw.lastEditedAt,
    editor,
    ownReactions: reactions
      .filter((group) => group.viewerHasReacted)
      .map(({ content }) => REACTIONS[content] ?? content),
    own,
    ...(peer === null ? {} : { peer }),
  };
}

function toEvents(raw: RawIssue): Readable<readonly TimelineEvent[]> {
  const read = entries(raw.events, "events");
  if ("unreadable" in read) return read;
  // A closer that we may not see (a project, a private repository) is a fact about it; the close itself is known. So is
  // a removed sub-issue that we may not see; one that merely could not be read may have been an item.
  const problem = problemIn(
    read.map(({ subIssue, ...event }) => {
      const lost = isProblem(subIssue) && mayPass(subIssue) ? subIssue : null;
      return { ...event, closer: null, assignee: null, canonical: null, duplicate: null, subIssue: lost };
    }),
  );
  if (problem !== null) return unreadable(problem, "events");
  return read.flatMap((event) => toEvent(event)).sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
}

function toEvent(raw: RawEvent): readonly TimelineEvent[] {
  const base = { id: raw.id, at: raw.createdAt, actor: toActor(raw.actor) };
  switch (raw.__typename) {
    case "ClosedEvent":
      return [{ kind: "closed", ...base, reason: reasonOf(raw.stateReason), closer: toCloser(raw.closer) }];
    case "ReopenedEvent":
      return [{ kind: "reopened", ...base }];
    case "LabeledEvent":
    case "UnlabeledEvent":
      return [
        { kind: raw.__typename === "LabeledEvent" ? "labeled" : "unlabeled", ...base, label: raw.label?.name ?? "" },
      ];
    case "AssignedEvent":
    case "UnassignedEvent": {
      const kind = raw.__typename === "AssignedEvent" ? "assigned" : "unassigned";
      const assignee = present(raw.assignee);
      const login = assignee === null ? "ghost" : loginOf({ __typename: "", ...assignee });
      return [{ kind, ...base, assignee: login }];
    }
    case "SubIssueRemovedEvent":
      return [{ kind: "sub_issue_removed", ...base, subIssue: present(raw.subIssue)?.id ?? null }];
    default:
      return [];
  }
}

function toCloser(raw: RawEvent["closer"]): Closer {
  const closer = present(raw);
  if (closer === null) return isProblem(raw) ? { kind: "project", title: null } : { kind: "direct" };
  switch (closer.__typename) {
    case "PullRequest":
      return {
        kind: "pull_request",
        url: closer.url,
        number: closer.number,
        repository: closer.repository.nameWithOwner,
      };
    case "Commit":
      return { kind: "commit", url: closer.url, sha: closer.oid };
    case "ProjectV2":
      return { kind: "project", title: closer.title };
  }
}

/** Which lists of an issue may go on, for reading them to their end; only what refers to the incident may be an issue. */
export function listsOf(raw: RawIssue, of: "incident" | "item") {
  const own = (kind: Exclude<PageKind, "references" | "itemReferences"> & keyof RawIssue) => ({
    kind,
    holder: raw.id,
    list: raw[kind] as Raw<never>,
  });
  return [
    own("labels"),
    own("assignees"),
    own("comments"),
    own("events"),
    own("closers"),
    own("developed"),
    {
      kind: of === "incident" ? ("references" as const) : ("itemReferences" as const),
      holder: raw.id,
      list: raw.references as Raw<never>,
    },
  ];
}
