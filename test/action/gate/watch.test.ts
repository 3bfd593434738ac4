import { describe, expect, it } from "@jest/globals";
import { watch } from "../../../src/action/gate/watch.ts";
import { defaultInForce } from "../../../src/core/policy/resolve.ts";
import type { ClosureState, Outcome } from "../../../src/core/verdict/types.ts";
import type { PassResult, WriteOutcome } from "../../../src/reconcile.ts";

const subject = { owner: "acme", repo: "shop", number: 12 };
const wrote = (key: string): WriteOutcome => ({
  write: { kind: "notice", key, issue: { number: 12, nodeId: "I_12" }, body: "" },
  result: "done",
});

interface Given {
  readonly now?: string;
  readonly closure?: ClosureState;
  readonly outcome?: Outcome;
  readonly unread?: readonly string[];
  readonly retryIn?: number | null;
  readonly outcomes?: readonly WriteOutcome[];
}

/** A pass's result, as far as waiting depends on it. */
function judged(given: Given): PassResult {
  return {
    kind: "judged",
    verdict: { closure: given.closure ?? { kind: "open" }, closable: { outcome: given.outcome ?? "fail" } },
    snapshot: {
      now: given.now ?? "2026-03-01T10:00:00Z",
      self: { login: "github-actions[bot]", kind: "action", appId: 15_368 },
      incident: { comments: [] },
    },
    unread: given.unread ?? [],
    outcomes: given.outcomes ?? [],
    retryIn: given.retryIn ?? null,
    reads: 1,
    rounds: 1,
    recalled: false,
    wakeAt: null,
    inForce: defaultInForce(),
  } as unknown as PassResult;
}

async function run(
  results: readonly PassResult[],
): Promise<{ slept: number[]; watched: Awaited<ReturnType<typeof watch>> }> {
  const slept: number[] = [];
  let next = 0;
  const watched = await watch(subject, {
    look: async (asked) => {
      expect(asked).toBe(subject);
      const result = results[Math.min(next, results.length - 1)];
      next += 1;
      if (result === undefined) throw new Error("looked too often");
      return result;
    },
    sleep: async (milliseconds) => void slept.push(milliseconds),
    waiting: (why, milliseconds) => {
      expect(why).not.toBe("");
      expect(milliseconds).toBeGreaterThan(0);
    },
  });
  return { slept, watched };
}

const grace = (until: string): ClosureState => ({ kind: "grace", until });

describe("the watch of a job", () => {
  it("is one look where nothing is to be waited for", async () => {
    const { slept, watched } = await run([judged({ outcomes: [wrote("a")] })]);
    expect(slept).toEqual([]);
    expect(watched.outcomes).toEqual([wrote("a")]);
  });

  it("waits out the grace by GitHub's clock, in parts, and keeps what every look wrote", async () => {
    const until = "2026-03-01T10:00:30Z";
    const { slept, watched } = await run([
      judged({ closure: grace(until), now: "2026-03-01T10:00:00Z", outcomes: [wrote("a")] }),
      judged({ closure: grace(until), now: "2026-03-01T10:00:15Z" }),
      judged({ closure: grace(until), now: "2026-03-01T10:00:29Z" }),
      judged({ outcomes: [wrote("b")] }),
    ]);
    expect(slept).toEqual([15_000, 15_000, 2_000]);
    expect(watched.outcomes.map(({ write }) => write.key)).toEqual(["a", "b"]);
    expect(watched.result.kind).toBe("judged");
  });

  it("takes longer parts of a long grace", async () => {
    const { slept } = await run([judged({ closure: grace("2026-03-01T11:00:00Z") }), judged({})]);
    expect(slept).toEqual([360_100]);
  });

  it("ends where GitHub's clock stands still", async () => {
    const { slept, watched } = await run([judged({ closure: grace("2026-03-01T10:01:00Z") })]);
    expect(slept).toHaveLength(20);
    expect(watched.result).toMatchObject({ kind: "judged", verdict: { closure: { kind: "grace" } } });
  });

  it("looks again after another pass's claim or a short limit, and not after a long one", async () => {
    expect((await run([judged({ retryIn: 3_000 }), judged({})])).slept).toEqual([3_000]);
    expect((await run([judged({ retryIn: 3_600_000 })])).slept).toEqual([]);
  });

  it("looks again three times where what decides could not be read", async () => {
    const unread = ["timeline: HTTP 502"];
    expect((await run([judged({ unread, closure: { kind: "pending", why: "" } })])).slept).toHaveLength(3);
    expect((await run([judged({ unread, outcome: "unknown" }), judged({})])).slept).toHaveLength(1);
    expect((await run([judged({ unread, outcome: "fail" })])).slept).toEqual([]);
    const deferred: PassResult = {
      kind: "deferred",
      why: "",
      outcomes: [],
      reads: 0,
      rounds: 1,
      recalled: false,
      retryIn: null,
    };
    expect((await run([deferred])).slept).toEqual([10_000, 10_000, 10_000]);
  });

  it("waits for nothing that no waiting brings, and for a limit all the same", async () => {
    const slept: number[] = [];
    const watchOnce = (result: PassResult) =>
      watch(subject, {
        look: async () => result,
        sleep: async (milliseconds) => void slept.push(milliseconds),
        hopeless: () => true,
        waiting: () => undefined,
      });
    await watchOnce(judged({ unread: ["policy: HTTP 403"], outcome: "unknown" }));
    expect(slept).toEqual([]);
    await watchOnce(judged({ retryIn: 3_000 }));
    expect(slept).toEqual([3_000, 3_000, 3_000]);
  });

  it("waits for nothing where the issue is gone or no policy watches it", async () => {
    const facts = { outcomes: [], reads: 1, rounds: 1, recalled: false, retryIn: null };
    expect((await run([{ kind: "gone", why: "deleted", ...facts }])).slept).toEqual([]);
  });
});

describe("the policy where no file is", () => {
  it("is the default one in warn mode: the workflow is the opting in", () => {
    expect(defaultInForce()).toMatchObject({
      state: "in_force",
      policy: { mode: "warn", enabled: true },
      standing: { path: null, problem: null },
    });
  });
});
