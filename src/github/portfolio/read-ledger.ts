/**
 * The open entries of the ledger, as GitHub lists them by label: one conditional request for each of the two labels, and
 * no incident. Whoever opened an entry without being known here is looked up, because an issue form labels by itself.
 * Source: https://docs.github.com/en/rest/issues/issues#list-repository-issues
 */
import type { LedgerFacts, LedgerIssue } from "../../core/portfolio/types.ts";
import type { Policy } from "../../core/policy/schema.ts";
import { isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { createPeopleReader } from "../people/read-people.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { look } from "../request/look.ts";

interface RestUser {
  readonly login?: string;
  readonly type?: string;
}

interface RestEntry {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null;
  readonly created_at: string;
  readonly user?: RestUser | null;
  readonly author_association?: string;
  readonly assignees?: readonly RestUser[] | null;
  readonly labels?: readonly ({ readonly name?: string } | string)[];
  readonly pull_request?: unknown;
  readonly parent_issue_url?: string | null;
}

const PER_PAGE = 100;
/** Of each label; the oldest first, so that what has waited longest is never what is left out. */
const MOST_PAGES = 3;
/** Authors who are looked up, because the list does not say that they belong here. */
const MOST_LOOKED_UP = 30;
/** What makes an author somebody of this repository; GitHub shows a private membership as none, hence the look-up. */
const INSIDERS: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/**
 * Reads the entries, by number.
 *
 * @param self our own login: what we filed is nobody's to doubt.
 * @throws {RateLimited}
 */
export async function readLedger(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  policy: Policy,
  self: string,
): Promise<Readable<LedgerFacts>> {
  const found = new Map<number, RestEntry>();
  let more = false;
  for (const label of [policy.ledger.risk_label, policy.ledger.debt_label]) {
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const parameters = { ...place, labels: label, state: "open", sort: "created", direction: "asc" };
      const route = "GET /repos/{owner}/{repo}/issues";
      const read = await look(client, route, { ...parameters, per_page: PER_PAGE, page }, "the ledger");
      if (isUnreadable(read)) return read;
      // Where issues are switched off there is no ledger; any other refusal tells nothing, and must empty no page.
      if ("absent" in read && read.absent !== 410) return { unreadable: `the ledger: HTTP ${read.absent}` };
      const listed = "found" in read && Array.isArray(read.found) ? (read.found as readonly RestEntry[]) : [];
      for (const issue of listed) if (issue.pull_request === undefined) found.set(issue.number, issue);
      if (listed.length < PER_PAGE) break;
      more ||= page === MOST_PAGES;
    }
  }
  const entries = [...found.values()].sort((a, b) => a.number - b.number);
  const strangers = entries.filter((entry) => isStranger(entry, self)).flatMap(({ user }) => user?.login ?? []);
  const people = createPeopleReader(client, place.owner, place.repo);
  const known = new Set([...new Set(strangers)].slice(0, MOST_LOOKED_UP));
  await people.read(known);
  const outsider = (entry: RestEntry): LedgerIssue["outsider"] => {
    const login = entry.user?.login;
    if (login === undefined || !isStranger(entry, self)) return false;
    if (!known.has(login)) return { unreadable: "there are too many to look up" };
    const person = people.known()[login.toLowerCase()];
    if (person === undefined) return false;
    const unread = [person.role, person.member].find(isUnreadable);
    return unread ?? people.isOutsider(login);
  };
  return { entries: entries.map((entry) => ledgerIssue(entry, outsider(entry))), more };
}

function isStranger({ user, author_association: association = "NONE" }: RestEntry, self: string): boolean {
  // A bot that may label was let in by somebody; it has no role that could be looked up.
  return user?.login !== self && user?.type !== "Bot" && !INSIDERS.has(association);
}

function ledgerIssue(entry: RestEntry, outsider: LedgerIssue["outsider"]): LedgerIssue {
  const { number, html_url: url, title, body, created_at: created, assignees, labels = [] } = entry;
  return {
    number,
    url,
    title,
    body: body ?? "",
    labels: labels.flatMap((label) => (typeof label === "string" ? label : (label.name ?? []))),
    assignees: (assignees ?? []).flatMap(({ login, type = "User" }) =>
      login === undefined || type !== "User" ? [] : login,
    ),
    createdAt: instant(Date.parse(created)),
    parent: parentOf(entry.parent_issue_url ?? ""),
    outsider,
  };
}

/** The number at the end of an issue's address in the API. */
function parentOf(url: string): number | null {
  const match = /\/issues\/(\d{1,9})$/.exec(url);
  return match === null ? null : Number(match[1]);
}
