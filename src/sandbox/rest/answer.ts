/** What a route answers, and what every route is asked with. */
import type { IncomingHttpHeaders } from "node:http";
import type { BoxState, Caller } from "../state/contract.ts";
import type { Delivery } from "../state/model.ts";
import type { RateLimits } from "./rate.ts";

/** A JSON object on the wire. */
export type Json = Record<string, unknown>;

/** Roots of the URLs in answers. */
export interface Urls {
  /** `http://127.0.0.1:4010`, or with `/api/v3` where the request came that way. No slash at the end. */
  readonly api: string;
  /** Root of `html_url`. */
  readonly web: string;
}

/** What the serializers need to know beside the record. */
export interface View {
  readonly state: BoxState;
  readonly urls: Urls;
  /** Null in webhooks: nobody asks, so nothing of the asker's rights is told. */
  readonly caller: Caller | null;
}

/** What the engine lends the REST face. */
export interface RestHooks {
  /** Sends this delivery once more with the same GUID (`POST /app/hook/deliveries/{id}/attempts`). */
  redeliver?(delivery: Delivery): void | Promise<void>;
  /** Told once an answer is sent; `route` is the pattern, or null where none matched. */
  onAnswer?(answer: {
    method: string;
    path: string;
    route: string | null;
    status: number;
    caller: Caller | null;
  }): void;
  /** Shared with the GraphQL face, so that `/rate_limit` shows both; made here when left out. */
  rateLimits?: RateLimits;
}

/** One request, after routing, authentication and parsing. */
export interface RestRequest extends View {
  readonly method: string;
  /** The path without `/api/v3`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly caller: Caller;
  /** The parsed JSON body; `{}` where there was none. */
  readonly body: Json;
  readonly hooks: RestHooks;
  readonly rateLimits: RateLimits;
}

export interface Answer {
  readonly status: number;
  /** Serialized as JSON; a Buffer goes out as it is; undefined sends no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handle = (request: RestRequest) => Answer | Promise<Answer>;

/** One operation of the API. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** `{name}` takes one segment, `{name+}` takes several (paths, refs with slashes). */
  readonly pattern: string;
  /** Page and anchor of docs.github.com/rest: the source of the behavior, and the `documentation_url` of its errors. */
  readonly docs: string;
  readonly handle: Handle;
}

/** One row of a route table. */
export const route = (method: Route["method"], pattern: string, docs: string, handle: Handle): Route => ({
  method,
  pattern,
  docs,
  handle,
});

export const ok = (body: unknown, headers?: Record<string, string>): Answer => ({ status: 200, body, headers });
export const created = (body: unknown, location?: unknown): Answer => ({
  status: 201,
  body,
  ...(typeof location === "string" ? { headers: { Location: location } } : {}),
});
export const noContent = (): Answer => ({ status: 204 });
