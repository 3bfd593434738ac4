/** A GitHub whose REST answers are written down, and which remembers every request; what is not written is a 404. */
import type { GitHubClient } from "../../../src/github/request/client.ts";
import { Refused } from "../../../src/github/request/errors.ts";

/** By `/path` or `/path?query`, the query in alphabetical order: the body of a 200, or the error. */
export type Answers = Readonly<Record<string, unknown>>;

export interface ScriptedRest extends GitHubClient {
  /** Every REST request, in order: `/path?query`. */
  readonly asked: string[];
  /** Every GraphQL request's variables. */
  readonly queries: Record<string, unknown>[];
}

export function scriptedRest(
  answers: Answers,
  graphql: (variables: Record<string, unknown>) => unknown = () => {
    throw new Error("no GraphQL is needed");
  },
): ScriptedRest {
  const asked: string[] = [];
  const queries: Record<string, unknown>[] = [];
  return {
    asked,
    queries,
    async graphql(_query, variables) {
      queries.push(variables);
      return { data: graphql(variables) as never, errors: [], date: "2026-03-04T09:00:00Z" };
    },
    async rest(route, parameters = {}) {
      const rest = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined));
      const path = route.replace(/^GET /, "").replace(/\{(\w+)\}/g, (_whole, name: string) => {
        const value = String(rest.get(name));
        rest.delete(name);
        return value;
      });
      const query = [...rest].map(([name, value]) => `${name}=${String(value)}`).sort();
      const address = query.length === 0 ? path : `${path}?${query.join("&")}`;
      asked.push(address);
      const answer = answers[address] ?? answers[path];
      if (answer instanceof Error) throw answer;
      if (answer === undefined) throw refused(404, "Not Found");
      return { status: 200, data: answer, headers: {} };
    },
  };
}

export function refused(status: number, message: string, headers: Record<string, string> = {}): Refused {
  return new Refused("GET", status, { message }, headers);
}

/** As GitHub answers where an App lacks a permission. */
export function notAccessible(permission?: string): Refused {
  const headers: Record<string, string> =
    permission === undefined ? {} : { "x-accepted-github-permissions": permission };
  return refused(403, "Resource not accessible by integration", headers);
}
