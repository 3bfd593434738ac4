/**
 * Many nodes by id, in requests as large as GitHub lets through. It gives up on a request after 10 s, with a 502, a 504
 * or a partial answer, and nobody can tell beforehand on which: what fails is halved and asked again.
 * Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
import type { Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient, GraphqlOptions } from "./client.ts";
import { isProblem, mayPass, placeProblems, problemIn, unreadableFrom } from "./problems.ts";
import { IDS_PER_FIELD, type NodeKind, nodesQuery } from "../queries/more.ts";
import type { Raw } from "../raw.ts";

/** Requests that may fail before the rest counts as unread. */
const MOST_FAILURES = 20;
/** Not its size is what GitHub fails at in a request up to here: the client's own retries help. */
const SMALL = 25;

export interface NodesAsked {
  readonly kind: NodeKind;
  readonly ids: readonly string[];
  /** Ids in one request at most. */
  readonly size: number;
  /** What they are, for telling why one was not read. */
  readonly what: string;
}

/** A node as it was answered, a `Problem` inside or instead of it included, or why its request failed. */
export type NodeRead<T> = { readonly node: Raw<T> } | Unreadable;

/**
 * Reads the nodes, each id once. One that was answered with a passing error is asked again among fewer.
 *
 * @returns by id, an entry for each. @throws {RateLimited}
 */
export async function readNodes<T>(
  client: GitHubClient,
  { kind, ids, size, what }: NodesAsked,
): Promise<ReadonlyMap<string, NodeRead<T>>> {
  const read = new Map<string, NodeRead<T>>();
  let waiting = [...new Set(ids)];
  let most = size;
  let failures = 0;
  while (waiting.length > 0) {
    const batch = waiting.slice(0, most);
    waiting = waiting.slice(most);
    const again = batch.length === 1 || (failures === 0 && batch.length <= SMALL);
    const failed = await readBatch(client, { kind, ids: batch, size, what }, again ? {} : { tries: 1 }, read);
    if (failed.length === 0) continue;
    failures += 1;
    const isOutage = batch.length === 1 && ![...read.values()].some((one) => "node" in one);
    if (failures >= MOST_FAILURES || isOutage) {
      const why: Unreadable = { unreadable: `${what}: GitHub failed too often`, transient: true };
      for (const id of waiting) if (!read.has(id)) read.set(id, why);
      break;
    }
    // One that fails alone is the reason for itself, and the others may be asked for as before. Else GitHub is not
    // asked again for as many as it failed at.
    most = batch.length === 1 ? size : Math.ceil(batch.length / 2);
    if (batch.length > 1) waiting = [...failed, ...waiting];
  }
  return read;
}

/** @returns the ids worth asking again. */
async function readBatch<T>(
  client: GitHubClient,
  { kind, ids, what }: NodesAsked,
  options: GraphqlOptions,
  read: Map<string, NodeRead<T>>,
): Promise<readonly string[]> {
  try {
    const nodes = await ask<T>(client, kind, ids, options);
    for (const [id, node] of nodes) read.set(id, { node });
    return nodes.filter(([, node]) => mayPass(problemIn(node))).map(([id]) => id);
  } catch (error) {
    const why = unreadableFrom(error, what);
    // What was answered in part before is more than nothing.
    for (const id of ids) if ("unreadable" in (read.get(id) ?? why)) read.set(id, why);
    return why.transient === true ? ids : [];
  }
}

async function ask<T>(
  client: GitHubClient,
  kind: NodeKind,
  batch: readonly string[],
  options: GraphqlOptions,
): Promise<[string, Raw<T>][]> {
  const fields = chunks(batch, IDS_PER_FIELD);
  const variables = Object.fromEntries(fields.map((ids, index) => [`ids${index}`, ids]));
  const query = nodesQuery(kind, fields.length);
  const answer = await client.graphql<Record<string, Raw<Raw<T>[]>>>(query, variables, options);
  placeProblems(answer.data, answer.errors);
  return fields.flatMap((ids, index) => {
    const nodes = answer.data?.[`n${index}`];
    // An error that stands for all of them does not say which one it is about: they are asked for among fewer.
    const all = isProblem(nodes) && ids.length > 1 ? { ...nodes, type: null } : nodes;
    return ids.map((id, place): [string, Raw<T>] => [id, isProblem(all) ? all : all?.[place]]);
  });
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < all.length; from += size) parts.push(all.slice(from, from + size));
  return parts;
}
