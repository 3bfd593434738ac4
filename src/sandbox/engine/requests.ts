/** The log of API calls: how often each route was asked, by whom, what GraphQL cost, what was answered by 304. */

/** Counts of one asker, or of all. */
export interface Counts {
  total: number;
  /** Calls that may change something: every method but GET and HEAD, GraphQL queries aside. */
  writes: number;
  /** Answers 304, which cost nothing. */
  not_modified: number;
  /** Answers of 400 and above, injected faults included. */
  failed: number;
  /** `GET /repos/{owner}/{repo}` → calls, and how many of them were 304. */
  routes: Record<string, { count: number; not_modified: number }>;
  graphql: { requests: number; mutations: number; cost: number };
}

export interface LoggedCall {
  method: string;
  /** The route's pattern; null where none matched, then the path counts. */
  route: string | null;
  path: string;
  status: number;
  /** Login of the asker, `app:<slug>` for a JWT, null for nobody. */
  asker: string | null;
  graphql?: { cost: number; mutation: boolean };
}

export interface RequestLog {
  record(call: LoggedCall): void;
  summary(): Counts & { by: Record<string, Counts> };
  clear(): void;
}

const none = (): Counts => ({
  total: 0,
  writes: 0,
  not_modified: 0,
  failed: 0,
  routes: {},
  graphql: { requests: 0, mutations: 0, cost: 0 },
});

const add = (counts: Counts, call: LoggedCall): void => {
  counts.total++;
  if (call.status >= 400) counts.failed++;
  if (call.status === 304) counts.not_modified++;
  const key = `${call.method} ${call.route ?? call.path}`;
  const route = counts.routes[key] ?? { count: 0, not_modified: 0 };
  route.count++;
  if (call.status === 304) route.not_modified++;
  counts.routes[key] = route;
  if (call.graphql !== undefined) {
    counts.graphql.requests++;
    counts.graphql.cost += call.graphql.cost;
    if (call.graphql.mutation) counts.graphql.mutations++;
  }
  const writes = call.graphql === undefined ? call.method !== "GET" && call.method !== "HEAD" : call.graphql.mutation;
  if (writes) counts.writes++;
};

export const createRequestLog = (): RequestLog => {
  let all = none();
  let by = new Map<string, Counts>();
  return {
    record(call) {
      add(all, call);
      const asker = call.asker ?? "anonymous";
      const counts = by.get(asker) ?? none();
      by.set(asker, counts);
      add(counts, call);
    },
    summary: () => ({ ...all, by: Object.fromEntries(by) }),
    clear() {
      all = none();
      by = new Map();
    },
  };
};
