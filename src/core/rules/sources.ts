/** Where evidence comes from: each item, and the incident itself (R-H1); what a row of the scorecard asks of them. */
import type { Heard } from "../commands/hear.ts";
import type { Command } from "../commands/types.ts";
import { type LinkedPulls, unreadKept } from "../evidence/pull-request.ts";
import { runOf } from "../evidence/run.ts";
import type { Evidence, EvidenceKind } from "../evidence/types.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { isUnreadable, type Unreadable } from "../snapshot/types.ts";
import type { ItemCase } from "../verdict/item-case.ts";
import type { Assessed } from "../verdict/judged.ts";
import type { Step } from "../verdict/types.ts";
import { STEWARDS } from "./takers.ts";

/** One item, or the incident with what is linked to it alone. */
export interface Source {
  /** Null for the incident itself. */
  readonly item: ItemCase | null;
  readonly issue: Issue;
  readonly evidence: readonly Evidence[];
  readonly pulls: LinkedPulls;
  readonly heard: readonly Heard[];
}

/** How one source earns a row. */
export interface Proof {
  /** A clause: what earns it. */
  readonly because: string;
  readonly evidence: readonly string[];
}

/** What a row that nobody earns comes to. */
export interface Missing {
  readonly outcome: "fail" | "unknown";
  readonly phrase: string;
  readonly next: Step | null;
}

/** One row of the scorecard. */
export interface Row {
  readonly name: string;
  readonly title: string;
  /** Null where this source does not earn it. */
  readonly proof: (subject: Assessed, source: Source) => Proof | null;
  /** Asked only where no source earns it. */
  readonly missing: (subject: Assessed, sources: readonly Source[]) => Missing;
}

export function sourceOf(item: ItemCase): Source {
  const { issue, evidence, pulls, heard } = item;
  return { item, issue, evidence, pulls, heard };
}

/** Every item in the order of work, then the incident itself. */
export function sourcesOf(subject: Assessed): readonly Source[] {
  const { evidence, pulls, heard } = subject;
  return [...subject.items.map(sourceOf), { item: null, issue: subject.snapshot.incident, evidence, pulls, heard }];
}

/** The evidence of a kind that is verified. */
export function verified(source: Source, kind: EvidenceKind): readonly Evidence[] {
  return source.evidence.filter((evidence) => evidence.kind === kind && evidence.strength === 2);
}

/** As a proof; null where there is none. */
export function proofOf(evidence: readonly Evidence[], because: (first: Evidence) => string): Proof | null {
  const [first] = evidence;
  return first === undefined ? null : { because: because(first), evidence: evidence.map(({ url }) => url) };
}

/** The step is left out where nobody knows yet whether one is needed. */
export function missing(unread: Unreadable | null, phrase: string, next: Step | null): Missing {
  return unread === null
    ? { outcome: "fail", phrase, next }
    : { outcome: "unknown", phrase: cannotTell(unread), next: null };
}

/** What hides a source's merged files: they might show what is missing. */
export function unreadFiles({ issue, pulls, heard }: Source): Unreadable | null {
  const comments = isUnreadable(issue.comments) ? issue.comments : undefined;
  const files = pulls.counted.map((pull) => pull.files).find(isUnreadable);
  const kept = pulls.counted.flatMap((pull) => (isUnreadable(pull.files) ? [] : unreadKept(pull.files)));
  const links = undecided(heard, (command) => command.name === "evidence" && command.topic === "implementation");
  return comments ?? pulls.unreadable[0] ?? files ?? kept[0] ?? links ?? null;
}

/** Why what was cited by the commands in question could not be judged; `kinds`: the evidence they would have given. */
export function unreadCited(
  { snapshot }: Assessed,
  { issue, heard, evidence }: Source,
  which: (command: Heard["command"]) => boolean,
  kinds: readonly EvidenceKind[],
): Unreadable | null {
  if (isUnreadable(issue.comments)) return issue.comments;
  const judged = new Set(evidence.filter(({ kind }) => kinds.includes(kind)).map(({ url }) => url));
  for (const { command, standing, comment } of heard) {
    if (command.name !== "evidence" || !which(command)) continue;
    if (standing.kind === "undecided") return { unreadable: standing.why };
    if (standing.kind !== "accepted" || judged.has(command.url) || judged.has(comment.url)) continue;
    return unreadLink(snapshot, command.url);
  }
  return null;
}

/** Why a cited link gave no evidence, for or against. */
export function unreadLink(snapshot: Snapshot, url: string): Unreadable {
  const found = snapshot.links[url]?.found;
  if (isUnreadable(found)) return found;
  const run = found === undefined ? null : runOf(found);
  if (run !== null && isUnreadable(run.contains)) return run.contains;
  return { unreadable: "what a cited link shows could not be read" };
}

/** Why nobody can tell, as a sentence, with the permission that would help. */
export function cannotTell({ unreadable, permission }: Unreadable): string {
  return `Cannot tell yet: ${unreadable}.${permission === undefined ? "" : ` Grant Quench ${permission}.`}`;
}

/** Why commands that might count are not decided, where there are some. */
export function undecided(
  heard: readonly Heard[],
  which: (command: Heard["command"]) => boolean,
): Unreadable | undefined {
  const one = heard.find(({ command, standing }) => standing.kind === "undecided" && which(command));
  return one?.standing.kind === "undecided" ? { unreadable: one.standing.why } : undefined;
}

/** True for `/quench evidence <topic> …`. */
export function cites(command: Heard["command"], topic: Extract<Command, { name: "evidence" }>["topic"]): boolean {
  return command.name === "evidence" && command.topic === topic;
}

/** The owners of these items, else whoever may name one. */
export function ownersAmong(items: readonly ItemCase[]): readonly string[] {
  const owners = [...new Set(items.flatMap(({ owner }) => owner ?? []))];
  return owners.length > 0 ? owners : STEWARDS;
}

/** The first of several things that could not be read; the items themselves come first. */
export function firstUnread(
  { itemsUnread }: Assessed,
  sources: readonly Source[],
  of: (source: Source) => Unreadable | null,
): Unreadable | null {
  return itemsUnread ?? sources.map(of).find((unread) => unread !== null) ?? null;
}
