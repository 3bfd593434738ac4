import { describe, expect, it } from "@jest/globals";
import { createMetrics } from "../../src/app/metrics.ts";
import type { Subject } from "../../src/queue/queue.ts";

const INCIDENT: Subject = { kind: "incident", installation: 3, repository: "acme/secret-project", number: 12 };

/** The samples of one metric that were counted, without those of the process. */
async function samples(metrics: ReturnType<typeof createMetrics>, name: string): Promise<readonly string[]> {
  const lines = (await metrics.text()).split("\n");
  return lines.filter((line) => line.startsWith(`quench_${name}`) && !(name !== "ready" && line.endsWith(" 0")));
}

describe("metrics", () => {
  it("count deliveries, looks, verdicts, writes, requests, points and what was healed", async () => {
    const metrics = createMetrics();
    metrics.delivery("issues", "enqueued");
    metrics.delivery("issues", "enqueued");
    metrics.delivery("push", "irrelevant");
    metrics.look(INCIDENT, "done", 1500);
    metrics.verdict("fail");
    metrics.lag("urgent", 40);
    metrics.retry("incident");
    metrics.postponed("background");
    metrics.request("small", "graphql", 200, 7);
    metrics.request("small", "rest", null, 0);
    metrics.write("reopen", "undo");
    metrics.write("notice", "reminder");
    metrics.healed("redelivered");
    expect(await samples(metrics, "deliveries_total")).toEqual([
      'quench_deliveries_total{event="issues",outcome="enqueued"} 2',
      'quench_deliveries_total{event="push",outcome="irrelevant"} 1',
    ]);
    expect(await samples(metrics, "looks_total")).toEqual(['quench_looks_total{subject="incident",outcome="done"} 1']);
    expect(await samples(metrics, "look_duration_seconds_sum")).toEqual([
      'quench_look_duration_seconds_sum{subject="incident"} 1.5',
    ]);
    expect(await samples(metrics, "look_lag_seconds_count")).toEqual([
      'quench_look_lag_seconds_count{lane="urgent"} 1',
    ]);
    expect(await samples(metrics, "verdicts_total")).toEqual(['quench_verdicts_total{outcome="fail"} 1']);
    expect(await samples(metrics, "look_retries_total")).toEqual(['quench_look_retries_total{subject="incident"} 1']);
    expect(await samples(metrics, "look_postponements_total")).toEqual([
      'quench_look_postponements_total{lane="background"} 1',
    ]);
    expect(await samples(metrics, "github_requests_total")).toEqual([
      'quench_github_requests_total{installation="small",api="graphql",status="200"} 1',
      'quench_github_requests_total{installation="small",api="rest",status="none"} 1',
    ]);
    expect(await samples(metrics, "github_points_total")).toEqual([
      'quench_github_points_total{installation="small"} 7',
    ]);
    expect(await samples(metrics, "writes_total")).toEqual([
      'quench_writes_total{kind="reopen",about="undo"} 1',
      'quench_writes_total{kind="notice",about="reminder"} 1',
    ]);
    expect(await samples(metrics, "healed_deliveries_total")).toEqual([
      'quench_healed_deliveries_total{by="redelivered"} 1',
    ]);
  });

  it("begin at 0 where an alert waits for the first one", async () => {
    const lines = (await createMetrics().text()).split("\n");
    for (const series of [
      'deliveries_total{event="issues",outcome="overloaded"}',
      'deliveries_total{event="other",outcome="refused"}',
      'looks_total{subject="incident",outcome="given_up"}',
      'look_retries_total{subject="sweep"}',
      'look_postponements_total{lane="urgent"}',
      'look_lag_seconds_count{lane="urgent"}',
      'verdicts_total{outcome="unknown"}',
      'healed_deliveries_total{by="redelivered"}',
    ]) {
      expect(lines).toContain(`quench_${series} 0`);
    }
  });

  it("tell no repository, unless it was asked for", async () => {
    const [quiet, asked] = [createMetrics(), createMetrics({ repositories: true })];
    for (const metrics of [quiet, asked]) metrics.look(INCIDENT, "done", 1);
    expect(await quiet.text()).not.toContain("secret-project");
    expect(await samples(asked, "looks_total")).toEqual([
      'quench_looks_total{subject="incident",outcome="done",repository="acme/secret-project"} 1',
    ]);
  });

  it("take no label from a header that anybody may send", async () => {
    const metrics = createMetrics();
    for (let count = 0; count < 50; count += 1) metrics.delivery(`made-up-${count}"} 1\nquench_ready 1`, "refused");
    expect(await samples(metrics, "deliveries_total")).toEqual([
      'quench_deliveries_total{event="other",outcome="refused"} 50',
    ]);
    expect(await samples(metrics, "ready")).toEqual([]);
  });

  it("read the queue and the index at a scrape, and outlive a database that is gone", async () => {
    const metrics = createMetrics();
    let gone = false;
    const read = async (value: number): Promise<number> => {
      if (gone) throw new Error("the connection is closed");
      return value;
    };
    metrics.watch({
      size: () => read(5),
      incidents: () => read(7),
      ready: async () => !gone,
      running: () => 2,
    });
    const gauges = ["queue_subjects", "known_incidents", "looks_running", "ready"];
    const values = async () => Promise.all(gauges.map(async (name) => (await samples(metrics, name))[0]));
    expect(await values()).toEqual([
      "quench_queue_subjects 5",
      "quench_known_incidents 7",
      "quench_looks_running 2",
      "quench_ready 1",
    ]);
    gone = true;
    expect(await values()).toEqual([
      "quench_queue_subjects Nan",
      "quench_known_incidents Nan",
      "quench_looks_running 2",
      "quench_ready 0",
    ]);
  });

  it("tell the process's own figures too", async () => {
    const text = await createMetrics().text();
    expect(text).toContain("process_resident_memory_bytes");
    expect(text).toContain("nodejs_eventloop_lag_p99_seconds");
  });
});
