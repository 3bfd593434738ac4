/** What has moved: renamed repositories and transferred issues lead to where they are now, by id. */
import { IssueMoved } from "../state/transfers.ts";
import type { Answer, RestRequest } from "./answer.ts";

const movedTo = (status: 301 | 307, url: string): Answer => ({
  status,
  body: {
    message: "Moved Permanently",
    url,
    documentation_url: "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
  },
  headers: { Location: url },
});

/**
 * A repository asked for by a former name: 301, or 307 for what changes something (docs.github.com/rest "Best
 * practices", follow redirects; public threads: 18F/charlie#85, VirtusLab/git-machete#1211). Null where none is.
 */
export const renamedRepository = (
  request: Pick<RestRequest, "state" | "caller" | "method" | "path" | "urls" | "query">,
): Answer | null => {
  const { state, caller, method, path, urls, query } = request;
  const [, owner, name, rest = ""] = /^\/repos\/([\w.-]+)\/([\w.-]+)(\/.*)?$/.exec(path) ?? [];
  if (owner === undefined || name === undefined || state.ask.repository(owner, name) !== undefined) return null;
  const repository = state.ask.repositoryEver(owner, name);
  if (repository === undefined || !state.ask.can(caller, repository, "metadata", "read")) return null;
  const asked = query.toString();
  const url = `${urls.api}/repositories/${repository.id}${rest}${asked === "" ? "" : `?${asked}`}`;
  return movedTo(method === "GET" ? 301 : 307, url);
};

/**
 * A transferred issue: it leads to its new place for those who may read there ("Get an issue": 301, else 404); what
 * lies below it is 404 (public thread: Systemorph/MeshWeaver#4629). Null for every other refusal.
 */
export const transferredIssue = (
  error: unknown,
  { state, caller, path, urls }: Pick<RestRequest, "state" | "caller" | "path" | "urls">,
): Answer | null => {
  if (!(error instanceof IssueMoved) || !/\/issues\/\d+$/.test(path)) return null;
  const repository = state.world.repositories.get(error.to.repositoryId);
  if (repository === undefined || !state.ask.can(caller, repository, "issues", "read")) return null;
  return movedTo(301, `${urls.api}/repositories/${repository.id}/issues/${error.to.number}`);
};
