/**
 * What is read of a repository to decide on the offer to set Quench up: in the usual case a policy file that is there,
 * or no incident, which is one or two conditional requests.
 */
import { asOfIn } from "../../core/onboarding/text.ts";
import { BASELINE_WINDOW } from "../../core/onboarding/baseline.ts";
import { FORMS_FOLDER } from "../../core/onboarding/links.ts";
import type { Offer, OfferMark, SetUpFacts } from "../../core/onboarding/types.ts";
import { MARK } from "../../core/plan/pointer.ts";
import { parsePolicy, POLICY_PATH } from "../../core/policy/parse.ts";
import { type Instant, isUnreadable, type Readable } from "../../core/snapshot/types.ts";
import { type Identity, recognize } from "../identity.ts";
import type { GitHubClient } from "../request/client.ts";
import { instant } from "../request/errors.ts";
import { look } from "../request/look.ts";
import { unreadableFrom } from "../request/problems.ts";
import { listAll } from "../write/write-context.ts";
import { OFFER_KEY } from "../write/write-onboarding.ts";

/** The label that makes an incident where no policy says otherwise. */
export const DEFAULT_LABEL = "incident";

export interface SetUpPlace {
  readonly client: GitHubClient;
  readonly owner: string;
  readonly repo: string;
  readonly identity: Pick<Identity, "login">;
}

/** An incident as the list of issues has it. */
export interface ListedIncident {
  readonly number: number;
  readonly node_id: string;
  readonly state: "open" | "closed";
  readonly state_reason: string | null;
  readonly closed_at: Instant | null;
  readonly updated_at: Instant;
  readonly user: { readonly login?: string; readonly type?: string } | null;
  readonly pull_request?: unknown;
}

interface ListedOffer extends ListedIncident {
  readonly html_url: string;
  readonly title: string;
  readonly body: string | null;
}

/** Pages of incidents that are listed at most. */
const INCIDENT_PAGES = 3;

/** The file that speaks here; null: none, here or at the owner's. */
export async function readPolicyPresence(place: SetUpPlace): Promise<SetUpFacts["policy"]> {
  const own = await fileIn(place, place.repo, POLICY_PATH);
  if (own !== null || place.repo.toLowerCase() === ".github") return own;
  return fileIn(place, ".github", `${place.owner}/.github/${POLICY_PATH}`);
}

async function fileIn({ client, owner }: SetUpPlace, repo: string, path: string): Promise<SetUpFacts["policy"]> {
  // A repository `.github` that we may not read is none for us.
  const looked = await look(
    client,
    `GET /repos/{owner}/{repo}/contents/${POLICY_PATH}`,
    { owner, repo },
    "policy",
    repo === ".github",
  );
  if (isUnreadable(looked)) return looked;
  if ("absent" in looked) return null;
  const { content = "" } = looked.found as { content?: string };
  const { policy } = parsePolicy(Buffer.from(content, "base64").toString("utf8"), POLICY_PATH);
  return { path, enabled: policy?.enabled !== false };
}

/**
 * GitHub's clock, and the incidents that are open or were closed lately: the last touched first.
 *
 * @param fallback milliseconds of our clock, for where GitHub does not tell its own.
 */
export async function readIncidents(
  { client, owner, repo }: SetUpPlace,
  fallback: number,
): Promise<Readable<{ readonly now: Instant; readonly incidents: readonly ListedIncident[] }>> {
  const query = { owner, repo, labels: DEFAULT_LABEL, state: "all", sort: "updated", direction: "desc", per_page: 100 };
  const found: ListedIncident[] = [];
  let now = fallback;
  try {
    for (let page = 1; page <= INCIDENT_PAGES; page += 1) {
      const { data, headers } = await client.rest("GET /repos/{owner}/{repo}/issues", { ...query, page });
      const date = Date.parse(headers["date"] ?? "");
      if (Number.isFinite(date)) now = date;
      const list = data as readonly ListedIncident[];
      found.push(...list);
      const last = list.at(-1);
      if (list.length < 100 || last === undefined || Date.parse(last.updated_at) < now - BASELINE_WINDOW) break;
    }
  } catch (error) {
    return unreadableFrom(error, "issues");
  }
  return { now: instant(now), incidents: found.filter((issue) => isCurrent(issue, now)) };
}

function isCurrent(issue: ListedIncident, now: number): boolean {
  if (issue.pull_request !== undefined) return false;
  return issue.closed_at === null || Date.parse(issue.closed_at) >= now - BASELINE_WINDOW;
}

/** How far the offer has come, as the label says. */
export async function readMark({ client, owner, repo }: SetUpPlace): Promise<Readable<OfferMark>> {
  const looked = await look(
    client,
    "GET /repos/{owner}/{repo}/labels/{name}",
    { owner, repo, name: MARK.name },
    "labels",
  );
  if (isUnreadable(looked)) return looked;
  if ("absent" in looked) return "none";
  // Whatever people wrote there instead, the label was made.
  return (looked.found as { description?: string | null }).description === MARK.begun ? "begun" : "offered";
}

/** The offers that bear our label, by number: known by author and marker. */
export async function readOffers(place: SetUpPlace, state: "open" | "all"): Promise<readonly Offer[]> {
  const { client, owner, repo, identity } = place;
  const query = { owner, repo, creator: identity.login, labels: MARK.name, state };
  const listed = (await listAll(client, "GET /repos/{owner}/{repo}/issues", query, { pages: 1 })) as ListedOffer[];
  const offers: Offer[] = [];
  for (const issue of listed) {
    if (issue.user?.login !== identity.login) continue;
    const seen = { ours: true, editorIsUs: true, issueNodeId: "", signer: null };
    const { own, body } = recognize(issue.body ?? "", seen);
    if (own?.key !== OFFER_KEY) continue;
    const reopened = issue.state === "open" && issue.state_reason === "reopened";
    offers.push({
      kind: issue.pull_request === undefined ? "issue" : "pull_request",
      number: issue.number,
      nodeId: issue.node_id,
      url: issue.html_url,
      state: issue.state,
      title: issue.title,
      body,
      asOf: asOfIn(body),
      reopenedAt: reopened ? await reopenedAt(place, issue.number) : null,
    });
  }
  return offers.sort((a, b) => a.number - b.number);
}

async function reopenedAt({ client, owner, repo, identity }: SetUpPlace, number: number): Promise<Instant | null> {
  const query = { owner, repo, issue_number: number };
  const events = await listAll(client, "GET /repos/{owner}/{repo}/issues/{issue_number}/events", query, { pages: 3 });
  const last = (events as { event: string; created_at: Instant; actor?: { login?: string } | null }[]).findLast(
    ({ event, actor }) => event === "reopened" && actor?.login !== identity.login,
  );
  return last?.created_at ?? null;
}

/** The repository itself, and the names in its folder of issue forms. */
export async function readHome({
  client,
  owner,
  repo,
}: SetUpPlace): Promise<Readable<Pick<SetUpFacts, "repository" | "forms">>> {
  const looked = await look(client, "GET /repos/{owner}/{repo}", { owner, repo }, "repository");
  if (isUnreadable(looked)) return looked;
  if ("absent" in looked) return { unreadable: `repository: HTTP ${looked.absent}` };
  const found = looked.found as {
    html_url: string;
    default_branch: string;
    archived?: boolean;
    owner: { login: string };
    name: string;
  };
  const folder = await look(
    client,
    `GET /repos/{owner}/{repo}/contents/${FORMS_FOLDER}`,
    { owner, repo },
    "issue forms",
  );
  if (isUnreadable(folder)) return folder;
  const files = "found" in folder && Array.isArray(folder.found) ? (folder.found as { name: string }[]) : [];
  return {
    repository: {
      owner: found.owner.login,
      name: found.name,
      url: found.html_url,
      defaultBranch: found.default_branch,
      archived: found.archived === true,
    },
    forms: files.map(({ name }) => name),
  };
}
