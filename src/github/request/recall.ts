/**
 * A first look may be content with what GitHub said a few minutes ago. Most events change nothing that we say, and then
 * that is enough; whatever would be written is decided anew from a fresh read, so that no gate opens and nobody is
 * punished on an old answer.
 */
import type { GitHubClient } from "./client.ts";

export interface Recall {
  readonly client: GitHubClient;
  /** Answers that were not asked for anew. */
  served(): number;
}

/** The client with recent answers. GraphQL, which reads the incident itself, is always asked. @param within milliseconds. */
export function recalling(client: GitHubClient, within: number): Recall {
  let served = 0;
  return {
    served: () => served,
    client: {
      graphql: (query, variables, options) => client.graphql(query, variables, options),
      rest: (route, parameters) => client.rest(route, parameters, { within, onRecall: () => void (served += 1) }),
    },
  };
}
