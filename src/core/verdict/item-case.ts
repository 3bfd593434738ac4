/** One hardening item in the rulebook's terms: its form, overlaid by commands, and the evidence found for it. */
import type { Heard } from "../commands/hear.ts";
import type { CommandName } from "../commands/types.ts";
import { behavioral } from "../evidence/behavior.ts";
import { CITED_KINDS, cited, citedFiles, citedLinks, exercises, RUN_KINDS } from "../evidence/cited.ts";
import { mergedSince } from "../evidence/control.ts";
import { evidenceOfPull, type LinkedPulls, linkedPulls } from "../evidence/pull-request.ts";
import { redGreenEvidence } from "../evidence/red-green.ts";
import { acknowledgements, dependenceOf, digestOf, runsOf, signOffs } from "../evidence/sign-off.ts";
import type { Evidence, EvidenceKind, UnreadFact } from "../evidence/types.ts";
import { usedLater } from "../evidence/used-later.ts";
import { type ItemFields, readItemForm } from "../forms/values.ts";
import type { BehaviorStyle } from "../forms/vocabulary.ts";
import { personOf } from "../people.ts";
import type { TrackerMemory } from "../plan/write.ts";
import type { Policy } from "../policy/schema.ts";
import { STYLE_OF_FINDING } from "../rules/finding.ts";
import { type ObligationStanding, obligationOf } from "../rules/obligations.ts";
import type { Issue } from "../snapshot/issue.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";
import { type Instant, isUnreadable, type Unreadable } from "../snapshot/types.ts";
import { type LostRole, rolesOf } from "./roles.ts";

/** One hardening item with everything that was found for it. */
export interface ItemCase {
  readonly issue: Issue;
  readonly fields: ItemFields;
  readonly heard: readonly Heard[];
  /** R-B2: the sole assignee; null where none or several. */
  readonly owner: string | null;
  /** False where nobody can say whether a command named another owner since (R-V1). */
  readonly ownerIsSure: boolean;
  readonly verifier: string | null;
  readonly operator: string | null;
  /** Whether the named operator is known to have left. */
  readonly operatorLeft: boolean;
  /** R-H5: why the named verifier cannot sign off; null where nobody is named, or nothing shown says so. */
  readonly dependence: string | null;
  /** Roles whose holder's login is another account's by now. */
  readonly lost: readonly LostRole[];
  /** Who owned it last, where nobody does: whoever leaves is unassigned. */
  readonly former: string | null;
  /** As owed (R-B5): the form's, overlaid by commands, weakened by the right only. */
  readonly due: string | null;
  readonly obligation: ObligationStanding;
  readonly style: BehaviorStyle | null;
  readonly pulls: LinkedPulls;
  /** Since when its control is on the default branch; null where nothing is merged. */
  readonly since: Instant | null;
  readonly evidence: readonly Evidence[];
  /** What could not be read while looking for this item's evidence, by what it would have shown. */
  readonly unread: {
    readonly implementation: readonly Unreadable[];
    readonly behavior: readonly Unreadable[];
    readonly ownership: readonly Unreadable[];
  };
  /** The same of links and of later incidents, by the kind of evidence that each would have been. */
  readonly unreadCited: readonly UnreadFact[];
  /** What a sign-off given now would see. */
  readonly digest: string;
}

const NONE: LinkedPulls = { counted: [], open: [], refused: [], suggested: [], unreadable: [] };

/** Puts an item in the rulebook's terms. `began`: when the incident began (R-H2). */
export function buildItem(
  snapshot: Snapshot,
  policy: Policy,
  memory: TrackerMemory,
  began: Instant,
  issue: Issue,
): ItemCase {
  const fields = readItemForm(issue.body, policy);
  const written = issue.lastEditedAt ?? issue.createdAt;
  const writer = (issue.editor ?? issue.author).login;
  const roles = rolesOf(snapshot, policy, issue, fields);
  const { heard, owner, verifier, operator } = roles;
  const style = fields.findingType === null ? null : STYLE_OF_FINDING[fields.findingType];
  const obligation = obligationOf({ snapshot, policy, memory, issue, fields, heard, owner, verifier });

  const pulls = pullsOf(snapshot, issue, heard, began);
  const shown = pulls.counted.map((pull) => evidenceOfPull(pull, issue.number, snapshot, policy));
  const isQuality = fields.lane === "quality";
  const proofs = isQuality
    ? pulls.counted.flatMap((pull) => redGreenEvidence(pull, issue.number, snapshot, policy))
    : [];
  const [unread] = pulls.unreadable;
  const behavior = behavioral(snapshot, issue.number, heard, style, pulls.counted, began, unread);
  const since = mergedSince(pulls.counted, fields.controlCheck);
  const citing = { snapshot, policy, item: issue.number, heard, began, implementing: pulls.counted, unread };
  const linked = [cited(citing), citedLinks(citing, fields.evidenceLinks, writer, written), exercises(citing)];
  const used = usedLater(snapshot, issue.number, since);
  const files = citedFiles(citing, fields.evidenceLinks);
  const counted = behavior.found.filter((evidence) => evidence.strength === 2);
  const signing = {
    item: issue.number,
    heard,
    verifier,
    owner,
    ownerSince: roles.ownerSince,
    implementing: pulls.counted,
    behavioral: counted,
    runs: runsOf(snapshot, counted),
    blobs: files.blobs,
    unseen: [
      ...pulls.unreadable,
      ...behavior.unreadable,
      ...files.unreadable,
      ...undecided(heard, linksPull),
      ...unsettled(heard, "verifier"),
      ...unsettled(heard, "owner"),
      ...(isUnreadable(issue.events) ? [issue.events] : []),
    ],
    seen: memory.signOffs,
  };
  const signed = signOffs(snapshot, signing);
  // Whoever acknowledged may not be the operator any more.
  const sure = unsettled(heard, "operator").length === 0;
  const unheard = isUnreadable(issue.comments) ? [issue.comments] : [];
  return {
    issue,
    fields,
    heard,
    owner,
    ownerIsSure: unsettled(heard, "owner").length === 0,
    verifier,
    operator,
    operatorLeft: operator !== null && personOf(snapshot, operator)?.member === false,
    dependence: verifier === null ? null : dependenceOf(snapshot, owner, verifier, [...pulls.counted, ...pulls.open]),
    lost: roles.lost,
    former: roles.former,
    due: obligation.due,
    obligation,
    style,
    pulls,
    since,
    evidence: [
      // The strongest first: where one is told, it is this one.
      ...proofs,
      ...shown.flatMap((one) => one.found),
      ...behavior.found,
      ...acknowledgements(heard, issue.number, sure ? operator : null),
      ...signed.found,
      ...linked.flatMap((one) => one.found),
      ...used.found,
    ],
    unread: {
      implementation: [
        ...unheard,
        ...pulls.unreadable,
        ...shown.flatMap((one) => one.unreadable),
        ...undecided(heard, linksPull),
      ],
      behavior: [...unheard, ...pulls.unreadable, ...behavior.unreadable],
      ownership: [
        ...unheard,
        ...signed.unreadable,
        ...undecided(heard, ({ command }) => command.name === "ack"),
        ...unsettled(heard, "verifier"),
        ...unsettled(heard, "operator"),
        ...unsettled(heard, "owner"),
      ],
    },
    unreadCited: [
      ...unheard.flatMap((why) => CITED_KINDS.map((kind) => ({ kind, why }))),
      ...pulls.unreadable.flatMap((why) => RUN_KINDS.map((kind) => ({ kind, why }))),
      ...linked.flatMap((one) => one.unread),
      ...used.unread,
    ],
    digest: digestOf(signing),
  };
}

/** What could not be read of one kind of cited evidence. */
export function unreadOf(item: Pick<ItemCase, "unreadCited">, kind: EvidenceKind): readonly Unreadable[] {
  return item.unreadCited.flatMap((fact) => (fact.kind === kind ? [fact.why] : []));
}

const linksPull = ({ command }: Heard): boolean => command.name === "evidence" && command.topic === "implementation";

/** Commands that might count, if only the rights of who said them could be read: not absent, but unknown (R-V1). */
function undecided(heard: readonly Heard[], which: (one: Heard) => boolean): readonly Unreadable[] {
  return heard.flatMap((one) =>
    one.standing.kind === "undecided" && which(one) ? [{ unreadable: one.standing.why }] : [],
  );
}

/** The pull requests of an issue. One that only a command links is linked by an accepted command, not by anybody's. */
export function pullsOf(snapshot: Snapshot, issue: Issue, heard: readonly Heard[], began: Instant): LinkedPulls {
  if (isUnreadable(issue.links)) return { ...NONE, unreadable: [issue.links] };
  const told = new Set(
    heard.flatMap(({ command, standing }) => {
      if (standing.kind !== "accepted" || command.name !== "evidence" || command.topic !== "implementation") return [];
      return namedPull(snapshot, command.url) ?? [];
    }),
  );
  const links = issue.links.filter((link) => link.kind !== "command" || told.has(link.pull.toLowerCase()));
  return linkedPulls(snapshot, links, began);
}

/** `owner/name#number` in lower case: what the reader found behind a link, whatever its repository was called once. */
function namedPull({ links }: Snapshot, url: string): string | null {
  const found = links[url]?.found;
  if (found === undefined || isUnreadable(found)) return pullKey(url);
  return found.kind === "pull_request" ? found.pull.toLowerCase() : null;
}

/** `owner/name#number` in lower case, from a pull request's address; null for any other. */
function pullKey(url: string): string | null {
  const match = /^https?:\/\/[^/]+\/([^/\s]+\/[^/\s]+)\/pull\/(\d+)(?:[/?#].*)?$/.exec(url);
  return match === null ? null : `${match[1]}#${match[2]}`.toLowerCase();
}

/** Namings since the last one that counts of which nobody can say whether they do. */
export function unsettled(heard: readonly Heard[], name: CommandName): readonly Unreadable[] {
  const last = heard.findLastIndex((one) => one.standing.kind === "accepted" && one.command.name === name);
  return undecided(heard.slice(last + 1), ({ command }) => command.name === name);
}
