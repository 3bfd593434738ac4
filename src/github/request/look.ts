/** Single look-ups over REST: what is there, what is not, and what could not be told. */
import type { Unreadable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { Refused } from "./errors.ts";
import { unreadableFrom } from "./problems.ts";

/** `absent`: GitHub says 404 or 403, or calls the request invalid; whoever is to blame, it does not exist for us. */
export type Looked = { readonly found: unknown; readonly status: number } | { readonly absent: number } | Unreadable;

/**
 * Looks one thing up.
 *
 * @param refusable whether a 403 says that the *thing* is out of our sight; else it says that we lack a permission.
 */
export async function look(
  client: GitHubClient,
  route: string,
  parameters: Record<string, unknown>,
  what: string,
  refusable = false,
): Promise<Looked> {
  try {
    const { data, status } = await client.rest(route, parameters);
    return { found: data, status };
  } catch (error) {
    const gone = error instanceof Refused && [404, 410, 422, 451, ...(refusable ? [403] : [])].includes(error.status);
    return gone ? { absent: error.status } : unreadableFrom(error, what);
  }
}

/** Runs jobs a few at a time: GitHub allows 100 at once, and a pass is not alone. The first error ends it. */
export async function inParallel<T, U>(things: readonly T[], job: (thing: T) => Promise<U>, lanes = 8): Promise<U[]> {
  const results: U[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < things.length; index = next++) {
      results[index] = await job(things[index] as T);
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, things.length) }, lane));
  return results;
}
