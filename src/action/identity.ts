/** Who the job's token acts as. */
import type { GitHubClient } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";
import type { Identity } from "../github/identity.ts";

/** The account and App behind every `GITHUB_TOKEN`. */
export const ACTIONS_LOGIN = "github-actions[bot]";
const ACTIONS_APP = 15_368;

export const VIEWER_QUERY = /* GraphQL */ `
  query Viewer {
    viewer {
      login
    }
  }
`;

/**
 * The identity of the token: without knowing it, a token of another account would not recognize its own comments, and
 * write them again and again. There is never a key: every workflow of the repository acts under the same name (R-H7).
 *
 * @throws Refused for a token that is not valid; `RateLimited`, `Unavailable`
 */
export async function identify(client: GitHubClient): Promise<Identity> {
  const login = await viewer(client);
  return { login, appId: login === ACTIONS_LOGIN ? ACTIONS_APP : null, kind: "action", key: null };
}

async function viewer(client: GitHubClient): Promise<string> {
  const { data, errors } = await client.graphql<{ viewer: { login: string } | null }>(VIEWER_QUERY, {});
  const login = data?.viewer?.login;
  if (login !== undefined) return login;
  // Some servers tell an integration nothing of itself: then it is the workflow's own.
  const [problem] = errors;
  if (problem === undefined || problem.type === "FORBIDDEN") return ACTIONS_LOGIN;
  throw new Refused("viewer", 403, { message: problem.message }, {});
}
