/** What may be done to a request, and to which: by its number, or for a while. */
import type { Cast } from "./cast.ts";
import type { Call, Meddling } from "./wire.ts";

export type Meddle = (call: Call, cast: Cast) => Meddling | null;

/** The first request that fits. */
export function once(fits: (call: Call) => boolean, meddling: Meddle): Meddle {
  let struck = false;
  return (call, cast) => {
    if (struck || !fits(call)) return null;
    struck = true;
    return meddling(call, cast);
  };
}

/** So many requests from the one with that number on. */
export function between(first: number, times: number, meddling: Meddle): Meddle {
  return (call, cast) => (call.index >= first && call.index < first + times ? meddling(call, cast) : null);
}

/** From the request with that number on, for so many milliseconds of the host's clock, which nobody sets. */
export function during(first: number, ms: number, meddling: Meddle): Meddle {
  let until: number | null = null;
  return (call, cast) => {
    if (call.index < first) return null;
    until ??= performance.now() + ms;
    return performance.now() < until ? meddling(call, cast) : null;
  };
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
export function secondary(seconds: number): Meddling {
  const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
  const headers = { "retry-after": String(seconds) };
  return { kind: "answer", reach: false, status: 403, headers, body: JSON.stringify({ message, status: "403" }) };
}

/** As GitHub says of what it does not find: GraphQL in an answer with 200. */
export function missing({ path, body }: Call): Meddling {
  const root = body.includes("repository(") ? "repository" : "node";
  const message = root === "repository" ? "Could not resolve to a Repository." : "Could not resolve to a node.";
  return path.endsWith("/graphql")
    ? {
        kind: "answer",
        reach: false,
        status: 200,
        body: JSON.stringify({ data: { [root]: null }, errors: [{ type: "NOT_FOUND", path: [root], message }] }),
      }
    : { kind: "answer", reach: false, status: 404, body: JSON.stringify({ message: "Not Found", status: "404" }) };
}
