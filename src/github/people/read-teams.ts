/** The members of teams: of those to which the policy gives the override right, and of those that own files. */
import type { Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { look } from "../request/look.ts";

/** Pages of 100. A larger team is told as unread, never cut off. */
const MOST_PAGES = 10;

/**
 * Reads them, with child teams, as GitHub lists them. A team that does not exist for us has no members.
 *
 * @param teams `organization/team`, as the policy or CODEOWNERS writes them.
 * @returns logins in lower case, in order.
 * Source: https://docs.github.com/en/rest/teams/members#list-team-members
 */
export async function readTeams(client: GitHubClient, teams: readonly string[]): Promise<Readable<readonly string[]>> {
  const logins = new Set<string>();
  for (const team of teams) {
    const [org = "", team_slug = ""] = team.split("/");
    for (let page = 1; ; page += 1) {
      const route = "GET /orgs/{org}/teams/{team_slug}/members";
      const looked = await look(client, route, { org, team_slug, per_page: 100, page }, `team ${team}`);
      if ("unreadable" in looked)
        return looked.transient === true ? looked : { permission: "members: read", ...looked };
      const members = "found" in looked && Array.isArray(looked.found) ? (looked.found as { login?: unknown }[]) : [];
      for (const { login } of members) if (typeof login === "string") logins.add(login.toLowerCase());
      if (members.length < 100) break;
      if (page === MOST_PAGES) return { unreadable: `team ${team}: it has more members than were read` };
    }
  }
  return [...logins].sort();
}
