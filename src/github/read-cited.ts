/** What a whole incident cites: walks its issues' bodies and comments as they were answered. */
import type { Policy } from "../core/policy/schema.ts";
import type { Identity } from "./identity.ts";
import { citedInBody, citedInComment, speaksToUs } from "./cited.ts";
import { present } from "./problems.ts";
import type { Raw, RawActor, RawIssue } from "./raw.ts";
import { isUs, toActor } from "./read-actors.ts";

export interface CitedByIssue {
  readonly urls: readonly string[];
  /** Links that a command on this issue calls an implementation. */
  readonly implementations: readonly string[];
  readonly logins: readonly string[];
}

/** Comments as far as they were read; where some are missing, the snapshot says so in its own place. */
export function citedByIssue(raw: RawIssue, identity: Identity, policy: Policy): CitedByIssue {
  const urls: string[] = [];
  const implementations: string[] = [];
  const logins: string[] = [];
  const add = (actor: Raw<RawActor>): void => {
    const who = toActor(actor);
    if (who.kind === "user") logins.push(who.login);
  };
  const body = citedInBody(typeof raw.body === "string" ? raw.body : "", policy);
  urls.push(...body.urls);
  logins.push(...body.logins);
  add(raw.author);
  add(raw.editor);
  for (const assignee of present(raw.assignees)?.nodes ?? []) add(assignee);
  for (const entry of present(raw.comments)?.nodes ?? []) {
    const comment = present(entry);
    if (comment === null || typeof comment.body !== "string") continue;
    // Our own texts quote commands. Under a person's token we share an account, and only the marker tells us apart.
    if (isUs(toActor(comment.author), identity) && comment.body.startsWith("<!-- quench:")) continue;
    if (!speaksToUs(comment.body)) continue;
    const cited = citedInComment(comment.body);
    urls.push(...cited.urls);
    implementations.push(...cited.implementations);
    logins.push(...cited.logins);
    add(comment.author);
  }
  // Who closed, reopened or relabelled it: some of that takes a right (R-C3).
  for (const entry of present(raw.events)?.nodes ?? []) {
    const event = present(entry);
    if (event !== null && /^(?:Closed|Reopened|Labeled|Unlabeled)Event$/.test(event.__typename)) add(event.actor);
  }
  return { urls, implementations, logins };
}
