import { afterEach, describe, expect, it } from "@jest/globals";
import { createLog } from "../../../src/app/log.ts";
import { createMetrics } from "../../../src/app/metrics.ts";
import { metricsRoute, probes, type Routes } from "../../../src/app/http/operations.ts";
import { type HttpServer, listen } from "../../../src/app/http/server.ts";

let server: HttpServer | null = null;
afterEach(async () => {
  server?.cut();
  await server?.close();
});

async function ask(routes: Routes, path: string) {
  server = await listen({
    host: "127.0.0.1",
    port: 0,
    webhooks: async (_request, response) => void response.writeHead(200).end(),
    routes,
    log: createLog({ level: "silent" }),
  });
  const answer = await fetch(`${server.url}${path}`);
  return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
}

const ready = (unready: () => Promise<string | null>) => ask(probes({ unready }), "/readyz");

describe("/readyz", () => {
  it("is 200 where work can be taken", async () => {
    expect(await ready(async () => null)).toMatchObject({ status: 200, text: "ready\n" });
  });

  it("is 503 and says why where not", async () => {
    expect(await ready(async () => "the database is full")).toMatchObject({
      status: 503,
      text: "not ready: the database is full\n",
    });
  });

  it("is 503 where that cannot be told", async () => {
    const answer = await ready(async () => Promise.reject(new Error("password authentication failed for user quench")));
    expect(answer).toMatchObject({ status: 503, text: "not ready: the database cannot be asked\n" });
  });

  it("is 503 where nobody answers", async () => {
    const answer = await ready(() => new Promise(() => undefined));
    expect(answer).toMatchObject({ status: 503, text: "not ready: the database does not answer\n" });
  });
});

describe("/metrics", () => {
  it("is Prometheus' text", async () => {
    const metrics = createMetrics();
    metrics.delivery("issues", "enqueued");
    const answer = await ask(metricsRoute(metrics), "/metrics");
    expect(answer.type).toContain("text/plain; version=0.0.4");
    expect(answer.text).toContain("# TYPE quench_deliveries_total counter\n");
  });
});
