/**
 * Connections: pages of a list by cursor.
 * Source: https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api
 */
import { refusal } from "./context.ts";

export interface Connection {
  readonly nodes: readonly unknown[];
  readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
}

interface PageArguments {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

/** A cursor names its entry and, for when that is gone, its place; GitHub's are opaque as well. */
function cursorOf(key: string, index: number): string {
  return Buffer.from(`cursor:v2:${index}:${key}`, "utf8").toString("base64");
}

function indexOf(cursor: string, keys: readonly string[]): number {
  const parts = /^cursor:v2:(\d+):(.*)$/s.exec(Buffer.from(cursor, "base64").toString("utf8"));
  if (parts === null) throw refusal("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
  const found = keys.indexOf(parts[2] ?? "");
  return found >= 0 ? found : Number(parts[1]) - 1;
}

/**
 * One page of a list.
 *
 * @param keyOf what stays the same of an entry between two requests.
 * @param more further fields of the connection (`issueCount`), and of its edges (`permission`).
 */
export function connect<T>(
  all: readonly T[],
  args: PageArguments,
  keyOf: (entry: T) => string,
  more: { fields?: Record<string, unknown>; edge?: (entry: T) => Record<string, unknown> } = {},
): Connection {
  const keys = all.map((entry) => keyOf(entry));
  let from = typeof args.after === "string" ? indexOf(args.after, keys) + 1 : 0;
  let to = typeof args.before === "string" ? Math.max(from, indexOf(args.before, keys)) : all.length;
  if (typeof args.first === "number") to = Math.min(to, from + args.first);
  else if (typeof args.last === "number") from = Math.max(from, to - args.last);
  const nodes = all.slice(from, to);
  const cursors = nodes.map((_, offset) => cursorOf(keys[from + offset] ?? "", from + offset));
  return {
    nodes,
    edges: nodes.map((node, offset) => ({ ...more.edge?.(node), cursor: cursors[offset] ?? "", node })),
    pageInfo: {
      hasNextPage: to < all.length,
      hasPreviousPage: from > 0,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    },
    totalCount: all.length,
    ...more.fields,
  };
}
