/** What a whole incident cites: walks its issues' bodies and comments as they were answered. */
import type { Policy } from "../../core/policy/schema.ts";
import type { Identity } from "../identity.ts";
import { citedInBody, citedInComment, speaksToUs } from "./cited.ts";
import { present } from "../request/problems.ts";
import type { Raw, RawActor, RawComment, RawIssue } from "../raw.ts";
import { isUs, toActor } from "../people/read-actors.ts";

export interface CitedByIssue {
  readonly urls: readonly string[];
  /** Links that a command on this issue calls an implementation. */
  readonly implementations: readonly string[];
  readonly logins: readonly string[];
}

/** Whether somebody has no say here at all. What outsiders cite is never looked up: it could be made to fail. */
export type IsOutsider = (login: string) => boolean;

/** People whose rights matter for what the issue says, whatever their comments name. */
export function speakersOf(raw: RawIssue, identity: Identity, policy: Policy): readonly string[] {
  const logins = [...citedInBody(bodyOf(raw), policy).logins];
  const add = (actor: Raw<RawActor>): void => {
    const who = toActor(actor);
    if (who.kind === "user") logins.push(who.login);
  };
  add(raw.author);
  add(raw.editor);
  for (const assignee of present(raw.assignees)?.nodes ?? []) add(assignee);
  for (const { author } of commandsOf(raw, identity)) add(author);
  // Who closed, reopened or relabelled it: some of that takes a right (R-C3).
  for (const entry of present(raw.events)?.nodes ?? []) {
    const event = present(entry);
    if (event !== null && /^(?:Closed|Reopened|Labeled|Unlabeled)Event$/.test(event.__typename)) add(event.actor);
  }
  return logins;
}

/** What the issue's body and its insiders' commands cite; where comments are missing, the snapshot says so itself. */
export function citedByIssue(raw: RawIssue, identity: Identity, policy: Policy, isOutsider: IsOutsider): CitedByIssue {
  const urls = [...citedInBody(bodyOf(raw), policy).urls];
  const implementations: string[] = [];
  const logins: string[] = [];
  for (const { author, body, reactionGroups } of commandsOf(raw, identity)) {
    const who = toActor(author);
    // What we took once counts on after whoever said it has left (R-H4).
    if (who.kind !== "user" || (isOutsider(who.login) && !isTaken(reactionGroups))) continue;
    const cited = citedInComment(body);
    urls.push(...cited.urls);
    implementations.push(...cited.implementations);
    logins.push(...cited.logins);
  }
  return { urls, implementations, logins };
}

/** Whether we left the reaction of an accepted command. */
function isTaken(groups: RawComment["reactionGroups"]): boolean {
  const read = present(groups) ?? [];
  return read.some(({ content, viewerHasReacted }) => content === "THUMBS_UP" && viewerHasReacted);
}

function bodyOf(raw: RawIssue): string {
  return typeof raw.body === "string" ? raw.body : "";
}

/** Comments that speak to us, as far as they were read. */
function commandsOf(raw: RawIssue, identity: Identity): readonly RawComment[] {
  return (present(raw.comments)?.nodes ?? []).flatMap((entry) => {
    const comment = present(entry);
    if (comment === null || typeof comment.body !== "string") return [];
    // Our own texts quote commands. Under a person's token we share an account, and only the marker tells us apart.
    if (isUs(toActor(comment.author), identity) && comment.body.startsWith("<!-- quench:")) return [];
    return speaksToUs(comment.body) ? [comment] : [];
  });
}
