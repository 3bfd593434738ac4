/** Every link that was cited as evidence, looked up: what it is, whether it exists, what could not be told. */
import type { CitedLink, LookedUp, Run } from "../../core/snapshot/facts.ts";
import type { PullRequest } from "../../core/snapshot/pull.ts";
import { isUnreadable, type Readable, type Unreadable } from "../../core/snapshot/types.ts";
import { byText } from "../../core/order.ts";
import type { GitHubClient } from "../request/client.ts";
import type { LinkTarget } from "./link-kinds.ts";
import { linkTarget } from "./link-target.ts";
import { inParallel } from "../request/look.ts";
import { type RestUser, toActorOfRest } from "../people/read-actors.ts";
import { readCommit, readFile } from "./read-cited-file.ts";
import { containedIn, type ContainsMemo, type Merge } from "./read-contained.ts";
import { readEnvironments } from "./read-environments.ts";
import { readArtifact, readRun } from "./read-runs.ts";
import { createSight, isPlace, orAbsent, type Place, type Sight } from "./sight.ts";

export interface LinkSources {
  readonly client: GitHubClient;
  /** The repository's own URL: links elsewhere are never looked up. */
  readonly webUrl: string;
  /** `owner/name`, as GitHub writes it. */
  readonly repository: string;
  readonly defaultBranch: string;
  readonly pulls: Readonly<Record<string, Readable<PullRequest>>>;
  /** Whether an item names a *Target environment*: only then is it asked to which ones runs deployed (R-S3). */
  readonly environments: boolean;
}

/** Links of one incident that are looked up; an honest one has a few dozen. */
const MOST_LINKS = 500;
/** Of one issue. What somebody piles up above that is that somebody's doing, and never makes a gate unknown (R-V1). */
const MOST_OF_ISSUE = 100;
const PILED = { kind: "absent", because: "there are more links on its issue than are looked up" } as const;
const TOO_MANY: Unreadable = { unreadable: "link: there are more links than can be looked up" };

/** What of a target is looked up. */
type Lookable = Exclude<LinkTarget, { kind: "image" | "other" }>;

/** What one pass reads links with. */
interface Reading {
  readonly sources: LinkSources;
  readonly sight: Sight;
  readonly memo: ContainsMemo;
}

/**
 * Looks the links up; keys are the URLs as written.
 *
 * @param cited the links of each issue, in the order in which they stand there.
 */
export async function readLinks(
  cited: readonly (readonly string[])[],
  sources: LinkSources,
): Promise<Record<string, CitedLink>> {
  const { client, webUrl, repository, defaultBranch } = sources;
  const [owner = "", repo = ""] = repository.split("/");
  const sight = createSight(client, { owner, repo, name: repository, defaultBranch });
  const reading: Reading = { sources, sight, memo: new Map() };
  const wanted = [...wantedOf(cited, webUrl)].sort(([a], [b]) => byText(a, b));
  const found = await inParallel(wanted, async ([url, target]): Promise<CitedLink> => {
    if (isUnreadable(target) || target.kind === "absent") return { url, found: target };
    if (target.kind === "image" || target.kind === "other") return { url, found: { kind: target.kind } };
    return { url, found: await readTarget(url, target, reading) };
  });
  return Object.fromEntries(found.map((link) => [link.url, link]));
}

/** Each link once, by turns: of every issue the first, then of every issue the second, so that none takes another's place. */
function wantedOf(
  cited: readonly (readonly string[])[],
  webUrl: string,
): ReadonlyMap<string, LinkTarget | typeof PILED | Unreadable> {
  const issues = cited.map((urls) => [...new Set(urls)]);
  const wanted = new Map<string, LinkTarget | typeof PILED | Unreadable>();
  let asked = 0;
  for (let turn = 0; issues.some(({ length }) => turn < length); turn += 1) {
    for (const url of issues.flatMap((urls) => urls[turn] ?? [])) {
      if (wanted.has(url)) continue;
      const target = linkTarget(url, webUrl);
      const isAsked = target.kind !== "image" && target.kind !== "other";
      if (isAsked && turn < MOST_OF_ISSUE) asked += 1;
      const most = turn < MOST_OF_ISSUE ? (asked > MOST_LINKS ? TOO_MANY : null) : PILED;
      wanted.set(url, isAsked && most !== null ? most : target);
    }
  }
  return wanted;
}

async function readTarget(url: string, target: Lookable, reading: Reading): Promise<Readable<LookedUp>> {
  const { sight } = reading;
  const place = await sight.placeOf(target.repository);
  if (!isPlace(place)) return "unreadable" in place ? place : { kind: "absent" };
  switch (target.kind) {
    case "workflow_run":
    case "job":
    case "check_run":
      return withFacts(await readRun(sight, place, url, target), place, reading);
    case "artifact":
      return withFacts(await readArtifact(sight, place, url, target), place, reading);
    case "pull_request":
      return pullAt(target.number, place, reading);
    case "issue":
      return readIssue(target.number, place, reading);
    case "commit":
      return readCommit(sight, place, target);
    case "file":
      return readFile(sight, place, target);
    case "comment":
      return readComment(target.id, place, sight);
  }
}

/** With what the snapshot alone can say of a run, and of an artifact's. */
async function withFacts(found: Readable<LookedUp>, place: Place, reading: Reading): Promise<Readable<LookedUp>> {
  if (isUnreadable(found) || !("run" in found)) return found;
  return { ...found, run: await withFactsOfRun(found.run, place, reading) };
}

async function withFactsOfRun(run: Run, place: Place, { sources, sight, memo }: Reading): Promise<Run> {
  const contains = await containedIn(sight, place, run, mergesOf(sources.pulls, place), memo);
  if (!sources.environments) return { ...run, contains };
  return { ...run, contains, environments: await readEnvironments(sight, place, run) };
}

/** What was merged into a repository's default branch, oldest first. */
function mergesOf(pulls: LinkSources["pulls"], { name }: Place): readonly Merge[] {
  const merges = new Map<string, Merge>();
  for (const pull of Object.values(pulls)) {
    if (isUnreadable(pull) || pull.mergeCommit === null || pull.mergedAt === null || !pull.baseIsDefault) continue;
    if (isSame(pull.repository, name)) merges.set(pull.mergeCommit, { sha: pull.mergeCommit, at: pull.mergedAt });
  }
  const order = ({ at, sha }: Merge): string => `${at} ${sha}`;
  return [...merges.values()].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function knownPull(number: number, place: Place, { sources }: Reading): LookedUp | null {
  const known = Object.keys(sources.pulls).find((key) => isSame(key, `${place.name}#${number}`));
  return known === undefined ? null : { kind: "pull_request", pull: known };
}

async function pullAt(number: number, place: Place, reading: Reading): Promise<Readable<LookedUp>> {
  const known = knownPull(number, place, reading);
  if (known !== null) return known;
  // It was asked for with the others and is not among them: it is not there, or we may not see it.
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}";
  const looked = await reading.sight.look(place, route, { pull_number: number }, "pull_requests");
  if ("unreadable" in looked) return looked;
  return "absent" in looked ? { kind: "absent" } : { unreadable: "pull request: it was not read", transient: true };
}

async function readIssue(number: number, place: Place, reading: Reading): Promise<Readable<LookedUp>> {
  // GitHub shows a pull request under an issue's address, too.
  const known = knownPull(number, place, reading);
  if (known !== null) return known;
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}";
  const looked = await reading.sight.look(place, route, { issue_number: number }, "issues");
  return orAbsent(looked, (found) => ({ kind: "issue", ...wordOf(found) }), { kind: "absent" });
}

async function readComment(id: number, place: Place, sight: Sight): Promise<Readable<LookedUp>> {
  const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}";
  const looked = await sight.look(place, route, { comment_id: id }, "issues");
  return orAbsent(looked, (found) => ({ kind: "comment", ...wordOf(found) }), { kind: "absent" });
}

/** Whose word it is, and when it was given. */
function wordOf(found: unknown) {
  const { user, created_at: createdAt = "" } = found as { user?: RestUser | null; created_at?: string };
  return { author: toActorOfRest(user), createdAt };
}
