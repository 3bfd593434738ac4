import { describe, expect, it } from "@jest/globals";
import type { Clients } from "../../../src/app/clients.ts";
import { createLog } from "../../../src/app/log.ts";
import { createRepositoryPass } from "../../../src/app/looks/repository-pass.ts";
import type { PassContext } from "../../../src/app/looks/work.ts";
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { startProgress } from "../../../src/github/portfolio/read-parts.ts";
import type { PortfolioDeps, PortfolioResult } from "../../../src/portfolio.ts";
import { createTestClock } from "../../queue/test-clock.ts";
import { turnOf } from "../../support/turn.ts";

const NOW = "2026-03-30T09:05:00Z";
const SUBJECT = { kind: "repository", installation: 3, repository: "Acme/shop" } as const;
const DONE: PortfolioResult = { kind: "done", why: null, outcomes: [], reads: 0, retryIn: null, wake: null };

function setUp(results: readonly Partial<PortfolioResult>[]) {
  const clock = createTestClock(Date.parse(NOW));
  const seen: PortfolioDeps[] = [];
  const client = {} as GitHubClient;
  const clients: Clients = { app: client, forInstallation: () => client, forget: () => undefined };
  const context = {
    clients,
    clock,
    log: createLog({ level: "silent" }),
    identify: async () => ({ login: "quench[bot]", appId: 7, kind: "app", key: null }),
  } as unknown as PassContext;
  const left = [...results];
  const pass = createRepositoryPass(context, async (place, deps) => {
    expect(place).toEqual({ owner: "Acme", repo: "shop" });
    seen.push(deps);
    return { ...DONE, ...left.shift() };
  });
  const { turn, noted } = turnOf(SUBJECT);
  const enqueued = () => noted.enqueued.map(({ request }) => request);
  return { look: () => pass.look(turn), enqueued, seen, clock };
}

describe("a pass over a repository", () => {
  it("comes back when the next report is due", async () => {
    const { look, enqueued } = setUp([{ wake: { at: "2026-04-06T09:00:00Z", now: NOW } }]);
    await look();
    expect(enqueued()).toEqual([{ reason: "wake-up", at: Date.parse("2026-04-06T09:00:00Z") }]);
  });

  it("comes back sooner where it is not finished, and for a second look at what it made", async () => {
    const { look, enqueued, clock } = setUp([
      { kind: "unfinished", retryIn: 900_000 },
      { retryIn: 60_000, wake: { at: "2026-04-06T09:00:00Z", now: NOW } },
    ]);
    await look();
    await look();
    expect(enqueued()).toEqual([
      { reason: "retry", at: clock.now() + 900_000, retry: true },
      { reason: "retry", at: clock.now() + 60_000, retry: false },
    ]);
  });

  it("keeps what it read until it is done, and forgets a repository that is silent", async () => {
    const { look, seen } = setUp([{ kind: "unfinished", retryIn: 1000 }, { kind: "silent" }, {}]);
    await look();
    seen[0]?.progress.set("acme/shop", startProgress("x"));
    await look();
    expect(seen[1]?.progress).toBe(seen[0]?.progress);
    expect(seen[0]?.progress.size).toBe(0);
  });

  it("asks for nothing where nothing will come due", async () => {
    const { look, enqueued } = setUp([{}]);
    await look();
    expect(enqueued()).toEqual([]);
  });
});
