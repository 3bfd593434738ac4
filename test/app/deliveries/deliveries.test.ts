/** Lost deliveries, against a GitHub that keeps nothing but their list. */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { createArrivals } from "../../../src/app/deliveries/arrivals.ts";
import {
  createDeliveries,
  type Deliveries,
  type DeliveriesParts,
  HEARD,
} from "../../../src/app/deliveries/deliveries.ts";
import type { Attempt } from "../../../src/app/deliveries/delivery-list.ts";
import { signalOf } from "../../../src/app/events/events.ts";
import { createLog } from "../../../src/app/log.ts";
import type { Payload } from "../../../src/app/events/payload.ts";
import type { Signal } from "../../../src/app/events/signal.ts";
import type { TurnOf } from "../../../src/app/looks/work.ts";
import type { GitHubClient, RestAnswer } from "../../../src/github/request/client.ts";
import { RateLimited, Refused } from "../../../src/github/request/errors.ts";
import type { Clock } from "../../../src/queue/clock.ts";
import { type EnqueueRequest, Overloaded, type Subject } from "../../../src/queue/queue.ts";

const START = Date.parse("2026-03-02T09:00:00Z");
const MINUTE = 60_000;
const SUBJECT = { kind: "deliveries", installation: null, repository: null } as const;

let now: number;
let list: (Attempt & { readonly payload: unknown })[];
let asked: string[];
let healed: number;
let routed: string[];
let enqueued: { readonly subject: Subject; readonly request: EnqueueRequest }[];
/** What becomes of a delivery that is sent again: its status, or nothing for now. */
let redeliver: (guid: string) => number | null;
let fail: (route: string) => Error | null;
let unready: string | null;

const clock: Clock = { now: () => now, schedule: () => () => undefined };
const ids = { last: 0 };

function file(guid: string, status: number, more: Partial<Attempt> & { readonly payload?: unknown } = {}): void {
  ids.last += 1;
  const at = new Date(now).toISOString();
  const payload = { action: "closed", guid };
  list.unshift({
    id: ids.last,
    guid,
    delivered_at: at,
    redelivery: false,
    status_code: status,
    event: "issues",
    payload,
    ...more,
  });
}

const PAGE = 100;
const client: GitHubClient = {
  graphql: () => Promise.reject(new Error("no GraphQL")),
  async rest(route, parameters = {}): Promise<RestAnswer> {
    const error = fail(route);
    if (error !== null) throw error;
    const answer = (data: unknown, headers: Record<string, string> = {}): RestAnswer => ({
      status: 200,
      data,
      headers: { date: new Date(now).toUTCString(), ...headers },
    });
    const id = parameters["delivery_id"];
    const one = list.find((each) => String(each.id) === id);
    asked.push(one === undefined ? route.split(" ")[0] + " list" : `${route.split(" ")[0]} ${one.guid}`);
    if (route === "GET /app/hook/deliveries") {
      const from = Number(parameters["cursor"] ?? 0);
      const listed = list.filter(({ status_code }) => parameters["status"] === undefined || status_code >= 400);
      const next = `<https://api.github.com/app/hook/deliveries?per_page=100&cursor=${from + PAGE}>; rel="next"`;
      return answer(listed.slice(from, from + PAGE), from + PAGE < listed.length ? { link: next } : {});
    }
    if (one === undefined) throw new Refused(route, 404, { message: "Not Found" }, {});
    if (route.startsWith("GET ")) return answer({ ...one, request: { headers: {}, payload: one.payload } });
    const status = redeliver(one.guid);
    if (status !== null) file(one.guid, status, { redelivery: true, event: one.event });
    return answer({});
  },
};

function open(more: Partial<DeliveriesParts> = {}): Deliveries {
  return createDeliveries({
    client,
    clock,
    log: createLog({ level: "silent" }),
    metrics: { healed: (by) => void (healed += by === "redelivered" ? 1 : 0) },
    signalOf: (name, payload) => ({ event: name, ...payload }) as unknown as Signal,
    receive: async (_, guid) => routed.push(guid),
    unready: async () => unready,
    arrivals: createArrivals(clock),
    ...more,
  });
}

/** One look. @returns minutes until the next one. */
async function look(deliveries: Deliveries): Promise<number> {
  enqueued = [];
  asked = [];
  const turn: TurnOf<"deliveries"> = {
    subject: SUBJECT,
    reasons: ["deliveries"],
    failures: 0,
    causes: [],
    enqueue: (subject, request) => void enqueued.push({ subject, request }),
    keep: () => undefined,
  };
  await deliveries.look(turn);
  const own = enqueued.filter(({ subject }) => subject.kind === "deliveries");
  expect(own).toHaveLength(1);
  return ((own[0]?.request.at ?? 0) - now) / MINUTE;
}

/** Makes what comes again come here. */
function arriving(deliveries: () => Deliveries): (guid: string) => number {
  return (guid) => {
    deliveries().taken(guid);
    return 200;
  };
}

const posts = (): string[] => asked.filter((each) => each.startsWith("POST"));
const reads = (): string[] => asked.filter((each) => each.startsWith("GET ") && each !== "GET list");

beforeEach(() => {
  now = START;
  list = [];
  asked = [];
  healed = 0;
  routed = [];
  enqueued = [];
  redeliver = () => null;
  fail = () => null;
  unready = null;
});

describe("deliveries that were not taken", () => {
  it("are asked for again in one look, the oldest first, and each is counted once", async () => {
    const deliveries = open();
    redeliver = arriving(() => deliveries);
    for (const [guid, status] of [
      ["g1", 502],
      ["g2", 504],
      ["g3", 0],
      ["g4", 302],
      ["g5", 503],
      ["g6", 401],
    ] as const) {
      now += 1000;
      file(guid, status);
    }
    file("g7", 200);
    file("g8", 204);
    expect(await look(deliveries)).toBe(5);
    expect(asked).toEqual(["GET list", "POST g1", "POST g2", "POST g3", "POST g4", "POST g5", "POST g6"]);
    expect(healed).toBe(6);
    now += 5 * MINUTE;
    await look(deliveries);
    expect(asked).toEqual(["GET list"]);
    expect(healed).toBe(6);
    expect(routed).toEqual([]);
  });

  it("are not asked for where nobody would hear them", async () => {
    const deliveries = open();
    for (const event of ["star", "watch", "label", "ping"]) file(`g-${event}`, 502, { event });
    expect(await look(deliveries)).toBe(5);
    expect(asked).toEqual(["GET list"]);
  });

  it("are left alone where a later attempt was taken, in whatever order the two are listed", async () => {
    const deliveries = open();
    file("g1", 502);
    file("g1", 200, { redelivery: true });
    file("g2", 200);
    file("g2", 502, { redelivery: true });
    file("g3", 200);
    file("g3", 200);
    await look(deliveries);
    expect(posts()).toEqual([]);
    expect(healed).toBe(0);
  });

  it("wait while nothing can be taken", async () => {
    const deliveries = open();
    file("g1", 503);
    unready = "the database is away";
    expect(await look(deliveries)).toBe(1);
    expect(posts()).toEqual([]);
    unready = null;
    now += MINUTE;
    redeliver = arriving(() => deliveries);
    await look(deliveries);
    expect(posts()).toEqual(["POST g1"]);
    expect(healed).toBe(1);
  });

  it("that are lost again are asked for again, later; then they are read, and no more is done", async () => {
    const deliveries = open();
    redeliver = () => 502;
    file("g1", 502);
    expect(await look(deliveries)).toBe(1);
    expect(posts()).toEqual(["POST g1"]);
    await look(deliveries);
    expect(posts()).toEqual([]);
    now += MINUTE;
    await look(deliveries);
    expect(posts()).toEqual(["POST g1"]);
    now += MINUTE;
    await look(deliveries);
    expect(posts()).toEqual([]);
    now += 3 * MINUTE;
    expect(await look(deliveries)).toBe(5);
    expect([posts(), reads(), routed, healed]).toEqual([[], ["GET g1"], ["g1"], 1]);
    for (let time = 0; time < 20; time += 1) {
      now += 10 * MINUTE;
      await look(deliveries);
      expect([posts(), reads()]).toEqual([[], []]);
    }
    expect([routed, healed]).toEqual([["g1"], 1]);
  });

  it("are counted by whoever asked where another process takes them", async () => {
    const deliveries = open({ arrivals: null });
    redeliver = () => 200;
    file("g1", 502);
    await look(deliveries);
    expect(healed).toBe(0);
    now += MINUTE;
    expect(await look(deliveries)).toBe(5);
    expect([posts(), healed]).toEqual([[], 1]);
  });

  it("are told by GitHub's list alone: another process goes on where this one ended", async () => {
    redeliver = () => 502;
    file("g1", 502);
    await look(open());
    now += MINUTE;
    await look(open());
    expect(posts()).toEqual(["POST g1"]);
    now += 4 * MINUTE;
    await look(open());
    expect([posts(), routed]).toEqual([[], ["g1"]]);
  });

  it("that GitHub does not send again are left to the sweep", async () => {
    const deliveries = open();
    file("g1", 502);
    file("g2", 502);
    redeliver = arriving(() => deliveries);
    fail = (route) => (route.startsWith("POST ") && asked.length === 1 ? gone() : null);
    const gone = (): Error => {
      asked.push("refused");
      return new Refused("POST", 422, { message: "no" }, {});
    };
    expect(await look(deliveries)).toBe(5);
    expect(posts()).toEqual(["POST g2"]);
    now += 5 * MINUTE;
    await look(deliveries);
    expect(posts()).toEqual([]);
    expect(healed).toBe(1);
  });

  it("too many of them are found by a sweep", async () => {
    const deliveries = open();
    for (let n = 0; n < 2_001; n += 1) file(`g${n}`, 502);
    expect(await look(deliveries)).toBe(5);
    expect(posts()).toEqual([]);
    expect(enqueued.map(({ subject }) => subject)).toContainEqual({
      kind: "sweep",
      installation: null,
      repository: null,
    });
    now += 5 * MINUTE;
    await look(deliveries);
    expect(enqueued).toHaveLength(1);
  });

  it("many of them take several looks, each within its bound", async () => {
    const deliveries = open();
    redeliver = arriving(() => deliveries);
    for (let n = 0; n < 150; n += 1) file(`g${n}`, 502);
    const counts: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      await look(deliveries);
      counts.push(posts().length);
      now += MINUTE;
    }
    expect(counts).toEqual([60, 60, 30, 0]);
    expect(healed).toBe(150);
  });
});

describe("deliveries that were taken by somebody else", () => {
  it("are read and routed, where they matter and were never seen", async () => {
    const deliveries = open();
    now += 2 * MINUTE;
    file("seen", 200);
    deliveries.taken("seen");
    file("unseen", 200);
    file("star", 200, { event: "star" });
    expect(await look(deliveries)).toBe(5);
    expect(asked).toEqual(["GET list", "GET unseen"]);
    expect([routed, healed]).toEqual([["unseen"], 1]);
    now += 5 * MINUTE;
    await look(deliveries);
    expect([routed, healed]).toEqual([["unseen"], 1]);
  });

  it("are another process's where it may have been: before the start, or beside a database", async () => {
    const deliveries = open();
    now += MINUTE / 2;
    file("g1", 200);
    await look(deliveries);
    now += 10 * MINUTE;
    file("g2", 200);
    await look(open({ arrivals: null }));
    expect(routed).toEqual([]);
  });

  it("are found by GitHub's clock, whatever ours says", async () => {
    const deliveries = open({
      clock: { ...clock, now: () => now - 3 * 60 * MINUTE },
      arrivals: createArrivals({ ...clock, now: () => now - 3 * 60 * MINUTE }),
    });
    file("before", 200);
    now += 2 * MINUTE;
    file("after", 200);
    await look(deliveries);
    expect(routed).toEqual(["after"]);
  });

  it("do not count as healed where what was asked for again is swallowed too", async () => {
    const deliveries = open();
    now += 2 * MINUTE;
    file("g1", 502);
    redeliver = () => 200;
    await look(deliveries);
    expect([posts(), healed, routed]).toEqual([["POST g1"], 0, []]);
    now += MINUTE;
    await look(deliveries);
    expect([posts(), healed, routed]).toEqual([[], 1, ["g1"]]);
    now += 5 * MINUTE;
    await look(deliveries);
    expect([posts(), healed, routed]).toEqual([[], 1, ["g1"]]);
  });

  it("are not looked for where too many came to remember them", async () => {
    const arrivals = createArrivals(clock, 10);
    const deliveries = open({ arrivals });
    now += 2 * MINUTE;
    for (let n = 0; n < 25; n += 1) {
      file(`g${n}`, 200);
      deliveries.taken(`g${n}`);
    }
    await look(deliveries);
    expect(reads()).toEqual([]);
    expect(arrivals.has("g24")).toBe(true);
    expect(arrivals.has("g1")).toBe(false);
  });
});

describe("the list", () => {
  it("is read back to where the last look ended, with what may have been listed late", async () => {
    const deliveries = open({ arrivals: null });
    for (let n = 0; n < 250; n += 1) file(`g${n}`, 200);
    await look(deliveries);
    expect(asked).toHaveLength(3);
    now += 30 * MINUTE;
    for (let n = 0; n < 150; n += 1) file(`h${n}`, 200);
    await look(deliveries);
    expect(asked).toEqual(Array(4).fill("GET list"));
    now += 30 * MINUTE;
    file("late", 502, { delivered_at: new Date(now - 35 * MINUTE).toISOString() });
    file("new", 200);
    await look(deliveries);
    expect(asked).toEqual(["GET list", "GET list", "POST late"]);
  });

  it("that is too long is read by what failed: nothing of that is left out", async () => {
    const deliveries = open({ arrivals: null });
    redeliver = () => 200;
    file("oldest", 502);
    for (let n = 0; n < 9_000; n += 1) file(`g${n}`, 200);
    file("newest", 502);
    expect(await look(deliveries)).toBe(1);
    expect(posts()).toEqual(["POST oldest", "POST newest"]);
    expect(asked.filter((each) => each === "GET list")).toHaveLength(51);
    now += MINUTE;
    expect(await look(deliveries)).toBe(5);
    expect(healed).toBe(2);
  });

  it("is three days long at most", async () => {
    const deliveries = open();
    file("g1", 502);
    now += 3 * 24 * 60 * MINUTE + MINUTE;
    file("g2", 502);
    await look(deliveries);
    expect(posts()).toEqual(["POST g2"]);
  });

  it("that cannot be had now is asked for again: a limit is the queue's to wait for", async () => {
    const deliveries = open();
    file("g1", 502);
    fail = () => new RateLimited("GET", now, MINUTE);
    await expect(look(deliveries)).rejects.toThrow(RateLimited);
    expect(enqueued.map(({ subject }) => subject)).toEqual([SUBJECT]);
    fail = (route) => (route.startsWith("POST") ? new RateLimited("POST", now, MINUTE) : null);
    await expect(look(deliveries)).rejects.toThrow(RateLimited);
    fail = () => null;
    redeliver = arriving(() => deliveries);
    now += 2 * MINUTE;
    await look(deliveries);
    expect(posts()).toEqual(["POST g1"]);
    expect(healed).toBe(1);
  });

  it("that GitHub refuses is asked for seldom", async () => {
    const deliveries = open();
    fail = (route) => new Refused(route, 404, { message: "Not Found" }, {});
    expect(await look(deliveries)).toBe(60);
  });

  it("may have ids that are no numbers any more", async () => {
    const deliveries = open();
    redeliver = arriving(() => deliveries);
    file("g1", 502, { id: 9_007_199_254_740_993n });
    await look(deliveries);
    expect(posts()).toEqual(["POST g1"]);
  });
});

describe("a payload", () => {
  it.each([
    ["is not there", { payload: null }, null],
    ["is no object", { payload: "text" }, null],
    ["makes no sense", {}, new Error("no sense")],
  ])("that %s is left to the sweep", async (_, more, error) => {
    const signal = (): Signal => {
      if (error !== null) throw error;
      return {} as Signal;
    };
    const deliveries = open({ signalOf: signal });
    now += 2 * MINUTE;
    file("g1", 200, more);
    await look(deliveries);
    now += MINUTE;
    await look(deliveries);
    expect([reads(), routed, healed]).toEqual([[], [], 0]);
  });

  it("that cannot be stored now is read again", async () => {
    let isFull = true;
    const receive = async (_: Signal, guid: string): Promise<number> => {
      if (isFull) throw new Error("overloaded");
      return routed.push(guid);
    };
    const deliveries = open({ receive });
    now += 2 * MINUTE;
    file("g1", 200);
    await expect(look(deliveries)).rejects.toThrow("overloaded");
    isFull = false;
    now += MINUTE;
    await look(deliveries);
    expect([routed, healed]).toEqual([["g1"], 1]);
  });
});

describe("a delivery that by itself cannot be stored", () => {
  it("keeps no other one waiting, and is left to the sweep after some tries", async () => {
    redeliver = () => 503;
    let tries = 0;
    const deliveries = open({
      receive: async (_, guid) => {
        if (guid !== "bad") return routed.push(guid);
        tries += 1;
        throw new Overloaded("a statement took too long");
      },
    });
    const looks = async (times: number): Promise<void> => {
      for (let each = 0; each < times; each += 1) {
        now += 2 * MINUTE;
        await look(deliveries);
      }
    };
    file("bad", 503);
    now += 1_000;
    file("good", 503);
    await looks(8);
    expect(routed).toEqual(["good"]);
    expect(tries).toBeGreaterThan(0);
    await looks(60);
    const tried = tries;
    expect(tried).toBeLessThan(15);
    await looks(30);
    expect([tries, routed]).toEqual([tried, ["good"]]);
  });

  it("ends the look where nothing else could be stored either", async () => {
    const deliveries = open({
      receive: async () => {
        unready = "the database is away";
        throw new Overloaded("the database is away");
      },
    });
    now += 2 * MINUTE;
    file("g1", 200);
    await expect(look(deliveries)).rejects.toThrow(Overloaded);
    expect(healed).toBe(0);
  });
});

describe("the events that are heard", () => {
  const payload = {
    action: "closed",
    installation: { id: 3 },
    repository: { full_name: "acme/shop", default_branch: "main" },
    issue: { number: 1 },
  } as Payload;
  it("are all that mean anything", () => {
    const others = ["star", "watch", "fork", "label", "milestone", "ping", "release", "discussion", "deployment"];
    for (const name of others) {
      expect(HEARD.has(name)).toBe(false);
      expect(signalOf(name, payload, { appId: 7, login: null })).toBeNull();
    }
    expect(HEARD.has("issues")).toBe(true);
    expect(signalOf("issues", payload, { appId: 7, login: null })).not.toBeNull();
  });
});
