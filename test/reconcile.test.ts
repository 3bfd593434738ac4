import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Write } from "../src/core/plan/write.ts";
import { RateLimited, Refused, Unavailable } from "../src/github/request/errors.ts";
import { type PassResult, reconcile, type Steps } from "../src/reconcile.ts";
import { Crash, createProcess, createWorld, WANTED, type World } from "./reconcile-world.ts";

const SUBJECT = { owner: "acme", repo: "shop", number: 12 };

function expectEndState(world: World): void {
  expect([...world.items].sort()).toEqual([...WANTED].sort());
  expect(world.trackers).toHaveLength(1);
  expect(world.trackers[0]?.body).toBe(`items: ${[...WANTED].sort().join(" ")}`);
  expect(world.notices).toEqual(["undo"]);
  expect(world.labels).toEqual(["hardening"]);
  expect(world.open).toBe(true);
  expect(world.journal.filter((entry) => entry === "reopen")).toHaveLength(1);
}

/** Passes as a queue would run them: until one ends with nothing left to do. A dead process's claim runs out. */
async function heal(world: World): Promise<PassResult> {
  for (let turn = 0; turn < 10; turn += 1) {
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    if (result.retryIn === null) return result;
    world.claim = null;
  }
  throw new Error("no pass came to an end");
}

describe("a pass", () => {
  it("writes the tracker, takes the claim, reads again, creates, and ends with an empty plan", async () => {
    const world = createWorld();
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    expectEndState(world);
    expect(world.claim).toBeNull();
    expect(world.journal[0]).toBe("create tracker");
    expect(result).toMatchObject({ kind: "judged", retryIn: null, wakeAt: "2026-03-01T10:00:00Z" });
    expect(result.reads).toBe(4);
    expect(result.outcomes.every((outcome) => outcome.result !== "failed")).toBe(true);
  });

  it("that finds nothing to write reads once and writes nothing", async () => {
    const world = createWorld();
    await reconcile(SUBJECT, createProcess(world).deps);
    const before = structuredClone(world);
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    expect(result).toMatchObject({ reads: 1, rounds: 1, outcomes: [] });
    expect(world).toEqual(before);
  });

  /** A pass that asks one thing over REST in each look, and is content with what was said of it a second ago. */
  function recalls(world: World, more: Partial<Steps> = {}) {
    const { deps } = createProcess(world);
    const asked: (number | undefined)[] = [];
    const client = {
      ...deps.client,
      rest: async (_route: string, _parameters: unknown, options: { within?: number; onRecall?: () => void } = {}) => {
        asked.push(options.within);
        if ((options.within ?? 0) > 0) options.onRecall?.();
        return { status: 200, data: null, headers: {} };
      },
    };
    const steps: Steps = { ...(deps.steps as Steps), ...more };
    const read: Steps["read"] = async (given, ...rest) => {
      await given.rest("GET /rulesets");
      return steps.read(given, ...rest);
    };
    return {
      asked,
      look: () => reconcile(SUBJECT, { ...deps, client, steps: { ...steps, read }, recallWithin: 1000 }),
    };
  }

  it("is content with recent answers where nothing is to be written, and reads anew before it writes", async () => {
    const world = createWorld();
    const { asked, look } = recalls(world);
    const first = await look();
    expectEndState(world);
    expect(asked[0]).toBe(1000);
    expect(asked.slice(1).every((within) => within === undefined)).toBe(true);
    expect(first).toMatchObject({ reads: 5, recalled: false });
    asked.length = 0;
    expect(await look()).toMatchObject({ reads: 1, recalled: true });
    expect(asked).toEqual([1000]);
  });

  it.each([
    "settled",
    "kept",
    "grace",
    "pending",
    "disputed",
    "undo",
  ] as const)("judges no close on an old answer, even where nothing is to be written: %s", async (kind) => {
    const world = createWorld();
    await reconcile(SUBJECT, createProcess(world).deps);
    const before = structuredClone(world);
    const evaluate = () => ({ wakeAt: null, closure: { kind } }) as unknown as ReturnType<Steps["evaluate"]>;
    const { asked, look } = recalls(world, { evaluate });
    expect(await look()).toMatchObject({ reads: 2, recalled: false, outcomes: [] });
    expect(asked).toEqual([1000, undefined]);
    expect(world).toEqual(before);
  });

  it("forgets nothing on an old answer: what is gone or without a policy is asked for anew", async () => {
    const world = createWorld();
    const gone = recalls(world, { read: async () => ({ kind: "gone", why: "HTTP 404" }) });
    expect(await gone.look()).toMatchObject({ kind: "gone", reads: 2, recalled: false });
    world.policy = null;
    expect(await recalls(world).look()).toMatchObject({ kind: "no_policy", reads: 2, recalled: false });
  });

  it("takes no claim to edit", async () => {
    const world = createWorld();
    await reconcile(SUBJECT, createProcess(world).deps);
    for (const tracker of world.trackers) tracker.body = "somebody's words";
    const touched: string[] = [];
    await reconcile(SUBJECT, createProcess(world, async (what) => void touched.push(what)).deps);
    expect(touched).toEqual(["read", "tracker", "read"]);
    expectEndState(world);
  });

  it("comes back to a claim that stands there with nothing to do, until it can be released", async () => {
    const world = createWorld();
    await reconcile(SUBJECT, createProcess(world).deps);
    world.claim = { id: 99 };
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    expect(result.retryIn).toBeGreaterThan(0);
    const freed = createProcess(world);
    const { claim } = freed.deps.steps as Steps;
    const steps: Partial<Steps> = {
      ...freed.deps.steps,
      claim: (...given) => {
        // It has run out.
        world.claim = null;
        return claim(...given);
      },
    };
    expect((await reconcile(SUBJECT, { ...freed.deps, steps })).retryIn).toBeNull();
    expect(world.claim).toBeNull();
  });

  it("comes back where another pass holds the claim, and has created nothing", async () => {
    const world = createWorld({ claim: { id: 99 } });
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    expect(result.retryIn).toBeGreaterThan(0);
    expect(world.items).toEqual([]);
    expect(world.notices).toEqual([]);
    expect(world.claim).toEqual({ id: 99 });
  });

  it("writes nothing in a dry run, and tells what it would", async () => {
    const world = createWorld();
    const result = await reconcile(SUBJECT, { ...createProcess(world).deps, readOnly: true });
    expect(world).toEqual(createWorld());
    expect(result.outcomes.map(({ write, result: what }) => `${write.kind} ${what}`)).toEqual([
      "label planned",
      "tracker planned",
      ...WANTED.map(() => "create_item planned"),
      "notice planned",
      "reopen planned",
    ]);
  });
});

describe("cut after any write", () => {
  it("and started again it comes to the same end, nothing twice (law 4)", async () => {
    const whole: string[] = [];
    await reconcile(SUBJECT, createProcess(createWorld(), async (what) => void whole.push(what)).deps);
    expect(whole.length).toBeGreaterThan(10);
    for (let cut = 0; cut < whole.length; cut += 1) {
      const world = createWorld();
      let step = 0;
      const process = createProcess(world, async () => {
        if (step++ === cut) throw new Crash();
      });
      await expect(reconcile(SUBJECT, process.deps)).rejects.toBeInstanceOf(Crash);
      await heal(world);
      expectEndState(world);
    }
  });

  it("or failed anywhere, any number of times, it comes to the same end (property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), async (cuts) => {
        const world = createWorld();
        for (const cut of cuts) {
          let step = 0;
          const process = createProcess(world, async () => {
            if (step++ === cut) throw new Unavailable("POST", 502, "");
          });
          await reconcile(SUBJECT, process.deps).catch((error: unknown) => expect(error).toBeInstanceOf(Unavailable));
          // A pass that threw has released its claim.
          expect(world.claim).toBeNull();
        }
        await heal(world);
        expectEndState(world);
      }),
      { numRuns: 100 },
    );
  });
});

describe("two passes at once", () => {
  it("end in one tracker, one of each item, one notice, whatever the order (law 5, property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 3 }), async (scheduler, passes) => {
        const world = createWorld();
        const runs = Array.from({ length: passes }, (_, n) => {
          const { deps } = createProcess(world, (what) => scheduler.schedule(Promise.resolve(), `${n}: ${what}`));
          return reconcile(SUBJECT, deps);
        });
        await scheduler.waitFor(Promise.all(runs));
        expect(world.claim).toBeNull();
        await heal(world);
        expectEndState(world);
        for (const key of WANTED) expect(world.journal.filter((entry) => entry === `item ${key}`)).toHaveLength(1);
        expect(world.journal.filter((entry) => entry === "notice undo")).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe("failures", () => {
  const failing = (world: World, kind: string, error: Error) => {
    const process = createProcess(world);
    const { apply } = process.deps.steps as Steps;
    const steps: Partial<Steps> = {
      ...process.deps.steps,
      apply: (client, context, write) => (write.kind === kind ? Promise.reject(error) : apply(client, context, write)),
    };
    return { ...process, deps: { ...process.deps, steps } };
  };

  it("of one write are recorded, tried once, and do not block the others", async () => {
    const world = createWorld();
    const refused = new Refused("POST /labels", 403, { message: "Resource not accessible by integration" }, {});
    const process = failing(world, "label", refused);
    const result = await reconcile(SUBJECT, process.deps);
    const reasons = result.outcomes.flatMap(({ result: what, reason }) => (what === "failed" ? [reason] : []));
    expect(reasons).toEqual(["POST /labels: HTTP 403 (Resource not accessible by integration)"]);
    expect([...world.items].sort()).toEqual([...WANTED].sort());
    expect(world.open).toBe(true);
    expect(process.warnings).toEqual(["a write was refused"]);
    expect(world.claim).toBeNull();
  });

  it("of our own making are recorded too, and do not come back for ever", async () => {
    const world = createWorld();
    const result = await reconcile(SUBJECT, failing(world, "create_item", new TypeError("a bug")).deps);
    expect(result.outcomes.filter((outcome) => outcome.result === "failed")).toHaveLength(WANTED.length);
    expect(world.notices).toEqual(["undo"]);
  });

  it("by a rate limit end the pass with when to come back, and keep what is known", async () => {
    const world = createWorld();
    const limited = new RateLimited("limit", Date.parse("2026-03-01T09:00:00Z"), 42_000);
    const result = await reconcile(SUBJECT, failing(world, "notice", limited).deps);
    expect(result).toMatchObject({ kind: "judged", retryIn: 42_000 });
    expect([...world.items].sort()).toEqual([...WANTED].sort());
    expect(world.open).toBe(false);
    expect(world.claim).toBeNull();
    await heal(world);
    expectEndState(world);
  });

  it("by a rate limit at the first read defer the pass", async () => {
    const limited = new RateLimited("limit", 0, 5_000);
    const process = createProcess(createWorld(), () => Promise.reject(limited));
    expect(await reconcile(SUBJECT, process.deps)).toMatchObject({ kind: "deferred", retryIn: 5_000, reads: 0 });
  });

  it("of a plan that never becomes empty end after a few rounds", async () => {
    const world = createWorld();
    const process = createProcess(world);
    const again: Write = { kind: "label", key: "again", name: "hardening", color: "", description: "" };
    const steps: Partial<Steps> = { ...process.deps.steps, plan: () => [again] };
    const result = await reconcile(SUBJECT, { ...process.deps, steps });
    expect(result.rounds).toBe(7);
    expect(result.outcomes).toHaveLength(6);
    expect(process.warnings).toEqual(["the plan does not converge"]);
  });
});

describe("without a policy", () => {
  it("nothing is judged and nothing written", async () => {
    const world = createWorld({ policy: null });
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    expect(result).toMatchObject({ kind: "no_policy", why: "absent", outcomes: [], reads: 1 });
    expect(world.journal).toEqual([]);
  });

  it("or with one that is switched off, the same", async () => {
    const world = createWorld({ policy: "version: 1\nenabled: false\n" });
    const result = await reconcile(SUBJECT, createProcess(world).deps);
    expect(result).toMatchObject({ kind: "no_policy", why: "disabled", outcomes: [] });
    expect(world.journal).toEqual([]);
  });
});

describe("what is gone", () => {
  it("is told, and nothing is written", async () => {
    const world = createWorld();
    const process = createProcess(world);
    const steps: Partial<Steps> = { ...process.deps.steps, read: async () => ({ kind: "gone", why: "deleted" }) };
    const result = await reconcile(SUBJECT, { ...process.deps, steps });
    expect(result).toMatchObject({ kind: "gone", why: "deleted" });
    expect(world.journal).toEqual([]);
  });
});
