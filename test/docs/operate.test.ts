import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { createMetrics } from "../../src/app/metrics.ts";

const page = readFileSync("docs/how-to/operate.md", "utf8");

describe("the page on operating", () => {
  it("names each metric that there is, and none that is not", async () => {
    const metrics = createMetrics();
    const zero = async () => 0;
    metrics.watch({ size: zero, incidents: zero, running: () => 0, ready: async () => true });
    const text = await metrics.text();
    const there = [...text.matchAll(/^# TYPE (quench_\w+) /gm)].map(([, name = ""]) => name);
    const told = [...page.matchAll(/quench_\w+/g)].map(([name]) => name.replace(/_bucket$/, ""));
    expect(new Set(told)).toEqual(new Set(there));
  });
});
