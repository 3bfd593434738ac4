/** Who the job's token acts as. */
import { ACTIONS_LOGIN, type Identity, tokenIdentity } from "../github/identity.ts";
import { VIEWER_QUERY, type ViewerAnswer } from "../github/queries/viewer.ts";
import type { GitHubClient } from "../github/request/client.ts";
import { Refused } from "../github/request/errors.ts";

/**
 * The identity of the token: without knowing it, a token of another account would not recognize its own comments, and
 * write them again and again.
 *
 * @throws Refused for a token that is not valid; `RateLimited`, `Unavailable`
 */
export async function identify(client: GitHubClient): Promise<Identity> {
  const { data, errors } = await client.graphql<ViewerAnswer>(VIEWER_QUERY, {});
  const login = data?.viewer?.login;
  if (login !== undefined) return tokenIdentity(login);
  // Some servers tell an integration nothing of itself: then it is the workflow's own.
  const [problem] = errors;
  if (problem === undefined || problem.type === "FORBIDDEN") return tokenIdentity(ACTIONS_LOGIN);
  throw new Refused("viewer", 403, { message: problem.message }, {});
}
