/**
 * GitHub's stand-in for a fleet: what the box answered of an original is answered of each of its twins, after a fixed
 * time. Whatever was not asked before is asked of the box once. What would change something is refused and counted:
 * a twin's incident is settled, and an event on it changes nothing.
 */
import {
  type Commits,
  type Fleet,
  indexIn,
  ORIGINALS,
  originalOf,
  ownInstallation,
  remember,
  toOriginal,
  toTwin,
} from "./fleet.ts";

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Asked since they were last forgotten. */
export interface Counts {
  rest: number;
  /** Of them answered by 304, which costs nothing. */
  notModified: number;
  graphql: number;
  points: number;
  refused: number;
  /** Asked of the box. */
  recorded: number;
}

export const NOTHING: Readonly<Counts> = { rest: 0, notModified: 0, graphql: 0, points: 0, refused: 0, recorded: 0 };

export interface Replay {
  answer(asked: Asked): Promise<Answered>;
  play(fleet: Fleet): void;
  counts(): Counts;
  /** When which twin's incident was read, in order. */
  reads(): readonly (readonly [at: number, index: number])[];
  forget(): void;
}

const HOPS = new Set(["connection", "content-length", "transfer-encoding", "keep-alive", "date", "content-encoding"]);
const PAGE = 100;

/** @param box asks the box itself. @param points the cost of a recorded GraphQL answer. */
export function createReplay(box: (asked: Asked) => Promise<Answered>, now: () => number = Date.now): Replay {
  const known = new Map<string, { answer: Answered; points: number }>();
  const commits: Commits = new Map();
  let fleet: Fleet | null = null;
  let counts: Counts = { ...NOTHING };
  let reads: [number, number][] = [];

  const record = async (key: string, asked: Asked): Promise<{ answer: Answered; points: number }> => {
    const before = known.get(key);
    if (before !== undefined) return before;
    counts.recorded += 1;
    const answer = await box(asked);
    remember(answer.body, commits);
    const fresh = { answer, points: pointsOf(answer) };
    if (answer.status < 500) known.set(key, fresh);
    return fresh;
  };

  return {
    async answer(asked) {
      if (fleet === null || asked.path.startsWith("/app")) return box({ ...asked, path: ownInstallation(asked.path) });
      const isGraphql = asked.path.endsWith("/graphql");
      if (isGraphql) counts.graphql += 1;
      else counts.rest += 1;
      const isRead = asked.method === "GET" || asked.method === "HEAD" || (isGraphql && !isMutation(asked.body));
      if (!isRead) {
        counts.refused += 1;
        return { status: 403, headers: JSON_TYPE, body: '{"message":"A twin cannot be changed."}' };
      }
      if (asked.path.startsWith("/installation/repositories"))
        return listed(asked, fleet, await record("repositories", asked));
      const index = indexIn(`${asked.path} ${asked.body}`);
      const original = index === null ? ORIGINALS.quiet : originalOf(index, fleet);
      const path = toOriginal(asked.path, original, commits);
      const body = toOriginal(asked.body, original, commits);
      const { "if-none-match": etag, ...headers } = asked.headers;
      const { answer, points } = await record(`${asked.method} ${path} ${body}`, { ...asked, headers, path, body });
      counts.points += points;
      if (isGraphql && index !== null) reads.push([now(), index]);
      const { etag: own, ...kept } = answer.headers;
      if (etag !== undefined && etag === own) {
        counts.notModified += 1;
        return { status: 304, headers: { ...kept, etag }, body: "" };
      }
      const all = own === undefined ? kept : { ...kept, etag: own };
      if (index === null) return { ...answer, headers: all };
      return { status: answer.status, headers: all, body: toTwin(answer.body, original, index) };
    },
    play(next) {
      fleet = next;
    },
    counts: () => ({ ...counts }),
    reads: () => reads,
    forget() {
      counts = { ...NOTHING };
      reads = [];
    },
  };
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** Without what belongs to one connection, or tells an allowance: the fleet's hour is not the box's. */
export function kept(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !HOPS.has(name) && !(name.startsWith("x-ratelimit-") && name !== COST)),
  );
}

/** The box's own: what a query cost. */
const COST = "x-ratelimit-cost";

function pointsOf({ headers }: Answered): number {
  return Number(headers[COST] ?? 0);
}

function isMutation(body: string): boolean {
  return /^\{"query":"\s*(?:\\n\s*)*mutation\b/.test(body);
}

/** A page of the fleet's repositories that are listed, as the box lists one of those without an incident. */
function listed(asked: Asked, { incidents, listed: all }: Fleet, { answer }: { answer: Answered }): Answered {
  const page = Number(/[?&]page=(\d+)/.exec(asked.path)?.[1] ?? 1);
  const { repositories } = JSON.parse(answer.body) as { repositories: readonly { full_name: string }[] };
  const model = JSON.stringify(repositories.find((each) => each.full_name === ORIGINALS.quiet));
  const from = (page - 1) * PAGE;
  const to = Math.min(from + PAGE, all);
  const shown = Array.from(
    { length: Math.max(0, to - from) },
    (_each, at) => JSON.parse(toTwin(model, ORIGINALS.quiet, incidents + from + at)) as object,
  );
  const next: Record<string, string> = to < all ? { link: `<${asked.path}>; rel="next"` } : {};
  const body = JSON.stringify({ total_count: all, repositories: shown });
  return { status: 200, headers: { ...JSON_TYPE, ...next }, body };
}
