/** What somebody should know of a live read, beside what comes of it: lines for standard error. */
import type { Policy } from "../core/policy/schema.ts";
import { wrapped } from "../core/render/wrap.ts";
import { resolvePolicy } from "../core/policy/resolve.ts";
import { isIncident } from "../core/rules/severity.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable } from "../core/snapshot/types.ts";
import { buildCase } from "../core/verdict/case.ts";
import type { Access } from "./credentials.ts";

/** Facts that could not be read, told one by one. */
const MOST_TOLD = 5;

export interface RemarksOptions {
  /** What was done with it. */
  readonly done: "recorded" | "judged";
  /** By which it is judged. */
  readonly policy: Policy;
}

/** @returns whole sentences, as lines for a terminal. */
export function remarksOn(snapshot: Snapshot, access: Access, { done, policy }: RemarksOptions): readonly string[] {
  const labels = policy.incident.labels.map((label) => `\`${label}\``).join(" or ");
  const remarks = [
    ...(isIncident(buildCase(snapshot, policy))
      ? []
      : [`It is no incident now: it has no label ${labels}, and no such issue type. It is ${done} all the same.`]),
    ...policyRemarks(snapshot, access, done),
    ...(access.app === null ? tokenRemarks(snapshot, access) : []),
  ];
  return [...remarks.map((remark) => wrapped(remark, 0)), ...unreadRemarks(snapshot)];
}

function policyRemarks({ policy }: Snapshot, { app }: Access, done: RemarksOptions["done"]): readonly string[] {
  const state = isUnreadable(policy) ? null : resolvePolicy(policy).state;
  if (state === "in_force") return [];
  if (done === "judged") {
    return state === "absent"
      ? ["The repository has no policy: without --policy the defaults in warn mode judge."]
      : [];
  }
  if (state === null) return ["Its policy could not be read: give one to `quench evaluate` with --policy."];
  if (state === "disabled") {
    return ["Its policy says `enabled: false`: give another to `quench evaluate` with --policy."];
  }
  const less = app === null ? "" : " The App reads little where it is silent: with a token more is recorded.";
  return [
    `The repository has no policy: \`quench evaluate\` judges by the defaults in warn mode, or by --policy.${less}`,
  ];
}

function tokenRemarks({ self }: Snapshot, { viewer }: Access): readonly string[] {
  return [
    `Read as ${viewer ?? "the token's account"}, without the App's key: what Quench remembers in its own comments counts for nothing here (when the clock started, a closure that is settled, stricter dates and risks agreed before, what a sign-off saw), nor do its reactions. Set APP_ID and PRIVATE_KEY_PATH to see just what the App sees.`,
    `Comments, issues and checks of ${self.login} are taken for Quench's own; name another with --as.`,
  ];
}

function unreadRemarks(snapshot: Snapshot): readonly string[] {
  const unread = [...new Set(unreadFacts(snapshot))];
  if (unread.length === 0) return [];
  const more = unread.length > MOST_TOLD ? [`  and ${unread.length - MOST_TOLD} more`] : [];
  return ["Not read, so that whatever rests on it is unknown:", ...unread.slice(0, MOST_TOLD), ...more];
}

function unreadFacts(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if (!isUnreadable(value)) return Object.values(value).flatMap(unreadFacts);
  const permission = value.permission === undefined ? "" : ` (it takes ${value.permission})`;
  return [`  - ${wrapped(`${value.unreadable}${permission}`, 4)}`];
}
