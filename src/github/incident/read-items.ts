/** Which issues belong to an incident: its hardening items, and its residual-risk and debt entries (R-V). */
import type { Policy } from "../../core/policy/schema.ts";
import { isUnreadable, type Unreadable } from "../../core/snapshot/types.ts";
import type { Aliases } from "./aliases.ts";
import { incidentNamed } from "../links/cited.ts";
import type { GitHubClient } from "../request/client.ts";
import type { Identity } from "../identity.ts";
import { completeLists } from "../request/pages.ts";
import { entries, isAbsence, isForbidden, isProblem, present, problemIn, unreadable } from "../request/problems.ts";
import type { Problem, RawIssue, RawReferrer } from "../raw.ts";
import { isUs, toActor } from "../people/read-actors.ts";
import { type Merged, readMerged } from "./read-duplicates.ts";
import { listsOf } from "./read-issue.ts";
import { readNodes } from "../request/read-nodes.ts";

/** Issues with seven lists each, 400 nodes in all. */
const BATCH = 100;

/** How the body of an item that we made ends. */
const OUR_ITEM = /<!-- quench:item:\S+ -->\s*(?:<!-- quench:incident:\d+ -->\s*)?$/;

export interface Belonging {
  readonly items: readonly RawIssue[] | Unreadable;
  readonly ledger: readonly RawIssue[] | Unreadable;
  /** Node ids of those that belong here only by what their own body says. */
  readonly byReference: ReadonlySet<string>;
  /** By node id: over which duplicates of the incident it came. */
  readonly through: Merged["through"];
}

/** Reads the incident's own issues whole; its lists must have been completed before. */
export async function readBelonging(
  client: GitHubClient,
  incident: RawIssue,
  policy: Policy,
  identity: Identity,
  aliases: Aliases,
): Promise<Belonging> {
  const itemsLabel = policy.items.label;
  const ledgerLabels = [policy.ledger.risk_label, policy.ledger.debt_label];
  const here = incident.repository.nameWithOwner;
  const subIssues = entries(incident.subIssues, "items");
  const references = entries(incident.references, "items", true);
  const byReference = new Set<string>();
  const none: Merged["through"] = new Map();
  const unreadWith = (why: Unreadable): Belonging => ({ items: why, ledger: why, byReference, through: none });
  if ("unreadable" in subIssues) return unreadWith(subIssues);
  if ("unreadable" in references) return unreadWith(references);

  const children = subIssues.filter((issue) => present(issue.repository)?.nameWithOwner === here);
  const known = new Set([incident.id, ...children.map(({ id }) => id)]);
  const self = `${here}#${incident.number}`.toLowerCase();
  const sources = references.map(({ source }) => source);
  const labels = [itemsLabel, ...ledgerLabels];
  const others = sources
    .flatMap((source) => present(source) ?? [])
    .filter((source): source is RawReferrer => source.__typename === "Issue")
    .filter((source) => !known.has(source.id) && source.repository.nameWithOwner === here);
  const candidates = others.filter((source) => labelled(source, labels));
  // What does not exist for us belongs elsewhere; what merely could not be read might belong here.
  const unread = [
    ...sources.filter(isProblem),
    ...others.map((source) => problemIn(source.labels)),
    ...candidates.map(({ body, parent }) => problemIn([body, parent])),
  ];
  const decisive = unread.find((problem) => problem !== null && !isElsewhere(problem));
  if (decisive !== undefined) {
    return unreadWith(unreadable(decisive, "items"));
  }
  const named = candidates.map((source) => namedBy(source, policy));
  const number = `#${incident.number}`;
  const doubtful = named.flatMap((name) => (name?.endsWith(number) === true ? [name.slice(0, -number.length)] : []));
  await aliases.learn(doubtful);
  const failed = doubtful.map((name) => aliases.unread(name)).find((why) => why !== null);
  if (failed !== undefined) return unreadWith(failed);
  const wanted = candidates.filter((source, index) => {
    const asked = named[index] ?? null;
    const at = asked?.lastIndexOf("#") ?? 0;
    const now = asked === null ? null : `${aliases.nameOf(asked.slice(0, at))}${asked.slice(at)}`.toLowerCase();
    return isOurs(source, { incidentId: incident.id, self, named: now, mention: labelled(source, ledgerLabels) });
  });
  const more = await readIssues(client, [...new Set(wanted.map(({ id }) => id))]);
  if ("unreadable" in more) return unreadWith(more);
  for (const { id } of more) byReference.add(id);
  const merged = await readMerged(client, incident, others);
  if ("unreadable" in merged) return unreadWith(merged);
  const own = new Set([...children, ...more].map(({ id }) => id));
  const brought = merged.children.filter(({ id }) => !own.has(id));
  const all = [...children, ...more, ...brought].sort((a, b) => a.number - b.number);
  await completeLists(client, () => all.flatMap((issue) => listsOf(issue, "item")));
  return {
    items: all.filter((issue) => isItem(issue, itemsLabel, identity)),
    ledger: all.filter((issue) => labelled(issue, ledgerLabels)),
    byReference,
    through: new Map(brought.map(({ id }) => [id, merged.through.get(id) ?? []])),
  };
}

interface Standing {
  readonly incidentId: string;
  /** The incident, `owner/name#number` in lower case. */
  readonly self: string;
  /** The issue that its *Incident reference* field names, spelled the same way. */
  readonly named: string | null;
  /**
   * Whether it is enough to mention the incident where no field names any: an entry of the ledger may be written without
   * its form, but one of another incident stays there, whatever else it mentions.
   */
  readonly mention: boolean;
}

/** The parent decides where there is one; else the *Incident reference* field does (R-V). */
function isOurs(source: RawReferrer, { incidentId, self, named, mention }: Standing): boolean {
  const parent = present(source.parent);
  if (parent !== null) return parent.id === incidentId;
  if (typeof source.body !== "string") return false;
  return named === null ? mention : named === self;
}

function namedBy({ body, repository }: RawReferrer, policy: Policy): string | null {
  return typeof body === "string" ? incidentNamed(body, repository.nameWithOwner, policy) : null;
}

function isElsewhere(problem: Problem): boolean {
  return isAbsence(problem) || isForbidden(problem);
}

/** A sub-issue that has the label, had it once (taking it off is for the rules to judge, R-B5), or is ours by marker. */
function isItem(issue: RawIssue, itemsLabel: string, identity: Identity): boolean {
  if (labelled(issue, [itemsLabel])) return true;
  const once = (present(issue.events)?.nodes ?? []).some((entry) => {
    const event = present(entry);
    return event?.__typename === "LabeledEvent" && same(event.label?.name ?? "", itemsLabel);
  });
  const body = typeof issue.body === "string" ? issue.body : "";
  return once || (isUs(toActor(issue.author), identity) && OUR_ITEM.test(body));
}

function labelled(issue: { labels: RawReferrer["labels"] }, names: readonly string[]): boolean {
  return (present(issue.labels)?.nodes ?? []).some((entry) => {
    const label = present(entry);
    return label !== null && names.some((name) => same(name, label.name));
  });
}

/** GitHub's labels ignore case. */
function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function readIssues(client: GitHubClient, ids: readonly string[]): Promise<readonly RawIssue[] | Unreadable> {
  const issues: RawIssue[] = [];
  const read = await readNodes<RawIssue>(client, { kind: "items", ids, size: BATCH, what: "items" });
  for (const answer of read.values()) {
    if (isUnreadable(answer)) return answer;
    const { node } = answer;
    if (isProblem(node)) {
      if (!isAbsence(node)) return unreadable(node, "items");
    } else if (node !== null && node !== undefined && "id" in node) issues.push(node);
  }
  return issues;
}
