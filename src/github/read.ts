/**
 * Reads one incident whole: a usual one in a single GraphQL request, the rest in follow-ups and conditional REST.
 *
 * The order matters: lists are read to their end before anything is looked up that only their last page may name.
 */
import { readItemForm } from "../core/forms/values.ts";
import { delegatesAt } from "../core/leave.ts";
import type { Issue } from "../core/snapshot/issue.ts";
import type { Snapshot } from "../core/snapshot/snapshot.ts";
import { isUnreadable, type Readable } from "../core/snapshot/types.ts";
import type { RawMergedList } from "./controls/read-merged.ts";
import type { Identity } from "./identity.ts";
import { createAliases } from "./incident/aliases.ts";
import { readClosingCommits } from "./incident/read-closing-commits.ts";
import { codeownersOf } from "./incident/read-codeowners.ts";
import { readHistory } from "./incident/read-history.ts";
import { settleMoved } from "./incident/read-moved.ts";
import { listsOf, toIssue } from "./incident/read-issue.ts";
import { readBelonging } from "./incident/read-items.ts";
import { readPolicy } from "./incident/read-policy.ts";
import { readStart, type Subject } from "./incident/read-start.ts";
import { readTypes } from "./incident/read-types.ts";
import { isSilent, settingsFor } from "./incident/settings.ts";
import { citedByIssue, speakersOf } from "./links/read-cited.ts";
import { readLinks } from "./links/read-links.ts";
import { createPeopleReader } from "./people/read-people.ts";
import { readTeams } from "./people/read-teams.ts";
import { commandedPulls, namedPulls } from "./pulls/named-pulls.ts";
import { readAdded } from "./pulls/read-added.ts";
import { doubtfulNames, pullLinksOf } from "./pulls/read-pull-links.ts";
import { readPulls } from "./pulls/read-pulls.ts";
import type { RawIncident, RawIssue } from "./raw.ts";
import { readFollowUps } from "./read-follow-ups.ts";
import type { GitHubClient } from "./request/client.ts";
import { completeLists } from "./request/pages.ts";
import { isForbidden, isProblem, listOf, present, unreadableFrom } from "./request/problems.ts";

export type { Subject } from "./incident/read-start.ts";

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
  const start = await readStart(client, subject);
  if ("gone" in start) return { kind: "gone", why: start.gone };
  const { repository, incident, organization, lately, now } = start;
  const owner = repository.owner.login;
  const nameWithOwner = `${owner}/${repository.name}`;

  await completeLists(client, () => [
    { kind: "repositoryLabels", holder: repository.id, list: repository.labels },
    { kind: "subIssues", holder: incident.id, list: incident.subIssues },
    ...listsOf(incident, "incident"),
    ...(present(incident.subIssues)?.nodes ?? []).flatMap((item) => listsOfItem(present(item))),
  ]);
  const policy = await readPolicy(client, repository, organization, nameWithOwner);
  const inForce = settingsFor(policy);
  const aliases = createAliases(client, nameWithOwner);
  const { items, ledger, byReference, through } = await readBelonging(client, incident, inForce, identity, aliases);
  const belonging = unique([...(isUnreadable(items) ? [] : items), ...(isUnreadable(ledger) ? [] : ledger)]);
  const issues = [incident, ...belonging];

  await readClosingCommits(client, issues);
  const people = createPeopleReader(client, owner, repository.name);
  await people.read([
    ...issues.flatMap((issue) => speakersOf(issue, identity, inForce)),
    ...[...through.values()].flat().flatMap(({ by }) => (by.kind === "user" ? [by.login] : [])),
    ...(inForce.people.escalation === null ? [] : [inForce.people.escalation]),
    ...delegatesAt(inForce, now),
  ]);
  const isOutsider = (login: string): boolean => people.isOutsider(login);
  const cited = new Map(issues.map((issue) => [issue.id, citedByIssue(issue, identity, inForce, isOutsider)]));
  const named = issues.flatMap((issue) => namedPulls(cited.get(issue.id), repository.url));
  const branch = present(repository.defaultBranchRef);
  const home = { nameWithOwner, branch: branch?.name ?? "", landed: present(branch?.tip)?.landed };
  const linked = await readPulls(client, { issues, named, identity, home, aliases });
  const [pulls] = await Promise.all([
    readAdded(client, linked, inForce),
    aliases.learn(
      doubtfulNames(
        linked,
        issues.map(({ number }) => number),
      ),
    ),
  ]);
  const everyCited = [...cited.values()];
  const past = {
    owner,
    repo: repository.name,
    number: incident.number,
    webUrl: repository.url,
    organization: repository.isInOrganization,
    body: incident.body,
    createdAt: incident.createdAt,
    items: isUnreadable(items) ? [] : items,
  };
  // Where we keep silent, nothing more is worth a request.
  const silent = isSilent(policy, identity);
  const [history, overrideTeam, facts, links] = await Promise.all([
    silent ? { recent: null } : readHistory(client, past, inForce, people),
    readTeams(client, inForce.people.override.teams),
    readTypes(client, {
      owner,
      repo: repository.name,
      incident: incident.number,
      items: numbersOf(items),
      others: numbersOf(ledger),
      hasTypes: repository.isInOrganization,
    }),
    readLinks(
      everyCited.map(({ urls }) => urls),
      {
        client,
        webUrl: repository.url,
        repository: nameWithOwner,
        defaultBranch: present(repository.defaultBranchRef)?.name ?? "",
        pulls,
        environments: belonging.some(
          ({ body }) => typeof body === "string" && readItemForm(body, inForce).environment !== null,
        ),
      },
    ),
    people.read(everyCited.flatMap(({ logins }) => logins)),
  ]);

  const refused = [lately, present(lately)?.merged].filter(isProblem).find(isForbidden) ?? null;
  const make = (raw: RawIssue): Issue =>
    toIssue(raw, {
      identity,
      facts: facts.get(raw.number) ?? { type: null },
      byReference: byReference.has(raw.id),
      through: through.get(raw.id),
      links: pullLinksOf(raw, {
        commanded: commandedPulls(cited.get(raw.id), repository.url, pulls, aliases),
        pulls,
        aliases,
        refused,
      }),
    });
  const makeBelow = (raw: RawIssue): Issue => ({
    ...make(raw),
    ...(present(raw.parent) === null ? { parentless: true } : {}),
  });
  const members = present(repository.members)?.totalCount;
  const snapshot: Snapshot = {
    schema: "quench/snapshot/1",
    now,
    repository: {
      owner,
      name: repository.name,
      nodeId: repository.id,
      url: repository.url,
      defaultBranch: present(repository.defaultBranchRef)?.name ?? "",
      private: repository.isPrivate,
      archived: repository.isArchived,
      ...(typeof members === "number" ? { members } : {}),
      labels: listOf(repository.labels, "labels", (label) => label.name),
    },
    self: { login: identity.login, kind: identity.kind, appId: identity.appId },
    policy,
    incident: await settleMoved(client, make(incident)),
    items: madeOf(items, makeBelow),
    ledger: madeOf(ledger, makeBelow),
    ...history,
    overrideTeam,
    pulls,
    links,
    people: people.known(),
    codeowners: codeownersOf(repository),
  };
  if (silent) return { kind: "snapshot", snapshot };
  const merged = mergedInto(lately, home.branch);
  return { kind: "snapshot", snapshot: await readFollowUps(client, snapshot, inForce, people, merged) };
}

/** Of what was merged lately, that of the default branch; nothing where one of them does not say where it went. */
function mergedInto(lately: RawIncident["lately"], branch: string): RawMergedList {
  const list = present(present(lately)?.merged);
  if (list === null) return null;
  const nodes = (list.nodes ?? []).filter((pull) => present(pull)?.baseRefName === branch || present(pull) === null);
  return { ...list, nodes };
}

/** Of one that was read: an item in whose place an error stands is told by the list that holds it. */
function listsOfItem(item: RawIssue | null) {
  return item === null || typeof item.id !== "string" ? [] : listsOf(item, "item");
}

function unique(issues: readonly RawIssue[]): readonly RawIssue[] {
  return [...new Map(issues.map((issue) => [issue.id, issue])).values()];
}

function numbersOf(issues: Readable<readonly RawIssue[]>): readonly number[] {
  return isUnreadable(issues) ? [] : issues.map(({ number }) => number);
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
