/**
 * Cross-references and what merging closes. Sources: GraphQL schema (`CrossReferencedEvent.willCloseTarget`: "Checks
 * if the target will be closed when the source is merged"), docs.github.com "Linking a pull request to an issue"
 * (keywords are ignored where the base is not the default branch), "Issue event types" (`cross-referenced`,
 * `referenced`).
 */
import { type Box, record } from "./box.ts";
import type { Caller, Queries } from "./contract.ts";
import { closingReferences, mentions, mentionsOfCommit, type Reference } from "./keywords.ts";
import type { Commit, Issue, Repository } from "./model.ts";
import { sees } from "./permissions.ts";

export interface Target {
  repository: Repository;
  issue: Issue;
}

/** What a reference in a text of `repository` points at; undefined where nothing is there. */
export const targetOf = (box: Box, repository: Repository, reference: Reference): Target | undefined => {
  const where =
    reference.owner === null || reference.repository === null
      ? repository
      : box.ask.repositoryEver(reference.owner, reference.repository);
  const issue = where?.issues.get(reference.number);
  return where === undefined || issue === undefined ? undefined : { repository: where, issue };
};

const isSame = (a: Target, b: Target): boolean => a.repository === b.repository && a.issue.number === b.issue.number;

const targets = (box: Box, repository: Repository, references: readonly Reference[]): Target[] => {
  const found: Target[] = [];
  for (const reference of references) {
    const target = targetOf(box, repository, reference);
    if (target !== undefined && !found.some((other) => isSame(other, target))) found.push(target);
  }
  return found;
};

const keywords = new WeakMap<Issue, { body: string | null; references: Reference[] }>();

/** The closing keywords of a pull request's body; read once for each body. */
const keywordsOf = (issue: Issue): Reference[] => {
  const known = keywords.get(issue);
  if (known?.body === issue.body) return known.references;
  const references = closingReferences(issue.body);
  keywords.set(issue, { body: issue.body, references });
  return references;
};

/** Issues that merging would close: keywords of the body, where the base is the default branch, and manual links. */
export const closedByMerging = (box: Box, repository: Repository, issue: Issue): Target[] => {
  if (issue.pull === null || issue.pull.baseRef !== repository.defaultBranch) return [];
  const byKeyword = targets(box, repository, keywordsOf(issue));
  const byHand: Target[] = [...box.world.repositories.values()].flatMap((other) =>
    [...other.issues.values()]
      .filter((candidate) =>
        candidate.developmentLinks.some((link) => link.repositoryId === repository.id && link.number === issue.number),
      )
      .map((candidate) => ({ repository: other, issue: candidate })),
  );
  return [...byKeyword, ...byHand.filter((link) => !byKeyword.some((other) => isSame(link, other)))].filter(
    (target) => target.issue.pull === null,
  );
};

/** Writes `cross-referenced` events for what `text` of `source` mentions, one for each pair of source and target. */
export const crossReference = (box: Box, caller: Caller, source: Target, text: string | null): void => {
  const closes = closedByMerging(box, source.repository, source.issue);
  for (const target of targets(box, source.repository, mentions(text))) {
    if (isSame(target, source) || !sees(caller, target.repository)) continue;
    const known = target.issue.events.some(
      (event) =>
        event.event === "cross-referenced" &&
        event.source.repositoryId === source.repository.id &&
        event.source.number === source.issue.number,
    );
    if (known) continue;
    record(box, target.issue, caller, {
      event: "cross-referenced",
      source: { repositoryId: source.repository.id, number: source.issue.number },
      willCloseTarget: closes.some((one) => isSame(one, target)),
    });
  }
};

/** After a pull request's body or base changed: what its cross-references say about closing changes with it. */
export const refreshWillClose = (box: Box, source: Target): void => {
  if (source.issue.pull === null) return;
  const closes = closedByMerging(box, source.repository, source.issue);
  for (const repository of box.world.repositories.values()) {
    for (const issue of repository.issues.values()) {
      for (const event of issue.events) {
        if (
          event.event === "cross-referenced" &&
          event.source.repositoryId === source.repository.id &&
          event.source.number === source.issue.number
        ) {
          event.willCloseTarget = closes.some((one) => isSame(one, { repository, issue }));
        }
      }
    }
  }
};

/** Writes `referenced` events for a pushed commit's message, once for each commit. */
export const referenceCommit = (box: Box, caller: Caller, repository: Repository, commit: Commit): void => {
  const scanned = box.scannedCommits.get(repository.id) ?? new Set<string>();
  box.scannedCommits.set(repository.id, scanned);
  if (scanned.has(commit.sha)) return;
  scanned.add(commit.sha);
  for (const target of targets(box, repository, mentionsOfCommit(commit.message))) {
    if (!sees(caller, target.repository)) continue;
    record(box, target.issue, caller, { event: "referenced", commitSha: commit.sha, repositoryId: repository.id });
  }
};

export const referenceQueries = (box: Box): Pick<Queries, "closingIssues" | "closingPulls"> => ({
  closingIssues: (repository, issue) => closedByMerging(box, repository, issue),
  closingPulls(repository, issue) {
    const here: Target = { repository, issue };
    const pulls: Target[] = [];
    if (issue.pull !== null) return pulls;
    for (const other of box.world.repositories.values()) {
      for (const candidate of other.issues.values()) {
        if (candidate.pull === null || candidate.pull.baseRef !== other.defaultBranch) continue;
        const byHand = issue.developmentLinks.some(
          (link) => link.repositoryId === other.id && link.number === candidate.number,
        );
        if (byHand || targets(box, other, keywordsOf(candidate)).some((target) => isSame(target, here))) {
          pulls.push({ repository: other, issue: candidate });
        }
      }
    }
    return pulls;
  },
});
