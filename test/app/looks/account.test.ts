import { describe, expect, it } from "@jest/globals";
import { counted, logOf, tellWrites, UNCOUNTED } from "../../../src/app/looks/account.ts";
import { createLog } from "../../../src/app/log.ts";
import { createMetrics } from "../../../src/app/metrics.ts";
import type { Write } from "../../../src/core/plan/write.ts";
import { turnOf } from "../../support/turn.ts";

const INCIDENT = { kind: "incident", installation: 3, repository: "acme/shop", number: 12 } as const;
const NOTICE = { kind: "notice", key: "reminder:#12/due/2026-03-10/0" } as Write;

function logged() {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: createLog({ level: "debug", write: (line) => void lines.push(JSON.parse(line)) }) };
}

describe("the account of a look", () => {
  it("leads from a delivery's id to what was written", () => {
    const { lines, log } = logged();
    const { turn } = turnOf(INCIDENT, { causes: ["guid-1", "guid-2"] });
    const metrics = createMetrics();
    const outcomes = [
      { write: NOTICE, result: "done" as const },
      { write: { ...NOTICE, key: "other" } as Write, result: "failed" as const },
    ];
    tellWrites(outcomes, { repository: "acme/shop", number: 12 }, { log: logOf(turn, log), metrics });
    expect(lines).toEqual([
      {
        time: expect.any(String),
        level: "info",
        subject: "incident",
        deliveries: ["guid-1", "guid-2"],
        repository: "acme/shop",
        number: 12,
        kind: "notice",
        key: NOTICE.key,
        msg: "write",
      },
    ]);
  });

  it("names no delivery where none asked for it", () => {
    const { lines, log } = logged();
    logOf(turnOf(INCIDENT).turn, log).info("pass");
    expect(lines[0]).not.toHaveProperty("deliveries");
  });

  it("counts a look that ends and one that throws, and hands the error on", async () => {
    const { turn } = turnOf(INCIDENT);
    const seen: unknown[] = [];
    const metrics = { ...UNCOUNTED, look: (...told: readonly unknown[]) => void seen.push(told) };
    const times = [1000, 1400, 2000, 2050];
    const now = () => times.shift() ?? Number.NaN;
    await counted(turn, metrics, now, async () => "gone");
    await expect(counted(turn, metrics, now, () => Promise.reject(new Error("502")))).rejects.toThrow("502");
    expect(seen).toEqual([
      [INCIDENT, "gone", 400],
      [INCIDENT, "failed", 50],
    ]);
  });
});
