/** The repository itself: whether it is there, and takes issues. */
import type { GitHubClient } from "../../github/request/client.ts";
import { ask, whyNotAnswered } from "./ask.ts";
import { fail, type Line, ok, unknown } from "./line.ts";

/** A repository that can be looked at, and with what. */
export interface Home {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly url: string;
  readonly branch: string;
  /** Only organizations have issue types. */
  readonly organization: boolean;
}

interface RestRepository {
  readonly html_url?: string;
  readonly default_branch?: string;
  readonly archived?: boolean;
  readonly disabled?: boolean;
  readonly has_issues?: boolean;
  readonly private?: boolean;
  readonly owner?: { readonly type?: string };
}

/** @param who for people: `the App quench`, a login. */
export async function lookAtRepository(
  client: GitHubClient,
  { owner, repo }: { readonly owner: string; readonly repo: string },
  who: string,
): Promise<{ readonly home: Home | null; readonly lines: readonly Line[] }> {
  const name = `${owner}/${repo}`;
  const asked = await ask(client, "GET /repos/{owner}/{repo}", { owner, repo });
  if (asked.kind === "unread")
    return { home: null, lines: [unknown("repository", whyNotAnswered(asked), "try again later")] };
  if (asked.kind === "refused") {
    const todo = "check its spelling, and that the credentials may see it";
    return {
      home: null,
      lines: [fail("repository", `${name} is out of sight of ${who} (HTTP ${asked.status})`, todo)],
    };
  }
  const found = asked.data as RestRepository;
  const url = found.html_url ?? "";
  const settings = `${url}/settings`;
  const lines = [
    found.archived === true || found.disabled === true
      ? fail(
          "repository",
          `${name} is archived: nothing can be written there`,
          "unarchive it at the bottom of this page",
          settings,
        )
      : ok("repository", `${name} is ${found.private === true ? "private" : "public"}, and read as ${who}`),
    found.has_issues === false
      ? fail("issues", "issues are switched off", 'tick "Issues" under "Features" on this page', settings)
      : ok("issues", "issues are switched on"),
  ];
  return {
    home: {
      client,
      owner,
      repo,
      url,
      branch: found.default_branch ?? "",
      organization: found.owner?.type === "Organization",
    },
    lines,
  };
}
