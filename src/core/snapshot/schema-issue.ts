/** Issues of a snapshot: the incident, its items, the ledger's entries; their comments and timeline. */
import * as z from "zod";
import { actor, group, instant, list, made, madeNumber, orNull, readable } from "./schema-facts.ts";

const memory = z.discriminatedUnion("state", [
  group({ state: z.literal("none") }),
  group({ state: z.literal("void"), why: z.string() }),
  group({ state: z.literal("valid"), data: z.unknown(), former: z.literal(true).optional() }),
  group({
    state: z.literal("moved"),
    data: z.unknown(),
    from: group({ nodeId: z.string(), repository: z.string(), number: z.int() }),
    proven: z.boolean(),
  }),
]);

const ownMark = group({
  key: z.string(),
  memory: memory.prefault({ state: "none" }),
  lastEditorIsUs: z.boolean().default(false),
}).meta({ description: "Only for a comment of Quench's own: what it is, and what it remembers." });

const comment = group({
  nodeId: made("the id"),
  databaseId: madeNumber("the comment's place in the snapshot"),
  url: made("the issue's address and the id"),
  author: actor,
  body: z.string(),
  createdAt: instant,
  lastEditedAt: orNull(instant).meta({ description: "Left out: never edited." }),
  editor: orNull(actor),
  ownReactions: z.array(z.string()).default([]),
  own: orNull(ownMark),
  peer: group({ key: z.string(), kind: z.enum(["app", "action"]) })
    .optional()
    .meta({ description: "Only for a comment of another instance of Quench: what it is, and whether it has a key." }),
}).meta({ id: "Comment" });

const closer = z.discriminatedUnion("kind", [
  group({ kind: z.literal("pull_request"), url: z.string(), number: z.int(), repository: z.string() }),
  group({ kind: z.literal("commit"), url: z.string(), sha: z.string() }),
  group({ kind: z.literal("project"), title: z.string().nullable() }),
  group({ kind: z.literal("direct") }),
]);

const closeReason = z.enum(["completed", "not_planned", "duplicate"]);

const event = { id: made("the event's place on the timeline"), at: instant, actor };

const timelineEvent = z.discriminatedUnion("kind", [
  group({
    kind: z.literal("closed"),
    ...event,
    reason: closeReason.default("completed"),
    closer: closer.prefault({ kind: "direct" }),
  }),
  group({ kind: z.literal("reopened"), ...event }),
  group({ kind: z.enum(["labeled", "unlabeled"]), ...event, label: z.string() }),
  group({ kind: z.enum(["assigned", "unassigned"]), ...event, assignee: z.string() }),
  group({ kind: z.literal("sub_issue_removed"), ...event, subIssue: orNull(z.string()) }),
]);

const pullLink = group({
  pull: z.string().meta({ description: "Key into `pulls`: `owner/name#number`." }),
  kind: z.enum(["closing_keyword", "development", "body_line", "command", "mentioned"]).meta({
    description: "How it came to be linked; `mentioned` is only a suggestion.",
  }),
});

const blocker = group({ number: z.int(), url: z.string() });

export const issue = group({
  nodeId: made("the number"),
  databaseId: madeNumber("the number"),
  number: z.int().positive("write an issue's number, from 1"),
  url: made("the repository's address and the number"),
  title: made("the number"),
  body: z.string().default("").meta({ description: "Markdown as the issue form writes it: `### Severity`, …" }),
  author: actor,
  openedByUs: z.boolean().default(false),
  parentless: z.boolean().optional(),
  byReference: z.literal(true).optional(),
  through: z
    .array(group({ number: z.int(), by: actor }))
    .optional()
    .meta({ description: "Came with incidents closed as duplicates of this one; the nearest to it first." }),
  duplicateOf: group({ repository: z.string(), number: z.int() })
    .optional()
    .meta({ description: "The issue of which this one was closed as a duplicate." }),
  state: z.enum(["open", "closed"]).default("open"),
  stateReason: orNull(closeReason).meta({
    description: "Left out of a closed issue: the last close's, else completed.",
  }),
  createdAt: instant,
  closedAt: orNull(instant).meta({ description: "Left out of a closed issue: when the timeline says." }),
  lastEditedAt: orNull(instant).meta({ description: "Left out: never edited." }),
  editor: orNull(actor),
  labels: z.array(z.string()).default([]),
  type: readable(z.string().nullable()).prefault(null),
  assignees: z.array(actor).default([]).meta({ description: "The sole assignee owns the item." }),
  locked: z.boolean().default(false),
  comments: list(comment),
  events: list(timelineEvent),
  links: list(pullLink),
  blockedBy: readable(z.array(blocker)).optional(),
}).meta({ id: "Issue" });
