/** Pull requests of which only an id or an address is known: few are read whole at once, many in lean batches. */
import { isUnreadable, type Unreadable } from "../../core/snapshot/types.ts";
import type { Aliases } from "../incident/aliases.ts";
import type { GitHubClient } from "../request/client.ts";
import {
  isAbsence,
  isForbidden,
  isProblem,
  placeProblems,
  problemIn,
  unreadable,
  unreadableFrom,
} from "../request/problems.ts";
import { namedPullsQuery } from "../queries/more.ts";
import type { Problem, Raw, RawPull, RawPullRef } from "../raw.ts";
import { pullKey } from "./read-pull.ts";
import { type NodeRead, readNodes } from "../request/read-nodes.ts";

/** A pull request that a comment names by its URL. */
export interface NamedPull {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
}

export interface Found {
  /** By key in lower case: the first copy of each, however often it was answered. */
  readonly whole: Map<string, RawPull>;
  /** By key, as it was asked for. */
  readonly failed: Map<string, Unreadable>;
}

const WHAT = "pull request";
/** So many are read with everything in one request. */
const FEW = 20;
/** Of many: five lists each, which is 65,000 nodes of the 500,000, and GitHub gives up after 10 s. */
const MANY = 250;
/** Open ones among them, and addresses in one request. */
const BATCH = 100;

export function isWhole(pull: RawPull | RawPullRef): pull is RawPull {
  return "headRefOid" in pull && problemIn([pull.number, pull.repository]) === null && typeof pull.id === "string";
}

/** @param missing key by node id. */
export async function readPullsById(
  client: GitHubClient,
  missing: ReadonlyMap<string, string>,
  found: Found,
): Promise<void> {
  const ids = [...missing].filter(([, key]) => !found.whole.has(key.toLowerCase())).map(([id]) => id);
  const few = ids.length <= FEW;
  const kind = few ? "pulls" : "leanPulls";
  const read = await readNodes<RawPull>(client, { kind, ids, size: few ? FEW : MANY, what: WHAT });
  for (const [id, answer] of read) take(answer, missing.get(id) ?? "", found);
  if (!few)
    await readOpenOnes(
      client,
      [...found.whole.values()].filter(({ state, closes }) => state === "OPEN" && closes === undefined),
    );
}

function take(answer: NodeRead<RawPull>, key: string, { whole, failed }: Found): void {
  if (isUnreadable(answer)) return void failed.set(key, answer);
  const raw = answer.node;
  if (isProblem(raw)) {
    if (!isAbsence(raw)) failed.set(key, unreadable(raw, WHAT));
  } else if (raw !== null && raw !== undefined) {
    // An empty object is a node of another type: no pull request at all.
    if (!("id" in raw)) return;
    if (isWhole(raw)) whole.set(pullKey(raw).toLowerCase(), raw);
    else failed.set(key, unreadable(problemIn(raw), WHAT));
  }
}

type OpenPart = Pick<RawPull, "id" | "head" | "closes">;

/** What their merge would close, and our own check with its texts. */
async function readOpenOnes(client: GitHubClient, open: readonly RawPull[]): Promise<void> {
  const ids = open.map(({ id }) => id);
  const read = await readNodes<OpenPart>(client, { kind: "openPulls", ids, size: BATCH, what: WHAT });
  for (const raw of open) {
    const answer = read.get(raw.id);
    const part = answer === undefined || isUnreadable(answer) ? null : answer.node;
    if (part === null || part === undefined || isProblem(part)) {
      raw.head = raw.closes = whyNot(answer, part);
      continue;
    }
    raw.closes = part.closes;
    raw.head = isOf(part.head, raw.headRefOid) ? part.head : { problem: "it was pushed to meanwhile", type: null };
  }
}

function whyNot(answer: NodeRead<OpenPart> | undefined, part: Raw<OpenPart>): Problem {
  if (isProblem(part)) return part;
  return {
    problem: answer !== undefined && isUnreadable(answer) ? answer.unreadable : "GitHub left it out",
    type: null,
  };
}

function isOf(head: RawPull["head"], sha: string): boolean {
  const last = isProblem(head) ? head : head?.nodes?.at(-1);
  return last === null || last === undefined || isProblem(last) || isProblem(last.commit) || last.commit?.oid === sha;
}

interface ByName {
  readonly found: Found;
  /** Key by node id: those of many are added here, and read with the others. */
  readonly missing: Map<string, string>;
  readonly aliases: Aliases;
}

type Named = Record<string, Raw<{ pullRequest: Raw<RawPull | RawPullRef> }>>;

/** Few are read whole; of many only the ids are asked for. */
export async function readPullsByName(client: GitHubClient, named: readonly NamedPull[], into: ByName): Promise<void> {
  const wanted = [...new Map(named.map((pull) => [addressOf(pull).toLowerCase(), pull])).values()];
  const few = wanted.length <= FEW;
  for (let from = 0; from < wanted.length; from += few ? FEW : BATCH) {
    const batch = wanted.slice(from, from + (few ? FEW : BATCH));
    const variables = Object.fromEntries(
      batch.flatMap((pull, i) => [
        [`owner${i}`, pull.owner],
        [`name${i}`, pull.name],
        [`number${i}`, pull.number],
      ]),
    );
    try {
      const answer = await client.graphql<Named>(namedPullsQuery(batch.length, few ? "whole" : "named"), variables);
      placeProblems(answer.data, answer.errors);
      for (const [i, pull] of batch.entries()) takeNamed(answer.data?.[`u${i}`], pull, into);
    } catch (error) {
      for (const pull of batch) into.found.failed.set(addressOf(pull), unreadableFrom(error, WHAT));
    }
  }
}

function takeNamed(holder: Named[string], asked: NamedPull, { found, missing, aliases }: ByName): void {
  // A repository out of our sight is what the link's author chose; a refusal inside one is a permission that we lack.
  if (isProblem(holder) && isForbidden(holder)) return;
  const node = isProblem(holder) ? holder : holder?.pullRequest;
  if (node !== null && node !== undefined && !isProblem(node) && problemIn([node.number, node.repository]) === null) {
    aliases.note(`${asked.owner}/${asked.name}`, node.repository.nameWithOwner);
    if (!isWhole(node)) return void missing.set(node.id, pullKey(node));
  }
  take({ node: node as Raw<RawPull> }, addressOf(asked), found);
}

function addressOf({ owner, name, number }: NamedPull): string {
  return `${owner}/${name}#${number}`;
}
