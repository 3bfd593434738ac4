/**
 * Deliveries by the clock: the next one is sent when it is its time, whether or not the former was answered, and each
 * answer's time counts from the instant that was planned. A sender that waits would hide exactly the slow ones.
 */
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";

export interface Sent {
  /** Milliseconds from the start at which it is to be sent. */
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How one was answered. */
export interface Outcome {
  /** When it was to be sent, in milliseconds since the epoch. */
  readonly due: number;
  /** Milliseconds from then to the end of the answer. */
  readonly took: number;
  /** Null where there was none. */
  readonly status: number | null;
  /** Why there was none. */
  readonly why?: string;
}

/** GitHub gives up after ten seconds. */
const TIMEOUT = 10_000;

/** Sends them all. @returns their outcomes in the same order. */
export async function sendAll(url: string, list: readonly Sent[]): Promise<readonly Outcome[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const origin = performance.now();
  const epoch = Date.now();
  const outcomes = await Promise.all(
    list.map(async (sent): Promise<Outcome> => {
      const wait = sent.at - (performance.now() - origin);
      if (wait > 0) await new Promise<void>((due) => void setTimeout(due, wait));
      const answer = await post(url, agent, sent);
      return { due: epoch + sent.at, took: performance.now() - origin - sent.at, ...answer };
    }),
  );
  agent.destroy();
  return outcomes;
}

function post(url: string, agent: Agent, { headers, body }: Sent): Promise<Pick<Outcome, "status" | "why">> {
  return new Promise((resolve) => {
    const sent = request(url, { method: "POST", agent, headers, timeout: TIMEOUT }, (answer) => {
      answer.resume();
      answer.on("end", () => resolve({ status: answer.statusCode ?? null }));
      answer.on("error", (error) => resolve({ status: null, why: error.message }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within ten seconds")));
    sent.on("error", (error) => resolve({ status: null, why: error.message }));
    sent.end(body);
  });
}

/** The value below which so large a share of them lies; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
