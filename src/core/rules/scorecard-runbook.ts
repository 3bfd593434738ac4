/** The scorecard's fifth row: the runbook is updated, and its owners acknowledged it after the merge (R-S1). */
import type { Heard } from "../commands/hear.ts";
import { type FileOwner, filesOf, ownersOfFile } from "../commands/runbooks.ts";
import { codeSpan } from "../markdown.ts";
import { sameLogin } from "../people.ts";
import type { PullRequest } from "../snapshot/pull.ts";
import { type Instant, isUnreadable, type Readable, type Unreadable } from "../snapshot/types.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Assessed } from "../verdict/judged.ts";
import { step } from "../verdict/node.ts";
import {
  firstUnread,
  missing,
  ownersAmong,
  type Proof,
  type Row,
  type Source,
  undecided,
  unreadFiles,
  verified,
} from "./sources.ts";
import { STEWARDS } from "./takers.ts";

/** A runbook that a merged pull request changes, and whose word is still missing on it. */
interface Update {
  readonly path: string;
  readonly pull: PullRequest;
  readonly acks: readonly Ack[];
  /** Whose acknowledgement is missing, in words; nobody's where all are there. */
  readonly waiting: Readable<readonly string[]>;
}

interface Ack {
  readonly who: string;
  readonly at: Instant;
  readonly url: string;
}

/** 5. The runbook is updated, and its owners acknowledged it after the merge. */
export const RUNBOOK: Row = {
  name: "runbook",
  title: "The runbook is updated and acknowledged",
  proof: (subject, source) => {
    const done = updatesOf(subject, source).find(({ waiting }) => !isUnreadable(waiting) && waiting.length === 0);
    return done === undefined ? null : proofOf(done);
  },
  missing: (subject, sources) => {
    const updates = sources.flatMap((source) => updatesOf(subject, source).map((update) => ({ source, update })));
    const unread =
      updates.map(({ update }) => update.waiting).find(isUnreadable) ??
      updates.map(({ source }) => unheard(subject, source)).find((why) => why !== null) ??
      firstUnread(subject, sources, unreadFiles);
    const [first] = updates;
    if (first === undefined) {
      const items = sources.flatMap(({ item }) => item ?? []);
      const target = items.find(({ fields }) => fields.lane === "operations") ?? items[0];
      const text =
        target === undefined
          ? "Merge a runbook update from a linked pull request."
          : `Merge a runbook update: a pull request with \`Hardening: #${target.issue.number}\` in its body.`;
      const who = ownersAmong(target === undefined ? [] : [target]);
      return missing(unread, "No runbook update is merged yet.", step(text, "pull_request", who));
    }
    const { path, pull, waiting } = first.update;
    const who = isUnreadable(waiting) ? [] : waiting;
    const { number } = first.source.issue;
    if (who.includes(NOBODY)) {
      const text = `Name an owner who can acknowledge the runbook: \`/quench owner @login\` on #${number}.`;
      return missing(
        unread,
        `${codeSpan(path)} is updated, and has no owner who could acknowledge it.`,
        step(text, "comment", STEWARDS),
      );
    }
    const phrase = `${codeSpan(path)} is updated in ${pull.key}; not acknowledged since by ${who.join(", ")}.`;
    return missing(
      unread,
      phrase,
      step(`Acknowledge the runbook: \`/quench ack runbook\` on #${number}.`, "comment", who),
    );
  },
};

function proofOf({ path, pull, acks }: Update): Proof {
  return {
    because: `${codeSpan(path)} is updated, and its owners acknowledged it`,
    evidence: [pull.url, ...acks.map(({ url }) => url)],
  };
}

const NOBODY = "nobody yet";

/** Each runbook that a source's merged pull requests change. */
function updatesOf(subject: Assessed, source: Source): readonly Update[] {
  // A source without a runbook needs no look at who owns what.
  if (verified(source, "runbook").length === 0) return [];
  const given = acksOf(subject, source);
  return source.pulls.counted.flatMap((pull) => {
    const files = filesOf(pull, subject.policy, "runbooks");
    if (isUnreadable(files)) return [];
    const acks = given.filter(({ at }) => pull.mergedAt !== null && at >= pull.mergedAt);
    return files.map(({ path }) => ({ path, pull, acks, waiting: waitingOn(subject, source, path, acks) }));
  });
}

/** What counts for an item is said on it or on the incident; for a pull request of the incident alone, anywhere. */
function acksOf(subject: Assessed, source: Source): readonly Ack[] {
  const evidence =
    source.item === null
      ? [...subject.evidence, ...subject.items.flatMap((item) => item.evidence)]
      : [...source.evidence, ...subject.evidence];
  return evidence.flatMap(({ kind, who, when, url }) =>
    kind === "runbook_ack" && who !== null && when !== null ? [{ who, at: when, url }] : [],
  );
}

/** Who has not acknowledged an update: of the file's owners in CODEOWNERS, else the item's owner. */
function waitingOn(subject: Assessed, source: Source, path: string, acks: readonly Ack[]): Readable<readonly string[]> {
  const owners = ownersOfFile(subject.snapshot, path);
  // Whoever owns it: where nobody at all has acknowledged it, they have not.
  if (isUnreadable(owners)) return acks.length > 0 ? owners : fallback(subject, source, []);
  if (owners.length === 0) return fallback(subject, source, acks);
  const waiting = owners.map((owner) => waitingOnOwner(owner, acks));
  const sure = waiting.flatMap((one) => (isUnreadable(one) ? [] : one));
  return sure.length > 0 ? sure : (waiting.find(isUnreadable) ?? []);
}

function waitingOnOwner(owner: FileOwner, acks: readonly Ack[]): Readable<readonly string[]> {
  if (owner.kind === "person") return acks.some(({ who }) => sameLogin(who, owner.login)) ? [] : [owner.login];
  const { members, team } = owner;
  if (isUnreadable(members)) return acks.length > 0 ? members : [aMemberOf(team)];
  return acks.some(({ who }) => members.some((member) => sameLogin(who, member))) ? [] : [aMemberOf(team)];
}

const aMemberOf = (team: string): string => `a member of ${codeSpan(team, 140)}`;

/** CODEOWNERS names nobody: the item's owner acknowledges; of the incident's own pull request, an owner of any item. */
function fallback(subject: Assessed, source: Source, acks: readonly Ack[]): Readable<readonly string[]> {
  const items: readonly ItemCase[] = source.item === null ? subject.items : [source.item];
  const unsure = items.some(({ ownerIsSure }) => !ownerIsSure);
  const owners = [...new Set(items.flatMap(({ owner }) => owner ?? []))];
  if (acks.some(({ who }) => owners.some((owner) => sameLogin(who, owner)))) return [];
  if (unsure && acks.length > 0) return { unreadable: "who owns the item could not be read" };
  return owners.length === 0 ? [NOBODY] : owners;
}

/** Why acknowledgements may exist that nobody could read or decide. */
function unheard(subject: Assessed, source: Source): Unreadable | null {
  const comments = [source.issue.comments, subject.snapshot.incident.comments].find(isUnreadable);
  const beyond = source.item === null ? subject.everywhere : subject.heard;
  return comments ?? undecided(source.heard, acknowledges) ?? undecided(beyond, acknowledges) ?? null;
}

const acknowledges = (command: Heard["command"]): boolean => command.name === "ack" && command.topic === "runbook";
