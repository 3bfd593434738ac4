/** Counts what a job asks of GitHub, and tells what is left of its token's hour. */

export interface Meter {
  /** Requests sent so far, REST and GraphQL, each retry counted. */
  requests(): number;
  /** What GitHub said was left of the hour, of REST's requests and of GraphQL's points; null where it was not asked. */
  left(kind: "core" | "graphql"): number | null;
}

/** `fetch`, counted. */
export function metered(send: typeof fetch): { readonly fetch: typeof fetch; readonly meter: Meter } {
  let sent = 0;
  const left = new Map<string, number>();
  return {
    meter: { requests: () => sent, left: (kind) => left.get(kind) ?? null },
    fetch: async (input, init) => {
      sent += 1;
      const answer = await send(input, init);
      const resource = answer.headers.get("x-ratelimit-resource");
      const remaining = Number.parseInt(answer.headers.get("x-ratelimit-remaining") ?? "", 10);
      if (resource !== null && Number.isFinite(remaining)) left.set(resource, remaining);
      return answer;
    },
  };
}
