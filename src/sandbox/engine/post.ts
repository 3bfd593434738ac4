/** One HTTP POST, as GitHub's webhook sender makes it. */
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

export interface Posted {
  /** GitHub's word for the result: `OK`, or why not. */
  status: string;
  statusCode: number;
  /** Seconds. */
  duration: number;
}

/** "Your server should respond with a 2XX response within 10 seconds" ("Best practices for using webhooks"). */
const TIMEOUT_MS = 10_000;

/** Posts `payload`; never throws. */
export const post = (url: string, payload: string, headers: Readonly<Record<string, string>>): Promise<Posted> =>
  new Promise((resolve) => {
    const started = performance.now();
    let settled = false;
    const settle = (status: string, statusCode: number): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      resolve({ status, statusCode, duration: Math.round((performance.now() - started) / 10) / 100 });
    };
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = send(url, {
      method: "POST",
      headers: { ...headers, "Content-Length": Buffer.byteLength(payload) },
      agent: false,
    });
    const timer = setTimeout(() => {
      settle("timed out", 504);
      request.destroy();
    }, TIMEOUT_MS);
    request.on("response", (response) => {
      const code = response.statusCode ?? 0;
      response.resume();
      response.on("error", () => settle("failed to connect to host", 502));
      response.on("end", () => settle(code >= 200 && code < 300 ? "OK" : `Invalid HTTP Response: ${code}`, code));
    });
    request.on("error", () => settle("failed to connect to host", 502));
    request.end(payload);
  });
