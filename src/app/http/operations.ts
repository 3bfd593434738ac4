/** What those who run the App ask it: is it ready, and what has it counted. */
import type { ServerResponse } from "node:http";
import type { Engine } from "../engine.ts";
import type { CountedMetrics } from "../metrics.ts";
import type { Handler } from "./server.ts";

const PLAIN = "text/plain; charset=utf-8";
/** A prober gives up after some seconds; a database that does not answer is not ready. */
const PATIENCE = 2_000;

/** Answers by path, for GET and HEAD, beside the webhooks and `/healthz`. */
export type Routes = ReadonlyMap<string, Handler>;

/** `/readyz`: 200 where work can be taken, 503 and why where not. It lives all the same (`/healthz`). */
export function probes(engine: Pick<Engine, "unready">): Routes {
  return new Map([
    [
      "/readyz",
      async (_request, response) => {
        const why = await unreadyWithin(engine);
        answer(response, why === null ? 200 : 503, PLAIN, why === null ? "ready\n" : `not ready: ${why}\n`);
      },
    ],
  ]);
}

/** `/metrics`, for Prometheus. */
export function metricsRoute(metrics: CountedMetrics): Routes {
  return new Map([
    ["/metrics", async (_request, response) => answer(response, 200, metrics.contentType, await metrics.text())],
  ]);
}

/** Why no work can be taken, or null. A question without an answer is a reason. */
export async function unreadyWithin(engine: Pick<Engine, "unready">): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve("the database does not answer"), PATIENCE);
  });
  try {
    return await Promise.race([engine.unready(), silence]);
  } catch {
    return "the database cannot be asked";
  } finally {
    clearTimeout(timer);
  }
}

function answer(response: ServerResponse, status: number, contentType: string, text: string): void {
  response.writeHead(status, { "content-type": contentType, "cache-control": "no-store" }).end(text);
}
