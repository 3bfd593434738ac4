/** What is left of the hour's requests. Source: https://docs.github.com/en/rest/rate-limit/rate-limit */
import type { GitHubClient } from "../../github/request/client.ts";
import { instant } from "../../github/request/errors.ts";
import { ask, whyNotAnswered } from "./ask.ts";
import { fail, type Line, ok, unknown, warn } from "./line.ts";

interface Allowance {
  readonly limit?: number;
  readonly remaining?: number;
  /** Seconds since the epoch. */
  readonly reset?: number;
}

const NAMES = { core: "REST requests", graphql: "GraphQL points" } as const;
/** Below this share of the limit somebody should know. */
const LOW = 0.1;

/** Asking costs nothing. @param whose for people: `the installation on acme`. */
export async function lookAtBudget(client: GitHubClient, whose: string): Promise<readonly Line[]> {
  const asked = await ask(client, "GET /rate_limit");
  // GitHub Enterprise Server answers so where its limits are switched off.
  if (asked.kind === "refused" && asked.status === 404) return [ok("budget", "this GitHub has no rate limits")];
  if (asked.kind !== "answer") return [unknown("budget", whyNotAnswered(asked), "try again later")];
  const { resources = {} } = asked.data as { readonly resources?: Readonly<Record<string, Allowance>> };
  return (["core", "graphql"] as const).map((name) => {
    const id = `budget-${name}`;
    const { limit, remaining, reset } = resources[name] ?? {};
    if (limit === undefined || remaining === undefined || reset === undefined) {
      return unknown(id, `GitHub does not tell how many ${NAMES[name]} are left`);
    }
    const saw = `${remaining} of ${limit} ${NAMES[name]} are left to ${whose}; all again at ${instant(reset * 1000)}`;
    if (remaining === 0) return fail(id, saw, "wait until then");
    return remaining < limit * LOW
      ? warn(id, saw, "something uses a lot of them: Quench waits, and goes on by itself")
      : ok(id, saw);
  });
}
