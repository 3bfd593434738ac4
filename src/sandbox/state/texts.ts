/**
 * Titles and bodies: limits and edit history. Limits: 422 "Body is too long (maximum is 65536 characters)" (public
 * threads: suzuki-shunsuke/github-comment#125, telia-oss/github-pr-resource#259); titles up to 256 characters.
 * Editing: GraphQL schema `Comment.lastEditedAt`, `editor`, `userContentEdits`.
 */
import { actorOf, type Box, identify, invalid, keep } from "./box.ts";
import type { Caller } from "./contract.ts";
import { PREFIX } from "./ids.ts";
import type { Edit } from "./model.ts";

const MOST_CHARACTERS = 65_536;
const LONGEST_TITLE = 256;

/** Characters, not UTF-16 units; long texts are counted only where it matters. */
const isLongerThan = (text: string, most: number): boolean => text.length > most && [...text].length > most;

/** 422 for a body beyond GitHub's limit. */
export const needBodyWithin = (
  resource: "Issue" | "PullRequest" | "IssueComment",
  body: string | null | undefined,
): void => {
  if (body === null || body === undefined || !isLongerThan(body, MOST_CHARACTERS)) return;
  throw resource === "IssueComment"
    ? invalid(resource, "data", "unprocessable", {
        message: `Body is too long (maximum is ${MOST_CHARACTERS} characters)`,
      })
    : invalid(resource, "body", "custom", { message: `body is too long (maximum is ${MOST_CHARACTERS} characters)` });
};

/** 422 for a missing, blank or overlong title. */
export const needTitle = (resource: "Issue" | "PullRequest", title: unknown): string => {
  if (typeof title !== "string" || title.trim() === "") throw invalid(resource, "title", "missing_field");
  if (isLongerThan(title, LONGEST_TITLE)) {
    throw invalid(resource, "title", "custom", {
      message: `title is too long (maximum is ${LONGEST_TITLE} characters)`,
    });
  }
  return title;
};

interface Editable {
  body: string | null;
  authorId: number;
  createdAt: string;
  updatedAt: string;
  lastEditedAt: string | null;
  editorId: number | null;
  edits: Edit[];
}

/**
 * Changes a body and keeps its history: the first edit also files the original text, as `userContentEdits` lists it.
 * @returns the former text, or null where nothing changed
 */
export const editBody = (box: Box, caller: Caller, text: Editable, body: string | null): { from: string } | null => {
  const from = text.body ?? "";
  if (from === (body ?? "")) return null;
  const editorId = actorOf(caller).id;
  const now = box.clock.iso();
  const file = (edit: Omit<Edit, "nodeId">): void => {
    text.edits.push(keep(box, { nodeId: identify(box, PREFIX.edit).nodeId, ...edit }));
  };
  if (text.edits.length === 0) file({ editorId: text.authorId, editedAt: text.createdAt, text: from });
  file({ editorId, editedAt: now, text: body ?? "" });
  text.body = body;
  text.editorId = editorId;
  text.lastEditedAt = now;
  text.updatedAt = now;
  return { from };
};
