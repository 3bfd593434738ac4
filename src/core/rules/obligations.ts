/** B. What an item promised, and who may weaken it (R-B5): due date, risk reduction and failure class. */
import type { Heard } from "../commands/hear.ts";
import { said, type Spoken, undecided } from "../commands/said.ts";
import type { ItemFields } from "../forms/fields.ts";
import { RISK_REDUCTIONS, type RiskReduction } from "../forms/vocabulary.ts";
import { codeSpan } from "../markdown.ts";
import { actorMayOverride, mayOverride, OVERRIDERS, sameLogin } from "../people.ts";
import type { Obligation, TrackerMemory } from "../plan/write.ts";
import type { Policy } from "../policy/schema.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { formatDay } from "../time.ts";
import type { CommandName } from "../commands/types.ts";

/** What an item's obligations are read from. */
export interface Promised {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly memory: TrackerMemory;
  readonly issue: Issue;
  readonly fields: ItemFields;
  readonly heard: readonly Heard[];
  readonly owner: string | null;
  readonly verifier: string | null;
}

/** A weakening that does not count, or not yet: the stricter former value holds. */
export interface Weakening {
  readonly what: "due date" | "risk reduction" | "failure class";
  /** The value that holds, and the one that was asked for, as people read them. */
  readonly holds: string;
  readonly asked: string;
  /** Who asked for it. */
  readonly by: string;
  readonly url: string;
  /** The command by which it can be confirmed; null where only the form says it. */
  readonly command: string | null;
  /** Logins or descriptions of who can confirm it. */
  readonly confirm: readonly string[];
}

/** What an item owes now. */
export interface ObligationStanding extends Obligation {
  readonly riskReduction: RiskReduction | null;
  readonly weakenings: readonly Weakening[];
  /** What could not be read and might change one of them. */
  readonly unread: readonly Unreadable[];
  /** Keys of the commands whose weakening counted, to be remembered: what somebody might say once stays said. */
  readonly counted: readonly string[];
}

type Right = boolean | null;
type Said = Spoken<CommandName>;

/** The key under which a weakening that counted is remembered; an edit makes it another one. */
export function weakeningKey({ comment, at }: Said): string {
  return `${comment}@${at}`;
}

/**
 * R-B5: whether a command that weakens counts: said by the override right, or by owner and verifier both. Null where
 * that could not be read.
 *
 * @param same the commands that say the same, itself among them.
 */
export function mayWeaken(
  {
    snapshot,
    policy,
    memory,
    owner,
    verifier,
  }: Pick<Promised, "snapshot" | "policy" | "memory" | "owner" | "verifier">,
  one: Said,
  same: readonly Said[],
): Right {
  if (memory.weakenings?.includes(weakeningKey(one)) === true) return true;
  const right = mayOverride(snapshot, policy, one.by);
  const by = (login: string | null): boolean => login !== null && same.some((other) => sameLogin(other.by, login));
  const two = owner !== null && verifier !== null && !sameLogin(owner, verifier);
  return two && by(owner) && by(verifier) ? true : right;
}

/** Who can still confirm what somebody asked for: the other one of owner and verifier, and the override right. */
export function confirmers(by: string, owner: string | null, verifier: string | null): readonly string[] {
  if (owner === null || verifier === null || sameLogin(owner, verifier)) return [OVERRIDERS];
  if (sameLogin(by, owner)) return [verifier, OVERRIDERS];
  return sameLogin(by, verifier) ? [owner, OVERRIDERS] : [OVERRIDERS];
}

/** What an item owes: its form and its commands, and what was accepted before where they are weaker without the right. */
export function obligationOf(promise: Promised): ObligationStanding {
  const { fields, memory, issue } = promise;
  const former = memory.obligations?.[issue.nodeId] ?? { due: null, riskReduction: null, failureClass: null };
  const due = dueOf(promise, former.due);
  const risk = held(promise, "risk reduction", fields.riskReduction, former.riskReduction, isLower);
  const classOf = held(promise, "failure class", fields.failureClass, former.failureClass, isAnother);
  return {
    due: due.value,
    riskReduction: risk.value,
    failureClass: classOf.value,
    weakenings: [...due.weakenings, ...risk.weakenings, ...classOf.weakenings],
    unread: [...due.unread, ...risk.unread, ...classOf.unread],
    counted: due.counted,
  };
}

interface Folded<T> {
  readonly value: T;
  readonly weakenings: readonly Weakening[];
  readonly unread: readonly Unreadable[];
}

/** A date and who set it last, with the right to set a later one or without. */
interface DueSource {
  readonly date: string | null;
  readonly right: Right;
  readonly by: string;
  readonly url: string;
  readonly command: string | null;
}

/** Folds the accepted `due` commands over the form's date, and holds the result against what was accepted before. */
function dueOf(
  promise: Promised,
  former: string | null,
): Folded<string | null> & { readonly counted: readonly string[] } {
  const { issue, fields, heard } = promise;
  let source: DueSource = { ...editorOf(promise), date: fields.due, command: null };
  let refused: DueSource | null = null;
  const counted: string[] = [];
  const byDate = new Map<string, Said[]>();
  for (const one of said(heard, "due")) {
    const { date } = one.command;
    const same = byDate.get(date) ?? [];
    same.push(one);
    byDate.set(date, same);
    const asked = { date, right: mayWeaken(promise, one, same), by: one.by, url: one.url, command: `due ${date}` };
    const later = isLater(date, source.date);
    if (later && asked.right === true) counted.push(weakeningKey(one));
    if (later && asked.right !== true) refused = asked;
    else source = asked;
  }
  let value = source.date;
  if (isLater(source.date, former) && source.right !== true) {
    value = former;
    refused = source;
  }
  const unread = [...(isUnreadable(issue.comments) ? [issue.comments] : []), ...undecided(heard, "due")];
  // A refusal that a later word made moot is no matter any more.
  const last = refused;
  if (last === null || value === null || !isLater(last.date, value)) return { value, weakenings: [], unread, counted };
  if (last.right === null) return { value, weakenings: [], unread: [...unread, unreadRight(last.by)], counted };
  const weakening: Weakening = {
    what: "due date",
    holds: formatDay(value),
    asked: last.date === null ? "none" : formatDay(last.date),
    by: last.by,
    url: last.url,
    command: last.command ?? (last.date === null ? null : `due ${last.date}`),
    confirm: last.command === null ? [OVERRIDERS] : confirmers(last.by, promise.owner, promise.verifier),
  };
  return { value, weakenings: [weakening], unread, counted };
}

/** No date at all is later than any. */
function isLater(date: string | null, than: string | null): boolean {
  return than !== null && (date === null || date > than);
}

/** What only the form says: a weaker value counts where whoever edited the body last has the override right. */
function held<T extends string>(
  promise: Promised,
  what: Weakening["what"],
  now: T | null,
  former: T | null,
  isWeaker: (now: T | null, former: T) => boolean,
): Folded<T | null> {
  if (former === null || !isWeaker(now, former)) return { value: now, weakenings: [], unread: [] };
  const { right, by, url } = editorOf(promise);
  if (right === true) return { value: now, weakenings: [], unread: [] };
  if (right === null) return { value: former, weakenings: [], unread: [unreadRight(by)] };
  const weakening: Weakening = {
    what,
    holds: codeSpan(former, 100),
    asked: now === null ? "none" : codeSpan(now, 100),
    by,
    url,
    command: null,
    confirm: [OVERRIDERS],
  };
  return { value: former, weakenings: [weakening], unread: [] };
}

function isLower(now: RiskReduction | null, former: RiskReduction): boolean {
  return now === null || RISK_REDUCTIONS.indexOf(now) > RISK_REDUCTIONS.indexOf(former);
}

function isAnother(now: string | null, former: string): boolean {
  return now?.toLowerCase() !== former.toLowerCase();
}

/** Who wrote the form as it stands, and whether they may weaken what it said before. */
function editorOf({ snapshot, policy, issue }: Promised): { right: Right; by: string; url: string } {
  const editor = issue.editor ?? issue.author;
  return { right: actorMayOverride(snapshot, policy, editor), by: editor.login, url: issue.url };
}

function unreadRight(by: string): Unreadable {
  return { unreadable: `whether ${by} may weaken an obligation could not be read` };
}
