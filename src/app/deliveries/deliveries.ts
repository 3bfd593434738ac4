/**
 * Deliveries that were lost: GitHub sends nothing again by itself. Every few minutes its list is read back to where the
 * last look ended; what was not taken is asked for again, and what does not come even then is read from the list and
 * routed as if it had come. So is what GitHub says was accepted, and we never saw: some proxy said so.
 *
 * All of it follows from GitHub's list. What is kept here may be lost: then three days are read once more, and at worst
 * something is looked at again.
 */
import type { GitHubClient } from "../../github/request/client.ts";
import { Refused } from "../../github/request/errors.ts";
import type { Clock } from "../../queue/clock.ts";
import type { Arrivals } from "./arrivals.ts";
import { Overloaded } from "../engine.ts";
import { askAgain, type Attempt, type AttemptPages, readAttempts, readPayload } from "./delivery-list.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Payload } from "../events/payload.ts";
import type { Receive } from "../http/probot.ts";
import type { Signal } from "../events/signal.ts";
import type { TurnOf } from "../looks/work.ts";

export interface DeliveriesParts {
  /** As the App. */
  readonly client: GitHubClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Pick<Metrics, "healed">;
  /** What an event is about; null where it cannot concern anything. */
  readonly signalOf: (name: string, payload: Payload) => Signal | null;
  /** Stores what it asks for, as if the event had come. */
  readonly receive: Receive;
  /** Null where work can be taken. */
  readonly unready: () => Promise<string | null>;
  /** What came here; null where others receive too, so that nobody can tell what never came. */
  readonly arrivals: Arrivals | null;
}

export interface Deliveries {
  look(turn: TurnOf<"deliveries">): Promise<void>;
  /** To be told of every delivery that was taken. */
  taken(guid: string): void;
}

/** A delivery that was not taken. */
interface Lost {
  /** The newest attempt. */
  id: Attempt["id"];
  readonly event: string;
  /** When it was first made, as far as was read: the oldest is asked for first. */
  readonly at: number;
  /** How often it was asked for. */
  tries: number;
  /** When it may be asked for again, by the host's clock. */
  due: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** GitHub keeps deliveries for so long. */
const KEPT = 3 * DAY;
/** An attempt is listed some minutes after it was made. */
const LISTED_WITHIN = 10 * MINUTE;
/** Another process may have taken what came while this one began. */
const HANDED_OVER = MINUTE;
const NEXT_LOOK = 5 * MINUTE;
/** While something is lost. */
const SOON = MINUTE;
/** Where GitHub refuses the list, such as an App's without a webhook. */
const SELDOM = 60 * MINUTE;
/** After the first and the second time that it was asked for; then its payload is read. */
const WAITS = [MINUTE, 4 * MINUTE] as const;
/** After so many in all it is left to the sweep. */
const MOST_TRIES = 12;
/** A look's pages, and requests for single deliveries: the budget of writes is 80 a minute. */
const PAGES = 50;
const REQUESTS = 60;
/** Above so many a sweep over everything is cheaper. */
const MOST_LOST = 2_000;
const SETTLED_KEPT = 20_000;

/** Events that `events.ts` knows: no other one is worth a request. */
export const HEARD: ReadonlySet<string> = new Set(
  (
    "check_run check_suite installation installation_repositories issue_comment issues member merge_group organization " +
    "pull_request pull_request_review push repository status sub_issues workflow_run"
  ).split(" "),
);

/** Makes what looks for lost deliveries, for one process. */
export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { client, clock, log, arrivals } = parts;
  /** By GUID. */
  const lost = new Map<string, Lost>();
  /** GUIDs of which nothing more is wanted. */
  const settled = new Set<string>();
  /** The newest attempt that was read, by GitHub's clock. */
  let readTo = Number.NEGATIVE_INFINITY;

  const settle = (guid: string, isHealed: boolean): void => {
    if (isHealed) parts.metrics?.healed("redelivered");
    lost.delete(guid);
    settled.delete(guid);
    settled.add(guid);
    const [oldest] = settled;
    if (settled.size > SETTLED_KEPT && oldest !== undefined) settled.delete(oldest);
  };

  /** True where GitHub says that it was accepted, and it never came. */
  const isUnseen = ({ guid, event, delivered_at }: Attempt, now: number): boolean => {
    if (arrivals === null || settled.has(guid) || arrivals.has(guid) || !HEARD.has(event)) return false;
    return Date.parse(delivered_at) > arrivals.since() + (now - clock.now()) + HANDED_OVER;
  };

  /** Notes what was not taken. @param now GitHub's clock. @returns attempts that were taken by somebody else than us. */
  const note = ({ attempts, now }: AttemptPages): readonly Attempt[] => {
    const accepted = new Map<string, Attempt>();
    for (const each of attempts) if (isTaken(each)) accepted.set(each.guid, each);
    const unseen = [...accepted.values()].filter((each) => isUnseen(each, now));
    for (const { guid } of unseen) accepted.delete(guid);
    for (const { guid, redelivery } of accepted.values()) {
      const known = lost.get(guid);
      // Older attempts of what was sent again may be read later.
      if (known !== undefined || redelivery) settle(guid, known !== undefined && known.tries > 0);
    }
    const asked = new Map<string, number>();
    for (const { guid, redelivery } of attempts) if (redelivery) asked.set(guid, (asked.get(guid) ?? 0) + 1);
    for (const each of attempts.toReversed()) {
      const { guid, id, event } = each;
      if (isTaken(each) || accepted.has(guid) || settled.has(guid) || !HEARD.has(event)) continue;
      const at = Date.parse(each.delivered_at);
      const known = lost.get(guid);
      if (known === undefined) lost.set(guid, { id, event, at, tries: asked.get(guid) ?? 0, due: clock.now() });
      else known.id = id;
    }
    return unseen;
  };

  /** Reads what is new of the list. @returns what `note` does. */
  const read = async (): Promise<readonly Attempt[]> => {
    const until = Math.max(readTo - LISTED_WITHIN, clock.now() - KEPT);
    const news = await readAttempts(client, { until, pages: PAGES });
    // Of a list too long to be read, those that failed are. What was sent again since, and taken, is not among them: it
    // comes once more.
    const failed = news.isWhole ? null : await readAttempts(client, { until, pages: PAGES, status: "failure" });
    const unseen = note({ ...news, attempts: [...news.attempts, ...(failed?.attempts ?? [])] });
    const [newest] = news.attempts;
    if (newest !== undefined) readTo = Math.max(readTo, Date.parse(newest.delivered_at));
    return unseen;
  };

  const meaningOf = (event: string, payload: object): Signal | null => {
    try {
      return parts.signalOf(event, payload);
    } catch {
      // What makes no sense now makes none later either, and would keep the others waiting.
      return null;
    }
  };
  const route = async (guid: string, { id, event }: Pick<Attempt, "id" | "event">): Promise<void> => {
    const payload = await readPayload(client, id);
    const signal = payload === null ? null : meaningOf(event, payload);
    const found = signal === null ? 0 : await parts.receive(signal, guid);
    settle(guid, signal !== null);
    log.info({ delivery: guid, event, found }, "a lost delivery was read");
  };

  /** What GitHub does not have any more, or does not send again, is left to the sweep. */
  const unlessRefused = async (guid: string, request: () => Promise<void>): Promise<void> => {
    try {
      await request();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn({ err: error, delivery: guid }, "a lost delivery is left to the sweep");
      settle(guid, false);
    }
  };

  /** Reads one and routes it. One that by itself cannot be stored keeps nobody else waiting. */
  const readOne = async (guid: string, one: Attempt | Lost): Promise<void> => {
    try {
      await unlessRefused(guid, () => route(guid, one));
    } catch (error) {
      if (!(error instanceof Overloaded) || (await parts.unready()) !== null) throw error;
      log.warn({ err: error, delivery: guid }, "a lost delivery cannot be stored");
      if (!("tries" in one)) return;
      one.tries += 1;
      one.due = clock.now() + NEXT_LOOK;
      if (one.tries > MOST_TRIES) settle(guid, false);
    }
  };

  const heal = async (never: readonly Attempt[]): Promise<void> => {
    let left = REQUESTS;
    for (const attempt of never.slice(0, left)) {
      left -= 1;
      await readOne(attempt.guid, attempt);
    }
    const due = [...lost].filter(([, one]) => one.due <= clock.now()).toSorted(([, a], [, b]) => a.at - b.at);
    for (const [guid, one] of due.slice(0, left)) {
      const wait = WAITS[one.tries];
      if (wait === undefined) {
        await readOne(guid, one);
        continue;
      }
      // Before it is asked for: it may come before the answer does.
      one.tries += 1;
      one.due = clock.now() + wait;
      try {
        await unlessRefused(guid, () => askAgain(client, one.id));
      } catch (error) {
        one.tries -= 1;
        one.due = clock.now();
        throw error;
      }
      // What comes of it may come to another process.
      if (one.tries === 1) parts.metrics?.healed("asked_again");
      log.info({ delivery: guid, event: one.event, tries: one.tries }, "a lost delivery is asked for again");
    }
  };

  return {
    async look(turn) {
      const next = (wait: number): void => turn.enqueue(turn.subject, { reason: "deliveries", at: clock.now() + wait });
      try {
        const never = await read();
        if (lost.size > MOST_LOST) {
          log.warn({ found: lost.size }, "too many deliveries were lost: everything is looked at");
          for (const guid of lost.keys()) settle(guid, false);
          turn.enqueue({ kind: "sweep", installation: null, repository: null }, { reason: "lost deliveries" });
        }
        // What is sent again now would be refused again.
        if ((await parts.unready()) === null) await heal(never);
        next(lost.size > 0 ? SOON : NEXT_LOOK);
      } catch (error) {
        // Whatever becomes of this look, there is a next one.
        next(error instanceof Refused ? SELDOM : NEXT_LOOK);
        if (!(error instanceof Refused)) throw error;
        log.info({ err: error }, "GitHub does not list the deliveries");
      }
    },
    taken(guid) {
      arrivals?.add(guid);
      const known = lost.get(guid);
      if (known !== undefined) settle(guid, known.tries > 0);
    },
  };
}

/** Whatever is not 2xx was not taken, redirections among it: GitHub follows none. */
function isTaken({ status_code: status }: Attempt): boolean {
  return status >= 200 && status < 300;
}
