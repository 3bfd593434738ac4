/** Where faults meet calls: between the server and the faces that answer. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BoxClock } from "../state/contract.ts";
import { broken, caughtResponse, rateLimited, sendPlain, timedOut } from "./answers.ts";
import type { Fault, Faults } from "./faults.ts";

/** Lets the faces answer into a response. */
export type Proceed = (response: ServerResponse) => Promise<void>;

/** Takes a field out of a GraphQL answer. */
export type Redact = (query: string, body: string, path: string | null) => string;

export interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  /** Without `/api/v3` and `/api`. */
  path: string;
  body: Buffer;
}

const queryOf = (body: Buffer): string => {
  try {
    const { query } = JSON.parse(body.toString()) as { query?: unknown };
    return typeof query === "string" ? query : "";
  } catch {
    return "";
  }
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const isOnlyDelay = (fault: Fault): boolean =>
  fault.kind === "status" &&
  fault.status === null &&
  fault.delayMs !== null &&
  !fault.apply &&
  fault.body === undefined;

const meetGraphql = async (
  fault: Fault,
  call: Call,
  proceed: Proceed,
  { clock, redact, told }: Interference,
): Promise<void> => {
  if (fault.graphql === "rate_limited") {
    told(200);
    sendPlain(
      call.response,
      rateLimited({ rateLimit: "primary", retryAfter: fault.retryAfter, status: null }, true, clock),
    );
    return;
  }
  // Timeouts, too, cost their points: the query is run, and its answer thrown away.
  const caught = caughtResponse(call.request);
  await proceed(caught.response);
  if (fault.graphql === "timeout") {
    sendPlain(call.response, timedOut());
    return;
  }
  const answer = caught.answer();
  delete answer.headers["content-length"];
  const body = answer.status === 200 ? redact(queryOf(call.body), answer.body, fault.path) : answer.body;
  sendPlain(call.response, { ...answer, body });
};

/** What interfering needs of the rest. */
export interface Interference {
  faults: Faults;
  clock: BoxClock;
  redact: Redact;
  /** How many nodes a GraphQL call may ask for. */
  nodesOf: (body: Buffer) => number;
  /** Told what was answered in the faces' place; status 0 for a connection broken off. */
  told: (status: number) => void;
}

/** Answers a call, through the faults that are set. */
export const interfere = async (parts: Interference, call: Call, proceed: Proceed): Promise<void> => {
  const isGraphql = call.path === "/graphql";
  const fault = parts.faults.forRequest(call.method, call.path);
  if (fault !== null) {
    if (fault.delayMs !== null) await sleep(fault.delayMs);
    if (!isOnlyDelay(fault)) {
      // The write happens; its answer is lost on the way.
      if (fault.apply) await proceed(caughtResponse(call.request).response);
      if (fault.rateLimit === null && fault.status === null) {
        parts.told(0);
        call.request.socket.destroy();
        return;
      }
      const answer = fault.rateLimit === null ? broken(fault) : rateLimited(fault, isGraphql, parts.clock);
      parts.told(answer.status);
      sendPlain(call.response, answer);
      return;
    }
  }
  const partial = isGraphql ? parts.faults.forGraphql(() => parts.nodesOf(call.body)) : null;
  if (partial === null) await proceed(call.response);
  else await meetGraphql(partial, call, proceed, parts);
};
