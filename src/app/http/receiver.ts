/**
 * A delivery's way from the request to its answer: head, body, signature, JSON, meaning; and only what may concern an
 * incident goes on to Probot. GitHub waits 10 s and sends nothing again by itself: what is not answered with success is
 * found and healed by `deliveries.ts`, so a plain 503 loses nothing.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Bodies, type Body, createBodies } from "./bodies.ts";
import { createComplaints } from "./complaints.ts";
import { Overloaded } from "../engine.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Payload } from "../events/payload.ts";
import type { Dispatch } from "./probot.ts";
import { type Handler, send } from "./server.ts";
import type { Signal } from "../events/signal.ts";
import { isSigned, SIGNATURE } from "./signature.ts";

/** GitHub sends no event above 25 MB: https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST_BODY = 25 * 1024 * 1024;
/** Of all bodies together. */
const HELD = 128 * 1024 * 1024;
/** GitHub gives up after 10 s. */
const ANSWER_WITHIN = 8_000;
/** Seconds after which another try may be worth it. */
const RETRY_AFTER = { "retry-after": "60" };

export interface ReceiverParts {
  /** The present one, and while it is exchanged the former one. */
  readonly secrets: readonly string[];
  /** What an event is about; null where it cannot concern anything. */
  readonly signalOf: (name: string, payload: Payload) => Signal | null;
  readonly dispatch: Dispatch;
  readonly log: Log;
  readonly metrics?: Pick<Metrics, "delivery">;
  /** Told of every delivery that GitHub is told was taken. */
  readonly onTaken?: (id: string) => void;
  readonly bodies?: Bodies;
  /** Milliseconds. */
  readonly answerWithin?: number;
}

interface Head {
  readonly id: string;
  readonly event: string;
  readonly signature: string;
}

/** What is answered instead of success. */
interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes the handler of POSTs to the webhook's path. */
export function createReceiver(parts: ReceiverParts): Handler {
  const { log, metrics, bodies = createBodies({ largest: LARGEST_BODY, held: HELD }) } = parts;
  const complain = createComplaints(log);

  const refuse = (request: IncomingMessage, response: ServerResponse, { status, text, headers }: Refusal): void => {
    const event = String(request.headers["x-github-event"] ?? "");
    metrics?.delivery(event, status === 503 ? "overloaded" : "refused");
    complain(status, text);
    send(response, status, text, headers);
  };

  const take = async ({ id, event, signature }: Head, { bytes }: Body): Promise<Refusal | null> => {
    if (!isSigned(bytes, signature, parts.secrets)) return BAD_SIGNATURE;
    const payload = parsed(bytes);
    if (payload === null) return { status: 400, text: "the payload is not a JSON object" };
    const signal = parts.signalOf(event, payload);
    const found = signal === null ? 0 : await within(parts, parts.dispatch({ id, name: event, payload }, signal));
    if (found === null) return { status: 503, text: "overloaded: not taken", headers: RETRY_AFTER };
    parts.onTaken?.(id);
    metrics?.delivery(event, found > 0 ? "enqueued" : "irrelevant");
    return null;
  };

  return async (request, response) => {
    const head = headOf(request);
    if ("status" in head) return refuse(request, response, head);
    if (request.headers.expect !== undefined) response.writeContinue();
    const body = await bodies.read(request);
    if (body === "aborted") return metrics?.delivery(head.event, "refused");
    if (typeof body === "string") return refuse(request, response, TOO_MUCH[body]);
    try {
      const refusal = await take(head, body);
      if (refusal === null) send(response, 200, "ok");
      else refuse(request, response, refusal);
    } finally {
      body.release();
    }
  };
}

/** Closing tells the sender to stop; what still comes is not read. */
const TOO_MUCH = {
  "too large": { status: 413, text: "the payload is larger than 25 MB", headers: { connection: "close" } },
  "too many": {
    status: 503,
    text: "overloaded: too much comes at once",
    headers: { ...RETRY_AFTER, connection: "close" },
  },
} as const;

const BAD_SIGNATURE: Refusal = {
  status: 401,
  text: "the signature does not match: is WEBHOOK_SECRET the secret of the App's webhook?",
};

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** What can be told before the body is there. */
function headOf({ headers }: IncomingMessage): Head | Refusal {
  const type = headers["content-type"] ?? "";
  if (FORM_TYPE.test(type)) {
    return { status: 415, text: "deliveries come as a form: set the webhook's content type to application/json" };
  }
  if (!JSON_TYPE.test(type)) return { status: 415, text: "the content type must be application/json" };
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding.toLowerCase() !== "identity") return { status: 415, text: "the payload must not be compressed" };
  const transfer = headers["transfer-encoding"] ?? "chunked";
  if (transfer.toLowerCase() !== "chunked") return { status: 501, text: "only chunked transfers are understood" };
  const { "x-github-event": event, "x-github-delivery": id, [SIGNATURE]: signature } = headers;
  if (!isWord(event)) return { status: 400, text: "the header X-GitHub-Event is missing, or names no event" };
  if (!isWord(id)) return { status: 400, text: "the header X-GitHub-Delivery is missing, or is no id" };
  return typeof signature === "string" ? { id, event, signature } : UNSIGNED;
}

const UNSIGNED: Refusal = {
  status: 401,
  text: "the header X-Hub-Signature-256 is missing: set the webhook's secret, the same as WEBHOOK_SECRET",
};

function isWord(value: string | string[] | undefined): value is string {
  return typeof value === "string" && /^[\w-]{1,100}$/.test(value);
}

/** Null where it is no object. What is wrong with it is not told: it would be quoted. */
function parsed(bytes: Buffer): Payload | null {
  try {
    const payload: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof payload === "object" && payload !== null && !Array.isArray(payload) ? payload : null;
  } catch {
    return null;
  }
}

/** How many subjects were found; null where they could not be stored, or not in time. */
async function within(
  { log, answerWithin = ANSWER_WITHIN }: ReceiverParts,
  found: Promise<number>,
): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, answerWithin, null);
  });
  try {
    return await Promise.race([found, late]);
  } catch (error) {
    if (!(error instanceof Overloaded)) log.error({ err: error }, "a delivery could not be stored");
    return null;
  } finally {
    clearTimeout(timer);
    found.catch(() => undefined);
  }
}
