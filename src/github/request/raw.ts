/** What came back from one try of one request, whatever Octokit makes of it. */
import { text } from "node:stream/consumers";

export interface Raw {
  /** Null where there was no answer: refused connection, reset, timeout. */
  readonly status: number | null;
  readonly headers: Record<string, string>;
  readonly data: unknown;
  readonly why: string;
}

/** An answer that Octokit does not throw: parsed, or with a body that is still to be read as JSON. */
export async function asRaw(answer: {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}): Promise<Raw> {
  const headers = texts(answer.headers);
  const data = answer.data instanceof ReadableStream ? await jsonOf(answer.data) : answer.data;
  // Octokit, too, hands on as text what it cannot parse: an answer that was cut off is none.
  const isCut = typeof data === "string" && (headers["content-type"] ?? "").includes("json");
  return { status: isCut ? null : answer.status, headers, data, why: isCut ? "it was cut off" : "" };
}

async function jsonOf(body: ReadableStream): Promise<unknown> {
  const whole = await text(body).catch(() => "");
  try {
    return JSON.parse(whole);
  } catch {
    return whole;
  }
}

/** Octokit throws 304 and every answer from 400 on, and wraps a broken connection as a status 500 without a response. */
export function asFailure(error: unknown): Raw | null {
  if (!(error instanceof Error) || !("status" in error)) return null;
  const response =
    "response" in error
      ? (error.response as { status: number; headers: object; data: unknown } | undefined)
      : undefined;
  // A refused installation token is no answer to the route that was asked: its 404 must not read as "does not exist".
  const asked = "request" in error ? (error.request as { url?: string }).url : undefined;
  const refusedToken = asked?.endsWith("/access_tokens") === true;
  if (response === undefined || refusedToken) return { status: null, headers: {}, data: null, why: error.message };
  return { status: response.status, headers: texts(response.headers), data: response.data, why: error.message };
}

/** Headers by their names in lower case. */
export function texts(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
