/**
 * Passes that run side by side, and what they ask of GitHub at the same moment as one GraphQL request: a sweep reads
 * several incidents at once. What GitHub cannot answer together is asked for one by one.
 */
import type { GitHubClient, GraphqlAnswer, GraphqlOptions } from "./client.ts";
import { Unavailable } from "./errors.ts";
import { mayPass } from "./problems.ts";
import { type Document, mergeDocuments, operationOf, partOfAnswer } from "./merge-documents.ts";

/** One pass's client. */
export interface Lane {
  readonly client: GitHubClient;
  /** The pass has ended: nobody waits for it any more. */
  end(): void;
}

export interface Together {
  /** How many passes at once GitHub has answered quickly so far. */
  width(): number;
  lane(): Lane;
  /** Sends a change with the next ones, or alone if none comes soon. Nobody is told what came of it. */
  later(query: string, variables: Record<string, unknown>): void;
  /** Sends what still waits, and waits for it. */
  settle(): Promise<void>;
}

/**
 * Passes at first, and at most. A usual incident's request may ask for 29,000 nodes, and GitHub allows 500,000; it gives
 * up after 10 s, so there are more at once only where an answer came quickly, and fewer where it took long.
 */
const FIRST = 7;
const MOST = 14;
const QUICK = 2_500;
const SLOW = 5_000;
/** For how long the first of them waits for the others, in milliseconds. */
const PATIENCE = 2_000;
/** For how long a change that nobody waits for does: a claim is to be released while it is surely ours (`by-mutation.ts`). */
const LATEST = 2_500;

interface Asked extends Document {
  readonly lane: number;
  readonly options: GraphqlOptions | undefined;
  resolve(answer: GraphqlAnswer<unknown>): void;
  reject(error: unknown): void;
}

/** @param elapsed a monotonic clock in milliseconds; only differences count. */
export function createTogether(client: GitHubClient, elapsed: () => number = () => performance.now()): Together {
  const lanes = new Set<number>();
  let width = FIRST;
  let next = 0;
  let waiting: Asked[] = [];
  let timer: NodeJS.Timeout | undefined;
  let idle: Asked[] = [];
  let idleTimer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> = Promise.resolve();

  const takeIdle = (): readonly Asked[] => {
    clearTimeout(idleTimer);
    idleTimer = undefined;
    const all = idle;
    idle = [];
    return all;
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const all = waiting;
    waiting = [];
    const queries = all.filter(({ query }) => operationOf(query) === "query");
    const changes = all.filter(({ query }) => operationOf(query) === "mutation");
    for (let from = 0; from < queries.length; from += MOST) void send(queries.slice(from, from + MOST), "query");
    if (changes.length > 0) void send([...takeIdle(), ...changes], "mutation");
  };
  const flushWhereAllWait = (): void => {
    if (waiting.length === 0) return;
    const held = new Set(waiting.map(({ lane }) => lane));
    if ([...lanes].every((lane) => held.has(lane))) flush();
    else timer ??= setTimeout(flush, PATIENCE);
  };
  const alone = async (asked: Asked): Promise<void> => {
    try {
      asked.resolve(await client.graphql(asked.query, { ...asked.variables }, asked.options));
    } catch (error) {
      asked.reject(error);
    }
  };
  const send = async (all: readonly Asked[], operation: "query" | "mutation"): Promise<void> => {
    const merged = all.length > 1 ? mergeDocuments(all) : null;
    if (merged === null) {
      for (const asked of all) await alone(asked);
      return;
    }
    const from = elapsed();
    try {
      const { query, variables, names } = merged;
      const answer = await client.graphql<Record<string, unknown>>(query, { ...variables }, { tries: 1 });
      if (answer.data === null) throw new Unavailable("GraphQL", 200, answer.errors[0]?.message ?? "no data");
      const took = elapsed() - from;
      if (took > SLOW) width = Math.max(1, Math.floor(width / 2));
      else if (took < QUICK) width = Math.min(MOST, width * 2);
      const spared: Asked[] = [];
      for (const [index, asked] of all.entries()) {
        const part = partOfAnswer(answer.data, answer.errors, names[index] ?? new Map());
        if (operation === "query" && part.errors.some(mayPass)) spared.push(asked);
        else asked.resolve({ ...answer, ...part });
      }
      for (const asked of spared) await alone(asked);
    } catch (error) {
      if (error instanceof Unavailable) width = Math.max(1, Math.floor(width / 2));
      // A change that was sent may have been made: whoever asked for it looks before it is asked for again.
      const isSafe = operation === "query" && error instanceof Unavailable;
      for (const asked of all) {
        if (isSafe) await alone(asked);
        else asked.reject(error);
      }
    }
  };

  return {
    width: () => width,
    later(query, variables) {
      const ignore = (): void => undefined;
      idle.push({ query, variables, options: undefined, lane: 0, resolve: ignore, reject: ignore });
      idleTimer ??= setTimeout(() => void (underWay = send(takeIdle(), "mutation")), LATEST);
    },
    async settle() {
      await underWay;
      await send(takeIdle(), "mutation");
    },
    lane() {
      const id = (next += 1);
      lanes.add(id);
      return {
        client: {
          graphql: <T>(query: string, variables: Record<string, unknown>, options?: GraphqlOptions) =>
            operationOf(query) === null
              ? client.graphql<T>(query, variables, options)
              : new Promise<GraphqlAnswer<T>>((resolve, reject) => {
                  const settle = resolve as (answer: GraphqlAnswer<unknown>) => void;
                  waiting.push({ query, variables, options, lane: id, resolve: settle, reject });
                  flushWhereAllWait();
                }),
          rest: (route, parameters, options) => client.rest(route, parameters, options),
        },
        end() {
          lanes.delete(id);
          flushWhereAllWait();
        },
      };
    },
  };
}
