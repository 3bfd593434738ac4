/** Two workers, in processes of their own, finish a small backlog: each incident once, and never in two hands. */
import { expect, it } from "@jest/globals";
import { openBacklog } from "../../bench/backlog-run.ts";

it("sixty incidents are looked at once each, by both, and none is in two hands", async () => {
  const backlog = await openBacklog({ incidents: 60, answer: 100 });
  try {
    const { looks, incidents, overlaps, shares } = await backlog.finish(2);
    expect({ looks, incidents, overlaps }).toEqual({ looks: 60, incidents: 60, overlaps: 0 });
    expect(shares).toHaveLength(2);
  } finally {
    await backlog.close();
  }
}, 120_000);
