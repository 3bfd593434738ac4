/**
 * What belongs to an incident because another one was closed as a duplicate of it: merging two into one keeps the items
 * (R-C3). GitHub's own timelines tell which: the mark on the duplicate names the issue that survives. What the surviving
 * one is told of it only leads there; a mark that was taken off, or a duplicate that is open again, leads nowhere.
 *
 * Source: https://docs.github.com/en/graphql/reference/objects#markedasduplicateevent
 */
import type { Merge } from "../../core/snapshot/issue.ts";
import type { Unreadable } from "../../core/snapshot/types.ts";
import { toActor } from "../people/read-actors.ts";
import type { RawEvent, RawIssue, RawIssueRef, RawReferrer } from "../raw.ts";
import type { GitHubClient } from "../request/client.ts";
import { completeLists } from "../request/pages.ts";
import { isAbsence, isForbidden, isProblem, present, unreadable } from "../request/problems.ts";
import { readNodes } from "../request/read-nodes.ts";

/** Duplicates of one incident, the duplicates of its duplicates with them. */
const MOST = 10;
/** How far the chain goes: A is a duplicate of B, B of C, C of this one. */
const DEPTH = 3;
const WHAT = "duplicates of the incident";

export interface Merged {
  /** Sub-issues of the duplicates. */
  readonly children: readonly RawIssue[];
  /** By node id of a child: over which duplicates it came, the nearest to the incident first. */
  readonly through: ReadonlyMap<string, readonly Merge[]>;
}

const NOTHING: Merged = { children: [], through: new Map() };

/** Reads the sub-issues of everything that is a duplicate of the incident; nothing is asked where nothing names one. */
export async function readMerged(
  client: GitHubClient,
  incident: RawIssue,
  referrers: readonly RawReferrer[],
): Promise<Merged | Unreadable> {
  const here = incident.repository.nameWithOwner;
  const seen = new Set([incident.id]);
  const children: RawIssue[] = [];
  const through = new Map<string, readonly Merge[]>();
  let level: readonly { readonly issue: RawIssue; readonly path: readonly Merge[] }[] = [{ issue: incident, path: [] }];
  const closed = referrers.filter(
    ({ issueState, stateReason }) => issueState === "CLOSED" && stateReason === "DUPLICATE",
  );
  let named = closed.map(({ id }) => id);
  for (let depth = 0; depth < DEPTH && level.length > 0; depth += 1) {
    const ids = [...new Set([...level.flatMap(({ issue }) => marked(issue)), ...named])].filter((id) => !seen.has(id));
    named = [];
    if (ids.length === 0) break;
    if (seen.size - 1 + ids.length > MOST) return { unreadable: `${WHAT}: there are more than can be read` };
    const found = await readIssues(client, ids);
    if ("unreadable" in found) return found;
    const parents = new Map(level.map((one) => [one.issue.id, one]));
    const next: { readonly issue: RawIssue; readonly path: readonly Merge[] }[] = [];
    for (const issue of found) {
      seen.add(issue.id);
      const survivor = parents.get(duplicateOf(issue)?.id ?? "");
      const by = closer(issue);
      if (survivor === undefined || by === null || issue.repository.nameWithOwner !== here) continue;
      const path = [...survivor.path, { number: issue.number, by: toActor(by.actor) }];
      next.push({ issue, path });
      for (const raw of present(issue.subIssues)?.nodes ?? []) {
        const child = present(raw);
        // What could not be read might be an item.
        if (child === null) return unreadable(isProblem(raw) ? raw : null, WHAT);
        if (present(child.repository)?.nameWithOwner !== here || through.has(child.id)) continue;
        children.push(child);
        through.set(child.id, path);
      }
    }
    level = next;
  }
  return children.length === 0 ? NOTHING : { children, through };
}

/** The issue of which this one is a duplicate now, by its own timeline; null where it is none. */
export function duplicateOf(raw: RawIssue): RawIssueRef | null {
  if (raw.state !== "CLOSED" || raw.stateReason !== "DUPLICATE") return null;
  let canonical: RawIssueRef | null = null;
  for (const event of eventsOf(raw)) {
    const other = present(event.canonical);
    if (other?.id === undefined || other.id === raw.id) continue;
    if (event.__typename === "MarkedAsDuplicateEvent") canonical = other;
    else if (event.__typename === "UnmarkedAsDuplicateEvent" && canonical?.id === other.id) canonical = null;
  }
  return canonical;
}

/** Ids of what was ever marked as a duplicate of this issue, as its own timeline has it. */
function marked(raw: RawIssue): readonly string[] {
  return eventsOf(raw).flatMap((event) => {
    if (event.__typename !== "MarkedAsDuplicateEvent") return [];
    const other = present(event.duplicate);
    return other?.id === undefined || other.id === raw.id ? [] : [other.id];
  });
}

function closer(raw: RawIssue): RawEvent | null {
  return eventsOf(raw).findLast((event) => event.__typename === "ClosedEvent") ?? null;
}

function eventsOf(raw: RawIssue): readonly RawEvent[] {
  return (present(raw.events)?.nodes ?? []).flatMap((event) => present(event) ?? []);
}

async function readIssues(client: GitHubClient, ids: readonly string[]): Promise<readonly RawIssue[] | Unreadable> {
  const issues: RawIssue[] = [];
  for (const one of (await readNodes<RawIssue>(client, { kind: "duplicates", ids, size: MOST, what: WHAT })).values()) {
    if ("unreadable" in one) return one;
    const { node } = one;
    if (isProblem(node)) {
      if (!isAbsence(node) && !isForbidden(node)) return unreadable(node, WHAT);
    } else if (node !== null && node !== undefined && "id" in node) issues.push(node);
  }
  await completeLists(client, () =>
    issues.flatMap((issue) => [
      { kind: "events" as const, holder: issue.id, list: issue.events },
      { kind: "subIssues" as const, holder: issue.id, list: issue.subIssues },
    ]),
  );
  // Of a timeline that was not read to its end nobody can tell whether the mark still stands.
  const cut = issues.find(({ events, subIssues }) => isCut(events) || isCut(subIssues));
  return cut === undefined ? issues : { unreadable: `${WHAT}: #${cut.number} was not read whole`, transient: true };
}

function isCut(list: RawIssue["events"] | RawIssue["subIssues"]): boolean {
  const read = present<{ readonly stopped?: unknown; readonly nodes?: unknown }>(list);
  return read === null || read.stopped !== undefined;
}
