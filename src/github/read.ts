/**
 * Reads one incident whole: a usual one in a single GraphQL request, the rest in follow-ups and conditional REST.
 *
 * The order matters: lists are read to their end before anything is looked up that only their last page may name.
 */
import { parsePolicy, POLICY_PATH } from "../core/policy/parse.ts";
import { policySchema } from "../core/policy/schema.ts";
import {
  isUnreadable,
  type Issue,
  type PolicyVersion,
  type PullRequest,
  type Readable,
  type Snapshot,
} from "../core/snapshot/types.ts";
import type { GitHubClient } from "./client.ts";
import { Unavailable } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { linkTarget } from "./link-target.ts";
import { completeLists } from "./pages.ts";
import { isProblem, listOf, placeProblems, present, problemIn, unreadableFrom } from "./problems.ts";
import { INCIDENT_QUERY } from "./queries/incident.ts";
import { readAdded } from "./read-added.ts";
import { codeownersOf } from "./read-codeowners.ts";
import type { RawIncident, RawIssue, RawRepository } from "./raw.ts";
import { type CitedByIssue, citedByIssue, speakersOf } from "./read-cited.ts";
import { readClosingCommits } from "./read-closing-commits.ts";
import { listsOf, toIssue } from "./read-issue.ts";
import { readBelonging } from "./read-items.ts";
import { readLinks } from "./read-links.ts";
import { createPeopleReader } from "./read-people.ts";
import { readPolicy } from "./read-policy.ts";
import { pullLinksOf } from "./read-pull-links.ts";
import { type NamedPull, readPulls } from "./read-pulls.ts";
import { readRecent } from "./read-recent.ts";
import { readTeams } from "./read-teams.ts";
import { readTypes } from "./read-types.ts";

export interface Subject {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** `gone`: the issue was deleted or transferred, is a pull request, or is out of our sight. */
export type ReadResult =
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot }
  | { readonly kind: "gone"; readonly why: string };

/**
 * Reads the incident. Parts that could not be read are `Unreadable` in the snapshot.
 *
 * @throws {RateLimited} to come back later. @throws {Unavailable} where not even the incident itself could be read.
 */
export async function readSnapshot(client: GitHubClient, subject: Subject, identity: Identity): Promise<ReadResult> {
  const answer = await client.graphql<RawIncident>(INCIDENT_QUERY, {
    ...subject,
    path: POLICY_PATH,
    expression: `HEAD:${POLICY_PATH}`,
  });
  placeProblems(answer.data, answer.errors);
  const start = startOf(answer.data, subject);
  if ("gone" in start) return { kind: "gone", why: start.gone };
  const { repository, incident } = start;
  const owner = repository.owner.login;
  const nameWithOwner = `${owner}/${repository.name}`;

  await completeLists(client, [
    { kind: "repositoryLabels", holder: repository.id, list: repository.labels },
    { kind: "subIssues", holder: incident.id, list: incident.subIssues },
    ...listsOf(incident),
  ]);
  const policy = await readPolicy(
    client,
    repository,
    answer.data?.organization,
    owner,
    (text) => parsed(text) !== null,
  );
  const inForce = policyInForce(policy);
  const { items, ledger, byReference } = await readBelonging(client, incident, inForce, identity);
  const belonging = unique([...(isUnreadable(items) ? [] : items), ...(isUnreadable(ledger) ? [] : ledger)]);
  const issues = [incident, ...belonging];

  await readClosingCommits(client, issues);
  const people = createPeopleReader(client, owner, repository.name);
  await people.read([
    ...issues.flatMap((issue) => speakersOf(issue, identity, inForce)),
    ...(inForce.people.escalation === null ? [] : [inForce.people.escalation]),
  ]);
  const isOutsider = (login: string): boolean => people.isOutsider(login);
  const cited = new Map(issues.map((issue) => [issue.id, citedByIssue(issue, identity, inForce, isOutsider)]));
  const named = issues.flatMap((issue) => namedPulls(cited.get(issue.id), repository.url));
  const pulls = await readAdded(client, await readPulls(client, issues, named, identity), inForce);
  const everyCited = [...cited.values()];
  const { createdAt, body } = incident;
  const [recent, overrideTeam, types, links] = await Promise.all([
    readRecent(client, { owner, repo: repository.name, number: incident.number, body, createdAt }, inForce),
    readTeams(client, inForce.people.override.teams),
    typesOf(client, repository, incident, belonging),
    readLinks(
      everyCited.flatMap(({ urls }) => urls),
      {
        client,
        webUrl: repository.url,
        repository: nameWithOwner,
        defaultBranch: present(repository.defaultBranchRef)?.name ?? "",
        pulls,
      },
    ),
    people.read(everyCited.flatMap(({ logins }) => logins)),
  ]);

  const make = (raw: RawIssue): Issue =>
    toIssue(raw, {
      identity,
      type: types(raw.number),
      byReference: byReference.has(raw.id),
      links: pullLinksOf(raw, commandedPulls(cited.get(raw.id), repository.url, pulls)),
    });
  const snapshot: Snapshot = {
    schema: "quench/snapshot/1",
    now: answer.date,
    repository: {
      owner,
      name: repository.name,
      nodeId: repository.id,
      url: repository.url,
      defaultBranch: present(repository.defaultBranchRef)?.name ?? "",
      private: repository.isPrivate,
      archived: repository.isArchived,
      labels: listOf(repository.labels, "labels", (label) => label.name),
    },
    self: { login: identity.login, kind: identity.kind, appId: identity.appId },
    policy,
    incident: make(incident),
    items: madeOf(items, (raw) => ({ ...make(raw), ...(present(raw.parent) === null ? { parentless: true } : {}) })),
    ledger: madeOf(ledger, make),
    recent,
    overrideTeam,
    pulls,
    links,
    people: people.known(),
    codeowners: codeownersOf(repository),
  };
  return { kind: "snapshot", snapshot };
}

/** Repository and incident, or why there is none. */
function startOf(
  data: RawIncident | null,
  subject: Subject,
): { readonly repository: RawRepository; readonly incident: RawIssue } | { readonly gone: string } {
  const name = `${subject.owner}/${subject.repo}`;
  const repository = data?.repository;
  if (isProblem(repository)) {
    if (repository.type === "NOT_FOUND") return { gone: repository.problem };
    throw new Unavailable(name, 200, repository.problem);
  }
  if (repository === null || repository === undefined) return { gone: `there is no repository ${name}` };
  const facts = [
    repository.id,
    repository.name,
    repository.url,
    repository.isPrivate,
    repository.isArchived,
    repository.owner,
  ];
  const problem = problemIn([facts, repository.defaultBranchRef]);
  if (problem !== null) throw new Unavailable(name, 200, problem.problem);
  const incident = repository.issue;
  if (isProblem(incident)) {
    if (incident.type === "NOT_FOUND") return { gone: incident.problem };
    throw new Unavailable(`${name}#${subject.number}`, 200, incident.problem);
  }
  if (incident === null || incident === undefined) return { gone: `there is no issue #${subject.number} in ${name}` };
  const broken = problemIn([incident.id, incident.number, incident.body, incident.repository, incident.author]);
  if (broken !== null) throw new Unavailable(`${name}#${subject.number}`, 200, broken.problem);
  const home = `${repository.owner.login}/${repository.name}`;
  // An issue that was transferred is answered under its old number from where it is now.
  if (incident.repository.nameWithOwner !== home)
    return { gone: `it was transferred to ${incident.repository.nameWithOwner}` };
  return { repository, incident };
}

function parsed(text: string) {
  return parsePolicy(text, POLICY_PATH).policy;
}

/** The settings that say what else to read. The rules find out for themselves which policy is in force. */
function policyInForce(versions: Readable<readonly PolicyVersion[]>) {
  const texts = isUnreadable(versions) ? [] : versions.flatMap(({ text }) => text ?? []);
  for (const text of texts) {
    const policy = parsed(text);
    if (policy !== null) return policy;
  }
  return policySchema.parse({ version: 1 });
}

function unique(issues: readonly RawIssue[]): readonly RawIssue[] {
  return [...new Map(issues.map((issue) => [issue.id, issue])).values()];
}

function pullTargets(urls: readonly string[], webUrl: string): readonly NamedPull[] {
  return urls.flatMap((url) => {
    const target = linkTarget(url, webUrl);
    if (target.kind !== "pull_request") return [];
    const [owner = "", name = ""] = target.repository.split("/");
    return [{ owner, name, number: target.number }];
  });
}

function namedPulls(cited: CitedByIssue | undefined, webUrl: string): readonly NamedPull[] {
  return pullTargets([...(cited?.urls ?? []), ...(cited?.implementations ?? [])], webUrl);
}

/** Keys, as the snapshot writes them, of the pull requests that a command calls an implementation. */
function commandedPulls(
  cited: CitedByIssue | undefined,
  webUrl: string,
  pulls: Readonly<Record<string, Readable<PullRequest>>>,
): readonly string[] {
  const named = pullTargets(cited?.implementations ?? [], webUrl).map((pull) =>
    `${pull.owner}/${pull.name}#${pull.number}`.toLowerCase(),
  );
  return Object.keys(pulls).filter((key) => named.includes(key.toLowerCase()));
}

async function typesOf(
  client: GitHubClient,
  repository: RawRepository,
  incident: RawIssue,
  others: readonly RawIssue[],
): Promise<(number: number) => Readable<string | null>> {
  // Issue types belong to organizations: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/managing-issue-types-in-an-organization
  if (!repository.isInOrganization) return () => null;
  const types = await readTypes(client, {
    owner: repository.owner.login,
    repo: repository.name,
    incident: incident.number,
    others: others.map(({ number }) => number),
  });
  return (number) => {
    const type = types.get(number);
    return type === undefined ? { unreadable: "issue type: it was not looked up" } : type;
  };
}

/** An item that was not read whole leaves the whole list unread: a gate over the others would say too much. */
function madeOf(raws: Readable<readonly RawIssue[]>, make: (raw: RawIssue) => Issue): Readable<readonly Issue[]> {
  if (isUnreadable(raws)) return raws;
  try {
    return raws.map((raw) => make(raw));
  } catch (error) {
    return unreadableFrom(error, "items");
  }
}
