/**
 * Which incidents a thing may belong to. A job starts with nothing known, so it asks; what it finds is only where to
 * look, and the pass itself decides whether there is an incident.
 */
import { readItemForm } from "../../core/forms/values.ts";
import { defaultPolicy } from "../../core/policy/resolve.ts";
import type { GitHubClient } from "../../github/request/client.ts";
import { Refused, Unavailable } from "../../github/request/errors.ts";
import type { Place } from "../job.ts";
import type { Look } from "./event.ts";

/** References of one pull request that are followed; an honest one has a few. */
const MOST_REFERENCES = 20;
/** Pages of a pull request's timeline that are read for them. */
const MOST_PAGES = 5;
/** Pull requests of one commit that are followed: it is merged by one, and the head of a few. */
const MOST_PULLS = 5;

export const CLOSING_REFERENCES_QUERY = /* GraphQL */ `
  query ClosingReferences($owner: String!, $repo: String!, $number: Int!) {
    repository(owner: $owner, name: $repo) {
      pullRequest(number: $number) {
        closingIssuesReferences(first: 50) {
          nodes {
            number
            repository {
              nameWithOwner
            }
          }
        }
      }
    }
  }
`;

interface ClosingReferences {
  readonly repository: {
    readonly pullRequest: {
      readonly closingIssuesReferences: {
        readonly nodes:
          | readonly ({ readonly number: number; readonly repository: { readonly nameWithOwner: string } } | null)[]
          | null;
      } | null;
    } | null;
  } | null;
}

/**
 * Numbers of the issues in the job's repository that may be the incident, the likeliest first.
 *
 * @throws Unavailable where GitHub did not answer, Refused where the token may not read issues or pull requests
 */
export async function findIncidents(
  client: GitHubClient,
  place: Place,
  look: Extract<Look, { readonly kind: "issue" | "pull_request" | "commit" }>,
): Promise<readonly number[]> {
  const issues = look.kind === "issue" ? [look.number] : [];
  for (const pull of look.kind === "issue" ? [] : await pullsBehind(client, place, look))
    issues.push(...(await referencedIssues(client, place, pull)));
  const found = new Set<number>();
  for (const number of new Set(issues)) for (const each of await around(client, place, number)) found.add(each);
  return [...found];
}

/** The event's own pull requests; where it names none, those that GitHub knows of the commit, merged ones too. */
async function pullsBehind(
  client: GitHubClient,
  place: Place,
  look: Extract<Look, { readonly kind: "pull_request" | "commit" }>,
): Promise<readonly number[]> {
  if (look.kind === "pull_request") return [look.number];
  if (look.pulls.length > 0) return look.pulls.slice(0, MOST_PULLS);
  try {
    const { owner, repo } = place;
    const parameters = { owner, repo, commit_sha: look.sha };
    const { data } = await client.rest("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", parameters);
    const listed: readonly unknown[] = Array.isArray(data) ? data : [];
    return listed
      .flatMap((pull) => (isRecord(pull) && typeof pull["number"] === "number" ? [pull["number"]] : []))
      .slice(0, MOST_PULLS);
  } catch (error) {
    // Of a commit that is in a fork alone GitHub says 404, or 422.
    if (error instanceof Refused && [404, 409, 410, 422].includes(error.status)) return [];
    throw error;
  }
}

/** An issue's parent, the incident its form names, and the issue itself. */
async function around(client: GitHubClient, place: Place, number: number): Promise<readonly number[]> {
  const issue = await get(client, "GET /repos/{owner}/{repo}/issues/{issue_number}", place, number);
  if (!isRecord(issue) || "pull_request" in issue) return [];
  const parent = await get(client, "GET /repos/{owner}/{repo}/issues/{issue_number}/parent", place, number);
  const found: number[] = [];
  if (isRecord(parent) && typeof parent["number"] === "number" && isHere(parent["repository_url"], place))
    found.push(parent["number"]);
  const body = typeof issue["body"] === "string" ? issue["body"] : "";
  const { incident } = readItemForm(body, defaultPolicy("warn"));
  if (incident !== null && (incident.repository ?? nameOf(place)).toLowerCase() === nameOf(place))
    found.push(incident.number);
  return [...found, number];
}

/** Issues that a pull request closes or is linked to, then those its body names, then those that name it (R-H1). */
async function referencedIssues(client: GitHubClient, place: Place, number: number): Promise<readonly number[]> {
  const found = new Set(await closingReferences(client, place, number));
  const pull = await get(client, "GET /repos/{owner}/{repo}/issues/{issue_number}", place, number);
  if (!isRecord(pull)) return [];
  for (const each of mentionedIssues(typeof pull["body"] === "string" ? pull["body"] : "", place)) found.add(each);
  for (const each of await referringIssues(client, place, number)) found.add(each);
  found.delete(number);
  return [...found].slice(0, MOST_REFERENCES);
}

/** Issues whose text or comments name the pull request, from its timeline. */
async function referringIssues(client: GitHubClient, place: Place, number: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const part = await get(client, "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline", place, number, {
      per_page: 100,
      page,
    });
    if (!Array.isArray(part)) break;
    for (const event of part) {
      const source = isRecord(event) && event["event"] === "cross-referenced" ? event["source"] : null;
      const issue = isRecord(source) ? source["issue"] : null;
      if (isRecord(issue) && typeof issue["number"] === "number" && isHere(issue["repository_url"], place))
        found.push(issue["number"]);
    }
    if (part.length < 100) break;
  }
  return found;
}

async function closingReferences(client: GitHubClient, place: Place, number: number): Promise<readonly number[]> {
  const { data, errors } = await client.graphql<ClosingReferences>(CLOSING_REFERENCES_QUERY, { ...place, number });
  const nodes = data?.repository?.pullRequest?.closingIssuesReferences?.nodes;
  if (nodes === undefined || nodes === null) {
    const [problem] = errors;
    if (problem?.type === "FORBIDDEN") throw new Refused("closing references", 403, { message: problem.message }, {});
    if (problem !== undefined && problem.type !== "NOT_FOUND")
      throw new Unavailable("closing references", 200, problem.message);
    return [];
  }
  return nodes.flatMap((node) => (node?.repository.nameWithOwner.toLowerCase() === nameOf(place) ? node.number : []));
}

// Bounded repetitions: without them a hostile text takes time that grows with its square.
const REFERENCE = /(?:(?<![\w.-])([\w-]{1,39}\/[\w.-]{1,100}))?#(\d{1,9})(?!\w)/g;
const ISSUE_URL = /\/\/[^\s/]{1,255}\/([\w-]{1,39}\/[\w.-]{1,100})\/issues\/(\d{1,9})(?!\d)/g;

/** Numbers of this repository's issues that a text names, as `#12`, `owner/name#12` or by URL, in the text's order. */
export function mentionedIssues(text: string, place: Place): readonly number[] {
  const named = [...text.matchAll(REFERENCE), ...text.matchAll(ISSUE_URL)].filter(([, repository]) => {
    return repository === undefined || repository.toLowerCase() === nameOf(place);
  });
  return [...new Set(named.sort((a, b) => a.index - b.index).map(([, , number]) => Number(number)))];
}

/** Null where it does not exist for us. */
async function get(
  client: GitHubClient,
  route: string,
  place: Place,
  number: number,
  parameters: Record<string, number> = {},
): Promise<unknown> {
  try {
    return (await client.rest(route, { owner: place.owner, repo: place.repo, issue_number: number, ...parameters }))
      .data;
  } catch (error) {
    if (error instanceof Refused && (error.status === 404 || error.status === 410)) return null;
    throw error;
  }
}

function nameOf(place: Place): string {
  return `${place.owner}/${place.repo}`.toLowerCase();
}

/** REST names an issue's repository by its API address: `https://api.github.com/repos/acme/shop`. */
function isHere(repositoryUrl: unknown, place: Place): boolean {
  return typeof repositoryUrl === "string" && repositoryUrl.toLowerCase().endsWith(`/repos/${nameOf(place)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
