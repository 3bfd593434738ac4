/**
 * Items that were seen once and are gone from the incident (R-B5): those that our signed memory holds, and those that the
 * incident's own timeline shows as taken off, which works without a key too. Where all are still here, nothing is asked.
 */
import { strayedByRight } from "../../core/rules/strayed.ts";
import type { StrayedItem } from "../../core/snapshot/facts.ts";
import type { Snapshot } from "../../core/snapshot/snapshot.ts";
import { isUnreadable, type Unreadable } from "../../core/snapshot/types.ts";
import type { Case } from "../../core/verdict/case.ts";
import type { GitHubClient } from "../request/client.ts";
import { look } from "../request/look.ts";
import { isAbsence, isForbidden, isProblem, unreadable } from "../request/problems.ts";
import type { FollowUp } from "../read-follow-ups.ts";
import { readNodes } from "../request/read-nodes.ts";
import { type Home, type RawStray, type Removal, waysOf } from "./stray.ts";

/** An incident has at most 100 items at a time; who took away more than this is told as unread. */
const MOST = 300;
const WHAT = "items that are gone";

type Found = ReadonlyMap<string, RawStray>;

/** Every item that we remember, or that GitHub's timeline shows, and that is not among the items any more. */
export async function readStrayed({ client, subject, people }: FollowUp): Promise<NonNullable<Snapshot["strayed"]>> {
  const { snapshot, memory } = subject;
  const { incident, items } = snapshot;
  if (isUnreadable(items)) return items;
  if (isUnreadable(incident.events)) return incident.events;
  const here = new Set(items.map(({ nodeId }) => nodeId));
  const remembered = new Set(Object.keys(memory.obligations ?? {}).filter((id) => !here.has(id)));
  const removals = new Map<string, Removal>();
  for (const event of incident.events) {
    if (event.kind === "sub_issue_removed" && event.subIssue !== null && !here.has(event.subIssue)) {
      removals.set(event.subIssue, { at: event.at, actor: event.actor });
    }
  }
  const ids = [...new Set([...remembered, ...removals.keys()])].sort();
  if (ids.length === 0) return [];
  if (ids.length > MOST) return { unreadable: `${WHAT}: there are more than can be read` };

  const found = await byIds(client, ids);
  if (isUnreadable(found)) return found;
  const home = homeOf(subject);
  const left: StrayedItem[][] = [];
  for (const id of ids) {
    const raw = found.get(id);
    // What nobody answers for, and we do not remember, was no item as far as anybody can tell.
    if (raw === undefined && !remembered.has(id)) continue;
    const ways =
      raw === undefined
        ? await forwarded(client, id, subject, home, removals.get(id), here)
        : waysOf(raw, remembered.has(id) ? id : null, removals.get(id), home);
    if (isUnreadable(ways)) return ways;
    if (ways.length > 0) left.push([...ways]);
  }
  await people.read(left.flat().flatMap(({ by }) => (by?.kind === "user" ? [by.login] : [])));
  const known: Case = { ...subject, snapshot: { ...snapshot, people: people.known() } };
  return left.flatMap((ways) => decisive(known, ways) ?? []);
}

function homeOf({ snapshot, policy }: Case): Home {
  const { owner, name } = snapshot.repository;
  const { number, nodeId } = snapshot.incident;
  return { repository: `${owner}/${name}`, number, nodeId, policy, self: snapshot.self.login };
}

/** The way that counts: one by the right, else one of which that cannot be told, else the first. */
function decisive(subject: Case, ways: readonly StrayedItem[]): StrayedItem | undefined {
  const rank = (one: StrayedItem): number => [true, null, false].indexOf(strayedByRight(subject, one));
  return ways.toSorted((a, b) => rank(a) - rank(b))[0];
}

/** Issues by node id; one without an entry does not exist for us, for whatever reason. */
async function byIds(client: GitHubClient, ids: readonly string[]): Promise<Found | Unreadable> {
  const read = await readNodes<Partial<RawStray>>(client, { kind: "strays", ids, size: 100, what: WHAT });
  const found = new Map<string, RawStray>();
  for (const [id, one] of read) {
    if ("unreadable" in one) return one;
    const { node } = one;
    if (isProblem(node)) {
      if (!isAbsence(node) && !isForbidden(node)) return unreadable(node, WHAT);
    } else if (node?.__typename === "Issue") found.set(id, node as RawStray);
  }
  return found;
}

/**
 * An issue whose node id means nothing any more, looked up by the number that it had: GitHub answers 410 for a deleted
 * one, leads on to a transferred one, and has 404 for one that it transferred out of our sight.
 * Source: https://docs.github.com/en/rest/issues/issues#get-an-issue
 */
async function forwarded(
  client: GitHubClient,
  nodeId: string,
  { memory, snapshot }: Case,
  home: Home,
  removal: Removal | undefined,
  here: ReadonlySet<string>,
): Promise<readonly StrayedItem[] | Unreadable> {
  const { number = null, repository } = memory.obligations?.[nodeId] ?? {};
  const stray = (how: StrayedItem["how"], url: string | null): StrayedItem => ({ nodeId, number, url, how, by: null });
  if (number === null) return [stray("gone", null)];
  const [owner, repo] = repository?.split("/") ?? [snapshot.repository.owner, snapshot.repository.name];
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
  const looked = await look(client, route, { owner, repo, issue_number: number }, WHAT);
  if ("unreadable" in looked) return looked;
  if ("absent" in looked) return [stray(looked.absent === 410 ? "deleted" : "gone", null)];
  const { node_id: id, html_url: url } = (looked.found ?? {}) as { node_id?: string; html_url?: string };
  if (id === undefined || id === nodeId) return unreadable(null, WHAT);
  // It was transferred, and came back under another id.
  if (here.has(id)) return [];
  const found = await byIds(client, [id]);
  if (isUnreadable(found)) return found;
  const raw = found.get(id);
  return raw === undefined ? [stray("transferred", url ?? null)] : waysOf(raw, nodeId, removal, home);
}
