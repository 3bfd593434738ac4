/** From an answer to bytes: headers, ETag and 304, error bodies. */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BoxError } from "../state/contract.ts";
import type { Answer, Json } from "./answer.ts";

const ROOT_DOCS = "https://docs.github.com/rest";
const RATE_DOCS = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api";

let requests = 0;

/** `X-GitHub-Request-Id` in the look of GitHub's: five groups of hexadecimal digits. */
const requestId = (now: number): string => {
  requests += 1;
  const hex = (value: number, length: number): string => value.toString(16).toUpperCase().padStart(length, "0");
  const seconds = hex(Math.floor(now / 1000), 8);
  return `B0C5:${hex(process.pid & 0xfffff, 5)}:${hex(requests, 6)}:${hex(requests * 7, 6)}:${seconds}`;
};

/** The headers that every answer carries (docs.github.com/rest "Getting started with the REST API"). */
export const commonHeaders = (now: number): Record<string, string> => ({
  Server: "github.com",
  // The box's clock: clients take GitHub's time from here.
  Date: new Date(now).toUTCString(),
  "X-GitHub-Request-Id": requestId(now),
  "X-GitHub-Media-Type": "github.v3; format=json",
  "X-GitHub-Api-Version-Selected": "2022-11-28",
  "Access-Control-Expose-Headers":
    "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset",
  "Access-Control-Allow-Origin": "*",
  "X-Content-Type-Options": "nosniff",
});

/**
 * The body of a refusal: `message`, `documentation_url`, `status`, and `errors` for 422.
 * @param docs page and anchor of the operation, or null where no route matched
 */
export const errorBody = (error: BoxError, docs: string | null): Json => {
  const rateLimited = error.message.startsWith("API rate limit exceeded");
  const page = docs === null || error.status === 401 ? ROOT_DOCS : `${ROOT_DOCS}/${docs}`;
  return {
    message: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    documentation_url: rateLimited ? RATE_DOCS : page,
    status: String(error.status),
  };
};

const tagOf = (bytes: Buffer): string => `W/"${createHash("sha256").update(bytes).digest("hex")}"`;

/** Weak comparison of `If-None-Match` (RFC 9110, 13.1.2). */
const matches = (header: string | undefined, tag: string): boolean =>
  header !== undefined &&
  header.split(",").some((each) => each.trim() === "*" || each.trim().replace(/^W\//, "") === tag.replace(/^W\//, ""));

export interface Ready {
  readonly status: number;
  readonly bytes: Buffer | null;
  readonly headers: Record<string, string>;
}

/**
 * Encodes an answer; a GET whose ETag the client already holds becomes 304 without a body
 * (docs.github.com/rest "Best practices for using the REST API", conditional requests).
 */
export const ready = (method: string, answer: Answer, ifNoneMatch: string | undefined): Ready => {
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.body === undefined) return { status: answer.status, bytes: null, headers };
  const bytes = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(JSON.stringify(answer.body), "utf8");
  headers["Content-Type"] ??= "application/json; charset=utf-8";
  if (answer.status !== 200 || (method !== "GET" && method !== "HEAD"))
    return { status: answer.status, bytes, headers };
  const tag = tagOf(bytes);
  headers.ETag = tag;
  headers["Cache-Control"] = "private, max-age=60, s-maxage=60";
  headers.Vary = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With";
  if (!matches(ifNoneMatch, tag)) return { status: 200, bytes, headers };
  delete headers["Content-Type"];
  return { status: 304, bytes: null, headers };
};

/** Writes it out. */
export const send = (request: IncomingMessage, response: ServerResponse, { status, bytes, headers }: Ready): void => {
  const length: Record<string, string> =
    status === 204 || status === 304 ? {} : { "Content-Length": String(bytes?.length ?? 0) };
  response.writeHead(status, { ...headers, ...length });
  response.end(request.method === "HEAD" || bytes === null ? undefined : bytes);
};
