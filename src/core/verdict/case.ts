/**
 * The case: the snapshot put in the rulebook's terms, once, so that rules read facts instead of parsing text.
 *
 * Built from a snapshot and the policy in force by pure functions; `evaluate` and `plan` both start from it.
 */
import { beganAt } from "../began.ts";
import { byText } from "../order.ts";
import { type Heard, hear } from "../commands/hear.ts";
import { citedOnIncident } from "../evidence/cited.ts";
import { evidenceOfPull, type LinkedPulls } from "../evidence/pull-request.ts";
import { acknowledgements } from "../evidence/sign-off.ts";
import type { Evidence, UnreadFact } from "../evidence/types.ts";
import { type IncidentFields, readIncidentForm } from "../forms/values.ts";
import { actorMayOverride, isOutsider } from "../people.ts";
import type { TrackerMemory } from "../plan/write.ts";
import { type Promotion, promotionAt } from "../policy/promote.ts";
import type { Policy } from "../policy/schema.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { byNumber, type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { buildItem, type ItemCase, pullsOf } from "./item-case.ts";
import { buildEntries, type LedgerEntry } from "./ledger.ts";
import { memoryOf } from "./memory.ts";

export interface Case {
  readonly snapshot: Snapshot;
  /** The policy in force, with the mode to which it has promoted itself by now (R-K2). */
  readonly policy: Policy;
  readonly promotion: Promotion;
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
  /** What the incident's comments cite and could not be read, by the kind of evidence that it would have been. */
  readonly unreadCited: readonly UnreadFact[];
  readonly pulls: LinkedPulls;
  /** Residual risks and debts of this incident, by number. */
  readonly ledger: readonly LedgerEntry[];
  /** Why the ledger could not be read; null when it was. */
  readonly ledgerUnread: Unreadable | null;
  /** Commands said anywhere: on the incident, its items and its ledger, by when they began to count. */
  readonly everywhere: readonly Heard[];
}

/** Puts a snapshot in the rulebook's terms. */
export function buildCase(snapshot: Snapshot, file: Policy): Case {
  const promotion = promotionAt(file, snapshot.now);
  const policy = { ...file, mode: promotion.mode };
  const form = readIncidentForm(snapshot.incident.body, policy);
  const memory = memoryOf(snapshot);
  const { incident } = snapshot;
  const began = beganAt(form.startedAt, incident.createdAt);
  const found = isUnreadable(snapshot.items) ? [] : snapshot.items;
  const belonging = found.filter((issue) => isWelcome(snapshot, issue) && isMerged(snapshot, policy, issue) === true);
  const unsure = found.find((issue) => isMerged(snapshot, policy, issue) === null);
  const readable = [...belonging].sort(byNumber);
  const items = readable.map((issue) => buildItem(snapshot, policy, memory, began, issue));
  const owners = [...new Set(items.flatMap((item) => (item.owner === null ? [] : [item.owner])))];
  const seed = { owner: null, verifier: null, operator: null, since: incident.createdAt };
  const heard = hear(snapshot, policy, incident, seed, owners);
  const pulls = pullsOf(snapshot, incident, heard, began);
  const linked = [pulls, ...items.map((item) => item.pulls)];
  const implementing = linked.flatMap(({ counted }) => counted);
  const [unread] = linked.flatMap(({ unreadable }) => unreadable);
  const cited = citedOnIncident({ snapshot, policy, heard, began, implementing, unread });
  const ledger = buildEntries(snapshot, policy);
  const everywhere = [heard, ...items.map((item) => item.heard), ...ledger.map((entry) => entry.heard)].flat();
  return {
    snapshot,
    policy,
    promotion,
    form,
    memory,
    began,
    items,
    itemsUnread: isUnreadable(snapshot.items) ? snapshot.items : unsure === undefined ? null : unreadMerge(unsure),
    heard,
    evidence: [
      ...pulls.counted.flatMap((pull) => evidenceOfPull(pull, null, snapshot, policy).found),
      ...acknowledgements(heard, null, null),
      ...cited.found,
    ],
    unreadCited: cited.unread,
    pulls,
    ledger,
    ledgerUnread: isUnreadable(snapshot.ledger) ? snapshot.ledger : null,
    everywhere: everywhere.sort((a, b) => byText(a.at, b.at) || a.comment.databaseId - b.comment.databaseId),
  };
}

/** Anybody can open an issue that names an incident; only a collaborator's is an item of it. Unknown keeps its place. */
function isWelcome(snapshot: Snapshot, { byReference, openedByUs, author }: Issue): boolean {
  return byReference !== true || openedByUs || !isOutsider(snapshot, author.login);
}

/**
 * R-C3: a duplicate's items are this incident's where everyone who closed one on the way had the right to let it go; null
 * where that could not be read. What came over none is its own.
 */
function isMerged(snapshot: Snapshot, policy: Policy, { through = [] }: Issue): boolean | null {
  const rights = through.map(({ by }) => actorMayOverride(snapshot, policy, by));
  return rights.includes(false) ? false : rights.includes(null) ? null : true;
}

function unreadMerge({ through = [] }: Issue): Unreadable {
  const names = through.map(({ number }) => `#${number}`).join(", ");
  return { unreadable: `who may have closed ${names} as a duplicate could not be read` };
}
