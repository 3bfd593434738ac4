/** What goes wrong in a run: drawn from a seed, each thing at a point of its own. */
import { Dice } from "../support/dice.ts";
import { type Cast, type Mode, pause, rolesOf } from "./cast.ts";
import { between, during, type Meddle, missing, once, secondary } from "./meddling.ts";
import { later, revive } from "./mending.ts";

export const KINDS = ["kill", "network", "answers", "deliveries", "clock", "database", "disk"] as const;
export type Kind = (typeof KINDS)[number];

/** One disturbance: what it is, in the words of the report, and where it strikes. */
export interface Disturbance {
  readonly kind: Kind;
  readonly what: string;
  /** Before that step of the story; absent: by what goes over the wire. */
  readonly step?: number;
  readonly strike?: (cast: Cast) => Promise<void>;
  /** Asked at every request; the first that meddles does. */
  readonly meddle?: Meddle;
}

/** What points there are to draw from. */
interface Extent {
  readonly steps: number;
  readonly requests: number;
  readonly writes: number;
}

/** What a step of a story takes at least, in peace: so that a seed means the same points on every machine. */
const REQUESTS_A_STEP = 30;
const WRITES_A_STEP = 5;

/** Nobody waits for a repair for longer than that: everything ends by itself. */
const LONGEST_OUTAGE = 3_000;
/** The App gives up after 10 s; GitHub is silent for longer. */
const SILENCE = 60_000;
const HOUR = 3_600_000;

export interface Drawing {
  readonly seed: number;
  /** The how manieth drawing for that story, from 1 on. */
  readonly drawn: number;
  readonly mode: Mode;
  /** Of the story. */
  readonly steps: number;
  readonly kinds?: readonly Kind[];
}

/** Draws three to six disturbances, none of a kind that is not asked for. */
export function draw({ seed, drawn, mode, steps, kinds = KINDS }: Drawing): readonly Disturbance[] {
  const extent = { steps, requests: REQUESTS_A_STEP * steps, writes: WRITES_A_STEP * steps };
  const dice = new Dice(seed * 7919 + drawn);
  const possible = kinds.filter((kind) => mode === "postgres" || (kind !== "database" && kind !== "disk"));
  // Each kind that is asked for comes once before any comes twice.
  const order = [...dice.shuffle([...possible]), ...dice.shuffle([...possible])];
  const count = Math.min(order.length, 3 + dice.nat(3));
  return order.slice(0, count).map((kind) => MAKERS[kind](dice, extent, mode));
}

type Maker = (dice: Dice, extent: Extent, mode: Mode) => Disturbance;

const MAKERS: Readonly<Record<Kind, Maker>> = {
  kill(dice, { steps, writes }, mode) {
    const roles = rolesOf(mode);
    const rest = dice.nat(1500);
    if (dice.nat(3) === 0) {
      const name = dice.pick(roles);
      const step = dice.nat(steps - 1);
      return {
        kind: "kill",
        what: `kill -9 of ${name} before step ${step + 1}, started again after ${rest} ms`,
        step,
        strike: (cast) => revive(cast, name, rest),
      };
    }
    const write = 1 + dice.nat(writes - 1);
    const reach = dice.nat(1) === 1;
    return {
      kind: "kill",
      what: `kill -9 of whoever writes, right ${reach ? "after" : "before"} write ${write}, started again after ${rest} ms`,
      meddle: once(
        (call) => call.write === write,
        (call, cast) => ({ kind: "during", reach, act: () => revive(cast, call.by, rest) }),
      ),
    };
  },
  network(dice, { requests }) {
    const first = 1 + dice.nat(requests - 1);
    switch (dice.nat(3)) {
      case 0: {
        const reach = dice.nat(1) === 1;
        const times = 1 + dice.nat(5);
        const what = `connection cut ${reach ? "behind" : "before"} GitHub at ${times} requests from ${first} on`;
        return { kind: "network", what, meddle: between(first, times, () => ({ kind: "cut", reach })) };
      }
      case 1:
        return {
          kind: "network",
          what: `connection cut in the middle of answer ${first}`,
          meddle: between(first, 1, () => ({ kind: "truncate" })),
        };
      case 2: {
        const ms = 300 + dice.nat(LONGEST_OUTAGE);
        const what = `no network for ${ms} ms from request ${first} on`;
        return { kind: "network", what, meddle: during(first, ms, () => ({ kind: "cut", reach: false })) };
      }
      default: {
        const reach = dice.nat(1) === 1;
        return {
          kind: "network",
          what: `60 s of silence ${reach ? "after" : "instead of"} request ${first}`,
          meddle: between(first, 1, () => ({ kind: "silence", reach, ms: SILENCE })),
        };
      }
    }
  },
  answers(dice, { requests }) {
    const first = 1 + dice.nat(requests - 1);
    const times = 1 + dice.nat(7);
    switch (dice.nat(4)) {
      case 0:
      case 1: {
        const status = dice.pick([500, 502, 503]);
        const reach = dice.nat(2) === 0;
        const what = `${status} from request ${first} on, ${times} times${reach ? ", carried out all the same" : ""}`;
        const body = JSON.stringify({ message: "Server Error" });
        return {
          kind: "answers",
          what,
          meddle: between(first, times, () => ({ kind: "answer", reach, status, body })),
        };
      }
      case 2: {
        const seconds = 1 + dice.nat(59);
        return {
          kind: "answers",
          what: `403 secondary limit for ${seconds} s, at ${times} requests from ${first} on`,
          meddle: between(first, times, () => secondary(seconds)),
        };
      }
      case 3: {
        const ms = 200 + dice.nat(LONGEST_OUTAGE);
        return {
          kind: "answers",
          what: `404 for ${ms} ms from request ${first} on`,
          meddle: during(first, ms, missing),
        };
      }
      default: {
        const body = '{"data":{"repository":{"issue":{"id":"I_kw';
        const what = `half of a JSON text with 200, ${times} times from request ${first} on`;
        return {
          kind: "answers",
          what,
          meddle: between(first, times, () => ({ kind: "answer", reach: false, status: 200, body })),
        };
      }
    }
  },
  deliveries(dice, { steps }) {
    const step = dice.nat(steps - 1);
    const times = 1 + dice.nat(9);
    const how = dice.pick(["drop", "double", "reorder", "delay"] as const);
    const words = { drop: "lost", double: "doubled", reorder: "swapped", delay: "late" }[how];
    return {
      kind: "deliveries",
      what: `${times} deliveries ${words} from step ${step + 1} on`,
      step,
      strike: (cast) => cast.world.fault({ webhooks: how, times, ...(how === "delay" ? { delay_ms: 700 } : {}) }),
    };
  },
  clock(dice, { steps }) {
    const step = dice.nat(steps - 1);
    const by = (1 + dice.nat(11)) * HOUR * (dice.nat(1) === 1 ? 1 : -1);
    const what = `the App's clock set ${Math.abs(by) / HOUR} h ${by > 0 ? "forward" : "back"} before step ${step + 1}`;
    return { kind: "clock", what, step, strike: (cast) => cast.setClock(by) };
  },
  database(dice, { steps }) {
    const step = dice.nat(steps - 1);
    const after = dice.nat(1200);
    const rest = dice.nat(2000);
    if (dice.nat(1) === 0) {
      return {
        kind: "database",
        what: `connections to the database cut ${after} ms after step ${step + 1} began`,
        step,
        strike: async (cast) => later(after, () => cast.database?.cut()),
      };
    }
    return {
      kind: "database",
      what: `kill -9 of the database ${after} ms after step ${step + 1} began, started again after ${rest} ms`,
      step,
      strike: async (cast) =>
        later(after, async () => {
          await cast.database?.kill();
          await pause(rest);
          await cast.database?.start();
        }),
    };
  },
  disk(dice, { steps }) {
    const step = dice.nat(steps - 1);
    const ms = 500 + dice.nat(4000);
    return {
      kind: "disk",
      what: `the database's disk full from step ${step + 1} on, for ${ms} ms`,
      step,
      strike: async (cast) => {
        await cast.database?.fillDisk();
        later(ms, async () => {
          cast.database?.freeDisk();
          await cast.database?.start();
        });
      },
    };
  },
};
