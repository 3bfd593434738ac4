/** Our own issues of a repository: digests, audits, ledger pages, announcements. Conditional requests. */
import { LEDGER_TITLES } from "../../core/portfolio/ledgers.ts";
import { OWN_PREFIX } from "../../core/portfolio/own-text.ts";
import { REPORT_LABEL } from "../../core/portfolio/report.ts";
import type { OwnIssue } from "../../core/portfolio/types.ts";
import { type Identity, recognize } from "../identity.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { listAll } from "../write/write-context.ts";
import type { Place } from "./read-place.ts";

/** The newest of them, 100 a page: a few years of digests and audits. */
const MOST_PAGES = 3;

interface RestIssue {
  readonly number: number;
  readonly node_id: string;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly state_reason?: string | null;
  readonly created_at: string;
  readonly closed_at?: string | null;
  readonly user?: { readonly login?: string } | null;
  readonly pull_request?: unknown;
}

/**
 * Reads them, by number. Anyone may type our marker: it counts only where we opened the issue.
 *
 * @param labelled whether our label exists: where somebody deleted it, the newest of all that we opened are looked at.
 * @throws what the client throws.
 */
export async function readOwn(
  client: GitHubClient,
  place: Place,
  { login }: Pick<Identity, "login">,
  labelled: boolean,
): Promise<readonly OwnIssue[]> {
  const filter = { creator: login, state: "all", sort: "created", direction: "desc" };
  const parameters = { owner: place.owner, repo: place.repo, ...filter, ...(labelled ? { labels: REPORT_LABEL } : {}) };
  const found = await listAll(client, "GET /repos/{owner}/{repo}/issues", parameters, { pages: MOST_PAGES });
  return found
    .map((each) => each as RestIssue)
    .flatMap((issue) => (issue.pull_request === undefined ? ownIssue(issue, login) : []))
    .sort((a, b) => a.number - b.number);
}

function ownIssue(issue: RestIssue, login: string): readonly OwnIssue[] {
  // An issue says who opened it, not who edited it last: what somebody else wrote into ours is still ours to close.
  const seen = { ours: issue.user?.login === login, editorIsUs: true, issueNodeId: issue.node_id, signer: null };
  const { own, body } = recognize(issue.body ?? "", seen);
  const key = own === null ? pageTitled(issue.title, seen.ours) : keyOf(own.key);
  if (key === null) return [];
  const { number, node_id: nodeId, html_url: url, title, created_at: created, closed_at: closed } = issue;
  return [
    {
      number,
      nodeId,
      url,
      key,
      title,
      body,
      state: issue.state === "closed" ? "closed" : "open",
      createdAt: instant(Date.parse(created)),
      closedAt: closed === null || closed === undefined ? null : instant(Date.parse(closed)),
      reopened: issue.state_reason === "reopened",
    },
  ];
}

function keyOf(key: string): string | null {
  return key.startsWith(OWN_PREFIX) ? key.slice(OWN_PREFIX.length) : null;
}

/** The key of a ledger's page whose text somebody replaced, our marker with it: it is restored, not made a second time. */
function pageTitled(title: string, ours: boolean): string | null {
  const kind = (["risk", "debt"] as const).find((one) => LEDGER_TITLES[one] === title);
  return ours && kind !== undefined ? `ledger:${kind}` : null;
}
