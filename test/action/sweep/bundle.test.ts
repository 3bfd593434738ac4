import { afterEach, describe, expect, it } from "@jest/globals";
import { type Ended, runJob } from "../runner.ts";
import { SweepStage } from "./stage.ts";

let stage: SweepStage;
afterEach(() => stage.close());

const FAR = "2026-09-10";

function run(event: string, inputs: Record<string, string> = {}): Promise<Ended> {
  const { box } = stage;
  return runJob({
    apiUrl: box.url,
    graphqlUrl: box.graphqlUrl,
    repository: box.repository,
    token: box.people.actions.token,
    event,
    payload: event === "schedule" ? { schedule: "17 * * * *" } : { inputs: {} },
    inputs: { mode: "sweep", ...inputs },
  });
}

async function requests(): Promise<number> {
  const { by } = await stage.control<{ by: Record<string, { total: number }> }>("GET", "requests");
  return by["github-actions[bot]"]?.total ?? 0;
}

describe("the bundle, sweeping", () => {
  it("sets incidents up, and takes three requests the next hour, whatever started it", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR, FAR]);
    const first = await run("schedule");
    expect({ code: first.code, log: first.log }).toMatchObject({ code: 0 });
    expect(first.summary).toMatch(/^## ⛔ 2 of 2 not ready to close\n/);
    expect(first.outputs).toMatchObject({ outcome: "fail", reopened: "false" });
    expect((await stage.comments(number)).some(({ body }) => body.startsWith("<!-- quench:tracker -->"))).toBe(true);
    await stage.advance("PT1H");
    await stage.control("DELETE", "requests");
    const second = await run("workflow_dispatch");
    expect(second.code).toBe(0);
    expect(second.summary).toMatch(/^## ✅ Nothing is due for 2 incidents\n/);
    expect(await requests()).toBe(3);
    expect(second.summary + second.log + first.summary + first.log).not.toContain(stage.box.people.actions.token);
  });

  it("undoes a close and fails; in a dry run it says so, and does neither", async () => {
    stage = await SweepStage.open();
    const [number = 0] = await stage.plant([FAR]);
    await run("schedule");
    await stage.advance("PT1H");
    await stage.api(`PATCH /issues/${number}`, { state: "closed", state_reason: "completed" }, "owner");
    await stage.advance("PT10M");
    const dry = await run("schedule", { "dry-run": "true" });
    expect(dry.code).toBe(0);
    expect(dry.log).toContain("would be reopened");
    expect((await stage.api<{ state: string }>(`GET /issues/${number}`)).state).toBe("closed");
    const real = await run("schedule");
    expect(real.code).toBe(1);
    expect(real.outputs["reopened"]).toBe("true");
    expect((await stage.api<{ state: string }>(`GET /issues/${number}`)).state).toBe("open");
  });
});
