/**
 * The case: the snapshot put in the rulebook's terms, once, so that rules read facts instead of parsing text.
 *
 * Built from a snapshot and the policy in force by pure functions; `evaluate` and `plan` both start from it.
 */
import { type Heard, hear, ownerToCome } from "../commands/hear.ts";
import { behavioral } from "../evidence/behavior.ts";
import { evidenceOfPull, type LinkedPulls, linkedPulls } from "../evidence/pull-request.ts";
import { acknowledgements, digestOf, signOffs } from "../evidence/sign-off.ts";
import type { Evidence } from "../evidence/types.ts";
import { type IncidentFields, type ItemFields, readIncidentForm, readItemForm } from "../forms/values.ts";
import type { BehaviorStyle } from "../forms/vocabulary.ts";
import { isOutsider, sameLogin } from "../people.ts";
import type { TrackerMemory } from "../plan/write.ts";
import type { Policy } from "../policy/schema.ts";
import { STYLE_OF_FINDING } from "../rules/finding.ts";
import { byNumber, type Instant, isUnreadable, type Issue, type Snapshot, type Unreadable } from "../snapshot/types.ts";
import { addMs, DAY, maxInstant } from "../time.ts";
import { memoryOf } from "./memory.ts";

/** One hardening item with everything that was found for it. */
export interface ItemCase {
  readonly issue: Issue;
  readonly fields: ItemFields;
  readonly heard: readonly Heard[];
  /** R-B2: the sole assignee; null where none or several. */
  readonly owner: string | null;
  /** False where nobody can say whether a command named another owner since (R-V1). */
  readonly ownerIsSure: boolean;
  readonly verifier: string | null;
  readonly operator: string | null;
  readonly due: string | null;
  readonly style: BehaviorStyle | null;
  readonly pulls: LinkedPulls;
  readonly evidence: readonly Evidence[];
  /** What could not be read while looking for this item's evidence, by what it would have shown. */
  readonly unread: {
    readonly implementation: readonly Unreadable[];
    readonly behavior: readonly Unreadable[];
    readonly ownership: readonly Unreadable[];
  };
  /** What a sign-off given now would see. */
  readonly digest: string;
}

export interface Case {
  readonly snapshot: Snapshot;
  readonly policy: Policy;
  readonly form: IncidentFields;
  readonly memory: TrackerMemory;
  /** When the incident began (R-H2): *Started at*, at most 14 days before the issue was opened, else its opening. */
  readonly began: Instant;
  readonly items: readonly ItemCase[];
  /** Why the items could not be read; null when they were. */
  readonly itemsUnread: Unreadable | null;
  /** Commands said on the incident itself. */
  readonly heard: readonly Heard[];
  /** Evidence of pull requests linked to the incident alone: it earns the incident's rows, never an item's (R-H1). */
  readonly evidence: readonly Evidence[];
  readonly pulls: LinkedPulls;
}

const NONE: LinkedPulls = { counted: [], open: [], refused: [], suggested: [], unreadable: [] };

/** Puts a snapshot in the rulebook's terms. */
export function buildCase(snapshot: Snapshot, policy: Policy): Case {
  const form = readIncidentForm(snapshot.incident.body, policy);
  const memory = memoryOf(snapshot);
  const { incident } = snapshot;
  const began = beganAt(form.startedAt, incident.createdAt);
  const belonging = isUnreadable(snapshot.items) ? [] : snapshot.items.filter((issue) => isWelcome(snapshot, issue));
  const readable = [...belonging].sort(byNumber);
  const items = readable.map((issue) => buildItem(snapshot, policy, memory, began, issue));
  const owners = [...new Set(items.flatMap((item) => (item.owner === null ? [] : [item.owner])))];
  const seed = { owner: null, verifier: null, operator: null, since: incident.createdAt };
  const heard = hear(snapshot, policy, incident, seed, owners);
  const pulls = pullsOf(snapshot, incident, heard, began);
  return {
    snapshot,
    policy,
    form,
    memory,
    began,
    items,
    itemsUnread: isUnreadable(snapshot.items) ? snapshot.items : null,
    heard,
    evidence: [
      ...pulls.counted.flatMap((pull) => evidenceOfPull(pull, null, snapshot, policy).found),
      ...acknowledgements(heard, null, null),
    ],
    pulls,
  };
}

/** How long before its issue was opened an incident may have begun: a typed date cannot make years of old work count. */
const LONGEST_BACKDATING_MS = 14 * DAY;

function beganAt(started: Instant | null, opened: Instant): Instant {
  if (started === null || started >= opened) return opened;
  return maxInstant(started, addMs(opened, -LONGEST_BACKDATING_MS)) ?? opened;
}

/** Anybody can open an issue that names an incident; only a collaborator's is an item of it. Unknown keeps its place. */
function isWelcome(snapshot: Snapshot, { byReference, openedByUs, author }: Issue): boolean {
  return byReference !== true || openedByUs || !isOutsider(snapshot, author.login);
}

function buildItem(snapshot: Snapshot, policy: Policy, memory: TrackerMemory, began: Instant, issue: Issue): ItemCase {
  const fields = readItemForm(issue.body, policy);
  const assignee = issue.assignees.length === 1 ? (issue.assignees[0]?.login ?? null) : null;
  const since = issue.lastEditedAt ?? issue.createdAt;
  const writer = (issue.editor ?? issue.author).login;
  // Nobody names themselves verifier: a body last written by the very person it names does not count (table N).
  const formVerifier = fields.verifier !== null && !sameLogin(fields.verifier, writer) ? fields.verifier : null;
  const seed = { owner: assignee, verifier: formVerifier, operator: fields.operator, since };
  const heard = hear(snapshot, policy, issue, seed, []);
  const owner = ownerToCome(heard) ?? assignee;
  const verifier = lastNamed(heard, "verifier") ?? formVerifier;
  const operator = lastNamed(heard, "operator") ?? fields.operator;
  const style = fields.findingType === null ? null : STYLE_OF_FINDING[fields.findingType];

  const pulls = pullsOf(snapshot, issue, heard, began);
  const shown = pulls.counted.map((pull) => evidenceOfPull(pull, issue.number, snapshot, policy));
  const behavior = behavioral(snapshot, issue.number, heard, style, pulls.counted);
  const counted = behavior.found.filter((evidence) => evidence.strength === 2);
  const signing = {
    item: issue.number,
    heard,
    verifier,
    owner,
    ownerSince: ownerSince(snapshot, issue, owner, heard),
    implementing: pulls.counted,
    behavioral: counted,
    unseen: [
      ...pulls.unreadable,
      ...behavior.unreadable,
      ...undecided(heard, linksPull),
      ...unsettled(heard, "verifier"),
      ...unsettled(heard, "owner"),
      ...(isUnreadable(issue.events) ? [issue.events] : []),
    ],
    seen: memory.signOffs,
  };
  const signed = signOffs(snapshot, signing);
  // Whoever acknowledged may not be the operator any more.
  const sure = unsettled(heard, "operator").length === 0;
  const unheard = isUnreadable(issue.comments) ? [issue.comments] : [];
  return {
    issue,
    fields,
    heard,
    owner,
    ownerIsSure: unsettled(heard, "owner").length === 0,
    verifier,
    operator,
    due: lastDue(heard) ?? fields.due,
    style,
    pulls,
    evidence: [
      ...shown.flatMap((one) => one.found),
      ...behavior.found,
      ...acknowledgements(heard, issue.number, sure ? operator : null),
      ...signed.found,
    ],
    unread: {
      implementation: [
        ...unheard,
        ...pulls.unreadable,
        ...shown.flatMap((one) => one.unreadable),
        ...undecided(heard, linksPull),
      ],
      behavior: [...unheard, ...pulls.unreadable, ...behavior.unreadable],
      ownership: [
        ...unheard,
        ...signed.unreadable,
        ...undecided(heard, ({ command }) => command.name === "ack"),
        ...unsettled(heard, "verifier"),
        ...unsettled(heard, "operator"),
        ...unsettled(heard, "owner"),
      ],
    },
    digest: digestOf(signing),
  };
}

const linksPull = ({ command }: Heard): boolean => command.name === "evidence" && command.topic === "implementation";

/** Commands that might count, if only the rights of who said them could be read: not absent, but unknown (R-V1). */
function undecided(heard: readonly Heard[], which: (one: Heard) => boolean): readonly Unreadable[] {
  return heard.flatMap((one) =>
    one.standing.kind === "undecided" && which(one) ? [{ unreadable: one.standing.why }] : [],
  );
}

/** The pull requests of an issue. One that only a command links is linked by an accepted command, not by anybody's. */
function pullsOf(snapshot: Snapshot, issue: Issue, heard: readonly Heard[], began: Instant): LinkedPulls {
  if (isUnreadable(issue.links)) return { ...NONE, unreadable: [issue.links] };
  const told = new Set(
    heard.flatMap(({ command, standing }) => {
      if (standing.kind !== "accepted" || command.name !== "evidence" || command.topic !== "implementation") return [];
      return pullKey(command.url) ?? [];
    }),
  );
  const links = issue.links.filter((link) => link.kind !== "command" || told.has(link.pull.toLowerCase()));
  return linkedPulls(snapshot, links, began);
}

/** `owner/name#number` in lower case, from a pull request's address; null for any other. */
function pullKey(url: string): string | null {
  const match = /^https?:\/\/[^/]+\/([^/\s]+\/[^/\s]+)\/pull\/(\d+)(?:[/?#].*)?$/.exec(url);
  return match === null ? null : `${match[1]}#${match[2]}`.toLowerCase();
}

/** Namings since the last one that counts of which nobody can say whether they do. */
function unsettled(heard: readonly Heard[], name: "owner" | "verifier" | "operator"): readonly Unreadable[] {
  const last = heard.findLastIndex((one) => one.standing.kind === "accepted" && one.command.name === name);
  return undecided(heard.slice(last + 1), ({ command }) => command.name === name);
}

function lastNamed(heard: readonly Heard[], name: "verifier" | "operator"): string | null {
  let login: string | null = null;
  for (const { command, standing } of heard) {
    if (standing.kind === "accepted" && command.name === name) login = command.login;
  }
  return login;
}

function lastDue(heard: readonly Heard[]): string | null {
  let date: string | null = null;
  for (const { command, standing } of heard) {
    if (standing.kind === "accepted" && command.name === "due") date = command.date;
  }
  return date;
}

/**
 * Since when the present owner owns it: the last assignment on GitHub's own timeline. Where that one is ours, it only
 * carried out what was said before, in a command or in the form, and that is the time.
 */
function ownerSince(snapshot: Snapshot, issue: Issue, owner: string | null, heard: readonly Heard[]): Instant | null {
  if (owner === null || isUnreadable(issue.events)) return null;
  const said = heard.findLast(
    ({ command, standing }) =>
      command.name === "owner" && standing.kind === "accepted" && sameLogin(command.login, owner),
  );
  const assigned = issue.events.findLast((event) => event.kind === "assigned" && sameLogin(event.assignee, owner));
  if (assigned !== undefined && !sameLogin(assigned.actor.login, snapshot.self.login)) return assigned.at;
  return said?.at ?? (assigned === undefined ? null : (issue.lastEditedAt ?? issue.createdAt));
}
