/** The bodies and headers of injected faults, and responses that are caught instead of sent. */
import { type IncomingMessage, ServerResponse, STATUS_CODES } from "node:http";
import type { BoxClock } from "../state/contract.ts";
import type { Fault } from "./faults.ts";

export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };

/** An answer with a JSON body; text stays text. */
export const jsonAnswer = (status: number, body: unknown, headers: Record<string, string> = {}): PlainAnswer => ({
  status,
  headers: { ...JSON_TYPE, ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body),
});

const LIMITS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

/**
 * A rate-limited call. Primary: `x-ratelimit-remaining: 0` and the time of the reset; over GraphQL HTTP 200 with an
 * error of type `RATE_LIMITED`. Secondary: 403 with `retry-after`.
 */
export const rateLimited = (
  fault: Pick<Fault, "rateLimit" | "retryAfter" | "status">,
  isGraphql: boolean,
  clock: BoxClock,
): PlainAnswer => {
  const seconds = fault.retryAfter ?? 60;
  if (fault.rateLimit === "secondary") {
    const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
    return jsonAnswer(
      fault.status ?? 403,
      { message, documentation_url: `${LIMITS}#about-secondary-rate-limits`, status: String(fault.status ?? 403) },
      { "Retry-After": String(seconds) },
    );
  }
  const headers = {
    "X-RateLimit-Limit": "5000",
    "X-RateLimit-Remaining": "0",
    "X-RateLimit-Used": "5000",
    "X-RateLimit-Reset": String(Math.ceil(clock.now() / 1000) + seconds),
    "X-RateLimit-Resource": isGraphql ? "graphql" : "core",
  };
  const message = "API rate limit exceeded for installation.";
  if (isGraphql) return jsonAnswer(200, { errors: [{ type: "RATE_LIMITED", message }] }, headers);
  return jsonAnswer(
    fault.status ?? 403,
    { message, documentation_url: LIMITS, status: String(fault.status ?? 403) },
    headers,
  );
};

/**
 * A query that took more than 10 seconds ("Rate limits and query limits for the GraphQL API", Timeouts: "We couldn't
 * respond to your request in time"; 502 and 504 in public threads, gfazioli/octoscope#153).
 */
export const timedOut = (): PlainAnswer =>
  jsonAnswer(504, {
    message:
      "We couldn't respond to your request in time. Sorry about that. Please try resubmitting your request and contact us if the problem persists.",
  });

/** What a broken server answers: the fault's own body, else a message in GitHub's form. */
export const broken = (fault: Pick<Fault, "status" | "body">): PlainAnswer => {
  const status = fault.status ?? 500;
  const message = status >= 500 ? "Server Error" : (STATUS_CODES[status] ?? "Error");
  return jsonAnswer(status, fault.body ?? { message });
};

/** Sends a plain answer; the `Date` header was set before. */
export const sendPlain = (response: ServerResponse, answer: PlainAnswer): void => {
  response.writeHead(answer.status, { ...answer.headers, "Content-Length": Buffer.byteLength(answer.body) });
  response.end(answer.body);
};

/** A response that keeps what is written to it. */
export const caughtResponse = (request: IncomingMessage): { response: ServerResponse; answer(): PlainAnswer } => {
  const response = new ServerResponse(request);
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string));
  };
  response.writeHead = (status: number, ...rest: unknown[]) => {
    response.statusCode = status;
    const headers = rest.find((part) => typeof part === "object" && part !== null) as
      | Record<string, string>
      | undefined;
    for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
    return response;
  };
  response.write = ((chunk: unknown) => {
    keep(chunk);
    return true;
  }) as typeof response.write;
  response.end = ((chunk?: unknown) => {
    keep(chunk);
    return response;
  }) as typeof response.end;
  return {
    response,
    answer: () => ({
      status: response.statusCode,
      headers: Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)])),
      body: Buffer.concat(chunks).toString(),
    }),
  };
};
